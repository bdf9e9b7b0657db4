"""From files as courts and registers send them to a recognised person, on both graph servers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_service.bootstrap import now
from graph_service.loaders.run import load_paths
from graph_service.model.outcomes import State
from graph_service.policy.loader import load_rulebook
from graph_service.query.candidates import find_candidates
from graph_service.query.identities import shape_found
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.workflow.identities import confirm, undo
from graph_service.workflow.projection import compare_with_ledger, project_everything
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.identity.conftest import ACT
from tests.loaders.tables import PEOPLE, write_csv
from tests.servers import GraphServer

#: While the listing of 2019 and the restriction of consumption hold.
ON = date(2020, 11, 24)


@pytest.fixture
def services(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    """A register with two persons called 孙丙, one of whom a court lists with a masked number; and an order that names 钱乙 so."""
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    namesakes = [{"姓名": "孙丙", "证件号码": number, "职务": "监事"} for number in (PEOPLE[2], PEOPLE[3])]
    masked = f"{PEOPLE[1][:10]}****{PEOPLE[1][-4:]}"
    files = [
        write_csv(tmp_path, "enterprise", {}),
        write_csv(tmp_path, "person", {}, *namesakes, {"姓名": "钱乙", "证件号码": PEOPLE[1], "职务": "监事"}),
        write_csv(tmp_path, "executee", {}),
        write_csv(tmp_path, "order", {"主体名称": "钱乙", "证件号码": masked, "关联类型": "实际控制人"}),
    ]
    with BoltGraphStore(graph_server.connection) as graph:
        opened = Services(graph, ledger, load_rulebook(), tmp_path, now)
        load_paths(opened, files)
        propagate_events(opened, None, ON)
        project_everything(opened)
        yield opened
    ledger.close()


def open_states(services: Services) -> dict[tuple[str, str], State]:
    entries = services.ledger.newest_runs(services.graph.event_ids())
    return {(one.rule, one.subject): one.state for one in services.ledger.outcomes_in(entries, open_only=True)}


def test_a_listed_person_behind_a_mask_is_recognised_and_the_graph_shows_the_measure(services: Services) -> None:
    before = open_states(services)
    leads = [one for one in find_candidates(services).candidates if not one.one.startswith("p-")]
    ((event, person),) = [(one.one, one.other) for one in leads]

    known = confirm(services, event, person, ACT, ON)

    assert [feature.code for feature in leads[0].features] == ["same_name", "compatible_digits", "rare_name", "only_candidate"]
    assert before["CN-COURT-LIST-NAMES", person] is State.NEEDS_REVIEW
    assert open_states(services)["CN-COURT-LIST-NAMES", person] is State.IN_FORCE
    assert compare_with_ledger(services).differing == []
    undo(services, known.judgement.id, ACT, ON)
    assert open_states(services) == before
    assert compare_with_ledger(services).differing == []


def test_a_person_named_beside_a_firm_with_a_mask_is_a_lead_to_the_one_in_the_register(services: Services) -> None:
    leads = shape_found(services, find_candidates(services))["candidates"]
    (lead,) = [one for one in leads if one["one"]["kind"] == "person"]  # type: ignore[union-attr, index]  # JSON
    masked = f"{PEOPLE[1][:6]}********{PEOPLE[1][-4:]}"
    assert (lead["one"]["name"], lead["one"]["masks_seen"], lead["other"]["masked_id"]) == ("钱乙", [masked], masked)
    assert [feature["code"] for feature in lead["features"]] == ["same_name", "rare_name", "compatible_digits"]
    named, registered = lead["one"]["id"], lead["other"]["id"]
    unsure = {rule for (rule, subject), state in open_states(services).items() if subject == named}

    merged = confirm(services, named, registered, ACT, ON)

    after = open_states(services)
    assert unsure == {"CN-COURT-CONSUMPTION"}
    assert {subject for _, subject in after}.isdisjoint({named})
    assert after["CN-COURT-CONSUMPTION", registered] is State.IN_FORCE
    assert merged.replayed.projection is not None
    assert compare_with_ledger(services).differing == []


def test_the_same_files_again_change_nothing_after_a_merge(services: Services, tmp_path: Path) -> None:
    lead = next(one for one in find_candidates(services).candidates if one.one.startswith("p-"))
    confirm(services, lead.one, lead.other, ACT, ON)
    states, version = open_states(services), services.graph.graph_version()

    again = load_paths(services, sorted(tmp_path.glob("*.csv")))
    propagated = propagate_events(services, None, ON, only_changed=True)

    assert (again.loaded, len(propagated.propagated)) == (0, 0)
    assert (open_states(services), services.graph.graph_version()) == (states, version)
