"""Where pieces of a quotation stand, and what of a wording is left without an answer."""

from __future__ import annotations

import pytest

from graph_service.policy.wording import places, unanswered, unique

WORDING = "限制甲，限制乙、丙和丁。"


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (("限制甲",), ((0, 3),)),
        (("限制", "乙"), ((4, 6), (6, 7))),
        (("限制", "丁"), ((4, 6), (10, 11))),
        (("甲", "限制"), ((2, 3), (4, 6))),
        (("限制", "甲", "丙"), ((0, 2), (2, 3), (8, 9))),
        (("丙", "乙"), None),
        (("甲", "丙", "乙"), None),
        (("丙", "限制"), None),
    ],
)
def test_the_piece_that_occurs_once_fixes_the_spot_and_the_nearest_others_count(
    pieces: tuple[str, ...], found: tuple[tuple[int, int], ...] | None
) -> None:
    assert places(pieces, WORDING) == found


def test_a_head_that_is_nowhere_before_is_not_found() -> None:
    assert places(("丁", "丙"), "甲丙丁丁") is None
    assert places(("丁", "甲", "丙"), "甲丙丁丁") is None


def test_a_piece_that_occurs_twice_fixes_nothing() -> None:
    assert not unique(("限制",), WORDING)
    assert unique(("限制", "丁"), WORDING)


def test_what_no_place_covers_is_left_in_runs_without_marks() -> None:
    assert unanswered(WORDING, [(0, 3), (8, 9)]) == ("限制乙", "和丁")
    assert unanswered(WORDING, [(0, len(WORDING))]) == ()
