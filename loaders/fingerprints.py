"""Numbers of 128 bits that stand for what a row says, so that a million rows can be compared without being kept.

Two values with one number would make two facts one; with two independent SipHash keys that does not happen by chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_service.loaders.cleaning import folded, name_key
from graph_service.loaders.codes import Document
from graph_service.store.ports import PersonIdentity

Words = npt.NDArray[np.uint64]
Objects = npt.NDArray[np.object_]
_KEYS = ("graph-service/1 ", "graph-service/2 ")
#: Makes the number of a row out of the numbers of its cells: their order matters.
FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BETWEEN = "\x1f"
_NOTHING = "\x00"
#: A text without any of these is folded as it is: digits, capitals, Han characters of one form, and the marks between them.
_TO_FOLD = re.compile(r"[^0-9A-Z.,:;%/\-\[\]\x00\x1f。、《》㐀-䶿一-鿿]")
#: Marks that are frequent in the texts of decisions, as they are folded.
_FORMS = dict(zip("〔﹝［【（(〕﹞］】）)，：；％", "[" * 6 + "]" * 6 + ",:;%", strict=True))
#: Half of a character: no text that could be read holds it.
_APART = "\ud800"
_DOTLESS = str.maketrans("", "", "·.")


def hashed(texts: Objects, key: str = _KEYS[0]) -> Words:
    """Return a number of 64 bits for each text (SipHash)."""
    return np.asarray(pd.util.hash_array(texts, hash_key=key, categorize=False), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """One number of 128 bits for each of some values, as two arrays of 64 bits."""

    high: Words
    low: Words

    @classmethod
    def of(cls, values: Sequence[object]) -> Self:
        """Fingerprint values; of a tuple part by part, for parts that many tuples share are written once."""
        widths = np.array([len(value) if type(value) is tuple else 0 for value in values], dtype=np.intp)
        words = np.zeros((len(_KEYS), len(values)), dtype=np.uint64)
        for width in np.unique(widths).tolist():
            at = np.flatnonzero(widths == width)
            some = [values[place] for place in at.tolist()] if len(at) < len(values) else values
            for part in zip(*some, strict=True) if width else [some]:
                texts = told_all(part)
                for number, key in enumerate(_KEYS):
                    words[number, at] = words[number, at] * FACTOR + hashed(texts, key)
        return cls(*words)

    @classmethod
    def joined(cls, several: Sequence[Fingerprints]) -> Self:
        """Put the fingerprints of further values behind each other."""
        if not several:
            return cls.of([])
        return cls(np.concatenate([one.high for one in several]), np.concatenate([one.low for one in several]))

    def take(self, places: npt.NDArray[np.intp]) -> Fingerprints:
        """Return those at these places, in their order."""
        return Fingerprints(self.high[places], self.low[places])

    def numbered(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Number the different values by their first appearance; return the number of each, and where each number came first."""
        frame = pd.DataFrame({"high": self.high, "low": self.low})
        numbers = np.asarray(frame.groupby(["high", "low"], sort=False).ngroup(), dtype=np.intp)
        return numbers, np.unique(numbers, return_index=True)[1]


def told_all(values: Sequence[object] | Objects) -> Objects:
    """Write each value as ``told`` does."""
    made = np.empty(len(values), dtype=object)
    made[:] = [value if type(value) is str else told(value) for value in values]
    return made


def told(value: object) -> str:
    """Write a value as text such that different values of one column give different texts."""
    if value is None:
        return _NOTHING
    if type(value) is date:
        return _day(value)
    if type(value) is tuple:
        return _BETWEEN.join([part if type(part) is str else told(part) for part in value])
    if isinstance(value, str):
        return value
    if isinstance(value, PersonIdentity):
        return told_person(value)
    if isinstance(value, Document):
        return f"{value.kind}{_BETWEEN}{value.number}"
    return repr(value)


_day = lru_cache(maxsize=65_536)(date.isoformat)


def told_person(identity: PersonIdentity) -> str:
    """Write who somebody is: the document's number, else the spelling of the name within an organisation."""
    if identity.id_number:
        return f"{identity.id_type}{_BETWEEN}{identity.id_number}"
    return f"{identity.anchor}{_BETWEEN}{_BETWEEN}{spelling(identity.name)}"


def spelling(name: str) -> str:
    """Return what the spellings of one person's name have in common."""
    return name_key(name).translate(_DOTLESS)


def told_alike(values: Objects) -> Objects:
    """Write each value as ``told`` does, its texts folded: a cell spelt in two ways is written once.

    Most texts are folded as they are, most others once a few marks have one form; ``folded`` sees to the rest.
    """
    texts = told_all(values)
    at = np.flatnonzero(_to_fold(texts))
    if len(at):
        texts[at] = _of_one_form(texts[at].tolist())
        for place in at[_to_fold(texts[at])].tolist():
            texts[place] = told(_spelt_alike(values[place]))
    return texts


def _to_fold(texts: Objects) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(pa.array(texts, pa.string()), _TO_FOLD.pattern))


def _of_one_form(texts: Sequence[str]) -> Sequence[str]:
    """Write the marks of ``_FORMS`` as ``folded`` writes them, in all texts at once."""
    together = _APART.join(texts)
    for mark, form in _FORMS.items():
        together = together.replace(mark, form)
    return together.split(_APART)


def _spelt_alike(value: object) -> object:
    if isinstance(value, str):
        return folded(value) if _TO_FOLD.search(value) else value
    return tuple(map(_spelt_alike, value)) if type(value) is tuple else value
