"""Explanations and the search for a subject: what is shown, where it comes from, and that nobody is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph_service.errors import InputError, NotFoundError
from graph_service.model.outcomes import State
from graph_service.query.explain import Explanation, explain_subject, shape_explanation
from graph_service.query.resolve import resolve_subject
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.web.fakes import EVENT, FIRM, LISTING, TODAY
from tests.workflow.test_propagate import CorrectedGraph


def _explained(services: Services, subject: str) -> Explanation:
    return explain_subject(services, resolve_subject(services, subject), TODAY)


def test_what_was_never_propagated_is_computed_and_says_so(services: Services) -> None:
    found = _explained(services, "p-zhang")

    assert (found.basis, found.is_current) == ("computed", True)
    assert {one.subject for one in found.outcomes} == {"p-zhang"}


def test_what_was_propagated_is_shown_as_stored(services: Services) -> None:
    computed = _explained(services, "p-zhang")
    propagate_events(services, None, TODAY)

    stored = _explained(services, "p-zhang")

    assert (stored.basis, stored.is_current) == ("ledger", True)
    assert stored.outcomes == computed.outcomes


def test_an_event_that_was_not_propagated_is_computed_beside_those_that_were(services: Services) -> None:
    propagate_events(services, [EVENT], TODAY)

    found = _explained(services, FIRM)

    assert found.basis == "partly_computed"
    assert {one.event for one in found.outcomes} == {EVENT, LISTING}


def test_facts_that_changed_after_the_run_are_pointed_out(services: Services) -> None:
    propagate_events(services, None, TODAY)

    found = _explained(replace(services, graph=CorrectedGraph()), "p-zhang")  # type: ignore[arg-type]  # a fake

    assert (found.basis, found.is_current) == ("ledger", False)


def test_an_organisation_shows_who_is_reached_through_it_and_who_is_not(services: Services) -> None:
    found = _explained(services, FIRM)

    reached = {one.subject for one in found.through if one.state is State.IN_FORCE}
    free = {one.subject for one in found.through if one.state is State.NOT_AFFECTED} - reached
    assert FIRM not in reached | free
    assert reached
    assert free
    assert all(one.clauses for one in found.through)


def test_every_source_of_an_outcome_and_every_event_has_its_file_and_row(services: Services) -> None:
    found = _explained(services, FIRM)

    named = {fact for one in (*found.outcomes, *found.through) for fact in one.sources} | {
        str(row["source"]) for row in found.events.values()
    }
    assert named == set(found.provenance)
    shaped = shape_explanation(services, found)
    events = shaped["events"]
    assert isinstance(events, dict)
    assert {key: (one["source"]["source_file"], one["source"]["source_row"]) for key, one in events.items()} == {
        EVENT: ("行政处罚_2019版.xlsx", 12),
        LISTING: ("严重失信主体名单.xlsx", 3),
    }


def test_an_office_that_an_outcome_rests_on_is_shown_with_the_day_of_its_registration(services: Services) -> None:
    services.graph.register("f-role-02", date(2024, 5, 1))  # type: ignore[attr-defined]  # a fake

    found = _explained(services, "p-li")

    reasons = {one.rule: one.reason for one in found.outcomes if one.event == LISTING}
    assert (reasons["BJ-R1-MARKET-BAN"], reasons["BJ-R2-HONOUR"]) == ("registration_settled", "registration_settled")
    assert shape_explanation(services, found)["offices"] == {
        "f-role-02": {
            "words": {"zh": "法定代表人", "en": "legal representative"},
            "start": "2024-02-10",
            "end": None,
            "last_day": None,
            "registered_on": "2024-05-01",
            "days": {"zh": "2024-02-10 起；2024-05-01 登记", "en": "since 2024-02-10; registered on 2024-05-01"},
        }
    }


def test_a_person_is_shown_with_the_id_number_masked(services: Services) -> None:
    assert _explained(services, "p-zhang").masked_id == "1101**********0014"


@pytest.mark.parametrize("written", [FIRM, FIRM.lower(), f" {FIRM[:8]} {FIRM[8:]} ", "９" + FIRM[1:]])
def test_a_code_is_found_however_it_is_printed(services: Services, written: str) -> None:
    assert resolve_subject(services, written).id == FIRM


def test_a_registration_number_finds_a_firm_without_a_unified_code(services: Services) -> None:
    assert resolve_subject(services, "110105000000017").id == "reg:110105000000017"


@pytest.mark.parametrize("name", ["张伟", "赵敏"])
def test_a_name_is_never_taken_for_a_person_even_where_only_one_bears_it(services: Services, name: str) -> None:
    with pytest.raises(InputError) as refused:
        resolve_subject(services, name)

    bearers = [key for key in ("p-zhang", "p-namesake", "p-zhao") if services.graph.subject(key).name == name]  # type: ignore[union-attr]  # all there
    assert all(key in refused.value.hint for key in bearers)
    assert bearers


@pytest.mark.parametrize("missing", ["91110105MA0FAKE84N", "p-nobody", "无此公司"])
def test_what_is_not_on_record_is_not_found(services: Services, missing: str) -> None:
    with pytest.raises(NotFoundError):
        resolve_subject(services, missing)


@pytest.mark.parametrize("number", ["110105190001010015", "11010519000101001５"])
def test_a_resident_id_number_is_refused_without_repeating_it(services: Services, number: str) -> None:
    with pytest.raises(InputError, match="resident id number") as refused:
        resolve_subject(services, number)

    assert number not in str(refused.value)


def test_an_empty_subject_is_refused(services: Services) -> None:
    with pytest.raises(InputError, match="is empty"):
        resolve_subject(services, "  ")
