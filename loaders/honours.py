"""Red list, 诚信典型: what an authority praised a subject for. It is kept for finding and showing; no rule reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.parties import (
    PARTY,
    across_parties,
    entry_key,
    parties_named,
    settle_known_parties,
    state_party,
)
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings
from graph_service.loaders.whole import Keeps

_text = cleaning.display
_DAY = timedelta(days=1)


def _last_day(text: str) -> date:
    return cleaning.last_day(text) or date.max


LAYOUT = Layout(
    "诚信典型",
    (
        *PARTY,
        Column("荣誉名称", _text, needed=True, filled=True, aliases=("诚信典型名称", "守信激励名单名称", "红名单名称")),
        Column("认定机关", cleaning.organization_name, needed=True, filled=True, aliases=("授予机关", "认定部门")),
        Column("认定日期", cleaning.day, needed=True, filled=True, aliases=("授予日期",)),
        Column("有效期至", _last_day, aliases=("有效期截止日期",)),
        Column("退出日期", cleaning.day, aliases=("撤销荣誉日期",)),
        Column("认定文号", _text),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who is praised."""
    settle_known_parties(sieve, known, "认定机关")
    sieve.derive("honour", _honour, ("荣誉名称", "认定机关", "认定日期", "主体名称", "organization", "person", "namesakes"))
    sieve.derive(KEYS, lambda row: (row["honour"],) if row["honour"] else (), ("honour",))
    for end in ("有效期至", "退出日期"):
        sieve.refuse_earlier(end, "认定日期", "end-before-start")
    sieve.refuse_after("认定日期", known.received, "date-future")


def _honour(row: CleanRow) -> str | None:
    return entry_key("ho-", row, name_key(row["认定机关"]), name_key(row["荣誉名称"]), row["认定日期"].isoformat())


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the honour and its subject; it lasts until its last day, or until it was taken back."""
    shaped = Shaped()
    for row in rows:
        last, left = row["有效期至"], row["退出日期"]
        ends = [day for day in (last + _DAY if last and last < date.max else None, left) if day is not None]
        honour = {
            "id": row["honour"],
            "subject": state_party(shaped, row, keys, row["honour"]),
            "title": row["荣誉名称"],
            "authority": row["认定机关"],
            "start": row["认定日期"],
            "end": min(ends, default=None),
            "document": row["认定文号"],
        }
        shaped.state("honours", row[ROW], honour)
    return shaped


SOURCE = Source(
    kind="honours",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("person",)),
    across=across_parties,
    identities=parties_named,
    shape=shape,
    retires="Nothing by absence: an honour ends by 有效期至 or by a row that gives 退出日期.",
)
