"""What BODS and FollowTheMoney have in common here: the flat tables that their records become, and who is meant by a party.

A record without a number of ours is known by its standard, publisher and id alone, so that nothing joins two of them. A person
without a document number stays unconfirmed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.lei import lei, organization_of_lei
from graph_service.loaders.organizations import hashed, organization_row
from graph_service.loaders.source import Keys, Shaped, Surroundings, identified, person_row, read_document, read_person_name
from graph_service.loaders.whole import Whole
from graph_service.store.ports import PersonIdentity

Json = Mapping[str, Any]
PARTIES, LINKS, SANCTIONS, OTHERS = "主体", "任职与持股", "制裁名单", "其他记录"
_text = cleaning.display
_PATH = re.compile(r"[\w.-]{1,80}")
_KINDS = {"person": "person", "organization": "organization", "自然人": "person", "法人及非法人组织": "organization"}


class Titles(NamedTuple):
    """The columns that say who a party is."""

    record: str
    kind: str
    name: str
    code: str
    lei: str
    document: str
    number: str


PARTY = Titles("记录编号", "主体类别", "主体名称", "统一社会信用代码", "LEI", "证件类型", "证件号码")
FIRM = Titles("企业记录编号", "企业类别", "企业名称", "企业统一社会信用代码", "企业LEI", "企业证件类型", "企业证件号码")
HOLDER = Titles("股东记录编号", "股东类别", "股东名称", "股东统一社会信用代码", "股东LEI", "股东证照类型", "股东证照号码")


@dataclass(frozen=True, slots=True)
class Flat:
    """One record as a row.

    Attributes:
        layout: the table that it stands in.
        cells: by title.
        unread: fields that no column takes, by their path.
        party: for a party: publisher, id, day of the statement (ISO text), and its cells by the fields of ``Titles``.
        numbers: titles of cells that the file holds as numbers.
        damage: code of what is wrong with the record as a whole.
    """

    layout: str
    cells: Mapping[str, str]
    unread: Mapping[str, str] = field(default_factory=dict)
    party: tuple[str, str, str, Titles] | None = None
    numbers: frozenset[str] = frozenset()
    damage: str = ""


class Parties:
    """The parties of a file by publisher and id, each as its newest statement describes it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[tuple[str, str], tuple[str, Titles]] = {}

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)

    def add(self, publisher: str, record: str, day: str, party: Titles) -> None:
        """Add a statement about a party; of two on one day the later in the file counts."""
        known = self._found.get((publisher, record))
        if known is None or known[0] <= day:
            self._found[publisher, record] = day, party

    def cells(self, publisher: str, record: str, titles: Titles) -> dict[str, str]:
        """Return the cells that describe a party under other titles; of an unknown one its id alone."""
        _, party = self._found.get((publisher, record), ("", Titles(record, *[""] * 6)))
        return dict(zip(titles, party, strict=True))


def text_of(value: object) -> str:
    """Return a value as the text of a cell: a list or an object as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def unread(prefix: str, record: Json, read: frozenset[str], opened: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of a record that nothing reads, by their path behind the name of the standard.

    Args:
        prefix: name of the standard, so that no path is taken for a title of ours.
        record: the record.
        read: paths that are read.
        opened: fields whose own fields are told one by one.
    """
    found: dict[str, str] = {}
    for name, value in record.items():
        inside = value if name in opened and isinstance(value, Mapping) else None
        paths = {f"{name}.{inner}": one for inner, one in inside.items()} if inside is not None else {name: value}
        for path, one in paths.items():
            if path not in read and one not in (None, "", [], {}):
                found[f"{prefix}:{path if _PATH.fullmatch(path) else '…'}"] = text_of(one)
    return found


def day(text: str) -> date:
    """Read a day, or the day of a moment (``2024-03-05T00:00:00Z``) in the time zone in which it is written.

    Raises:
        UncleanError: as ``cleaning.day``; a year or a month alone is no day.
    """
    return cleaning.day(text.partition("T")[0])


def _kind(text: str) -> str:
    try:
        return _KINDS[text]
    except KeyError:
        raise UncleanError("party-kind-unknown") from None


def party_columns(titles: Titles, *, filled: bool) -> tuple[Column, ...]:
    """Return the columns of a party; where ``filled`` is not asked for, a party that the file lacks is told by the check."""
    return (
        Column(titles.record, _text, needed=True, filled=filled),
        Column(titles.kind, _kind, needed=True, filled=filled),
        Column(titles.name, cleaning.organization_name, needed=True, filled=filled),
        Column(titles.code, codes.credit_code, needed=True, is_id=True),
        Column(titles.lei, lei, needed=True, is_id=True),
        Column(titles.document, codes.document_kind, needed=True),
        Column(titles.number, _text, needed=True, is_id=True),
    )


_RECORD = (Column("数据格式", _text, needed=True, filled=True), Column("发布者", _text, needed=True))
_STATED = (
    Column("声明日期", day, needed=True),
    Column("记录状态", _text, needed=True),
)
LAYOUTS: Mapping[str, Layout] = {
    PARTIES: Layout(
        "境外主体（BODS、FollowTheMoney）",
        (*_RECORD, *party_columns(PARTY, filled=True), Column("组织形式", _text, needed=True), *_STATED),
    ),
    LINKS: Layout(
        "境外任职与持股（BODS、FollowTheMoney）",
        (
            *_RECORD,
            Column("记录编号", _text, needed=True, filled=True),
            *party_columns(FIRM, filled=False),
            *party_columns(HOLDER, filled=False),
            Column("未列明原因", _text, needed=True),
            Column("权益", _text, needed=True),
            *_STATED,
        ),
    ),
    SANCTIONS: Layout(
        "境外制裁名单（FollowTheMoney）",
        (
            *_RECORD,
            Column("制裁记录编号", _text, needed=True, filled=True),
            *party_columns(PARTY, filled=False),
            Column("制裁名单", _text, needed=True),
            Column("制裁机构", _text, needed=True),
            Column("制裁事由", _text, needed=True),
            Column("制裁起始日期", day, needed=True),
            Column("制裁截止日期", day, needed=True),
        ),
    ),
    OTHERS: Layout(
        "其他境外记录", (Column("境外记录类型", _text, needed=True, filled=True), Column("记录", _text, needed=True))
    ),
}


def firms_by_lei(sieve: Sieve, known: Surroundings, titles: Titles) -> FoundFirms:
    """Look up the organisations of a chunk whose unified code is not given, by their LEI."""
    frame = sieve.frame
    return known.firms.find(leis=frame[titles.lei][frame[titles.code].isna()])


def nameless(sieve: Sieve, titles: Titles) -> pd.Series[bool]:
    """Say in which rows a party has no name at all; a name that cannot be read is another fault."""
    empty = [not sieve.text(int(row), titles.name).strip() for row in sieve.frame.index]
    return pd.Series(empty, index=sieve.frame.index, dtype=bool)


def settle_party(sieve: Sieve, known: Surroundings, name: str, titles: Titles) -> None:
    """Add a column with the key of an organisation, or the identity of a person."""
    found = firms_by_lei(sieve, known, titles)
    said = (titles.record, titles.kind, titles.name, titles.code, titles.lei, titles.number, titles.document)

    def party(row: CleanRow) -> str | PersonIdentity | Doubtful | None:
        scope = ("foreign", row["数据格式"] or "", row["发布者"] or "", row[titles.record] or "")
        if row[titles.record] is None or row[titles.name] is None or row[titles.kind] is None:
            return None
        if row[titles.kind] == "person":
            return _person(row, titles, hashed("foreign:", *scope))
        if row[titles.code] or row[titles.lei]:
            return str(row[titles.code] or organization_of_lei(found, row[titles.lei]))
        return Doubtful(hashed("org:", *scope), "organization-without-code")

    sieve.derive(name, party, (*said, "数据格式", "发布者"))


def _person(row: CleanRow, titles: Titles, anchor: str) -> PersonIdentity | Doubtful:
    """Identify a person; a number of no stated kind is taken only where it is a resident id, and many countries have numbers."""
    name, kind = read_person_name(row[titles.name]), row[titles.document]
    try:
        return identified(name, read_document(kind, row[titles.number], masked_is_nothing=True), anchor)
    except UncleanError as unclean:
        if kind is not None or unclean.code != "id-without-type":
            raise
        return Doubtful(identified(name, None, anchor), "id-not-read")


def leave_to_the_newest(whole: Whole) -> None:
    """Let statements give way to one about the same record of a later day; of one day all must say the same."""
    newest: dict[object, date] = {}
    stated = list(whole.rows("record", "声明日期"))
    for _, (record, on) in stated:
        newest[record] = max(newest.get(record, date.min), on or date.min)
    whole.give_way(row for row, (record, on) in stated if (on or date.min) < newest[record])


def mention_party(shaped: Shaped, number: int, row: CleanRow, keys: Keys, said: tuple[str, Titles]) -> str:
    """Mention a party, so that nothing on record is overwritten, and return its key; ``said``: its column and its titles."""
    column, titles = said
    party = row[column]
    if isinstance(party, PersonIdentity):
        shaped.mention("persons", number, person_row(party, keys[party]))
        return keys[party]
    shaped.mention("organizations", number, organization_row(party, row[titles.name], row.get("组织形式")))
    return str(party)
