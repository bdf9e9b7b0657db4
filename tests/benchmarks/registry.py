"""A seeded registry of any size, as data frames: firms with officers, and every kind of event that a live rule reads.

It is realistic in what costs time (offices for each firm, dated offices, statements in the documents) and in what decides
(annulments, removals, findings that oppose each other, unconfirmed persons, masked subjects). All of it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from graph_service.model.facts import TABLES

Frames = dict[str, pl.DataFrame]
Columns = Mapping[str, pl.Series]

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
}
#: Category of the event: its kind, and how often it occurs.
CATEGORIES = {
    "business_licence_revoked": ("penalty", 18),
    "food.licence_revoked": ("penalty", 18),
    "court.dishonest_executee": ("court", 14),
    "court.consumption_order": ("court", 12),
    "samr.serious_list": ("listing", 10),
    "tax.serious_list": ("listing", 5),
    "safety.serious_list": ("listing", 4),
    "wage.arrears_list": ("listing", 4),
    "ordered_to_close": ("penalty", 5),
    "industry_ban_decision": ("penalty", 2),
    "penalty.other": ("penalty", 8),
}
LIABILITIES = {
    "personal_finding": 30,
    "direct": 25,
    "direct_supervisor": 20,
    "other_direct": 15,
    "debt_responsible": 5,
    "actual_controller": 5,
}
_TYPES = {"text": pl.String, "day": pl.Date, "flag": pl.Boolean, "whole": pl.Int64, "real": pl.Float64}


def registry(events: int, seed: int = 20170331) -> Frames:
    """Return the frames of ``model.facts.TABLES``; half as many firms as events, three persons to a firm."""
    chance = Chance(np.random.default_rng(seed))
    firms, people = max(events // 2, 2), max(events // 2, 2) * 3
    organizations = _organizations(chance, firms)
    roles, first_role = _roles(chance, organizations["type"], people)
    happened, firm_of = _events(chance, events, firms, people)
    stated = _statements(chance, happened, Officers(firm_of, first_role, roles["person"]), people)
    made = {"organizations": organizations, "roles": roles, "events": happened, **stated}
    made["persons"] = {
        "id": numbered("P", np.arange(people)),
        "name": numbered("P", np.arange(people)),
        "confirmed": chance.flags(people, 0.9),
    }
    made["holdings"] = _holdings(chance, firms, people)
    return {name: _whole(name, made.get(name, {})) for name in TABLES}


@dataclass(frozen=True)
class Officers:
    """Who may be spoken of in an event: its firm (-1: none), the first role row of each firm, the person of each role row."""

    firm_of: np.ndarray
    first_role: np.ndarray
    person: pl.Series

    def one_of(self, chance: Chance, events: np.ndarray, people: int) -> pl.Series:
        """Draw a person for each event: mostly an officer of its firm, else anybody."""
        firm = np.maximum(self.firm_of[events], 0)
        count = np.diff(self.first_role)[firm]
        row = self.first_role[firm] + (chance.random.random(len(events)) * count).astype(int)
        officer = self.person.gather(row)
        anybody = numbered("P", chance.random.integers(0, people, len(events)))
        is_officer = pl.Series((self.firm_of[events] >= 0) & (chance.random.random(len(events)) < 0.85))
        return officer.zip_with(is_officer, anybody)


@dataclass(frozen=True)
class Chance:
    """Draws of whole columns."""

    random: np.random.Generator

    def flags(self, count: int, share: float) -> pl.Series:
        return pl.Series(self.random.random(count) < share, dtype=pl.Boolean)

    def sometimes(self, share: float, values: pl.Series) -> pl.Series:
        """Keep each value with this probability, else leave it empty."""
        keep = self.flags(len(values), share)
        return values.zip_with(keep, pl.Series([None], dtype=values.dtype).new_from_index(0, len(values)))

    def words(self, count: int, weights: Mapping[str, float]) -> pl.Series:
        share = np.array(list(weights.values()), dtype=float)
        drawn = self.random.choice(len(weights), size=count, p=share / share.sum())
        return pl.Series(list(weights)).gather(drawn)

    def days(self, count: int, first: date, last: date) -> pl.Series:
        offsets = self.random.integers(0, (last - first).days + 1, count)
        return pl.Series(np.datetime64(first) + offsets.astype("timedelta64[D]")).cast(pl.Date)

    def later(self, days: pl.Series, most: int) -> pl.Series:
        """Move each day on by 1 to ``most`` days."""
        return days + pl.Series(self.random.integers(1, most + 1, len(days)) * 86_400_000, dtype=pl.Duration("ms"))


def numbered(prefix: str, numbers: np.ndarray) -> pl.Series:
    """Return ids: a prefix and a number."""
    return pl.select(pl.concat_str(pl.lit(prefix), pl.Series(numbers).cast(pl.String))).to_series()


def _whole(name: str, columns: Columns) -> pl.DataFrame:
    """Complete a table: every column of ``TABLES`` in order; what was not drawn is empty."""
    schema = {column: _TYPES[spec.kind] for column, spec in TABLES[name].items()}
    if not columns:
        return pl.DataFrame(schema=schema)
    given = pl.DataFrame(dict(columns))
    return given.select(pl.col(c).cast(t) if c in given.columns else pl.lit(None, t).alias(c) for c, t in schema.items())


def _organizations(chance: Chance, firms: int) -> Columns:
    kinds = chance.words(firms, FIRM_TYPES)
    parent = chance.sometimes(0.9, numbered("E", chance.random.integers(0, firms, firms)))
    industry = chance.words(firms, {"食品制造业": 20, "餐饮业": 15, "批发业": 30, "房屋建筑业": 20, "旅行社": 5, "软件业": 10})
    return {
        "id": numbered("E", np.arange(firms)),
        "name": numbered("E", np.arange(firms)),
        "type": kinds,
        "parent": parent.zip_with(kinds == "branch", chance.sometimes(0, parent)),
        "industry": chance.sometimes(0.9, industry),
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


def _events(chance: Chance, count: int, firms: int, people: int) -> tuple[Columns, np.ndarray]:
    """Return the columns, and the number of each event's firm (-1: the subject is a person, or masked)."""
    categories = chance.words(count, {name: weight for name, (_, weight) in CATEGORIES.items()})
    kinds = categories.replace_strict({name: kind for name, (kind, _) in CATEGORIES.items()})
    firm = chance.random.integers(0, firms, count)
    is_court = (kinds == "court").to_numpy()
    of_person = is_court & (chance.random.random(count) < 0.25)
    masked = is_court & ~of_person & (chance.random.random(count) < 0.08)
    subject = numbered("P", chance.random.integers(0, people, count)).zip_with(pl.Series(of_person), numbered("E", firm))
    client = chance.sometimes(0.03, numbered("E", chance.random.integers(0, firms, count)))
    columns = {
        "id": numbered("V", np.arange(count)),
        "kind": kinds,
        "category": categories,
        "subject": subject.zip_with(pl.Series(~masked), chance.sometimes(0, subject)),
        "client": client,
        "source": numbered("event-", np.arange(count)),
        **_days(chance, count, kinds),
        "term_years": chance.sometimes(0.1, pl.Series(chance.random.integers(1, 6, count))),
        "lifetime": chance.sometimes(0.3, chance.flags(count, 0.05)),
        "underlying_basis": chance.sometimes(0.5, pl.Series(["食品安全法"]).new_from_index(0, count)),
        "debt_large": chance.sometimes(0.7, chance.flags(count, 0.7)),
    }
    return columns, np.where(of_person | masked, -1, firm)


def _days(chance: Chance, count: int, kinds: pl.Series) -> Columns:
    """Draw the days of each event: those of its kind, a violation before, and what happened afterwards."""
    decided = chance.days(count, date(2014, 1, 1), date(2026, 12, 31))
    violated = chance.days(count, date(2012, 1, 1), date(2024, 12, 31))
    never = chance.sometimes(0, decided)
    is_court, is_listing = kinds == "court", kinds == "listing"
    known = chance.flags(count, 0.55)
    return {
        "decision_date": chance.sometimes(0.97, decided).zip_with(~is_court, never),
        "listing_date": chance.sometimes(0.9, chance.later(decided, 60)).zip_with(is_listing | is_court, never),
        "publication_date": chance.sometimes(0.5, chance.later(decided, 90)),
        "filing_date": chance.sometimes(0.8, decided).zip_with(is_court, never),
        "order_date": chance.sometimes(0.7, chance.later(decided, 90)).zip_with(is_court, never),
        "violation_start": chance.sometimes(0.9, violated).zip_with(known, never),
        "violation_end": chance.sometimes(0.8, chance.later(violated, 900)).zip_with(known, never),
        "performed_date": chance.sometimes(0.1, chance.later(decided, 1500)),
        "removed_date": chance.sometimes(0.12, chance.later(decided, 1500)),
        "annulled_date": chance.sometimes(0.04, chance.later(decided, 1500)),
        "correction_date": chance.sometimes(0.05, chance.later(decided, 900)),
    }


def _statements(chance: Chance, events: Columns, officers: Officers, people: int) -> dict[str, Columns]:
    """Draw findings (some of which oppose each other), decisions against persons, names, and candidates of masked subjects."""
    count = len(events["id"])

    def spoken(table: str, share: float, *, among: np.ndarray | None = None) -> Columns:
        chosen = np.arange(count) if among is None else among
        drawn = chosen[chance.random.random(len(chosen)) < share]
        source = numbered(f"{table}-", np.arange(len(drawn)))
        return {"event": events["id"].gather(drawn), "person": officers.one_of(chance, drawn, people), "source": source}

    found = spoken("finding", 0.45, among=np.repeat(np.arange(count), 2))
    rows = len(found["event"])
    found = {**found, "liability": chance.words(rows, LIABILITIES), "found": chance.flags(rows, 0.8)}
    decided = spoken("sanction", 0.12)
    rows = len(decided["event"])
    decided = {
        **decided,
        "decision_date": chance.sometimes(0.7, chance.days(rows, date(2016, 1, 1), date(2026, 11, 1))),
        "years": chance.sometimes(0.5, pl.Series(chance.random.integers(1, 6, rows))),
        "lifetime": chance.sometimes(0.5, chance.flags(rows, 0.1)),
    }
    named = spoken("naming", 0.1)
    named = {**named, "how": chance.words(len(named["event"]), {"named": 6, "court_found": 2, "responsible": 2})}
    masked = np.flatnonzero(events["subject"].is_null().to_numpy())
    seen = spoken("candidate", 1, among=np.repeat(masked, 2))
    seen = {**seen, "compatible": chance.flags(len(seen["event"]), 0.6)}
    opposed = _opposed(chance, found)
    return {"findings": opposed, "sanctions": decided, "namings": named, "candidates": seen}


def _opposed(chance: Chance, findings: Columns) -> Columns:
    """Let a second document say the opposite of some findings."""
    table = pl.DataFrame(dict(findings))
    other = table.filter(chance.flags(len(table), 0.05)).with_columns(~pl.col("found"), source=pl.col("source") + "-again")
    whole = pl.concat([table, other])
    return {name: whole[name] for name in whole.columns}


def rows_of(frames: Frames) -> dict[str, Sequence[Mapping[str, object]]]:
    """Return the same facts as rows, as the graph store gives them."""
    return {name: table.to_dicts() for name, table in frames.items()}
