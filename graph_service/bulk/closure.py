"""The facts that some events may need, picked out of whole tables: what ``FactSource.facts_for`` gives, by semi-joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from graph_service.propagation.facts import Frame, collected, moved

Tables = Mapping[str, Frame]
Rows = dict[str, nw.DataFrame[Any]]

_STATED_IN_EVENTS = ("findings", "sanctions", "namings", "candidates", "participants")


def facts_of(tables: Tables, events: Sequence[str]) -> Rows:
    """Return every fact that propagation of these events may ask for, as Polars tables in memory.

    Each step brings only ids to the tables and only matching rows back, so memory is bounded by the events, not by the tables.
    """
    found = {"events": _matching(tables["events"], "id", events)}
    found |= {table: _matching(tables[table], "event", events) for table in _STATED_IN_EVENTS}
    parents = _matching(tables["organizations"], "id", _ids(found["events"]["subject"]))["parent"]
    stated = [found[table]["person" if "person" in found[table].columns else "organization"] for table in _STATED_IN_EVENTS]
    involved = _ids(found["events"]["subject"], found["events"]["client"], parents, *stated)
    inside = _matching(tables["roles"], "organization", involved)
    found["holdings"] = _matching(tables["holdings"], "organization", involved)
    people = _ids(involved, inside["person"], found["holdings"]["holder"])
    elsewhere = _matching(tables["roles"], "person", people).filter(~nw.col("organization").is_in(involved))
    found["roles"] = nw.concat([inside, elsewhere], how="vertical")
    subjects = _ids(people, elsewhere["organization"])
    return found | {table: _matching(tables[table], "id", subjects) for table in ("persons", "organizations")}


def _matching(table: Frame, column: str, ids: Sequence[str]) -> nw.DataFrame[Any]:
    wanted = nw.from_dict({column: list(ids)}, {column: nw.String()}, backend="polars").lazy()
    return collected(table.join(moved(wanted, table), on=column, how="semi"))


def _ids(*columns: Iterable[str | None]) -> list[str]:
    return sorted({value for column in columns for value in column if value is not None})
