"""Which of two statements is believed depends on the days for which they speak, never on the order in which they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

from graph_service.model.facts import FactRows, Row
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.load_ports import Retired
from graph_service.store.ports import Load
from tests.graph.facts import FIRM, OTHER, event, load, numbers, organization, person, representative

DAY = date(2025, 1, 1)


def of_day(number: int, day: int, **more: object) -> Load:
    """Return load ``number``, which speaks for day ``day``."""
    return replace(load(number), as_of=DAY + timedelta(days=day), **more)  # type: ignore[arg-type]  # fields of a load


def put(store: BoltGraphStore, spoken: Load, rows: FactRows, days: Mapping[int, date] | None = None) -> None:
    store.put(spoken, rows, numbers(rows), days)


def withdraw(store: BoltGraphStore, spoken: Load, rows: FactRows) -> int:
    return store.withdraw(spoken, rows, numbers(rows)).closed


def director(holder: str, end: date | None = None, firm: str = FIRM) -> Row:
    return {"person": holder, "organization": firm, "role": "director", "start": date(2019, 1, 1), "end": end}


def current(store: BoltGraphStore) -> dict[str, list[str]]:
    """Return what is believed, without where it comes from."""
    found: dict[str, list[str]] = {}
    for table, rows in store.all_facts(store.graph_version()):
        found.setdefault(table, []).extend(
            str(sorted((k, str(v)) for k, v in row.items() if k != "source" and v is not None)) for row in rows
        )
    return {table: sorted(rows) for table, rows in found.items() if rows}


#: Three files on one firm, its director and a listing: begun, ended, and an old extract that knows neither end.
STORY: Sequence[tuple[int, FactRows]] = (
    (1, {"organizations": [organization(FIRM, name="旧名", industry="food")], "roles": [director("p-a")],
         "events": [event("ev-1", document="一号", removed_date=None)]}),
    (2, {"organizations": [organization(FIRM, name="新名")], "roles": [director("p-a", date(2024, 1, 1))],
         "events": [event("ev-1", removed_date=date(2024, 6, 1), reason="已改正")]}),
    (3, {"organizations": [organization(FIRM, name="新名", state_owned=False)], "roles": [director("p-a", date(2024, 2, 1))],
         "events": [event("ev-1", removed_date=date(2024, 7, 1))]}),
)  # fmt: skip


class TestDayOfAStatement:
    def test_files_in_any_order_give_the_same_current_facts(self, graph_store: BoltGraphStore) -> None:
        found = []
        for order in permutations(STORY):
            for number, (day, rows) in enumerate(order, start=10 * len(found)):
                put(graph_store, of_day(number, day), {table: [_of(len(found), row) for row in rows[table]] for table in rows})
            found.append(_only(current(graph_store), len(found)))

        assert found == [found[0]] * 6
        assert "2024-07-01" in found[0]["events"][0]
        assert "已改正" in found[0]["events"][0]

    def test_what_comes_too_late_is_on_record_and_was_never_believed(self, graph_store: BoltGraphStore) -> None:
        old, new = {"roles": [director("p-a")]}, {"roles": [director("p-a", date(2024, 1, 1))]}
        put(graph_store, of_day(1, 1), old)
        (stated,) = [row["source"] for table, rows in graph_store.all_facts(1) if table == "roles" for row in rows]
        graph_store_fact = str(stated)
        put(graph_store, of_day(2, 5), new)
        put(graph_store, of_day(3, 3), {"roles": [director("p-a", date(2023, 1, 1))]})
        version = graph_store.graph_version()

        counts = graph_store.put(of_day(3, 3), {"roles": [director("p-a", date(2023, 1, 1))]}, {"roles": [1]})

        assert (counts.created, counts.unchanged, counts.created_rows, counts.written_rows) == (0, 1, frozenset(), {1})
        assert graph_store.graph_version() == version
        assert "2024-01-01" in current(graph_store)["roles"][0]
        origin = graph_store.provenance([graph_store_fact])[graph_store_fact]
        assert origin.recorded_to == load(2).recorded_at

    def test_an_older_file_again_after_a_newer_one_changes_nothing(self, graph_store: BoltGraphStore) -> None:
        for number, (day, rows) in enumerate(STORY):
            put(graph_store, of_day(number, day), rows)
        before = graph_store.exact_digest(), graph_store.graph_version()

        for number, (day, rows) in enumerate(STORY):
            put(graph_store, of_day(number, day), rows)

        assert (graph_store.exact_digest(), graph_store.graph_version()) == before

    def test_a_fact_that_is_told_again_for_a_later_day_is_as_strong_as_if_it_were_new(
        self, graph_store: BoltGraphStore
    ) -> None:
        put(graph_store, of_day(1, 1), {"roles": [director("p-a")]})
        put(graph_store, of_day(2, 5), {"roles": [director("p-a")]})

        put(graph_store, of_day(3, 3), {"roles": [director("p-a", date(2024, 1, 1))]})

        assert "'end'" not in current(graph_store)["roles"][0]

    def test_a_row_may_speak_for_another_day_than_its_file(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, of_day(1, 5), {"roles": [director("p-a")]})

        put(graph_store, of_day(2, 9), {"roles": [director("p-a", date(2024, 1, 1))]}, {1: DAY + timedelta(days=3)})

        assert "'end'" not in current(graph_store)["roles"][0]


class TestWithdrawing:
    def test_what_is_taken_back_is_gone_until_a_later_file_states_it_again(self, graph_store: BoltGraphStore) -> None:
        rows: FactRows = {"events": [event("ev-1")], "roles": [director("p-a")]}
        put(graph_store, of_day(1, 1), rows)

        assert withdraw(graph_store, of_day(2, 3), rows) == 2
        assert (withdraw(graph_store, of_day(2, 3), rows), graph_store.event_ids()) == (0, [])

        put(graph_store, of_day(3, 2), rows)
        assert (graph_store.event_ids(), current(graph_store).get("roles")) == ([], None)
        put(graph_store, of_day(4, 4), rows)
        assert (graph_store.event_ids(), len(current(graph_store)["roles"])) == (["ev-1"], 1)

    def test_what_speaks_for_a_later_day_is_not_taken_back(self, graph_store: BoltGraphStore) -> None:
        rows: FactRows = {"roles": [director("p-a")]}
        put(graph_store, of_day(1, 5), rows)

        assert withdraw(graph_store, of_day(2, 3), rows) == 0

    def test_a_subject_stays_described_while_something_leads_to_it(self, graph_store: BoltGraphStore) -> None:
        both: FactRows = {"persons": [person("p-a")], "roles": [director("p-a"), director("p-a", firm=OTHER)]}
        put(graph_store, of_day(1, 1), both)

        withdraw(graph_store, of_day(2, 2), {"persons": [person("p-a")], "roles": [director("p-a")]})
        assert graph_store.known(["p-a"]) == {"p-a"}
        withdraw(graph_store, of_day(3, 3), {"persons": [person("p-a")], "roles": [director("p-a", firm=OTHER)]})
        assert graph_store.known(["p-a"]) == frozenset()

    def test_a_representative_is_in_office_again_when_the_next_one_is_taken_back(self, graph_store: BoltGraphStore) -> None:
        after = representative("p-b", FIRM, date(2020, 1, 1))
        put(graph_store, of_day(1, 1), {"roles": [representative("p-a", FIRM, date(2015, 1, 1)), after]})
        assert sum("'end'" in row for row in current(graph_store)["roles"]) == 1

        withdraw(graph_store, of_day(2, 2), {"roles": [after]})

        (only,) = current(graph_store)["roles"]
        assert "p-a" in only
        assert "'end'" not in only

    def test_rows_that_name_nothing_on_record_are_told_apart(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, of_day(1, 1), {"persons": [person("p-a")], "roles": [director("p-a")]})
        asked: FactRows = {"persons": [person("p-a"), person("p-a")], "roles": [director("p-a"), director("p-b")]}

        assert graph_store.rows_on_record(of_day(2, 2), asked, numbers(asked)) == {1}
        withdraw(graph_store, of_day(2, 2), {"roles": [director("p-a")]})
        assert graph_store.rows_on_record(of_day(2, 2), asked, numbers(asked)) == {1}
        assert graph_store.rows_on_record(of_day(3, 3), asked, numbers(asked)) == frozenset()


class TestRetiring:
    def test_a_full_file_ends_what_its_source_no_longer_says_and_nothing_else(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, of_day(1, 1, scope="甲局"), {"roles": [director("p-a"), director("p-b"), director("p-c")]})
        put(graph_store, of_day(2, 1, scope="乙局"), {"roles": [director("p-d")]})
        put(graph_store, of_day(3, 1, source="other"), {"roles": [director("p-b"), director("p-e")]})
        put(graph_store, of_day(4, 9, scope="甲局"), {"roles": [director("p-f")]})
        full = of_day(5, 5, scope="甲局", full=True)
        put(graph_store, full, {"roles": [director("p-a")]})

        rehearsed = graph_store.retire(full, rehearse=True)
        before = people(graph_store)
        first, second = graph_store.retire(full), graph_store.retire(full)

        assert before == "abcdef"
        assert people(graph_store) == "abdef"
        assert (len(first.facts), first.counts, rehearsed.counts) == (1, {"roles": 1}, {"roles": 1})
        assert (second.facts, second.counts) == ((), {"roles": 1})

    def test_without_a_scope_everything_of_the_source_is_looked_at(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, of_day(1, 1, scope="甲局"), {"events": [event("ev-1"), event("ev-2", OTHER)]})
        full = of_day(2, 2, full=True)
        put(graph_store, full, {"events": [event("ev-2", OTHER)]})

        ended = graph_store.retire(full)

        assert (ended.counts, graph_store.event_ids()) == ({"events": 1}, ["ev-2"])
        assert graph_store.events_of(FIRM) == []

    def test_an_older_file_does_not_bring_back_what_a_full_one_passed_over(self, graph_store: BoltGraphStore) -> None:
        full = of_day(2, 5, full=True)
        put(graph_store, full, {"roles": [director("p-a")]})
        assert graph_store.retire(full) == Retired((), {}, 1)

        put(graph_store, of_day(3, 3, newest_full=full), {"roles": [director("p-b")], "events": [event("ev-1")]})

        assert (people(graph_store), graph_store.event_ids()) == ("a", [])
        put(graph_store, of_day(4, 6, newest_full=full), {"roles": [director("p-b")]})
        assert people(graph_store) == "ab"

    def test_what_the_full_file_only_leaves_unsaid_of_a_named_firm_stays(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, of_day(1, 1), {"organizations": [organization(FIRM), organization(OTHER)]})
        put(graph_store, of_day(2, 1, source="lists"), {"events": [event("ev-1")]})
        full = of_day(3, 2, full=True)

        ended = graph_store.retire(full)

        assert ended.counts == {"organizations": 1}
        assert graph_store.known([FIRM, OTHER]) == {FIRM}


def people(store: BoltGraphStore) -> str:
    rows = [row for table, rows in store.all_facts(store.graph_version()) if table == "roles" for row in rows]
    return "".join(sorted(str(row["person"])[-1] for row in rows))


def _of(world: int, row: Row) -> Row:
    """Put a row into a world of its own, so that several stories fit into one graph."""
    keys = {"id", "organization", "subject", "person"}
    return {name: f"{value}/{world}" if name in keys and value else value for name, value in row.items()}


def _only(facts: Mapping[str, Sequence[str]], world: int) -> dict[str, list[str]]:
    named = {table: [row.replace(f"/{world}'", "'") for row in rows if f"/{world}'" in row] for table, rows in facts.items()}
    return {table: rows for table, rows in named.items() if rows}


def test_a_plain_put_ranks_by_the_day_of_receipt() -> None:
    assert load(1).day < load(2).day
    assert of_day(9, 1).day == DAY + timedelta(days=1)
