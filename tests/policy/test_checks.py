"""Planted faults, and what ``rules check`` says of each; the shipped rules are the ground that they are planted on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from graph_service.errors import InputError, PolicyFileError
from graph_service.policy.checks import check_rules
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import Rule, RuleBook
from graph_service.query.check_policy import check_policy

CASES = Path(__file__).parents[1] / "rules" / "cases"
RULES = cache(load_rulebook)
FOOD, REG, OLD, LISTED = "CN-FOOD-135-1", "CN-REG-12-4", "CN-LR-1999-4-6", "CN-CO-178-5"
Edit = Callable[[str, str, str], Path]
Brief = tuple[str, str, str]


def brief(policy: Path | None, cases: Path | None = None) -> list[Brief]:
    return [(one.severity, one.code, one.about) for one in check_policy(policy, cases)]


SHIPPED = cache(lambda: brief(None))


def new(policy: Path) -> list[Brief]:
    """What is found in the copy and not in the shipped rules."""
    return [found for found in brief(policy) if found not in SHIPPED()]


def of_book(*rules: Rule, kept: RuleBook | None = None) -> list[Brief]:
    """What is found in these rules alone."""
    book = replace(kept or RULES(), rules=rules)
    return [(one.severity, one.code, one.about) for one in check_rules(book)]


def rule(rule_id: str) -> Rule:
    return next(one for one in RULES().rules if one.id == rule_id)


def newest(one: Rule, **values: object) -> Rule:
    """The rule with other values in its newest version."""
    return replace(one, versions=(*one.versions[:-1], replace(one.versions[-1], **values)))  # type: ignore[arg-type]


def test_the_shipped_rules_have_no_error_and_every_clause_a_negative_case() -> None:
    found = brief(None, CASES)

    assert [one for one in found if one[0] == "error"] == []
    # The rule of 2014 is repealed and its successor waits for the official text; listings of its time keep their three years.
    doubtful = [one for one in found if one[1] in {"missing-negative-case", "no-cases", "overlap", "gap"}]
    assert doubtful == [("warning", "gap", "CN-PUB-2014-17")]


def test_a_finding_says_in_both_languages_what_is_wrong_and_what_to_do(edit: Edit) -> None:
    policy = edit(f"rules/{FOOD}.yaml", "verified: L", "verified: M")

    (found,) = (one for one in check_policy(policy, None) if one.code == "unverified")

    assert found.file == f"{policy}/rules/{FOOD}.yaml"
    assert found.text == (
        "版本 2015-10-01 已启用，但全部依据只凭记忆（M）",
        "version 2015-10-01 is live, and all its grounds are from memory (M)",
    )
    assert found.fix == ("核对原文并改标 L 或 W，或停用", "check the text and mark it L or W, or switch the rule off")


def twin(policy: Path, old: str = "", changed: str = "") -> Path:
    """Put a second rule like that on food beside it."""
    text = (policy / "rules" / f"{FOOD}.yaml").read_text("utf-8").replace(f"id: {FOOD}", "id: CN-FOOD-TWIN")
    assert old in text
    (policy / "rules" / "CN-FOOD-TWIN.yaml").write_text(text.replace(old, changed) if old else text, "utf-8")
    return policy


def test_two_rules_that_would_give_one_person_the_same_measure_twice_overlap(policy_copy: Path) -> None:
    policy = twin(policy_copy)

    (found,) = (one for one in check_policy(policy, None) if one.severity == "error")

    assert (found.code, found.about, found.file) == ("overlap", "CN-FOOD-TWIN", f"{policy}/rules/CN-FOOD-TWIN.yaml")
    assert found.text[1] == (
        "overlaps with CN-FOOD-135-1: measure food_ban, triggers food.licence_revoked, targets "
        "direct_supervisor、enterprise、legal_representative、other_direct_person, 2015-10-01 –"
    )


@pytest.mark.parametrize(
    ("old", "changed"),
    [
        ("enabled: true", "enabled: false"),
        ("enabled: true", f"enabled: true\npredecessor: {FOOD}"),
        ("code: food_ban", "code: another_ban"),
        ("food.licence_revoked", "business_licence_revoked"),
    ],
)
def test_without_common_measure_or_trigger_or_as_successor_nothing_overlaps(policy_copy: Path, old: str, changed: str) -> None:
    policy = twin(policy_copy, old, changed)

    assert [one for one in new(policy) if one[1] == "overlap"] == []


def test_rules_on_other_subjects_do_not_overlap() -> None:
    listed, honour = rule(LISTED), rule("BJ-R2-HONOUR")
    on_firms = replace(listed, id="CN-TWIN-1", covers=honour.covers, reviews=frozenset())

    assert of_book(listed, on_firms) == []
    assert of_book(listed, replace(on_firms, reviews=listed.covers)) == [("error", "overlap", "CN-TWIN-1")]


def test_rules_of_other_days_or_other_persons_do_not_overlap() -> None:
    food = rule(FOOD)
    other = replace(food, id="CN-FOOD-TWIN")
    later = newest(other, valid_from=date(2030, 1, 1))
    by_finding = newest(other, targets=tuple(one for one in food.versions[0].targets if one.role == "direct_supervisor"))
    by_office = newest(food, targets=tuple(one for one in food.versions[0].targets if one.role == "legal_representative"))

    assert of_book(newest(food, valid_until=date(2030, 1, 1)), later) == [("warning", "gap", FOOD)]
    assert of_book(by_office, by_finding) == []


def test_two_names_of_one_office_overlap() -> None:
    honour = rule("BJ-R2-HONOUR")
    (senior,) = (one for one in honour.versions[0].targets if one.role == "senior_manager")
    seniors = newest(honour, targets=(senior,))
    generals = newest(replace(honour, id="BJ-R2-TWIN"), targets=(replace(senior, role="general_manager"),))

    assert of_book(seniors, generals) == [("error", "overlap", "BJ-R2-TWIN")]


def test_days_without_a_version_are_a_gap() -> None:
    company = rule("CN-CO-178-4")
    apart = replace(company, versions=(replace(company.versions[0], valid_until=date(2024, 6, 30)), company.versions[1]))

    assert [one for one in of_book(apart) if one[1] == "gap"] == [("error", "gap", "CN-CO-178-4")]


def test_a_live_rule_that_ended_needs_one_that_continues_it_without_a_day_between(edit: Edit) -> None:
    alone = new(edit(f"rules/{REG}.yaml", f"predecessor: {OLD}\n", ""))
    edit(f"rules/{REG}.yaml", "enabled: true\n", f"enabled: true\npredecessor: {OLD}\n")
    late = new(edit(f"rules/{REG}.yaml", "from: 2022-03-01", "from: 2022-03-02"))

    # Without the word `predecessor` the two are not told apart by their days: 1999 ends where 2022 begins.
    assert alone == late == [("warning", "gap", OLD)]


def test_a_trigger_without_a_live_rule_and_a_rule_without_a_source_are_dead(edit: Edit) -> None:
    policy = edit(f"rules/{FOOD}.yaml", "categories: [food.licence_revoked]", "categories: [tour.licence_revoked]")

    assert new(policy) == [("warning", "no-source", FOOD), ("note", "dead-trigger", "food.licence_revoked")]


def test_a_category_that_penalties_are_recognised_by_is_a_source(edit: Edit) -> None:
    edit(f"rules/{FOOD}.yaml", "categories: [food.licence_revoked]", "categories: [tour.licence_revoked]")
    policy = edit("penalty_categories.yaml", "entries:", "entries:\n  - {category: tour.licence_revoked, kinds: [旅行社]}")

    assert new(policy) == [("note", "dead-trigger", "food.licence_revoked")]


def test_a_target_that_nothing_can_become_and_a_rule_that_can_never_fire(edit: Edit) -> None:
    policy = edit(f"rules/{LISTED}.yaml", "role: listed_subject", "role: legal_representative")

    assert new(policy) == [("error", "never-fires", LISTED), ("error", "unreachable-target", LISTED)]


def test_a_target_of_a_rule_that_is_switched_off_is_only_a_warning(edit: Edit) -> None:
    edit(f"rules/{LISTED}.yaml", "enabled: true", "enabled: false")
    policy = edit(f"rules/{LISTED}.yaml", "role: listed_subject", "role: legal_representative")

    assert new(policy) == [("warning", "unreachable-target", LISTED)]


def test_a_parameter_that_no_rule_names_is_found(policy_copy: Path) -> None:
    text = (policy_copy / "parameters" / "food_ban_years.yaml").read_text("utf-8")
    (policy_copy / "parameters" / "other_years.yaml").write_text(text.replace("food_ban_years", "other_years"), "utf-8")

    assert new(policy_copy) == [("warning", "unused-parameter", "other_years")]


def test_a_measure_that_no_rule_imposes_is_noted(edit: Edit) -> None:
    policy = edit("rules/CN-TOUR-103.yaml", "code: tour_ban", "code: trade_ban")

    assert new(policy) == [("note", "dead-measure", "tour_ban")]


@pytest.mark.parametrize(
    ("mark", "found"), [("L", ["no-quotation"]), ("S", ["no-quotation"]), ("W", []), ("M", ["unverified"])]
)
def test_a_text_that_was_read_must_be_quoted_and_a_live_rule_needs_a_text_that_was(mark: str, found: list[str]) -> None:
    food = rule(FOOD)
    (basis,) = food.versions[0].legal_basis
    silent = newest(food, legal_basis=(replace(basis, verified=mark, quote=None),))

    assert [code for _, code, _ in of_book(silent)] == found


def test_one_ground_that_was_read_carries_a_live_rule_and_a_draft_needs_none() -> None:
    food = rule(FOOD)
    (basis,) = food.versions[0].legal_basis
    recalled = replace(basis, verified="M", quote=None)

    assert of_book(newest(food, legal_basis=(basis, recalled))) == []
    assert of_book(replace(newest(food, legal_basis=(recalled,)), enabled=False)) == []


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CASES, tmp_path / "cases"))


def rewrite(path: Path, old: str, changed: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, changed), "utf-8")


def test_a_clause_that_no_case_names_is_a_missing_negative_case(cases: Path) -> None:
    rewrite(cases / f"{FOOD}.yaml", "clause: not_newcomer", "articles: [x]")

    found = [one for one in check_policy(None, cases) if one.code == "missing-negative-case"]

    assert [(one.severity, one.about, one.file, one.text[1]) for one in found] == [
        ("warning", FOOD, f"{cases}/{FOOD}.yaml", "no case is stopped by the clause not_newcomer")
    ]


def test_a_clause_may_be_named_in_the_cases_of_an_earlier_version(cases: Path) -> None:
    rewrite(cases / f"{FOOD}.yaml", "clause: not_newcomer", "articles: [x]")
    (cases / f"{FOOD}@origin.yaml").write_text("cases: [{name: x, clause: [not_newcomer, begun]}]", "utf-8")

    assert [one for one in brief(None, cases) if one[1] == "missing-negative-case"] == []


def test_rules_without_cases_and_cases_without_a_rule_are_errors(cases: Path) -> None:
    (cases / f"{FOOD}.yaml").unlink()
    (cases / f"{LISTED}.yaml").write_text("cases: []\n", "utf-8")
    (cases / "CN-NOBODY-1.yaml").write_text("cases: [{name: x}]\n", "utf-8")

    assert [one for one in brief(None, cases) if one[0] == "error"] == [
        ("error", "no-cases", LISTED),
        ("error", "no-cases", FOOD),
        ("error", "cases-without-rule", "CN-NOBODY-1"),
    ]


def test_a_case_that_names_no_clause_of_the_engine_is_refused_with_its_line(cases: Path) -> None:
    (cases / f"{FOOD}.yaml").write_text("cases:\n  - {name: x, clause: was_nice}\n", "utf-8")

    with pytest.raises(PolicyFileError, match=rf"{FOOD}\.yaml:2: unknown clause 'was_nice'"):
        check_policy(None, cases)


def test_a_directory_of_cases_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no directory"):
        check_policy(None, tmp_path / "nowhere")
