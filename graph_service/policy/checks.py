"""Faults that no single rule file shows: days without a version, rules that overlap or never fire, grounds that nobody checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from graph_service.policy.findings import Finding
from graph_service.policy.schema import RoleMapping, Rule, RuleBook, Target, Version

#: The subject type in which nobody holds an office.
NATURAL_PERSON = "person"
#: Marks of a text that was read in the original, so that it can be quoted.
_READ = ("L", "S")


def check_rules(book: RuleBook) -> Iterator[Finding]:
    """Find gaps, overlaps, targets and rules that nobody can meet, and unsure legal grounds."""
    for rule in book.rules:
        yield from _gaps(rule, book)
        yield from _targets(rule, book)
        yield from _grounds(rule)
    live = book.enabled().rules
    for one, other in combinations(live, 2):
        yield from _overlap(one, other, book)


def _gaps(rule: Rule, book: RuleBook) -> Iterator[Finding]:
    for before, after in pairwise(rule.versions):
        if before.valid_until != after.valid_from:
            days = f"{before.valid_until} – {after.valid_from}"
            yield Finding(
                "error",
                "gap",
                rule.source_file,
                rule.id,
                (f"{days} 之间没有任何版本有效", f"no version is in force between {days}"),
                ("让后一版本从前一版本终止之日开始", "let the later version begin on the day on which the earlier one ends"),
            )
    ended = rule.versions[-1].valid_until
    if rule.enabled and ended is not None:
        yield from _after_the_end(rule, ended, book)


def _after_the_end(rule: Rule, ended: date, book: RuleBook) -> Iterator[Finding]:
    """A repealed rule may stay live for decisions of its time; somebody should continue it without a day between."""
    begin = [one.versions[0].valid_from for one in book.enabled().rules if one.predecessor == rule.id]
    if any(first is None or first <= ended for first in begin):
        return
    first = min((day for day in begin if day is not None), default=None)
    chinese, english = (f"至 {first} 前", f"until {first}") if first else ("起", "on")
    yield Finding(
        "warning",
        "gap",
        rule.source_file,
        rule.id,
        (
            f"规则已启用但已废止，{ended} {chinese}没有承接的规则",
            f"live but repealed: from {ended} {english} no rule continues it",
        ),
        (
            "在承接它的规则中写 predecessor；若确无承接，且其时的决定已不再评价，则停用",
            "name it as `predecessor` of the rule that continues it; if none does, switch it off once decisions of its time no longer matter",
        ),
    )


def _targets(rule: Rule, book: RuleBook) -> Iterator[Finding]:
    types = rule.covers | rule.reviews
    nobody = [[target.role for target in version.targets if not links(target, types, book)] for version in rule.versions]
    for role in sorted({role for roles in nobody for role in roles}):
        yield Finding(
            "error" if rule.enabled else "warning",
            "unreachable-target",
            rule.source_file,
            rule.id,
            (f"在规则所涉主体类型中，无人能成为 {role}", f"in the subject types of the rule nobody can be {role}"),
            (
                "删去该角色，或在 roles.yaml 写明何种职务、认定计作该角色，或更换主体类别",
                "drop the target, say in roles.yaml what counts as it, or choose another class of subjects",
            ),
        )
    # A rule that only points out relations reaches nobody by design.
    reaching = [(roles, version) for roles, version in zip(nobody, rule.versions, strict=True) if not version.relations]
    if rule.enabled and reaching and all(len(roles) == len(version.targets) for roles, version in reaching):
        yield Finding(
            "error",
            "never-fires",
            rule.source_file,
            rule.id,
            ("规则已启用，但永远不会及于任何人", "the rule is live and can never reach anybody"),
            ("改正角色与主体类别，或停用", "correct targets and class of subjects, or switch it off"),
        )


def links(target: Target, types: frozenset[str], book: RuleBook) -> frozenset[tuple[str, str]]:
    """Give the offices and findings by which somebody can become the target, where the subject is of one of these types."""
    offices = {("office", one.held) for one in book.role_mappings if one.counts_as == target.role and _can_hold(one, types)}
    found = {("finding", one.held) for one in book.finding_mappings if one.counts_as == target.role and _here(one, types)}
    return frozenset(offices | found)


def _here(mapping: RoleMapping, types: frozenset[str]) -> frozenset[str]:
    return types & mapping.subject_types if mapping.subject_types else types


def _can_hold(mapping: RoleMapping, types: frozenset[str]) -> bool:
    here = _here(mapping, types)
    return bool(here if mapping.held == "self" else here - {NATURAL_PERSON})


def _grounds(rule: Rule) -> Iterator[Finding]:
    for version in rule.versions:
        since = version.valid_from or "origin"
        if rule.enabled and all(basis.verified == "M" for basis in version.legal_basis):
            yield Finding(
                "error",
                "unverified",
                rule.source_file,
                rule.id,
                (
                    f"版本 {since} 已启用，但全部依据只凭记忆（M）",
                    f"version {since} is live, and all its grounds are from memory (M)",
                ),
                ("核对原文并改标 L 或 W，或停用", "check the text and mark it L or W, or switch the rule off"),
            )
        for basis in version.legal_basis:
            if basis.verified in _READ and basis.quote is None:
                place = f"{basis.instrument} {basis.article}"
                yield Finding(
                    "warning",
                    "no-quotation",
                    rule.source_file,
                    rule.id,
                    (f"{place} 标为 {basis.verified}，却没有引文", f"{place} is marked {basis.verified} and has no quotation"),
                    ("抄录原文，或改标 W、M", "quote the text verbatim, or mark it W or M"),
                )


def _overlap(one: Rule, other: Rule, book: RuleBook) -> Iterator[Finding]:
    """Two rules that would give one person the same measure twice; a declared predecessor is no overlap."""
    if one.measure.code != other.measure.code or other.predecessor == one.id or one.predecessor == other.id:
        return
    categories = one.categories & other.categories
    types = (one.covers | one.reviews) & (other.covers | other.reviews)
    if not categories or not types:
        return
    shared = {
        role: days
        for first in one.versions
        for second in other.versions
        if (days := _common_days(first, second))
        for role in _common_targets((first, second), types, book)
    }
    if shared:
        roles, (since, until) = "、".join(sorted(shared)), next(iter(shared.values()))
        triggers, when = "、".join(sorted(categories)), f"{since or ''} – {until or ''}".strip()
        yield Finding(
            "error",
            "overlap",
            other.source_file,
            other.id,
            (
                f"与 {one.id} 重叠：同一措施 {one.measure.code}，触发 {triggers}，角色 {roles}，{when}",
                f"overlaps with {one.id}: measure {one.measure.code}, triggers {triggers}, targets {roles}, {when}",
            ),
            (
                "若一条承接另一条，写 predecessor；否则收窄其中一条的触发、主体或角色",
                "if one continues the other, say so with `predecessor`; otherwise narrow trigger, subjects or targets of one of them",
            ),
        )


def _common_days(one: Version, other: Version) -> tuple[date | None, date | None] | None:
    """Return the days (first, end outside) on which both versions are in force, or ``None``."""
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    end = min(one.valid_until or date.max, other.valid_until or date.max)
    if first >= end:
        return None
    return first if first > date.min else None, end if end < date.max else None


def _common_targets(versions: tuple[Version, Version], types: frozenset[str], book: RuleBook) -> Iterator[str]:
    one, other = versions
    taken = frozenset().union(*(links(target, types, book) for target in one.targets))
    yield from (target.role for target in other.targets if links(target, types, book) & taken)
