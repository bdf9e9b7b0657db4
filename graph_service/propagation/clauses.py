"""The clauses: every condition that stands between a person and a measure, as one Boolean column each, never null.

The order is the order of explanation. A clause that fails gives its state: the first failing clause that frees decides; if none
frees, the first that needs a person; if none does, the first that waits for an authority; else the measure is in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from graph_service.model.facts import LIABILITIES
from graph_service.model.outcomes import State
from graph_service.propagation import compiled as links
from graph_service.propagation import days
from graph_service.propagation.compiled import CompiledRules
from graph_service.propagation.terms import otherwise_than_the_law, required_facts


@dataclass(frozen=True, slots=True)
class ClauseSpec:
    """One clause: the column's name, and the state that its failure gives.

    ``needs_target``: it says something only when the person's role is one that the rule lists.
    """

    name: str
    failure: State
    needs_target: bool = True


_FREES, _REVIEW, _WAITS = State.NOT_AFFECTED, State.NEEDS_REVIEW, State.PENDING_DECISION

#: States from the weakest to the strongest; the best of a subject's links wins.
RANKED = (State.NOT_AFFECTED, State.NEEDS_REVIEW, State.PENDING_DECISION, State.IN_FORCE)

CLAUSES = (
    ClauseSpec("stands", _FREES, needs_target=False),
    ClauseSpec("decided", _FREES, needs_target=False),
    ClauseSpec("rule_in_force", _FREES, needs_target=False),
    ClauseSpec("type_covered", _FREES, needs_target=False),
    ClauseSpec("role_listed", _FREES, needs_target=False),
    ClauseSpec("held", _FREES),
    ClauseSpec("not_denied", _FREES),
    ClauseSpec("liability_found", _FREES),
    ClauseSpec("not_excepted", _FREES),
    ClauseSpec("fact_not_denied", _FREES),
    ClauseSpec("basis_on_record", _FREES),
    ClauseSpec("begun", _FREES),
    ClauseSpec("not_ended", _FREES),
    ClauseSpec("within_term", _FREES),
    ClauseSpec("type_settled", _REVIEW),
    ClauseSpec("role_settled", _REVIEW),
    ClauseSpec("exact_identity", _REVIEW),
    ClauseSpec("day_known", _REVIEW),
    ClauseSpec("held_on_the_day", _REVIEW),
    ClauseSpec("not_newcomer", _REVIEW),
    ClauseSpec("registration_settled", _REVIEW),
    ClauseSpec("findings_agree", _REVIEW),
    ClauseSpec("fault_stated", _REVIEW),
    ClauseSpec("fact_stated", _REVIEW),
    ClauseSpec("exception_settled", _REVIEW),
    ClauseSpec("start_reached", _REVIEW),
    ClauseSpec("term_lawful", _REVIEW),
    ClauseSpec("lifting_known", _REVIEW),
    ClauseSpec("identity_confirmed", _REVIEW),
    ClauseSpec("order_on_record", _WAITS),
    ClauseSpec("authority_decided", _WAITS),
)


def about_event(compiled: CompiledRules, on: date) -> dict[str, nw.Expr]:
    """Clauses on the event and the law, the same for everybody considered."""
    orders = compiled.orders
    return {
        **required_facts(compiled),
        "stands": ~_by(nw.col("annulled_date"), on),
        "decided": nw.col("event_day").is_null() | (nw.col("event_day") <= on),
        # An undated event may date from before the repeal: it is for review (`day_known`), not freed.
        "rule_in_force": nw.col("in_force") | (nw.col("repealed") & ~nw.col("law_today") & nw.col("event_day").is_null()),
        "type_covered": ~nw.col("type_settled_raw").is_null(),
        "type_settled": _yes(nw.col("type_settled_raw")),
        "basis_on_record": ~nw.col("needs_basis") | ~nw.col("underlying_basis").is_null(),
        "order_on_record": ~nw.col("court_order") | ~nw.col("order_date").is_null(),
        "not_ended": ~_ended(orders, on),
        "lifting_known": ~(nw.col("ends_lifted") & ~_act_is_order(orders) & _by(nw.col("removed_date"), on)),
    }


def about_office(also: Iterable[str], on: date) -> dict[str, nw.Expr]:
    """Clauses on the day: held on the rule's day, on another relevant day only, newcomers, unknown days, late registrations.

    ``also``: the selectors that some rule sends to review.
    """
    by_event_day = nw.col("unknown_event_day") & ~days.violation_known()
    in_violation = (nw.col("selector") == "violation_period") & ~by_event_day
    office, day, registered = nw.col("by_office"), days.day_of_office(), days.on_register_since()
    unknown = (in_violation & ~days.violation_known()) | (~in_violation & day.is_null())
    on_the_day = ~office | (in_violation & days.held_during_violation()) | (~in_violation & days.held_on(day))
    on_the_register = (in_violation & days.held_during_violation(registered)) | (~in_violation & days.held_on(day, registered))
    newcomer = nw.col("newcomer_review") & office & days.violation_known() & ~days.held_during_violation()
    return {
        "held": on_the_day | (office & unknown) | (office & _held_on_another_day(also, on)),
        "held_on_the_day": on_the_day | (office & unknown),
        "day_known": (~office | ~unknown | (in_violation & _tied_by_finding())) & ~nw.col("event_day").is_null(),
        "not_newcomer": ~(newcomer & on_the_day),
        "registration_settled": ~(office & on_the_day & ~on_the_register),
    }


def _tied_by_finding() -> nw.Expr:
    """Whether a finding that nothing contradicts ties the person to the act, whenever it was."""
    direct = _yes(nw.col("direct_found")) & ~_yes(nw.col("direct_conflict"))
    return direct | (_yes(nw.col("fault_found")) & ~_yes(nw.col("fault_conflict")))


def _held_on_another_day(also: Iterable[str], on: date) -> nw.Expr:
    held = nw.lit(value=False)
    for name in also:
        if name == "violation_period":
            then = days.held_during_violation()
        else:
            then = days.held_on(nw.lit(on) if name == "evaluation_date" else nw.col(name))
        held = held | (nw.col(f"also_{name}") & then)
    return held


def about_person() -> dict[str, nw.Expr]:
    """Clauses on the person: role, liability as found, found not, or not stated; and who the person is."""
    listed = ~nw.col("target").is_null()
    direct, personal = nw.col("liability") == "direct", nw.col("liability") == "personal_finding"
    own = nw.col("liability") == "own_sanction"
    found = _yes(nw.when(nw.col("debt_target")).then(nw.col("debt_found")).otherwise(nw.col("direct_found")))
    denied = _yes(nw.when(nw.col("debt_target")).then(nw.col("debt_denied")).otherwise(nw.col("direct_denied")))
    at_fault, not_at_fault = _yes(nw.col("fault_found")), _yes(nw.col("fault_denied"))
    itself = nw.col("link").is_in([links.SELF, links.CANDIDATE])
    decided_about = _yes(nw.col("named")) | _yes(nw.col("sanctioned"))
    by_own_name = itself | decided_about
    decided = nw.when(_yes(own)).then(by_own_name).otherwise(decided_about | (itself & (nw.col("kind") == "sanction")))
    contradicted = _yes(nw.when(nw.col("debt_target")).then(nw.col("debt_conflict")).otherwise(nw.col("direct_conflict")))
    conflict = (direct & contradicted) | (personal & _yes(nw.col("fault_conflict"))) | _by_contradicted_finding()
    return {
        "role_listed": listed,
        "role_settled": ~listed | _yes(nw.col("role_settled_raw")),
        "not_denied": ~(_yes(direct & denied & ~found) | _yes(personal & not_at_fault & ~at_fault)),
        "liability_found": ~(_yes(direct & ~found & ~denied) | _yes(own & ~by_own_name & ~nw.col("own_decision"))),
        **_about_exception(),
        "findings_agree": ~_yes(conflict),
        "fault_stated": ~_yes(personal & ~at_fault & ~not_at_fault),
        "authority_decided": ~nw.col("policy_route") & (~nw.col("own_decision") | decided),
        "exact_identity": nw.col("link") != links.CANDIDATE,
        "identity_confirmed": nw.col("confirmed").fill_null(value=True),
    }


def _about_exception() -> dict[str, nw.Expr]:
    """Clauses on the exception of a role: a court found another person responsible, with or without evidence against this one."""
    found_itself = _yes(nw.col("court_found")).cast(nw.Int64())
    another = _yes(nw.col("unless_another")) & (nw.col("court_found_persons").fill_null(0) > found_itself)
    evidence = nw.col("evidence_against_lr")
    return {
        "not_excepted": ~(another & ~evidence.fill_null(value=True)),
        "exception_settled": ~(another & evidence.is_null()),
    }


def _by_contradicted_finding() -> nw.Expr:
    """Whether the link itself is a finding that another document denies, whatever liability the rule asks for."""
    each = ((nw.col("link") == links.FINDING + name) & _yes(nw.col(f"conflict_{name}")) for name in sorted(LIABILITIES))
    return nw.any_horizontal(*each, ignore_nulls=False)


def about_term(on: date) -> dict[str, nw.Expr]:
    """Clauses on the term: begun, not past its last day (which is inside), and as long as the law allows."""
    begun = _by(nw.col("first_day"), on)
    years, most = nw.col("years"), nw.col("max_years")
    unlawful = (years < nw.col("min_years")) | (years > most) | (nw.col("lifetime") & ~most.is_null())
    return {
        "begun": nw.col("first_day").is_null() | begun | nw.col("bound_before"),
        "start_reached": ~nw.col("bound_before") | begun,
        "term_lawful": ((nw.col("term_kind") != "decision_defined") | ~_yes(unlawful)) & ~otherwise_than_the_law(),
        "within_term": nw.col("last_day").is_null() | (nw.col("last_day") >= on),
    }


def state_rank() -> nw.Expr:
    """The state as a number, ``RANKED`` in order: freed by a clause, for review, waiting for an authority, in force."""
    rank = nw.lit(RANKED.index(State.IN_FORCE))
    for state in (_WAITS, _REVIEW, _FREES):
        names = [clause.name for clause in CLAUSES if clause.failure is state]
        holds = nw.all_horizontal(*names, ignore_nulls=False)
        rank = nw.when(~holds).then(nw.lit(RANKED.index(state))).otherwise(rank)
    return rank


def deciding_clause(row: Mapping[str, object]) -> ClauseSpec | None:
    """The clause that decides a row of the clause table; ``None`` when the measure is in force."""
    state = RANKED[int(str(row["state"]))]
    return next((clause for clause in CLAUSES if clause.failure is state and not row[clause.name]), None)


def _ended(orders: Iterable[str], on: date) -> nw.Expr:
    performed = nw.col("ends_performed") & _by(nw.col("performed_date"), on)
    removed = nw.col("ends_removed") & _by(nw.col("removed_date"), on)
    lifted = nw.col("ends_lifted") & _act_is_order(orders) & _by(nw.col("removed_date"), on)
    return performed | removed | lifted


def _act_is_order(orders: Iterable[str]) -> nw.Expr:
    """Whether the event is the order itself: then "removed" lifts it; a removal from a list does not say so."""
    return nw.col("category").is_in(sorted(orders))


def _by(day: nw.Expr, on: date) -> nw.Expr:
    """Whether the day is on record and not after ``on``: what happens later is not known on ``on``."""
    return (day <= on).fill_null(value=False)


def _yes(flag: nw.Expr) -> nw.Expr:
    """Read silence as no."""
    return flag.fill_null(value=False)
