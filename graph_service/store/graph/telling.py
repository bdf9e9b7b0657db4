"""Who tells a fact, and how late: the rank of a statement decides which of two is believed. Pure.

A fact carries one *telling* for each source and scope that states it: ``rank|source|scope``. A rank is a text that sorts: the day for
which the file speaks, the millisecond of its load, the load. So the order in which files arrive does not matter, and a file that is
older than what is on record cannot take its place (``docs/decisions/0023``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from graph_service.model.facts import Row
from graph_service.model.intervals import CHINA
from graph_service.store.graph.rows import epoch_ms, from_epoch_ms
from graph_service.store.load_ports import MENTIONED
from graph_service.store.ports import Load


class Telling(NamedTuple):
    """One source that states a fact."""

    rank: str
    source: str
    scope: str

    @classmethod
    def parse(cls, text: str) -> Telling:
        """Read ``rank|source|scope``."""
        return cls(*text.split("|", 2))

    def __str__(self) -> str:
        """Write ``rank|source|scope``."""
        return "|".join(self)

    @property
    def only_mentions(self) -> bool:
        """Say whether the source only names what it tells."""
        return self.rank.startswith(MENTIONED.isoformat())


def rank(load: Load, day: date | None = None) -> str:
    """Return the rank of what a load says, of a row that speaks for a day of its own; a full file speaks for one day as a whole."""
    spoken_for = load.day if day is None or load.full else day
    return _rank(spoken_for, epoch_ms(load.recorded_at), load.id)


def _rank(day: date, recorded: int, load_id: str) -> str:
    return f"{day.isoformat()}/{recorded:014d}/{load_id}"


def silenced(load: Load, statement: str) -> bool:
    """Say whether a full file of the series, which speaks for a later day, has passed over a statement of this rank."""
    return load.newest_full is not None and statement < rank(load.newest_full)


def source_of(load: Load) -> str:
    """Return the kind of source, without the sheet."""
    return load.source.partition("#")[0]


def told(load: Load, statement: str) -> str:
    """Return the telling of a statement of this rank."""
    return str(Telling(statement, source_of(load), load.scope or ""))


def rank_of(stored: Row) -> str:
    """Return the rank of what is stored; facts of the time before tellings rank by when they were recorded."""
    if tellings := cast("Sequence[str] | None", stored.get("tellings")):
        return max(tellings).partition("|")[0]
    recorded = cast(int, stored.get("stated_from") or stored["recorded_from"])
    return _rank(from_epoch_ms(recorded).astimezone(CHINA).date(), recorded, str(stored["load_id"]))


def retold(stored: Row, new: str) -> list[str] | None:
    """Return the tellings of a fact once it is told again; ``None`` when that adds nothing."""
    before = cast("Sequence[str] | None", stored.get("tellings")) or ()
    fresh = Telling.parse(new)
    same = [telling for telling in map(Telling.parse, before) if telling[1:] == fresh[1:]]
    if any(telling.rank >= fresh.rank for telling in same):
        return None
    return sorted([new, *(str(telling) for telling in map(Telling.parse, before) if telling not in same)])


def tells(load: Load, tellings: Iterable[str]) -> bool:
    """Say whether the series of a full file is among those who tell a fact."""
    return any(_in_scope(load, Telling.parse(text)) for text in tellings)


def without(load: Load, tellings: Iterable[str]) -> list[str]:
    """Return the tellings that outlive a full file which does not repeat them: of other sources and scopes, and of later days."""
    now = rank(load)
    return [text for text in tellings if text.partition("|")[0] >= now or not _in_scope(load, Telling.parse(text))]


def _in_scope(load: Load, telling: Telling) -> bool:
    same = telling.source == source_of(load) and load.scope in {None, telling.scope}
    return same and not telling.only_mentions


def column_ranks(stored: Row, content: Mapping[str, object]) -> dict[str, str]:
    """Return the rank of every filled column of a node: that of the node, unless an older statement filled it."""
    older = dict(text.split("=", 1) for text in cast("Sequence[str] | None", stored.get("older")) or ())
    newest = rank_of(stored)
    return {name: older.get(name, newest) for name, value in content.items() if value is not None}


def older_columns(ranks: Mapping[str, str], newest: str) -> list[str] | None:
    """Write down the columns whose value is from an older statement than the node's newest."""
    return sorted(f"{name}={statement}" for name, statement in ranks.items() if statement != newest) or None
