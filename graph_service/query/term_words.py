"""What a version of a rule says of terms and facts, in words."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.policy.schema import Alternative, FactTest, Rule, RuleBook, Term, Version
from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.sections import Line, both, joined, line, named


def term_lines(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    """Say how long the measure lasts, from which day, what ends it, and the other terms that may apply."""
    term = version.term
    lasts, start = _length(term.kind, term.years), _start(term.start)
    scope = w.words(p.SCOPE_WORDS, term.scope) if term.scope else both("", "")
    yield line(
        f"自{start['zh']}起，{lasts['zh']}{'，' + scope['zh'] if term.scope else ''}",
        f"{lasts['en']}, from {start['en']}{', ' + scope['en'] if term.scope else ''}",
    )
    if term.before_start == "review":
        yield line(
            "该日未载明或者尚未到来的，须人工核查（此前亦受限制）",
            "where that day is not on record or still to come: review (the person is bound before it too)",
        )
    for years, (chinese, english) in ((term.min_years, ("最短", "at least")), (term.max_years, ("最长", "at most"))):
        if years is not None:
            yield line(f"{chinese} {years} 年", f"{english} {years} years")
    yield from (_alternative(other, term) for other in term.alternatives)
    if term.ends_on:
        ends = named(p.END_WORDS, term.ends_on)
        yield line(f"提前终止：{ends['zh']}", f"ends early when: {ends['en']}")
    yield from _early_removal(version)


def _early_removal(version: Version) -> Iterator[Line]:
    if version.early_removal_months is not None:
        counted, months = version.early_removal_from, version.early_removal_months
        since = _start(version.term.start) if counted in (None, "first_day") else w.words(p.START_WORDS, str(counted))
        yield line(
            f"自{since['zh']}起满 {months} 个月可申请提前移出",
            f"early removal may be asked for {months} months after {since['en']}",
        )


def _length(kind: str, years: int | None) -> w.Words:
    return both(f"{years} 年", f"{years} years") if years is not None else w.words(p.TERM_WORDS, kind)


def _start(days: tuple[str, ...]) -> w.Words:
    if len(days) == 1:
        return w.words(p.START_WORDS, days[0])
    listed = named(p.START_WORDS, days)
    return both(f"下列日期中最后一日（{listed['zh']}）", f"the latest of {listed['en']}")


def _alternative(other: Alternative, term: Term) -> Line:
    conditions = [fact_words(test) for test in other.when]
    for day in other.stated:
        words = w.words(p.START_WORDS, day)
        conditions.append(both(f"载明{words['zh']}", f"{words['en']} is on record"))
    when, lasts, start = joined(conditions), _length(other.kind, other.years), _start(other.start or term.start)
    return line(f"{when['zh']}的：自{start['zh']}起，{lasts['zh']}", f"if {when['en']}: {lasts['en']}, from {start['en']}")


def fact_words(test: FactTest) -> w.Words:
    """Say what a fact must be; the words that a document may use stand as they are."""
    fact = w.words(p.FACT_WORDS, test.fact)
    if test.holds is not None:
        return fact if test.holds else both(f"非{fact['zh']}", f"not: {fact['en']}")
    if test.fact == "category":
        return named(p.CATEGORY_WORDS, test.any_of)
    words = test.any_of or test.contains
    chinese, english = ("为", "is") if test.any_of else ("含", "has")
    denied = (
        both(f"（{'、'.join(test.denied_by)}不属之）", f" (not: {', '.join(test.denied_by)})")
        if test.denied_by
        else both("", "")
    )
    return both(
        f"{fact['zh']}{chinese}“{'”或“'.join(words)}”{denied['zh']}",
        f"{fact['en']} {english} {' or '.join(words)}{denied['en']}",
    )
