"""政务失信记录 of authorities and civil servants: kept withheld, shown to nobody without the permission for it, and never propagated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings
from graph_service.loaders.whole import Keeps

_text = cleaning.display
_SUBJECTS = {
    "行政机关": "organization", "政府部门": "organization", "机关": "organization", "事业单位": "organization", "公务员": "person",
    "机关工作人员": "person",
}  # fmt: skip


def _subject(text: str) -> str:
    try:
        return _SUBJECTS[name_key(text)]
    except KeyError:
        raise UncleanError("government-subject-unknown") from None


LAYOUT = Layout(
    "政务失信记录",
    (
        *(
            replace(column, read=_subject, needed=True, filled=True) if column.name == "主体类别" else column
            for column in PARTY
        ),
        Column("失信类别", _text, needed=True, filled=True, aliases=("政务失信类别", "失信行为类别")),
        Column("失信事实", _text, needed=True, aliases=("失信行为", "政务失信事实")),
        Column("认定机关", cleaning.organization_name, needed=True, filled=True, aliases=("记录机关",)),
        Column("认定文号", _text, aliases=("文书文号",)),
        Column("认定日期", cleaning.day, needed=True, filled=True, aliases=("记录日期",)),
        Column("整改完成日期", cleaning.day, aliases=("移出日期", "整改日期")),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle whom the record is about."""
    settle_known_parties(sieve, known, "认定机关")
    said = ("失信类别", "认定机关", "认定日期", "认定文号", "主体名称")
    sieve.derive("record", _record, (*said, "organization", "person", "namesakes"))
    sieve.derive(KEYS, lambda row: (row["record"],) if row["record"] else (), ("record",))
    sieve.refuse_earlier("整改完成日期", "认定日期", "end-before-start")
    for day in ("认定日期", "整改完成日期"):
        sieve.refuse_after(day, known.received, "date-future")


def _record(row: CleanRow) -> str | None:
    said = (name_key(row["认定机关"]), name_key(row["失信类别"]), row["认定日期"].isoformat(), name_key(row["认定文号"] or ""))
    return entry_key("gov-", row, *said)


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the record. Its subject is not put on record by it."""
    shaped = Shaped()
    for row in rows:
        record = {
            "id": row["record"],
            "subject": party_key(row, keys),
            "kind": row["失信类别"],
            "authority": row["认定机关"],
            "content": row["失信事实"],
            "document": row["认定文号"],
            "day": row["认定日期"],
            "end": row["整改完成日期"],
        }
        shaped.state("government_records", row[ROW], record)
    return shaped


SOURCE = Source(
    kind="government",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("person",)),
    across=across_parties,
    identities=parties_named,
    shape=shape,
    retires="Nothing by absence: a record ends by 整改完成日期.",
)
