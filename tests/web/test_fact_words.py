"""Every table and column of the facts has words for people."""

from graph_service.model.facts import CHANGES, LIABILITIES, LICENCE_STATES, ORGANIZATION_STATUSES, TABLES
from graph_service.query.fact_words import (
    CHANGE_WORDS,
    COLUMN_WORDS,
    LIABILITY_WORDS,
    LICENCE_STATE_WORDS,
    ORGANIZATION_STATUS_WORDS,
    TABLE_WORDS,
)


def test_every_table_column_and_code_has_words_and_no_word_is_left_over() -> None:
    columns = {column for table in TABLES.values() for column in table} - {"source"}

    assert TABLE_WORDS.keys() == TABLES.keys()
    assert COLUMN_WORDS.keys() == columns
    assert LIABILITY_WORDS.keys() == LIABILITIES
    assert ORGANIZATION_STATUS_WORDS.keys() == ORGANIZATION_STATUSES
    assert LICENCE_STATE_WORDS.keys() == LICENCE_STATES
    assert CHANGE_WORDS.keys() == CHANGES
