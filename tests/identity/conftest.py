"""A small world on real stores: a firm that lost its food licence, and people of whom nobody knows yet who is who."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph_service.bootstrap import now
from graph_service.model.facts import Row
from graph_service.model.identities import Act
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import SqlLedger, canonical_identities, open_ledger
from graph_service.store.ports import Load, PersonIdentity
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.ledger import samples
from tests.ledger.conftest import postgres_server, ring, url  # noqa: F401  # fixtures: both kinds of ledger
from tests.servers import GraphServer

DAY = date(2026, 11, 24)
FOOD = "CN-FOOD-135-1"
FIRM, OTHER, THIRD = "91110105MA0FAKE17J", "91110105MA0FAKE25F", "91110105MA0FAKE33A"
#: The decision against the firm, one against another, and a court's listing of a person whose number is masked.
DECISION, ELSEWHERE, MASKED = "ev-food", "ev-elsewhere", "ev-masked"
ACT = Act("officer", "公安机关函复")


class World:
    """Real stores with a few persons; ``keys`` by their names in ``PERSONS``."""

    def __init__(self, services: Services, ledger: SqlLedger, graph: BoltGraphStore) -> None:
        self.services, self.ledger, self.graph = services, ledger, graph
        self.keys: Mapping[str, str] = {name: ledger.person_keys([one])[0] for name, one in PERSONS.items()}

    def put(self, number: int, rows: dict[str, list[Row]]) -> None:
        moment = datetime(2026, 1, number, tzinfo=UTC)
        load = Load(f"load-{number}", "registry", f"file-{number}.csv", f"{number:064x}", moment)
        self.graph.put(load, rows, {table: range(1, len(given) + 1) for table, given in rows.items()})

    def digest(self) -> str:
        return self.graph.graph_digest(canonical_identities(self.ledger))

    def facts(self) -> dict[str, list[str]]:
        return {table: [str(row) for row in rows] for table, rows in self.graph.facts_for(self.graph.event_ids()).items()}

    def told(self) -> list[Outcome]:
        """What the newest runs say."""
        entries = self.ledger.newest_runs(self.graph.event_ids())
        return list(self.ledger.outcomes_in(entries))

    def state(self, event: str, rule: str, *names: str) -> list[tuple[State, str]]:
        """State and reason of the first of these persons whom the newest run considers."""
        keys = [self.keys[name] for name in names]
        said = {one.subject: (one.state, one.reason) for one in self.told() if (one.event, one.rule) == (event, rule)}
        return [said[key] for key in keys if key in said]


#: 张三 with an id number, 张三 as two firms name him, 李四, an unrelated 王五, and another 张三 with a number of his own.
PERSONS = {
    "numbered": samples.person(1, "张三"),
    "named": PersonIdentity("张三", anchor=FIRM),
    "elsewhere": PersonIdentity("张三", anchor=THIRD),
    "li": samples.person(2, "李四"),
    "wang": samples.person(3, "王五"),
    "namesake": samples.person(1001, "张三"),
}


def office(person: str, firm: str, role: str, **more: Any) -> Row:
    return {"person": person, "organization": firm, "role": role, "start": date(2015, 1, 1), **more}


def facts_of(keys: Mapping[str, str]) -> dict[str, list[Row]]:
    """The registers' and authorities' statements; of 张三 in the firms nobody states a number."""
    firms = [
        {"id": firm, "name": f"企业{firm[-3:]}", "type": "company", "industry": "食品制造业"} for firm in (FIRM, OTHER, THIRD)
    ]
    people = [{"id": keys[key], "name": one.name, "confirmed": one.id_number is not None} for key, one in PERSONS.items()]
    revoked = {"kind": "penalty", "category": "food.licence_revoked", "decision_date": date(2024, 3, 15)}
    listed = {
        "kind": "court",
        "category": "court.dishonest_executee",
        "listing_date": date(2025, 5, 6),
        "document": "(2025)京执1号",
    }
    return {
        "organizations": [*firms],
        "persons": [*people],
        "roles": [
            office(keys["named"], FIRM, "legal_representative"),
            office(keys["li"], FIRM, "supervisor"),
            office(keys["numbered"], OTHER, "director"),
            office(keys["li"], OTHER, "supervisor"),
            office(keys["elsewhere"], THIRD, "director", licence="执11-1"),
            office(keys["wang"], THIRD, "legal_representative"),
            office(keys["namesake"], THIRD, "supervisor", start=date(2019, 1, 1)),
        ],
        "holdings": [{"holder": keys["wang"], "organization": FIRM, "share": 0.4}],
        "events": [
            {"id": DECISION, "subject": FIRM, **revoked},
            {"id": ELSEWHERE, "subject": THIRD, **revoked},
            {"id": MASKED, "subject": None, **listed},
        ],
        "candidates": [
            {"event": MASKED, "person": keys["numbered"], "compatible": True},
            {"event": MASKED, "person": keys["namesake"], "compatible": True},
            {"event": MASKED, "person": keys["wang"], "compatible": False},
            {"event": ELSEWHERE, "person": keys["li"], "compatible": False},
        ],
    }


def build(services: Services, ledger: SqlLedger, graph: BoltGraphStore) -> World:
    world = World(services, ledger, graph)
    world.put(1, facts_of(world.keys))
    propagate_events(services, None, DAY)
    return world


@pytest.fixture
def world(graph_server: GraphServer, tmp_path: Path) -> Iterator[World]:
    """The world on each graph server, with a ledger in SQLite."""
    with real_world(graph_server, tmp_path) as world:
        yield world


@pytest.fixture
def either_world(graph_server: GraphServer, url: str, ring: KeyRing, tmp_path: Path) -> Iterator[World]:  # noqa: F811  # fixtures
    """The world on each graph server with each kind of ledger."""
    with real_world(graph_server, tmp_path, url, ring) as world:
        yield world


@contextmanager
def real_world(
    server: GraphServer, home: Path, address: str = "", keys: KeyRing | None = None, clock: Callable[[], datetime] = now
) -> Iterator[World]:
    """Empty the server and build the world on it; with a ledger in SQLite unless another is named."""
    server.empty()
    ledger = open_ledger(address or f"sqlite:///{home}/ledger.sqlite3", keys or KeyRing(home / "keys"), clock)
    with BoltGraphStore(server.connection) as graph:
        yield build(Services(graph, ledger, load_rulebook(), home, clock), ledger, graph)
    ledger.close()
