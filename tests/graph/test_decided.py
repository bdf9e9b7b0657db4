"""What a profile says of decisions comes from the ledger where that answers, and is word for word what applying the rules would say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_service.query import decided
from graph_service.query.profile import profile
from graph_service.store.ports import Load
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.benchmarks.in_graph import load_registry
from tests.benchmarks.registry import registry
from tests.benchmarks.serving import opened
from tests.servers import GraphServer

ON, LATER = date(2024, 6, 30), date(2024, 7, 1)
EVENTS, FIRMS = 60, 40


@pytest.fixture(scope="module")
def services(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with opened(graph_server, tmp_path_factory.mktemp("decided")) as services:
        load_registry(services.graph, registry(EVENTS, firms=FIRMS))  # type: ignore[arg-type]  # the Bolt store
        propagate_events(services, None, ON)
        yield services


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Applying the rules is a fault from here on."""
    monkeypatch.setattr(decided, "explain_subject", None)


def subjects(services: Services) -> list[str]:
    frames = registry(EVENTS, firms=FIRMS)
    known = [*frames["organizations"]["id"].to_list(), *frames["persons"]["id"].to_list()]
    return [one for one in known if services.graph.events_of(one)]


def computed(services: Services, subject: str, on: date, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patched:
        patched.setattr(decided, "_on_record", lambda *_: None)
        return profile(services, subject, on)


def without_basis(found: Any) -> Any:
    return {name: value for name, value in found.items() if name != "basis"}


@pytest.mark.parametrize("on", [ON, LATER], ids=["day of the run", "a day on which nothing differs"])
def test_the_record_and_the_rules_say_the_same(services: Services, on: date, monkeypatch: pytest.MonkeyPatch) -> None:
    about = subjects(services)[2::4]

    told = [profile(services, one, on) for one in about]

    assert [without_basis(one) for one in told] == [without_basis(computed(services, one, on, monkeypatch)) for one in about]
    assert sum(len(one["outcomes"]) for one in told) > len(about)  # type: ignore[arg-type]  # lists
    assert any(one["post_conflicts"] for one in told)
    assert "ledger" in {one["basis"] for one in told}


@pytest.mark.usefixtures("refused")
def test_the_rules_are_not_applied_where_the_record_answers(services: Services) -> None:
    assert {profile(services, one, ON)["basis"] for one in subjects(services)[:20]} == {"ledger"}


def test_a_graph_that_went_on_is_judged_anew(services: Services) -> None:
    subject = next(one for one in subjects(services) if profile(services, one, LATER)["basis"] == "ledger")
    load = Load("later", "registry", "later.csv", "0" * 64, datetime(2026, 3, 1, tzinfo=UTC))
    services.graph.put(load, {"organizations": [{"id": "Z1", "name": "Z1", "type": "company"}]}, {"organizations": [1]})

    assert profile(services, subject, LATER)["basis"] == "computed"

    propagate_events(services, None, ON)
    assert profile(services, subject, LATER)["basis"] == "ledger"


@pytest.mark.usefixtures("refused")
def test_other_rules_than_those_of_the_runs_are_applied(services: Services) -> None:
    subject = subjects(services)[0]
    other = replace(services, rules=replace(services.rules, fingerprint="another"))

    with pytest.raises(TypeError):
        profile(other, subject, ON)
