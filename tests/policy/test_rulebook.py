"""What the shipped rule files say, rule by rule, and that nothing in them is dead."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.model.facts import ROLES
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import RequiredFact, RoleMapping, Rule, Term

ENTERPRISES = {"company", "partnership", "sole_proprietorship", "cooperative", "non_company_enterprise"}
LISTS = {
    "samr.serious_list",
    "samr.serious_list_nondisclosure",
    "samr.serious_list_false_disclosure",
    "safety.serious_list",
    "wage.arrears_list",
    "tax.serious_list",
    "court.dishonest_executee",
    "serious_dishonesty_list",
}
REPRESENTATIVE = [("legal_representative", "personal_finding")]
PERSON_BANS = {"business_licence_revoked", "ordered_to_close"}

# rule: (categories, first and end day of each version, (role, liability) of the last one, day of the office, term)
RULES = {
    "BJ-R1-MARKET-BAN": (
        LISTS | {"industry_ban_decision"},
        [("2017-03-31", None)],
        [
            ("enterprise", "none"),
            ("legal_representative", "none"),
            ("principal_in_charge", "none"),
            ("registered_practitioner", "direct"),
        ],
        ("listing_date", ["violation_period"]),
        Term("from_underlying_basis", "decision_date", ends_on=("removed",)),
    ),
    "BJ-R2-HONOUR": (
        LISTS,
        [("2017-03-31", None)],
        [
            ("enterprise", "none"),
            ("legal_representative", "none"),
            ("principal_in_charge", "none"),
            ("senior_manager", "none"),
            ("director", "direct"),
            ("shareholder", "direct"),
        ],
        ("listing_date", ["violation_period"]),
        Term("while_listed", "listing_date", ends_on=("removed",)),
    ),
    "BJ-R3-ENTITY-ONLY": (
        LISTS,
        [("2017-03-31", None)],
        [("enterprise", "none")],
        ("listing_date", []),
        Term("while_listed", "listing_date", ends_on=("removed",)),
    ),
    "CN-CO-178-4": (
        PERSON_BANS,
        [(None, "2024-07-01"), ("2024-07-01", None)],
        REPRESENTATIVE,
        ("decision_date", ["violation_period"]),
        Term("fixed", "decision_date", years=3),
    ),
    "CN-CO-178-5": (
        {"court.dishonest_executee"},
        [("2024-07-01", None)],
        [("listed_subject", "own_sanction")],
        ("evaluation_date", []),
        Term("while_listed", "listing_date", ends_on=("removed", "performed")),
    ),
    "CN-COURT-CONSUMPTION": (
        {"court.consumption_order", "court.dishonest_executee"},
        [("2015-07-22", None)],
        [
            ("enterprise", "none"),
            ("legal_representative", "none"),
            ("principal_in_charge", "none"),
            ("actual_controller", "none"),
            ("debt_responsible_person", "direct"),
        ],
        ("order_date", ["filing_date", "evaluation_date", "violation_period"]),
        Term("until_event", "order_date", ends_on=("performed", "order_lifted")),
    ),
    "CN-COURT-LIST-NAMES": (
        {"court.dishonest_executee"},
        [("2017-05-01", None)],
        [("listed_subject", "own_sanction")],
        ("listing_date", []),
        Term("decision_defined", "listing_date", ends_on=("performed", "removed"), min_years=0, max_years=5),
    ),
    "CN-FOOD-135-1": (
        {"food.licence_revoked"},
        [("2015-10-01", None)],
        [
            ("enterprise", "none"),
            ("legal_representative", "none"),
            ("direct_supervisor", "direct"),
            ("other_direct_person", "direct"),
        ],
        ("decision_date", ["violation_period"]),
        Term("fixed", "decision_date", years=5),
    ),
    "CN-LR-1999-4-6": (
        {"business_licence_revoked"},
        [("1999-06-23", "2022-03-01")],
        REPRESENTATIVE,
        ("decision_date", ["violation_period"]),
        Term("fixed", "decision_date", years=3),
    ),
    "CN-REG-12-4": (
        PERSON_BANS,
        [("2022-03-01", None)],
        REPRESENTATIVE,
        ("decision_date", ["violation_period"]),
        Term("fixed", "decision_date", years=3),
    ),
}


def shipped(rule_id: str) -> Rule:
    return next(rule for rule in load_rulebook().rules if rule.id == rule_id)


def test_exactly_these_rules_are_live_and_each_one_is_described_here() -> None:
    book = load_rulebook()

    assert [rule.id for rule in book.rules] == sorted(RULES)
    assert book.enabled() == book


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_says_what_its_article_says(rule_id: str) -> None:
    categories, days, targets, as_of, term = RULES[rule_id]

    rule = shipped(rule_id)

    assert rule.categories == categories
    assert [(v.valid_from, v.valid_until) for v in rule.versions] == [
        tuple(day and date.fromisoformat(day) for day in pair) for pair in days
    ]
    for version in rule.versions:
        assert [(target.role, target.liability) for target in version.targets] == targets
        assert (version.as_of.selector, list(version.as_of.also_review)) == as_of
        assert version.term == term


def test_effects_and_conditions_differ_by_rule() -> None:
    said = {
        rule.id: (version.effect, version.law_as_of, version.requires_underlying_basis)
        for rule in load_rulebook().rules
        for version in rule.versions
    }

    assert said == {
        "BJ-R1-MARKET-BAN": ("policy_route", "decision_date", True),
        "BJ-R2-HONOUR": ("policy_route", "decision_date", False),
        "BJ-R3-ENTITY-ONLY": ("policy_route", "decision_date", True),
        "CN-CO-178-4": ("ipso_iure", "evaluation_date", False),
        "CN-CO-178-5": ("ipso_iure", "evaluation_date", False),
        "CN-COURT-CONSUMPTION": ("court_order", "decision_date", False),
        "CN-COURT-LIST-NAMES": ("named_in_list", "decision_date", False),
        "CN-FOOD-135-1": ("ipso_iure", "decision_date", False),
        "CN-LR-1999-4-6": ("ipso_iure", "evaluation_date", False),
        "CN-REG-12-4": ("ipso_iure", "evaluation_date", False),
    }


def test_the_settled_readings_stand_in_the_files() -> None:
    consumption, person_listed, food = (
        shipped(x).versions[-1] for x in ("CN-COURT-CONSUMPTION", "CN-CO-178-5", "CN-FOOD-135-1")
    )

    assert {target.role for target in consumption.targets if target.office_alone == "review"} == {"actual_controller"}
    assert person_listed.requires == (RequiredFact("debt_large", "review"),)
    assert food.as_of.newcomer == "review"
    assert shipped("CN-REG-12-4").predecessor == "CN-LR-1999-4-6"
    assert all(version.ambiguity for version in (consumption, person_listed, food))


def test_subject_types_are_covered_reviewed_or_left_alone() -> None:
    everything = ENTERPRISES | {"branch", "individual_business", "institution", "social_organization", "government", "person"}
    said = {rule.id: (set(rule.covers), set(rule.reviews)) for rule in load_rulebook().rules}

    seed = (ENTERPRISES, {"branch", "institution", "social_organization"})
    company = (ENTERPRISES, {"branch"})
    assert said == {
        "BJ-R1-MARKET-BAN": seed,
        "BJ-R2-HONOUR": seed,
        "BJ-R3-ENTITY-ONLY": seed,
        "CN-CO-178-4": company,
        "CN-LR-1999-4-6": company,
        "CN-REG-12-4": company,
        "CN-CO-178-5": ({"person"}, set()),
        "CN-COURT-CONSUMPTION": (
            ENTERPRISES | {"branch", "institution", "social_organization"},
            {"individual_business", "government"},
        ),
        "CN-COURT-LIST-NAMES": (everything, set()),
        "CN-FOOD-135-1": (everything - {"government", "person"}, {"government", "person"}),
    }


def test_every_office_counts_as_itself_and_the_rest_is_written_down() -> None:
    mappings = load_rulebook().role_mappings

    own = {mapping for mapping in mappings if mapping.held == mapping.counts_as}
    others = {
        (mapping.held, mapping.counts_as, mapping.verdict, mapping.subject_types) for mapping in mappings if mapping not in own
    }

    assert own == {RoleMapping(role, role) for role in ROLES}
    branch, anywhere = frozenset({"branch"}), frozenset()
    assert others == {
        ("self", "enterprise", "reach", anywhere),
        ("self", "listed_subject", "reach", anywhere),
        ("general_manager", "senior_manager", "reach", anywhere),
        ("individual_operator", "enterprise", "reach", frozenset({"individual_business", "sole_proprietorship"})),
        ("branch_head", "legal_representative", "review", branch),
        ("branch_head", "principal_in_charge", "review", branch),
        ("parent_company", "enterprise", "review", branch),
        ("parent_legal_representative", "legal_representative", "review", branch),
    }


def test_findings_and_namings_bring_people_in() -> None:
    assert {(mapping.held, mapping.counts_as) for mapping in load_rulebook().finding_mappings} == {
        ("direct_supervisor", "direct_supervisor"),
        ("other_direct", "other_direct_person"),
        ("direct", "other_direct_person"),
        ("direct", "debt_responsible_person"),
        ("actual_controller", "actual_controller"),
        ("debt_responsible", "debt_responsible_person"),
        ("named", "named_person"),
        ("court_found", "court_found_responsible_person"),
        ("responsible", "responsible_person"),
        ("sanctioned", "named_person"),
    }


def test_a_ban_on_company_officers_leaves_holdings_other_firms_and_the_punished_firm_alone() -> None:
    bans = {ban.measure: ban for ban in load_rulebook().forbids}

    officers = bans["office_ban_dsm"]
    representative = bans["office_ban_lr"]
    food = bans["food_ban"]

    assert officers.offices == {"director", "supervisor", "senior_manager", "general_manager"}
    assert (officers.organization_types, officers.except_punished_firm) == ({"company"}, True)
    assert representative.offices == {"legal_representative"}
    assert (representative.organization_types, representative.except_punished_firm) == (
        {"company", "non_company_enterprise"},
        True,
    )
    assert (food.industry, food.organization_types, food.except_punished_firm) == ("food", frozenset(), False)
    assert food.offices == {"legal_representative", "principal_in_charge", "senior_manager", "general_manager"}
    assert not any("shareholder" in ban.offices for ban in bans.values())


def test_the_fingerprint_follows_the_content_and_not_the_line_ends(edit) -> None:
    before = load_rulebook().fingerprint
    directory = edit("rules/CN-FOOD-135-1.yaml", "newcomer: review", "newcomer: reach")
    changed = load_rulebook(directory).fingerprint
    path = edit("rules/CN-FOOD-135-1.yaml", "newcomer: reach", "newcomer: review") / "rules/CN-FOOD-135-1.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert changed != before
    assert load_rulebook(directory).fingerprint == before


def test_two_loads_are_equal() -> None:
    assert load_rulebook() == load_rulebook()
