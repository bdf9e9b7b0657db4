"""Outcomes as people and programs read them: words in two languages, articles with quotations, clauses, and source rows.

Everything returned is plain JSON data (days as ISO text). Nothing is decided here: states and clauses are those of propagation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from graph_service.model.facts import EVENT_DAYS, Row
from graph_service.model.intervals import Interval
from graph_service.model.outcomes import Clause, Outcome, State
from graph_service.policy.schema import LegalBasis, Rule, RuleBook, Version
from graph_service.propagation.slots import version_name
from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.measures import measures_proposed
from graph_service.store.ports import Provenance
from graph_service.workflow.services import Services

Json = dict[str, object]

#: Targets that are the event's own subject and not a person reached through an office.
OWN_TARGETS = frozenset({"enterprise", "listed_subject"})
_STATUS_ORDER = ("punished", "reached", "pending", "review", "conflict", "not_affected")


def status_of(outcome: Outcome) -> str:
    """Name the display status of one outcome; ``reached`` is in force through an office, ``punished`` the subject's own."""
    if outcome.state is State.IN_FORCE:
        return "punished" if outcome.target is None or outcome.target in OWN_TARGETS else "reached"
    if outcome.state is State.PENDING_DECISION:
        return "pending"
    return "review" if outcome.state is State.NEEDS_REVIEW else "not_affected"


def statuses(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the distinct statuses, the gravest first."""
    found = {status_of(outcome) for outcome in outcomes}
    return [status for status in _STATUS_ORDER if status in found]


def provenance_of(services: Services, outcomes: Iterable[Outcome]) -> Mapping[str, Provenance]:
    """Return where the facts come from that these outcomes rest on."""
    facts = sorted({fact for outcome in outcomes for fact in outcome.sources})
    return services.graph.provenance(facts) if facts else {}


def shape_outcomes(
    services: Services, outcomes: Sequence[Outcome], provenance: Mapping[str, Provenance] | None = None
) -> list[Json]:
    """Shape outcomes with their trace and provenance (read now unless given), gravest first, then by event and rule."""
    provenance = provenance_of(services, outcomes) if provenance is None else provenance
    ordered = sorted(outcomes, key=lambda one: (_STATUS_ORDER.index(status_of(one)), one.event, one.rule))
    return [_shape(outcome, services.rules, provenance) for outcome in ordered]


def shape_provenance(source: Provenance) -> Json:
    """Shape where a fact comes from. The row number counts data rows from 1."""
    return {
        "fact": source.fact,
        "source_file": source.source_file,
        "source_hash": source.source_hash,
        "source_row": source.source_row,
        "load_id": source.load_id,
        "recorded_from": source.recorded_from.isoformat(),
        "recorded_to": source.recorded_to.isoformat() if source.recorded_to else None,
    }


def shape_event(row: Row) -> Json:
    """Shape one event row for display: its kind in words, document, category and the days on record."""
    days = {day: iso(row.get(day)) for day in EVENT_DAYS if row.get(day)}
    return {
        "id": row["id"],
        "kind": row["kind"],
        "words": w.words(w.EVENT_WORDS, row["kind"]),
        "category": row["category"],
        "subject": row.get("subject"),
        "document": row.get("document"),
        "office": row.get("office"),
        "days": days,
    }


def shape_days(start: object, end: object, registered_on: object = None) -> Json:
    """Shape when something was held (``end`` exclusive, ``last_day`` inside); ``days`` says it in words, with the registration."""
    first, last = iso(start), iso(Interval(end=end).last_day) if isinstance(end, date) else None
    return {"start": first, "end": iso(end), "last_day": last, "days": w.days_words(first, last, iso(registered_on))}


def _shape(outcome: Outcome, rules: RuleBook, provenance: Mapping[str, Provenance]) -> Json:
    rule = next((one for one in rules.rules if one.id == outcome.rule), None)
    return {
        "event": outcome.event,
        "rule": outcome.rule,
        "rule_title": rule.title if rule else outcome.rule,
        "version": outcome.version,
        "subject": outcome.subject,
        "state": outcome.state.value,
        "state_words": w.words(w.STATE_WORDS, outcome.state.value),
        "status": status_of(outcome),
        "measure": outcome.measure,
        "measure_name": rule.measure.name if rule else outcome.measure,
        "force": outcome.force,
        "force_words": w.words(w.FORCE_WORDS, outcome.force),
        "reason": outcome.reason,
        "why": {"zh": outcome.why, "en": outcome.why_en},
        "target": outcome.target,
        "role": outcome.role,
        "role_words": w.link_words(outcome.role) if outcome.role else None,
        "first_day": iso(outcome.first_day),
        "last_day": iso(outcome.last_day),
        "lifetime": outcome.lifetime,
        "scope": outcome.scope,
        "flag": outcome.flag,
        "basis_at_decision": outcome.basis_at_decision,
        "remarks": _remarks(outcome),
        "measures": measures_proposed(outcome),
        "early_removal_from": iso(outcome.early_removal_from),
        "articles": _articles(outcome, rule),
        "clauses": [_clause(clause) for clause in outcome.clauses],
        "sources": [shape_provenance(provenance[fact]) for fact in outcome.sources if fact in provenance],
    }


def _remarks(outcome: Outcome) -> list[w.Words]:
    """Say in words what the outcome carries beside state and term."""
    said = [w.words(p.SCOPE_WORDS, outcome.scope)] if outcome.scope else []
    said += [w.words(p.FLAG_WORDS, outcome.flag)] if outcome.flag else []
    if outcome.basis_at_decision:
        then = outcome.basis_at_decision
        said.append({"zh": f"决定作出时适用 {then}", "en": f"under {then} when the decision was made"})
    return said


def _articles(outcome: Outcome, rule: Rule | None) -> list[Json]:
    version = _version(outcome, rule)
    if version is None:
        return [{"instrument": article, "article": "", "quote": None, "verified": None} for article in outcome.articles]
    return [_basis(basis) for basis in version.legal_basis]


def _version(outcome: Outcome, rule: Rule | None) -> Version | None:
    """Find the version that the outcome names; a rule book that no longer has it gives no quotation rather than another's."""
    if rule is None:
        return None
    if outcome.version == "repealed":
        return rule.versions[-1]
    named = outcome.version.removesuffix("<")  # a day before the version: the text that was still to come
    return next((version for version in rule.versions if version_name(version) == named), None)


def _basis(basis: LegalBasis) -> Json:
    return {
        "instrument": basis.instrument,
        "article": basis.article,
        "quote": basis.quote,
        "verified": basis.verified,
        "verified_words": w.words(w.VERIFIED_WORDS, basis.verified),
    }


def _clause(clause: Clause) -> Json:
    return {
        "name": clause.name,
        "words": w.clause_words(clause.name),
        "holds": clause.holds,
        "facts": list(clause.facts),
    }


def iso(day: object) -> str | None:
    """Write a day as JSON has it; anything else is no day."""
    return day.isoformat() if isinstance(day, date) else None
