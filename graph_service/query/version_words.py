"""What one version of a rule says, in words: whom it reaches, on which day, how long, how it takes effect, on what ground."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.policy.schema import RoleMapping, Rule, RuleBook, Target, Version
from graph_service.propagation.compiled import FINDING, SELF
from graph_service.propagation.stopping import reads_offices
from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.sections import Line, both, in_order, joined, line, named
from graph_service.query.term_words import fact_words, term_lines


def _status(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    yield Line(w.words(p.LEGAL_STATUS_WORDS, version.status))


def _targets(version: Version, rule: Rule, book: RuleBook) -> Iterator[Line]:
    if version.relations:
        listed = named(p.RELATION_WORDS, version.relations)
        yield line(f"不惩戒任何人；提示关系：{listed['zh']}", f"punishes nobody; points out relations: {listed['en']}")
    for target in version.targets:
        role, parts = w.words(w.ROLE_WORDS, target.role), list(_conditions(target, rule, book))
        chinese = f"{role['zh']}：{'；'.join(one['zh'] for one in parts)}"
        yield line(chinese, f"{role['en']}: {'; '.join(one['en'] for one in parts)}")


def _conditions(target: Target, rule: Rule, book: RuleBook) -> Iterator[w.Words]:
    yield w.words(p.LIABILITY_WORDS, target.liability)
    links = list(_links(target, rule, book))
    for verdict, (chinese, english) in (("reach", ("包括", "includes")), ("review", ("须人工核查", "for review"))):
        if held := [words for words, found in links if found == verdict]:
            listed = joined(held)
            yield both(f"{chinese}：{listed['zh']}", f"{english}: {listed['en']}")
    if target.office_alone == "review":
        yield both("仅有登记任职的须人工核查", "an entry in a register alone: review")
    if target.unless:
        exception = w.words(p.EXCEPTION_WORDS, target.unless)
        yield both(f"例外：{exception['zh']}", f"except where {exception['en']}")
    if target.disclosed_with:
        yield both("随单位一并公布，本人并未列入", "disclosed with the firm, not listed in person")
    if target.note:
        yield both(target.note, target.note)


def _links(target: Target, rule: Rule, book: RuleBook) -> Iterator[tuple[w.Words, str]]:
    """Name the other offices, and the findings, that count as this role under the rule, with their verdict."""
    for prefix, mappings in (("", book.role_mappings), (FINDING, book.finding_mappings)):
        for mapping in mappings:
            is_itself = not prefix and mapping.held in (target.role, SELF)
            if mapping.counts_as == target.role and not is_itself and mapping.applies_to(rule.covers | rule.reviews):
                yield _link(prefix, mapping), mapping.verdict


def _link(prefix: str, mapping: RoleMapping) -> w.Words:
    held = w.link_words(prefix + mapping.held)
    if not mapping.subject_types:
        return held
    types = named(w.TYPE_WORDS, in_order(mapping.subject_types, w.TYPE_WORDS))
    return both(f"{held['zh']}（{types['zh']}）", f"{held['en']} ({types['en']})")


def _office_day(version: Version, _rule: Rule, book: RuleBook) -> Iterator[Line]:
    if not reads_offices(version, book):
        return
    as_of = version.as_of
    day = w.words(p.SELECTOR_WORDS, as_of.selector)
    yield line(f"任职以{day['zh']}为准", f"the office must be held on {day['en']}")
    yield line(
        f"{day['zh']}任职、其后才登记的，须人工核查",
        f"in office on {day['en']}, but registered only after it: review",
    )
    if as_of.also_review:
        others = named(p.SELECTOR_WORDS, as_of.also_review)
        yield line(f"仅于{others['zh']}任职的，须人工核查", f"held only on another day ({others['en']}): review")
    if as_of.selector == "violation_period":
        unknown = w.words(p.UNKNOWN_WORDS, as_of.unknown)
        yield line(f"违法期间未载明的，{unknown['zh']}", f"where the time of the violation is not on record: {unknown['en']}")
    if as_of.newcomer == "review":
        yield line(
            f"{day['zh']}任职、违法期间未任职的新任者，须人工核查",
            f"newcomers, in office on {day['en']} and not during the violation: review",
        )


def _effect(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    yield Line(w.words(p.EFFECT_WORDS, version.effect))
    yield Line(w.words(w.FORCE_WORDS, version.force))
    if version.requires_underlying_basis:
        yield line(
            "须另有法律、法规或者党中央、国务院政策文件依据，否则不得实施",
            "needs a law, regulation or central policy document behind it",
        )
    for required in version.requires:
        fact, silence = fact_words(required.test), w.words(p.SILENCE_WORDS, required.missing)
        yield line(f"须{fact['zh']}；{silence['zh']}", f"asks that {fact['en']}; {silence['en']}")
    day = w.words(p.SELECTOR_WORDS, version.law_as_of)
    yield line(f"适用{day['zh']}有效的法律", f"the law in force on {day['en']} applies")


def _basis(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    for basis in version.legal_basis:
        mark, place = w.words(w.VERIFIED_WORDS, basis.verified), f"{basis.instrument} {basis.article}"
        chinese, english = f"{place}（{basis.verified}：{mark['zh']}）", f"{place} ({basis.verified}: {mark['en']})"
        note = f"；{basis.note}" if basis.note else ""
        yield line(chinese + note, english + note.replace("；", "; "), basis.quote)


def _not_targets(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    if version.not_targets:
        yield Line(named(w.ROLE_WORDS, version.not_targets))


def _ambiguity(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    if version.ambiguity:
        yield line(version.ambiguity.zh, version.ambiguity.en)


def _not_modelled(version: Version, _rule: Rule, _book: RuleBook) -> Iterator[Line]:
    yield from (line(remark.zh, remark.en) for remark in version.not_modelled)


#: A new field of a version is one more line in one of these functions, or one more section.
VERSION_SECTIONS = (
    (("文本状态", "Status of the text"), _status),
    (("及于何人", "Who is reached"), _targets),
    (("何日任职", "Day of the office"), _office_day),
    (("期限", "Term"), term_lines),
    (("如何生效", "How it takes effect"), _effect),
    (("依据", "Legal basis"), _basis),
    (("明确不及于", "Expressly not reached"), _not_targets),
    (("疑义", "Open questions"), _ambiguity),
    (("未建模", "Not modelled"), _not_modelled),
)
