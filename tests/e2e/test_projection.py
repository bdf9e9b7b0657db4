"""From files to measures in the graph, on both graph servers: as the ledger says them, after every change, and from nothing again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from threading import Barrier

import pytest

from graph_service.bootstrap import now
from graph_service.loaders.run import load_paths
from graph_service.model.facts import Row
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.store.ports import Load
from graph_service.workflow.projection import (
    bring_up_to_date,
    compare_with_ledger,
    lagging_events,
    measures_said,
    project_everything,
)
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.servers import GraphServer

DAY = date(2026, 11, 24)
SAMPLE = Path(str(files("graph_service") / "data" / "sample"))
WRITERS, ROUNDS = 3, 3


def load_sample(services: Services) -> None:
    load_paths(services, sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"}))


def shown(services: Services) -> Mapping[str, Row]:
    """Every measure of the graph, by key."""
    return services.graph.measures_of(sorted({one.event for one in services.graph.measures_shown()}))


@pytest.fixture
def town(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    """The sample, loaded, propagated and shown."""
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        services = Services(graph, ledger, load_rulebook(), tmp_path, now)
        load_sample(services)
        assert bring_up_to_date(services, propagate_events(services, None, DAY).propagated).error is None
        yield services
    ledger.close()


def test_what_is_shown_is_what_the_newest_runs_say_and_it_is_no_little(town: Services) -> None:
    assert shown(town) == measures_said(town.ledger, town.graph.event_ids())
    assert {row["state"] for row in shown(town).values()} == {"in_force", "needs_review"}
    assert compare_with_ledger(town).differing == lagging_events(town.graph, town.ledger) == []


def test_an_annulled_decision_loses_its_measures_and_no_other_does(town: Services) -> None:
    before = shown(town)
    event = min(str(row["event"]) for row in before.values())
    row = town.graph.facts_for([event])["events"][0]
    annulment = {name: row[name] for name in ("id", "kind", "category")} | {"annulled_date": date(2026, 11, 20)}
    moment = town.now() + timedelta(seconds=1)
    load = Load("load-annulment", "annulment", "撤销决定.csv", "a" * 64, moment)
    town.graph.put(load, {"events": [annulment]}, {"events": [1]})

    report = propagate_events(town, None, DAY, only_changed=True)
    lagging = lagging_events(town.graph, town.ledger)
    done = bring_up_to_date(town, report.propagated)

    assert report.propagated == lagging == [event]
    assert done.counts.removed == sum(one["event"] == event for one in before.values()) > 0
    assert shown(town) == {key: one for key, one in before.items() if one["event"] != event}
    assert compare_with_ledger(town).differing == []


def test_from_an_empty_graph_loaded_again_the_ledger_gives_the_same_measures(town: Services, graph_server: GraphServer) -> None:
    before = shown(town)
    graph_server.empty()
    town.graph.migrate()

    without_facts = project_everything(town)
    load_sample(town)
    redone = project_everything(town)

    assert (without_facts.counts.created, without_facts.counts.unplaced) == (0, len(before))
    assert (redone.counts.created, redone.counts.unplaced) == (len(before), 0)
    assert shown(town) == before


def test_two_who_propagate_other_days_at_once_leave_what_the_newest_runs_say(town: Services) -> None:
    gate = Barrier(WRITERS)

    def propagate_and_show(number: int) -> None:
        for turn in range(ROUNDS):
            gate.wait(60)
            report = propagate_events(town, None, DAY + timedelta(days=1 + WRITERS * turn + number))
            assert bring_up_to_date(town, report.propagated).error is None

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(propagate_and_show, number) for number in range(WRITERS)]:
            done.result()

    assert compare_with_ledger(town).differing == []
    assert len({row["on"] for row in shown(town).values()}) == 1
