"""Parquet: flat columns of plain types, read in batches. What it says of its own size is held against limits before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph_service.errors import SourceFileError
from graph_service.loaders.inputs import Input
from graph_service.loaders.reading import CHUNK, Chunk, ChunkBuilder, Sheet, checked_header
from graph_service.loaders.workbook import in_memory, shown
from graph_service.model.intervals import CHINA

#: Unpacked bytes of one column in one row group, which must be held at once.
MAX_COLUMN_BYTES = 128 * 1024 * 1024
#: Characters of one batch: a dictionary may say the same long text for every row.
MAX_BATCH_BYTES = 128 * 1024 * 1024
#: Of the description at the end of the file, which is held in memory.
_LIMITS = {"thrift_string_size_limit": 16 * 1024 * 1024, "thrift_container_size_limit": 100_000}
_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_TEXTS = (pa.types.is_string, pa.types.is_large_string)
_OTHERS = (pa.types.is_boolean, pa.types.is_date, pa.types.is_timestamp, pa.types.is_null)


def open_parquet(given: Input) -> tuple[Sheet]:
    """Open a Parquet file: one table.

    Raises:
        SourceFileError: damaged, encrypted, too large, or with columns that are no cells (nested, binary).
    """
    with _opened(given) as file:
        schema, metadata = file.schema_arrow, file.metadata
        header = checked_header(given.name, schema.names)
        if len(header) < len(schema):
            raise SourceFileError(given.name, "a column has no title", hint="Give it its title or remove it.")
        for field in schema:
            _check_type(given.name, field)
        for group in range(metadata.num_row_groups):
            for column in range(metadata.num_columns):
                _check_size(given.name, metadata.row_group(group).column(column))
        texts = [field.name for field in schema if any(is_kind(_plain_type(field)) for is_kind in _TEXTS)]
        rows = metadata.num_rows
    return (Sheet(given.name, "", header, rows, partial(_chunks, given, texts, len(header))),)


@contextmanager
def _opened(given: Input, dictionaries: list[str] | None = None) -> Iterator[pq.ParquetFile]:
    source = given.path or in_memory(given)
    try:
        with pq.ParquetFile(source, read_dictionary=dictionaries, pre_buffer=False, **_LIMITS) as file:
            yield file
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise SourceFileError(given.name, f"not a readable Parquet file ({error})", hint="Write it anew, or as csv.") from error


def _check_type(name: str, field: pa.Field) -> None:
    kind = _plain_type(field)
    if pa.types.is_nested(kind):
        path = field.name
        while pa.types.is_nested(kind) and kind.num_fields:
            inner = kind.field(0)
            path, kind = f"{path}.{inner.name}", inner.type
        raise SourceFileError(name, f"column {field.name!r} is nested ({path})", hint="Write one value a cell.")
    if not any(is_kind(kind) for is_kind in (*_NUMBERS, *_TEXTS, *_OTHERS)):
        raise SourceFileError(name, f"column {field.name!r} is of type {kind}, which is no cell", hint="Write it as text.")


def _plain_type(field: pa.Field) -> pa.DataType:
    return field.type.value_type if pa.types.is_dictionary(field.type) else field.type


def _check_size(name: str, column: pq.ColumnChunkMetaData) -> None:
    size = max(column.total_uncompressed_size, column.total_compressed_size)
    if not 0 <= size <= MAX_COLUMN_BYTES:
        what = f"{size} bytes of {column.path_in_schema!r} in one row group; at most {MAX_COLUMN_BYTES} are read"
        raise SourceFileError(name, what, hint="Write it with smaller row groups.")


def _chunks(given: Input, texts: list[str], width: int) -> Iterator[Chunk]:
    builder = ChunkBuilder(width)
    line = 0
    with _opened(given, texts) as file:
        for batch in file.iter_batches(batch_size=CHUNK, use_threads=False):
            columns = [_cells(given.name, column) for column in batch.columns]
            numbers = [any(is_kind(column.type) for is_kind in _NUMBERS) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                line += 1
                numeric = frozenset(at for at, cell in enumerate(cells) if cell and numbers[at])
                builder.add(line, list(cells), f"row {line}", numeric)
            yield builder.chunk()


def _cells(name: str, column: pa.Array) -> list[str]:
    """Write a column as text: as the cells of a workbook, a moment with a zone as the day and time in China."""
    if pa.types.is_dictionary(column.type):
        lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
        if (pc.sum(lengths).as_py() or 0) > MAX_BATCH_BYTES:
            raise SourceFileError(name, f"{CHUNK} cells of more than {MAX_BATCH_BYTES} bytes", hint="Shorten the texts.")
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime) and value.tzinfo:
        return shown(value.astimezone(CHINA).replace(tzinfo=None))
    return "" if value != value else shown(value)  # not a number: how a float column says nothing
