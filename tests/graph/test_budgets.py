"""A read of the graph has a time budget on every server, whether the server ends it or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service.errors import ReadTimeoutError, StoreUnavailableError
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.deadline import within
from tests.servers import GraphServer

SLOW = "UNWIND range(1, $rows) AS one UNWIND range(1, $rows) AS other RETURN sum(one * other) AS total"
#: The embedded engine goes on with what nobody waits for, so there it must end by itself.
ROWS = {"embedded": 5_000, "neo4j": 100_000}


def test_a_read_that_takes_too_long_is_given_up_with_advice(graph_server: GraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.store.graph.client._GRACE", 0.2)

    def slow(transaction: Transaction) -> object:
        return transaction.run_text(SLOW, rows=ROWS[graph_server.name])

    with BoltClient(replace(graph_server.connection, read_seconds=0.3)) as client:
        with pytest.raises(ReadTimeoutError, match="READ_SECONDS"):
            client.read(slow)

        assert client.read(lambda transaction: transaction.run_text("RETURN 1 AS one")) == [{"one": 1}]


def test_what_is_done_in_time_comes_through_and_so_does_its_error() -> None:
    def refused() -> None:
        raise StoreUnavailableError("down")

    assert within(20, lambda: "done") == "done"
    with pytest.raises(StoreUnavailableError, match="down"):
        within(20, refused)


def test_an_error_of_time_that_the_work_has_itself_is_its_own() -> None:
    def refused() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        within(20, refused)
