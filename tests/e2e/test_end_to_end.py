"""Sample → load → propagate → explain → API, on both graph servers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.bootstrap import now
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import load_paths
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.loader import load_rulebook
from graph_service.query.explain import Explanation, explain_subject, shape_explanation
from graph_service.query.resolve import resolve_subject
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.web.pages import install_pages
from graph_service.workflow.propagate import PropagationReport, propagate_events
from graph_service.workflow.services import Services
from tests.servers import GraphServer

DAY = date(2026, 11, 24)
FOOD, OFFICES = "CN-FOOD-135-1", "CN-CO-178-4"
SAMPLE = Path(str(files("graph_service") / "data" / "sample"))


class Town:
    """The sample, loaded and propagated once for each server."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.paths = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"})
        self.loads: LoadReport = load_paths(services, self.paths)
        self.report: PropagationReport = propagate_events(services, None, DAY)
        self.events = {str(row["document"]): row for row in services.graph.facts_for(services.graph.event_ids())["events"]}

    def decision(self, number: str) -> dict[str, Any]:
        """The one decision with this year and number; brackets are of every kind, as in real files."""
        year, _, serial = number.partition("/")
        pattern = re.compile(rf"\D{year}\D{serial}号")
        (row,) = [row for document, row in self.events.items() if pattern.search(document)]
        return dict(row)

    def explained(self, number: str) -> Explanation:
        """Explain the party of a decision."""
        subject = resolve_subject(self.services, str(self.decision(number)["subject"]))
        return explain_subject(self.services, subject, DAY)

    def through(self, number: str, rule: str) -> set[tuple[str, State]]:
        """Who was considered through the party under the rule: what links them, and the state."""
        event = self.decision(number)["id"]
        found = [one for one in self.explained(number).through if (one.event, one.rule) == (event, rule)]
        return {(str(one.role), one.state) for one in found}


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    graph_server.empty()
    home = tmp_path_factory.mktemp("home")
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        yield Town(Services(graph, ledger, load_rulebook(), home, now))
    ledger.close()


def _person(found: Explanation, role: str, rule: str) -> Outcome:
    (outcome,) = [one for one in found.through if (one.role, one.rule) == (role, rule)]
    return outcome


def test_every_row_is_loaded_unchanged_or_rejected_with_a_reason(town: Town) -> None:
    assert town.loads.read == town.loads.loaded + town.loads.unchanged + town.loads.rejected
    assert town.loads.rejected == len({(file.load_id, one.row) for file in town.loads.files for one in file.refused}) == 33


def test_loading_and_propagating_again_changes_nothing(town: Town) -> None:
    version = town.services.graph.graph_version()

    again = load_paths(town.services, town.paths)
    report = propagate_events(town.services, None, DAY)

    assert (again.loaded, again.unchanged, again.rejected) == (0, town.loads.loaded + town.loads.unchanged, 33)
    assert (report.runs_stored, report.runs_unchanged) == (0, 1)
    assert town.services.graph.graph_version() == version


def test_a_swapped_representative_frees_neither_the_old_nor_the_new(town: Town) -> None:
    links = town.through("2024/1", FOOD)

    assert {link for link, state in links if state is State.IN_FORCE} == {"legal_representative", "finding:direct_supervisor"}
    assert {("supervisor", State.NOT_AFFECTED), ("shareholder", State.NOT_AFFECTED)} <= links


def test_a_ban_shows_the_offices_held_elsewhere_as_post_conflicts(town: Town) -> None:
    banned = _person(town.explained("2025/2"), "legal_representative", OFFICES).subject

    posts = {(one["post"], one["rule"]) for one in town.report.post_conflicts if one["person"] == banned}

    assert {("director", OFFICES), ("legal_representative", "CN-REG-12-4")} <= posts


def test_nobody_above_a_punished_state_owned_firm_is_reached(town: Town) -> None:
    found = town.explained("2024/3")

    organizations = {one.subject for one in found.through if not one.subject.startswith("p-")}
    assert organizations & town.report.reached == set()


@pytest.mark.parametrize(
    ("number", "rule", "state", "reason"),
    [
        ("2025/7", OFFICES, State.NOT_AFFECTED, "role_listed"),
        ("2018/8", FOOD, State.NOT_AFFECTED, "within_term"),
        ("2025/9", OFFICES, State.NEEDS_REVIEW, "fault_stated"),
    ],
)
def test_what_the_facts_do_not_carry_is_not_reached_and_says_why(
    town: Town, number: str, rule: str, state: State, reason: str
) -> None:
    event = town.decision(number)["id"]

    found = [one for one in town.explained(number).through if (one.event, one.rule) == (event, rule)]

    assert (state, reason) in {(one.state, one.reason) for one in found}
    assert {one.state for one in found} <= {State.NOT_AFFECTED, state}


def test_every_explanation_names_file_and_row_of_every_fact(town: Town) -> None:
    found = town.explained("2024/1")

    named = {fact for one in (*found.outcomes, *found.through) for fact in one.sources}
    assert (found.basis, found.is_current) == ("ledger", True)
    assert named
    assert named <= set(found.provenance)
    assert {one.source_file for one in found.provenance.values()} <= {path.name for path in town.paths}


def test_the_ledger_says_what_the_report_said(town: Town) -> None:
    stored = [one for event in town.services.graph.event_ids() for one in town.services.ledger.outcomes_of_event(event, DAY)]

    assert sorted(stored, key=str) == sorted(town.report.outcomes, key=str)


def test_the_api_gives_the_same_outcomes_and_the_page_opens(town: Town) -> None:
    found = town.explained("2024/1")
    someone = next(one.subject for one in found.through if one.state is State.IN_FORCE)
    expected = {(one["event"], one["rule"], one["state"]) for one in _own(town, someone)}

    firm, outcomes, page, ready = asyncio.run(
        _answers(
            town,
            f"/v1/subjects/by-code/{found.subject.uscc}",
            f"/v1/subjects/{someone}/outcomes?on={DAY}",
            "/",
            "/v1/ready",
        )
    )

    assert firm.json()["name"] == found.subject.name
    assert {(one["event"], one["rule"], one["state"]) for one in outcomes.json()["outcomes"]} == expected
    assert (page.status_code, ready.status_code) == (200, 200)


async def _answers(town: Town, *paths: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(create_app(town.services, install_pages))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return [await client.get(path) for path in paths]


def _own(town: Town, subject: str) -> list[dict[str, Any]]:
    record = town.services.graph.subject(subject)
    assert record is not None
    shaped: Any = shape_explanation(town.services, explain_subject(town.services, record, DAY))
    return list(shaped["outcomes"])
