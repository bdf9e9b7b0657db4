"""Organisations and persons of BODS and FollowTheMoney: mentioned, never put over a register, and what the record says kept for reference."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.foreign import LAYOUTS, PARTIES, PARTY, leave_to_the_newest, mention_party, settle_party
from graph_service.loaders.organizations import hashed
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, persons_of
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who each record is about."""
    settle_party(sieve, known, "party", PARTY)
    sieve.combine("record", _record, ("数据格式", "发布者", "记录编号"))
    sieve.combine(KEYS, lambda record: (record,), ("record",))
    sieve.refuse_after("声明日期", known.received, "date-future")


def _record(standard: str | None, publisher: str | None, record: str | None) -> str:
    return hashed("ref-", standard or "", publisher or "", record or "")


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each record stand once, as its newest statement says it; give each person one name."""
    leave_to_the_newest(whole)
    whole.single_out()
    whole.one_name_an_identity("party", PARTY.number)


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons."""
    return persons_of(rows, ("party",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the entry that says under which record the standard's publisher knows the subject."""
    shaped = Shaped()
    for row in rows:
        entry = {
            "id": row["record"],
            "subject": mention_party(shaped, row[ROW], row, keys, ("party", PARTY)),
            "list": f"{row['数据格式']} 主体记录",
            "publisher": row["发布者"],
            "grade": None,
            "content": f"LEI {row['LEI']}" if row["LEI"] else None,
            "start": row["声明日期"],
            "end": row["声明日期"] if row["记录状态"] == "closed" else None,
            "document": row["记录编号"],
        }
        shaped.state("references", row[ROW], entry)
    return shaped


SOURCE = Source(
    kind="foreign.parties",
    layout=LAYOUTS[PARTIES],
    check=check,
    keeps=Keeps(("record", "声明日期"), persons=("party",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing by absence: a file may be partial. A record ends by a statement that closes it.",
)
