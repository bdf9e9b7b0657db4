"""What a rule file says is what the rule says: every value that is taken over as it stands, read here by YAML alone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from ruamel.yaml import YAML

from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import Remark, Rule, RuleBook, Version

RULES = files("graph_service.policy") / "data" / "rules"
NAMES = sorted(path.name.removesuffix(".yaml") for path in RULES.iterdir())
#: What a file need not say, and what it then means.
TARGET = {"office_alone": "reach", "unless": None, "disclosed_with": False, "note": None}
AS_OF = {"also_review": [], "newcomer": "reach", "unknown": "review"}
MEASURE = {"list_category": None, "industry": None, "honours": False}


@cache
def book() -> RuleBook:
    return load_rulebook()


def written(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe").load((RULES / f"{name}.yaml").read_text(encoding="utf-8")))


def rule(name: str) -> Rule:
    (found,) = book().only(frozenset({name})).rules
    return found


def remarks(given: dict[str, Any], key: str) -> tuple[Remark, ...]:
    english, chinese = (given.get(each) or [] for each in (key, f"{key}_zh"))
    if isinstance(english, str):
        english, chinese = [english], [chinese]
    return tuple(Remark(zh.strip(), en.strip()) for zh, en in zip(chinese, english, strict=True))


def attributes(value: object, names: dict[str, Any]) -> dict[str, Any]:
    """Give the attributes that a file names, lists as lists, as YAML does."""
    found = {name: getattr(value, name) for name in names}
    return {name: list(said) if isinstance(said, tuple) else said for name, said in found.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_head_of_a_rule_is_taken_over(name: str) -> None:
    given, read = written(name), rule(name)

    measure = MEASURE | given["measure"]
    assert (read.id, read.title, read.enabled) == (name, given["title"], given["enabled"])
    assert (read.predecessor, read.confidence) == (given.get("predecessor"), given["confidence"])
    assert attributes(read.measure, measure) == measure
    assert set(given["trigger"]["categories"]) <= read.categories


@pytest.mark.parametrize("name", NAMES)
def test_the_versions_follow_each_other_as_written(name: str) -> None:
    given = written(name)["versions"]

    ends = [later["from"] for _, later in pairwise(given)] + ([] if given[-1].get("repealed") else [None])
    begins = [each["from"] for each in given if not each.get("repealed")]
    assert [(version.valid_from, version.valid_until) for version in rule(name).versions] == list(
        zip(begins, ends, strict=True)
    )


def both(name: str) -> list[tuple[dict[str, Any], Version]]:
    """Pair each version as written with the version as read."""
    given = [each for each in written(name)["versions"] if not each.get("repealed")]
    return list(zip(given, rule(name).versions, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_grounds_targets_and_the_day_of_the_office_are_taken_over(name: str) -> None:
    for given, version in both(name):
        grounds = [{"quote": None, "note": None} | basis for basis in given["legal_basis"]]
        targets = [TARGET | target for target in given["targets"]]
        as_of = AS_OF | given["as_of"]

        assert [attributes(basis, grounds[0]) for basis in version.legal_basis] == grounds
        assert [attributes(target, TARGET | {"role": 0, "liability": 0}) for target in version.targets] == targets
        assert attributes(version.as_of, as_of) == as_of


@pytest.mark.parametrize("name", NAMES)
def test_status_effect_force_and_what_is_said_for_people_are_taken_over(name: str) -> None:
    plain = {"law_as_of": "decision_date", "requires_underlying_basis": False, "not_targets": [], "relations": []}
    for given, version in both(name):
        said = {key: given.get(key, usual) for key, usual in (plain | dict.fromkeys(("status", "effect", "force"))).items()}

        assert attributes(version, said) == said
        assert (version.ambiguity,) == (remarks(given, "ambiguity") or (None,))
        assert version.not_modelled == remarks(given, "not_modelled")


@pytest.mark.parametrize("name", NAMES)
def test_the_kind_of_term_its_start_its_ends_and_its_scope_are_taken_over(name: str) -> None:
    for given, version in both(name):
        term = given["term"]
        start = term.get("start") or []
        days = start["later_of"] if isinstance(start, dict) else [start] if isinstance(start, str) else start

        assert version.term.kind == term["kind"]
        assert version.term.start == tuple(days)
        assert version.term.ends_on == tuple(term.get("ends_on", ()))
        assert (version.term.before_start, version.term.scope) == (term.get("before_start", "reach"), term.get("scope"))
        assert len(version.term.alternatives) == len(term.get("alternatives", ()))
        assert len(version.requires) == len(given.get("requires", ()))
