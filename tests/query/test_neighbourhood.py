"""The neighbours of a subject: pages without gaps, groups that fold, hubs that are named and counted, and what is left out said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_service.errors import InputError
from graph_service.query.neighbourhood import Around, neighbourhood
from graph_service.store.reading_ports import HUB
from tests.web.fakes import FIRM, TODAY, FakeGraph, fake_services

STATE_BODY = "91110105MA0FAKE68T"


def asked(around: Around, graph: FakeGraph | None = None, subject: str = FIRM) -> Any:
    return neighbourhood(replace(fake_services(), graph=graph or FakeGraph()), subject, around)  # type: ignore[arg-type]  # a fake


def ids(page: Any) -> list[str]:
    return [one["subject"]["id"] for one in page["neighbours"]]


def test_pages_follow_each_other_without_gap_and_the_last_one_says_so() -> None:
    whole = ids(asked(Around(TODAY)))
    pages, after = [], ""
    while after is not None:
        page = asked(Around(TODAY, after=after, limit=3))
        pages.append(ids(page))
        assert page["truncated"] is (page["after"] is not None)
        after = page["after"]

    assert [key for page in pages for key in page] == whole
    assert len(whole) == len(set(whole)) > 6
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)


def test_former_relationships_come_on_request() -> None:
    now, all_ = (set(ids(asked(Around(TODAY, kinds=["HOLDS_ROLE"], former=former)))) for former in (False, True))

    assert all_ - now == {"p-wang", "p-ma"}
    assert now < all_


def test_the_day_decides_which_relationships_count() -> None:
    assert "p-wang" in ids(asked(Around(date(2024, 2, 9), kinds=["HOLDS_ROLE"])))
    assert "p-wang" not in ids(asked(Around(date(2024, 2, 10), kinds=["HOLDS_ROLE"])))


def test_a_neighbour_comes_with_every_tie_in_words_and_its_source_row() -> None:
    (sun,) = [one for one in asked(Around(TODAY))["neighbours"] if one["subject"]["id"] == "p-sun"]

    assert sorted(tie["words"]["zh"] for tie in sun["relationships"]) == ["持股 20 %", "董事"]
    assert all(tie["provenance"]["source_file"] for tie in sun["relationships"])


def test_what_else_a_neighbour_is_tied_to_is_counted_and_a_hub_is_named() -> None:
    graph = FakeGraph()
    graph.degree = {"p-zhao": 1, "p-sun": HUB, STATE_BODY: HUB + 1, "91110105MA0FAKE33A": HUB + 1}

    found = {one["subject"]["id"]: (one["hidden"], one["hub"]) for one in asked(Around(TODAY), graph)["neighbours"]}

    assert (found["p-zhao"], found["p-sun"]) == ((0, False), (HUB - 1, False))
    assert found["91110105MA0FAKE33A"] == (HUB - 1, True)


def test_a_large_group_is_counted_and_listed_only_when_it_is_asked_for() -> None:
    graph = FakeGraph()
    graph.many = HUB  # every group of two or more is then larger than a hub
    directors = "HOLDS_ROLE/director/in"

    page = asked(Around(TODAY, former=True), graph)
    unfolded = asked(Around(TODAY, former=True, group=directors), graph)

    groups = {one["name"]: (one["neighbours"], one["folded"]) for one in page["groups"]}
    assert groups[directors] == (2 * HUB, True)
    assert groups["HOLDS_ROLE/supervisor/in"] == (HUB, False)
    words = {tie["words"]["zh"] for one in page["neighbours"] for tie in one["relationships"]}
    assert "监事" in words
    assert "董事" not in words
    assert page["truncated"] is True
    assert set(ids(unfolded)) == {"p-wang", "p-sun"}


def test_an_address_that_no_answer_gave_is_refused() -> None:
    with pytest.raises(InputError, match="after"):
        asked(Around(TODAY, after="p-sun"))


def test_more_relationships_than_are_counted_are_said_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(Around(TODAY))["truncated"] is False
    monkeypatch.setattr("graph_service.query.neighbourhood.MOST_COUNTED", 5)
    assert asked(Around(TODAY))["truncated"] is True
