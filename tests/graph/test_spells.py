"""Lists and records of changes complete each other, in whatever order they arrive. No server: the plan is carried out in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.facts import Row
from graph_service.store.graph.plan import plan_links
from graph_service.store.graph.reconciling import reconcile
from graph_service.store.graph.rows import Properties, state_rows
from graph_service.store.graph.telling import rank
from tests.graph.facts import FIRM, load

Shown = tuple[date | None, date | None, date | None]
D2015, D2018, D2020, D2022 = (date(year, 3, 1) for year in (2015, 2018, 2020, 2022))


class Believed:
    """The links around one firm, as a store would hold them."""

    def __init__(self, table: str = "roles") -> None:
        self.table = table
        self.links: list[Properties] = []
        self.names: dict[str, str] = {}

    def put(self, number: int, rows: Sequence[Row]) -> int:
        """Carry out the plan for some rows; return how many links were written."""
        around = [dict(link) for link in self.links]
        stated = state_rows(self.table, rows, range(1, len(rows) + 1), lambda _row: rank(load(number)))
        plan = plan_links(load(number), stated, [link for link in around if link["live_key"] is not None])
        plan = reconcile(self, load(number), self.table, plan, around)  # type: ignore[arg-type]  # it asks for names alone
        for said in [*plan.mark, *plan.close]:
            for link in self.links:
                if link["live_key"] == said["key"]:
                    link.update(said["properties"])  # type: ignore[arg-type]  # properties
        self.links += plan.create
        return len(plan.create)

    def run(self, query: str, ids: Sequence[str]) -> list[dict[str, Row]]:
        """Tell the names of persons, as a transaction would."""
        assert query == "state/subjects"
        return [{"stored": {"id": key, "name": self.names.get(key)}} for key in ids]

    def shown(self, *columns: str) -> list[tuple[object, ...]]:
        read = [link for link in self.links if link.get("recorded_to") is None]
        return sorted((tuple(link.get(name) for name in columns) for link in read), key=repr)


def office(start: date | None = None, end: date | None = None, **more: object) -> Row:
    return {"person": "p-a", "organization": FIRM, "role": "director", "start": start, "end": end, **more}


def began(day: date, **more: object) -> Row:
    return office(day, registered_on=day, change="began", changed_on=day, **more)


def ended(day: date, **more: object) -> Row:
    return office(None, day, change="ended", changed_on=day, **more)


def shown(rows: Iterable[Row]) -> list[Shown]:
    graph = Believed()
    graph.put(1, list(rows))
    return graph.shown("start", "end", "registered_on")  # type: ignore[return-value]  # days by the columns


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # changes alone
        ([began(D2018)], [(D2018, None, D2018)]),
        ([ended(D2020)], [(None, D2020, None)]),
        ([began(D2018), ended(D2020)], [(D2018, D2020, D2018)]),
        ([ended(D2018), began(D2020)], [(None, D2018, None), (D2020, None, D2020)]),
        ([began(D2015), ended(D2018), began(D2020)], [(D2015, D2018, D2015), (D2020, None, D2020)]),
        ([began(D2015), began(D2018)], [(D2015, None, D2015)]),
        ([ended(D2018), ended(D2020)], [(None, D2018, None), (D2018, D2020, None)]),
        ([began(D2015), ended(D2018), began(D2018)], [(D2015, D2018, D2015), (D2018, None, D2018)]),
        # a list without days means the last spell
        ([office(), began(D2018)], [(D2018, None, D2018)]),
        ([office(), began(D2018), ended(D2020)], [(D2018, D2020, D2018)]),
        ([office(), ended(D2020)], [(None, D2020, None)]),
        ([office(), began(D2015), ended(D2018), began(D2020)], [(D2015, D2018, D2015), (D2020, None, D2020)]),
        # one that gives the first day
        ([office(D2018), began(D2018)], [(D2018, None, D2018)]),
        ([office(D2015), began(D2018)], [(D2015, None, D2018)]),
        ([office(D2015), ended(D2020)], [(D2015, D2020, None)]),
        ([office(D2018), began(D2018), ended(D2020)], [(D2018, D2020, D2018)]),
        ([office(D2020), began(D2018)], [(D2018, D2020, D2018), (D2020, None, None)]),
        ([office(D2020), ended(D2018)], [(None, D2018, None), (D2020, None, None)]),
        ([office(D2015), ended(D2018), began(D2020)], [(D2015, D2018, None), (D2020, None, D2020)]),
        ([office(D2018), ended(D2018)], [(None, D2018, None), (D2018, None, None)]),
        # one that gives both: nothing stated is changed
        ([office(D2015, D2020), began(D2018)], [(D2015, D2020, D2018)]),
        ([office(D2015, D2020), ended(D2018)], [(D2015, D2020, None)]),
        ([office(D2015, D2020), began(D2018), ended(D2022)], [(D2015, D2020, D2018), (D2020, D2022, D2018)]),
        ([office(D2015, D2018, registered_on=D2015), ended(D2018)], [(D2015, D2018, D2015)]),
    ],
)
def test_each_completes_the_other(rows: list[Row], expected: list[Shown]) -> None:
    assert shown(rows) == sorted(expected, key=repr)


def test_an_unknown_first_day_is_not_claimed_for_days_that_a_list_covers_up_to_the_end() -> None:
    assert shown([office(D2015, D2018), ended(D2018)]) == [(D2015, D2018, None)]


def test_what_concerns_another_office_or_another_person_completes_nothing() -> None:
    rows = [office(D2015), ended(D2020, role="supervisor"), ended(D2020, person="p-b")]

    assert (D2015, None, None) in shown(rows)


def test_a_representative_struck_off_ends_then_and_not_with_the_next_one() -> None:
    graph = Believed()
    head = {"role": "legal_representative"}
    graph.put(1, [office(D2015, **head), office(D2022, person="p-b", **head)])
    before = graph.shown("person", "start", "end")
    graph.put(2, [ended(D2020, **head)])

    assert before == [("p-a", D2015, D2022), ("p-b", D2022, None)]
    assert graph.shown("person", "start", "end") == [("p-a", D2015, D2020), ("p-b", D2022, None)]


def test_one_who_only_came_ends_the_representative_before() -> None:
    graph = Believed()
    head = {"role": "legal_representative"}
    graph.put(1, [began(D2020, person="p-b", **head)])
    graph.put(2, [office(D2015, **head)])

    assert graph.shown("person", "start", "end") == [("p-a", D2015, D2020), ("p-b", D2020, None)]


@pytest.mark.parametrize("entered_first", [True, False])
def test_an_entry_by_name_ends_nobody_of_that_name(entered_first: bool) -> None:  # a parameter
    graph = Believed()
    graph.names = {"p-a": "赵甲", "p-b": "钱乙", "p-c": "钱乙"}
    head = {"role": "legal_representative"}
    lists = [office(D2015, **head), office(D2018, person="p-b", **head)]
    entry = [began(D2020, person="p-c", **head)]
    for number, rows in enumerate((entry, lists) if entered_first else (lists, entry)):
        graph.put(number, rows)

    assert graph.shown("person", "start", "end") == [("p-a", D2015, D2018), ("p-b", D2018, None), ("p-c", D2020, None)]


def test_an_entry_by_name_ends_whoever_has_another_name() -> None:
    graph = Believed()
    graph.names = {"p-a": "赵甲", "p-c": "钱乙"}
    head = {"role": "legal_representative"}
    graph.put(1, [office(D2015, **head)])
    graph.put(2, [began(D2020, person="p-c", **head)])

    assert graph.shown("person", "start", "end") == [("p-a", D2015, D2020), ("p-c", D2020, None)]


def test_a_share_ends_by_a_change_and_keeps_its_size() -> None:
    graph = Believed("holdings")
    holding = {"holder": "p-a", "organization": FIRM}
    graph.put(1, [{**holding, "share": 0.4, "start": D2015}])
    graph.put(2, [{**holding, "start": D2015, "change": "began", "changed_on": D2015},
                  {**holding, "end": D2020, "change": "ended", "changed_on": D2020}])  # fmt: skip

    assert graph.shown("share", "start", "end") == [(0.4, D2015, D2020)]
    assert graph.put(3, [{**holding, "share": 0.4, "start": D2015}]) == 0


def test_a_name_is_a_former_one_once_it_is_given_up() -> None:
    graph = Believed("names")
    name = {"organization": FIRM, "name": "甲", "name_key": "甲"}
    graph.put(1, [{**name, "start": D2015, "change": "began", "changed_on": D2015}])
    borne = graph.shown("name", "start", "end")
    graph.put(2, [{**name, "end": D2020, "change": "ended", "changed_on": D2020}, name])

    assert borne == []
    assert graph.shown("name", "start", "end") == [("甲", D2015, D2020)]


def test_what_was_held_back_keeps_the_time_in_which_nobody_read_it() -> None:
    graph = Believed()
    graph.put(1, [office(D2015), began(D2018)])
    graph.put(2, [office(D2015, D2018)])

    held_back = next(link for link in graph.links if link["change"] and link["live_key"] is None)
    assert held_back["recorded_to"] == held_back["recorded_from"]
    assert graph.shown("start", "end", "registered_on") == [(D2015, D2018, None), (D2018, None, D2018)]


DAYS = st.sampled_from([D2015, D2018, D2020, D2022])
ROWS = st.lists(
    st.one_of(
        st.builds(began, DAYS),
        st.builds(ended, DAYS),
        st.builds(office, st.none() | DAYS),
        st.builds(office, st.just(D2015), st.just(D2020)),
    ).flatmap(lambda row: st.sampled_from(["director", "legal_representative"]).map(lambda role: {**row, "role": role})),
    max_size=6,
    unique_by=lambda row: (row["role"], row["start"], row.get("change"), row.get("changed_on")),
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.data())
def test_order_split_and_repetition_of_loads_make_no_difference(rows: list[Row], data: st.DataObject) -> None:
    at_once = Believed()
    at_once.put(1, rows)

    one_by_one = Believed()
    for number, row in enumerate(data.draw(st.permutations(rows)), start=2):
        one_by_one.put(number, [row])

    columns = ("role", "start", "end", "registered_on", "change")
    assert one_by_one.shown(*columns) == at_once.shown(*columns)
    assert one_by_one.put(20, rows) == 0
