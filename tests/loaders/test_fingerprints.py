"""Fingerprints: many texts folded at once say what each says by itself, and a value has one number whatever stands beside it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.loaders.checking import objects
from graph_service.loaders.cleaning import folded
from graph_service.loaders.fingerprints import Fingerprints, told, told_alike
from graph_service.store.ports import PersonIdentity

TEXTS = st.text(
    st.one_of(st.sampled_from("〔﹝［[【（(〕﹞］]】）)，：；％,:;%甲AaＡ１ \u200b\u3000é①"), st.characters(codec="utf-8")),
    max_size=12,
)
WHO = PersonIdentity("张甲", "居民身份证", "110101190001010011")
OFFICE = ("91110105MA0FAKE001", WHO, "director", date(1950, 1, 2), None)


def _folded(value: object) -> object:
    return tuple(map(_folded, value)) if isinstance(value, tuple) else folded(value) if isinstance(value, str) else value


@given(st.lists(st.one_of(TEXTS, st.tuples(TEXTS, TEXTS), st.dates(), st.none()), max_size=6))
def test_texts_folded_at_once_are_what_each_is_by_itself(values: list[object]) -> None:
    assert told_alike(objects(values)).tolist() == [told(_folded(value)) for value in values]


@pytest.mark.parametrize("beside", [(), ("text",), ((),), (("one", "two"), None, date(1950, 1, 1))])
def test_the_number_of_a_value_does_not_depend_on_what_stands_beside_it(beside: tuple[object, ...]) -> None:
    alone, among = Fingerprints.of([OFFICE]), Fingerprints.of([*beside, OFFICE])

    assert (alone.high[0], alone.low[0]) == (among.high[-1], among.low[-1])


@pytest.mark.parametrize(
    "other",
    [
        (OFFICE[0], WHO, "supervisor", *OFFICE[3:]),
        (OFFICE[0], WHO._replace(id_number="110101190001010038"), *OFFICE[2:]),
        (*OFFICE[:3], date(1950, 1, 3), None),
        (*OFFICE[:3], None, date(1950, 1, 2)),
        (WHO, OFFICE[0], *OFFICE[2:]),
        OFFICE[:4],
    ],
)
def test_another_value_has_another_number(other: tuple[object, ...]) -> None:
    both = Fingerprints.of([OFFICE, other])

    assert both.high[0] != both.high[1]
    assert both.low[0] != both.low[1]
