"""The files of a new rule: they load, reach nobody, overwrite nothing, and their example is a case that passes."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from graph_service.errors import InputError, PolicyFileError
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.query.rule_words import describe_rule, find_rule
from graph_service.workflow.new_rule import write_rule
from tests.rules import case_files
from tests.rules.checking import answers, faults

NEW = "CN-NEW-1-2"
ON = date(2026, 11, 24)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(Path(str(files("graph_service.policy"))) / "data", tmp_path / "policy"))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    return folder


def test_the_rule_loads_switched_off_and_beside_the_others(policy: Path, cases: Path) -> None:
    before = load_rulebook(policy)

    written = write_rule(NEW, '多处: "引号" # 与井号', policy, cases, ON)

    book = load_rulebook(policy)
    (rule,) = (rule for rule in book.rules if rule not in before.rules)
    assert (written.rule, written.cases) == (policy / "rules" / f"{NEW}.yaml", cases / f"{NEW}.yaml")
    assert (rule.id, rule.title, rule.enabled) == (NEW, '多处: "引号" # 与井号', False)
    assert {basis.verified for basis in rule.versions[0].legal_basis} == {"M"}
    assert book.enabled().rules == before.enabled().rules
    assert describe_rule(book, find_rule(book, NEW)).versions[0].name == "origin"


def test_the_case_file_is_empty_and_its_example_passes(policy: Path, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_rule(NEW, "新规则", policy, cases, ON)
    assert written.cases is not None
    monkeypatch.setattr(case_files, "FOLDER", cases)
    empty = case_files.read_cases(NEW)
    text = written.cases.read_text("utf-8")

    written.cases.write_text(text.replace("cases: []", "cases:").replace("\n#  ", "\n  "), "utf-8")

    book = load_rulebook(policy).only(frozenset({NEW}))
    examples = case_files.read_cases(NEW)
    said = {
        case.name: list(faults(case, answers(propagate(Facts.from_rows(case.rows), book, case.on))[NEW])) for case in examples
    }
    assert empty == []
    assert said == {"当事企业": [], "决定被撤销": []}


def test_without_a_directory_of_cases_only_the_rule_is_written(policy: Path) -> None:
    assert write_rule(NEW, "新规则", policy, None, ON).cases is None


@pytest.mark.parametrize("taken", ["policy/rules", "cases"])
def test_nothing_is_overwritten_and_nothing_is_half_written(policy: Path, cases: Path, taken: str) -> None:
    path = policy.parent / taken / f"{NEW}.yaml"
    path.write_text("mine", "utf-8")

    with pytest.raises(InputError, match="is there already"):
        write_rule(NEW, "新规则", policy, cases, ON)

    assert path.read_text("utf-8") == "mine"
    assert [found for found in policy.parent.rglob(f"{NEW}.yaml") if found != path] == []


@pytest.mark.parametrize("rule_id", ["cn-new-1", "CN", "../CN-1", "CN-NEW-1.yaml", "CN-食品-1", ""])
def test_an_id_that_is_no_file_name_of_a_rule_is_refused(policy: Path, rule_id: str) -> None:
    with pytest.raises(InputError, match="is no id of a rule"):
        write_rule(rule_id, "新规则", policy, None, ON)


@pytest.mark.parametrize("title", ["", "  ", "two\nlines: true"])
def test_a_title_is_one_line_of_text(policy: Path, title: str) -> None:
    with pytest.raises(InputError, match="must be one line of text"):
        write_rule(NEW, title, policy, None, ON)


def test_in_a_directory_with_a_fault_nothing_is_written(policy: Path, cases: Path) -> None:
    (policy / "roles.yaml").write_text("nonsense: true\n", "utf-8")

    with pytest.raises(PolicyFileError, match=r"roles\.yaml:1"):
        write_rule(NEW, "新规则", policy, cases, ON)

    assert list(policy.parent.rglob(f"{NEW}.yaml")) == []


def test_a_vocabulary_without_the_usual_words_still_gives_a_rule_that_loads(policy: Path) -> None:
    for path in (policy / "rules").iterdir():
        path.unlink()
    (policy / "categories.yaml").write_text("categories: [water.fined]\ngroups: {}\norders: []\n", "utf-8")
    forbids = (policy / "forbids.yaml").read_text("utf-8")
    (policy / "forbids.yaml").write_text(forbids.partition("\nrules:")[0] + "\n", "utf-8")  # entries of rules that are gone

    write_rule(NEW, "新规则", policy, None, ON)

    (rule,) = load_rulebook(policy).rules
    assert rule.categories == {"water.fined"}
