"""A rule with one element changed, for every element: what the cases of the rule must notice.

A mutant is a whole rule book around one rule. Elements: triggers, subject types, versions and their days, targets and liabilities,
the day of the office, the term, the effect, required facts, the legal basis; what offices and findings count as; what the measure
forbids; and each clause of the engine, left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

from graph_service.model.facts import ROLES
from graph_service.policy import rule_files
from graph_service.policy.schema import Forbids, Liability, RequiredFact, RoleMapping, Rule, RuleBook, Target, Version
from graph_service.policy.vocabulary import Vocabulary
from graph_service.propagation.compiled import SELECTORS
from graph_service.propagation.stopping import reads_offices, stopping_clauses

ONE_DAY, ONE_YEAR = timedelta(days=1), timedelta(days=366)
#: A first day for a rule whose file records none.
LATER = date(2010, 1, 1)


@dataclass(frozen=True)
class Mutant:
    """One change: its name, the book that results, and the clause that the engine leaves out (if that is the change)."""

    name: str
    book: RuleBook
    dropped: str | None = None


def mutants(book: RuleBook, words: Vocabulary) -> Iterator[Mutant]:
    """Give every mutant of the only rule of ``book``."""
    (rule,) = book.rules
    rules = [*_triggers(rule, words), *_whole(rule), *_lifetimes(rule)]
    for number, version in enumerate(rule.versions):
        for name, other in _versions(version, book, words):
            versions = (*rule.versions[:number], other, *rule.versions[number + 1 :])
            rules.append((f"version {version.valid_from}: {name}", replace(rule, versions=versions)))
    yield from (Mutant(name, replace(book, rules=(other,))) for name, other in rules)
    yield from (Mutant(name, other) for name, other in _shared(book, rule, words))
    yield from (Mutant(f"without the clause {name}", book, dropped=name) for name in stopping_clauses(book, rule))


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


def _versions(version: Version, book: RuleBook, words: Vocabulary) -> Iterator[tuple[str, Version]]:
    for number in range(len(version.targets)):
        yield from _target(version, number, book)
    for role in sorted(words.target_roles - {target.role for target in version.targets}):
        yield f"with the target {role}", replace(version, targets=(*version.targets, Target(role, "none")))
    if reads_offices(version, book):
        yield from _as_of(version)
    yield from _term(version)
    yield from _effects(version)
    for number, basis in enumerate(version.legal_basis):
        fewer = version.legal_basis[:number] + version.legal_basis[number + 1 :]
        yield f"without {basis.instrument} {basis.article}", replace(version, legal_basis=fewer)


def _target(version: Version, number: int, book: RuleBook) -> Iterator[tuple[str, Version]]:
    target, targets = version.targets[number], version.targets
    yield f"without the target {target.role}", replace(version, targets=targets[:number] + targets[number + 1 :])
    others: list[Target] = [replace(target, liability=word) for word in get_args(Liability) if word != target.liability]
    if target.role in {mapping.counts_as for mapping in book.role_mappings}:
        others.append(replace(target, office_alone=_flipped(target.office_alone)))
    for other in others:
        name = f"target {target.role} with {other.liability}, office alone {other.office_alone}"
        yield name, replace(version, targets=(*targets[:number], other, *targets[number + 1 :]))


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
    for day in rule_files.STARTS:
        if day != term.start:
            yield f"term from {day}", replace(version, term=replace(term, start=day))
    for end in rule_files.ENDS:
        ends = tuple(sorted(set(term.ends_on) ^ {end}))
        yield (
            f"{'without' if end in term.ends_on else 'with'} the end {end}",
            replace(version, term=replace(term, ends_on=ends)),
        )


def _effects(version: Version) -> Iterator[tuple[str, Version]]:
    for effect in ("ipso_iure", "court_order", "policy_route"):
        if effect != version.effect and not (effect == "ipso_iure" and version.effect not in ("court_order", "policy_route")):
            yield f"effect {effect}", replace(version, effect=effect)
    law = "decision_date" if version.law_as_of == "evaluation_date" else "evaluation_date"
    yield f"law of the {law}", replace(version, law_as_of=law)
    yield "basis asked for otherwise", replace(version, requires_underlying_basis=not version.requires_underlying_basis)
    yield "another force", replace(version, force="discretionary")
    yield "with early removal", replace(version, early_removal_months=12)
    facts: Sequence[tuple[RequiredFact, ...]] = (
        (),
        (RequiredFact("debt_large"),),
        (RequiredFact("debt_large", "not_affected"),),
    )
    for required in facts:
        if required != version.requires:
            yield f"required facts {[(fact.fact, fact.missing) for fact in required]}", replace(version, requires=required)


def _shared(book: RuleBook, rule: Rule, words: Vocabulary) -> Iterator[tuple[str, RuleBook]]:
    roles = {target.role for version in rule.versions for target in version.targets}
    for table in ("role_mappings", "finding_mappings"):
        mappings: tuple[RoleMapping, ...] = getattr(book, table)
        for number, mapping in enumerate(mappings):
            for name, others in _mapping(mapping) if mapping.counts_as in roles else ():
                changed = (*mappings[:number], *others, *mappings[number + 1 :])
                yield f"{table}: {mapping.held} as {mapping.counts_as} {name}", replace(book, **{table: changed})
    for word in sorted(rule.categories) if any("order_lifted" in version.term.ends_on for version in rule.versions) else ():
        yield f"orders otherwise: {word}", replace(book, orders=book.orders ^ {word})
    yield from _forbids(book, rule, words.subject_classes["any"].covers)


def _mapping(mapping: RoleMapping) -> Iterator[tuple[str, tuple[RoleMapping, ...]]]:
    yield "left out", ()
    yield "with the other verdict", (replace(mapping, verdict=_flipped(mapping.verdict)),)
    for kind in sorted(mapping.subject_types):
        if len(mapping.subject_types) > 1:
            yield f"without {kind}", (replace(mapping, subject_types=mapping.subject_types - {kind}),)
    if mapping.subject_types:
        yield "for any type", (replace(mapping, subject_types=frozenset()),)


def _forbids(book: RuleBook, rule: Rule, types: frozenset[str]) -> Iterator[tuple[str, RuleBook]]:
    for number, forbid in enumerate(book.forbids):
        for name, other in _other_posts(forbid, book, types) if forbid.measure == rule.measure.code else ():
            yield f"forbids: {name}", replace(book, forbids=(*book.forbids[:number], other, *book.forbids[number + 1 :]))
        if forbid.measure == rule.measure.code and forbid.industry:
            words = book.industries[forbid.industry]
            for word in words:
                fewer = tuple(each for each in words if each != word)
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
