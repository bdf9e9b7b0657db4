"""A directory of Parquet tables with its manifest: there as a whole or not at all, and checked before it is read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph_service.errors import InputError

MANIFEST = "manifest.json"
#: Version of the layout: which tables and columns there are, and what the manifest says.
FORMAT = 1
#: Rows that are held before they are written; the rows of one Parquet row group.
GROUP = 20_000

Schemas = Mapping[str, pa.Schema]


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory whose files are those that its manifest names.

    Attributes:
        about: what the manifest says beside the files.
        files: table → paths of its parts.
        rows: table → number of rows.
        digest: SHA-256 of the manifest, and so of everything.
    """

    path: Path
    about: Mapping[str, Any]
    files: Mapping[str, tuple[Path, ...]]
    rows: Mapping[str, int]
    digest: str

    def batches(self, table: str) -> Iterator[list[dict[str, Any]]]:
        """Give the rows of a table in order, a row group at a time."""
        for path in self.files[table]:
            with pq.ParquetFile(path) as file:
                yield from (batch.to_pylist() for batch in file.iter_batches(GROUP))


@dataclass(slots=True)
class Writer:
    """Writes the tables of a directory; rows are held until a row group is full."""

    path: Path
    schemas: Schemas
    _files: dict[str, Any] = field(default_factory=dict)
    _held: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows; a column that a row lacks is empty."""
        held = self._held[table]
        for row in rows:
            held.append(row)
            if len(held) == GROUP:
                self._write(table)

    def open(self, files: ExitStack) -> None:
        """Begin one file for each table."""
        for table, schema in self.schemas.items():
            self._files[table] = files.enter_context(
                pq.ParquetWriter(self.path / f"{table}.parquet", schema, compression="zstd")
            )
            self._held[table], self.rows[table] = [], 0

    def finish(self) -> None:
        """Write what is still held."""
        for table in self.schemas:
            self._write(table)

    def _write(self, table: str) -> None:
        held = self._held[table]
        if held:
            self._files[table].write_table(pa.Table.from_pylist(held, self.schemas[table]))
            self.rows[table] += len(held)
            held.clear()


@contextmanager
def written_whole(target: Path, schemas: Schemas, about: Mapping[str, object]) -> Iterator[Writer]:
    """Give a writer; the directory appears under its name once everything is written, and not at all otherwise.

    Raises:
        InputError: something lies there already, or the directory cannot be made.
    """
    part = _beside(target)
    try:
        with ExitStack() as files:
            writer = Writer(part, schemas)
            writer.open(files)
            yield writer
            writer.finish()
        listed = {table: {"rows": writer.rows[table], "files": _files(part, table)} for table in schemas}
        manifest = {**about, "format": FORMAT, "tables": listed}
        (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        for path in part.iterdir():
            _sync(path)
        part.rename(target)
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _beside(target: Path) -> Path:
    if target.exists():
        raise InputError(str(target), "exists already", hint="Name a directory that is not there yet.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    except OSError as error:
        raise InputError(str(target), f"cannot be made: {error.strerror}", hint="Name a place that you can write to.") from None


def _files(part: Path, table: str) -> list[dict[str, str]]:
    name = f"{table}.parquet"
    return [{"name": name, "sha256": _sha256(part / name)}]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def read_folder(path: Path, kind: str, schemas: Schemas) -> Folder:
    """Read a manifest and check what it names: every file there and unchanged, every column there and of its kind.

    Raises:
        InputError: names the file, and the column where one is wrong.
    """
    manifest, digest = _manifest(path / MANIFEST, kind)
    tables = manifest["tables"]
    if unlike := sorted(tables.keys() ^ schemas.keys()):
        raise InputError(f"{path / MANIFEST}: tables.{unlike[0]}", "missing" if unlike[0] in schemas else "unknown table")
    files = {table: tuple(path / each["name"] for each in tables[table]["files"]) for table in schemas}
    for table, schema in schemas.items():
        for each, file in zip(tables[table]["files"], files[table], strict=True):
            _check(file, each["sha256"], schema)
    about = {name: value for name, value in manifest.items() if name not in {"format", "tables"}}
    return Folder(path, about, files, {table: tables[table]["rows"] for table in schemas}, digest)


def _manifest(path: Path, kind: str) -> tuple[dict[str, Any], str]:
    try:
        content = path.read_bytes()
        manifest = json.loads(content)
    except OSError as error:
        raise InputError(
            str(path),
            f"cannot be read: {error.strerror}",
            hint="`graph-service export facts --out DIR` makes a directory of facts.",
        ) from None
    except ValueError:
        raise InputError(str(path), "is not JSON") from None
    found = (manifest.get("kind"), manifest.get("format")) if isinstance(manifest, dict) else None
    if found != (kind, FORMAT):
        raise InputError(str(path), f"is {found}, not ({kind!r}, {FORMAT})", hint="Make the directory again with this version.")
    return manifest, hashlib.sha256(content).hexdigest()


def _check(path: Path, digest: str, schema: pa.Schema) -> None:
    try:
        same = _sha256(path) == digest
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    if not same:
        raise InputError(str(path), "was changed after its manifest was written", hint="Make the directory again.")
    try:
        found = pq.read_schema(path)
    except pa.ArrowInvalid as error:
        raise InputError(str(path), f"is no Parquet file: {error}") from None
    _check_columns(path, found, schema)


def _check_columns(path: Path, found: pa.Schema, schema: pa.Schema) -> None:
    kinds: dict[str, object] = dict(zip(found.names, found.types, strict=True))
    wanted: Sequence[str] = schema.names
    if unlike := sorted(kinds.keys() ^ set(wanted)):
        raise InputError(f"{path}: {unlike[0]}", "the column is missing" if unlike[0] in wanted else "unknown column")
    for name in wanted:
        given, kind = kinds[name], schema.field(name).type
        if given != kind and not (given == pa.large_string() and kind == pa.string()):
            raise InputError(f"{path}: {name}", f"is {given}, not {kind}")
