"""未涉及说明 and receipts: issued only where nothing reaches the subject, and a changed word shows."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import ContradictionError, InputError, NotFoundError, StoreConflictError
from graph_service.model.outcomes import State
from graph_service.security.masking import mask_id
from graph_service.web.statement_file import read_statement, write_statement
from graph_service.workflow.receipts import find_receipt, relying_on, verify, verify_document
from graph_service.workflow.statement import issue_statement
from tests.ledger.samples import id_number
from tests.screening.conftest import DAY, EVENT, LIST_RULE, OFFICE_RULE, Town, said


def issue(town: Town) -> Any:
    record = town.register.subject(town.who)
    assert record
    return issue_statement(town.services, record, EVENT, DAY, "officer")


@pytest.fixture
def freed(town: Town) -> Town:
    town.tell(
        said(OFFICE_RULE, town.who, State.NOT_AFFECTED, reason="held", why="任职已终止", why_en="the office was not held"),
        said(LIST_RULE, town.who, State.NOT_AFFECTED, reason="role_listed"),
    )
    return town


def test_it_says_who_what_by_which_clause_and_as_of_which_day(freed: Town) -> None:
    document = issue(freed)

    said_there = document["content"]
    assert (said_there["on"], said_there["subject"]["number"], said_there["event"]["document"]) == (
        DAY.isoformat(), mask_id(id_number(1)), "京市监列〔2026〕第3号",
    )  # fmt: skip
    assert [(one["rule"], one["reason"], one["articles"]) for one in said_there["considered"]] == [
        (OFFICE_RULE, "held", ["第十条"]),
        (LIST_RULE, "role_listed", ["第十条"]),
    ]
    assert verify_document(freed.services, document).genuine
    assert [head.kind for head, _ in relying_on(freed.services, EVENT)] == ["statement"]


@pytest.mark.parametrize("state", [State.IN_FORCE, State.PENDING_DECISION, State.NEEDS_REVIEW])
def test_nothing_is_stated_while_anything_is_open(town: Town, state: State) -> None:
    town.tell(said(OFFICE_RULE, town.who, State.NOT_AFFECTED), said(LIST_RULE, town.who, state))

    with pytest.raises(ContradictionError, match=f"open by {LIST_RULE}"):
        issue(town)

    assert relying_on(town.services, EVENT) == []


def test_nothing_is_stated_of_whom_nobody_considered(town: Town) -> None:
    town.tell(said())

    with pytest.raises(NotFoundError, match="No run says"):
        issue(town)


def test_nothing_is_stated_over_a_graph_that_is_ahead(freed: Town) -> None:
    freed.register.version += 1

    with pytest.raises(StoreConflictError, match="not propagated"):
        issue(freed)


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_the_file_carries_the_document_and_runs_nothing(freed: Town, tmp_path: Path, suffix: str) -> None:
    document, path = issue(freed), tmp_path / f"未涉及说明{suffix}"
    document["content"]["subject"]["name"] = hostile = "</pre><script>alert(1)</script>&amp;"

    write_statement(document, path)

    text = path.read_text("utf-8")
    assert read_statement(path) == document
    assert suffix == ".json" or hostile not in text
    assert not re.search(r"<script|https?://|\son\w+=", text.replace(hostile, ""))


def test_a_page_that_shows_something_else_than_its_data_is_refused(freed: Town, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    write_statement(issue(freed), path)
    path.write_text(path.read_text("utf-8").replace("未及于该主体", "已及于该主体", 1), "utf-8")

    with pytest.raises(InputError, match="shows something else"):
        read_statement(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["content"].update(on="2026-01-01"),
        lambda one: one["content"]["subject"].update(name="别人"),
        lambda one: one["content"]["considered"].pop(),
        lambda one: one["receipt"].update(code="00" * 32),
        lambda one: one.update(content=None),
    ],
)
def test_a_changed_word_shows(freed: Town, change: Any) -> None:
    document = deepcopy(issue(freed))
    change(document)

    assert not verify_document(freed.services, document).genuine


def test_what_was_never_issued_is_not_found(freed: Town) -> None:
    with pytest.raises(NotFoundError):
        find_receipt(freed.services, "r-unknown")
    with pytest.raises(NotFoundError):
        verify_document(freed.services, {"receipt": {"id": "r-unknown", "code": "0"}})
    for document in ({}, {"receipt": "r-1"}, {"receipt": {"id": 1}}):
        with pytest.raises(InputError, match="names no receipt"):
            verify_document(freed.services, document)


@pytest.mark.parametrize("text", ["", "[]", "no json", "<html></html>", '{"a":'])
def test_what_is_no_statement_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(text, "utf-8")

    with pytest.raises(InputError, match="is no statement"):
        read_statement(path)


def test_a_receipt_of_a_screening_verifies_by_its_id(freed: Town) -> None:
    receipt = freed.screen(**freed.numbered).receipt

    assert receipt
    assert verify(freed.services, receipt.head.id).genuine


def test_nobody_looks_for_nothing(freed: Town) -> None:
    with pytest.raises(InputError):
        relying_on(freed.services, " ")


def test_documents_are_plain_json(freed: Town) -> None:
    assert json.loads(json.dumps(issue(freed)))["content"]["title"] == "未涉及说明"
