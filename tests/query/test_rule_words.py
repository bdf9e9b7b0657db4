"""A rule in words: what is said of the parts that the golden text of one rule does not show."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from graph_service.errors import NotFoundError
from graph_service.policy.files import read_policy_files
from graph_service.policy.loader import load_rulebook, read_vocabulary
from graph_service.policy.schema import FactTest, RequiredFact, Rule, RuleBook, Target, Term, Version
from graph_service.policy.term_files import SCOPES, WORD_FACTS, YES_NO_FACTS
from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.rule_words import describe_rule, find_rule

RULES = cache(load_rulebook)


def said(rule: Rule, book: RuleBook | None = None, lang: str = "zh") -> dict[str, list[str]]:
    """What is said under each heading, of the rule and of its newest version."""
    found = describe_rule(book or RULES(), rule)
    sections = (*found.sections, *found.versions[-1].sections)
    return {section.heading[lang]: [line.words[lang] for line in section.lines] for section in sections}


def changed(rule: Rule, **values: object) -> Rule:
    """The rule with other values in its newest version."""
    version: Version = replace(rule.versions[-1], **values)  # type: ignore[arg-type]  # fields of the test's choice
    return replace(rule, versions=(*rule.versions[:-1], version))


def test_a_rule_that_is_switched_off_says_that_nobody_is_reached_by_it() -> None:
    rule = replace(find_rule(RULES(), "CN-REG-12-4"), enabled=False, confidence={"reading": "low"})

    assert said(rule)["效力"] == ["未启用：不参与推算", "条文理解的把握：低", "承接规则 CN-LR-1999-4-6"]
    assert said(rule, lang="en")["Standing"] == [
        "not switched on: nobody is reached by it",
        "confidence of the reading: low",
        "continues the rule CN-LR-1999-4-6",
    ]


def test_the_days_of_a_repealed_version_are_both_inside() -> None:
    (version,) = describe_rule(RULES(), find_rule(RULES(), "CN-LR-1999-4-6")).versions

    assert (version.first_day, version.last_day) == ("1999-06-23", "2022-02-28")
    assert version.heading == {"zh": "1999-06-23 至 2022-02-28", "en": "from 1999-06-23 to 2022-02-28"}


def test_a_rule_about_the_subject_alone_says_nothing_of_offices() -> None:
    assert "何日任职" not in said(find_rule(RULES(), "CN-CO-178-5"))


def test_the_term_says_its_limits_its_ends_and_when_early_removal_may_be_asked_for() -> None:
    term = Term("decision_defined", ("listing_date",), ends_on=("performed", "removed"), min_years=0, max_years=5)
    rule = changed(
        find_rule(RULES(), "CN-FOOD-135-1"), term=term, early_removal_months=12, early_removal_from="correction_date"
    )

    assert said(rule)["期限"] == [
        "自列入之日起，以决定所载期限为准",
        "最短 0 年",
        "最长 5 年",
        "提前终止：履行完毕、移出名单",
        "自更正之日起满 12 个月可申请提前移出",
    ]


def test_a_term_that_binds_in_the_same_industry_only_says_so() -> None:
    rule = find_rule(RULES(), "CN-SAFE-94-LIFE")

    assert said(rule)["期限"] == ["自对其本人作出决定之日起，终身，限本行业"]
    assert said(rule, lang="en")["Term"] == [
        "for life, from the day of the decision against the person, in the same industry only"
    ]


def test_what_else_must_be_on_record_is_said_with_what_silence_means() -> None:
    rule = changed(
        find_rule(RULES(), "BJ-R1-MARKET-BAN"),
        requires=(RequiredFact(FactTest("debt_large", holds=True), "not_affected"),),
        force="recommended",
    )

    assert said(rule)["如何生效"] == [
        "只提出建议，由主管部门决定",
        "建议适用",
        "须另有法律、法规或者党中央、国务院政策文件依据，否则不得实施",
        "须债务数额较大；未载明的不适用",
        "适用决定日有效的法律",
    ]


def test_a_target_says_who_counts_as_it_and_what_an_office_alone_is_worth() -> None:
    targets = (
        Target("senior_manager", "none"),
        Target("actual_controller", "personal_finding", office_alone="review", unless="cleared", note="须由法院认定"),
    )
    rule = changed(find_rule(RULES(), "BJ-R2-HONOUR"), targets=targets)

    assert said(rule)["及于何人"] == [
        "高级管理人员：具有该身份即适用，不另求责任认定；包括：总经理",
        "登记的实际控制人：须认定负有个人责任；未载明的须人工核查；包括：认定为实际控制人；仅有登记任职的须人工核查；例外：cleared；须由法院认定",
    ]


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        ("securities_ban", "禁止担任：高级管理人员、总经理、董事、监事；范围：任何组织，仅上市公司"),
        ("soe_office_ban", "禁止担任：高级管理人员、总经理、董事、监事；范围：任何组织，仅国有企业"),
        ("office_ban_lr", "禁止担任：法定代表人；范围：企业、非公司企业法人，受罚企业自身除外"),
        ("honour_revocation", "不禁止担任特定职务"),
    ],
)
def test_a_measure_says_which_offices_it_forbids_and_where(measure: str, line: str) -> None:
    rule = find_rule(RULES(), "BJ-R2-HONOUR")

    assert said(replace(rule, measure=replace(rule.measure, code=measure)))["措施"][-1] == line


def test_a_code_without_words_is_shown_as_it_is() -> None:
    rule = changed(replace(find_rule(RULES(), "BJ-R2-HONOUR"), categories=frozenset({"new.list"})), status="new_status")

    assert said(rule)["触发与主体"][0] == "触发：new.list"
    assert said(rule, lang="en")["Status of the text"] == ["new status"]


def test_every_word_that_the_shipped_rules_use_is_said_in_words() -> None:
    vocabulary = read_vocabulary(read_policy_files(None))
    versions = [version for rule in RULES().rules for version in rule.versions]
    used = {
        "categories": (vocabulary.categories, p.CATEGORY_WORDS),
        "industries": (set(vocabulary.industries), p.INDUSTRY_WORDS),
        "types": ({kind for one in vocabulary.subject_classes.values() for kind in one.covers | one.reviews}, w.TYPE_WORDS),
        "roles": (vocabulary.target_roles, w.ROLE_WORDS),
        "liabilities": ({target.liability for one in versions for target in one.targets}, p.LIABILITY_WORDS),
        "selectors": ({day for one in versions for day in (one.as_of.selector, *one.as_of.also_review)}, p.SELECTOR_WORDS),
        "terms": ({one.term.kind for one in versions} - {"fixed"}, p.TERM_WORDS),
        "starts": ({day for one in versions for day in one.term.start}, p.START_WORDS),
        "exceptions": ({t.unless for one in versions for t in one.targets if t.unless}, p.EXCEPTION_WORDS),
        "relations": ({relation for one in versions for relation in one.relations}, p.RELATION_WORDS),
        "facts": ({*YES_NO_FACTS, *WORD_FACTS}, p.FACT_WORDS),
        "scopes": (set(SCOPES), p.SCOPE_WORDS),
        "ends": ({end for one in versions for end in one.term.ends_on}, p.END_WORDS),
        "effects": ({one.effect for one in versions}, p.EFFECT_WORDS),
        "forces": ({one.force for one in versions}, w.FORCE_WORDS),
        "statuses": ({one.status for one in versions}, p.LEGAL_STATUS_WORDS),
        "marks": ({basis.verified for one in versions for basis in one.legal_basis}, w.VERIFIED_WORDS),
    }

    assert {kind: sorted(set(words) - table.keys()) for kind, (words, table) in used.items() if set(words) - table.keys()} == {}


def test_an_unknown_rule_names_the_nearest_and_nothing_where_nothing_is_near() -> None:
    with pytest.raises(NotFoundError) as near:
        find_rule(RULES(), "CN-REG-12-5")
    with pytest.raises(NotFoundError) as far:
        find_rule(RULES(), "???")

    assert near.value.hint == "Did you mean CN-REG-12-4? `graph-service rules list` names all rules."
    assert far.value.hint == "`graph-service rules list` names all rules."
