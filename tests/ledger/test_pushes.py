"""Pushes: to whom a confirmed measure goes, what departments answer, that nothing survives its ground, and reminders. On every ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError, InputError
from graph_service.model.acts import ActKind, NewAct
from graph_service.model.dossiers import Dossier
from graph_service.model.outcomes import State
from graph_service.store.ledger import SqlLedger
from graph_service.workflow.cases import Decision, close, sign
from graph_service.workflow.pushes import follow, give_feedback, over_long, push_case
from graph_service.workflow.reminding import remind_overdue, reminders
from tests.ledger.desk import CLERK, EVENT, FIRM, HEAD, LISTED, STATUTE, Desk, by, said_of

ACT = Decision(ActKind.CONFIRM, STATUTE, HEAD)


@pytest.fixture
def desk(ledger: SqlLedger, tmp_path: Path) -> Desk:
    desk = Desk(ledger, tmp_path)
    desk.tell(said_of(), said_of(subject=CLERK))
    return desk


def answer(desk: Desk, push: Dossier, did: str, reason: str = "已办理", **content: str) -> Dossier:
    return give_feedback(desk.services, desk.now_of(push), did, content, by("zhou", reason, department=push.said.department))[0]


def lift(desk: Desk) -> None:
    desk.ledger.act(NewAct("lift", ActKind.LIFT, EVENT, STATUTE, HEAD, desk.today, "li", "已履行"))


def test_a_confirmed_measure_goes_to_each_department_once(desk: Desk) -> None:
    case = desk.signed(ACT)

    first, _ = push_case(desk.services, case, ["tax", "finance"], by())
    again, written = push_case(desk.services, case, ["tax", "finance", "court"], by())

    assert [(one.said.department, one.said.subject, one.state, one.due) for one in first] == [
        ("tax", HEAD, "sent", date(2026, 3, 9)),
        ("finance", HEAD, "sent", date(2026, 3, 9)),
    ]
    assert ([one.said.department for one in again], written) == (["court"], True)
    said = first[0].said.content
    assert (said["act"], said["rule"], said["first_day"], said["last_day"], said["assigned"], first[0].said.parent) == (
        "a-1",
        STATUTE,
        "2026-03-02",
        "2027-03-01",
        "officer",
        case.seq,
    )
    with pytest.raises(ContradictionError, match="pushed to these departments already"):
        push_case(desk.services, case, ["tax"], by())


def test_the_catalogue_names_the_departments_of_what_it_knows(desk: Desk) -> None:
    desk.tell(said_of(LISTED, FIRM), facts="f2")
    case = desk.signed(Decision(ActKind.CONFIRM, LISTED, FIRM))

    found, _ = push_case(desk.services, case, [], by())

    assert {"finance", "public_resource_trading"} <= {one.said.department for one in found}
    assert {one.said.content["assigned"] for one in found} == {"catalogue"}


def test_what_nobody_is_named_for_needs_a_department(desk: Desk) -> None:
    case = desk.signed(ACT)

    with pytest.raises(InputError, match="names nobody who carries out"):
        push_case(desk.services, case, [], by())
    with pytest.raises(InputError, match="'nobody' is not known"):
        push_case(desk.services, case, ["nobody"], by())


def test_nothing_is_pushed_before_it_is_signed_or_once_its_ground_fell(desk: Desk) -> None:
    with pytest.raises(ContradictionError, match="not signed"):
        push_case(desk.services, desk.opened(), ["tax"], by())
    case = sign(desk.services, desk.now_of(_first(desk)), [ACT], by())[0]
    desk.tell(said_of(state=State.NOT_AFFECTED), said_of(subject=CLERK), facts="f2")

    with pytest.raises(ContradictionError, match="none is confirmed"):
        push_case(desk.services, case, ["tax"], by())


def test_a_department_receives_applies_and_confirms_the_lifting(desk: Desk) -> None:
    push = desk.pushed()[0]
    answer(desk, push, "receive")
    applied = answer(desk, push, "apply", from_day="2026-03-10", until_day="2027-03-01")
    lift(desk)
    (lifting,) = follow(desk.services)
    done = answer(desk, push, "confirm_lifting", lifted_on="2026-03-11")

    assert (applied.state, applied.steps[-1].content) == ("applied", {"from_day": "2026-03-10", "until_day": "2027-03-01"})
    assert (lifting.state, lifting.steps[-1].content["why"]) == ("lifting", "The measure was lifted (a-2).")
    assert [step.did for step in done.steps] == ["send", "receive", "apply", "lift", "confirm_lifting"]
    assert [(step.did, step.sends) for step in done.steps if step.sends] == [("send", "measure"), ("lift", "lifting")]
    assert follow(desk.services) == []


@pytest.mark.parametrize(
    ("did", "content"),
    [
        ("apply", {}),
        ("apply", {"from_day": "yesterday"}),
        ("apply", {"from_day": "2026-03-10", "until_day": "2026-03-09"}),
        ("apply_partly", {"from_day": "2026-03-10"}),
        ("not_apply", {"why_not": " "}),
        ("decline", {}),
        ("lift", {"why": "x"}),
    ],
)
def test_an_answer_says_what_it_must(desk: Desk, did: str, content: dict[str, str]) -> None:
    push = desk.pushed()[0]

    with pytest.raises(InputError):
        answer(desk, push, did, **content)

    assert desk.now_of(push) == push


def test_nobody_applies_a_measure_longer_than_it_lasts(desk: Desk) -> None:
    push = desk.pushed()[0]

    for content in ({"from_day": "2026-03-10", "until_day": "2027-03-02"}, {"from_day": "2027-03-02"}):
        with pytest.raises(ContradictionError, match="lasts until 2027-03-01"):
            answer(desk, push, "apply", **content)


def test_only_what_is_recommended_can_be_declined_and_only_by_whom_it_is_for(desk: Desk) -> None:
    desk.tell(said_of(force="mandatory"), said_of(subject=CLERK, force="policy"), facts="f2")
    both = (ACT, Decision(ActKind.CONFIRM, STATUTE, CLERK))
    pushes, _ = push_case(desk.services, desk.signed(*both), ["tax"], by())
    bound = {one.said.subject: one for one in pushes}

    with pytest.raises(ContradictionError, match="cannot be declined"):
        answer(desk, bound[HEAD], "decline", why_not="无此业务")
    with pytest.raises(ContradictionError, match="is for tax, not for finance"):
        give_feedback(desk.services, bound[CLERK], "receive", {}, by(department="finance"))
    declined = answer(desk, bound[CLERK], "decline", why_not="无此业务")

    assert (declined.state, {one: push.said.content["binding"] for one, push in bound.items()}) == (
        "declined",
        {HEAD: "mandatory", CLERK: "recommended"},
    )


class TestGroundsThatFall:
    def test_an_outcome_that_is_no_more_lifts_what_rested_on_it_and_nothing_else(self, desk: Desk) -> None:
        both = (ACT, Decision(ActKind.CONFIRM, STATUTE, CLERK))
        pushes, _ = push_case(desk.services, desk.signed(*both), ["tax"], by())
        desk.tell(said_of(state=State.NOT_AFFECTED, why_en="annulled"), said_of(subject=CLERK), facts="f2")

        lifted = follow(desk.services)

        assert [(one.said.subject, one.steps[-1].content["why"]) for one in lifted] == [
            (HEAD, "Its ground has fallen: annulled")
        ]
        assert {one.said.subject: desk.now_of(one).state for one in pushes} == {HEAD: "lifting", CLERK: "sent"}

    def test_a_term_ends_by_itself_the_day_after_its_last(self, desk: Desk) -> None:
        push = desk.pushed()[0]
        desk.at = desk.at.replace(year=2027, month=3, day=1)
        early = follow(_with_next_year(desk).services)
        desk.later(1)

        late = follow(desk.services)

        assert (early, [one.steps[-1].content["why"] for one in late]) == ([], ["The term ended on 2027-03-01."])
        assert desk.now_of(push).state == "lifting"

    def test_a_day_that_nobody_has_judged_fells_nothing(self, desk: Desk) -> None:
        from graph_service.store.history_ports import Grounds
        from graph_service.store.ports import Run

        push = desk.pushed()[0]
        run = Run("run-x", desk.today, "rules", 8, "run-x", (EVENT,), desk.at)
        only_today = Grounds("f2", "r1", desk.today, date(2026, 3, 3))
        desk.ledger.store_run(run, [said_of(), said_of(subject=CLERK)], {EVENT: only_today})
        desk.later(1)

        assert (follow(desk.services), desk.now_of(push).state) == ([], "sent")

    def test_a_case_is_closed_once_all_is_lifted(self, desk: Desk) -> None:
        push = desk.pushed()[0]
        case = sign(desk.services, desk.now_of(_first(desk)), [Decision(ActKind.REJECT, STATUTE, CLERK)], by())[0]
        with pytest.raises(ContradictionError, match="not lifted yet: p-2"):
            close(desk.services, case, by())

        lift(desk)
        follow(desk.services)
        answer(desk, push, "confirm_lifting", lifted_on="2026-03-02")

        assert close(desk.services, case, by())[0].state == "closed"


class TestReminders:
    def test_what_is_overdue_is_reminded_of_once_a_term_and_then_escalated(self, desk: Desk) -> None:
        push = desk.pushed()[0]
        desk.at = desk.at.replace(day=9)
        on_time = remind_overdue(desk.services)
        desk.later(1)
        first, second = remind_overdue(desk.services), remind_overdue(desk.services)
        desk.later(8)
        third = remind_overdue(desk.services)

        assert (on_time, [one.id for one in first], second, [one.id for one in third]) == ([], ["p-2"], [], ["p-2"])
        now = desk.now_of(push)
        assert (now.state, reminders(now), [step.sends for step in now.steps]) == (
            "sent",
            2,
            ["measure", "reminder", "reminder"],
        )

    def test_a_lifting_that_is_not_confirmed_is_an_alarm(self, desk: Desk) -> None:
        push = desk.pushed()[0]
        answer(desk, push, "apply", from_day="2026-03-10")
        lift(desk)
        follow(desk.services)
        before = over_long(desk.now_of(push))
        desk.later(10)
        remind_overdue(desk.services)

        assert (before, over_long(desk.now_of(push))) == (False, True)

    def test_a_year_without_an_official_notice_is_refused(self, desk: Desk) -> None:
        desk.at = desk.at.replace(month=12, day=30)

        with pytest.raises(InputError, match="holidays of 2027 is not on record"):
            desk.opened()

        assert _with_next_year(desk).opened().due == date(2027, 1, 14)


def _with_next_year(desk: Desk) -> Desk:
    """Enter the notice of a later year, as an instance would; the days are invented."""
    folder = desk.home / "working_days"
    folder.mkdir(exist_ok=True)
    (folder / "2027.yaml").write_text("notices: [invented]\nverified: M\noff: [2027-01-01]\n'on': []\n")
    return desk


def _first(desk: Desk) -> Dossier:
    from graph_service.model.dossiers import DossierChoice

    return desk.ledger.dossiers(DossierChoice(kind="case"))[0]
