"""Acts on outcomes: what an officer may do, what stands of it, and that nothing survives its ground. On every ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.acts import ActKind, ActState, MeasureAct, NewAct, act_state, is_hit
from graph_service.model.outcomes import Outcome, State
from graph_service.store.act_ports import Spoken
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger import SqlLedger
from graph_service.store.ports import Run
from tests.ledger.samples import DAY, NOON, outcome

EVENT, RULE, WHO = "ev-1", "R1", "p-a"
LATER = DAY + timedelta(days=30)
NEXT = DAY + timedelta(days=1)
Tell = Callable[..., None]


def said(state: State = State.IN_FORCE, **changes: object) -> Outcome:
    return outcome(EVENT, RULE, WHO, state=state, first_day=date(2025, 1, 1), last_day=LATER, **changes)


@pytest.fixture
def tell(ledger: SqlLedger) -> Tell:
    """Store a run: what it says, on which facts, for which day."""
    told: list[int] = []

    def tell(*outcomes: Outcome, facts: str = "f1", rules: str = "r1", on: date = DAY) -> None:
        told.append(len(told))
        same = (None, None) if on == DAY else (on, on + timedelta(days=1))
        run = Run(f"run-{told[-1]}", on, "rules", 7, f"inputs-{told[-1]}", (EVENT,), NOON)
        ledger.store_run(run, outcomes, {EVENT: Grounds(facts, rules, *same)})

    return tell


def new(kind: ActKind = ActKind.CONFIRM, key: str = "", **changes: object) -> NewAct:
    plain = {"key": key or kind.value, "kind": kind, "event": EVENT, "rule": RULE, "subject": WHO, "on": DAY}
    return NewAct(**{**plain, "user": "officer", "reason": "looked at the file", **changes})  # type: ignore[arg-type]  # its fields


def newest(ledger: SqlLedger, on: date = DAY) -> Spoken | None:
    _, spoken = ledger.spoken_of([WHO], on)
    return next(iter(spoken), None)


def hits(ledger: SqlLedger, on: date = DAY) -> bool:
    found = newest(ledger, on)
    return found is not None and found.holds and is_hit(found.outcome, found.act, on)


def test_only_a_confirmed_outcome_is_a_hit(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    before = hits(ledger)

    act, written = ledger.act(new())

    assert (before, written, hits(ledger)) == (False, True, True)
    assert (act.id, act.kind, act.user, act.reason, act.recorded_at) == (
        "a-1",
        ActKind.CONFIRM,
        "officer",
        "looked at the file",
        NOON,
    )
    assert ledger.acts_on([WHO]) == [act]


def test_the_same_key_is_the_same_act_and_no_other(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    act, _ = ledger.act(new())

    again, written = ledger.act(new())

    assert (again, written) == (act, False)
    with pytest.raises(ContradictionError, match=r"key was used for another act, a-1"):
        ledger.act(new(reason="another"))
    assert ledger.acts_on([WHO]) == [act]


@pytest.mark.parametrize("state", [State.PENDING_DECISION, State.NEEDS_REVIEW, State.NOT_AFFECTED])
def test_what_is_not_in_force_cannot_be_confirmed(ledger: SqlLedger, tell: Tell, state: State) -> None:
    tell(said(state))

    with pytest.raises(ContradictionError, match="not in force"):
        ledger.act(new())

    assert ledger.acts_on([WHO]) == []


def test_nobody_acts_on_what_no_run_says(ledger: SqlLedger, tell: Tell) -> None:
    tell(said(), on=LATER)

    for act in (new(), new(subject="p-b"), new(on=LATER, rule="R2"), new(event="ev-2")):
        with pytest.raises(NotFoundError, match="No run says"):
            ledger.act(act)


@pytest.mark.parametrize("changes", [{"reason": " "}, {"user": ""}, {"key": "  "}, {"until": DAY}, {"kind": ActKind.NARROW}])
def test_an_act_without_author_reason_or_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        new(**changes)


def test_a_pending_measure_can_be_rejected(ledger: SqlLedger, tell: Tell) -> None:
    tell(said(State.PENDING_DECISION))

    ledger.act(new(ActKind.REJECT))

    found = newest(ledger)
    assert found
    assert act_state(found.outcome, found.act) is ActState.REJECTED


def test_the_moves_that_contradict_what_stands_are_refused(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    with pytest.raises(ContradictionError, match="The measure is open"):
        ledger.act(new(ActKind.LIFT))
    ledger.act(new(ActKind.REJECT))
    with pytest.raises(ContradictionError, match=r"rejected by a-1 \(officer: looked at the file\)"):
        ledger.act(new(ActKind.LIFT))
    ledger.act(new(ActKind.CONFIRM))
    with pytest.raises(ContradictionError, match="confirmed by a-2"):
        ledger.act(new(ActKind.REJECT, "again"))
    ledger.act(new(ActKind.LIFT))
    with pytest.raises(ContradictionError, match="lifted by a-3"):
        ledger.act(new(ActKind.CONFIRM, "again"))

    assert not hits(ledger)
    assert [act.kind for act in ledger.acts_on([WHO])] == [ActKind.REJECT, ActKind.CONFIRM, ActKind.LIFT]


def test_a_term_is_only_ever_shortened(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    for until in (LATER, LATER + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(ContradictionError, match="term"):
            ledger.act(new(ActKind.NARROW, until=until))

    ledger.act(new(ActKind.NARROW, until=NEXT))

    tell(said(), on=NEXT + timedelta(days=1))
    assert [hits(ledger, day) for day in (DAY, NEXT, NEXT + timedelta(days=1))] == [True, True, False]
    with pytest.raises(ContradictionError, match="does not shorten"):
        ledger.act(new(ActKind.NARROW, "again", until=NEXT))


@pytest.mark.parametrize(
    "after",
    [
        (),
        (said(State.NOT_AFFECTED, reason="stands"),),
        (said(State.NEEDS_REVIEW, reason="identity_confirmed"),),
        (replace(said(), version="2026-01-01"),),
        (replace(said(), last_day=LATER + timedelta(days=1)),),
    ],
    ids=["gone", "annulled", "identity undone", "other version", "other term"],
)
def test_a_measure_whose_outcome_fell_or_changed_is_no_hit(ledger: SqlLedger, tell: Tell, after: tuple[Outcome, ...]) -> None:
    tell(said())
    act, _ = ledger.act(new())

    tell(*after, facts="f2")

    assert not hits(ledger)
    assert [(one.seq, one.kind) for one in ledger.acts_on([WHO])] == [(act.seq, ActKind.CONFIRM)]


def test_a_ground_that_comes_back_needs_a_new_confirmation(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    ledger.act(new())
    tell(said(State.NOT_AFFECTED), facts="f2")
    tell(said(), facts="f3")
    spent = ledger.acts_on([WHO])[0].fallen, hits(ledger)

    ledger.act(new(key="anew"))

    assert spent == (True, False)
    assert hits(ledger)


def test_a_confirmation_is_spent_when_another_term_stood_in_between(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    ledger.act(new())
    tell(replace(said(), last_day=NEXT), facts="f2")
    tell(said(), facts="f3")

    assert not hits(ledger)


def test_a_correction_that_the_outcome_does_not_feel_spends_nothing(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    ledger.act(new())

    tell(replace(said(), sources=("another",)), facts="f2")

    assert hits(ledger)


def test_a_run_for_another_day_on_the_same_facts_spends_nothing(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    ledger.act(new())

    tell(said(State.NOT_AFFECTED, reason="begun"), on=date(2024, 1, 1))

    assert hits(ledger)
    assert not hits(ledger, date(2024, 1, 1))


def test_a_day_that_nobody_judged_on_the_newest_facts_does_not_hold(ledger: SqlLedger, tell: Tell) -> None:
    tell(said(), facts="f1")
    tell(said(), facts="f2", on=LATER)

    found = [newest(ledger, day) for day in (DAY, LATER)]

    assert [one.holds for one in found if one] == [False, True]


def test_an_act_counts_from_its_own_day(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    ledger.act(new())

    assert [hits(ledger, day) for day in (DAY - timedelta(days=1), DAY)] == [False, True]


def test_everybody_on_a_day_is_what_each_one_is(ledger: SqlLedger, tell: Tell) -> None:
    tell(said(), outcome(EVENT, RULE, "p-b", state=State.NOT_AFFECTED), outcome(EVENT, "R2", "p-c"))
    ledger.act(new())

    _, spoken = ledger.spoken_on(DAY, {RULE})

    assert [(one.outcome.subject, one.holds, one.act is not None) for one in spoken] == [(WHO, True, True)]


def test_acts_are_numbered_in_order(ledger: SqlLedger, tell: Tell) -> None:
    tell(said())
    done = [ledger.act(new(kind))[0] for kind in (ActKind.REJECT, ActKind.CONFIRM, ActKind.LIFT)]

    assert [act.seq for act in done] == [1, 2, 3]
    assert isinstance(done[0], MeasureAct)
