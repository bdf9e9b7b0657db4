"""A row of 双公示 行政处罚 → trigger words of the rules. Which words mean what is data (``penalty_categories.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph_service.policy.word_tables import Classified, has_one, plain, read_fields, texts_of
from graph_service.policy.yaml_tree import Entry

_FILE = "penalty_categories.yaml"
#: White space and the brackets around the name of a licence say nothing about the kind of penalty.
_NOISE = re.compile(r"[\s《》<>〈〉]+")


@dataclass(frozen=True, slots=True)
class _Condition:
    category: str
    kinds: tuple[str, ...]
    licence: tuple[str, ...]
    licence_blank: bool
    violation: tuple[str, ...]

    def holds(self, kinds: str, licence: str, violation: str) -> bool:
        return (
            has_one(self.kinds, kinds)
            and has_one(self.licence, licence)
            and has_one(self.violation, violation)
            and not (self.licence_blank and licence)
        )


@dataclass(frozen=True, slots=True)
class _Table:
    unclear_words: tuple[str, ...]
    unclear: str
    otherwise: str
    conditions: tuple[_Condition, ...]


def penalty_category(kinds: str, licence: str | None, violation_type: str | None) -> str:
    """Return the first of ``penalty_categories``: the one trigger word of a row that can carry only one."""
    return penalty_categories(kinds, licence, violation_type)[0]


def penalty_categories(kinds: str, licence: str | None, violation_type: str | None) -> tuple[str, ...]:
    """Return the trigger words of one row, never none: one decision may revoke two licences.

    Args:
        kinds: 处罚类别, best joined with 处罚内容 by ``;`` (the column alone often reads 暂扣或者吊销许可证, which says neither).
        licence: 暂扣或吊销证照名称及编号, empty where the row has none.
        violation_type: 违法行为类型.
    """
    table = _table()
    clear = said = _plain(kinds)
    for word in table.unclear_words:
        clear = clear.replace(_plain(word), "")
    texts = (clear, _plain(licence or ""), _plain(violation_type or ""))
    met = (condition.category for condition in table.conditions if condition.holds(*texts))
    return tuple(dict.fromkeys(met)) or ((table.unclear if clear != said else table.otherwise),)


def classified(directory: Path | None = None) -> Classified:
    """Return the trigger words that ``penalty_categories`` can give, by the table of a policy directory, else the one shipped.

    Raises:
        PolicyFileError: the table cannot be accepted.
    """
    table = _read_table(directory)
    return Classified(
        frozenset(condition.category for condition in table.conditions), frozenset({table.unclear, table.otherwise})
    )


@cache
def _table() -> _Table:
    return _read_table(None)


def _read_table(directory: Path | None) -> _Table:
    fields, categories = read_fields(directory, _FILE, "unclear_words unclear otherwise entries")
    return _Table(
        unclear_words=fields["unclear_words"].texts(),
        unclear=fields["unclear"].choice(categories, "category"),
        otherwise=fields["otherwise"].choice(categories, "category"),
        conditions=tuple(_conditions(fields["entries"], categories)),
    )


def _conditions(entries: Entry, categories: frozenset[str]) -> Iterator[_Condition]:
    for entry in entries.items():
        fields = entry.fields("category kinds", "licence licence_blank violation")
        yield _Condition(
            category=fields["category"].choice(categories, "category"),
            kinds=fields["kinds"].texts(),
            licence=texts_of(fields, "licence"),
            licence_blank="licence_blank" in fields and fields["licence_blank"].flag(),
            violation=texts_of(fields, "violation"),
        )


def _plain(text: str) -> str:
    return plain(text, _NOISE)
