"""What notebooks are given: frames and graphs of the same answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service import notebook
from graph_service.errors import InputError
from tests.query.test_search import SearchedGraph, SearchedLedger
from tests.web.fakes import FIRM, TODAY, fake_services

SERVICES = replace(fake_services(), graph=SearchedGraph(), ledger=SearchedLedger())  # type: ignore[arg-type]  # fakes


def test_hits_are_a_frame() -> None:
    found = notebook.search(SERVICES, FIRM)

    assert found[["match", "subject.id"]].to_numpy().tolist() == [["uscc", FIRM]]


def test_a_profile_is_a_frame_for_each_list() -> None:
    found = notebook.profile(SERVICES, FIRM, TODAY)

    assert {"officers", "owners", "outcomes", "timeline"} <= set(found)
    assert len(found["timeline"]) > 20


def test_neighbours_of_all_pages_are_one_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = notebook.neighbourhood(SERVICES, FIRM, TODAY, former=True)
    monkeypatch.setattr(notebook, "HARD_PAGE", 3)

    paged = notebook.neighbourhood(SERVICES, FIRM, TODAY, former=True)

    assert set(paged.edges(keys=True)) == set(whole.edges(keys=True))
    assert set(paged) == set(whole)
    assert len(whole) > 8


def test_what_links_subjects_is_a_graph() -> None:
    assert {frozenset(ends) for ends in notebook.paths(SERVICES, ["p-sun", FIRM], TODAY).edges()} == {
        frozenset(("p-sun", FIRM))
    }


def test_owners_are_a_frame_and_a_person_has_none() -> None:
    assert not notebook.owners(SERVICES, FIRM, TODAY).empty
    assert notebook.owners(SERVICES, "p-li", TODAY).empty


def test_a_list_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="hits"):
        notebook.frame({"hits": []}, "rows")
