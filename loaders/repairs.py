"""信用修复: a decision by which a penalty or an entry of a list is no longer published, shared and used.

A repair ends entries of lists and the measures of policy that rest on them; what a statute bans for a term, what a decision about a
person says and what a court ordered keep their terms (``policy/data/repair/``). What a court listed or ordered the court itself ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.decisions import DECISION, settle_decisions, state_changes
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings

#: Kinds of events that an authority may repair.
REPAIRED = frozenset({"penalty", "listing"})
LAYOUT = Layout(
    "信用修复决定",
    (
        *DECISION,
        Column("修复决定文号", cleaning.display, needed=True, filled=True, aliases=("准予修复决定文号", "修复文号")),
        Column("修复机关", cleaning.organization_name, needed=True, filled=True, aliases=("修复决定机关",)),
        Column("修复日期", cleaning.day, needed=True, filled=True, aliases=("修复决定日期", "准予修复日期")),
        Column("改正日期", cleaning.day, aliases=("失信行为纠正日期",)),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Find what is repaired."""
    settle_decisions(sieve, known)
    sieve.derive(KEYS, _repaired, ("决定文号", "decision"))
    sieve.refuse_earlier("修复日期", "列入日期", "removed-before-listed")
    sieve.refuse_earlier("修复日期", "改正日期", "end-before-start")
    for day in ("修复日期", "改正日期"):
        sieve.refuse_after(day, known.received, "date-future")


def _repaired(row: CleanRow) -> tuple[str, ...]:
    if row["decision"] is None:
        return ()
    if any(event.kind not in REPAIRED for event in row["decision"].events.values()):
        raise UncleanError("not-for-repair")
    return tuple(row["decision"].events)


def shape(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """State the end of each entry or publication, and when the conduct was corrected."""
    shaped = Shaped()
    for row in rows:
        state_changes(shaped, row, {"removed_date": row["修复日期"], "correction_date": row["改正日期"]})
    return shaped


SOURCE = Source(
    kind="repairs",
    layout=LAYOUT,
    check=check,
    shape=shape,
    retires="Nothing by absence; what was repaired is off its list from the day of the repair on.",
    partial=True,
)
