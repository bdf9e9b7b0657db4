"""What the shipped rule files say, rule by rule, and that nothing in them is dead."""

from __future__ import annotations

from graph_service.model.facts import ROLES
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import FactTest, RequiredFact, RoleMapping, Rule

#: Rules whose articles nobody has read in the official text: they ship switched off.
UNCERTAIN = {"CN-COURT-EXIT", "CN-PUB-2024-18"}


def shipped(rule_id: str) -> Rule:
    return next(rule for rule in load_rulebook().rules if rule.id == rule_id)


def test_only_rules_that_somebody_has_read_are_live() -> None:
    book = load_rulebook()

    assert {rule.id for rule in book.rules if not rule.enabled} == UNCERTAIN
    assert {rule.id for rule in book.rules if rule.versions[-1].status == "draft_unverified"} == UNCERTAIN


def test_no_live_rule_rests_on_memory_alone() -> None:
    versions = [version for rule in load_rulebook().enabled().rules for version in rule.versions]

    assert all({basis.verified for basis in version.legal_basis} - {"M"} for version in versions)


def test_the_settled_readings_stand_in_the_files() -> None:
    consumption, person_listed, food = (
        shipped(x).versions[-1] for x in ("CN-COURT-CONSUMPTION", "CN-CO-178-5", "CN-FOOD-135-1")
    )

    assert {target.role for target in consumption.targets if target.office_alone == "review"} == {"actual_controller"}
    assert person_listed.requires == (RequiredFact(FactTest("debt_large", holds=True), "review"),)
    assert food.as_of.newcomer == "review"
    assert shipped("CN-REG-12-4").predecessor == "CN-LR-1999-4-6"
    assert all(version.ambiguity for version in (consumption, person_listed, food))


def test_every_office_counts_as_itself_and_the_rest_is_written_down() -> None:
    mappings = load_rulebook().role_mappings

    own = {mapping for mapping in mappings if mapping.held == mapping.counts_as}
    others = {
        (mapping.held, mapping.counts_as, mapping.verdict, mapping.subject_types) for mapping in mappings if mapping not in own
    }

    assert own == {RoleMapping(role, role) for role in ROLES}
    assert {(held, counts_as) for held, counts_as, verdict, _ in others if verdict == "review"} == {
        ("branch_head", "legal_representative"),
        ("branch_head", "principal_in_charge"),
        ("individual_operator", "principal_in_charge"),
        ("parent_company", "enterprise"),
        ("parent_legal_representative", "legal_representative"),
    }
    assert not any(mapping.held == "corporate_shareholder" for mapping in mappings)


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
    assert food.offices == {
        "legal_representative",
        "principal_in_charge",
        "senior_manager",
        "general_manager",
        "individual_operator",
        "branch_head",
    }
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
