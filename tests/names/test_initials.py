"""First letters of pinyin: words decide how a character is read, and where they do not, its other readings count too."""

import pytest

from graph_service.store.names.initials import MOST_READINGS, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("重庆天和", "CQTH"),
        ("天和重工", "THZG"),
        ("招商银行", "ZSYH"),
        ("长沙天和", "CSTH"),
        ("单某", "SM"),
        ("曾某", "ZM"),
        ("曾某", "CM"),
        ("ABC天和(1900)", "ABCTH1900"),
        ("阿不都·热合曼", "ABDRHM"),
        ("张〇", "ZL"),
    ],
)
def test_a_name_is_found_by_the_letters_that_it_is_read_with(name: str, letters: str) -> None:
    assert letters in initials(name)


@pytest.mark.parametrize(("name", "letters"), [("重庆天和", "ZQTH"), ("招商银行", "ZSYX"), ("天和", "HT")])
def test_a_reading_that_the_word_rules_out_does_not_count(name: str, letters: str) -> None:
    assert letters not in initials(name)


def test_readings_are_bounded_and_the_usual_one_comes_first() -> None:
    found = initials("单曾单曾单曾单曾单曾")

    assert (len(found), found[0]) == (MOST_READINGS, "DC" * 5)


@pytest.mark.parametrize("name", ["", "ABC", "1900"])
def test_a_name_without_han_characters_has_no_initials(name: str) -> None:
    assert initials(name) == []
