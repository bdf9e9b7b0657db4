"""Many at once: the same answers as one by one, from frames, from files, and by cursor; none is left out."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pytest
import xlsxwriter

from graph_service.errors import InputError, SourceFileError, StoreConflictError
from graph_service.loaders.questions import questions_in
from graph_service.model.outcomes import State
from graph_service.store.screening_ports import Screened
from graph_service.workflow import screening_batch
from graph_service.workflow.freshness import Freshness
from graph_service.workflow.receipts import verify
from graph_service.workflow.screened import Question
from graph_service.workflow.screening import Screener, verdict_of
from graph_service.workflow.screening_batch import Batch, said_frame, screen_batch, verdicts
from tests.ledger.samples import id_number
from tests.screening.conftest import FIRM, LIST_RULE, OFFICE_RULE, OTHER, STRANGER, Confirm, Town, said

COUNTS = [(), ("hit",), ("review",), ("hit", "review"), ("unjudged", "hit"), ("lifted",), ("disclosed_with", "review")]
TITLES = ("统一社会信用代码", "名称", "证件类型", "证件号码")


def answered(town: Town, questions: list[Question], purpose: str = "permit") -> Batch:
    screener = Screener(town.services)
    return screen_batch(screener, [questions], screener.occasion(purpose, None, "officer"))


@pytest.mark.parametrize(("behind", "overdue"), list(product([False, True], [(), ("1",)])))
def test_the_verdicts_of_a_frame_are_those_of_one_by_one(behind: bool, overdue: tuple[str, ...]) -> None:
    freshness = Freshness(behind, overdue)
    cases = [(f"k{number}", problem, counts) for number, (problem, counts) in enumerate(product(["", "name_only"], COUNTS))]
    questions = pl.DataFrame(
        [(row, key, problem) for row, (key, problem, _) in enumerate(cases)], ["row", "key", "problem"], orient="row"
    )

    found = verdicts(questions, said_frame({key: counts for key, _, counts in cases if counts}), freshness)

    expected = [
        (row, verdict_of(problem, list(counts), freshness), bool(counts)) for row, (_, problem, counts) in enumerate(cases)
    ]
    assert found.select("row", "verdict", "named").rows() == expected


def test_nothing_said_of_anybody_is_a_frame_too() -> None:
    questions = pl.DataFrame({"row": [1], "key": pl.Series([None], dtype=pl.String), "problem": [""]})

    assert verdicts(questions, said_frame({}), Freshness()).rows() == [(1, None, "", "none", False)]


def test_a_batch_answers_word_for_word_what_each_one_would_be_answered(town: Town, confirm: Confirm) -> None:
    merged = "p-merged"
    town.register.known[town.who] = Screened((town.who, merged), ("测试1",), True)
    town.tell(said(), said(OFFICE_RULE, merged), said("CN-WAGE-48", OTHER, State.NEEDS_REVIEW))
    confirm()
    confirm(OFFICE_RULE, merged)
    questions = [
        Question(1, code=FIRM),
        Question(2, code=OTHER, name="盛泽控股"),
        Question(3, code=STRANGER),
        Question(4, name="测试1", id_number=id_number(1)),
        Question(5, name="测试2", id_number=id_number(2)),
        Question(6, name='"引号"\\'),
        Question(7, code="x"),
        Question(8, code=FIRM, name="别人"),
        Question(9, unreadable=True),
    ]
    for purpose in ("permit", "office"):
        batch = answered(town, questions, purpose)

        screener = Screener(town.services)
        single = [screener.screen(one, screener.occasion(purpose, None, "officer"), receipt=False).answer for one in questions]
        stored = town.ledger.answers(batch.receipt.head.id, 0, 100)
        assert [(one.row, one.verdict, one.content) for one in stored] == [
            (one.row, one.verdict, one.content) for one in single
        ]
        assert [one.query for one in stored] == [town.ledger.digest_of(batch.receipt, one.question) for one in single]
        assert verify(town.services, batch.receipt.head.id).genuine
        assert sum(batch.counts.values()) == batch.receipt.head.rows == len(questions)


def test_a_fallen_event_finds_the_row_of_the_batch_that_relied_on_it(town: Town, confirm: Confirm) -> None:
    town.tell(said())
    confirm()

    batch = answered(town, [Question(1, code=STRANGER), Question(2, code=FIRM)])

    for ref in ("ev-1", FIRM, "f-1"):
        assert [(head.id, one.row) for head, one in town.ledger.relying_on(ref, "", 10)] == [(batch.receipt.head.id, 2)]
    assert town.ledger.relying_on(STRANGER, "", 10) == []


def test_a_graph_that_changes_meanwhile_is_no_base_for_a_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.register, "graph_version", lambda: 6)

    with pytest.raises(StoreConflictError, match="changed while"):
        answered(town, [Question(1, code=FIRM)])


def test_too_many_rows_and_none_are_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening_batch, "MOST", 1)

    for questions, words in (([Question(1), Question(2)], "more than 1 rows"), ([], "nothing to screen")):
        with pytest.raises(InputError, match=words):
            answered(town, questions)


class TestFiles:
    ROWS = (
        (FIRM, "天和食品", "", ""),
        ("", "测试1", "居民身份证", id_number(1)),
        ("", "只有名称", "无", "-"),
        ("不是代码", "", "", ""),
    )
    EXPECTED: ClassVar = [
        Question(1, FIRM, "天和食品"),
        Question(2, "", "测试1", "居民身份证", id_number(1)),
        Question(3, "", "只有名称"),
        Question(4, "不是代码"),
    ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_csv_is_read_row_by_row(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "名单.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([TITLES, *self.ROWS])

        assert [one for piece in questions_in(path) for one in piece] == self.EXPECTED

    def test_a_workbook_is_read_and_a_number_kept_as_a_number_names_nobody(self, tmp_path: Path) -> None:
        path = tmp_path / "名单.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("名单")
            for at, row in enumerate([TITLES, *self.ROWS]):
                sheet.write_row(at, 0, row)
            sheet.write_row(len(self.ROWS) + 1, 0, ["", "测试2", "居民身份证"])
            sheet.write_number(len(self.ROWS) + 1, 3, 110101190001010010)

        found = [one for piece in questions_in(path) for one in piece]

        assert found == [*self.EXPECTED, Question(5, unreadable=True)]

    def test_a_damaged_row_is_a_question_that_nobody_can_answer(self, tmp_path: Path, town: Town) -> None:
        path = tmp_path / "名单.csv"
        path.write_text(f"统一社会信用代码,名称\n{FIRM},天和食品\n{FIRM},天和,多余\n{FIRM},天\x07和\n", "utf-8")

        questions = [one for piece in questions_in(path) for one in piece]
        batch = answered(town, questions)

        assert [one.unreadable for one in questions] == [False, True, True]
        contents = [json.loads(one.content)["problem"] for one in town.ledger.answers(batch.receipt.head.id, 0, 10)]
        assert contents == ["", "unreadable", "unreadable"]

    @pytest.mark.parametrize("titles", [("甲", "乙"), ("证件类型", "备注")])
    def test_a_table_that_names_nobody_is_refused(self, tmp_path: Path, titles: tuple[str, str]) -> None:
        path = tmp_path / "表.csv"
        path.write_text(",".join(titles) + "\n1,2\n", "utf-8")

        with pytest.raises(SourceFileError, match="no column names anybody"):
            questions_in(path)

    def test_what_is_no_table_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "名单.xlsx"
        path.write_bytes(b"%PDF-1.4")

        with pytest.raises(SourceFileError, match="PDF"):
            questions_in(path)

    def test_several_tables_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "名单.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name in ("一", "二"):
                book.add_worksheet(name).write_row(0, 0, TITLES)

        with pytest.raises(SourceFileError, match="2 tables"):
            questions_in(path)


def rules_named(found: Any) -> set[str]:
    return {item["rule"] for item in found["items"]}


def test_only_rules_that_the_purpose_asks_for_are_named(town: Town) -> None:
    town.tell(said(), said(OFFICE_RULE, FIRM))

    batch = answered(town, [Question(1, code=FIRM)])

    (one,) = town.ledger.answers(batch.receipt.head.id, 0, 10)
    assert rules_named(json.loads(one.content)) == {LIST_RULE}
