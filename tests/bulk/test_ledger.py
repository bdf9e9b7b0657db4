"""What was judged from exported facts lies in the ledger as if it had been propagated there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_service.bulk import judge as judging
from graph_service.bulk.engines import Engine, opened
from graph_service.bulk.export import export_facts
from graph_service.bulk.judge import judge
from graph_service.bulk.load import load_outcomes
from graph_service.errors import InputError
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import RuleBook
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.store.ports import Load
from graph_service.workflow import propagate as use_case
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.bulk.conftest import worlds
from tests.bulk.test_judging import ON

BEFORE = date(2024, 2, 29)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def services(graph_store: BoltGraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A graph of random worlds, and an empty ledger; runs are small, so that there are several."""
    monkeypatch.setattr(use_case, "CHUNK", 10)
    monkeypatch.setattr(judging, "CHUNK", 10)
    rows = worlds(25)
    graph_store.put(
        Load("load-1", "test", "worlds", "0" * 64, NOW),
        rows,
        {table: range(1, len(given) + 1) for table, given in rows.items()},
    )
    ledger = open_ledger(f"sqlite:///{tmp_path / 'loaded.sqlite3'}", KeyRing(tmp_path / "keys"), lambda: NOW)
    yield Services(graph_store, ledger, load_rulebook(), tmp_path, lambda: NOW)
    ledger.close()


def judged(services: Services, rules: RuleBook, out: Path) -> Path:
    facts = export_facts(services.graph, out.with_name(f"{out.name}-facts"))
    with opened(Engine.POLARS, facts, "") as tables:
        judge(facts, tables, rules, (ON, out))
    return out


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as database:
        found = {
            name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=str)
            for name in ("run", "run_event", "outcome")
        }
    database.close()
    return found


def test_loading_gives_the_rows_that_propagating_gives_and_either_again_stores_nothing(
    services: Services, tmp_path: Path
) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'propagated.sqlite3'}", KeyRing(tmp_path / "keys"), lambda: NOW)
    propagate_events(replace(services, ledger=ledger), None, BEFORE)
    expected = propagate_events(replace(services, ledger=ledger), None, ON)
    ledger.close()
    propagate_events(services, None, BEFORE)
    out = judged(services, services.rules.enabled(), tmp_path / "out")

    first, second = load_outcomes(services, out), load_outcomes(services, out)
    after, stale = propagate_events(services, None, ON), propagate_events(services, None, ON, only_changed=True)

    assert content(tmp_path / "loaded.sqlite3") == content(tmp_path / "propagated.sqlite3")
    assert replace(first, names={}) == replace(expected, names={})
    assert (second.runs_stored, second.runs_unchanged) == (after.runs_stored, after.runs_unchanged) == (0, first.runs_stored)
    assert (first.runs_stored > 1, len(first.changes) > 1, stale.events) == (True, True, 0)


def _rewritten(folder: Path, **about: object) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | about), "utf-8")


def test_outcomes_of_other_rules_and_of_another_graph_are_refused(services: Services, tmp_path: Path) -> None:
    live = services.rules.enabled()
    few = judged(services, live.only(frozenset({"CN-CO-178-4"})), tmp_path / "few")
    later = judged(services, live, tmp_path / "later")
    _rewritten(later, graph_version=services.graph.graph_version() + 1)
    other = judged(services, replace(live, fingerprint="0" * 64), tmp_path / "other")

    with pytest.raises(InputError, match="a choice of rules"):
        load_outcomes(services, few)
    with pytest.raises(InputError, match="other rules than these"):
        load_outcomes(services, other)
    with pytest.raises(InputError, match="which this graph has not reached"):
        load_outcomes(services, later)
    assert services.ledger.latest_run("w0-V1", ON) is None
