"""Quick ways to derived columns, for the rows in which nothing can be refused or doubted; the others go row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from graph_service.loaders.checking import Ready, objects
from graph_service.loaders.organizations import is_credit_code
from graph_service.loaders.plain import Flags, Texts, resident_ids
from graph_service.store.ports import PersonIdentity

RESIDENT_ID = "resident_id"


def nothing(rows: Flags) -> Ready:
    """Say that these rows have nothing in the column."""
    return Ready(rows, np.full(len(rows), None, dtype=object))


def unified_codes(numbers: pd.Series[Any]) -> Ready:
    """Key a firm by its unified code where the column holds one; another number, and none, need a look-up."""
    values = numbers.to_numpy()
    return Ready(np.array([value is not None and is_credit_code(value) for value in values], dtype=bool), values)


def identities(frame: pd.DataFrame, columns: Sequence[str], rows: Flags) -> Ready:
    """Identify persons by a resident id whose digits are right, or, without any number, by their name within an organisation.

    Args:
        frame: the rows of a chunk.
        columns: of name, kind of document, its number, and the organisation's key.
        rows: those whose name is a person's and well read.
    """
    names, kinds, numbers, anchors = (frame[column].to_numpy() for column in columns)
    named = rows & pd.notna(names) & pd.notna(anchors)
    unnumbered = named & pd.isna(numbers)
    numbered = named & ~unnumbered & (pd.isna(kinds) | (kinds == RESIDENT_ID))
    numbered[numbered] = resident_ids(Texts.of(pa.array(numbers[numbered], pa.string())))
    values = np.full(len(frame), None, dtype=object)
    of_numbered = zip(names[numbered], numbers[numbered], strict=True)
    values[numbered] = objects([PersonIdentity(name, RESIDENT_ID, number) for name, number in of_numbered])
    of_unnumbered = zip(names[unnumbered], anchors[unnumbered], strict=True)
    values[unnumbered] = objects([PersonIdentity(name, anchor=anchor) for name, anchor in of_unnumbered])
    return Ready(numbered | unnumbered, values)
