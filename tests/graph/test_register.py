"""What a graph store promises of what is kept beside the judged facts: keys of organisations and entries about subjects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from graph_service.errors import SchemaError
from graph_service.model.facts import ENTRY_TABLES, TABLES, Row
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.register_ports import FormerName, OrganizationKey, OrganizationMatch, Registered, Representative
from graph_service.workflow.grounds import FactsByEvent
from tests.graph.facts import CLIENT, FIRM, OTHER, entries, event, load, organization, put, register, story
from tests.servers import GraphServer

NOBODY: dict[str, str] = {}
SHOWN = ("names", "licences", "honours", "references")
#: A key of each kind that FIRM bears in ``story``.
KEYS = (
    OrganizationKey("organization_code", "MA0FAKE01"),
    OrganizationKey("registration_number", "110000000000011"),
    OrganizationKey("name", "企业01X", "110000"),
)
ONCE = OrganizationKey("name", "旧名(北京)", "110000")
PERIOD = (date(2010, 1, 1), date(2018, 1, 1))


def stored(server: GraphServer, label: str) -> list[Mapping[str, object]]:
    """Read the nodes of a label past the product, the oldest recorded first."""
    text = f"MATCH (n:{label}) RETURN n {{.*}} AS node ORDER BY node.recorded_from"
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        return [record["node"] for record in session.run(text)]


def registered(key: str, **more: object) -> Row:
    """An organisation that a register describes."""
    return organization(key, registrar="某市场监督管理局", **more)


class TestColumns:
    @pytest.mark.parametrize("table", ["organizations", "holdings", "participants"])
    def test_what_is_kept_beside_the_judged_columns_comes_back_with_the_fact(
        self, graph_store: BoltGraphStore, table: str
    ) -> None:
        rows = story()
        put(graph_store, 1, rows)

        facts = [graph_store.fact(str(row["source"])) for row in graph_store.facts_for(["ev-1", "ev-2"])[table]]

        expected = [{name: row.get(name) for name in TABLES[table] if name != "source"} for row in rows[table]]
        assert sorted(str(fact.content) for fact in facts if fact) == sorted(map(str, expected))

    def test_every_column_of_every_entry_comes_back_as_it_was_put(self, graph_store: BoltGraphStore) -> None:
        rows = entries()
        put(graph_store, 1, rows)

        found = graph_store.entries_of([FIRM, "p-b", OTHER], limit=9)

        for table in SHOWN:
            expected = [{name: row.get(name) for name in TABLES[table] if name != "source"} for row in rows[table]]
            assert sorted(str(one.content) for one in found if one.table == table) == sorted(map(str, expected))
        assert {one.subject for one in found if one.table == "licences"} == {FIRM, "p-b"}


class TestEntries:
    @pytest.mark.parametrize(
        ("table", "column"), [("names", "name"), ("licences", "number"), ("honours", "title"), ("references", "grade")]
    )
    def test_a_corrected_entry_replaces_the_old_one_which_stays_as_history(
        self, graph_store: BoltGraphStore, table: str, column: str
    ) -> None:
        row = entries()[table][0]
        put(graph_store, 1, {table: [row]})
        (before,) = graph_store.entries_of([FIRM], limit=9)

        counts = put(graph_store, 2, {table: [{**row, column: "更正"}]})

        (after,) = graph_store.entries_of([FIRM], limit=9)
        origin = graph_store.provenance([before.fact, after.fact])
        past = graph_store.fact(before.fact)
        assert (counts.created, counts.closed, after.content[column]) == (1, 1, "更正")
        assert origin[before.fact].recorded_to == origin[after.fact].recorded_from == load(2).recorded_at
        assert past is not None
        assert past.content == before.content

    @pytest.mark.parametrize("table", ENTRY_TABLES)
    def test_an_entry_said_again_changes_nothing_and_an_older_load_becomes_history(
        self, graph_store: BoltGraphStore, table: str
    ) -> None:
        row = entries()[table][0]
        put(graph_store, 2, {table: [row]})

        again = put(graph_store, 3, {table: [row]})
        older = put(graph_store, 1, {table: [{**row, "end": None}]})
        still = put(graph_store, 4, {table: [row]})

        assert (again.created, again.unchanged) == (0, 1)
        assert (older.created, older.closed, still.created, still.unchanged) == (1, 0, 0, 1)

    @pytest.mark.parametrize("table", ENTRY_TABLES)
    def test_the_digest_sees_every_kind_of_entry(self, graph_store: BoltGraphStore, table: str) -> None:
        row = entries()[table][0]
        put(graph_store, 1, {table: [row]})
        before = graph_store.graph_digest(NOBODY)

        put(graph_store, 2, {table: [{**row, "end": date(2030, 1, 1)}]})

        assert graph_store.graph_digest(NOBODY) != before

    def test_a_licence_that_goes_to_another_holder_is_one_licence(self, graph_store: BoltGraphStore) -> None:
        licence = entries()["licences"][0]
        put(graph_store, 1, {"licences": [licence]})

        put(graph_store, 2, {"licences": [{**licence, "holder": OTHER}]})

        assert [one.subject for one in graph_store.entries_of([FIRM, OTHER], limit=9)] == [OTHER]

    def test_entries_are_bounded_and_the_newest_come_first(self, graph_store: BoltGraphStore) -> None:
        licences: list[Row] = [{"id": f"l-{year}", "holder": FIRM, "start": date(year, 1, 1)} for year in range(2000, 2010)]
        listed: list[Row] = [
            {"id": f"r-{year}", "subject": FIRM, "list": "甲", "start": date(year, 1, 1)} for year in range(2000, 2010)
        ]
        put(graph_store, 1, {"licences": licences, "references": listed})

        found = graph_store.entries_of([FIRM], limit=2)

        assert [one.content["id"] for one in found] == ["l-2009", "l-2008", "r-2009", "r-2008"]
        assert graph_store.entries_of([], limit=2) == []


class TestFindingOrganizations:
    def test_each_key_finds_its_organisation_and_one_that_nobody_bears_finds_none(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        unknown = [OrganizationKey(key.kind, "X", key.area) for key in KEYS]
        elsewhere = OrganizationKey("name", "企业01X", "310000")

        found = graph_store.organizations_found([*KEYS, *unknown, elsewhere])

        assert found == dict.fromkeys(KEYS, (OrganizationMatch(FIRM),)) | dict.fromkeys([*unknown, elsewhere], ())

    def test_a_key_that_several_bear_gives_them_all_up_to_a_bound(self, graph_store: BoltGraphStore) -> None:
        same = {"name_key": "面馆", "area": "110105", "organization_code": "C1", "registration_number": "R1"}
        put(graph_store, 1, {"organizations": [registered(f"O{number:03}", **same) for number in range(30)]})
        keys = [
            OrganizationKey("organization_code", "C1"),
            OrganizationKey("registration_number", "R1"),
            OrganizationKey("name", "面馆", "110105"),
        ]

        found = graph_store.organizations_found(keys)

        assert {key: [one.id for one in found[key]] for key in keys} == {
            key: [f"O{number:03}" for number in range(20)] for key in keys
        }

    def test_many_keys_are_answered_each_for_itself(self, graph_store: BoltGraphStore) -> None:
        firms = [registered(f"O{number:04}", organization_code=f"C{number:04}") for number in range(1100)]
        put(graph_store, 1, {"organizations": firms})
        keys = [OrganizationKey("organization_code", f"C{number:04}") for number in range(1100)]

        found = graph_store.organizations_found(keys)

        assert found == {key: (OrganizationMatch(f"O{key.value[1:]}"),) for key in keys}

    def test_a_former_name_is_found_with_its_period_after_whoever_bears_the_name_now(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, {"organizations": [registered(CLIENT, name_key=ONCE.value, area="110000")]})

        found = graph_store.organizations_found([ONCE, OrganizationKey("name", ONCE.value, "310000")])

        assert list(found.values()) == [(OrganizationMatch(CLIENT), OrganizationMatch(FIRM, True, *PERIOD)), ()]

    def test_a_name_borne_twice_by_one_organisation_comes_with_both_periods(self, graph_store: BoltGraphStore) -> None:
        twice: list[Row] = [
            {"organization": FIRM, "name": "甲", "name_key": "甲", "start": date(year, 1, 1), "end": date(year + 1, 1, 1)}
            for year in (2010, 2015)
        ]
        put(graph_store, 1, {"organizations": [registered(FIRM, area="110000")], "names": twice})
        key = OrganizationKey("name", "甲", "110000")

        found = graph_store.organizations_found([key])[key]

        assert [(one.start, one.end) for one in found] == [(row["start"], row["end"]) for row in twice]

    def test_a_former_name_that_was_corrected_is_found_no_more(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        former = entries()["names"][0]

        put(graph_store, 2, {"names": [{**former, "end": date(2017, 1, 1)}]})

        assert [one.end for one in graph_store.organizations_found([ONCE])[ONCE]] == [date(2017, 1, 1)]
        assert [one.former_name.end for one in graph_store.subjects_named("旧名（北京）", limit=5) if one.former_name] == [
            date(2017, 1, 1)
        ]

    def test_a_search_by_name_finds_former_names_last_and_says_so(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, {"organizations": [organization(CLIENT, name="旧名（北京）")]})

        now, once = graph_store.subjects_named("旧名（北京）", limit=5)

        assert (now.id, now.former_name, once.id, once.name) == (CLIENT, None, FIRM, "企业01X")
        assert once.former_name is not None
        assert (once.former_name.name, once.former_name.start, once.former_name.end) == ("旧名（北京）", *PERIOD)
        assert isinstance(once.former_name, FormerName)
        assert graph_store.fact(once.former_name.fact) is not None
        assert len(graph_store.subjects_named("旧名（北京）", limit=1)) == 1

    def test_a_name_without_an_area_finds_whoever_bears_or_bore_it_anywhere(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())
        put(graph_store, 2, {"organizations": [registered(OTHER, name_key=ONCE.value, area="310000")]})
        key = OrganizationKey("name", ONCE.value)

        found = graph_store.organizations_found([key])[key]

        assert [(one.id, one.former) for one in found] == [(OTHER, False), (FIRM, True)]

    def test_an_organisation_that_no_register_describes_is_not_found(self, graph_store: BoltGraphStore) -> None:
        numbers = {"name_key": "面馆", "organization_code": "C1", "registration_number": "R1"}
        put(graph_store, 1, {"organizations": [organization(FIRM, **numbers)]})
        keys = [
            OrganizationKey("organization_code", "C1"),
            OrganizationKey("registration_number", "R1"),
            OrganizationKey("name", "面馆"),
        ]

        assert graph_store.organizations_found(keys) == dict.fromkeys(keys, ())

    def test_a_load_does_not_see_the_former_names_of_which_it_tells_itself(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, story())

        assert graph_store.organizations_found([ONCE], besides=load(1).id)[ONCE] == ()
        assert len(graph_store.organizations_found([ONCE], besides=load(2).id)[ONCE]) == 1


class TestRegistered:
    def test_capital_and_every_legal_representative_believed_now_are_told(self, graph_store: BoltGraphStore) -> None:
        head = {"organization": FIRM, "role": "legal_representative"}
        past, now = (date(2015, 1, 1), date(2020, 1, 1)), (date(2020, 1, 1), None)
        facts: dict[str, list[Row]] = {
            "organizations": [
                registered(FIRM, capital_fen=100, representative="赵甲", status="active", address="甲路1号"),
                organization(OTHER),
            ],
            "persons": [{"id": key, "name": name, "confirmed": False} for key, name in (("p-a", "赵甲"), ("p-b", "钱乙"))],
            "roles": [
                head | {"person": "p-b", "start": past[0], "end": past[1]},
                head | {"person": "p-a", "start": now[0], "end": now[1]},
                head | {"person": "p-b", "role": "director", "start": past[0], "end": None},
            ],
        }
        put(graph_store, 1, facts)

        found = graph_store.registered([FIRM, OTHER, "91110000MA0FAKE99X"])

        heads = sorted(found[FIRM].representatives, key=str)
        assert (found[FIRM].capital_fen, found[FIRM].representative) == (100, "赵甲")
        assert heads == sorted([Representative("钱乙", *past), Representative("赵甲", *now)], key=str)
        assert (found[FIRM].status, found[FIRM].address) == ("active", "甲路1号")
        assert found[OTHER] == Registered()
        assert set(found) == {FIRM, OTHER}


class TestWhatIsNeverJudged:
    APART = ("references", "government_records")

    def test_two_graphs_that_differ_only_in_reference_and_government_records_give_the_same_facts_and_outcomes(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        world = story() | {"organizations": [*register(3)["organizations"], *story()["organizations"]]}
        world["events"] = [*world["events"], event("ev-3", FIRM, category="food.licence_revoked")]
        named = [FIRM, OTHER, "p-a", "p-e", "nobody-else-names-this"]
        apart: dict[str, list[Row]] = {
            "references": [
                {"id": f"r-{key}", "subject": key, "list": "严重失信主体名单", "start": date(2020, 1, 1)} for key in named
            ],
            "government_records": [
                {"id": f"g-{key}", "subject": key, "kind": "listing", "day": date(2020, 1, 1)} for key in named
            ],
        }
        put(graph_store, 1, {table: rows for table, rows in world.items() if table not in self.APART})
        without = _everything_judged(graph_store)

        put(graph_store, 2, apart)

        assert sum(len(stored(graph_server, label)) for label in ("Reference", "GovernmentRecord")) == 2 * len(named)
        assert _everything_judged(graph_store) == without
        assert "in_force" in without

    def test_what_nobody_may_look_at_is_counted_and_neither_shown_nor_told_of(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, story())
        (record,) = stored(graph_server, "GovernmentRecord")
        fact = str(record["fact_id"])

        shown = (graph_store.fact(fact), graph_store.provenance([fact]), graph_store.entries_of(["gov-1"], limit=9))

        assert shown == (None, {}, [])
        assert "government_records" not in {one.table for one in graph_store.entries_of([FIRM, OTHER, "p-b"], limit=9)}
        assert graph_store.withheld_entries() == 1

    def test_a_corrected_government_record_keeps_its_history_and_counts_once(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        row = entries()["government_records"][0]
        put(graph_store, 1, {"government_records": [row]})

        counts = put(graph_store, 2, {"government_records": [{**row, "content": "更正"}]})

        before, after = stored(graph_server, "GovernmentRecord")
        assert (counts.created, counts.closed, graph_store.withheld_entries()) == (1, 1, 1)
        assert (before["content"], before["recorded_to"]) == ("拖欠", after["recorded_from"])
        assert (after["content"], after.get("recorded_to"), after["load_id"], after["source_row"]) == (
            "更正",
            None,
            "load-2",
            1,
        )


def _everything_judged(store: BoltGraphStore) -> str:
    """Write out all that judging reads and says, as bytes that can be compared: every way in which facts are read, and outcomes."""
    events = store.event_ids()
    facts = store.facts_for(events)
    outcomes = propagate(Facts.from_rows(facts), load_rulebook().enabled(), date(2026, 1, 1)).outcomes()
    read = {
        "for": facts,
        "around": store.facts_around(FIRM, [OTHER, "p-a"]),
        "all": [[table, rows] for table, rows in store.all_facts(store.graph_version())],
        "touching": store.events_touching([FIRM, OTHER, "p-a", "p-e"]),
        "fingerprints": [FactsByEvent(facts).fingerprint(event) for event in events],
        "near": repr(store.neighbourhood(FIRM, limit=50)),
        "outcomes": sorted(map(repr, outcomes)),
        "states": sorted({str(outcome.state) for outcome in outcomes}),
    }
    return json.dumps(read, ensure_ascii=False, default=str)


class TestAnOlderGraph:
    def test_it_gets_what_is_new_alone_and_keeps_its_facts(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, 1, register(2))
        facts = graph_store.facts_for(graph_store.event_ids())
        with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
            session.run("DROP CONSTRAINT licence_key").consume()
            session.run("MATCH (n:Migration {id: '0005_register'}) DELETE n").consume()
        with pytest.raises(SchemaError, match="licence_key"):
            graph_store.check_schema()

        applied = graph_store.migrate()

        graph_store.check_schema()
        assert applied == ("0005_register",)
        assert graph_store.facts_for(graph_store.event_ids()) == facts
        assert put(graph_store, 2, register(2)).created == 0
