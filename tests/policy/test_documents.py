"""The governing document is kept verbatim, every paragraph has one answer, and quotations of it are true."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.documents import load_coverage, load_documents, quoted
from graph_service.policy.loader import load_rulebook

SEED = "京政发[2017]15号"


def test_the_governing_document_is_complete_and_unchanged() -> None:
    (document,) = load_documents()

    text = "\n".join(paragraph.wording for paragraph in document.paragraphs)

    assert (document.instrument, len(document.paragraphs)) == (SEED, 42)
    assert hashlib.sha256(text.encode()).hexdigest() == "0a0668bfdd756ec7f4decb0d6880f9df4a734f69bcb5ffb6d317f7303bde6f18"


def test_every_paragraph_has_exactly_one_answer() -> None:
    (document,) = load_documents()

    answers = load_coverage()

    assert {name: [answer.paragraph for answer in given] for name, given in answers.items()} == {
        document.instrument: [paragraph.id for paragraph in document.paragraphs]
    }


def test_answers_name_rules_and_parts_that_exist() -> None:
    rules = {rule.id for rule in load_rulebook().rules}
    answers = [answer for given in load_coverage().values() for answer in given]

    named = {rule for answer in answers for rule in answer.modelled_by}
    parts = {part for answer in answers for part in answer.implemented_by}

    assert named <= rules
    assert {rule for rule in rules if rule.startswith("BJ-")} <= named
    assert [part for part in parts if find_spec(f"graph_service.{part}") is None] == []


def test_every_quotation_of_the_governing_document_is_verbatim_and_names_its_paragraph() -> None:
    (document,) = load_documents()
    grounds = [basis for rule in load_rulebook().rules for version in rule.versions for basis in version.legal_basis]

    from_the_seed = [basis for basis in grounds if basis.verified == "S"]

    assert from_the_seed == [basis for basis in grounds if basis.instrument == SEED]
    assert len(from_the_seed) == 3
    for basis in from_the_seed:
        paragraph = document.paragraph(basis.article)
        assert paragraph is not None
        assert basis.quote is not None
        assert quoted(basis.quote, paragraph.wording)


@pytest.mark.parametrize(
    ("quotation", "is_quoted"),
    [("甲乙", True), ("甲…丙", True), ("丙…甲", False), ("甲丙", False), ("甲……丁", False), ("", False), ("丁…", False)],
)
def test_an_elided_quotation_must_be_found_piece_by_piece_in_order(quotation: str, is_quoted: bool) -> None:
    assert quoted(quotation, "甲乙丙丁") is is_quoted


def test_an_unknown_paragraph_is_none() -> None:
    (document,) = load_documents()

    assert document.paragraph("九") is None


def test_a_changed_wording_is_refused(edit) -> None:
    directory = edit("documents.yaml", "及其法定代表人、主要负责人", "及其主要负责人")

    with pytest.raises(PolicyFileError, match="the wording has SHA-256"):
        load_documents(directory)


def test_a_paragraph_listed_twice_is_refused(edit) -> None:
    directory = edit("documents.yaml", "- id: 一（一）\n", "- id: 一\n")

    with pytest.raises(PolicyFileError, match="paragraph '一' occurs twice"):
        load_documents(directory)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: {not_normative: true}", "title: {}", "found: none"),
        ("title: {not_normative: true}", "title: {remark: later}", "found: none"),
        (
            "title: {not_normative: true}",
            "title: {not_normative: true, not_modelled: why}",
            "found: not_normative, not_modelled",
        ),
        ("title: {not_normative: true}", "title: {not_normative: false}", "or give another answer"),
        ("title: {not_normative: true}", "title: {ignored: true}", "unknown key 'ignored'"),
    ],
)
def test_a_paragraph_without_one_clear_answer_is_refused(edit, old: str, new: str, message: str) -> None:
    directory = edit("coverage.yaml", old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_coverage(directory)

    assert message in refusal.value.message
