"""Lead edges in the ledger: entered once, never changed, withdrawn or submitted, and never read by propagation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.leads import LeadChoice, LeadKind, LeadStep, NewLead, lead_number
from graph_service.store.ledger import SqlLedger
from graph_service.workflow.propagate import propagate_events
from tests.ledger.samples import NOON
from tests.web.fakes import FIRM, TODAY, fake_services

LEAD = NewLead(
    "k", LeadKind.NOMINEE, "p-li", FIRM, "笔录2026-31", "出资款来自对方", "officer", date(2024, 1, 1), date(2025, 1, 1)
)


def test_a_lead_comes_back_as_it_was_entered_and_the_same_key_is_the_same_lead(ledger: SqlLedger) -> None:
    found, written = ledger.add_lead(LEAD)
    again, second = ledger.add_lead(LEAD)

    assert (found.id, found.said, found.recorded_at, found.state) == ("l-1", LEAD, NOON, LeadStep.ADD)
    assert (written, second, again) == (True, False, found)
    assert ledger.leads() == [found]


def test_a_key_used_for_another_lead_is_refused(ledger: SqlLedger) -> None:
    ledger.add_lead(LEAD)

    with pytest.raises(ContradictionError, match="l-1: nothing was written"):
        ledger.add_lead(replace(LEAD, kind=LeadKind.FAMILY))


@pytest.mark.parametrize(
    "change",
    [{"source": " "}, {"reason": ""}, {"user": ""}, {"other": "p-li"}, {"end": date(2024, 1, 1)}],
    ids=["no source", "no reason", "nobody", "tied to itself", "ends on its first day"],
)
def test_a_lead_without_ground_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        replace(LEAD, **change)  # type: ignore[arg-type]  # wrong on purpose


def test_a_lead_is_submitted_once_then_withdrawn_for_good_with_every_step_kept(ledger: SqlLedger) -> None:
    ledger.add_lead(LEAD)

    _, first = ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "please look")
    _, second = ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "please look")
    found, _ = ledger.step_on_lead(1, LeadStep.WITHDRAW, "officer", "not so")
    _, again = ledger.step_on_lead(1, LeadStep.WITHDRAW, "officer", "not so")

    assert (first, second, again) == (True, False, False)
    assert [(one.step, one.reason) for one in found.steps] == [(LeadStep.SUBMIT, "please look"), (LeadStep.WITHDRAW, "not so")]
    assert ledger.leads() == [found]
    with pytest.raises(ContradictionError, match="was withdrawn"):
        ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "after all")


def test_a_step_needs_a_reason_and_a_lead(ledger: SqlLedger) -> None:
    ledger.add_lead(LEAD)

    with pytest.raises(InputError, match="reason"):
        ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", " ")
    with pytest.raises(NotFoundError, match="l-2"):
        ledger.step_on_lead(2, LeadStep.SUBMIT, "officer", "why")


def test_leads_are_found_from_either_end(ledger: SqlLedger) -> None:
    ledger.add_lead(LEAD)

    assert [len(ledger.leads(LeadChoice(ends))) for ends in (["p-li"], [FIRM], ["p-wang"], [])] == [1, 1, 0, 0]


def test_leads_are_chosen_by_day_and_page_newest_first(ledger: SqlLedger) -> None:
    ledger.add_lead(LEAD)
    ledger.add_lead(replace(LEAD, key="k2", start=None, end=None))
    ledger.add_lead(replace(LEAD, key="k3", start=date(2025, 1, 1), end=None))

    def chosen(**how: Any) -> list[int]:
        return [one.seq for one in ledger.leads(LeadChoice(**how))]

    assert chosen() == [3, 2, 1]
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [chosen(on=day) for day in days] == [[2], [2, 1], [2, 1], [3, 2]]
    assert (chosen(most=2), chosen(before=3), chosen(before=2, most=1)) == ([3, 2], [2, 1], [1])


def test_leads_are_told_as_they_were_known(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = ledger.add_lead(LEAD)
    monkeypatch.setattr(ledger, "_now", lambda: NOON + timedelta(hours=1))
    submitted, _ = ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "please look")

    moments = [timedelta(microseconds=-1), timedelta(), timedelta(hours=1)]
    assert [list(ledger.leads(LeadChoice(known=NOON + later))) for later in moments] == [[], [found], [submitted]]


@pytest.mark.parametrize("number", ["1", "l-x", "l-", "l-" + "9" * 30, "l-²"])
def test_what_is_no_number_of_a_lead_is_refused(number: str) -> None:
    with pytest.raises(InputError, match="l-12"):
        lead_number(number)


@pytest.mark.parametrize("table", ["lead", "lead_step"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET seq = seq", "DELETE FROM {table}"])
def test_nothing_about_a_lead_is_ever_changed_or_removed(ledger: SqlLedger, table: str, change: str) -> None:
    ledger.add_lead(LEAD)
    ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "please look")

    with pytest.raises(DBAPIError, match="append-only"), ledger.database.engine.begin() as connection:
        connection.execute(text(change.format(table=table)))


def test_propagation_never_reads_leads(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    services = replace(fake_services(), ledger=ledger)
    before = propagate_events(services, None, TODAY)
    ledger.add_lead(LEAD)
    ledger.add_lead(replace(LEAD, key="k2", kind=LeadKind.ACTING_IN_CONCERT, one="p-wang", start=None, end=None))
    read: list[str] = []
    monkeypatch.setattr(SqlLedger, "leads", lambda *_: read.append("leads"))

    after = propagate_events(services, None, TODAY)

    assert before.runs_stored == 1
    assert (after.runs_stored, after.runs_unchanged) == (0, 1)
    assert after.outcomes == before.outcomes
    assert read == []
