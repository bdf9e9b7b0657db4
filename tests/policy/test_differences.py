"""How two policy directories differ, field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph_service.policy.differences import PolicyChange, policy_changes, read_policy

FOOD = "CN-FOOD-135-1"
Edit = Callable[[str, str, str], Path]


def changes(policy: Path) -> list[PolicyChange]:
    return policy_changes(read_policy(None, "current"), read_policy(policy, "new"))


def test_a_copy_does_not_differ(policy_copy: Path) -> None:
    assert changes(policy_copy) == []


def test_only_what_was_added_or_removed_is_named(edit: Edit) -> None:
    edit(f"rules/{FOOD}.yaml", "enabled: true", "enabled: false")
    policy = edit(f"rules/{FOOD}.yaml", "      - {role: legal_representative, liability: none}\n", "")

    assert changes(policy) == [
        PolicyChange(FOOD, "enabled", ("true",), ("false",)),
        PolicyChange(f"{FOOD}@2015-10-01", "targets", ("role=legal_representative liability=none office_alone=reach",), ()),
    ]


def test_a_parameter_and_what_rests_on_it_differ(edit: Edit) -> None:
    policy = edit("parameters/food_ban_years.yaml", "value: 5", "value: 6")

    assert [(one.about, one.field) for one in changes(policy)] == [(f"{FOOD}@2015-10-01", "term"), ("food_ban_years", "values")]


def test_a_rule_and_a_version_come_and_go(policy_copy: Path, edit: Edit) -> None:
    edit("rules/CN-LR-1999-4-6.yaml", "from: 1999-06-23", "from: 2000-01-01")
    text = (policy_copy / "rules" / f"{FOOD}.yaml").read_text("utf-8")
    (policy_copy / "rules" / "CN-NEW-1.yaml").write_text(text.replace(f"id: {FOOD}", "id: CN-NEW-1"), "utf-8")
    (policy_copy / "rules" / f"{FOOD}.yaml").unlink()

    assert changes(policy_copy) == [
        PolicyChange(FOOD, None, (FOOD,), ()),
        PolicyChange("CN-LR-1999-4-6@1999-06-23", None, ("CN-LR-1999-4-6@1999-06-23",), ()),
        PolicyChange("CN-LR-1999-4-6@2000-01-01", None, (), ("CN-LR-1999-4-6@2000-01-01",)),
        PolicyChange("CN-NEW-1", None, (), ("CN-NEW-1",)),
    ]


def test_what_all_rules_share_differs_once(edit: Edit) -> None:
    policy = edit("industries.yaml", "food: [食品, 餐饮]", "food: [食品]")

    assert changes(policy) == [PolicyChange("shared", "industries", ("food: [食品, 餐饮]",), ("food: [食品]",))]


def test_another_order_alone_shows_both_orders(edit: Edit) -> None:
    policy = edit("industries.yaml", "drug: [药品, 医药]", "drug: [医药, 药品]")

    assert changes(policy) == [PolicyChange("shared", "industries", ("drug: [药品, 医药]",), ("drug: [医药, 药品]",))]
