"""Lists of associations, banks and rating firms: reference only, never a ground. No rule reads them, and nothing in the graph leads to them.

Whose list it is the column 发布机构类别 says in every row; a list of an authority or a court in such a table is refused, and so is one
of anybody else in the table of 严重失信主体名单.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.parties import (
    PARTY,
    across_parties,
    entry_key,
    parties_named,
    party_key,
    settle_known_parties,
)
from graph_service.loaders.publishers import is_official
from graph_service.loaders.registry import exclusive
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings
from graph_service.loaders.whole import Keeps

_text = cleaning.display


def _private(text: str) -> str:
    if is_official(text):
        raise UncleanError("list-official")
    return _text(text)


LAYOUT = Layout(
    "参考信息",
    (
        *PARTY,
        Column("名单名称", _text, needed=True, filled=True, aliases=("评级名称", "名录名称")),
        Column("发布机构", cleaning.organization_name, needed=True, filled=True, aliases=("发布单位", "评级机构")),
        Column("发布机构类别", _private, needed=True, filled=True, aliases=("名单性质",)),
        Column("等级", _text, aliases=("信用等级", "评级结果")),
        Column("内容", _text, aliases=("列入原因", "列入事由")),
        Column("发布日期", cleaning.day, needed=True, filled=True, aliases=("评级日期", "列入日期")),
        Column("有效期至", cleaning.last_day_or_never, aliases=("有效期截止日期",)),
        Column("文号", _text),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle whom the entry is about."""
    settle_known_parties(sieve, known, "发布机构")
    sieve.derive("entry", _entry, ("名单名称", "发布机构", "发布日期", "主体名称", "organization", "person", "namesakes"))
    sieve.derive(KEYS, lambda row: (row["entry"],) if row["entry"] else (), ("entry",))
    sieve.refuse_earlier("有效期至", "发布日期", "end-before-start")
    sieve.refuse_after("发布日期", known.received, "date-future")


def _entry(row: CleanRow) -> str | None:
    said = (name_key(row["发布机构"]), name_key(row["名单名称"]), row["发布日期"].isoformat())
    return entry_key("ref-", row, *said)


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the entry. Its subject is not put on record by it."""
    shaped = Shaped()
    for row in rows:
        entry = {
            "id": row["entry"],
            "subject": party_key(row, keys),
            "list": row["名单名称"],
            "publisher": row["发布机构"],
            "grade": row["等级"],
            "content": row["内容"],
            "start": row["发布日期"],
            "end": exclusive(row["有效期至"]),
            "document": row["文号"],
        }
        shaped.state("references", row[ROW], entry)
    return shaped


SOURCE = Source(
    kind="references",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("person",)),
    across=across_parties,
    identities=parties_named,
    shape=shape,
    retires="Nothing by absence: an entry ends by 有效期至.",
)
