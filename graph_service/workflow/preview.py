"""What would follow from a decision before it is issued: a hypothetical event over the facts on record. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph_service.errors import InputError
from graph_service.model.facts import LIABILITIES, FactRows, Row
from graph_service.model.intervals import Interval
from graph_service.model.outcomes import Outcome, State
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.query.resolve import resolve_subject
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services
from graph_service.workflow.volume import Alarm, alarm, thresholds

#: Key of the event that is only supposed; no event of a source has it.
SUPPOSED = "preview"
KINDS = ("penalty", "listing", "court", "sanction")
PRACTITIONER = "registered_practitioner"


@dataclass(frozen=True, slots=True)
class PersonalSanction:
    """A decision against one person in the event: for so many years, or for life."""

    person: str
    years: int | None = None
    lifetime: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is being prepared, in the words of its author; ``preview`` checks it.

    Attributes:
        subject: unified code, registration number or key.
        kind: one of ``KINDS``; ``None``: a listing where it has a listing day, a court's order where it has an order day, else a penalty.
        findings: (person's key, liability) for each person found liable.
    """

    subject: str
    category: str
    kind: str | None = None
    decision_date: date | None = None
    listing_date: date | None = None
    order_date: date | None = None
    violation: Interval = field(default_factory=Interval)
    findings: Sequence[tuple[str, str]] = ()
    sanctions: Sequence[PersonalSanction] = ()
    basis: str | None = None

    @property
    def last_day(self) -> date | None:
        """The last of its days; ``None`` when it has none."""
        return max((day for day in (self.decision_date, self.listing_date, self.order_date) if day), default=None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow.

    Attributes:
        on: the day of evaluation.
        event: the supposed event as a row of facts.
        outcomes: of everybody considered, by rule and subject.
        post_conflicts: offices that would have to be given up.
        inquiries: the letter that would be due: whose liability nobody has stated.
        practices: offices as registered practitioner, and licences, of persons reached or in review, held on the day.
        persons: keys of the natural persons among the subjects.
        names: of the organisations and persons in the facts, by id.
        alarm: the volume is unusual.
    """

    on: date
    subject: SubjectRecord
    event: Row
    outcomes: tuple[Outcome, ...]
    post_conflicts: Sequence[Mapping[str, str]]
    inquiries: Sequence[Mapping[str, object]]
    practices: Sequence[Row]
    persons: frozenset[str]
    names: Mapping[str, str]
    alarm: Alarm | None

    @property
    def touched(self) -> frozenset[str]:
        """Subjects that would be reached, or sent to review."""
        return frozenset(one.subject for one in self.outcomes if one.state is not State.NOT_AFFECTED)


def violation_of(first: date | None, last: date | None) -> Interval:
    """Return the days of a violation, both inside.

    Raises:
        InputError: the last day lies before the first.
    """
    if first and last and last < first:
        raise InputError("violation", f"the last day {last} lies before the first, {first}", hint="Give FIRST..LAST.")
    return Interval.of_days(first, last)


def preview(services: Services, draft: Draft, today: date, on: date | None = None) -> Preview:
    """Say what would follow from ``draft``; a draft without any day is decided on the day of evaluation.

    Args:
        services: the ports; nothing is written.
        draft: the decision as its author words it.
        today: the present day.
        on: the day of evaluation; ``None``: today, or the draft's last day where that is later.

    Raises:
        InputError: a category, kind, liability or person that is not known; the message names the field, the hint what is known.
        NotFoundError: the subject is not on record.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    day = on or max(today, draft.last_day or today)
    subject = resolve_subject(services, draft.subject)
    _check_words(services, draft)
    draft = _as_known(services, draft)
    people = sorted({person for person, _ in draft.findings} | {one.person for one in draft.sanctions})
    around = services.graph.facts_around(subject.id, people)
    _check_people(draft, around)
    facts = {**around, **_supposed(draft, subject.id, day)}
    result = propagate(Facts.from_rows(facts), services.rules.enabled(), day)
    outcomes = result.outcomes()
    touched = {one.subject for one in outcomes if one.state is not State.NOT_AFFECTED}
    limits = thresholds()
    return Preview(
        on=day,
        subject=subject,
        event=facts["events"][0],
        outcomes=outcomes,
        post_conflicts=result.post_conflicts,
        inquiries=result.inquiries,
        practices=_practices(around, touched, day),
        persons=frozenset(str(row["id"]) for row in around["persons"]),
        names={str(row["id"]): str(row["name"]) for table in ("organizations", "persons") for row in around[table]},
        alarm=alarm(len(touched), services.ledger.touched_per_event(limits.events), limits),
    )


def _as_known(services: Services, draft: Draft) -> Draft:
    """Name persons by the keys under which they are known."""
    known = services.graph.known_as(sorted({person for person, _ in draft.findings} | {one.person for one in draft.sanctions}))
    findings = [(known.get(person, person), liability) for person, liability in draft.findings]
    return replace(
        draft, findings=findings, sanctions=[replace(one, person=known.get(one.person, one.person)) for one in draft.sanctions]
    )


def _check_words(services: Services, draft: Draft) -> None:
    categories = frozenset[str]().union(*(rule.categories for rule in services.rules.enabled().rules))
    _refuse_unknown("category", draft.category, categories)
    if draft.kind is not None:
        _refuse_unknown("kind", draft.kind, KINDS)
    for _, liability in draft.findings:
        _refuse_unknown("finding", liability, LIABILITIES)


def _refuse_unknown(where: str, word: str, known: Sequence[str] | frozenset[str]) -> None:
    if word not in known:
        words = "no rule is set off by" if where == "category" else "unknown word"
        raise InputError(where, f"{words} {word!r}", hint=f"Known: {', '.join(sorted(known))}.")


def _check_people(draft: Draft, around: FactRows) -> None:
    """Refuse a person who is not on record: a slip in a key must not free anybody."""
    known = {str(row["id"]): str(row["name"]) for row in around["persons"]}
    named = [("finding", person) for person, _ in draft.findings] + [("sanction", one.person) for one in draft.sanctions]
    for where, person in named:
        if person not in known:
            listed = ", ".join(f"{key} ({name})" for key, name in sorted(known.items())) or "nobody"
            raise InputError(where, f"no person {person!r} is on record", hint=f"Known around the subject: {listed}.")


def _supposed(draft: Draft, subject: str, day: date) -> dict[str, list[Row]]:
    """Build the rows of the supposed event; what is only supposed has no source."""
    event = {
        "id": SUPPOSED,
        "kind": draft.kind or _kind(draft),
        "category": draft.category,
        "subject": subject,
        "violation_start": draft.violation.start,
        "violation_end": draft.violation.end,
        "decision_date": draft.decision_date or (None if draft.last_day else day),
        "listing_date": draft.listing_date,
        "order_date": draft.order_date,
        "underlying_basis": draft.basis,
    }
    found: list[Row] = [
        {"event": SUPPOSED, "person": one, "liability": liability, "found": True} for one, liability in draft.findings
    ]
    decided: list[Row] = [
        {
            "event": SUPPOSED,
            "person": one.person,
            "decision_date": draft.decision_date,
            "years": one.years,
            "lifetime": one.lifetime,
        }
        for one in draft.sanctions
    ]
    return {"events": [event], "findings": found, "sanctions": decided}


def _kind(draft: Draft) -> str:
    return "listing" if draft.listing_date else "court" if draft.order_date else "penalty"


def _practices(facts: FactRows, touched: set[str], day: date) -> list[Row]:
    mine = (row for row in facts["roles"] if row["person"] in touched)
    licensed = (row for row in mine if row["role"] == PRACTITIONER or row.get("licence"))
    return [row for row in licensed if _held_on(row, day)]


def _held_on(row: Row, day: date) -> bool:
    start, end = row.get("start"), row.get("end")
    return Interval(start if isinstance(start, date) else None, end if isinstance(end, date) else None).covers(day)
