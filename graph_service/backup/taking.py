"""Copies an instance while it is used: graph and ledger of one moment, then the files that the ledger speaks of.

Nobody is kept from writing. Whether somebody wrote meanwhile is looked at afterwards, and then both are copied again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from graph_service import __version__
from graph_service.backup.folders import copy_file, made_whole, refuse_without_space
from graph_service.backup.manifest import GRAPH, LEDGER, MANIFEST, Entry, Manifest, Moved, entry_of
from graph_service.errors import StoreConflictError
from graph_service.security.keyring import KeyRing, write_atomically

_TRIES = 3
_KEPT = ("archive/*.sealed", "quarantine/*.sealed", "logs/looks.jsonl", "catalogue.yaml")
_KEY = re.compile(r"key-(\d{4})\.json")


class Graph(Protocol):
    """What is asked of a graph that is copied."""

    def graph_version(self) -> int:
        """Return the number that every write of facts raises."""
        ...

    def exact_digest(self) -> str:
        """Return a number that is equal for two graphs with the same content."""
        ...


class Ledger(Protocol):
    """What is asked of a ledger that is copied."""

    def state(self) -> int:
        """Return a number that is another one after anybody else has written."""
        ...

    def size(self) -> int:
        """Return how many bytes a copy takes."""
        ...

    def write(self, target: Path) -> None:
        """Copy one moment of it."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """What is backed up.

    Attributes:
        home: where its files lie.
        ledger: ``None``: its database keeps backups of its own.
        ledger_digest: digests a copy of the ledger.
        graph: asked for its digest; ``None``: nothing says of which moment of the ledger it is, so it is rebuilt.
        copy_graph: writes a copy of the graph; ``None``: it is on a server, and is rebuilt.
        graph_bytes: how many bytes such a copy takes at most.
    """

    home: Path
    ledger: Ledger | None = None
    ledger_digest: Callable[[Path], str] | None = None
    graph: Graph | None = None
    copy_graph: Callable[[Path], None] | None = None
    graph_bytes: int = 0


Progress = Callable[[int, int], None]


def back_up(instance: Instance, target: Path, *, with_keys: bool, now: datetime, progress: Progress) -> Manifest:
    """Write a backup into a directory that is not there yet; ``progress`` is told bytes done and all of them.

    Raises:
        InputError: the target is there, cannot be made, or has too little space.
        StoreConflictError: graph or ledger were written to every time that they were copied.
        EngineError, SchemaError, StoreUnavailableError: a store cannot be copied.
    """
    names = _names(instance.home, with_keys=with_keys)
    stores = instance.graph_bytes + (instance.ledger.size() if instance.ledger else 0)
    whole = stores + sum((instance.home / name).stat().st_size for name in names)
    refuse_without_space(target.absolute(), whole)
    moved = counted(whole, progress)
    with made_whole(target.absolute()) as part:
        graph_digest = _copy_stores(instance, part)
        moved(stores)
        # Files come after the ledger: whatever it speaks of was kept before.
        for name in sorted({*names, *_names(instance.home, with_keys=with_keys)}):
            copy_file(instance.home / name, part / name, moved)
        manifest = Manifest(
            version=__version__,
            made=now.astimezone(UTC).isoformat(timespec="seconds"),
            graph_digest=graph_digest,
            ledger_digest=instance.ledger_digest(part / LEDGER) if instance.ledger_digest else None,
            keys=fingerprints(instance.home / "keys"),
            files=_entries(part),
        )
        write_atomically(part / MANIFEST, [manifest.text().encode()])
    return manifest


def counted(whole: int, progress: Progress) -> Moved:
    """Return a function that adds up bytes and tells the sum."""
    done = 0

    def moved(more: int) -> None:
        nonlocal done
        done = min(done + more, whole)
        progress(done, whole)

    return moved


def fingerprints(directory: Path) -> Mapping[str, str]:
    """Name every version of the keys in a directory, without giving one away.

    Raises:
        SettingsError: a key is malformed, or can be read by others.
    """
    ring = KeyRing(directory)
    versions = sorted(int(found[1]) for path in directory.glob("*.json") if (found := _KEY.fullmatch(path.name)))
    return {str(version): ring.get(version).fingerprint for version in versions}


def _copy_stores(instance: Instance, part: Path) -> str | None:
    """Copy graph and ledger as of one moment; return the digest of the graph."""
    for _ in range(_TRIES):
        for copied in (part / GRAPH, part / LEDGER):
            copied.unlink(missing_ok=True)
        before = _state(instance)
        digest = instance.graph.exact_digest() if instance.graph else None
        if instance.copy_graph:
            instance.copy_graph(part / GRAPH)
        if instance.ledger:
            instance.ledger.write(part / LEDGER)
        if _state(instance) == before:
            return digest
    raise StoreConflictError(
        "Graph or ledger were written to every time that they were copied.", hint="Wait until no load or propagation runs."
    )


def _state(instance: Instance) -> tuple[int | None, int | None]:
    """Every act changes the ledger, and every write of facts the version; projections alone change neither, and can be redone."""
    return (
        instance.graph.graph_version() if instance.graph else None,
        instance.ledger.state() if instance.ledger else None,
    )


def _names(home: Path, *, with_keys: bool) -> list[str]:
    patterns = (*_KEPT, "keys/key-*.json") if with_keys else _KEPT
    return [path.relative_to(home).as_posix() for pattern in patterns for path in sorted(home.glob(pattern))]


def _entries(part: Path) -> dict[str, Entry]:
    return {path.relative_to(part).as_posix(): entry_of(path) for path in sorted(part.rglob("*")) if path.is_file()}
