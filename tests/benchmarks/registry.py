"""A seeded registry of any size, as data frames: firms with officers, and every kind of event that a live rule reads.

It is realistic in what costs time (offices for each firm, dated offices, statements in the documents) and in what decides
(annulments, removals, findings that oppose each other, unconfirmed persons, masked subjects). All of it is invented.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from graph_service.model.facts import JUDGED_TABLES
from tests.benchmarks.chance import Chance, Columns, numbered
from tests.benchmarks.happenings import Officers, happened

Frames = dict[str, pl.DataFrame]

FIRM_TYPES = {
    "company": 80,
    "branch": 5,
    "individual_business": 6,
    "partnership": 3,
    "sole_proprietorship": 2,
    "cooperative": 1,
    "non_company_enterprise": 1,
    "institution": 1,
    "government": 0.5,
    "social_organization": 0.5,
}
#: What the first officer of a firm is, where it is no legal representative.
FIRST_OFFICE = {
    "individual_business": "individual_operator",
    "sole_proprietorship": "individual_operator",
    "branch": "branch_head",
}
OTHER_OFFICES = {
    "supervisor": 24,
    "director": 24,
    "senior_manager": 12,
    "general_manager": 10,
    "principal_in_charge": 8,
    "legal_representative": 8,
    "registered_practitioner": 6,
    "employee": 5,
    "actual_controller": 3,
    "project_manager": 2,
    "eia_lead": 1,
    "eia_main_author": 1,
}
INDUSTRIES = {"食品制造业": 20, "餐饮业": 15, "批发业": 30, "房屋建筑业": 20, "旅行社": 5, "软件业": 10}
_TYPES = {"text": pl.String, "day": pl.Date, "flag": pl.Boolean, "whole": pl.Int64, "real": pl.Float64}


def registry(events: int, seed: int = 20170331, *, firms: int | None = None) -> Frames:
    """Return the frames of ``model.facts.JUDGED_TABLES``; half as many firms as events unless told, three persons to a firm."""
    chance = Chance(np.random.default_rng(seed))
    firms = firms or max(events // 2, 2)
    people = firms * 3
    organizations = _organizations(chance, firms)
    roles, first_role = _roles(chance, organizations["type"], people)
    made = {"organizations": organizations, "roles": roles, "holdings": _holdings(chance, firms, people)}
    made |= happened(chance, events, Officers(first_role, roles["person"], people))
    made["persons"] = {
        "id": numbered("P", np.arange(people)),
        "name": numbered("P", np.arange(people)),
        "confirmed": chance.flags(people, 0.9),
        "honoured": chance.sometimes(0.9, chance.flags(people, 0.05)),
    }
    made["roles"] = {**roles, "registered_on": chance.sometimes(0.5, _registered(chance, roles["start"]))}
    return {name: _whole(name, made.get(name, {})) for name in JUDGED_TABLES}


def _whole(name: str, columns: Columns) -> pl.DataFrame:
    """Complete a table: every column of ``JUDGED_TABLES`` in order; what was not drawn is empty."""
    schema = {column: _TYPES[spec.kind] for column, spec in JUDGED_TABLES[name].items()}
    if not columns:
        return pl.DataFrame(schema=schema)
    given = pl.DataFrame(dict(columns))
    return given.select(pl.col(c).cast(t) if c in given.columns else pl.lit(None, t).alias(c) for c, t in schema.items())


def _organizations(chance: Chance, firms: int) -> Columns:
    kinds = chance.words(firms, FIRM_TYPES)
    parent = chance.sometimes(0.9, numbered("E", chance.random.integers(0, firms, firms)))
    return {
        "id": numbered("E", np.arange(firms)),
        "name": numbered("E", np.arange(firms)),
        "type": kinds,
        "parent": parent.zip_with(kinds == "branch", chance.sometimes(0, parent)),
        "industry": chance.sometimes(0.9, chance.words(firms, INDUSTRIES)),
        "listed": chance.sometimes(0.9, chance.flags(firms, 0.02)),
        "state_owned": chance.sometimes(0.9, chance.flags(firms, 0.05)),
    }


def _roles(chance: Chance, types: pl.Series, people: int) -> tuple[Columns, np.ndarray]:
    """Give each firm 3 to 8 officers; return the columns and the first row of each firm (and the end)."""
    counts = chance.random.integers(3, 9, len(types))
    first = np.concatenate([[0], np.cumsum(counts)])
    rows = int(first[-1])
    firm = np.repeat(np.arange(len(types)), counts)
    is_first = np.zeros(rows, dtype=bool)
    is_first[first[:-1]] = True
    head = types.replace_strict(FIRST_OFFICE, default="legal_representative").gather(firm)
    start = chance.days(rows, date(2008, 1, 1), date(2023, 12, 31))
    columns = {
        "person": numbered("P", chance.random.integers(0, people, rows)),
        "organization": numbered("E", firm),
        "role": head.zip_with(pl.Series(is_first), chance.words(rows, OTHER_OFFICES)),
        "start": chance.sometimes(0.9, start),
        "end": chance.sometimes(0.35, chance.later(start, 4000)),
        "source": numbered("role-", np.arange(rows)),
    }
    return columns, first


def _registered(chance: Chance, start: pl.Series) -> pl.Series:
    """Register most offices on the day they begin, and some of them months or years later."""
    return start.zip_with(chance.flags(len(start), 0.8), chance.later(start, 2000))


def _holdings(chance: Chance, firms: int, people: int) -> Columns:
    rows = firms * 3 // 2
    start = chance.days(rows, date(2008, 1, 1), date(2023, 12, 31))
    by_person = chance.flags(rows, 0.85)
    person, firm = (numbered(p, chance.random.integers(0, n, rows)) for p, n in (("P", people), ("E", firms)))
    return {
        "holder": person.zip_with(by_person, firm),
        "organization": numbered("E", chance.random.integers(0, firms, rows)),
        "share": pl.Series(chance.random.random(rows).round(4)),
        "start": chance.sometimes(0.9, start),
        "end": chance.sometimes(0.2, chance.later(start, 4000)),
        "source": numbered("holding-", np.arange(rows)),
    }


def around(frames: Frames, event: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows that one event needs, as the graph store gives them: its statements, and the offices and holdings in its firms."""
    about = {name: table.filter(pl.col("event") == event) for name, table in frames.items() if "event" in table.columns}
    happening = frames["events"].filter(pl.col("id") == event)
    firms = frames["organizations"].filter(pl.col("id").is_in(_known(happening, "subject", "client")))
    every_firm = _known(firms, "id", "parent")
    held = {name: frames[name].filter(pl.col("organization").is_in(every_firm)) for name in ("roles", "holdings")}
    spoken_of = [name for table in about.values() if "person" in table.columns for name in _known(table, "person")]
    people = {*spoken_of, *_known(happening, "subject"), *_known(held["roles"], "person"), *_known(held["holdings"], "holder")}
    others = {
        "events": happening,
        "organizations": frames["organizations"].filter(pl.col("id").is_in([*every_firm, *people])),
        "persons": frames["persons"].filter(pl.col("id").is_in(sorted(people))),
    }
    return {name: table.to_dicts() for name, table in (about | held | others).items()}


def _known(table: pl.DataFrame, *columns: str) -> list[str]:
    return [value for name in columns for value in table[name].drop_nulls()]
