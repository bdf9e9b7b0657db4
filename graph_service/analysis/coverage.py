"""落实到人: whether every person whom the rules name after a decision is settled, and what stands in the way. Pure.

The legal state is *resolved* when the outcome is in force for a person of confirmed identity; the act state is *confirmed* when an officer confirmed
it. Whoever was rejected or lifted is settled otherwise and counts no more. Pushing and applying are not on record yet and are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_service.model.acts import ActState
from graph_service.model.outcomes import Outcome, State

#: Roles that are the enterprise itself and no person.
_ITSELF = frozenset({"enterprise", "listed_subject"})
#: Clauses about the event and the rule: where one fails, the rule asks for nobody.
_OF_THE_EVENT = frozenset(
    {
        "stands",
        "decided",
        "rule_in_force",
        "type_covered",
        "basis_on_record",
        "fact_not_denied",
        "begun",
        "not_ended",
        "within_term",
    }
)
_GAPS = {
    "identity_confirmed": "no-id",
    "exact_identity": "no-id",
    "day_known": "unknown-date",
    "start_reached": "unknown-date",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An open outcome about a person, what stands of acts on it, and whether its run can speak for the day."""

    outcome: Outcome
    act: ActState
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Punished:
    """One event against an enterprise, and all that is said in it.

    Attributes:
        department: who decided. area: six digits GB/T 2260 of the registering organ. period: the year of the event; each ``None`` if unknown.
        open: open outcomes about persons.
        outcomes: every outcome of the newest run, *not affected* included.
    """

    event: str
    enterprise: str
    department: str | None
    area: str | None
    period: str | None
    open: Sequence[Said]
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Part:
    """One person, or one rule that found nobody (``subject`` and ``role`` are ``None``), with what is missing (``None``: nothing)."""

    of: Punished
    rule: str
    role: str | None
    subject: str | None
    gap: str | None
    resolved: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Numerators and denominators: of ``enterprises`` (``persons``), so many are resolved, and confirmed, whole."""

    enterprises: int
    resolved: int
    confirmed: int
    persons: int
    persons_resolved: int
    persons_confirmed: int


def parts_of(event: Punished, roles: Mapping[str, Collection[str]], persons: Collection[str]) -> list[Part]:
    """Return what the rules ask for after an event; empty: nothing, or nothing any more.

    Args:
        event: the event.
        roles: the roles that each live rule names.
        persons: who is a natural person.
    """
    named = [_part(event, said) for said in event.open if said.act not in (ActState.REJECTED, ActState.LIFTED)]
    return [*named, *_nobody(event, roles, persons)]


def _part(event: Punished, said: Said) -> Part:
    one = said.outcome
    resolved = said.holds and one.state is State.IN_FORCE
    confirmed = resolved and said.act is ActState.CONFIRMED
    return Part(event, one.rule, one.target, one.subject, None if confirmed else _gap(said), resolved, confirmed)


def _gap(said: Said) -> str:
    if not said.holds:
        return "not-judged"
    if said.outcome.state is State.IN_FORCE:
        return "awaiting-confirmation"
    if said.outcome.state is State.PENDING_DECISION:
        return "awaiting-decision"
    return _GAPS.get(said.outcome.reason, "needs-review")


def _nobody(event: Punished, roles: Mapping[str, Collection[str]], persons: Collection[str]) -> list[Part]:
    """Find rules that apply, name persons, and met nobody in any of these roles."""
    by_rule: dict[str, list[Outcome]] = defaultdict(list)
    for one in event.outcomes:
        by_rule[one.rule].append(one)
    found = []
    for rule, said in sorted(by_rule.items()):
        if set(roles.get(rule, ())) <= _ITSELF or any(one.target and one.subject in persons for one in said):
            continue
        if any(clause.holds is False and clause.name in _OF_THE_EVENT for one in said for clause in one.clauses):
            continue
        corporate = any(one.role == "corporate_shareholder" for one in said)
        found.append(Part(event, rule, None, None, "only-corporate-holder" if corporate else "nobody-on-record"))
    return found


def figure(parts: Iterable[Part]) -> Figure:
    """Count enterprises and persons; an enterprise is resolved when every part of it is."""
    mine: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        mine[part.of.enterprise].append(part)
    persons = [_together(group) for group in _by_person(part for group in mine.values() for part in group).values()]
    wholes = [_together(group) for group in mine.values()]
    return Figure(
        len(wholes),
        sum(resolved for resolved, _ in wholes),
        sum(confirmed for _, confirmed in wholes),
        len(persons),
        sum(resolved for resolved, _ in persons),
        sum(confirmed for _, confirmed in persons),
    )


def _by_person(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.subject is not None:
            found[part.subject].append(part)
    return found


def _together(parts: Sequence[Part]) -> tuple[bool, bool]:
    return all(part.resolved for part in parts), all(part.confirmed for part in parts)


#: By what figures are broken down.
DIMENSIONS: Mapping[str, Callable[[Part], str | None]] = {
    "role": lambda part: part.role,
    "department": lambda part: part.of.department,
    "area": lambda part: part.of.area,
    "period": lambda part: part.of.period,
}


def broken_down(parts: Sequence[Part], dimension: str) -> list[tuple[str | None, Figure]]:
    """Return a figure for each value of a dimension, in order; ``None`` (unknown) comes last."""
    grouped: dict[str | None, list[Part]] = defaultdict(list)
    for part in parts:
        grouped[DIMENSIONS[dimension](part)].append(part)
    return sorted(((key, figure(group)) for key, group in grouped.items()), key=lambda item: (item[0] is None, item[0] or ""))
