"""Every value of every policy file is read: changing it changes the rule book, or is refused because nothing else fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy import rule_files, term_files
from graph_service.policy.files import PolicyFiles, read_policy_files
from graph_service.policy.loader import load_rulebook, read_vocabulary
from graph_service.policy.parameters import DatedValue, Parameter, read_parameter
from graph_service.policy.rule_files import read_rule
from graph_service.policy.schema import Effect, Liability, Selector, TermKind, Verified
from graph_service.policy.vocabulary import (
    read_categories,
    read_definitions,
    read_forbids,
    read_industries,
    read_roles,
    read_subject_types,
)
from graph_service.policy.yaml_tree import Entry

#: What a value may be replaced with; a word of the right kind is among them for every key.
WORDS = (
    *(word for kind in (Effect, Liability, Selector, TermKind, Verified) for word in get_args(kind)),
    *rule_files.STATUSES,
    *rule_files.FORCES,
    *rule_files.GRADES,
    *rule_files.COUNTED_FROM,
    *term_files.ENDS,
    *term_files.STARTS,
    *term_files.YES_NO_FACTS,
    *term_files.WORD_FACTS,
    *(
        "true",
        "false",
        "reach",
        "review",
        "not_affected",
        "event_day",
        "1990-01-01",
        "2020-01-01",
        "2026-06-01",
        "7",
        "another text",
    ),
    *(
        "enterprise",
        "named_person",
        "director",
        "company",
        "person",
        "food",
        "drug",
        "any",
        "unit",
        "any_company",
        "company_officers",
    ),
    *("food.licence_revoked", "tax.serious_list", "other_years", "other_months", "BJ-R2-HONOUR"),
)
#: Values with nothing else to put there: the file's own name, one unit, one rounding, one fact, one scope, a repeal, and the kind of a term
#: (`fixed` goes with `years`; test_rulebook.py compares whole terms).
ONLY_CHOICE = {"id", "unit", "rounding", "fact", "scope", "repealed", "kind"}


def spoilt(entry: Entry, key: str = "") -> Iterator[tuple[str, list[Entry]]]:
    """Give, for each single value below, its key, line and the trees in which it alone is replaced."""
    if isinstance(entry.value, dict):
        for name, child in entry.value.items():
            for where, trees in spoilt(child, name):
                yield where, [replace(entry, value={**entry.value, name: tree}) for tree in trees]
    elif isinstance(entry.value, list):
        for index, child in enumerate(entry.value):
            before, after = entry.value[:index], entry.value[index + 1 :]
            for where, trees in spoilt(child, key):
                with_another = [replace(entry, value=[*before, tree, *after]) for tree in trees]
                yield where, [*with_another, replace(entry, value=before + after)]
    else:
        yield f"{key} in line {entry.line}", [replace(entry, value=word) for word in WORDS if word != entry.value]


def accepted(read, trees: list[Entry]) -> list[object]:
    found = []
    for tree in trees:
        try:
            found.append(read(tree))
        except PolicyFileError:
            continue
    return found


def dead_values(read, root: Entry) -> list[str]:
    """Return the values that can be replaced without any effect, or that nothing but themselves would fit."""
    before = read(root)
    return [
        where
        for where, trees in spoilt(root)
        if where.split()[0] not in ONLY_CHOICE and not any(after != before for after in accepted(read, trees))
    ]


@pytest.fixture(scope="module")
def policy() -> PolicyFiles:
    return read_policy_files(None)


@pytest.mark.parametrize("rule_id", sorted(rule.id for rule in load_rulebook().rules))
def test_no_value_of_a_rule_file_is_dead(policy: PolicyFiles, rule_id: str) -> None:
    words = read_vocabulary(policy)
    other = Parameter("other_years", "", "years", "", (DatedValue(None, 9, ""),))
    months = replace(other, id="other_months", unit="months")
    words = replace(words, parameters={**words.parameters, "other_years": other, "other_months": months})
    root = policy.parsed(f"rules/{rule_id}.yaml")

    dead = dead_values(lambda tree: read_rule(tree, rule_id, words), root)
    # `unknown` goes with one selector only, so that the selector cannot be replaced alone.
    assert [
        where for where in dead if not (where.startswith("selector in") and b"unknown:" in policy.contents[root.file])
    ] == []


@pytest.mark.parametrize("path", sorted(read_policy_files(None).in_folder("parameters")))
def test_no_value_of_a_parameter_is_dead_and_some_rule_names_it(policy: PolicyFiles, path: str) -> None:
    name = Path(path).stem

    assert dead_values(lambda tree: read_parameter(tree, name), policy.parsed(path)) == []
    assert any(f"parameter: {name}" in policy.contents[rule].decode() for rule in policy.in_folder("rules"))


def test_no_value_of_a_reference_file_is_dead(policy: PolicyFiles) -> None:
    types, _ = read_subject_types(policy.parsed("subject_types.yaml"))
    industries = read_industries(policy.parsed("industries.yaml"))
    readers = {
        "subject_types.yaml": read_subject_types,
        "categories.yaml": read_categories,
        "industries.yaml": read_industries,
        "definitions.yaml": lambda tree: read_definitions(tree, types),
        "roles.yaml": lambda tree: read_roles(tree, types),
        "forbids.yaml": lambda tree: read_forbids(tree, types, industries, {"CN-AD-69", "CN-CONSTR-S66", "BJ-R2-HONOUR"}),
    }

    dead = {path: dead_values(read, policy.parsed(path)) for path, read in readers.items()}

    # The first definition must be without a day, so that every day has one.
    dead["definitions.yaml"].remove("from in line 4")
    # What other entries build on cannot be taken away or renamed alone: that is refused, so it shows no effect of its own.
    building_blocks = ("types in", "categories in", "target_roles in", "counts_as in", "covers in", "reviews in", "excludes in")
    assert [where for places in dead.values() for where in places if not where.startswith(building_blocks)] == []
