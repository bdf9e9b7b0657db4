"""异议处理结果: what the handling of an objection did to a decision on record: took it back, corrected its days, or left it as it was.

A decision taken back counts as never made. What a row leaves empty stays as it is on record; nothing is deleted, and what was believed
before stays as history.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.decisions import DECISION, settle_decisions, state_changes
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings

_DAY = timedelta(days=1)
ANNULLED, CORRECTED, UPHELD = "annulled", "corrected", "upheld"
_RESULTS = {
    "撤销": ANNULLED, "撤销决定": ANNULLED, "撤销列入决定": ANNULLED, "更正": CORRECTED, "维持": UPHELD, "异议不成立": UPHELD, "不予支持": UPHELD,
}  # fmt: skip
#: Columns of corrected days → the days of an event.
DAYS = {
    "更正后决定日期": "decision_date",
    "更正后列入日期": "listing_date",
    "更正后公布日期": "publication_date",
    "更正后违法行为起始日期": "violation_start",
    "更正后违法行为截止日期": "violation_end",
    "更正后改正日期": "correction_date",
    "更正后履行完毕日期": "performed_date",
}


def _result(text: str) -> str:
    try:
        return _RESULTS[name_key(text)]
    except KeyError:
        raise UncleanError("result-unknown") from None


LAYOUT = Layout(
    "异议处理结果",
    (
        *DECISION,
        Column("处理结果", _result, needed=True, filled=True, aliases=("异议处理结果",)),
        Column("处理机关", cleaning.organization_name, needed=True, filled=True, aliases=("异议处理机关",)),
        Column("处理文号", cleaning.display, aliases=("异议处理文号",)),
        Column("处理日期", cleaning.day, needed=True, filled=True, aliases=("异议处理日期",)),
        *(Column(name, cleaning.day) for name in DAYS),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Find the decision, and hold the result against what is to be corrected."""
    settle_decisions(sieve, known)
    sieve.derive("said", _said, ("处理结果", "处理日期", *DAYS))
    sieve.derive(KEYS, lambda row: tuple(row["decision"].events) if row["decision"] else (), ("decision",))
    sieve.refuse_earlier("更正后违法行为截止日期", "更正后违法行为起始日期", "end-before-start")
    sieve.refuse_earlier("处理日期", "列入日期", "end-before-start")
    for day in ("处理日期", *DAYS):
        sieve.refuse_after(day, known.received, "date-future")


def _said(row: CleanRow) -> dict[str, date]:
    """Say what becomes of the event.

    Raises:
        UncleanError: a correction without any day, or days where nothing was corrected.
    """
    days = corrected_days(row)
    if (row["处理结果"] == CORRECTED) != bool(days):
        raise UncleanError("correction-mismatch")
    return {"annulled_date": row["处理日期"]} if row["处理结果"] == ANNULLED else days


def corrected_days(row: CleanRow) -> dict[str, date]:
    """Return the corrected days of an event that the columns of ``DAYS`` give; the day behind a last one, as facts have it."""
    days = {column: row[name] for name, column in DAYS.items() if row[name] is not None}
    if "violation_end" in days:
        days["violation_end"] += _DAY
    return days


def shape(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """State what changes of each event; an objection that was dismissed changes nothing."""
    shaped = Shaped()
    for row in rows:
        if row["said"]:
            state_changes(shaped, row, row["said"])
    return shaped


SOURCE = Source(
    kind="objections",
    layout=LAYOUT,
    check=check,
    shape=shape,
    retires="Nothing by absence; a decision that was taken back is annulled from the day of the result on.",
    partial=True,
)
