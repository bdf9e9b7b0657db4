"""Cases: opened on what is proposed, decided as it was looked at, by as many officers as the instance asks for. On every ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError, InputError
from graph_service.model.acts import ActKind
from graph_service.model.outcomes import State
from graph_service.store.ledger import SqlLedger
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.cases import Decision, alike, close, hand_over, holder_of, open_case, prepare, proposals_in, sign
from graph_service.workflow.dossiers import find_dossier, take
from tests.ledger.desk import CLERK, EVENT, FIRM, HEAD, LISTED, OWNER, STATUTE, Desk, by, said_of

CONFIRM = Decision(ActKind.CONFIRM, STATUTE, HEAD)


@pytest.fixture
def desk(ledger: SqlLedger, tmp_path: Path) -> Desk:
    desk = Desk(ledger, tmp_path)
    desk.tell(said_of(), said_of(subject=CLERK), said_of(LISTED, FIRM), said_of(subject="p-free", state=State.NOT_AFFECTED))
    return desk


def test_a_case_opens_on_what_is_proposed_and_falls_due_in_ten_working_days(desk: Desk) -> None:
    case = desk.opened()

    assert (case.id, case.state, case.version, case.due) == ("c-1", "open", 1, date(2026, 3, 16))
    assert (case.said.subject, case.said.event, case.said.department) == (FIRM, EVENT, OWNER)
    assert (case.steps[0].did, case.steps[0].user, case.steps[0].reason) == ("open", "li", "看过案卷")
    assert find_dossier(desk.services, "c-1", "case") == case


def test_no_case_rests_on_an_event_that_proposes_nothing(desk: Desk) -> None:
    desk.tell(said_of(state=State.NOT_AFFECTED), facts="f2")

    with pytest.raises(ContradictionError, match="Nothing is proposed"):
        desk.opened()


def test_a_department_has_one_open_case_on_an_event_and_another_department_its_own(desk: Desk) -> None:
    first = desk.opened()
    firm = SubjectRecord(FIRM, "organization", "某公司", uscc=FIRM)

    with pytest.raises(ContradictionError, match=r"c-1 of market_regulation is open"):
        open_case(desk.services, firm, EVENT, by(reason="again"))
    other, _ = open_case(desk.services, firm, EVENT, by(department="tax"))
    take(desk.services, first, "drop", by())

    assert (other.id, desk.now_of(first).state) == ("c-2", "dropped")
    assert open_case(desk.services, firm, EVENT, by(reason="anew"))[0].id == "c-3"


@pytest.mark.parametrize("changes", [{"department": "nobody"}, {"reason": " "}, {"user": ""}])
def test_a_case_needs_department_author_and_reason(desk: Desk, changes: dict[str, str]) -> None:
    with pytest.raises(InputError):
        open_case(desk.services, SubjectRecord(FIRM, "organization", "某公司"), EVENT, by(**changes))


def test_what_is_signed_becomes_acts_on_the_measures_and_no_others(desk: Desk) -> None:
    until = date(2026, 9, 1)
    case = desk.signed(CONFIRM, Decision(ActKind.NARROW, STATUTE, CLERK, until), Decision(ActKind.REJECT, LISTED, FIRM))

    acts = desk.ledger.acts_on([HEAD, CLERK, FIRM, "p-free"])
    assert [(act.kind, act.subject, act.until, act.user) for act in acts] == [
        (ActKind.CONFIRM, HEAD, None, "li"),
        (ActKind.NARROW, CLERK, until, "li"),
        (ActKind.REJECT, FIRM, None, "li"),
    ]
    assert (case.state, len(case.steps[-1].content["decisions"])) == ("decided", 3)


def test_one_decision_that_cannot_stand_lets_none_stand(desk: Desk) -> None:
    desk.tell(said_of(), said_of(subject=CLERK, state=State.PENDING_DECISION), facts="f2")
    case = desk.opened()

    with pytest.raises(ContradictionError, match="not in force"):
        sign(desk.services, case, [CONFIRM, Decision(ActKind.CONFIRM, STATUTE, CLERK)], by())

    assert (desk.ledger.acts_on([HEAD, CLERK]), desk.now_of(case)) == ([], case)
    assert desk.ledger.verify_audit().breaks == []


@pytest.mark.parametrize(
    "decisions",
    [[], [CONFIRM, CONFIRM], [Decision(ActKind.CONFIRM, STATUTE, "p-free")], [Decision(ActKind.CONFIRM, "R9", HEAD)]],
    ids=["none", "two on one", "on whom nothing reaches", "by a rule that proposes nothing"],
)
def test_decisions_are_on_what_is_proposed_each_once(desk: Desk, decisions: list[Decision]) -> None:
    case = desk.opened()

    with pytest.raises(InputError):
        sign(desk.services, case, decisions, by())

    assert desk.now_of(case).version == 1


@pytest.mark.parametrize(("kind", "until"), [(ActKind.LIFT, None), (ActKind.NARROW, None), (ActKind.CONFIRM, date(2026, 9, 1))])
def test_a_decision_confirms_narrows_or_rejects(kind: ActKind, until: date | None) -> None:
    with pytest.raises(InputError):
        Decision(kind, STATUTE, HEAD, until)


def test_a_group_is_one_rule_in_force_and_undecided(desk: Desk) -> None:
    found = alike(proposals_in(desk.services, EVENT), STATUTE)
    desk.signed(CONFIRM)

    assert [one.outcome.subject for one in found] == [CLERK, HEAD]
    assert [one.outcome.subject for one in alike(proposals_in(desk.services, EVENT), STATUTE)] == [CLERK]
    desk.tell(said_of(subject="p-new"), said_of(subject=CLERK, version="2027-01-01"), facts="f2")
    with pytest.raises(InputError, match="several versions"):
        alike(proposals_in(desk.services, EVENT), STATUTE)
    with pytest.raises(InputError, match="proposes nothing"):
        alike(proposals_in(desk.services, EVENT), "R9")


class TestWhereSeveralOfficersDecide:
    def test_what_was_prepared_is_signed_as_it_is_by_another_officer(self, desk: Desk) -> None:
        desk.signing = 3
        case, _ = prepare(desk.services, desk.opened(), [CONFIRM], by("li"))
        assert desk.ledger.acts_on([HEAD]) == []
        with pytest.raises(ContradictionError, match="knows no step 'sign'"):
            sign(desk.services, case, (), by("zhao"))
        case, _ = take(desk.services, case, "check", by("wang"))

        for officer in ("li", "wang"):
            with pytest.raises(ContradictionError, match="for another officer"):
                sign(desk.services, case, (), by(officer))
        with pytest.raises(InputError, match="signed as it is"):
            sign(desk.services, case, [Decision(ActKind.REJECT, STATUTE, HEAD)], by("zhao"))
        case, _ = sign(desk.services, case, (), by("zhao"))

        assert [(act.kind, act.user) for act in desk.ledger.acts_on([HEAD])] == [(ActKind.CONFIRM, "zhao")]
        assert [step.did for step in case.steps] == ["open", "prepare", "check", "sign"]

    def test_an_outcome_that_says_something_else_by_now_is_not_signed(self, desk: Desk) -> None:
        desk.signing = 2
        case, _ = prepare(desk.services, desk.opened(), [CONFIRM], by("li"))
        desk.tell(said_of(last_day=date(2029, 3, 1)), facts="f2")

        with pytest.raises(ContradictionError, match="not what was looked at"):
            sign(desk.services, case, (), by("wang"))

        assert desk.ledger.acts_on([HEAD]) == []

    def test_a_returned_case_can_be_prepared_again_by_whoever_checks_later(self, desk: Desk) -> None:
        desk.signing = 3
        case, _ = prepare(desk.services, desk.opened(), [CONFIRM], by("li"))
        case, _ = take(desk.services, case, "return", by("wang", "缺证据"))
        case, _ = prepare(desk.services, case, [CONFIRM], by("wang"))

        with pytest.raises(ContradictionError, match="for another officer"):
            take(desk.services, case, "check", by("wang"))
        case, _ = take(desk.services, case, "check", by("li"))

        assert case.state == "checked"

    def test_one_officer_alone_does_not_sign_here(self, desk: Desk) -> None:
        desk.signing = 2

        with pytest.raises(ContradictionError, match="Next can come: hand_over, prepare, drop"):
            sign(desk.services, desk.opened(), [CONFIRM], by())


class TestAtOnce:
    def test_of_two_officers_who_saw_one_version_the_second_is_refused(self, desk: Desk) -> None:
        case = desk.opened()
        sign(desk.services, case, [CONFIRM], by("li"))

        with pytest.raises(ContradictionError, match="c-1 has 2 steps by now, not 1"):
            sign(desk.services, case, [Decision(ActKind.REJECT, STATUTE, HEAD)], by("wang"))

        assert [act.user for act in desk.ledger.acts_on([HEAD])] == ["li"]

    def test_the_same_key_is_the_same_act_however_far_the_case_is(self, desk: Desk) -> None:
        said = by(key="k1")
        case, first = open_case(desk.services, SubjectRecord(FIRM, "organization", "某公司"), EVENT, said)
        again, second = open_case(desk.services, SubjectRecord(FIRM, "organization", "某公司"), EVENT, said)
        sign(desk.services, case, [CONFIRM], by(key="k2"))
        signed, third = sign(desk.services, desk.now_of(case), [CONFIRM], by(key="k2"))

        assert (first, second, third) == (True, False, False)
        assert (again, signed.version) == (case, 2)
        with pytest.raises(ContradictionError, match="key was used by li"):
            sign(desk.services, signed, [CONFIRM], by("wang", key="k2"))

    def test_a_closing_whose_answer_was_lost_is_not_refused_when_it_comes_again(self, desk: Desk) -> None:
        desk.tell(said_of(), facts="f2")
        case = desk.signed(Decision(ActKind.REJECT, STATUTE, HEAD))
        closed, _ = close(desk.services, case, by(key="k"))
        desk.tell(said_of(), said_of(subject=CLERK), facts="f3")

        assert close(desk.services, closed, by(key="k")) == (closed, False)

    def test_a_key_used_for_another_command_is_refused(self, desk: Desk) -> None:
        case = desk.opened()
        hand_over(desk.services, case, "wang", by(key="k"))

        with pytest.raises(ContradictionError, match="another command"):
            desk.ledger.carry_out(replace(_command(desk), reason="another"))


def test_a_case_belongs_to_whom_it_was_handed_last(desk: Desk) -> None:
    case = desk.opened()
    with pytest.raises(InputError, match="colleague"):
        hand_over(desk.services, case, " ", by())

    given, _ = hand_over(desk.services, case, "wang", by())

    assert (holder_of(case), holder_of(given), given.state) == ("li", "wang", "open")


def test_a_case_with_undecided_proposals_is_not_closed(desk: Desk) -> None:
    case = desk.signed(CONFIRM)
    with pytest.raises(ContradictionError, match="2 proposals in force are undecided"):
        close(desk.services, case, by())

    case, _ = sign(
        desk.services, case, [Decision(ActKind.REJECT, STATUTE, CLERK), Decision(ActKind.REJECT, LISTED, FIRM)], by()
    )
    case, _ = close(desk.services, case, by())

    assert case.state == "closed"
    with pytest.raises(ContradictionError, match="Nothing follows"):
        sign(desk.services, case, [CONFIRM], by())


def test_every_step_and_every_act_has_its_audit_entry(desk: Desk) -> None:
    desk.signed(CONFIRM)

    assert [(one.act, one.user, one.what) for one in desk.ledger.audited(0, 100)][1:] == [
        ("case.open", "li", "c-1"),
        ("act.confirm", "li", f"{EVENT} {STATUTE} {HEAD}"),
        ("case.sign", "li", "c-1"),
    ]
    assert (desk.ledger.verify_audit().breaks, [one.kind for one in desk.ledger.entries(0, 10)]) == (
        [],
        ["run", "step", "act", "step"],
    )


def _command(desk: Desk) -> object:
    from graph_service.model.dossiers import Command, NewStep

    ((_, step),) = desk.ledger.steps_of_command(_key_of_last(desk))
    return Command(_key_of_last(desk), step.user, step.department, step.reason, (NewStep(1, 1, step.did, step.state, step.on),))


def _key_of_last(desk: Desk) -> str:
    from sqlalchemy import text

    with desk.ledger.database.engine.connect() as connection:
        return str(connection.execute(text("SELECT command FROM dossier_step ORDER BY seq DESC LIMIT 1")).scalar_one())
