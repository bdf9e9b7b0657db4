"""What is hashed is the text that ``json.dumps`` gives: keys and ids of facts on record rest on it."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph_service.store.graph.json_text import json_writer

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text()
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(value=VALUES)
def test_the_text_is_that_of_the_standard_library(value: object) -> None:
    assert json_writer(str)(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


@given(value=VALUES)
def test_keys_are_sorted_where_that_is_asked_for(value: object) -> None:
    sorted_text = json_writer(date.isoformat, sort_keys=True, separators=(", ", ": "))  # type: ignore[arg-type]  # only days come here

    assert sorted_text(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, default=date.isoformat)  # type: ignore[arg-type]
