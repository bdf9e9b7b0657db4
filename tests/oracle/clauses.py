"""Every condition that stands between a link and a measure."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.model.intervals import Interval
from graph_service.policy.schema import Target, Version
from tests.oracle.answers import Answer, Clause, Link
from tests.oracle.case import ONE_DAY, Case
from tests.oracle.terms import says

DIRECT = frozenset({"direct", "direct_supervisor", "other_direct"})
DEBT = frozenset({"debt_responsible", "direct"})
PERSONAL = frozenset({"personal_finding"})


def event_answers(case: Case) -> Iterator[Clause]:
    if case.known("annulled_date"):
        yield "annulled", Answer.NO
    if case.day is None:
        yield "no_day", Answer.REVIEW
    elif case.day > case.on:
        yield "decided", Answer.NO
    if case.version is None:
        yield "version", Answer.NO
    if case.subject_type in case.rule.reviews:
        yield "subject_type", Answer.REVIEW
    elif case.subject_type not in case.rule.covers:
        yield "subject_type", Answer.NO
    if case.version is not None:
        yield from _effect_answers(case, case.version)


def _effect_answers(case: Case, version: Version) -> Iterator[Clause]:
    for required in version.requires:
        stated = says(case.event, required.test)
        if stated is None:
            yield "required_fact", Answer.REVIEW if required.missing == "review" else Answer.NO
        elif not stated:
            yield "required_fact", Answer.NO
    if version.requires_underlying_basis and not case.event.get("underlying_basis"):
        yield "underlying_basis", Answer.NO
    if version.effect == "policy_route":
        yield "policy_route", Answer.PENDING
    if version.effect == "court_order" and not case.event.get("order_date"):
        yield "no_order", Answer.PENDING


def identity_answers(case: Case, who: str) -> Iterator[Clause]:
    person = case.world.person(who)
    if person and not person["confirmed"]:
        yield "identity", Answer.REVIEW


def link_answers(case: Case, who: str, link: Link, target: Target) -> Iterator[Clause]:
    version = case.version
    assert version is not None
    if link.candidate is not None:
        yield ("candidate", Answer.REVIEW) if link.candidate else ("excluded_candidate", Answer.NO)
    if link.both_found:
        yield "both_found", Answer.REVIEW
    if link.kind == "office":
        yield from _day_answers(case, version, who, link)
        if target.office_alone == "review":
            yield "office_alone", Answer.REVIEW
    if target.unless == "court_found_another":
        yield from _exception_answers(case, who)
    yield from _liability_answers(case, who, target)
    yield from _decision_answers(case, version, who, link, target)


def _exception_answers(case: Case, who: str) -> Iterator[Clause]:
    others = [row for row in case.world.of_event("namings", case.event) if row["how"] == "court_found" and row["person"] != who]
    evidence = case.event.get("evidence_against_lr")
    if others and evidence is None:
        yield "exception_unknown", Answer.REVIEW
    elif others and not evidence:
        yield "excepted", Answer.NO


# --- the day of the office


def rule_days(case: Case, version: Version, who: str) -> Interval | None:
    """Give the day (or the days) on which the office is read; ``None`` when it is not known."""
    as_of = version.as_of
    days = _days_of(case, as_of.selector, who)
    if days or (as_of.selector == "violation_period" and as_of.unknown == "review"):
        return days
    listing = case.event.get("listing_date") if version.effect == "court_order" and as_of.selector == "order_date" else None
    day = listing or case.day
    return Interval(day, day + ONE_DAY) if day else None


def _days_of(case: Case, selector: str, who: str) -> Interval | None:
    if selector == "violation_period":
        return case.violation()
    other = {"evaluation_date": case.on, "own_decision": case.own_decision_day(who)}
    day = other[selector] if selector in other else case.event.get(selector)
    return Interval(day, day + ONE_DAY) if day else None


def _day_answers(case: Case, version: Version, who: str, link: Link) -> Iterator[Clause]:
    as_of = version.as_of
    days = rule_days(case, version, who)
    if days is None:
        if as_of.selector != "violation_period" or not _tied_to_the_act(case, who):
            yield "violation_unknown", Answer.REVIEW
    elif not link.held.overlaps(days):
        others = [_days_of(case, selector, who) for selector in as_of.also_review]
        on_another = any(other and link.held.overlaps(other) for other in others)
        yield ("also_review", Answer.REVIEW) if on_another else ("role_day", Answer.NO)
    else:
        if as_of.newcomer == "review" and (violation := case.violation()) and not link.held.overlaps(violation):
            yield "newcomer", Answer.REVIEW
        if _registered_late(link, days):
            yield "registered_late", Answer.REVIEW


def _registered_late(link: Link, days: Interval) -> bool:
    """Say whether the register recorded the office only after the last of these days on which it was held."""
    last = min(end for end in (days.end, link.held.end) if end) - ONE_DAY
    return link.registered_on is not None and link.registered_on > last


def _tied_to_the_act(case: Case, who: str) -> bool:
    """Say whether a finding of direct liability or personal fault, not contradicted, ties the person to the act."""
    return any(case.findings(who, frozenset({kind})) == {True} for kind in DIRECT | PERSONAL)


# --- liability, and the decision about one person


def kinds_asked(target: Target) -> frozenset[str]:
    """Give the kinds of findings that satisfy what a target asks for."""
    if target.liability == "personal_finding":
        return PERSONAL
    return DEBT if target.role == "debt_responsible_person" else DIRECT


def _liability_answers(case: Case, who: str, target: Target) -> Iterator[Clause]:
    if target.liability not in ("direct", "personal_finding"):
        return
    said = [case.findings(who, frozenset({kind})) for kind in kinds_asked(target)]
    if {True} in said:
        return
    if {True, False} in said:
        yield "both_found", Answer.REVIEW
    elif {False} in said:
        yield "denied", Answer.NO
    else:
        yield "none_found", Answer.REVIEW if target.liability == "personal_finding" else Answer.NO


def _decision_answers(case: Case, version: Version, who: str, link: Link, target: Target) -> Iterator[Clause]:
    """A measure may need a decision about just this person; the event itself is one about its own subject."""
    against = case.sanction(who) is not None or case.named(who)
    own_subject = link.word == "self"
    if target.liability == "own_sanction":
        if not against and not own_subject:
            yield ("not_decided", Answer.PENDING) if version.effect == "own_decision" else ("named", Answer.NO)
    elif version.effect == "own_decision" and not against and not (own_subject and case.event["kind"] == "sanction"):
        yield "not_decided", Answer.PENDING
