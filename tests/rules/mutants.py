"""A rule with one element changed, for every element: what the cases of the rule must notice.

A mutant is a whole rule book around one rule. Elements: triggers, subject types, versions and their days, targets and liabilities,
the day of the office, the term, the effect, required facts, the legal basis; what offices and findings count as; what the measure
forbids; each clause of the engine, left out; and a registration that is late already on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

from graph_service.model.facts import ROLES
from graph_service.policy import term_files
from graph_service.policy.schema import (
    Alternative,
    FactTest,
    Forbids,
    Liability,
    RequiredFact,
    RoleMapping,
    Rule,
    RuleBook,
    Target,
    Term,
    Version,
)
from graph_service.policy.vocabulary import Vocabulary
from graph_service.propagation.compiled import SELF
from graph_service.propagation.slots import SELECTORS
from graph_service.propagation.stopping import reads_offices, stopping_clauses

ONE_DAY, ONE_YEAR = timedelta(days=1), timedelta(days=366)
#: A first day for a rule whose file records none.
LATER = date(2010, 1, 1)


@dataclass(frozen=True)
class Mutant:
    """One change: its name, the book that results, and what the engine does otherwise (if that is the change).

    ``dropped``: a clause that it leaves out. ``registered_later``: it takes every office for registered a day later, and so one
    that was registered on the rule's day for one that was registered after it.
    """

    name: str
    book: RuleBook
    dropped: str | None = None
    registered_later: bool = False


def mutants(book: RuleBook, words: Vocabulary) -> Iterator[Mutant]:
    """Give every mutant of the only rule of ``book``."""
    (rule,) = book.rules
    rules = [*_triggers(rule, words), *_whole(rule), *_lifetimes(rule)]
    for number, version in enumerate(rule.versions):
        for name, other in _versions(version, book, words, rule):
            versions = (*rule.versions[:number], other, *rule.versions[number + 1 :])
            rules.append((f"version {version.valid_from}: {name}", replace(rule, versions=versions)))
    yield from (Mutant(name, replace(book, rules=(other,))) for name, other in rules)
    yield from (Mutant(name, other) for name, other in _shared(book, rule, words))
    stopping = list(stopping_clauses(book, rule))
    yield from (Mutant(f"without the clause {name}", book, dropped=name) for name in stopping)
    if "registration_settled" in stopping:
        yield Mutant("registered on the day itself is too late", book, registered_later=True)


def _triggers(rule: Rule, words: Vocabulary) -> Iterator[tuple[str, Rule]]:
    for word in sorted(words.categories):
        sign = "without" if word in rule.categories else "with"
        yield f"{sign} the trigger {word}", replace(rule, categories=rule.categories ^ {word})
    for kind in sorted(words.subject_classes["any"].covers):
        covers, reviews = rule.covers - {kind}, rule.reviews - {kind}
        if kind in rule.covers | rule.reviews:
            yield f"{kind} left out", replace(rule, covers=covers, reviews=reviews)
        if kind not in rule.covers:
            yield f"{kind} covered", replace(rule, covers=covers | {kind}, reviews=reviews)
        if kind not in rule.reviews:
            yield f"{kind} for review", replace(rule, covers=covers, reviews=reviews | {kind})


def _whole(rule: Rule) -> Iterator[tuple[str, Rule]]:
    yield "another measure", replace(rule, measure=replace(rule.measure, code="another_measure"))
    if rule.measure.honours:
        yield "honours not noted", replace(rule, measure=replace(rule.measure, honours=False))
    for number, version in enumerate(rule.versions if len(rule.versions) > 1 else ()):
        yield (
            f"without version {version.valid_from}",
            replace(rule, versions=rule.versions[:number] + rule.versions[number + 1 :]),
        )


def _lifetimes(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Move each first day (the day before ends with it), and end what has no end."""
    for number, version in enumerate(rule.versions):
        before, after = rule.versions[:number], rule.versions[number + 1 :]
        for start in (version.valid_from - ONE_DAY, version.valid_from + ONE_DAY) if version.valid_from else (LATER,):
            ended = tuple(replace(each, valid_until=start) if each is before[-1] else each for each in before)
            yield f"in force from {start}", replace(rule, versions=(*ended, replace(version, valid_from=start), *after))
        if after:
            continue
        ends = [version.valid_until - ONE_DAY, version.valid_until + ONE_DAY, None] if version.valid_until else []
        if version.valid_until is None and version.valid_from:
            ends = [version.valid_from + ONE_YEAR]
        for end in ends:
            yield f"in force until {end}", replace(rule, versions=(*before, replace(version, valid_until=end)))


def _versions(version: Version, book: RuleBook, words: Vocabulary, rule: Rule) -> Iterator[tuple[str, Version]]:
    for number in range(len(version.targets)):
        yield from _target(version, number, book)
    for role in sorted(words.target_roles - {target.role for target in version.targets}):
        if _held_otherwise(role, version, book, rule):
            yield f"with the target {role}", replace(version, targets=(*version.targets, Target(role, "none")))
    if reads_offices(version, book):
        yield from _as_of(version)
    if version.targets:  # a rule that reaches nobody has no term and no effect
        yield from _term(version)
        pool = any(_held_otherwise(target.role, version, book, rule) for target in version.targets)
        yield from _effects(version, pool=pool)
    yield from _relations(version)
    for number, basis in enumerate(version.legal_basis):
        fewer = version.legal_basis[:number] + version.legal_basis[number + 1 :]
        yield f"without {basis.instrument} {basis.article}", replace(version, legal_basis=fewer)


def _held_otherwise(role: str, version: Version, book: RuleBook, rule: Rule) -> bool:
    """Whether somebody can hold the role who is not reached as the subject itself already, given the types of subjects covered."""
    mappings = (*book.role_mappings, *book.finding_mappings)
    held = {each.held for each in mappings if each.counts_as == role and each.applies_to(rule.covers | rule.reviews)}
    subject_reached = any(
        each.held == SELF
        and each.applies_to(rule.covers | rule.reviews)
        and each.counts_as in {target.role for target in version.targets}
        for each in mappings
    )
    return bool(held - {SELF} if subject_reached else held)


def _target(version: Version, number: int, book: RuleBook) -> Iterator[tuple[str, Version]]:
    target, targets = version.targets[number], version.targets
    yield f"without the target {target.role}", replace(version, targets=targets[:number] + targets[number + 1 :])
    others: list[Target] = [replace(target, liability=word) for word in get_args(Liability) if word != target.liability]
    yield f"target {target.role} disclosed otherwise", _with_target(version, number, disclosed_with=not target.disclosed_with)
    if target.unless:
        yield f"target {target.role} without its exception", _with_target(version, number, unless=None)
    if target.role in {mapping.counts_as for mapping in book.role_mappings}:
        others.append(replace(target, office_alone=_flipped(target.office_alone)))
    for other in others:
        name = f"target {target.role} with {other.liability}, office alone {other.office_alone}"
        yield name, replace(version, targets=(*targets[:number], other, *targets[number + 1 :]))


def _with_target(version: Version, number: int, **changes: Any) -> Version:
    targets = version.targets
    return replace(version, targets=(*targets[:number], replace(targets[number], **changes), *targets[number + 1 :]))


def _flipped(verdict: str) -> Any:
    return "reach" if verdict == "review" else "review"


def _as_of(version: Version) -> Iterator[tuple[str, Version]]:
    as_of = version.as_of
    for word in (*SELECTORS, "own_decision"):
        if word != as_of.selector:
            yield f"office on {word}", replace(version, as_of=replace(as_of, selector=word))
    for word in sorted(set(SELECTORS) - {as_of.selector}):
        also = tuple(sorted(set(as_of.also_review) ^ {word}))
        sign = "without" if word in as_of.also_review else "with"
        yield f"{sign} review of offices on {word}", replace(version, as_of=replace(as_of, also_review=also))
    if as_of.selector == "violation_period":
        unknown: Any = "review" if as_of.unknown == "event_day" else "event_day"
        yield "unknown violation otherwise", replace(version, as_of=replace(as_of, unknown=unknown))
    yield "newcomers otherwise", replace(version, as_of=replace(as_of, newcomer=_flipped(as_of.newcomer)))


def _term(version: Version) -> Iterator[tuple[str, Version]]:
    term = version.term
    kinds: list[tuple[str, int | None]] = [("while_listed", None), ("lifetime", None), ("decision_defined", None), ("fixed", 1)]
    open_ended = term.kind not in ("fixed", "lifetime", "decision_defined")
    for kind, years in kinds:
        if kind != term.kind and not (open_ended and kind == "while_listed"):
            yield f"term {kind}", replace(version, term=replace(term, kind=kind, years=years))
    for years in (term.years - 1, term.years + 1) if term.years else ():
        yield f"term of {years} years", replace(version, term=replace(term, years=years))
    for day in term_files.STARTS:
        if (day,) != term.start:
            yield f"term from {day}", replace(version, term=replace(term, start=(day,)))
    yield from ((name, replace(version, term=other)) for name, other in _term_details(term))
    for end in term_files.ENDS:
        ends = tuple(sorted(set(term.ends_on) ^ {end}))
        yield (
            f"{'without' if end in term.ends_on else 'with'} the end {end}",
            replace(version, term=replace(term, ends_on=ends)),
        )


def _term_details(term: Term) -> Iterator[tuple[str, Term]]:
    """Change the days before the term, where it binds, the range of a decided term, and each alternative."""
    yield "before the start otherwise", replace(term, before_start=_flipped(term.before_start))
    yield "another scope", replace(term, scope=None if term.scope else "same_industry")
    if term.kind == "decision_defined":
        lowest = [term.min_years - 1, term.min_years + 1, None] if term.min_years else [2]
        yield from ((f"at least {years} years", replace(term, min_years=years)) for years in lowest)
        highest = [term.max_years - 1, term.max_years + 1, None] if term.max_years else [2]
        yield from ((f"at most {years} years", replace(term, max_years=years)) for years in highest)
    for number, other in enumerate(term.alternatives):
        before, after = term.alternatives[:number], term.alternatives[number + 1 :]
        yield f"without alternative {number}", replace(term, alternatives=(*before, *after))
        for name, changed in _alternative(other):
            yield f"alternative {number} {name}", replace(term, alternatives=(*before, changed, *after))
    if len(term.alternatives) > 1:
        yield "alternatives in another order", replace(term, alternatives=term.alternatives[::-1])


def _alternative(other: Alternative) -> Iterator[tuple[str, Alternative]]:
    for number, test in enumerate(other.when):
        before, after = other.when[:number], other.when[number + 1 :]
        if len(other.when) + len(other.stated) > 1:
            yield f"without {test.fact}", replace(other, when=(*before, *after))
        for name, changed in _test(test):
            yield f"{test.fact} {name}", replace(other, when=(*before, changed, *after))
    for day in other.stated if len(other.when) + len(other.stated) > 1 else ():
        yield f"without {day}", replace(other, stated=tuple(each for each in other.stated if each != day))
    if other.kind == "fixed" and other.years:
        yield f"{other.years + 1} years", replace(other, years=other.years + 1)
        yield "for life", replace(other, kind="lifetime", years=None)
    else:
        yield "for three years", replace(other, kind="fixed", years=3)
    for start in (("decision_date",), ("probation_end_date",), ("sentence_served_date",)):
        if start != other.start:
            yield f"from {start[0]}", replace(other, start=start)


def _test(test: FactTest) -> Iterator[tuple[str, FactTest]]:
    """Take each word of a test away; a yes/no fact is asked the other way round."""
    if test.holds is not None:
        yield "asked otherwise", replace(test, holds=not test.holds)
    for name in ("any_of", "contains", "denied_by"):
        words = getattr(test, name)
        for word in words:
            fewer: Any = {name: tuple(each for each in words if each != word) or ("no such word",)}
            yield f"without {word}", replace(test, **fewer)


def _effects(version: Version, *, pool: bool) -> Iterator[tuple[str, Version]]:
    yield from ((f"effect {effect}", replace(version, effect=effect)) for effect in _other_effects(version, pool=pool))
    law = "decision_date" if version.law_as_of == "evaluation_date" else "evaluation_date"
    yield f"law of the {law}", replace(version, law_as_of=law)
    yield "basis asked for otherwise", replace(version, requires_underlying_basis=not version.requires_underlying_basis)
    yield "another force", replace(version, force=_another_force(version.force))
    months, counted = version.early_removal_months, version.early_removal_from
    yield "early removal after more months", replace(version, early_removal_months=(months or 6) + 6)
    if months:
        yield "without early removal", replace(version, early_removal_months=None)
        other = "first_day" if counted == "correction_date" else "correction_date"
        yield f"early removal counted from {other}", replace(version, early_removal_from=other)
    for facts in _other_facts(version.requires):
        yield f"required facts {facts}", replace(version, requires=facts)


def _relations(version: Version) -> Iterator[tuple[str, Version]]:
    for number, relation in enumerate(version.relations):
        fewer = version.relations[:number] + version.relations[number + 1 :]
        yield f"without {relation}", replace(version, relations=fewer)


def _another_force(force: str) -> str:
    return "mandatory" if force == "discretionary" else "discretionary"


def _other_effects(version: Version, *, pool: bool) -> Iterator[Any]:
    """Give the effects that make a difference: the subject itself is decided about in any case, and a list entry is as good as law."""
    by_decision = {"named_in_list", "ipso_iure", "own_decision"} if not pool else {"named_in_list", "ipso_iure"}
    for effect in ("ipso_iure", "court_order", "policy_route", "own_decision"):
        if effect != version.effect and not {effect, version.effect} <= by_decision:
            yield effect


def _other_facts(requires: tuple[RequiredFact, ...]) -> Iterator[tuple[RequiredFact, ...]]:
    large = FactTest("debt_large", holds=True)
    wanted: list[tuple[RequiredFact, ...]] = [(), (RequiredFact(large),), (RequiredFact(large, "not_affected"),)]
    for required in requires:
        silence: Any = "review" if required.missing == "not_affected" else "not_affected"
        wanted.append((replace(required, missing=silence),))
        wanted += [(replace(required, test=changed),) for _, changed in _test(required.test)]
    yield from (facts for facts in wanted if facts != requires)


def _shared(book: RuleBook, rule: Rule, words: Vocabulary) -> Iterator[tuple[str, RuleBook]]:
    roles = {target.role for version in rule.versions for target in version.targets}
    for table in ("role_mappings", "finding_mappings"):
        mappings: tuple[RoleMapping, ...] = getattr(book, table)
        for number, mapping in enumerate(mappings):
            never = not mapping.applies_to(rule.covers | rule.reviews) and (
                mapping.held == SELF or rule.covers | rule.reviews == {"person"}
            )
            matters = mapping.counts_as in roles and not never and not _reached_anyway(mapping, mappings, rule)
            for name, others in _mapping(mapping, rule.covers | rule.reviews) if matters else ():
                changed = (*mappings[:number], *others, *mappings[number + 1 :])
                yield f"{table}: {mapping.held} as {mapping.counts_as} {name}", replace(book, **{table: changed})
    for word in sorted(rule.categories) if any("order_lifted" in version.term.ends_on for version in rule.versions) else ():
        yield f"orders otherwise: {word}", replace(book, orders=book.orders ^ {word})
    yield from _forbids(book, rule, words.subject_classes["any"].covers)


def _reached_anyway(mapping: RoleMapping, mappings: Sequence[RoleMapping], rule: Rule) -> bool:
    """Whether the same office counts, for the same subjects, as a role that the rule reaches without asking for anything."""
    free = {target.role for version in rule.versions for target in version.targets if target.liability == "none"}
    return any(
        other is not mapping
        and (other.held, other.verdict) == (mapping.held, "reach")
        and other.counts_as in free
        and (not other.subject_types or (mapping.subject_types and mapping.subject_types <= other.subject_types))
        for other in mappings
    )


def _mapping(mapping: RoleMapping, types: frozenset[str]) -> Iterator[tuple[str, tuple[RoleMapping, ...]]]:
    yield "left out", ()
    yield "with the other verdict", (replace(mapping, verdict=_flipped(mapping.verdict)),)
    for kind in sorted(mapping.subject_types & types):
        if len(mapping.subject_types) > 1:
            yield f"without {kind}", (replace(mapping, subject_types=mapping.subject_types - {kind}),)
    if mapping.subject_types:
        yield "for any type", (replace(mapping, subject_types=frozenset()),)


def _forbids(book: RuleBook, rule: Rule, types: frozenset[str]) -> Iterator[tuple[str, RuleBook]]:
    # An entry of the rule's own stands in place of the measure's.
    own = any(forbid.rule == rule.id for forbid in book.forbids)
    for number, forbid in enumerate(book.forbids):
        mine = forbid.rule == rule.id if own else forbid.rule is None and forbid.measure == rule.measure.code
        for name, other in _other_posts(forbid, book, types) if mine else ():
            yield f"forbids: {name}", replace(book, forbids=(*book.forbids[:number], other, *book.forbids[number + 1 :]))
        if mine and forbid.industry:
            words = book.industries[forbid.industry]
            for word in words:
                fewer = tuple(each for each in words if each != word) or ("no such word",)
                yield f"industry without {word}", replace(book, industries={**book.industries, forbid.industry: fewer})


def _other_posts(forbid: Forbids, book: RuleBook, types: frozenset[str]) -> Iterator[tuple[str, Forbids]]:
    for role in sorted(ROLES):
        yield f"office {role}", replace(forbid, offices=forbid.offices ^ {role})
    scope = forbid.organization_types
    for kind in sorted(types - {"person"}):
        # No type named means every type, so taking one away leaves the others.
        yield f"scope {kind}", replace(forbid, organization_types=(scope or types) ^ {kind})
    if scope:
        yield "any scope", replace(forbid, organization_types=frozenset())
    for industry in sorted({None, *book.industries} - {forbid.industry}, key=str):
        yield f"industry {industry}", replace(forbid, industry=industry)
    for flag in ("listed_only", "state_owned_only", "except_punished_firm"):
        changed: Any = {flag: not getattr(forbid, flag)}
        yield f"{flag} otherwise", replace(forbid, **changed)
