"""Random worlds behind the port of the graph, in memory, with changes as registers and authorities make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from random import Random

from graph_service.model.facts import Row
from tests.oracle.worlds import DAYS, Rows, one_world, together

_STATED = ("findings", "sanctions", "namings", "candidates")


class WorldGraph:
    """A world of facts, read event by event: a slow and obvious version of what the store does."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def graph_version(self) -> int:
        return 1

    def event_ids(self) -> Sequence[str]:
        return sorted(str(row["id"]) for row in self.rows["events"])

    def facts_for(self, event_ids: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        wanted: dict[str, list[int]] = {table: [] for table in self.rows}
        for event in event_ids:
            for table, row in self._closure(event):
                if id(row) not in wanted[table]:
                    wanted[table].append(id(row))
        return {table: [row for row in rows if id(row) in wanted[table]] for table, rows in self.rows.items()}

    def _closure(self, event: str) -> list[tuple[str, Row]]:
        world = self.rows
        (own,) = [row for row in world["events"] if row["id"] == event]
        found: list[tuple[str, Row]] = [("events", own)]
        found += [(table, row) for table in _STATED for row in world[table] if row["event"] == event]
        involved = {own["subject"], own["client"]} | {row["person"] for table, row in found if table in _STATED}
        involved |= {row["parent"] for row in world["organizations"] if row["id"] == own["subject"]}
        involved -= {None}
        there = [(table, row) for table in ("roles", "holdings") for row in world[table] if row["organization"] in involved]
        involved |= {row.get("person", row.get("holder")) for _, row in there}
        elsewhere = [("roles", row) for row in world["roles"] if row["person"] in involved]
        named = involved | {row["organization"] for _, row in elsewhere}
        described = [(table, row) for table in ("organizations", "persons") for row in world[table] if row["id"] in named]
        return found + there + elsewhere + described

    def facts_by_event(self) -> dict[str, list[str]]:
        """What each event's facts say, to be compared."""
        return {event: sorted(f"{table} {row}" for table, row in self._closure(event)) for event in self.event_ids()}


def random_graph(random: Random) -> WorldGraph:
    """Make a graph of some worlds side by side, with one firm and one person in common."""
    worlds = [one_world(random, f"{letter}-") for letter in "ABCD"]
    shared = {"person": "A-P1", "organization": "B-E1", "role": "director", "start": DAYS[0], "end": None}
    worlds[0]["roles"].append(shared)
    return WorldGraph(together(worlds))


def changed(graph: WorldGraph, random: Random) -> WorldGraph:
    """Return a graph in which one fact is another: annulled, removed, corrected, merged, added or gone."""
    rows = deepcopy(graph.rows)
    change = random.choice([_new_day, _merge, _drop, _correct_role, _correct_identity, _correct_firm])
    change(rows, random)
    return WorldGraph(rows)


def _new_day(rows: Rows, random: Random) -> None:
    name = random.choice(["annulled_date", "removed_date", "performed_date", "decision_date", "listing_date"])
    random.choice(rows["events"])[name] = random.choice([*DAYS, None])


def _merge(rows: Rows, random: Random) -> None:
    gone, kept = random.sample([row["id"] for row in rows["persons"]], 2)
    for table, column in (("roles", "person"), ("holdings", "holder"), *((name, "person") for name in _STATED)):
        for row in rows[table]:
            row[column] = kept if row[column] == gone else row[column]
    rows["persons"] = [row for row in rows["persons"] if row["id"] != gone]


def _drop(rows: Rows, random: Random) -> None:
    table = random.choice([name for name in ("roles", "holdings", *_STATED) if rows[name]])
    rows[table].remove(random.choice(rows[table]))


def _correct_role(rows: Rows, random: Random) -> None:
    if rows["roles"]:
        random.choice(rows["roles"])[random.choice(["end", "registered_on"])] = random.choice(DAYS)


def _correct_identity(rows: Rows, random: Random) -> None:
    person = random.choice(rows["persons"])
    person["confirmed"] = not person["confirmed"]


def _correct_firm(rows: Rows, random: Random) -> None:
    firm = random.choice(rows["organizations"])
    firm["industry"] = "餐饮业" if firm["industry"] != "餐饮业" else None


def some_day(random: Random) -> date:
    return random.choice(DAYS)
