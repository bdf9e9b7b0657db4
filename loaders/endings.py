"""How entries of lists and orders end: the days that a row may give, and which of several rows about one entry counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.loaders.checking import CleanRow, Sieve
from graph_service.loaders.fingerprints import told, told_person
from graph_service.loaders.organizations import hashed
from graph_service.loaders.whole import Whole
from graph_service.policy.list_words import says_annulled, says_performed

REMOVED, WHY, ANNULLED, PERFORMED = "移出日期", "移出原因", "撤销日期", "履行完毕日期"


def settle_endings(sieve: Sieve, first: str, ends: Sequence[str]) -> None:
    """Add ``ended``, the earliest of the days ``ends`` in a row; none of them may come before the day ``first``.

    A reason for the removal without its day is refused: the entry would stand on although it ended.
    """
    sieve.derive("ended", lambda row: min((day for day in row.values() if day is not None), default=None), ends)
    for end in ends:
        sieve.refuse_earlier(end, first, "removed-before-listed")
    for row, why, removed in zip(sieve.frame.index, sieve.frame[WHY], sieve.frame[REMOVED], strict=True):
        if why and removed is None:
            sieve.refuse(int(row), "removed-without-day", REMOVED)


def say(sieve: Sieve, columns: Sequence[str]) -> None:
    """Add ``said``, a fingerprint of what a row says of its event in these columns (see ``one_content_an_event``)."""
    sieve.derive("said", lambda row: hashed("", told(tuple(row.values()))), columns)


def tell_named(sieve: Sieve, column: str) -> None:
    """Add ``named_key``, which tells apart the persons of a column of identities (see ``leave_to_the_end``)."""
    sieve.derive("named_key", lambda row: told_person(row[column]) if row[column] else None, (column,))


def ended_days(row: CleanRow) -> Mapping[str, object]:
    """Say how an entry ended. A removal because of annulment or performance dates that too: it was so on that day at the latest."""
    removed: date | None = row[REMOVED]
    reason = row[WHY] or ""
    return {
        "removed_date": removed,
        "annulled_date": row[ANNULLED] or (removed if says_annulled(reason) else None),
        "performed_date": row.get(PERFORMED) or (removed if says_performed(reason) else None),
    }


def leave_to_the_end(whole: Whole, key: str, first: str) -> None:
    """Leave out rows that only begin what another row of the table ends; a person named in such a row alone is for a clerk.

    Refusing the row with the end instead would keep somebody on a list who was taken off it. An entry that begins after the end is a
    new one and does not give way.

    Args:
        whole: with the columns ``ended`` and ``named_key``.
        key: the column of the event.
        first: the column of the day on which the entry began.
    """
    rows = list(whole.rows(key, "ended", "named_key", first))
    ends = {event: (row, end) for row, (event, end, _, _) in rows if end is not None}
    persons = {(event, person) for _, (event, end, person, _) in rows if end is not None}
    begun = [
        (row, event, person)
        for row, (event, end, person, day) in rows
        if end is None and event in ends and (day is None or day <= ends[event][1])
    ]
    whole.give_way(row for row, event, person in begun if person is None or (event, person) in persons)
    for row, event, person in begun:
        if person is not None and (event, person) not in persons:
            whole.refuse(row, "person-not-in-the-end", REMOVED, detail=f"row {ends[event][0]}")


def one_content_an_event(whole: Whole, key: str) -> None:
    """Refuse a row that says of an event, beside the person named (``said``), something else than an earlier row of it."""
    first: dict[object, tuple[int, object]] = {}
    for row, (event, said) in whole.rows(key, "said"):
        earlier, content = first.setdefault(event, (row, said))
        if said != content:
            whole.refuse(row, "conflicting-duplicate", detail=f"row {earlier}")
