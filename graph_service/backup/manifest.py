"""What lies in a backup: every file with its length and SHA-256, and what graph and ledger said. Damage is named by file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from graph_service.errors import InputError

MANIFEST = "manifest.json"
FORMAT = 1
GRAPH, LEDGER = "graph.zip", "ledger.sqlite3"
_NAMES = re.compile(
    r"graph\.zip|ledger\.sqlite3|catalogue\.yaml|logs/looks\.jsonl|(archive|quarantine)/[\w.-]+\.sealed|keys/key-\d{4}\.json"
)
_PIECE = 1024 * 1024
_ANOTHER = "Restore from another backup."

#: Told how many bytes have been read since the last call.
Moved = Callable[[int], None]


class Entry(BaseModel):
    """Length in bytes and SHA-256 of one file."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds.

    Attributes:
        version: of the product that made it.
        made: when, in UTC.
        graph_digest: exact digest of the graph, which a restored or rebuilt one must have; ``None``: nobody looked.
        ledger_digest: exact digest of the ledger; ``None``: its database keeps backups of its own.
        keys: fingerprint of every version of the keys, whether they are in the backup or not.
        files: by path inside the backup.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    kind: Literal["backup"] = "backup"
    format: int = FORMAT
    version: str
    made: str
    graph_digest: str | None
    ledger_digest: str | None
    keys: Mapping[str, str]
    files: Mapping[str, Entry]

    @property
    def has_graph(self) -> bool:
        """Whether the graph is in it; otherwise it is rebuilt from archive and ledger."""
        return GRAPH in self.files

    @property
    def has_ledger(self) -> bool:
        """Whether the ledger is in it."""
        return LEDGER in self.files

    @property
    def has_keys(self) -> bool:
        """Whether the keys are in it."""
        return any(name.startswith("keys/") for name in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(entry.bytes for entry in self.files.values())

    def text(self) -> str:
        """Give the one spelling of this manifest, which ends with a digest over itself."""
        said = self.model_dump(mode="json")
        return _spelt(said | {"sha256": hashlib.sha256(_spelt(said).encode()).hexdigest()})


def _spelt(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def pieces(path: Path) -> Iterator[bytes]:
    """Give the bytes of a file, bounded in memory."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def entry_of(path: Path) -> Entry:
    """Describe a file as it is."""
    found = hashlib.sha256()
    for piece in pieces(path):
        found.update(piece)
    return Entry(bytes=path.stat().st_size, sha256=found.hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        InputError: it is none, is damaged, or is of another format.
    """
    path = folder / MANIFEST
    try:
        text = path.read_text("utf-8")
        said = json.loads(text)
    except OSError:
        raise InputError(str(folder), f"is no backup, or an incomplete one: it has no {MANIFEST}", hint=_ANOTHER) from None
    except ValueError:
        raise InputError(str(path), "is damaged", hint=_ANOTHER) from None
    if not isinstance(said, dict) or said.get("kind") != "backup":
        raise InputError(str(folder), "is no backup of graph-service")
    if said.get("format") != FORMAT:
        raise InputError(
            str(path), f"is of format {said.get('format')!r}; this version reads {FORMAT}", hint="Use the version that made it."
        )
    said.pop("sha256", None)
    try:
        manifest = Manifest.model_validate(said)
    except ValidationError:
        raise InputError(str(path), "is damaged", hint=_ANOTHER) from None
    if manifest.text() != text:
        raise InputError(str(path), "is damaged", hint=_ANOTHER)
    return manifest


def verified(folder: Path, moved: Moved) -> Manifest:
    """Read a backup and every byte of it.

    Raises:
        InputError: a file is missing, was cut or changed, or does not belong there; it is named.
    """
    manifest = read_manifest(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    for name in sorted((there - {MANIFEST}) ^ manifest.files.keys()):
        said = "is missing from the backup" if name in manifest.files else "does not belong to the backup"
        raise InputError(str(folder / name), said, hint=_ANOTHER)
    for name, entry in sorted(manifest.files.items()):
        if not _NAMES.fullmatch(name) or (folder / name).is_symlink():
            raise InputError(str(folder / name), "does not belong to a backup", hint=_ANOTHER)
        _verify(folder / name, entry)
        moved(entry.bytes)
    return manifest


def _verify(path: Path, entry: Entry) -> None:
    size = path.stat().st_size
    if size != entry.bytes:
        raise InputError(str(path), f"has {size} bytes, not the {entry.bytes} of the backup", hint=_ANOTHER)
    if entry_of(path) != entry:
        raise InputError(str(path), "was changed after the backup was made", hint=_ANOTHER)
