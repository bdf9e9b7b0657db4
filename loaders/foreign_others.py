"""What else stands in files of foreign standards: sanctions lists, for reference only, and records that no table of ours holds."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.foreign import LAYOUTS, OTHERS, PARTY, SANCTIONS, mention_party, nameless, settle_party
from graph_service.loaders.organizations import hashed
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, persons_of
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity


def check_sanctions(sieve: Sieve, known: Surroundings) -> None:
    """Settle who is on the list."""
    sieve.refuse_where(nameless(sieve, PARTY), "party-unknown", PARTY.record)
    settle_party(sieve, known, "party", PARTY)
    sieve.combine(
        "entry", lambda standard, record: hashed("sanction-", standard or "", record or ""), ("数据格式", "制裁记录编号")
    )
    sieve.combine(KEYS, lambda entry: (entry,), ("entry",))
    sieve.refuse_earlier("制裁截止日期", "制裁起始日期", "end-before-start")


def across_sanctions(whole: Whole, _known: Surroundings) -> None:
    """Let each entry stand once; give each person one name."""
    whole.single_out()
    whole.one_name_an_identity("party", PARTY.number)


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons on the lists."""
    return persons_of(rows, ("party",))


def shape_sanctions(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make an entry for reference of each: what another state lists is no ground for anything here."""
    shaped = Shaped()
    for row in rows:
        entry = {
            "id": row["entry"],
            "subject": mention_party(shaped, row[ROW], row, keys, ("party", PARTY)),
            "list": row["制裁名单"] or "境外制裁名单",
            "publisher": row["制裁机构"],
            "grade": None,
            "content": row["制裁事由"],
            "start": row["制裁起始日期"],
            "end": row["制裁截止日期"],
            "document": row["制裁记录编号"],
        }
        shaped.state("references", row[ROW], entry)
    return shaped


def check_others(sieve: Sieve, _known: Surroundings) -> None:
    """Refuse every record by its kind, so that none is lost unsaid."""
    sieve.refuse_where([True] * len(sieve.frame), "record-not-kept", "境外记录类型")
    sieve.combine(KEYS, lambda _kind: (), ("境外记录类型",))


SANCTION_SOURCE = Source(
    kind="foreign.sanctions",
    layout=LAYOUTS[SANCTIONS],
    check=check_sanctions,
    keeps=Keeps(persons=("party",)),
    across=across_sanctions,
    identities=identities,
    shape=shape_sanctions,
    retires="Nothing by absence: an entry ends by its last day.",
)
OTHER_SOURCE = Source(
    kind="foreign.others",
    layout=LAYOUTS[OTHERS],
    check=check_others,
    across=lambda _whole, _known: None,
    shape=lambda _rows, _keys: Shaped(),
    retires="Nothing: none of it is kept.",
)
