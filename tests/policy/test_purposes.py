"""Purposes of screening: tied to the rules and to the catalogue of measures, or refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.loader import load_rulebook
from graph_service.policy.measures import Catalogue, load_catalogue
from graph_service.policy.purposes import load_purposes
from tests.policy.conftest import SHIPPED

RULES = load_rulebook()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    shutil.copy(SHIPPED / "purposes.yaml", tmp_path / "purposes.yaml")
    return tmp_path


def change(policy: Path, old: str, new: str) -> None:
    path = policy / "purposes.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_each_purpose_asks_for_rules_and_knows_its_rewards(catalogue: Catalogue) -> None:
    found = load_purposes(catalogue, RULES)

    assert list(found) == ["permit", "tender", "subsidy", "honour", "office"]
    assert {"CN-FOOD-135-1", "CN-SAMR-44", "BJ-R1-MARKET-BAN"} <= found["permit"].rules
    assert {"CN-GP-77", "CN-BID-53-54-60", "BJ-R3-ENTITY-ONLY"} <= found["tender"].rules
    assert "CN-CO-178-4" in found["office"].rules - found["permit"].rules
    assert [one.code for one in found["permit"].rewards] == ["green_channel", "acceptance_with_gaps"]
    assert {one.clean_years for one in found.values()} == {3}


def test_no_purpose_asks_for_a_relation_which_is_no_measure(catalogue: Catalogue) -> None:
    asked = {rule for one in load_purposes(catalogue, RULES).values() for rule in one.rules}

    assert "CN-GP-18-REL" not in asked


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("bid_ban", "no_such_ban", "measure of a rule"),
        ("strict_licensing_review", "green_channel", "measure"),
        ("[green_channel, acceptance_with_gaps]", "[market_ban]", "reward"),
        ("code: tender", "code: permit", "occurs twice"),
        ("must: [mandatory,", "must: [obligatory,", "force"),
        ("clean_years: 3", "clean_years: three", "whole number"),
        ("    measures: []\n    imposes: [office_ban_dsm,", "    measures: []\n    impose: [office_ban_dsm,", "impose"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(policy: Path, catalogue: Catalogue, old: str, new: str, words: str) -> None:
    change(policy, old, new)

    with pytest.raises(PolicyFileError, match=words):
        load_purposes(catalogue, RULES, policy)


def test_a_purpose_that_asks_for_nothing_is_refused(policy: Path, catalogue: Catalogue) -> None:
    text = (policy / "purposes.yaml").read_text("utf-8")
    head, _, last = text.rpartition("    imposes: [")
    (policy / "purposes.yaml").write_text(f"{head}    imposes: []\n{last.partition(chr(10))[2]}", "utf-8")

    with pytest.raises(PolicyFileError, match="must ask for a measure"):
        load_purposes(catalogue, RULES, policy)
