"""What people see of a number or name, and whom a masked number in a source may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.security.masking import mask_id, mask_is_compatible, mask_name, masks_agree

NUMBER = "110101190001010014"
WITH_X = "11010119000101009X"


@pytest.mark.parametrize(
    ("number", "standard", "court"),
    [
        (NUMBER, "110101********0014", "1101011900****0014"),
        (WITH_X, "110101********009X", "1101011900****009X"),
        ("E12345678", "E******78", "E******78"),
        ("AB", "**", "**"),
        ("", "", ""),
    ],
)
def test_a_number_is_masked_in_two_styles(number: str, standard: str, court: str) -> None:
    assert (mask_id(number), mask_id(number, "court")) == (standard, court)


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳测试", "欧***"), (" 张三 ", "张*"), ("张", "*"), ("", "")])
def test_a_name_is_masked_but_for_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("mask", "number", "compatible"),
    [
        ("110101********0014", NUMBER, True),
        ("1101011900****0014", NUMBER, True),
        ("110101********0022", NUMBER, False),
        ("110102********0014", NUMBER, False),
        ("1101011900****009x", WITH_X, True),
        ("１１０１０１＊＊＊＊＊＊＊＊００１４", NUMBER, True),
        ("110101 ******** 0014", NUMBER, True),
        ("110101××××××××0014", NUMBER, True),
        ("******************", NUMBER, True),
        (NUMBER, NUMBER, True),
        ("110101*****0014", NUMBER, False),
        ("110101****0014", NUMBER, False),
        ("", NUMBER, False),
        ("110101*****1001", "110101190001011001", False),
        ("110101*****0100", "110101190001010014", False),
    ],
)
def test_a_mask_agrees_when_length_and_every_visible_character_do(mask: str, number: str, compatible: bool) -> None:
    assert mask_is_compatible(mask, number) is compatible


def test_a_mask_of_the_old_15_digits_is_held_against_the_old_form() -> None:
    old_form = "110101000101001"

    assert mask_is_compatible(f"{old_form[:6]}******{old_form[-3:]}", NUMBER)
    assert not mask_is_compatible(f"{old_form[:6]}******002", NUMBER)
    assert not mask_is_compatible("110101******001", "110101200001010014")


@given(number=st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), style=st.sampled_from(["standard", "court"]))
def test_the_mask_of_a_number_never_rules_that_number_out(number: str, style: str) -> None:
    assert mask_is_compatible(mask_id(number, style), number)  # type: ignore[arg-type]


@given(number=st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), place=st.sampled_from([0, 3, 5, 14, 17]))
def test_a_different_visible_character_always_rules_it_out(number: str, place: int) -> None:
    mask = list(mask_id(number))
    mask[place] = "1" if mask[place] != "1" else "2"

    assert not mask_is_compatible("".join(mask), number)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("110101190001010014", "110101********0014", True),
        ("110101********0014", "110101********0014", True),
        ("1101011900****0014", "110101********0014", True),
        ("1101011900****0014", "110101********0015", False),
        ("110101********0014", "310101********0014", False),
        ("110101********0014", "******19000101****", None),
        ("1101************14", "110101********0014", None),
        ("110101000101001", "110101********0014", True),
        ("110101*****1001", "110101190001010014", True),
        ("110101*****1002", "110101190001010014", False),
        ("110101*****1001", "110101200001010014", False),
        ("1101****0014", "110101190001010014", None),
        ("E****5678", "E12345678", None),
        (
            "\uff11\uff11\uff10\uff11\uff10\uff11 \u00d7\u00d7\u00d7\u00d7\u00d7\u00d7\u00d7\u00d7 001x",
            "11010119000101001X",
            True,
        ),
    ],
)
def test_two_numbers_are_compared_where_both_show(one: str, other: str, agree: bool | None) -> None:
    assert masks_agree(one, other) is agree
    assert masks_agree(other, one) is agree
