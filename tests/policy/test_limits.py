"""The constraints and the repair rule as files: what they say, and what is refused."""

from __future__ import annotations

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.limits import load_constraints, load_repair_rules
from graph_service.policy.loader import load_rulebook


def test_the_five_constraints_say_what_they_demand_and_on_which_articles_they_rest() -> None:
    said = {each.id: (each.confidence, len(each.versions[0].legal_basis)) for each in load_constraints()}

    assert said == {
        "CN-LIMIT-49": ("high", 3),
        "CN-LIMIT-ANNUL": ("high", 2),
        "CN-LIMIT-AUTO": ("high", 2),
        "CN-LIMIT-RELATED": ("high", 1),
        "CN-LIMIT-STATE": ("high", 1),
    }


def test_the_repair_rule_has_its_windows_by_class() -> None:
    (rule,) = load_repair_rules()
    (version,) = rule.versions

    assert version.publicity_months == {"minor": (0, 3), "general": (3, 12), "serious": (12, 36)}
    assert version.ends == {"named_in_list", "policy_route"}


def test_a_removal_from_the_list_ends_exactly_the_measures_that_a_repair_ends() -> None:
    """Lists and policy measures end with the listing; what is ``while_listed`` by law ends with it too (公司法178(1)(5))."""
    ((version,),) = (rule.versions for rule in load_repair_rules())
    differing = {
        rule.id
        for rule in load_rulebook().rules
        for each in rule.versions
        if (each.effect in version.ends) != ("removed" in each.term.ends_on)
    }

    assert differing == {"CN-CO-178-5", "CN-TAX-EXIT-44"}  # while listed; security given lifts the stop


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("repair/CN-REPAIR-36.yaml", "ends: [named_in_list, policy_route]", "ends: [named_in_list]", "either under `ends`"),
        ("repair/CN-REPAIR-36.yaml", "minor: {min: 0, max: 3}", "minor: {min: 4, max: 3}", "min 4 is more than max 3"),
        ("repair/CN-REPAIR-36.yaml", "id: CN-REPAIR-36", "id: CN-REPAIR-37", "must be the file's name"),
        ("constraints/CN-LIMIT-49.yaml", "confidence: high", "confidence: sure", "unknown grade 'sure'"),
        ("constraints/CN-LIMIT-49.yaml", "    upheld_by:", "    kept_by:", "unknown key 'kept_by'"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name(edit, path: str, old: str, new: str, message: str) -> None:
    directory = edit(path, old, new)

    with pytest.raises(PolicyFileError, match=path) as refused:
        (load_constraints if path.startswith("constraints") else load_repair_rules)(directory)

    assert message in str(refused.value)
