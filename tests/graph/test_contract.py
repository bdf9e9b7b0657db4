"""What a graph store promises, on every server alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph_service.errors import InputError, NotFoundError, SchemaError, StoreConflictError
from graph_service.model.facts import JUDGED_TABLES, Row
from graph_service.store.graph.client import BoltClient
from graph_service.store.graph.facts_pages import PAGE
from graph_service.store.graph.queries import all_query_names, named_query
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ports import Provenance, PutCounts
from graph_service.workflow.grounds import FactsByEvent
from tests.graph.facts import (
    BRANCH,
    CLIENT,
    FIRM,
    OTHER,
    event,
    live_representatives,
    load,
    numbers,
    organization,
    person,
    put,
    register,
    representative,
    story,
)
from tests.servers import GraphServer

NOBODY: dict[str, str] = {}


class TestGraphStore:
    def test_every_query_is_understood_by_the_server(self, graph_server: GraphServer, graph_store: BoltGraphStore) -> None:
        def explain(name: str) -> None:
            query = named_query(name)
            given = {
                "id": "x",
                "name": "x",
                "most": 1,
                "counted": 1,
                "recorded_to": 1,
                "source": {"id": "x"},
                "shared": {"id": "x"},
            }
            params = {param: given.get(param, []) for param in query.params}
            with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
                session.run("EXPLAIN " + query.text, params).consume()

        for name in all_query_names():
            explain(name)

        assert graph_store.graph_version() == 0

    def test_a_complete_schema_is_accepted_and_migrating_again_does_nothing(self, graph_store: BoltGraphStore) -> None:
        graph_store.check_schema()

        assert graph_store.migrate() == ()

    def test_a_missing_constraint_is_named_and_brought_back(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
            session.run("DROP CONSTRAINT source_id").consume()

        with pytest.raises(SchemaError, match="source_id"):
            graph_store.check_schema()

        graph_store.migrate()
        graph_store.check_schema()

    def test_every_column_of_every_judged_table_comes_back_as_it_was_put(self, graph_store: BoltGraphStore) -> None:
        rows = story()
        put(graph_store, 1, rows)

        facts = graph_store.facts_for(["ev-1", "ev-2"])

        for table, columns in JUDGED_TABLES.items():
            read = [{name: value for name, value in row.items() if name != "source"} for row in facts[table]]
            expected = [{name: row.get(name) for name in columns if name != "source"} for row in rows[table]]
            assert sorted(map(str, read)) == sorted(map(str, expected))

    def test_the_same_put_twice_changes_nothing(self, graph_store: BoltGraphStore) -> None:
        rows = story()
        total = sum(map(len, rows.values()))
        first = put(graph_store, 1, rows)
        version, digest = graph_store.graph_version(), graph_store.graph_digest(NOBODY)

        second = put(graph_store, 1, rows)

        assert (first.created, first.unchanged, first.closed) == (total, 0, 0)
        assert (second.created, second.unchanged, second.closed) == (0, total, 0)
        assert (second.created_rows, second.written_rows) == (frozenset(), first.written_rows)
        assert (graph_store.graph_version(), graph_store.graph_digest(NOBODY)) == (version, digest)

    def test_each_write_of_facts_raises_the_graph_version_by_one(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"persons": [person("p-a")]})
        put(graph_store, 2, {"persons": [person("p-b")]})

        assert graph_store.graph_version() == 2

    def test_a_row_that_another_load_already_stated_is_unchanged_and_not_written_by_this_load(
        self, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, {"persons": [person("p-a")]})

        counts = put(graph_store, 2, {"persons": [person("p-a"), person("p-b")]})

        assert counts == PutCounts(1, 1, 0, frozenset({2}), frozenset({2}))

    def test_of_two_rows_with_one_key_the_last_counts(self, graph_store: BoltGraphStore) -> None:
        counts = put(graph_store, 1, {"persons": [person("p-a", name="旧"), person("p-a", name="新")]})

        assert counts == PutCounts(1, 1, 0, frozenset({2}), frozenset({2}))
        assert _name(graph_store, "p-a") == "新"

    def test_a_new_content_replaces_the_old_and_keeps_it_as_history(self, graph_store: BoltGraphStore) -> None:
        holding = {"holder": "p-d", "organization": FIRM, "share": 0.25}
        put(graph_store, 1, story() | {"holdings": [holding]})
        old = _facts(graph_store, "ev-1", "holdings", organization=FIRM)

        counts = put(graph_store, 2, {"holdings": [holding | {"share": 0.5}]})

        new = _facts(graph_store, "ev-1", "holdings", organization=FIRM)
        assert (counts.created, counts.closed) == (1, 1)
        assert [row["share"] for row in new] == [0.5]
        origin = graph_store.provenance([old[0]["source"], new[0]["source"]])
        assert origin[old[0]["source"]].recorded_to == origin[new[0]["source"]].recorded_from == load(2).recorded_at

    def test_a_changed_node_keeps_its_old_content_as_history(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"events": [event("ev-9", None, document="一号")]})
        old = graph_store.facts_for(["ev-9"])["events"][0]["source"]

        counts = put(graph_store, 2, {"events": [event("ev-9", None, annulled_date=date(2021, 1, 1))]})

        new = graph_store.facts_for(["ev-9"])["events"][0]
        assert (counts.created, counts.closed) == (1, 1)
        assert (new["annulled_date"], new["document"]) == (date(2021, 1, 1), "一号")
        assert graph_store.provenance([old])[old].recorded_to == load(2).recorded_at

    def test_a_content_that_comes_back_is_believed_again(self, graph_store: BoltGraphStore) -> None:
        holding = {"holder": "p-d", "organization": FIRM, "share": 0.25}
        put(graph_store, 1, story() | {"holdings": [holding]})
        fact = _facts(graph_store, "ev-1", "holdings", organization=FIRM)[0]["source"]
        put(graph_store, 2, {"holdings": [holding | {"share": 0.5}]})

        put(graph_store, 3, {"holdings": [holding]})

        assert [row["source"] for row in _facts(graph_store, "ev-1", "holdings", organization=FIRM)] == [fact]
        assert graph_store.provenance([fact])[fact].recorded_from == load(3).recorded_at

    def test_an_older_load_never_replaces_what_a_newer_one_said(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 2, {"organizations": [organization(FIRM, name="新名")]})

        counts = put(graph_store, 1, {"organizations": [organization(FIRM, name="旧名", industry="food")]})

        assert (counts.created, counts.closed) == (1, 1)
        assert _name(graph_store, FIRM) == "新名"
        assert (graph_store.subject(FIRM).properties or {})["industry"] == "food"

    def test_provenance_names_file_hash_row_load_and_time(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        fact = graph_store.facts_for(["ev-1"])["findings"][0]["source"]

        found = graph_store.provenance([fact, "findings:unknown@ev-1", "nonsense"])

        moment = datetime(2026, 1, 2, tzinfo=UTC)
        assert found == {fact: Provenance(fact, "file-1.csv", f"{1:064x}", 1, "load-1", moment, None)}

    def test_a_fact_says_what_its_row_said_and_a_superseded_one_is_still_found(self, graph_store: BoltGraphStore) -> None:
        held = representative("p-a", FIRM, date(2020, 1, 1))
        put(graph_store, 1, {"events": [event("ev-1")], "roles": [held]})
        before = str(graph_store.facts_for(["ev-1"])["roles"][0]["source"])
        put(graph_store, 2, {"roles": [{**held, "end": date(2021, 1, 1)}]})

        found = graph_store.fact(before)

        assert found is not None
        assert (found.table, found.content["person"], found.content["start"]) == ("roles", "p-a", date(2020, 1, 1))
        assert (found.content["end"], found.provenance.load_id) == (None, "load-1")
        assert found.provenance.recorded_to is not None
        assert graph_store.fact("roles:unknown@p-a") is None

    def test_every_fact_of_a_closure_has_a_provenance(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        facts = [row["source"] for rows in graph_store.facts_for(["ev-1", "ev-2"]).values() for row in rows]

        assert graph_store.provenance(facts).keys() == set(facts)

    def test_the_closure_of_an_event_holds_what_may_matter_and_no_more(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        facts = graph_store.facts_for(["ev-1"])

        assert {row["id"] for row in facts["events"]} == {"ev-1"}
        assert {row["id"] for row in facts["organizations"]} == {FIRM, BRANCH, CLIENT, OTHER}
        assert {row["id"] for row in facts["persons"]} == {f"p-{letter}" for letter in "abcdefg"}
        held = {(row["person"], row["organization"]) for row in facts["roles"]}
        assert held == {("p-a", FIRM), ("p-b", BRANCH), ("p-b", OTHER), ("p-c", CLIENT)}
        assert {row["holder"] for row in facts["holdings"]} == {FIRM, "p-d"}

    def test_the_facts_around_subjects_are_those_of_an_event_against_the_first_that_leads_to_the_others(
        self, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, story())
        of_event = graph_store.facts_for(["ev-1"])

        around = graph_store.facts_around(BRANCH, [CLIENT, "p-e", "p-f", "p-g"])

        stated = {"events", "findings", "sanctions", "namings", "candidates", "participants"}
        assert around == {table: [] if table in stated else rows for table, rows in of_event.items()}
        assert graph_store.facts_around("none", []) == {table: [] for table in JUDGED_TABLES}

    def test_facts_read_together_are_told_apart_by_event_as_the_store_would(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, register(5))
        ids = graph_store.event_ids()

        together = FactsByEvent(graph_store.facts_for(ids))

        for event_id in ids:
            alone = graph_store.facts_for([event_id])
            assert together.only([event_id]) == alone
            assert together.fingerprint(event_id) == FactsByEvent(alone).fingerprint(event_id)

    def test_the_closure_of_an_unknown_event_is_empty(self, graph_store: BoltGraphStore) -> None:
        assert graph_store.facts_for(["ev-none"]) == {table: [] for table in JUDGED_TABLES}

    def test_the_closure_of_many_events_is_that_of_each_together(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, register(30))
        ids = graph_store.event_ids()

        together = graph_store.facts_for(ids)

        one_by_one = [graph_store.facts_for([key]) for key in ids]
        for table in JUDGED_TABLES:
            assert {str(row) for row in together[table]} == {str(row) for facts in one_by_one for row in facts[table]}
            assert len({row.get("source") for row in together[table]}) == len(together[table])

    def test_all_facts_are_those_of_every_closure_together_and_each_comes_once(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, register(PAGE))
        put(graph_store, 3, {"persons": [person("p-a", name="更名")]})

        found: dict[str, list[Row]] = {table: [] for table in JUDGED_TABLES}
        for table, rows in graph_store.all_facts(graph_store.graph_version()):
            found[table] += rows

        closures = graph_store.facts_for(graph_store.event_ids())
        assert {table: sorted(map(str, rows)) for table, rows in found.items()} == {
            table: sorted(map(str, rows)) for table, rows in closures.items()
        }
        assert [row["id"] for row in found["events"]] == graph_store.event_ids()

    def test_all_facts_of_a_version_that_has_passed_are_refused(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        version = graph_store.graph_version()
        put(graph_store, 2, {"persons": [person("p-z")]})

        with pytest.raises(StoreConflictError, match="changed while it was read"):
            list(graph_store.all_facts(version))

    def test_event_ids_come_in_order_and_leave_out_what_is_only_named(self, graph_store: BoltGraphStore) -> None:
        finding = {"event": "ev-0", "person": "p-a", "liability": "direct", "found": True}
        put(graph_store, 1, {"events": [event("ev-2", None), event("ev-1", None)], "findings": [finding]})

        assert graph_store.event_ids() == ["ev-1", "ev-2"]
        assert graph_store.known_events(["ev-0", "ev-2", "ev-3"]) == {"ev-2": ("penalty", "food")}

    def test_the_newest_events_come_first_and_one_without_a_deciding_day_is_left_out(self, graph_store: BoltGraphStore) -> None:
        older = event("ev-0", None, decision_date=date(2024, 3, 1))
        newer = event("ev-1", None, decision_date=None, listing_date=date(2025, 3, 1))
        undecided = event("ev-2", None, decision_date=None, correction_date=date(2026, 3, 1))
        put(graph_store, 1, {"events": [older, newer, undecided]})

        assert graph_store.newest_events(5) == ["ev-1", "ev-0"]
        assert graph_store.newest_events(1) == ["ev-1"]

    def test_a_subject_named_before_it_is_described_becomes_described(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"roles": [representative("p-a", FIRM, None)]})
        named = graph_store.known([FIRM, "p-a"])

        put(graph_store, 2, {"organizations": [organization(FIRM, name="企业")], "persons": [person("p-a")]})

        assert (named, graph_store.known([FIRM, "p-a", "none"])) == (frozenset(), {FIRM, "p-a"})
        assert _name(graph_store, FIRM) == "企业"

    def test_a_person_can_not_become_an_organization(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"persons": [person("p-a")]})

        with pytest.raises(InputError, match="is on record as person"):
            put(graph_store, 2, {"organizations": [organization("p-a")]})

    @pytest.mark.parametrize(
        ("rows", "place"),
        [
            ({"persons": [{"id": "p-a", "name": "人"}]}, "confirmed"),
            ({"persons": [person("p-a", number="1")]}, "number"),
            ({"people": []}, "people"),
        ],
    )
    def test_a_row_that_does_not_fit_its_table_is_refused(
        self, graph_store: BoltGraphStore, rows: dict[str, list[dict[str, object]]], place: str
    ) -> None:
        with pytest.raises(InputError, match=place):
            graph_store.put(load(1), rows, numbers(rows))

        assert graph_store.graph_version() == 0

    def test_a_branch_that_moves_has_one_parent(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        put(graph_store, 2, {"organizations": [organization(BRANCH, type="branch", parent=OTHER)]})

        drawn = graph_store.neighbourhood(BRANCH, limit=20).relationships
        assert [(edge.source, edge.target) for edge in drawn if edge.type == "BRANCH_OF"] == [(BRANCH, OTHER)]

    def test_subjects_are_found_by_key_and_by_exact_name(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story() | {"persons": [person("p-z", name="同名"), person("p-y", name="同名")]})

        found = graph_store.subjects_named("同名", limit=5)

        assert [(record.id, record.kind) for record in found] == [("p-y", "person"), ("p-z", "person")]
        assert len(graph_store.subjects_named("同名", limit=1)) == 1
        assert graph_store.subject("none") is None

    def test_a_neighbourhood_is_bounded_and_counts_what_it_hides(self, graph_store: BoltGraphStore) -> None:
        holders = [{"holder": f"p-{number}", "organization": FIRM, "share": 0.01} for number in range(30)]
        put(graph_store, 1, {"organizations": [organization(FIRM)], "holdings": holders})

        drawn = graph_store.neighbourhood(FIRM, limit=11)

        assert (len(drawn.subjects), len(drawn.relationships)) == (11, 10)
        assert (drawn.subjects[0].id, drawn.hidden, drawn.truncated) == (FIRM, {FIRM: 20}, True)

    def test_a_small_neighbourhood_is_whole(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        drawn = graph_store.neighbourhood("p-b", limit=50)

        assert {record.id for record in drawn.subjects} == {"p-b", BRANCH, OTHER, FIRM, "p-d", "p-h", "p-a"}
        assert (drawn.hidden, drawn.truncated) == ({}, False)

    def test_a_neighbourhood_of_nobody_is_refused(self, graph_store: BoltGraphStore) -> None:
        with pytest.raises(NotFoundError):
            graph_store.neighbourhood("none", limit=5)

    @pytest.mark.parametrize(
        ("subject", "events"),
        [
            (BRANCH, ["ev-1"]), (FIRM, ["ev-1"]), ("p-a", ["ev-1"]), ("p-b", ["ev-1", "ev-2"]), ("p-d", ["ev-1"]), ("p-e", ["ev-1"]),
            ("p-f", ["ev-1"]), ("p-g", ["ev-1"]), ("p-h", ["ev-2"]), (CLIENT, ["ev-1"]), ("none", []),
        ],
    )  # fmt: skip
    def test_events_touch_whom_they_are_against_whom_they_name_and_office_holders(
        self, graph_store: BoltGraphStore, subject: str, events: list[str]
    ) -> None:
        put(graph_store, 1, story())

        assert graph_store.events_of(subject) == events

    def test_events_that_touch_several_subjects_are_named_once(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        assert graph_store.events_touching(["p-h", "p-a", "none", "p-b"]) == ["ev-1", "ev-2"]
        assert graph_store.events_touching([]) == []

    def test_a_new_representative_ends_the_one_before(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        before = _facts(graph_store, "ev-1", "roles", organization=FIRM)[0]["source"]

        graph_store.change_legal_representative(load(2), FIRM, "p-h", date(2020, 1, 1))

        changed = date(2020, 1, 1)
        line = live_representatives(graph_store.facts_for(["ev-1"]), FIRM)
        assert line == [("p-a", date(2015, 1, 1), changed), ("p-h", changed, None)]
        assert graph_store.provenance([before])[before].recorded_to == load(2).recorded_at

    def test_the_order_of_loads_makes_no_difference_to_the_line_of_representatives(self, graph_store: BoltGraphStore) -> None:
        first, second = representative("p-a", FIRM, date(2015, 1, 1)), representative("p-b", FIRM, date(2019, 1, 1))
        put(graph_store, 1, story() | {"roles": [second]})
        put(graph_store, 2, {"roles": [first]})
        line = live_representatives(graph_store.facts_for(["ev-1"]), FIRM)

        again = put(graph_store, 3, {"roles": [first, second]})

        assert line == [("p-a", date(2015, 1, 1), date(2019, 1, 1)), ("p-b", date(2019, 1, 1), None)]
        assert (again.created, again.closed) == (0, 0)

    def test_a_list_and_the_changes_on_record_complete_each_other_in_either_order(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        seat = {"person": "p-a", "organization": FIRM, "role": "supervisor"}
        came, left = date(2018, 3, 1), date(2020, 3, 1)
        changes = [
            {**seat, "start": came, "registered_on": came, "change": "began", "changed_on": came},
            {**seat, "end": left, "change": "ended", "changed_on": left},
        ]
        lines = []
        for first, second in (([seat], changes), (changes, [seat])):
            graph_server.empty()
            put(graph_store, 1, story() | {"roles": first})
            put(graph_store, 2, {"roles": second})
            held = _facts(graph_store, "ev-1", "roles", role="supervisor")
            lines.append([(row["person"], row["start"], row["end"], row["registered_on"]) for row in held])
            assert put(graph_store, 3, {"roles": [seat, *changes]}).created == 0

        assert lines == [[("p-a", came, left, came)]] * 2

    def test_a_transaction_run_twice_by_the_driver_counts_once(
        self, graph_server: GraphServer, graph_store: BoltGraphStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = BoltClient.write
        monkeypatch.setattr(BoltClient, "write", lambda client, work: (plain(client, work), plain(client, work))[0])

        put(graph_store, 1, story())

        monkeypatch.undo()
        digest = graph_store.graph_digest(NOBODY)
        graph_server.empty()
        put(graph_store, 1, story())
        assert graph_store.graph_digest(NOBODY) == digest

    def test_a_digest_sees_through_other_person_keys_and_sees_every_other_difference(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, {"persons": [person("p-1", name="人")], "roles": [representative("p-1", FIRM, None)]})
        one = graph_store.graph_digest({"p-1": "A"})
        other_key = graph_store.graph_digest({"p-1": "B"})
        graph_server.empty()
        put(graph_store, 1, {"persons": [person("p-2", name="人")], "roles": [representative("p-2", FIRM, None)]})

        assert graph_store.graph_digest({"p-2": "A"}) == one != other_key
        put(graph_store, 2, {"persons": [person("p-2", name="人", honoured=True)]})
        assert graph_store.graph_digest({"p-2": "A"}) != one


def _facts(store: BoltGraphStore, event_id: str, table: str, **wanted: object) -> list[dict[str, str]]:
    rows = store.facts_for([event_id])[table]
    return [dict(row) for row in rows if all(row[name] == value for name, value in wanted.items())]  # type: ignore[arg-type]  # read loosely


def _name(store: BoltGraphStore, subject: str) -> str:
    found = store.subject(subject)
    assert found is not None
    return found.name
