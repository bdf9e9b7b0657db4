"""The quick looks agree with the readers, on whatever text: what a look calls plain reads exactly as it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.loaders import plain, ready
from graph_service.loaders.cells import read_cell
from graph_service.loaders.cleaning import NO_NAMES, NULLS, TOTALS
from graph_service.loaders.codes import Document, person_document
from graph_service.loaders.layout import Column
from graph_service.loaders.plain import LOOKS, Look, Texts
from graph_service.loaders.source import identified, read_document
from graph_service.model.identifiers import CREDIT_CODE_ALPHABET, credit_code_check_digit, resident_check_digit
from tests.loaders.tables import FIRMS, PEOPLE, REGISTRATION

RIGHT = (
    *FIRMS, *PEOPLE, REGISTRATION, "2024-03-05", "1900-01-01", "2099-12-31", "2099/12/31", "2098-12-28", "2024-02-29", "0.2", "100",
    "123456789.123456", "44.71%", "100%", "0%", "京甲市监罚〔2024〕1号", "京甲市监罚[2024]1号", "北京甲一食品有限公司", "赵甲", "欧阳甲乙",
    "罚款2000元，没收", "11230500001755309F", "#REF!", "#NAME?", "#DIV/0!", "Err:508", *sorted(NULLS | NO_NAMES | TOTALS),
)  # fmt: skip
NEAR = st.builds(
    lambda text, at, char, cut: text[: at % (len(text) + 1)] + char + text[at % (len(text) + 1) + cut :],
    st.sampled_from(RIGHT),
    st.integers(0, 40),
    st.sampled_from(
        [*"0123456789AXIOxa-/.%,+ \t*某空无元〇○·•一\u200b\u3000Ａ１％（［〔é①㎡\U00020087\ufa0e\ufeff'", "", "00", "10000"]
    ),
    st.integers(0, 2),
)
CODES = st.text(CREDIT_CODE_ALPHABET, min_size=17, max_size=17).map(lambda body: body + credit_code_check_digit(body))
IDS = st.text("0123456789", min_size=17, max_size=17).map(lambda body: body + resident_check_digit(body))
BORN = st.builds(
    lambda region, day, rest: (body := f"{region}{day:%Y%m%d}{rest:03d}") + resident_check_digit(body),
    st.sampled_from(["110101", "910101", "000000", "830101", "840101"]),
    st.dates(date(1000, 1, 1)),
    st.integers(0, 999),
)
NUMBERS = st.decimals(-1, 10**10, places=7, allow_nan=False).map(str)
DAYS = st.dates().map(str)
TEXT = st.one_of(
    st.text(max_size=30),
    NEAR,
    CODES,
    IDS,
    BORN,
    NUMBERS,
    NUMBERS.map(lambda number: number + "%"),
    DAYS,
    st.sampled_from(RIGHT),
)


@pytest.mark.parametrize(("reader", "look"), LOOKS.items(), ids=[reader.__name__ for reader in LOOKS])
@settings(max_examples=60, deadline=None)
@given(given_texts=st.lists(TEXT, min_size=1, max_size=40))
def test_what_is_plain_reads_as_the_reader_reads_it(
    reader: Callable[[str], object], look: Look, given_texts: list[str]
) -> None:
    sound = [text for text in given_texts if not any("\ud800" <= char <= "\udfff" for char in text)]

    is_plain, values = look(Texts.of(pa.array(sound, pa.string())))

    read = [read_cell(Column("x", reader), text) for text in sound]
    assert [(text, values[at]) for at, text in enumerate(sound) if is_plain[at]] == [
        (text, read[at]) for at, text in enumerate(sound) if is_plain[at]
    ]
    assert all(type(values[at]) is type(read[at]) for at in np.flatnonzero(is_plain))


@pytest.mark.parametrize(
    ("look", "text"),
    [(plain.credit_codes, FIRMS[0]), (plain.registration_numbers, REGISTRATION), (plain.days, "2024-03-05"), (plain.shares, "44.71%"),
     (plain.last_days_or_never, "2099/12/31"), (plain.amounts, "0.2"), (plain.texts, "罚款2000元，没收"),
     (plain.document_references, "京甲市监罚〔2024〕1号"), (plain.organization_names, "北京甲一食品有限公司"), (plain.person_names, "赵甲")],
)  # fmt: skip
def test_the_usual_shapes_are_plain(look: Look, text: str) -> None:
    assert look(Texts.of(pa.array([text])))[0].tolist() == [True]


@settings(max_examples=100, deadline=None)
@given(numbers=st.lists(TEXT, min_size=1, max_size=20))
def test_a_plain_resident_id_is_one_for_its_reader(numbers: list[str]) -> None:
    sound = [text for text in numbers if not any("\ud800" <= char <= "\udfff" for char in text)]

    found = plain.resident_ids(Texts.of(pa.array(sound, pa.string())))

    for at in np.flatnonzero(found):
        assert (
            person_document(None, sound[at]) == person_document("resident_id", sound[at]) == Document("resident_id", sound[at])
        )


@settings(max_examples=100, deadline=None)
@given(
    number=st.one_of(st.none(), TEXT.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))),
    kind=st.sampled_from([None, "resident_id", "passport"]),
    anchor=st.sampled_from([None, FIRMS[0]]),
)
def test_a_ready_identity_is_what_the_row_by_row_way_finds(number: str | None, kind: str | None, anchor: str | None) -> None:
    frame = pd.DataFrame({"n": ["赵甲"], "k": [kind], "c": [number], "o": [anchor]}, dtype=object)

    found = ready.identities(frame, ("n", "k", "c", "o"), np.array([True]))

    if found.rows[0]:
        assert found.values[0] == identified("赵甲", read_document(kind, number, masked_is_nothing=True), anchor)


def test_usual_identities_are_ready() -> None:
    rows = {"n": ["赵甲"] * 3, "k": ["resident_id", None, None], "c": [PEOPLE[0], PEOPLE[1], None], "o": [FIRMS[0]] * 3}

    found = ready.identities(pd.DataFrame(rows, dtype=object), ("n", "k", "c", "o"), np.array([True, True, True]))

    assert found.rows.tolist() == [True, True, True]
