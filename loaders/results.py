"""办理结果: what the service's own casework decided on an event on record: taken back, days corrected, or repaired.

The service writes these tables itself, one for each decision, so that what it decided lies in the archive like every other source and a
rebuilt graph has it. The event is named by its id; every event of one decision of an authority follows.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.objections import DAYS, corrected_days
from graph_service.loaders.organizations import numbered_event
from graph_service.loaders.parties import event_row
from graph_service.loaders.repairs import REPAIRED
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings
from graph_service.store.register_ports import KnownEvent

ANNULLED, CORRECTED, MADE_GOOD = "annulled", "corrected", "repaired"
_RESULTS = {"撤销": ANNULLED, "更正": CORRECTED, "修复": MADE_GOOD}
_WORDS = {code: word for word, code in _RESULTS.items()}
#: One decision sets off a few events at most.
_MOST_NUMBERED = 20


def _result(text: str) -> str:
    if text not in _RESULTS:
        raise UncleanError("result-unknown")
    return _RESULTS[text]


LAYOUT = Layout(
    "办理结果",
    (
        Column("事项编号", cleaning.display, needed=True, filled=True),
        Column("办理结果", _result, needed=True, filled=True),
        Column("办理编号", cleaning.display, needed=True, filled=True),
        Column("办理机关", cleaning.display),
        Column("办理文号", cleaning.display),
        Column("办理日期", cleaning.day, needed=True, filled=True),
        Column("改正日期", cleaning.day),
        *(Column(name, cleaning.day) for name in DAYS),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Find the events, and hold the result against what is to be corrected."""
    names = set(sieve.frame["事项编号"].dropna())
    on_record = known.events(numbered_event(name, at) for name in names for at in range(_MOST_NUMBERED))

    def events(row: CleanRow) -> dict[str, KnownEvent]:
        numbered = (numbered_event(row["事项编号"], at) for at in count())
        found = {}
        for key in numbered:
            if key not in on_record:
                break
            found[key] = on_record[key]
        if not found:
            raise UncleanError("event-not-on-record")
        if row["办理结果"] == MADE_GOOD and any(event.kind not in REPAIRED for event in found.values()):
            raise UncleanError("not-for-repair")
        return found

    sieve.derive("decided", events, ("事项编号", "办理结果"))
    sieve.derive("said", _said, ("办理结果", "办理日期", "改正日期", *DAYS))
    sieve.derive(KEYS, lambda row: tuple(row["decided"]) if row["decided"] else (), ("decided",))
    for day in ("办理日期", "改正日期", *DAYS):
        sieve.refuse_after(day, known.received, "date-future")


def _said(row: CleanRow) -> dict[str, date]:
    """Say what becomes of the event.

    Raises:
        UncleanError: a correction without any day, or days where nothing was corrected.
    """
    days = corrected_days(row)
    if (row["办理结果"] == CORRECTED) != bool(days):
        raise UncleanError("correction-mismatch")
    if row["办理结果"] == MADE_GOOD:
        made_good = {"removed_date": row["办理日期"], "correction_date": row["改正日期"]}
        return {name: day for name, day in made_good.items() if day}
    return {"annulled_date": row["办理日期"]} if row["办理结果"] == ANNULLED else days


def shape(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """State what changes of each event."""
    shaped = Shaped()
    for row in rows:
        for event, known in row["decided"].items():
            shaped.state("events", row[ROW], event_row(event, known.kind, known.category, None, row["said"]))
    return shaped


SOURCE = Source(
    kind="results",
    layout=LAYOUT,
    check=check,
    shape=shape,
    retires="Nothing by absence; what was taken back or repaired is so from the day of the result on.",
    partial=True,
)


def write_result(path: Path, dossier: str, event: str, department: str, said: dict[str, Any]) -> None:
    """Write the table of one result; the same result is the same bytes.

    Args:
        path: a new file.
        dossier: number of the matter, as ``o-3``.
        event: what it is about.
        department: who decided.
        said: ``result``, ``document``, ``on``, and ``days`` (of an event) or ``corrected_on``, as ISO texts.
    """
    by_column = {column: said.get("days", {}).get(name) for column, name in DAYS.items()}
    row = {
        "事项编号": event,
        "办理结果": _WORDS[said["result"]],
        "办理编号": dossier,
        "办理机关": department,
        "办理文号": said["document"],
        "办理日期": said["on"],
        "改正日期": said.get("corrected_on"),
        **by_column,
    }
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow({name: value or "" for name, value in row.items()})
