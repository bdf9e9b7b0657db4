"""What is stated under merged keys is read of one person, on every server alike; and nothing stored is another for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

import pytest

from graph_service.model.facts import JUDGED_TABLES, FactRows, Row
from graph_service.model.identities import KnownAs
from graph_service.store.graph.facts_pages import PAGE
from graph_service.store.graph.store import BoltGraphStore
from graph_service.workflow.grounds import FactsByEvent
from tests.graph.facts import BRANCH, CLIENT, FIRM, OTHER, event, organization, person, put, register, representative, story
from tests.servers import GraphServer

NOBODY: dict[str, str] = {}


def merge(store: BoltGraphStore, *groups: Sequence[str], ruled_out: Mapping[str, Sequence[str]] | None = None) -> None:
    """Project groups, each under its first key, in the place of whatever is projected."""
    known = [KnownAs(member, group[0]) for group in groups for member in group]
    known += [KnownAs(event_id, event_id, tuple(persons)) for event_id, persons in (ruled_out or {}).items()]
    gone = store.projection().keys() - {one.id for one in known}
    seq = store.projected()
    assert store.project(seq, seq + 1, known, sorted(gone))


def plain(rows: FactRows) -> dict[str, list[str]]:
    return {table: sorted(map(str, found)) for table, found in rows.items()}


def column(facts: FactRows, table: str, name: str) -> list[object]:
    return sorted((row[name] for row in facts[table]), key=str)


class TestFacts:
    def test_facts_of_merged_keys_are_those_of_one_confirmed_person_with_all_offices(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story() | {"persons": [person("p-b", confirmed=False), person("p-h", name="本名", honoured=True)]})
        before = graph_store.facts_for(["ev-1"])

        merge(graph_store, ("p-h", "p-b"))

        facts = graph_store.facts_for(["ev-1"])
        held = [(row["role"], row["organization"]) for row in facts["roles"] if row["person"] == "p-h"]
        assert sorted(held) == [("branch_head", BRANCH), ("director", OTHER), ("supervisor", OTHER)]
        (one,) = [row for row in facts["persons"] if row["id"] in {"p-b", "p-h"}]
        assert (one["id"], one["name"], one["confirmed"], one["honoured"]) == ("p-h", "本名", True, True)
        unaware = [row for row in before["roles"] if row["person"] == "p-b"]
        assert {row["source"] for row in unaware} <= {row["source"] for row in facts["roles"]}

    def test_what_is_stated_twice_is_read_once_and_what_differs_stays(self, graph_store: BoltGraphStore) -> None:
        held = {"organization": FIRM, "role": "director", "start": date(2018, 1, 1)}
        found = {"event": "ev-1", "liability": "direct"}
        rows: dict[str, list[Row]] = {
            "events": [event("ev-1")],
            "persons": [person("p-a"), person("p-b")],
            "roles": [held | {"person": "p-a"}, held | {"person": "p-b"}, held | {"person": "p-b", "role": "supervisor"}],
            "holdings": [{"holder": key, "organization": FIRM, "share": share} for key, share in (("p-a", 0.1), ("p-b", 0.2))],
            "findings": [found | {"person": "p-a", "found": True}, found | {"person": "p-b", "found": False}],
        }
        put(graph_store, 1, rows)
        stated = graph_store.facts_for(["ev-1"])

        merge(graph_store, ("p-a", "p-b"))

        facts = graph_store.facts_for(["ev-1"])
        directors = [row["source"] for row in stated["roles"] if row["role"] == "director"]
        assert column(facts, "roles", "role") == ["director", "supervisor"]
        assert [row["source"] for row in facts["roles"] if row["role"] == "director"] == [min(map(str, directors))]
        assert (column(facts, "holdings", "share"), column(facts, "findings", "found")) == ([0.1, 0.2], [False, True])
        assert {row["person"] for row in facts["findings"]} == {row["holder"] for row in facts["holdings"]} == {"p-a"}
        assert len(facts["persons"]) == 1

    def test_a_merged_subject_of_an_event_is_its_subject_under_the_key_by_which_it_is_known(
        self, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, {"events": [event("ev-p", "p-a")], "persons": [person("p-a"), person("p-b")]})

        merge(graph_store, ("p-b", "p-a"))

        facts = graph_store.facts_for(["ev-p"])
        assert (column(facts, "events", "subject"), column(facts, "persons", "id")) == (["p-b"], ["p-b"])

    def test_a_key_that_is_only_in_the_ledger_yet_stands_for_what_is_stated(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"events": [event("ev-p", "p-a")], "persons": [person("p-a", name="人甲")]})

        merge(graph_store, ("p-later", "p-a"))

        assert graph_store.facts_for(["ev-p"])["persons"][0] | {"source": None} == {
            "id": "p-later", "name": "人甲", "confirmed": True, "honoured": None, "source": None,
        }  # fmt: skip
        assert graph_store.subject("p-a") == graph_store.subject("p-later")
        assert _all(graph_store) == plain(graph_store.facts_for(["ev-p"]))

    def test_a_recognised_masked_subject_is_the_subject_and_nobody_else_is_a_candidate(
        self, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, _masked())

        merge(graph_store, ("p-a", "ev-m", "p-x"))

        facts = graph_store.facts_for(["ev-m"])
        assert column(facts, "events", "subject") == ["p-a"]
        assert {(row["person"], row["compatible"]) for row in facts["candidates"]} == {("p-b", False), ("p-c", False)}
        assert graph_store.events_of("p-x") == graph_store.events_of("p-a") == ["ev-m"]

    def test_whom_an_officer_ruled_out_is_no_candidate_any_longer_under_any_key(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, _masked())

        merge(graph_store, ("p-c", "p-b"), ruled_out={"ev-m": ["p-b"]})

        facts = graph_store.facts_for(["ev-m"])
        assert column(facts, "events", "subject") == [None]
        assert {(row["person"], row["compatible"]) for row in facts["candidates"]} == {("p-a", True), ("p-c", False)}

    def test_facts_around_a_merged_person_are_those_around_the_one_it_is_known_as(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        merge(graph_store, ("p-h", "p-e"))

        around = graph_store.facts_around(BRANCH, [CLIENT, "p-e", "p-f", "p-g"])
        stated = {"events", "findings", "sanctions", "namings", "candidates", "participants"}
        of_event = graph_store.facts_for(["ev-1"])
        assert around == {table: [] if table in stated else rows for table, rows in of_event.items()}
        assert "p-h" in {row["person"] for row in around["roles"]}

    @pytest.mark.parametrize("seed", range(3))
    def test_merged_facts_read_together_are_told_apart_and_read_in_pages_alike(
        self, graph_store: BoltGraphStore, seed: int
    ) -> None:
        random = Random(seed)
        put(graph_store, 1, story())
        put(graph_store, 2, register(PAGE // 2 + 5))
        _merge_some(graph_store, random)
        ids = graph_store.event_ids()

        together = graph_store.facts_for(ids)

        by_event = FactsByEvent(together)
        for event_id in random.sample(list(ids), 12):
            alone = graph_store.facts_for([event_id])
            assert plain(by_event.only([event_id])) == plain(alone)
            assert by_event.fingerprint(event_id) == FactsByEvent(alone).fingerprint(event_id)
        assert _all(graph_store) == plain(together)

    @pytest.mark.parametrize("seed", range(3))
    def test_every_event_whose_facts_have_a_person_is_named_for_it(self, graph_store: BoltGraphStore, seed: int) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, register(8))
        branch = [organization("FIRM0000", type="branch", parent="FIRM0001"), organization("FIRM0002")]
        put(graph_store, 3, {"organizations": branch, "participants": [{"event": "ev-2", "organization": "FIRM0002"}]})
        _merge_some(graph_store, Random(seed), most=8)

        for event_id in graph_store.event_ids():
            for key in column(graph_store.facts_for([event_id]), "persons", "id"):
                assert event_id in graph_store.events_reading([str(key)]), (event_id, key)


def _masked() -> dict[str, list[Row]]:
    return {
        "events": [event("ev-m", None, kind="court")],
        "persons": [person(f"p-{letter}") for letter in "abcx"],
        "candidates": [{"event": "ev-m", "person": f"p-{letter}", "compatible": True} for letter in "abc"],
    }


def _merge_some(store: BoltGraphStore, random: Random, most: int = 40) -> None:
    keys = [f"p-{number:05d}" for number in range(16 if most < 10 else PAGE)] + [f"p-{letter}" for letter in "abcdefgh"]
    random.shuffle(keys)
    groups, start = [], 0
    for _ in range(most):
        size = random.choice([2, 2, 2, 3])
        groups.append(keys[start : start + size])
        start += size
    merge(store, *(group for group in groups if len(group) > 1))


def _all(store: BoltGraphStore) -> dict[str, list[str]]:
    found: dict[str, list[Row]] = {table: [] for table in JUDGED_TABLES}
    for table, rows in store.all_facts(store.graph_version()):
        found[table] += rows
    return plain(found)


class TestSubjects:
    def test_a_merged_key_leads_to_the_one_by_which_the_person_is_known(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"persons": [person("p-a", name="甲"), person("p-b", name="乙", confirmed=False), person("p-c")]})

        merge(graph_store, ("p-b", "p-a"))

        found = graph_store.subject("p-a")
        assert found is not None
        assert (found.id, found.name, found.merged, found.keys) == ("p-b", "乙", ("p-a",), {"p-a", "p-b"})
        assert (found.properties or {})["confirmed"] is True
        assert found == graph_store.subject("p-b")
        assert graph_store.subject("p-c").merged == ()  # type: ignore[union-attr]  # it is there
        assert graph_store.known_as(["p-a", "p-b", "p-c", "none"]) == {"p-a": "p-b"}

    def test_a_name_finds_a_merged_person_once_by_any_of_its_names(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"persons": [person("p-a", name="同名"), person("p-b", name="同名"), person("p-c", name="曾用名")]})

        merge(graph_store, ("p-b", "p-a", "p-c"))

        assert [record.id for record in graph_store.subjects_named("同名", limit=5)] == ["p-b"]
        assert graph_store.subjects_named("曾用名", limit=5) == graph_store.subjects_named("同名", limit=5)

    def test_the_map_draws_a_merged_person_once_with_everything_that_ties_it(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        merge(graph_store, ("p-h", "p-b"))

        drawn = graph_store.neighbourhood("p-b", limit=50)
        ties = {(edge.label, edge.target) for edge in drawn.relationships if edge.source == "p-h"}
        assert (drawn.centre, drawn.hidden, drawn.truncated) == ("p-h", {}, False)
        assert ties == {("branch_head", BRANCH), ("supervisor", OTHER), ("director", OTHER)}
        assert {record.id for record in drawn.subjects} == {"p-h", BRANCH, OTHER, FIRM, "p-d", "p-a"}
        around_the_firm = graph_store.neighbourhood(OTHER, limit=50)
        assert [record.id for record in around_the_firm.subjects][:2] == [OTHER, "p-h"]

    def test_the_map_draws_a_tie_that_is_stated_twice_once_and_counts_only_what_it_hides(
        self, graph_store: BoltGraphStore
    ) -> None:
        holders = [{"holder": f"p-{number:02d}", "organization": FIRM, "share": 0.01} for number in range(12)]
        put(graph_store, 1, {"organizations": [organization(FIRM)], "holdings": holders})
        merge(graph_store, ("p-00", "p-01", "p-02"))

        whole, part = (graph_store.neighbourhood(FIRM, limit=limit) for limit in (50, 6))

        assert (len(whole.subjects), len(whole.relationships), whole.hidden) == (11, 10, {})
        assert part.hidden == {FIRM: 11 - len(part.subjects)}

    def test_events_are_those_of_all_merged_keys(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        merge(graph_store, ("p-h", "p-e"))

        assert graph_store.events_of("p-e") == graph_store.events_touching(["p-h"]) == ["ev-1", "ev-2"]

    def test_licences_and_honours_of_merged_keys_stand_under_the_key_by_which_the_person_is_known(
        self, graph_store: BoltGraphStore
    ) -> None:
        rows: dict[str, list[Row]] = {
            "persons": [person("p-a"), person("p-b")],
            "licences": [{"id": "lic-1", "holder": "p-a", "number": "执11-1"}],
            "honours": [{"id": "hon-1", "subject": "p-b", "title": "诚信典型"}],
        }
        put(graph_store, 1, rows)

        merge(graph_store, ("p-b", "p-a"))

        found = graph_store.entries_of(["p-a"], limit=9)
        assert [(one.subject, one.table) for one in found] == [("p-b", "honours"), ("p-b", "licences")]
        assert graph_store.ties(["p-a"])["p-b"].licences == {"执11-1"}


class TestProjection:
    def test_a_changed_reading_raises_the_graph_version_once_and_no_change_does_not(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        version = graph_store.graph_version()

        assert graph_store.project(0, 3, [KnownAs("p-a", "p-a"), KnownAs("p-b", "p-a")], [])
        assert graph_store.project(3, 4, [], [])

        assert (graph_store.graph_version(), graph_store.projected()) == (version + 1, 4)

    def test_a_change_from_another_state_is_refused_without_a_trace(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        merge(graph_store, ("p-a", "p-b"))
        version, digest = graph_store.graph_version(), graph_store.graph_digest(NOBODY)

        assert not graph_store.project(7, 8, [KnownAs("p-c", "p-c"), KnownAs("p-d", "p-c")], ["p-a"])

        assert (graph_store.graph_version(), graph_store.projected()) == (version, 1)
        assert graph_store.graph_digest(NOBODY) == digest

    def test_a_merge_shows_in_the_digest_and_its_undoing_leaves_no_trace_even_where_facts_changed_meanwhile(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        later = {"persons": [person("p-b", name="更名")], "roles": [representative("p-b", OTHER, date(2024, 1, 1))]}
        put(graph_store, 1, story())
        apart = graph_store.graph_digest(NOBODY)
        merge(graph_store, ("p-a", "p-b"), ruled_out={"ev-1": ["p-g"]})
        merged = graph_store.graph_digest(NOBODY)
        put(graph_store, 2, later)
        merge(graph_store)

        undone, facts = graph_store.graph_digest(NOBODY), plain(graph_store.facts_for(["ev-1", "ev-2"]))

        graph_server.empty()
        put(graph_store, 1, story())
        put(graph_store, 2, later)
        assert (undone, facts) == (graph_store.graph_digest(NOBODY), plain(graph_store.facts_for(["ev-1", "ev-2"])))
        assert apart != merged
        assert graph_store.projection() == {}

    def test_the_digest_of_a_merge_sees_through_other_person_keys(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        digests = []
        for one, other in (("p-1", "p-2"), ("p-8", "p-9")):
            graph_server.empty()
            put(
                graph_store, 1, {"persons": [person(one, name="人"), person(other, name="人")], "events": [event("ev-1", None)]}
            )
            merge(graph_store, (one, other), ruled_out={"ev-1": [other]})
            digests.append(graph_store.graph_digest({one: "A", other: "B"}))

        assert digests[0] == digests[1]
