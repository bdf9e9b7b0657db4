"""An index of every name and former name: which subjects have a part in theirs, the closest first.

It lies in a file of its own, says which version of which graph it stands for, and is brought up to the graph before it answers. It
holds keys of subjects and keyed hashes of pairs of characters (``pairs``), no name.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from graph_service.errors import StoreConflictError, StoreUnavailableError
from graph_service.model.names import name_key
from graph_service.store.names.initials import initials
from graph_service.store.names.pairs import Pairs
from graph_service.store.reading_ports import NamePart, Place

#: Raised whenever the file holds something else or otherwise than before: it is then made anew.
_FORMAT = "1"
_WAIT_SECONDS = 900.0
_AT_ONCE = 2_000
_TABLES = """
DROP TABLE IF EXISTS state; DROP TABLE IF EXISTS bearer; DROP TABLE IF EXISTS words;
CREATE TABLE state (format TEXT, lineage TEXT, version INTEGER);
CREATE TABLE bearer (place INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT, kind TEXT, former TEXT);
CREATE INDEX bearer_subject ON bearer (subject);
CREATE VIRTUAL TABLE words USING fts5 (name, initials, content='', columnsize=0, tokenize='ascii');
"""
#: Ranks of a present name, of a former one, and of the initials of either: whole, begins with it, has it further on.
_FOUND = """
WITH hit (place, rank, former_rank) AS (
  SELECT rowid, 0, 2 FROM words WHERE words MATCH :whole
  UNION ALL SELECT rowid, 1, 3 FROM words WHERE words MATCH :beginning
  UNION ALL SELECT rowid, 4, 5 FROM words WHERE words MATCH :anywhere
  UNION ALL SELECT rowid, 6, 6 FROM words WHERE words MATCH :initials_beginning
  UNION ALL SELECT rowid, 7, 7 FROM words WHERE words MATCH :initials_anywhere
), named AS (
  SELECT subject, former, min(CASE WHEN former IS NULL THEN rank ELSE 100 + former_rank END) % 100 AS rank
  FROM hit JOIN bearer ON bearer.place = hit.place
  WHERE kind = :kind
  GROUP BY subject
)
SELECT rank, subject, former FROM named
WHERE rank > :rank OR (rank = :rank AND subject > :subject)
ORDER BY rank, subject LIMIT :most
"""


class Edition(NamedTuple):
    """Which graph (another one when it is built anew), and its version."""

    lineage: str
    version: int


class Bearer(NamedTuple):
    """Who bears a name: the present one, or (``former`` is the id of that fact) a former one."""

    subject: str
    kind: str
    name: str
    former: str | None = None


class NamesOnRecord(Protocol):
    """What the index asks of the graph."""

    def edition(self) -> Edition:
        """Return which graph it is now."""
        ...

    def all(self, take: Callable[[Iterable[Bearer]], None]) -> None:
        """Hand out every name that is believed; may begin anew, so ``take`` does too."""
        ...

    def changed_since(self, version: int) -> Sequence[str]:
        """Return the subjects of which a name may have changed since."""
        ...

    def of(self, subjects: Sequence[str]) -> Iterable[Bearer]:
        """Return the names of these subjects that are believed."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A subject by the rank of what was found; ``former``: the fact that states the former name."""

    rank: int
    subject: str
    former: str | None


class NameIndex:
    """The index in one file, shared by all processes of a home; without a path in memory. Safe among threads."""

    def __init__(self, path: Path | None = None, key: Callable[[], bytes] = lambda: b"in memory") -> None:
        """Name the file, which is made when first asked for, and who gives the secret of its hashes."""
        self._path = path
        self._key = key
        self._lock = threading.Lock()
        self._open: tuple[sqlite3.Connection, Pairs, str] | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._open:
                self._open[0].close()
                self._open = None

    def bring_up(self, names: NamesOnRecord) -> None:
        """Let the index stand for the graph as it is now: what changed is read, or, of another graph, everything.

        Raises:
            StoreConflictError: another process has been at it for a quarter of an hour.
        """
        edition = names.edition()
        with self._used() as (sql, pairs, format_):
            if self._stands_for(sql, format_) == edition:
                return
            with _transaction(sql):
                self._follow(sql, pairs, format_, names)

    def _follow(self, sql: sqlite3.Connection, pairs: Pairs, format_: str, names: NamesOnRecord) -> None:
        # Both anew: another process may have been quicker, and then be ahead of the edition that was asked for before waiting.
        now, edition = self._stands_for(sql, format_), names.edition()
        if now is not None and now.lineage == edition.lineage and now.version <= edition.version:
            changed = names.changed_since(now.version)
            for first in range(0, len(changed), _AT_ONCE):
                some = changed[first : first + _AT_ONCE]
                sql.executemany("DELETE FROM bearer WHERE subject = ?", ((subject,) for subject in some))
                _add(sql, pairs, names.of(some))
        else:
            names.all(lambda every: _fill(sql, pairs, every))
        sql.execute("DELETE FROM state")
        sql.execute("INSERT INTO state VALUES (?, ?, ?)", (format_, *edition))

    def found(self, sought: Mapping[str, NamePart], after: Place, most: int) -> list[tuple[str, Found]]:
        """Return the next subjects of each kind behind a rank and key, by both; ``most`` of each kind."""
        with self._used() as (sql, pairs, _):
            return [
                (kind, Found(*row))
                for kind, one in sought.items()
                for row in sql.execute(
                    _FOUND, {**_phrases(pairs, one), "kind": kind, "rank": after.rank, "subject": after.key, "most": most}
                )
            ]

    @contextmanager
    def _used(self) -> Iterator[tuple[sqlite3.Connection, Pairs, str]]:
        with self._lock:
            try:
                self._open = self._open or self._opened()
                yield self._open
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise StoreConflictError(
                        "The index of names is being made by another process.", hint="Try again."
                    ) from error
                raise self._unusable(error) from error
            except sqlite3.DatabaseError as error:
                self._discard()
                raise StoreConflictError("The index of names was damaged; it will be made anew.", hint="Try again.") from error

    def _discard(self) -> None:
        if self._open:
            self._open[0].close()
        self._open = None
        if self._path:
            for part in self._path.parent.glob(f"{self._path.name}*"):
                part.unlink()

    def _opened(self) -> tuple[sqlite3.Connection, Pairs, str]:
        key = self._key()
        pairs = Pairs(key)
        if self._path is not None:
            try:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
            except OSError as error:
                raise self._unusable(error) from error
        sql = sqlite3.connect(self._path or ":memory:", isolation_level=None, check_same_thread=False, timeout=_WAIT_SECONDS)
        try:
            sql.execute("PRAGMA journal_mode = WAL")
            sql.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            sql.close()
            raise
        return sql, pairs, f"{_FORMAT}/{pairs.anywhere('format')}"

    def _unusable(self, error: Exception) -> StoreUnavailableError:
        return StoreUnavailableError(f"The index of names cannot be used: {error}.", hint=f"See {self._path}.")

    def _stands_for(self, sql: sqlite3.Connection, format_: str) -> Edition | None:
        if not list(sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'")):
            return None
        return next(
            (Edition(*row) for row in sql.execute("SELECT lineage, version FROM state WHERE format = ?", (format_,))), None
        )


@contextmanager
def _transaction(sql: sqlite3.Connection) -> Iterator[None]:
    sql.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        sql.execute("ROLLBACK")
        raise
    sql.execute("COMMIT")


def _fill(sql: sqlite3.Connection, pairs: Pairs, every: Iterable[Bearer]) -> None:
    for statement in _TABLES.strip().split(";"):
        sql.execute(statement)
    _add(sql, pairs, every)


def _add(sql: sqlite3.Connection, pairs: Pairs, bearers: Iterable[Bearer]) -> None:
    """Add names. Words of a name that was taken away stay behind under a place that nobody has any longer."""
    for one in bearers:
        key = name_key(one.name)
        if len(key) < 2:
            continue
        place = sql.execute(
            "INSERT INTO bearer (subject, kind, former) VALUES (?, ?, ?)", (one.subject, one.kind, one.former)
        ).lastrowid
        words = (place, pairs.document([key]), pairs.document(initials(key)))
        sql.execute("INSERT INTO words (rowid, name, initials) VALUES (?, ?, ?)", words)


def _phrases(pairs: Pairs, sought: NamePart) -> Mapping[str, str]:
    # An empty query is an error; a text that is no initials is looked for under a word that no index has.
    letters = sought.initials
    return {
        "whole": f"name : {pairs.whole(sought.whole)}",
        "beginning": f"name : {pairs.beginning(sought.part)}",
        "anywhere": f"name : {pairs.anywhere(sought.part)}",
        "initials_beginning": f"initials : {pairs.beginning(letters)}" if letters else "none",
        "initials_anywhere": f"initials : {pairs.anywhere(letters)}" if letters else "none",
    }
