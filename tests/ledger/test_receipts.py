"""Receipts: what was answered can be proved later, a change of anything shows, and what it relied on finds it. On every ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from graph_service.store.ledger import SqlLedger
from graph_service.store.screening_ports import NewAnswer, ReceiptHead
from tests.ledger.samples import DAY, NOON, id_number, person

HEAD = ReceiptHead("r-1", "batch", "tender", DAY, "officer", NOON, 12, 7, "rules", 2)
NUMBER = id_number(1)
ANSWERS = [
    NewAnswer(1, f"\x1f{NUMBER}\x1f测试1", "hit", '{"verdict":"hit"}', ("ev-1", "p-a", "f1")),
    NewAnswer(2, "91110105MA0FAKE17J", "none", '{"verdict":"none"}'),
]


@pytest.fixture
def kept(ledger: SqlLedger) -> SqlLedger:
    ledger.keep_receipt(HEAD, ANSWERS)
    return ledger


def genuine(ledger: SqlLedger) -> bool:
    receipt = ledger.receipt("r-1")
    assert receipt
    return ledger.is_genuine(receipt, ledger.answers("r-1", 0, 10))


def test_a_receipt_comes_back_as_it_was_sealed(kept: SqlLedger) -> None:
    receipt, answers = kept.receipt("r-1"), kept.answers("r-1", 0, 10)

    assert receipt
    assert receipt.head == HEAD
    assert [(one.row, one.verdict, one.content) for one in answers] == [
        (1, "hit", '{"verdict":"hit"}'),
        (2, "none", '{"verdict":"none"}'),
    ]
    assert [one.row for one in kept.answers("r-1", 1, 10)] == [2]
    assert [one.query for one in answers] == [kept.digest_of(receipt, one.question) for one in ANSWERS]
    assert genuine(kept)
    assert kept.receipt("r-2") is None


def test_the_same_receipt_again_is_once(kept: SqlLedger) -> None:
    first = kept.receipt("r-1")

    assert kept.keep_receipt(HEAD, ANSWERS[:1]) == first
    assert genuine(kept)


def test_no_number_and_no_name_stands_in_clear(kept: SqlLedger) -> None:
    with kept.database.engine.connect() as connection:
        rows = [
            str(row)
            for table in ("receipt", "receipt_answer", "receipt_ground")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]

    assert rows
    assert not [row for row in rows if NUMBER in row or "测试1" in row]


def test_the_hash_of_a_question_is_none_by_which_a_person_is_found(kept: SqlLedger) -> None:
    kept.person_keys([person(1)])
    with kept.database.engine.connect() as connection:
        persons = set(connection.execute(text("SELECT digest FROM person UNION SELECT digest FROM person_name")).scalars())

    assert not persons & {one.query for one in kept.answers("r-1", 0, 10)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE receipt SET purpose = 'permit'",
        "UPDATE receipt SET by_user = 'another'",
        "UPDATE receipt SET recorded_at = recorded_at + 1",
        "UPDATE receipt SET graph_version = 8",
        "UPDATE receipt SET digest = '00'",
        "UPDATE receipt SET seal = '00'",
        "UPDATE receipt_answer SET verdict = 'none' WHERE verdict = 'hit'",
        "UPDATE receipt_answer SET content = '{}' WHERE verdict = 'hit'",
        "UPDATE receipt_answer SET query = '00' WHERE verdict = 'none'",
        "DELETE FROM receipt_answer WHERE verdict = 'hit'",
        "INSERT INTO receipt_answer VALUES (1, 3, 'q', 'none', '{}')",
    ],
)
def test_any_change_of_what_is_kept_shows(kept: SqlLedger, change: str) -> None:
    with kept.database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("receipt", "receipt_answer"):
                connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        else:
            for table in ("receipt", "receipt_answer"):
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        connection.execute(text(change))

    assert not genuine(kept)


def test_what_an_answer_rests_on_finds_its_receipt_once(kept: SqlLedger) -> None:
    both = [replace(one, relies_on=("ev-1",)) for one in ANSWERS]
    kept.keep_receipt(replace(HEAD, id="r-2"), both)
    kept.keep_receipt(replace(HEAD, id="r-3", rows=1), [replace(ANSWERS[1], row=1, relies_on=("ev-2",))])

    found = [(head.id, answer.row, answer.verdict) for head, answer in kept.relying_on("ev-1", "", 10)]

    assert found == [("r-1", 1, "hit"), ("r-2", 1, "hit")]
    assert [head.id for head, _ in kept.relying_on("ev-1", "r-1", 10)] == ["r-2"]
    assert [head.id for head, _ in kept.relying_on("ev-1", "", 1)] == ["r-1"]
    assert kept.relying_on("ev-9", "", 10) == []


def test_a_receipt_outlives_a_new_key(kept: SqlLedger) -> None:
    kept.rotate_keys()

    assert genuine(kept)
    assert kept.keep_receipt(replace(HEAD, id="r-2"), ANSWERS).key_version == 2
