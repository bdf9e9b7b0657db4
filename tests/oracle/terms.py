"""How long a measure lasts for one person, and what an event's facts say where a rule asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph_service.model.facts import Row
from graph_service.policy.schema import FactTest, Term, Version
from tests.oracle.answers import Answer, Clause
from tests.oracle.case import Case, in_force, months_later, years_later


def says(event: Row, test: FactTest) -> bool | None:
    """Say whether a fact is as a rule asks; ``None``: not stated, or not settled by what is stated."""
    stated = event.get(test.fact)
    if stated is None:
        return None
    if test.holds is not None:
        return bool(stated) == test.holds
    if test.any_of:
        return stated in test.any_of
    if any(piece in str(stated) for piece in test.contains):
        return True
    if any(piece in str(stated) for piece in test.denied_by):
        return False
    return None


@dataclass(frozen=True)
class Lasting:
    """The term that applies to this event: the rule's own, or the first alternative of which a condition holds."""

    kind: str
    starts: tuple[str, ...]
    years: int | None
    least: int | None
    most: int | None


def lasting(event: Row, term: Term) -> Lasting:
    for other in term.alternatives:
        facts = any(says(event, test) for test in other.when)
        if facts or any(event.get(day) for day in other.stated):
            starts = other.start or term.start
            return Lasting(other.kind, starts, other.years, other.min_years, other.max_years)
    return Lasting(term.kind, term.start, term.years, term.min_years, term.max_years)


@dataclass(frozen=True)
class PersonalTerm:
    """The term as it is for one person. ``decided``: the decision fixes it; both ``years`` and ``lifetime`` empty: unstated.

    Where a decision says both, the lifetime is the term, and the years must be lawful too.
    """

    first_day: date | None
    last_day: date | None
    years: int | None
    lifetime: bool
    decided: bool
    scope: str | None

    @property
    def flag(self) -> str | None:
        return "term_not_stated" if self.decided and self.years is None and not self.lifetime else None


def personal_term(case: Case, version: Version, who: str) -> PersonalTerm:
    lasts = lasting(case.event, version.term)
    decided = lasts.kind == "decision_defined"
    years, lifetime = _decided(case, who) if decided else (lasts.years, lasts.kind == "lifetime")
    first = _first_day(case, version, lasts, who)
    last = years_later(first, years) if first and years is not None and not lifetime else None
    return PersonalTerm(first, last, years, lifetime, decided, version.term.scope)


def _first_day(case: Case, version: Version, lasts: Lasting, who: str) -> date | None:
    """Give the latest of the days on record; where none is, the event's own, unless the rule binds before the first day too."""
    on_record = [day for name in lasts.starts if (day := _start(case, name, who))]
    if on_record:
        return max(on_record)
    return None if version.term.before_start == "review" else case.day


def _start(case: Case, name: str, who: str) -> date | None:
    if name != "own_decision_date":
        return case.event.get(name)
    # The event is itself the decision, unless the day of a decision against this person is on record.
    return case.own_decision_day(who) or case.day


def _decided(case: Case, who: str) -> tuple[int | None, bool]:
    """Give years and lifetime as the decision against the person says; else as the event does."""
    sanction = case.sanction(who) or {}
    if sanction.get("lifetime") or sanction.get("years") is not None:
        return sanction.get("years"), bool(sanction.get("lifetime"))
    return case.event.get("term_years"), bool(case.event.get("lifetime"))


def term_answers(case: Case, version: Version, who: str) -> Iterator[Clause]:
    lasts, term = personal_term(case, version, who), version.term
    if term.before_start == "review":
        if lasts.first_day is None or case.on < lasts.first_day:
            yield "start_unknown", Answer.REVIEW
    elif lasts.first_day and case.on < lasts.first_day:
        yield "started", Answer.NO
    if lasts.last_day and case.on > lasts.last_day:
        yield "expired", Answer.NO
    if not (_lawful(lasts, lasting(case.event, term)) if lasts.decided else _as_by_law(case, version, who, lasts)):
        yield "term_unlawful", Answer.REVIEW
    if "performed" in term.ends_on and case.known("performed_date"):
        yield "performed", Answer.NO
    if case.known("removed_date"):
        yield from _removal_answers(case, term.ends_on)


def _lawful(lasts: PersonalTerm, term: Lasting) -> bool:
    too_long = lasts.lifetime and term.most is not None
    if lasts.years is not None:
        too_long = too_long or (term.most is not None and lasts.years > term.most)
        return not too_long and (term.least is None or lasts.years >= term.least)
    return not too_long


def _as_by_law(case: Case, version: Version, who: str, lasts: PersonalTerm) -> bool:
    """Say whether a decision that must impose the law's own term states that very term for this person, or none."""
    said = case.sanction(who) or {}
    years, lifetime = said.get("years"), bool(said.get("lifetime"))
    if version.effect != "own_decision" or (years is None and not lifetime) or (lasts.years is None and not lasts.lifetime):
        return True
    return (years, lifetime) == (lasts.years, lasts.lifetime)


def _removal_answers(case: Case, ends: tuple[str, ...]) -> Iterator[Clause]:
    if "removed" in ends:
        yield "removed", Answer.NO
    elif "order_lifted" in ends:
        yield ("order_lifted", Answer.NO) if case.is_order else ("list_removal", Answer.REVIEW)


def early_removal_from(case: Case, version: Version, first_day: date | None) -> date | None:
    """Give the day from which an early removal may be asked for."""
    counted_from = first_day if version.early_removal_from == "first_day" else case.known("correction_date")
    if version.early_removal_months is None or counted_from is None:
        return None
    return months_later(counted_from, version.early_removal_months)


def basis_at_decision(case: Case, version: Version) -> str | None:
    """Name the earlier version, or the predecessor, under which the event was decided."""
    if case.day is None or version.valid_from is None or case.day >= version.valid_from:
        return None
    for earlier in case.rule.versions:
        if in_force(earlier, case.day):
            return f"{case.rule.id}@{earlier.valid_from or 'origin'}"
    for rule in case.world.book.rules:
        # A rule that does not speak of such an event was no ground of it.
        spoke = rule.id == case.rule.predecessor and case.event["category"] in rule.categories
        if spoke and any(in_force(each, case.day) for each in rule.versions):
            return rule.id
    return None
