"""Carries out what ``spells`` finds: completes stated links with what changes on record say, and holds back what adds nothing. Pure.

What is held back keeps its ``live_key``: it stands and counts again whenever something changes around it, but nobody reads it as a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from graph_service.model.facts import TABLES, Row
from graph_service.store.graph.plan import Plan, ended
from graph_service.store.graph.rows import Properties, content_of, epoch_ms, fact_id
from graph_service.store.graph.spells import Held, Statement, settled
from graph_service.store.ports import Load

#: What the statements of a table are about.
ABOUT: Mapping[str, tuple[str, ...]] = {
    "roles": ("person", "organization", "role"),
    "holdings": ("holder", "organization"),
    "names": ("organization", "name_key"),
}
_DAYS = ("start", "end", "registered_on")
_About = tuple[object, ...]


def settle_spells(load: Load, table: str, plan: Plan, stored: Sequence[Row]) -> Plan:
    """Complete what the plan creates, and change what is stored about the same things where they now come to something else."""
    if not any(row.get("change") or row.get("completed") for row in [*plan.create, *stored]):
        return plan
    closing = {str(row["key"]) for row in plan.close}
    kept = [row for row in stored if row["fact_key"] not in closing]
    touched = {_about(table, row) for row in [*plan.create, *(row for row in stored if row["fact_key"] in closing)]}
    together: dict[_About, list[Row]] = defaultdict(list)
    for row in [*plan.create, *kept]:
        if (about := _about(table, row)) in touched:
            together[about].append(row)
    fresh = {str(row["fact_key"]): row for row in plan.create}
    for rows in together.values():
        if any(row.get("change") or row.get("completed") for row in rows):
            _settle(load, table, plan, rows, fresh)
    return plan


def _settle(load: Load, table: str, plan: Plan, rows: Sequence[Row], fresh: Mapping[str, Properties]) -> None:
    found = settled([_statement(table, row) for row in rows])
    retold = {str(row["key"]): row["properties"] for row in plan.mark}
    for row in rows:
        key = str(row["fact_key"])
        held = _shown(table, row, found[key])
        if key in fresh:
            _put_days(table, fresh[key], held)
        elif held != _current(table, row):
            plan.close.append(ended(row, epoch_ms(load.recorded_at)))
            again = cast(Properties, retold.get(key, {}))
            plan.create.append(_again(load, table, {**row, **again}, held))


def _about(table: str, row: Row) -> _About:
    return tuple(row.get(column) for column in ABOUT[table])


def _statement(table: str, row: Row) -> Statement:
    """Take a row back to what its source says."""
    content = content_of(table, row)
    change, day = content["change"], cast("date | None", content["changed_on"])
    if change:
        said = Held(day, None, day) if change == "began" else Held(None, day)
        return Statement(str(row["fact_key"]), said, str(change), day)
    filled = {*cast("list[str]", row.get("completed") or ()), *(["end"] if row.get("end_derived") else [])}
    days = (cast("date | None", None if name in filled else content.get(name)) for name in _DAYS)
    return Statement(str(row["fact_key"]), Held(*days))


def _shown(table: str, row: Row, held: Held | None) -> Held | None:
    """Return what is read of a row. A name that was entered and not given up yet is no former name."""
    if held is None or (table == "names" and row.get("change") and held.end is None):
        return None
    return held if "registered_on" in TABLES[table] else replace(held, registered_on=None)


def _current(table: str, row: Row) -> Held | None:
    """Return what a stored row is read as; an end that a successor sets is none of ours."""
    if row.get("recorded_to") is not None:
        return None
    content = content_of(table, row) | ({"end": None} if row.get("end_derived") else {})
    return Held(*(cast("date | None", content.get(name)) for name in _DAYS))


def _put_days(table: str, row: Properties, held: Held | None) -> None:
    """Write the days that a statement comes to; without any it is held back from the moment on which it became known."""
    said = _statement(table, row).said
    days = held or said
    named = [name for name in _DAYS if name in TABLES[table]]
    row |= {name: getattr(days, name) for name in named}
    row["end_derived"] = None
    row["completed"] = [name for name in named if getattr(days, name) != getattr(said, name)] or None
    row["recorded_to"] = row["recorded_from"] if held is None else None
    row["fact_id"] = fact_id(table, str(row["anchor"]), str(row["fact_key"]), content_of(table, row))


def _again(load: Load, table: str, row: Row, held: Held | None) -> Properties:
    again: Properties = {**row, **content_of(table, row)}
    again["stated_from"] = row.get("stated_from") or row["recorded_from"]
    again["recorded_from"] = max(epoch_ms(load.recorded_at), cast(int, row["recorded_from"]))
    _put_days(table, again, held)
    return again
