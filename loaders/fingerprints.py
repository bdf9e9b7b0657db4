"""Numbers of 128 bits that stand for what a row says, so that a million rows can be compared without being kept.

Two values with one number would make two facts one; with two independent SipHash keys that does not happen by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph_service.loaders.cleaning import name_key
from graph_service.loaders.codes import Document
from graph_service.store.ports import PersonIdentity

Words = npt.NDArray[np.uint64]
_KEYS = ("graph-service/1 ", "graph-service/2 ")
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_BETWEEN = "\x1f"
_NOTHING = "\x00"
_DOTLESS = str.maketrans("", "", "·.")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """One number of 128 bits for each of some values, as two arrays of 64 bits."""

    high: Words
    low: Words

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Fingerprint texts."""
        values = np.array([*texts, ""], dtype=object)[:-1]
        return cls(*(pd.util.hash_array(values, hash_key=key, categorize=False) for key in _KEYS))

    @classmethod
    def joined(cls, several: Sequence[Fingerprints]) -> Self:
        """Put the fingerprints of further values behind each other."""
        if not several:
            return cls.of(())
        return cls(np.concatenate([one.high for one in several]), np.concatenate([one.low for one in several]))

    def take(self, places: npt.NDArray[np.intp]) -> Fingerprints:
        """Return those at these places, in their order."""
        return Fingerprints(self.high[places], self.low[places])

    def with_next(self, other: Fingerprints) -> Fingerprints:
        """Fingerprint pairs of values: the order matters."""
        return Fingerprints(self.high * _FACTORS[0] + other.high, self.low * _FACTORS[1] + other.low)

    def numbered(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Number the different values by their first appearance; return the number of each, and where each number came first."""
        frame = pd.DataFrame({"high": self.high, "low": self.low})
        numbers = np.asarray(frame.groupby(["high", "low"], sort=False).ngroup(), dtype=np.intp)
        return numbers, np.unique(numbers, return_index=True)[1]


def told(value: object) -> str:
    """Write a value as text such that different values of one column give different texts."""
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PersonIdentity):
        return told_person(value)
    if isinstance(value, Document):
        return f"{value.kind}{_BETWEEN}{value.number}"
    if isinstance(value, tuple):
        return _BETWEEN.join(told(part) for part in value)
    return repr(value)


def told_person(identity: PersonIdentity) -> str:
    """Write who somebody is: the document's number, else the spelling of the name within an organisation."""
    if identity.id_number:
        return f"{identity.id_type}{_BETWEEN}{identity.id_number}"
    return f"{identity.anchor}{_BETWEEN}{_BETWEEN}{spelling(identity.name)}"


def spelling(name: str) -> str:
    """Return what the spellings of one person's name have in common."""
    return name_key(name).translate(_DOTLESS)
