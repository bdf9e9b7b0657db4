"""Batches reach the graph one after the other; only what asks neither the graph nor changes it is done ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.loaders.checking import ROW, CleanRow
from graph_service.loaders.layout import DELETE, OPERATION, UPDATED, Layout
from graph_service.loaders.putting import Putting
from graph_service.loaders.source import Shaped, Source
from graph_service.model.facts import FactRows
from graph_service.store.ports import Load, PersonIdentity, PutCounts
from graph_service.workflow.services import Services

LOAD = Load("load-1", "test", "a.csv", "0" * 64, datetime(2026, 1, 1, tzinfo=UTC))
LONG = 30.0


def row(number: int, *, deletes: bool = False) -> CleanRow:
    return {ROW: number, OPERATION: DELETE if deletes else None, UPDATED: None}


def shape(rows: Sequence[CleanRow], _keys: Mapping[PersonIdentity, str]) -> Shaped:
    shaped = Shaped()
    for one in rows:
        shaped.state("persons", one[ROW], {"id": f"p-{one[ROW]}", "name": "甲", "confirmed": False})
    return shaped


SOURCE = Source(
    "test", Layout("test", ()), check=lambda _sieve, _known: None, shape=shape, retires="nothing",
    identities=lambda rows: [PersonIdentity("甲", anchor=str(one[ROW])) for one in rows],
)  # fmt: skip


class Stores:
    """A graph and a ledger in one that write down what they are asked, in order; the graph waits where it is told to."""

    def __init__(self, *, fails_at: int = 0) -> None:
        self.said: list[str] = []
        self.fails_at = fails_at
        self.named: dict[str, Event] = {number: Event() for number in "12345"}
        self.awaited: dict[str, Event] = {}

    def person_keys(self, identities: Sequence[PersonIdentity]) -> list[str]:
        for identity in identities:
            self.named[str(identity.anchor)].set()
        return [f"p-{identity.anchor}" for identity in identities]

    def put(self, _load: Load, rows: FactRows, numbers: Mapping[str, Sequence[int]], _days: object) -> PutCounts:
        return self._work("put", numbers["persons"])

    def withdraw(self, _load: Load, rows: FactRows, numbers: Mapping[str, Sequence[int]], _days: object) -> PutCounts:
        return self._work("withdraw", numbers["persons"])

    def _work(self, what: str, numbers: Sequence[int]) -> PutCounts:
        name = f"{what} {','.join(map(str, numbers))}"
        self.said.append(f"{name} begins")
        if awaited := self.awaited.get(name):
            assert awaited.wait(LONG), "the next batch was not prepared meanwhile"
        if self.fails_at in numbers:
            raise StoreUnavailableError("planned")
        self.said.append(f"{name} ends")
        return PutCounts(len(numbers), 0, 0, frozenset(numbers), frozenset(numbers))


def putting(stores: Any) -> Putting:
    return Putting(Services(stores, stores, None, Path(), lambda: LOAD.recorded_at), SOURCE, LOAD)  # type: ignore[arg-type]  # no rules


def test_the_next_batch_is_prepared_while_the_graph_works() -> None:
    stores = Stores()
    stores.awaited["put 1"] = stores.named["2"]

    counts = list(putting(stores).put([[row(1)], [row(2)]]))

    assert [one.created_rows for one in counts] == [{1}, {2}]


def test_batches_and_their_parts_reach_the_graph_in_order() -> None:
    stores = Stores()

    list(putting(stores).put([[row(1), row(2, deletes=True)], [row(3)], [row(4, deletes=True), row(5)]]))

    order = ("put 1", "withdraw 2", "put 3", "withdraw 4", "put 5")
    assert stores.said == [f"{one} {moment}" for one in order for moment in ("begins", "ends")]


def test_behind_a_batch_that_fails_nothing_is_put_and_nothing_counted() -> None:
    stores, told = Stores(fails_at=2), []

    with pytest.raises(StoreUnavailableError, match="planned"):
        told.extend(one.created_rows for one in putting(stores).put([[row(1)], [row(2)], [row(3)]]))

    assert (stores.said, told) == (["put 1 begins", "put 1 ends", "put 2 begins"], [{1}])


def test_what_is_given_out_is_committed() -> None:
    stores = Stores()
    for number, _ in enumerate(putting(stores).put([[row(1)], [row(2)], [row(3)]]), 1):
        assert f"put {number} ends" in stores.said


def test_no_batch_puts_nothing() -> None:
    assert list(putting(Stores()).put([])) == []
