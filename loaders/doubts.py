"""Logical checks of offices and holdings that leave the row standing: what contradicts the register, a birth day, or another row.

Which of the two statements is wrong nobody can say here, so the row is taken and tagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from graph_service.loaders.checking import Sieve
from graph_service.loaders.fingerprints import FACTOR, Words, hashed
from graph_service.loaders.ready import RESIDENT_ID
from graph_service.loaders.source import Surroundings
from graph_service.loaders.whole import Whole
from graph_service.store.ports import PersonIdentity

#: What ``tell_numbered`` adds and ``two_numbers_a_name`` needs of every chunk.
NUMBERED = ("named_within", "numbered")
_FIRMS = 20_000


def doubt_births(sieve: Sieve, start: str, person: str) -> None:
    """Warn where ``start`` lies before the birth of the person, as a resident id tells it."""
    found = zip(sieve.frame.index.tolist(), sieve.frame[start].tolist(), sieve.frame[person].tolist(), strict=True)
    for row, day, who in found:
        if day is not None and isinstance(who, PersonIdentity) and who.id_type == RESIDENT_ID:
            number = str(who.id_number)
            if int(number[6:10]) >= day.year and day < _birth(number):
                sieve.warn(row, "relation-before-birth", start)


def _birth(resident_id: str) -> date:
    return date(int(resident_id[6:10]), int(resident_id[10:12]), int(resident_id[12:14]))


def doubt_days(whole: Whole, known: Surroundings, start: str) -> None:
    """Warn where ``start`` lies before the firm was founded, or after it was closed, as far as the register on record says.

    Asked once a table, some firms at a time: of a large table the answers need not be in memory together.
    """
    frame = whole.frame[["organization", start]].dropna()
    firms = sorted(set(frame["organization"].tolist()))
    for first in range(0, len(firms), _FIRMS):
        registered = known.firms.registered(firms[first : first + _FIRMS])
        if not registered:
            continue
        some = frame[frame["organization"].isin(list(registered))]
        for row, firm, day in zip(some.index.tolist(), *(some[name].tolist() for name in some.columns), strict=True):
            said = registered[firm]
            if said.closed and day >= said.closed:
                whole.warn(row, "relation-after-closing", start)
            if said.founded and day < said.founded:
                whole.warn(row, "relation-before-founding", start)


def tell_numbered(sieve: Sieve, person: str) -> None:
    """Add, for rows whose person has a document number, fingerprints of the name within the firm and of the number."""
    persons, firms = sieve.frame[person].tolist(), sieve.frame["organization"].tolist()
    found = [
        isinstance(who, PersonIdentity) and who.id_number is not None and firm is not None
        for who, firm in zip(persons, firms, strict=True)
    ]
    at = np.flatnonzero(np.array(found, dtype=bool))
    named = [persons[place] for place in at]
    within = _hashed([who.name for who in named]) * FACTOR + _hashed([firms[place] for place in at])
    for column, words in zip(NUMBERED, (within, _hashed([who.id_number for who in named])), strict=True):
        values = np.full(len(persons), None, dtype=object)
        values[at] = words.astype(np.int64).tolist()
        sieve.frame[column] = pd.Series(values, index=sieve.frame.index, dtype=object)


def _hashed(texts: Sequence[str]) -> Words:
    return hashed(np.array(texts, dtype=object))


def two_numbers_a_name(whole: Whole, column: str) -> None:
    """Warn of every row of a name that stands in one firm with several document numbers; merging them is an officer's to say."""
    frame = whole.frame[list(NUMBERED)].dropna()
    several = frame.groupby("named_within")["numbered"].transform("nunique") > 1
    for row in frame.index[several].tolist():
        whole.warn(row, "person-with-two-ids", column)
