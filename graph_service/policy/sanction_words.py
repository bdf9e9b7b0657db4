"""A decision or judgment against a person → trigger words of the rules. Which words mean what is data (``sanction_categories.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph_service.policy.word_tables import Classified, has_one, plain, read_fields, texts_of
from graph_service.policy.yaml_tree import Entry

_FILE = "sanction_categories.yaml"
_BLANKS = re.compile(r"\s+")
KINDS = ("sanction", "criminal_judgment")
_AGAINST = ("person", "unit")


@dataclass(frozen=True, slots=True)
class Sanctioned:
    """One trigger word, and whether the rule takes the person or the unit in whose case it was decided as the subject."""

    category: str
    against_unit: bool = False


@dataclass(frozen=True, slots=True)
class _Condition:
    gives: Sanctioned
    kind: str
    words: tuple[tuple[str, ...], ...]

    def holds(self, kind: str, texts: tuple[str, ...]) -> bool:
        pairs = zip(self.words, texts, strict=True)
        return kind == self.kind and all(has_one(words, text) for words, text in pairs)


@dataclass(frozen=True, slots=True)
class _Table:
    otherwise: str
    undone: tuple[str, ...]
    conditions: tuple[_Condition, ...]


def sanction_categories(kind: str, decision: str, cause: str, office: str) -> tuple[Sanctioned, ...]:
    """Return the trigger words of one decision, never none.

    Args:
        kind: one of ``KINDS``.
        decision: 处理种类, 处理内容 and 刑罚, joined.
        cause: 事由 and 罪名, joined.
        office: 职务.
    """
    table = _table()
    texts = (_plain(decision), _plain(cause), _plain(office))
    if any(word in texts[0] for word in table.undone):
        return (Sanctioned(table.otherwise),)
    met = (condition.gives for condition in table.conditions if condition.holds(kind, texts))
    return tuple(dict.fromkeys(met)) or (Sanctioned(table.otherwise),)


def classified(directory: Path | None = None) -> Classified:
    """Return the trigger words that ``sanction_categories`` can give, by the table of a policy directory, else the one shipped.

    Raises:
        PolicyFileError: the table cannot be accepted.
    """
    table = _read_table(directory)
    return Classified(frozenset(one.gives.category for one in table.conditions), frozenset({table.otherwise}))


@cache
def _table() -> _Table:
    return _read_table(None)


def _read_table(directory: Path | None) -> _Table:
    fields, categories = read_fields(directory, _FILE, "otherwise undone entries")
    return _Table(
        otherwise=fields["otherwise"].choice(categories, "category"),
        undone=fields["undone"].texts(),
        conditions=tuple(_conditions(fields["entries"], categories)),
    )


def _conditions(entries: Entry, categories: frozenset[str]) -> Iterator[_Condition]:
    for entry in entries.items():
        fields = entry.fields("category kind against", "decision cause office")
        words = tuple(texts_of(fields, name) for name in ("decision", "cause", "office"))
        if not any(words):
            raise entry.fault("give words of decision, cause or office; without any every decision would be meant")
        yield _Condition(
            gives=Sanctioned(
                fields["category"].choice(categories, "category"),
                against_unit=fields["against"].choice(_AGAINST, "subject") == "unit",
            ),
            kind=fields["kind"].choice(KINDS, "kind"),
            words=words,
        )


def _plain(text: str) -> str:
    return plain(text, _BLANKS)
