"""A rule in the words that a lawyer reads, Chinese first and English beside it: whom it reaches, when, how long, on what ground.

Nothing is decided here; every line says what a field of ``policy.schema`` says. Quotations, titles and remarks stand as they are in the
rule file, in whatever language that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from graph_service.errors import NotFoundError
from graph_service.policy.schema import Forbids, Rule, RuleBook, Version
from graph_service.propagation.slots import version_name
from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.sections import Line, Section, both, in_order, line, named, sections
from graph_service.query.version_words import VERSION_SECTIONS

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VersionWords:
    """One version; ``last_day`` is inside. A day that is ``None`` is not recorded (first) or not fixed (last)."""

    name: str
    first_day: str | None
    last_day: str | None
    heading: w.Words
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule: what holds for all its versions, and the versions in date order."""

    id: str
    title: str
    enabled: bool
    sections: tuple[Section, ...]
    versions: tuple[VersionWords, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in a list: ``articles`` are those of its newest version."""

    id: str
    title: str
    enabled: bool
    articles: tuple[str, ...]


def list_rules(book: RuleBook) -> list[RuleRow]:
    """Return one row a rule, in the order of the book."""
    return [RuleRow(rule.id, rule.title, rule.enabled, _articles(rule.versions[-1])) for rule in book.rules]


def _articles(version: Version) -> tuple[str, ...]:
    return tuple(f"{basis.instrument} {basis.article}".strip() for basis in version.legal_basis)


def find_rule(book: RuleBook, rule_id: str) -> Rule:
    """Return the rule of this id.

    Raises:
        NotFoundError: there is none; the hint names those with a similar id.
    """
    known = {rule.id: rule for rule in book.rules}
    if rule_id in known:
        return known[rule_id]
    near = get_close_matches(rule_id.upper(), known, n=3, cutoff=0.8)
    asked = f"Did you mean {' or '.join(near)}? " if near else ""
    raise NotFoundError(f"There is no rule {rule_id}.", hint=f"{asked}`graph-service rules list` names all rules.")


def describe_rule(book: RuleBook, rule: Rule, on: date | None = None) -> RuleWords:
    """Say a rule in words.

    Args:
        book: the rule book, for what offices count as and what measures forbid.
        rule: a rule of it.
        on: keep only the version that is in force on this day (none may be); ``None``: all versions.
    """
    versions = [version for version in rule.versions if on is None or _covers(version, on)]
    return RuleWords(
        id=rule.id,
        title=rule.title,
        enabled=rule.enabled,
        sections=sections(_RULE_SECTIONS, rule, book),
        versions=tuple(_version_words(rule, version, book) for version in versions),
    )


def _covers(version: Version, on: date) -> bool:
    return (version.valid_from or date.min) <= on < (version.valid_until or date.max)


def _version_words(rule: Rule, version: Version, book: RuleBook) -> VersionWords:
    first = version.valid_from.isoformat() if version.valid_from else None
    last = (version.valid_until - _ONE_DAY).isoformat() if version.valid_until else None
    chinese = f"{first or '起始日未载'} 至 {last}" if last else f"{first or '起始日未载'} 起"
    english = f"from {first or 'a day not recorded'}" + (f" to {last}" if last else "")
    return VersionWords(
        version_name(version), first, last, both(chinese, english), sections(VERSION_SECTIONS, version, rule, book)
    )


def _live(rule: Rule, _book: RuleBook) -> Iterator[Line]:
    yield line("已启用", "live") if rule.enabled else line("未启用：不参与推算", "not switched on: nobody is reached by it")
    for what, grade in rule.confidence.items():
        about, how = w.words(p.CONFIDENCE_WORDS, what), w.words(p.GRADE_WORDS, grade)
        yield line(f"{about['zh']}的把握：{how['zh']}", f"confidence {about['en']}: {how['en']}")
    if rule.predecessor:
        yield line(f"承接规则 {rule.predecessor}", f"continues the rule {rule.predecessor}")


def _trigger(rule: Rule, book: RuleBook) -> Iterator[Line]:
    known = frozenset().union(*(one.covers | one.reviews for one in book.rules))
    groups = (
        (rule.categories, p.CATEGORY_WORDS, ("触发", "set in motion by")),
        (rule.covers, w.TYPE_WORDS, ("适用的主体", "subjects covered")),
        (rule.reviews, w.TYPE_WORDS, ("须人工判断的主体", "subjects for review")),
        (known - rule.covers - rule.reviews, w.TYPE_WORDS, ("不适用的主体", "subjects not covered")),
    )
    for codes, table, (chinese, english) in groups:
        if codes:
            listed = named(table, in_order(codes, table))
            yield line(f"{chinese}：{listed['zh']}", f"{english}: {listed['en']}")


def _measure(rule: Rule, book: RuleBook) -> Iterator[Line]:
    measure = rule.measure
    yield line(f"{measure.name}（{measure.code}）", f"{measure.name} ({measure.code})")
    if measure.list_category:
        yield line(f"清单类别：{measure.list_category}", f"in the catalogue of measures: {measure.list_category}")
    if measure.honours:
        yield line("撤销荣誉称号仅适用于有荣誉记录者", "taking honours away applies only where an honour is on record")
    own = [forbid for forbid in book.forbids if forbid.rule == rule.id]
    forbids = own or [forbid for forbid in book.forbids if forbid.rule is None and forbid.measure == measure.code]
    yield from (_forbidden(forbid, book) for forbid in forbids)
    if not forbids:
        yield line("不禁止担任特定职务", "forbids no office")


def _forbidden(forbid: Forbids, book: RuleBook) -> Line:
    offices = named(w.ROLE_WORDS, in_order(forbid.offices, w.ROLE_WORDS))
    types = named(w.TYPE_WORDS, in_order(forbid.organization_types, w.TYPE_WORDS))
    limits = [types if forbid.organization_types else both("任何组织", "any organisation")]
    if forbid.industry:
        industry, known = w.words(p.INDUSTRY_WORDS, forbid.industry), book.industries.get(forbid.industry, ())
        limits.append(
            both(
                f"{industry['zh']}行业（登记行业含“{'”或“'.join(known)}”）",
                f"in {industry['en']} (registered trade has {' or '.join(known)})",
            )
        )
    flags = (
        (forbid.listed_only, ("仅上市公司", "listed companies only")),
        (forbid.state_owned_only, ("仅国有企业", "state-owned only")),
        (forbid.except_punished_firm, ("受罚企业自身除外", "except the punished firm itself")),
    )
    limits += [both(*words) for applies, words in flags if applies]
    chinese, english = "，".join(one["zh"] for one in limits), ", ".join(one["en"] for one in limits)
    return line(f"禁止担任：{offices['zh']}；范围：{chinese}", f"forbids the offices: {offices['en']}; where: {english}")


_RULE_SECTIONS = (
    (("效力", "Standing"), _live),
    (("触发与主体", "Trigger and subjects"), _trigger),
    (("措施", "Measure"), _measure),
)
