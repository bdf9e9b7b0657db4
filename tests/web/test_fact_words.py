"""Every table and column of the facts has words for people."""

from graph_service.model.facts import LIABILITIES, TABLES
from graph_service.query.fact_words import COLUMN_WORDS, LIABILITY_WORDS, TABLE_WORDS


def test_every_table_column_and_liability_has_words_and_no_word_is_left_over() -> None:
    columns = {column for table in TABLES.values() for column in table} - {"source"}

    assert TABLE_WORDS.keys() == TABLES.keys()
    assert COLUMN_WORDS.keys() == columns
    assert LIABILITY_WORDS.keys() == LIABILITIES
