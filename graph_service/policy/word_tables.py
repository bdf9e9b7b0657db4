"""What the tables of words have in common by which loaders tell what rows mean (``*_categories.yaml``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_service.policy.files import parsed_file
from graph_service.policy.vocabulary import read_categories
from graph_service.policy.yaml_tree import Entry


@dataclass(frozen=True, slots=True)
class Classified:
    """The trigger words that rows can get: those named by an entry, and those of rows that no entry, or no clear word, fits."""

    named: frozenset[str]
    catch_all: frozenset[str]

    def __or__(self, other: Classified) -> Classified:
        """Join what two tables can give."""
        return Classified(self.named | other.named, self.catch_all | other.catch_all)


def read_fields(directory: Path | None, file: str, keys: str) -> tuple[dict[str, Entry], frozenset[str]]:
    """Return the fields of a table and the trigger words that it may name.

    Args:
        directory: a policy directory; where it has no such table, or is ``None``, the one shipped is read.
        file: name of the table.
        keys: its fields, all of them needed.

    Raises:
        PolicyFileError: the table cannot be accepted.
    """
    own = directory if directory and (directory / file).is_file() else None
    categories, *_ = read_categories(parsed_file(own, "categories.yaml"))
    return parsed_file(own, file).fields(keys), categories


def plain(text: str, noise: re.Pattern[str]) -> str:
    """Fold text for comparing: width does not count, and ``noise`` goes."""
    return noise.sub("", unicodedata.normalize("NFKC", text))


def has_one(words: Sequence[str], text: str) -> bool:
    """Say whether one of the words stands in the text; no words ask for nothing."""
    return not words or any(word in text for word in words)


def texts_of(fields: dict[str, Entry], key: str) -> tuple[str, ...]:
    """Return the texts under a field that may be left out."""
    return fields[key].texts() if key in fields else ()
