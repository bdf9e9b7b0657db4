"""The events of the seeded registry, of every category that a live rule reads, and what their documents say of persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tests.benchmarks.chance import Chance, Columns, numbered, only_where

#: Category of the event: its kind, and how often it occurs.
CATEGORIES = {
    "business_licence_revoked": ("penalty", 16),
    "food.licence_revoked": ("penalty", 14),
    "court.dishonest_executee": ("court", 12),
    "court.consumption_order": ("court", 10),
    "samr.serious_list": ("listing", 8),
    "samr.serious_list_nondisclosure": ("listing", 2),
    "samr.serious_list_false_disclosure": ("listing", 1),
    "tax.serious_list": ("listing", 5),
    "tax.arrears": ("penalty", 3),
    "safety.serious_list": ("listing", 4),
    "wage.arrears_list": ("listing", 4),
    "ordered_to_close": ("penalty", 3),
    "industry_ban_decision": ("penalty", 1),
    "ad.false_licence_revoked": ("penalty", 1),
    "tour.licence_revoked": ("penalty", 2),
    "bankruptcy_terminated": ("court", 1),
    "bankruptcy_liquidation_completed": ("court", 1),
    "drug.fake": ("penalty", 1),
    "drug.inferior_serious": ("penalty", 1),
    "drug.licence_forged_serious": ("penalty", 0.5),
    "drug.licence_by_fraud_serious": ("penalty", 0.5),
    "device.serious": ("penalty", 1),
    "eia.serious_quality": ("penalty", 1),
    "fire.service_major_loss": ("penalty", 0.5),
    "safety.false_report": ("penalty", 1),
    "procurement.violation": ("penalty", 2),
    "bid.collusion": ("penalty", 1),
    "bid.fraud": ("penalty", 0.5),
    "bid.breach": ("penalty", 0.5),
    "bid.same_lot": ("bid", 1),
    "securities.ban_decision": ("sanction", 1),
    "soe.removed": ("sanction", 1),
    "construction.quality_accident": ("sanction", 1),
    "construction.standard_violation": ("sanction", 1),
    "construction.principal_sanctioned": ("sanction", 1),
    "safety.principal_removed": ("sanction", 0.5),
    "safety.principal_criminal": ("criminal_judgment", 0.5),
    "criminal.economic": ("criminal_judgment", 2),
    "criminal.food": ("criminal_judgment", 1),
    "penalty.other": ("penalty", 6),
}
#: How often an event of this kind is against one person.
AGAINST_PERSON = {"court": 0.25, "penalty": 0.03, "listing": 0.03, "sanction": 0.85, "criminal_judgment": 0.95, "bid": 0}
SEVERITIES = {"serious": 10, "情节严重": 5, "especially_serious": 3, "criminal": 1, "一般": 10}
ACCIDENTS = {"一般事故": 6, "较大事故": 4, "重大事故": 2, "特别重大事故": 1}
SENTENCES = {
    "有期徒刑三年": 6,
    "有期徒刑三年，缓刑四年": 3,
    "拘役六个月": 2,
    "管制一年": 1,
    "单处罚金": 2,
    "免予刑事处罚": 1,
    "撤职": 2,
}
LIABILITIES = {
    "personal_finding": 30,
    "direct": 25,
    "direct_supervisor": 20,
    "other_direct": 15,
    "debt_responsible": 5,
    "actual_controller": 5,
}


@dataclass(frozen=True)
class Officers:
    """Who may be spoken of: the first role row of each firm (and the end), the person of each role row, and how many persons exist."""

    first_role: np.ndarray
    person: pl.Series
    people: int

    @property
    def firms(self) -> int:
        return len(self.first_role) - 1

    def one_of(self, chance: Chance, firm: np.ndarray) -> pl.Series:
        """Draw a person for each firm (-1: none): mostly an officer of it, else anybody."""
        known = np.maximum(firm, 0)
        count = np.diff(self.first_role)[known]
        row = self.first_role[known] + (chance.random.random(len(firm)) * count).astype(int)
        is_officer = pl.Series((firm >= 0) & (chance.random.random(len(firm)) < 0.85))
        return self.person.gather(row).zip_with(is_officer, self.anybody(chance, len(firm)))

    def anybody(self, chance: Chance, count: int) -> pl.Series:
        return numbered("P", chance.random.integers(0, self.people, count))


def happened(chance: Chance, count: int, officers: Officers) -> dict[str, Columns]:
    """Draw the events and every table that speaks of them."""
    events, firm_of = _events(chance, count, officers)
    return {
        "events": events,
        "participants": _participants(chance, events, officers),
        **_statements(chance, events, firm_of, officers),
    }


def _events(chance: Chance, count: int, officers: Officers) -> tuple[Columns, np.ndarray]:
    """Return the columns, and the number of each event's firm (-1: the subject is a person, or masked)."""
    categories = chance.words(count, {name: weight for name, (_, weight) in CATEGORIES.items()})
    kinds = categories.replace_strict({name: kind for name, (kind, _) in CATEGORIES.items()})
    firm = chance.random.integers(0, officers.firms, count)
    of_person = chance.random.random(count) < kinds.replace_strict(AGAINST_PERSON, return_dtype=pl.Float64).to_numpy()
    masked = (kinds == "court").to_numpy() & ~of_person & (chance.random.random(count) < 0.08)
    subject = officers.anybody(chance, count).zip_with(pl.Series(of_person), numbered("E", firm))
    columns = {
        "id": numbered("V", np.arange(count)),
        "kind": kinds,
        "category": categories,
        "subject": only_where(subject, pl.Series(~masked) & (categories != "bid.same_lot")),
        "client": chance.sometimes(0.03, numbered("E", chance.random.integers(0, officers.firms, count))),
        "source": numbered("event-", np.arange(count)),
        **_days(chance, kinds),
        **_facts(chance, kinds, categories),
    }
    return columns, np.where(of_person | masked, -1, firm)


def _facts(chance: Chance, kinds: pl.Series, categories: pl.Series) -> Columns:
    """Draw what rules ask about an event, mostly where it belongs."""
    count = len(kinds)
    penal = kinds.is_in(["criminal_judgment", "sanction"]) | (categories == "eia.serious_quality")
    return {
        "term_years": chance.sometimes(0.1, pl.Series(chance.random.integers(1, 6, count))),
        "lifetime": chance.sometimes(0.3, chance.flags(count, 0.05)),
        "underlying_basis": chance.sometimes(0.5, pl.Series(["食品安全法"]).new_from_index(0, count)),
        "debt_large": chance.sometimes(0.7, chance.flags(count, 0.7)),
        "evidence_against_lr": chance.sometimes(0.6, chance.flags(count, 0.5)),
        "severity": chance.sometimes(0.6, chance.words(count, SEVERITIES)),
        "accident_level": only_where(
            chance.sometimes(0.8, chance.words(count, ACCIDENTS)), categories.str.starts_with("safety")
        ),
        "sentence": only_where(chance.sometimes(0.7, chance.words(count, SENTENCES)), penal),
        "industry": chance.sometimes(0.1, pl.Series(["房屋建筑业"]).new_from_index(0, count)),
    }


def _days(chance: Chance, kinds: pl.Series) -> Columns:
    """Draw the days of each event: those of its kind, a violation before, and what happened afterwards."""
    count = len(kinds)
    decided = chance.days(count, date(2014, 1, 1), date(2026, 12, 31))
    violated = chance.days(count, date(2012, 1, 1), date(2024, 12, 31))
    served = chance.later(decided, 2500)
    is_court, is_listing, judged = kinds == "court", kinds == "listing", kinds.is_in(["criminal_judgment", "sanction"])
    known = chance.flags(count, 0.55)
    return {
        "decision_date": only_where(chance.sometimes(0.97, decided), ~is_court),
        "listing_date": only_where(chance.sometimes(0.9, chance.later(decided, 60)), is_listing | is_court),
        "publication_date": chance.sometimes(0.5, chance.later(decided, 90)),
        "filing_date": only_where(chance.sometimes(0.8, decided), is_court),
        "order_date": only_where(chance.sometimes(0.7, chance.later(decided, 90)), is_court),
        "judgment_effective_date": only_where(chance.sometimes(0.9, decided), kinds == "criminal_judgment"),
        "completion_date": only_where(chance.sometimes(0.5, decided), is_court),
        "sentence_served_date": only_where(chance.sometimes(0.7, served), judged),
        "probation_end_date": only_where(chance.sometimes(0.3, chance.later(served, 900)), judged),
        "bid_date": only_where(decided, kinds == "bid"),
        "violation_start": only_where(chance.sometimes(0.9, violated), known),
        "violation_end": only_where(chance.sometimes(0.8, chance.later(violated, 900)), known),
        "performed_date": chance.sometimes(0.1, chance.later(decided, 1500)),
        "removed_date": chance.sometimes(0.12, chance.later(decided, 1500)),
        "annulled_date": chance.sometimes(0.04, chance.later(decided, 1500)),
        "correction_date": chance.sometimes(0.05, chance.later(decided, 900)),
    }


def _participants(chance: Chance, events: Columns, officers: Officers) -> Columns:
    """Let two firms bid for the same lot."""
    lots = events["id"].filter(events["category"] == "bid.same_lot")
    both = pl.concat([lots, lots])
    return {"event": both, "organization": numbered("E", chance.random.integers(0, officers.firms, len(both)))}


def _statements(chance: Chance, events: Columns, firm_of: np.ndarray, officers: Officers) -> dict[str, Columns]:
    """Draw findings (some of which oppose each other), decisions against persons, names, and candidates of masked subjects."""
    every = np.arange(len(firm_of))

    def spoken(table: str, share: float, among: np.ndarray) -> tuple[Columns, int]:
        drawn = among[chance.random.random(len(among)) < share]
        source = numbered(f"{table}-", np.arange(len(drawn)))
        person = officers.one_of(chance, firm_of[drawn])
        return {"event": events["id"].gather(drawn), "person": person, "source": source}, len(drawn)

    findings, rows = spoken("finding", 0.45, np.repeat(every, 2))
    findings = {**findings, "liability": chance.words(rows, LIABILITIES), "found": chance.flags(rows, 0.8)}
    sanctions, rows = spoken("sanction", 0.12, every)
    sanctions = {
        **sanctions,
        "decision_date": chance.sometimes(0.7, chance.days(rows, date(2016, 1, 1), date(2026, 11, 1))),
        "years": chance.sometimes(0.5, pl.Series(chance.random.integers(1, 6, rows))),
        "lifetime": chance.sometimes(0.5, chance.flags(rows, 0.1)),
    }
    taxed = np.flatnonzero((events["category"] == "tax.serious_list").to_numpy())
    namings, rows = spoken("naming", 0.1, np.concatenate([every, np.repeat(taxed, 5)]))
    namings = {**namings, "how": chance.words(rows, {"named": 6, "court_found": 2, "responsible": 2})}
    masked = events["subject"].is_null() & (events["kind"] == "court")
    candidates, rows = spoken("candidate", 1, np.repeat(np.flatnonzero(masked.to_numpy()), 2))
    candidates = {**candidates, "compatible": chance.flags(rows, 0.6)}
    return {"findings": _opposed(chance, findings), "sanctions": sanctions, "namings": namings, "candidates": candidates}


def _opposed(chance: Chance, findings: Columns) -> Columns:
    """Let a second document say the opposite of some findings."""
    table = pl.DataFrame(dict(findings))
    other = table.filter(chance.flags(len(table), 0.05)).with_columns(~pl.col("found"), source=pl.col("source") + "-again")
    whole = pl.concat([table, other])
    return {name: whole[name] for name in whole.columns}
