"""An entry of a list or an order of a court → its trigger word. Which words mean what is data (``list_categories.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph_service.policy.word_tables import Classified, has_one, plain, read_fields, texts_of
from graph_service.policy.yaml_tree import Entry

_FILE = "list_categories.yaml"
#: Book-title marks, quotes and white space are no part of the name of a list.
_NOISE = re.compile(r"[\s《》“”\"]+")


@dataclass(frozen=True, slots=True)
class _List:
    category: str
    names: frozenset[str]
    cause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    lists: tuple[_List, ...]
    neutral: tuple[_List, ...]
    annulled: frozenset[str]
    performed: frozenset[str]


def list_category(name: str, cause: str | None = None) -> str | None:
    """Return the trigger word of an entry; ``None`` for a list that nobody has described.

    Args:
        name: 名单名称, as a whole.
        cause: 列入事由.
    """
    table, said = _table(), _plain(name)
    why = _plain(cause or "")
    for one in (*table.lists, *table.neutral):
        if said in one.names and has_one(one.cause, why):
            return one.category
    return None


def says_annulled(reason: str) -> bool:
    """Say whether a 移出原因 tells that the decision to list was itself annulled."""
    return _plain(reason) in _table().annulled


def says_performed(reason: str) -> bool:
    """Say whether a 移出原因 tells that the obligation was performed in full."""
    return _plain(reason) in _table().performed


def classified(directory: Path | None = None) -> Classified:
    """Return the trigger words that ``list_category`` can give, by the table of a policy directory, else the one shipped.

    Raises:
        PolicyFileError: the table cannot be accepted.
    """
    table = _read_table(directory)
    return Classified(frozenset(one.category for one in table.lists), frozenset(one.category for one in table.neutral))


@cache
def _table() -> _Table:
    return _read_table(None)


def _read_table(directory: Path | None) -> _Table:
    fields, categories = read_fields(directory, _FILE, "lists neutral annulled performed")
    return _Table(
        lists=tuple(_lists(fields["lists"], categories)),
        neutral=tuple(_lists(fields["neutral"], categories)),
        annulled=_folded(fields["annulled"]),
        performed=_folded(fields["performed"]),
    )


def _lists(entries: Entry, categories: frozenset[str]) -> Iterator[_List]:
    for entry in entries.items():
        fields = entry.fields("category names", "cause")
        yield _List(
            category=fields["category"].choice(categories, "category"),
            names=_folded(fields["names"]),
            cause=texts_of(fields, "cause"),
        )


def _folded(entry: Entry) -> frozenset[str]:
    return frozenset(_plain(text) for text in entry.texts())


def _plain(text: str) -> str:
    return plain(text, _NOISE)
