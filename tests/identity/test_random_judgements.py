"""Random merges, rejections and undoings: what is read is always what a plain renaming gives, and undone is as if it had never been."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph_service.bootstrap import now
from graph_service.errors import ContradictionError, NotFoundError
from graph_service.model.facts import JUDGED_TABLES, Row
from graph_service.model.identities import Standing, Verdict, is_person
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.workflow.identities import bring_up, confirm, reject, undo
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.identity.conftest import ACT, DAY, MASKED, PERSONS, World, build
from tests.servers import GraphServer
from tests.tiers import FULL
from tests.workflow.worlds import WorldGraph

_COLUMN = {"roles": "person", "holdings": "holder", "findings": "person", "sanctions": "person", "namings": "person"}
NAMES = [*PERSONS, MASKED]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["same", "same", "different"]), st.sampled_from(NAMES), st.sampled_from(list(PERSONS))
        ).filter(lambda step: step[1] != step[2]),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=6,
)


def renamed(rows: Mapping[str, list[Row]], world: World) -> dict[str, list[Row]]:
    """What everybody's facts say once every key is replaced by the one it is known under: plainly, over all rows at once."""
    known = world.ledger.known_as(Standing(world.ledger.judgements()))
    name = {key: one.canonical for key, one in known.items()}
    found: dict[str, list[Row]] = {table: [] for table in JUDGED_TABLES}
    for table, stated in rows.items():
        for row in stated:
            changed = dict(row) | {"source": None}
            if table in _COLUMN:
                changed[_COLUMN[table]] = name.get(str(row[_COLUMN[table]]), row[_COLUMN[table]])
            if table == "events":
                recognised = name.get(str(row["id"]), row["id"])
                subject = row["subject"] if recognised == row["id"] else recognised
                changed["subject"] = name.get(str(subject), subject)
            if table == "candidates" and not _candidate(changed, name, known):
                continue
            found[table].append(changed)
    found["persons"] = _persons(found["persons"], name)
    return {table: _once(changed) for table, changed in found.items()}


def _candidate(row: dict[str, Any], name: Mapping[str, str], known: Mapping[str, Any]) -> bool:
    event, person = row["event"], name.get(row["person"], row["person"])
    ruled_out = {name.get(key, key) for key in known[event].ruled_out} if event in known else set()
    is_recognised = name.get(event, event) != event
    row |= {"person": person, "compatible": row["compatible"] and not is_recognised and person not in ruled_out}
    return name.get(event) != person


def _persons(rows: list[Row], name: Mapping[str, str]) -> list[Row]:
    """One row a person: that of its own key, confirmed by an officer where others were merged into it."""
    merged = {canonical for key, canonical in name.items() if is_person(key)}
    kept = [row for row in rows if name.get(str(row["id"]), row["id"]) == row["id"]]
    return [dict(row) | ({"confirmed": True} if row["id"] in merged else {}) for row in kept]


def _once(rows: list[Row]) -> list[Row]:
    return list({json.dumps(row, sort_keys=True, default=date.isoformat): row for row in rows}.values())


def without_sources(rows: Mapping[str, Any]) -> dict[str, list[str]]:
    return {table: sorted(str(dict(row) | {"source": None}) for row in found) for table, found in rows.items() if found}


def take(world: World, step: tuple[Any, ...]) -> None:
    """Carry out one step; what is refused changes nothing."""
    key = lambda name: world.keys.get(name, name)  # noqa: E731  # the masked event stands for itself
    try:
        if step[0] == "undo":
            standing = Standing(world.ledger.judgements()).judgements
            if standing:
                undo(world.services, standing[step[1] % len(standing)].id, ACT, DAY)
        else:
            (confirm if step[0] == "same" else reject)(world.services, key(step[1]), key(step[2]), ACT, DAY)
    except (ContradictionError, NotFoundError):  # the latter: no candidate of the masked subject
        return


def take_back_all(world: World) -> None:
    for said in Standing(world.ledger.judgements()).judgements:
        undo(world.services, said.id, ACT, DAY)


@pytest.fixture(scope="module")
def lasting(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all examples: each example undoes what it did, and that is what is tested."""
    home = tmp_path_factory.mktemp("random")
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        world = build(Services(graph, ledger, load_rulebook(), home, now), ledger, graph)
        keys = world.keys
        more: dict[str, list[Row]] = {
            "findings": [
                {"event": "ev-food", "person": keys["named"], "liability": "direct", "found": True},
                {"event": "ev-food", "person": keys["elsewhere"], "liability": "direct", "found": False},
            ],
            "roles": [
                {"person": keys[name], "organization": "91110105MA0FAKE25F", "role": "director", "start": date(2015, 1, 1)}
                for name in ("named", "elsewhere")
            ],
            "sanctions": [{"event": "ev-food", "person": keys["wang"], "years": 3}],
            "namings": [{"event": "ev-elsewhere", "person": keys["elsewhere"], "how": "named"}],
        }
        world.put(2, more)
        propagate_events(world.services, None, DAY)
        yield world
    ledger.close()


@settings(
    max_examples=150 if FULL else 12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
def test_any_judgements_read_as_a_plain_renaming_and_undone_they_leave_no_trace(lasting: World, steps: list[Any]) -> None:
    world = lasting
    stated = {table: [dict(row) for row in rows] for table, rows in world.graph.facts_for(world.graph.event_ids()).items()}
    apart = (world.digest(), world.facts(), world.told())
    seen = {event: str(world.graph.facts_for([event])) for event in world.graph.event_ids()}

    for step in steps:
        take(world, step)

    expected = renamed(stated, world)
    plain = WorldGraph(expected)  # type: ignore[arg-type]  # rows of every table
    for event in world.graph.event_ids():
        assert without_sources(world.graph.facts_for([event])) == without_sources(plain.facts_for([event]))
    outcomes = propagate(Facts.from_rows(world.graph.facts_for(world.graph.event_ids())), world.services.rules.enabled(), DAY)
    assert sorted(map(str, world.told())) == sorted(map(str, outcomes.outcomes()))
    take_back_all(world)
    assert (world.digest(), world.facts(), world.told()) == apart
    assert {event: str(world.graph.facts_for([event])) for event in seen} == seen


def test_the_comparison_would_see_a_merge_that_was_not_undone(lasting: World) -> None:
    """The control: the test above fails where a trace is left."""
    take_back_all(lasting)
    before = (lasting.digest(), lasting.facts())
    said, _ = lasting.ledger.judge(Verdict.SAME, lasting.keys["named"], lasting.keys["li"], ACT)
    bring_up(lasting.services)

    assert lasting.digest() != before[0]
    assert lasting.facts() != before[1]
    undo(lasting.services, said.id, ACT, DAY)
    assert (lasting.digest(), lasting.facts()) == before
