"""Relationships of any day, as they were known at any moment, on every server alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_service.model.identities import AsKnown, KnownAs
from graph_service.query.neighbourhood import Around, neighbourhood
from graph_service.query.officers import officers
from graph_service.query.paths import PathQuestion, find_paths
from graph_service.query.profile import profile
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ports import Relationship, SubjectRecord
from graph_service.store.reading_ports import HUB, LinkFilter, LinkGroup, NamePart, PageStart, Place
from tests.graph.facts import BRANCH, CLIENT, FIRM, OTHER, event, load, organization, person, put, representative, story
from tests.graph.test_merged import merge
from tests.web.fakes import fake_services

DAY = date(2020, 6, 1)
LATER = date(2023, 1, 1)


def said(links: Iterable[Relationship]) -> set[tuple[str, str, str]]:
    return {(one.source, one.label, one.target) for one in links}


def links(store: BoltGraphStore, keys: Sequence[str], chosen: LinkFilter, limit: int = 50) -> set[tuple[str, str, str]]:
    return said(store.links_of(keys, chosen, limit=limit).relationships)


def subject(store: BoltGraphStore, key: str) -> SubjectRecord:
    found = store.subject(key)
    assert found is not None
    return found


def walk(store: BoltGraphStore, key: str, chosen: LinkFilter, limit: int) -> list[list[str]]:
    """Return the keys of all pages."""
    pages: list[list[str]] = []
    after: Place | None = None
    while True:
        page = store.neighbours(subject(store, key), chosen, PageStart(after), limit=limit)
        pages.append([one.subject.id for one in page.neighbours])
        after = page.after
        if after is None:
            return pages


class TestLinks:
    def test_the_day_decides_and_former_ones_come_on_request(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        own = {(FIRM, "shareholder", BRANCH), ("p-d", "shareholder", BRANCH), (BRANCH, "branch", FIRM)}
        head = ("p-b", "branch_head", BRANCH)
        assert links(graph_store, [BRANCH], LinkFilter(on=date(2017, 12, 31))) == own
        assert links(graph_store, [BRANCH], LinkFilter(on=date(2018, 1, 1))) == own | {head}
        assert links(graph_store, [BRANCH], LinkFilter(on=date(2020, 12, 31))) == own | {head}
        assert links(graph_store, [BRANCH], LinkFilter(on=date(2021, 1, 1))) == own
        assert links(graph_store, [BRANCH], LinkFilter(on=date(2021, 1, 1), former=True)) == own | {head}
        assert links(graph_store, [BRANCH], LinkFilter(("HOLDS_ROLE",))) == {head}

    def test_a_link_names_the_row_that_states_it_and_a_branch_names_none(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        found = graph_store.links_of([BRANCH], LinkFilter(), limit=50).relationships

        rows = {(one.source, one.label): one.provenance and one.provenance.source_row for one in found}
        assert rows == {
            (FIRM, "shareholder"): 1,
            ("p-d", "shareholder"): 2,
            ("p-b", "branch_head"): 2,
            (BRANCH, "branch"): None,
        }
        assert {one.provenance.source_file for one in found if one.provenance} == {"file-1.csv"}

    def test_what_was_known_then_is_told_as_it_was_known(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 5, {"roles": [{"person": "p-b", "organization": BRANCH, "role": "branch_head",
                                        "start": date(2018, 1, 1), "end": date(2019, 1, 1)}]})  # fmt: skip

        def head(day: date, number: int) -> bool:
            chosen = LinkFilter(("HOLDS_ROLE",), day, known=AsKnown(load(number).recorded_at))
            return links(graph_store, [BRANCH], chosen) != set()

        assert [head(DAY, number) for number in (0, 1, 4, 5, 6)] == [False, True, True, False, False]

    def test_a_branch_belongs_to_the_company_that_it_was_known_to_belong_to(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"organizations": [organization(BRANCH, type="branch"), organization(FIRM)]})
        put(graph_store, 3, {"organizations": [organization(BRANCH, type="branch", parent=FIRM)]})
        put(graph_store, 5, {"organizations": [organization(BRANCH, type="branch", parent=FIRM, industry="餐饮")]})

        found = [links(graph_store, [FIRM], LinkFilter(known=AsKnown(load(number).recorded_at))) for number in (2, 3, 5)]

        assert found == [set(), {(BRANCH, "branch", FIRM)}, {(BRANCH, "branch", FIRM)}]

    def test_links_beyond_the_limit_are_left_out_and_said_to_be(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        cut, whole = (graph_store.links_of([OTHER], LinkFilter(), limit=limit) for limit in (1, 2))

        assert (len(cut.relationships), cut.more) == (1, {OTHER})
        assert (len(whole.relationships), whole.more) == (2, frozenset())

    def test_a_merged_person_has_the_links_of_all_keys_and_says_nothing_twice(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        merge(graph_store, ("p-h", "p-b"))

        found = links(graph_store, ["p-h"], LinkFilter())

        assert found == {("p-h", "branch_head", BRANCH), ("p-h", "supervisor", OTHER), ("p-h", "director", OTHER)}

    def test_who_was_not_one_then_is_told_apart(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        merge(graph_store, ("p-h", "p-b"))
        then = AsKnown(load(2).recorded_at, ())

        assert links(graph_store, ["p-h"], LinkFilter(known=then)) == {("p-h", "director", OTHER)}
        merged = replace(then, merged=(KnownAs("p-a", "p-h"), KnownAs("p-h", "p-h")))
        assert ("p-h", "legal_representative", FIRM) in links(graph_store, ["p-h"], LinkFilter(known=merged))


class TestSubjectsKnown:
    def test_a_subject_is_described_as_it_was_known(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"organizations": [organization(FIRM, name="旧名")]})
        put(graph_store, 5, {"organizations": [organization(FIRM, name="新名")]})

        names = [graph_store.subjects_known([FIRM, "none"], AsKnown(load(n).recorded_at)) for n in (0, 1, 5)]

        assert [{key: one.name for key, one in found.items()} for found in names] == [
            {FIRM: FIRM},
            {FIRM: "旧名"},
            {FIRM: "新名"},
        ]
        now = graph_store.subjects_known([FIRM], None)[FIRM]
        assert (now.name, now.provenance and now.provenance.source_file) == ("新名", "file-5.csv")


class TestEntries:
    def test_entries_are_told_as_they_were_known(self, graph_store: BoltGraphStore) -> None:
        honour = {"id": "hon-1", "subject": FIRM, "title": "诚信典型"}
        listed = {"id": "ref-1", "subject": FIRM, "list": "信用评级"}
        put(
            graph_store,
            1,
            {"organizations": [organization(FIRM)], "honours": [honour], "references": [listed | {"grade": "AA"}]},
        )
        put(graph_store, 5, {"honours": [honour | {"title": "新称号"}], "references": [listed | {"grade": "B"}]})

        def told(number: int) -> list[object]:
            found = graph_store.entries_of([FIRM], limit=9, known=AsKnown(load(number).recorded_at))
            return [one.content.get("title", one.content.get("grade")) for one in found]

        assert [told(number) for number in (0, 1, 5)] == [[], ["诚信典型", "AA"], ["新称号", "B"]]


class TestNeighbours:
    def test_pages_give_each_neighbour_once_by_kind_and_key(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        whole = [["p-b", FIRM, "p-d"]]
        assert walk(graph_store, BRANCH, LinkFilter(), 10) == whole
        assert walk(graph_store, BRANCH, LinkFilter(), 1) == [[key] for key in whole[0]]
        assert walk(graph_store, BRANCH, LinkFilter(("OWNS",)), 1) == [[FIRM], ["p-d"]]
        assert walk(graph_store, BRANCH, LinkFilter(on=LATER), 10) == [[FIRM, "p-d"]]

    def test_a_neighbour_carries_every_tie_and_how_many_neighbours_it_has(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        page = graph_store.neighbours(subject(graph_store, BRANCH), LinkFilter(), PageStart(), limit=10)

        found = {one.subject.id: ([tie.label for tie in one.relationships], one.neighbours) for one in page.neighbours}
        assert found == {"p-b": (["branch_head"], 2), FIRM: (["shareholder", "branch"], 2), "p-d": (["shareholder"], 1)}

    def test_a_person_stated_under_two_keys_stands_at_the_first_alone(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        merge(graph_store, ("p-h", "p-b"))

        assert walk(graph_store, OTHER, LinkFilter(), 1) == [["p-h"], []]
        page = graph_store.neighbours(subject(graph_store, OTHER), LinkFilter(), PageStart(), limit=1)
        assert [tie.label for tie in page.neighbours[0].relationships] == ["director", "supervisor"]

    def test_neighbours_are_counted_by_what_ties_them(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        groups = graph_store.link_groups(subject(graph_store, BRANCH), LinkFilter(), limit=100)

        assert sorted(groups, key=str) == [
            LinkGroup("BRANCH_OF", None, outward=True, neighbours=1),
            LinkGroup("HOLDS_ROLE", "branch_head", outward=False, neighbours=1),
            LinkGroup("OWNS", None, outward=False, neighbours=2),
        ]

    def test_a_group_can_be_folded_or_asked_for_alone(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        def shown(page: PageStart) -> list[str]:
            found = graph_store.neighbours(subject(graph_store, BRANCH), LinkFilter(), page, limit=9)
            return [one.subject.id for one in found.neighbours]

        assert shown(PageStart(folded=["HOLDS_ROLE/branch_head/in", "OWNS//out"])) == [FIRM, "p-d"]
        assert shown(PageStart(folded=["OWNS//in"])) == ["p-b", FIRM]
        assert shown(PageStart(group="OWNS//in")) == [FIRM, "p-d"]
        assert shown(PageStart(group="BRANCH_OF//in")) == []

    def test_a_hub_is_counted_up_to_its_bound_and_no_map_leads_through_it(self, graph_store: BoltGraphStore) -> None:
        firms = [f"FIRM{number:04d}" for number in range(HUB + 5)]
        agent = [representative("p-agent", firm, None) for firm in firms]
        put(graph_store, 1, {"organizations": [organization(one) for one in firms], "persons": [person("p-agent"), person("p-a")],
                             "roles": [*agent, {"person": "p-a", "organization": firms[0], "role": "director"}]})  # fmt: skip

        page = graph_store.neighbours(subject(graph_store, firms[0]), LinkFilter(), PageStart(), limit=10)
        around = graph_store.neighbourhood(firms[0], limit=100)

        assert {one.subject.id: one.neighbours for one in page.neighbours} == {"p-a": 1, "p-agent": HUB + 1}
        assert {one.id for one in around.subjects} == {firms[0], "p-a", "p-agent"}
        assert around.hidden == {"p-agent": HUB + 4}
        assert around.truncated
        assert len(graph_store.neighbourhood("p-agent", limit=100).subjects) == 100


class TestAddresses:
    def test_firms_at_the_very_same_address_are_found_from_each_other(self, graph_store: BoltGraphStore) -> None:
        rows = [
            organization(key, address=address)
            for key, address in ((FIRM, "某街一号"), (OTHER, "某街一号"), (CLIENT, "某街二号"))
        ]
        put(graph_store, 1, {"organizations": [*rows, organization(BRANCH)]})

        found = graph_store.at_same_address([FIRM, CLIENT, BRANCH], limit=5)

        assert (said(found.relationships), found.more) == ({(FIRM, "same_address", OTHER)}, frozenset())
        assert graph_store.at_same_address([FIRM], limit=0).more == {FIRM}


class TestSearch:
    def found(self, store: BoltGraphStore, part: str, limit: int = 50, **kinds: str) -> list[list[tuple[int, str, str | None]]]:
        """Return rank, key and former name of all pages."""
        parts = {kind: NamePart(part, whole) for kind, whole in (kinds or {"organization": part, "person": part}).items()}
        pages, after = [], None
        while True:
            hits, after = store.named_like(parts, after=after, limit=limit)
            pages.append([(hit.place.rank, hit.place.key, hit.former_name and hit.former_name.name) for hit in hits])
            if after is None:
                return pages

    def test_names_are_found_whole_then_by_beginning_then_former_then_further_on(self, graph_store: BoltGraphStore) -> None:
        named = {FIRM: "京天和有限公司", OTHER: "京天和", CLIENT: "南京天和", BRANCH: "新名"}
        firms = [organization(key, name=name, name_key=name) for key, name in named.items()]
        once = {"organization": BRANCH, "name": "京天和旧", "name_key": "京天和旧", "start": DAY}
        people = [person("p-a", name="京天和子"), person("p-b", name="王京天和")]
        put(graph_store, 1, {"organizations": firms, "persons": people, "names": [once]})

        whole = [
            (0, OTHER, None), (1, FIRM, None), (1, "p-a", None), (3, BRANCH, "京天和旧"), (4, CLIENT, None), (4, "p-b", None),
        ]  # fmt: skip
        assert self.found(graph_store, "京天和") == [whole]
        assert self.found(graph_store, "京天和", limit=1) == [[hit] for hit in whole]
        assert self.found(graph_store, "京天和", limit=2) == [whole[:2], whole[2:4], whole[4:]]
        assert self.found(graph_store, "天和", person="天和") == [[(4, "p-a", None), (4, "p-b", None)]]
        assert self.found(graph_store, "京天和", organization="京天和有限公司")[0][0] == (0, FIRM, None)
        assert self.found(graph_store, "不在") == [[]]

    def test_a_firm_is_named_once_whatever_names_it_had(self, graph_store: BoltGraphStore) -> None:
        names = [
            {"organization": key, "name": name, "name_key": name, "start": DAY}
            for key in (FIRM, OTHER)
            for name in ("老天和", "天和老", "京天和二")
        ]
        firms = [organization(FIRM, name="京天和", name_key="京天和"), organization(OTHER, name="新名", name_key="新名")]
        put(graph_store, 1, {"organizations": firms, "names": names})

        assert self.found(graph_store, "天和") == [[(3, OTHER, "天和老"), (4, FIRM, None)]]
        assert self.found(graph_store, "京天和") == [[(0, FIRM, None), (3, OTHER, "京天和二")]]
        assert self.found(graph_store, "老天") == [[(3, FIRM, "老天和"), (3, OTHER, "老天和")]]

    def test_what_the_graph_says_no_longer_is_found_no_longer(self, graph_store: BoltGraphStore) -> None:
        once = {"organization": FIRM, "name": "老天和", "name_key": "老天和", "start": DAY}
        people = [person("p-a", name="王天和"), person("p-b", name="李天和")]
        put(graph_store, 1, {"organizations": [organization(FIRM, name="京天和")], "persons": people, "names": [once]})
        assert [key for _, key, _ in self.found(graph_store, "天和")[0]] == [FIRM, "p-a", "p-b"]

        put(graph_store, 2, {"organizations": [organization(FIRM, name="新名")], "persons": [person("p-a", name="王新")]})
        assert self.found(graph_store, "天和") == [[(4, "p-b", None), (5, FIRM, "老天和")]]
        assert self.found(graph_store, "新名") == [[(0, FIRM, None)]]

        graph_store.withdraw(load(3), {"names": [once], "persons": [people[1]]}, {"names": [1], "persons": [2]})
        assert self.found(graph_store, "天和") == [[]]

    def test_a_graph_that_is_built_anew_is_read_anew(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"organizations": [organization(FIRM, name="京天和")]})
        assert self.found(graph_store, "天和") == [[(4, FIRM, None)]]

        graph_store.withdraw(load(2), {"organizations": [organization(FIRM)]}, {"organizations": [1]})
        graph_store._client.write(lambda transaction: transaction.run("write/rebuilding_begin"))
        graph_store.begin_rebuild()
        put(graph_store, 3, {"organizations": [organization(OTHER, name="京天和")]})
        graph_store.end_rebuild()

        assert self.found(graph_store, "天和") == [[(4, OTHER, None)]]

    def test_initials_find_firms_and_persons_behind_names(self, graph_store: BoltGraphStore) -> None:
        firms = [organization(FIRM, name="重庆天和"), organization(OTHER, name="CQ天和")]
        put(graph_store, 1, {"organizations": firms, "persons": [person("p-a", name="单重庆")]})

        parts = {kind: NamePart("CQ", "CQ", "CQ") for kind in ("organization", "person")}
        hits, _ = graph_store.named_like(parts, after=None, limit=9)

        assert [tuple(hit.place) for hit in hits] == [(1, OTHER), (6, FIRM), (7, "p-a")]

    def test_decisions_are_found_by_document_number(self, graph_store: BoltGraphStore) -> None:
        put(
            graph_store,
            1,
            {"organizations": [organization(FIRM)], "events": [event("ev-1", document="罚〔2024〕1号"), event("ev-2")]},
        )

        (found,) = graph_store.events_by_document(["罚[2024]1号", "罚〔2024〕1号"], limit=9)

        assert (found["id"], found["subject"], found["document"]) == ("ev-1", FIRM, "罚〔2024〕1号")


class TestUseCases:
    """One look at each use case through a real store; what they say in every case is tested without one."""

    def test_offices_profile_neighbours_and_paths_agree_with_what_was_put(self, graph_store: BoltGraphStore) -> None:
        rows = story()
        rows["organizations"] = [
            {**row, "address": "某街一号"} if row["id"] in {FIRM, OTHER} else row for row in rows["organizations"]
        ]
        put(graph_store, 1, rows)
        services = replace(fake_services(), graph=graph_store)

        offices: Any = officers(services, BRANCH, DAY)
        found: Any = profile(services, BRANCH, DAY)
        around: Any = neighbourhood(services, BRANCH, Around(DAY))
        paths: Any = find_paths(services, PathQuestion([CLIENT, "p-a"], DAY))
        linked: Any = find_paths(services, PathQuestion(["p-h", "p-a"], LATER))

        assert [(one["person"]["name"], one["role"]) for one in offices["offices"]] == [("人-b", "branch_head")]
        assert {name: len(found[name]) for name in ("officers", "owners", "parents", "decisions")} == {
            "officers": 1, "owners": 2, "parents": 1, "decisions": 1,
        }  # fmt: skip
        assert [one["subject"]["id"] for one in around["neighbours"]] == ["p-b", FIRM, "p-d"]
        assert (paths["paths"], paths["pairs"][0]["distance"], paths["cut"]) == ([], None, [])
        assert [step["title"]["zh"] for step in linked["paths"][0]["steps"]] == ["董事", "同一地址", "法定代表人"]


@pytest.mark.parametrize("kinds", [(), ("NONE",)])
def test_without_a_kind_there_are_no_links(graph_store: BoltGraphStore, kinds: Sequence[str]) -> None:
    put(graph_store, 1, story())

    assert links(graph_store, [FIRM], LinkFilter(kinds)) == set()
