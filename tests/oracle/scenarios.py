"""Scenario files → fact rows, read a second time and independently of ``query.scenario``."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from graph_service.model.facts import EVENT_DAYS, FactRows

AS_WRITTEN = (
    "kind category subject evidence_against_lr severity accident_level sentence industry debt_large client reason performance "
    "underlying_basis"
).split()
#: Entries of an event that name persons, and how.
NAMED = {"named_persons": "named", "court_found_responsible": "court_found", "responsible": "responsible"}


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def day_after(text: str | None) -> date | None:
    return date.fromisoformat(text) + timedelta(days=1) if text else None


def share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def mask_fits(mask: str, number: str) -> bool:
    """Compare the visible ends; the court shows the first 10 and the last 4 characters."""
    first, last = mask.split("*", maxsplit=1)[0], mask.rsplit("*", 1)[-1]
    return number.upper().startswith(first.upper()) and number.upper().endswith(last.upper())


def rows_of(scenario: dict) -> FactRows:
    graph, events = scenario["graph"], scenario["events"]
    rows: dict[str, list] = {
        "organizations": [
            {"listed": None, "state_owned": None, "industry": None, "parent": None, **org} for org in graph.get("orgs", [])
        ],
        "persons": [
            {"id": p["id"], "name": p["name"], "confirmed": bool(p.get("id_no")), "honoured": bool(p.get("honours"))}
            for p in graph.get("persons", [])
        ],
        "roles": [
            {"person": r["person"], "organization": r["org"], "role": r["role"]}
            | {"start": day(r.get("from")), "end": day_after(r.get("to")), "registered_on": day(r.get("registered_on"))}
            for r in graph.get("roles", [])
        ],
        "holdings": [
            {"holder": h["holder"], "organization": h["org"]}
            | {"start": day(h.get("from")), "end": day_after(h.get("to"))}
            | {"share": share(h.get("pct")), "share_min": share(h.get("pct_min")), "share_max": share(h.get("pct_max"))}
            for h in graph.get("holdings", [])
        ],
        "events": [event_row(event) for event in events],
    }
    for name in ("findings", "sanctions", "namings", "candidates", "participants"):
        rows[name] = []
    for event in events:
        add_statements(rows, event, graph)
    return rows


def event_row(event: dict) -> dict:
    row = {"id": event["id"]} | {name: event.get(name) for name in AS_WRITTEN} | {n: day(event.get(n)) for n in EVENT_DAYS}
    first, last = event.get("violation") or (None, None)
    row |= {"violation_start": day(first), "violation_end": day_after(last)}
    term = event.get("term")
    row["lifetime"] = term == "lifetime"
    row["term_years"] = event.get("term_years") or (term["years"] if isinstance(term, dict) else None)
    return row


def add_statements(rows: dict[str, list], event: dict, graph: dict) -> None:
    key = {"event": event["id"]}
    for finding in event.get("findings") or []:
        rows["findings"].append(key | {"found": True} | finding)
    for said in event.get("person_sanctions") or []:
        term = said.get("term")
        years = term["years"] if isinstance(term, dict) else None
        row = {"person": said["person"], "decision_date": day(said.get("decision_date"))}
        rows["sanctions"].append(key | row | {"years": years, "lifetime": term == "lifetime"})
    for name, how in NAMED.items():
        if isinstance(event.get(name), list):  # `responsible` may also be a plain word
            rows["namings"] += [key | {"person": person, "how": how} for person in event[name]]
    rows["participants"] += [key | {"organization": firm} for firm in event.get("participants") or []]
    if not event.get("subject") and event.get("subject_masked_id"):
        for person in graph.get("persons", []):
            if person["name"] == event["subject_name"] and person.get("id_no"):
                fits = mask_fits(event["subject_masked_id"], person["id_no"])
                rows["candidates"].append(key | {"person": person["id"], "compatible": fits})
