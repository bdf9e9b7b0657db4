"""Relation alerts: pairs of participants of one event between which the law sees a relation. Nobody is punished by it.

One step only, from what is on record: the same person in charge of both, a holding of one in the other, a branch of the other
(政府采购法实施条例18, 招标投标法实施条例34). A holder that is a government body makes no relation (公司法265).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import narwhals as nw

from graph_service.policy.schema import ControllingShare
from graph_service.propagation import days
from graph_service.propagation.compiled import CompiledRules
from graph_service.propagation.facts import Facts, collected
from graph_service.propagation.slots import Slot

_WORDS = {
    ("same_principal", True): ("单位负责人为同一人，不得参加同一合同（标段）", "the same person is in charge of both; they may not both take part"),
    ("same_principal", False): ("单位负责人登记为同一人而身份未经确认，须核实", "the same person is recorded in charge of both, but the identity is not confirmed: verify"),
    ("direct_holding", True): ("存在直接控股关系，不得参加同一合同（标段）", "one directly controls the other; they may not both take part"),
    ("direct_holding", False): ("存在持股而比例未载明，是否控股须核实", "one holds a share of the other whose size is not on record; verify whether it controls"),
    ("management", True): ("存在管理关系（分支机构），不得参加同一合同（标段）", "one is a branch of the other; they may not both take part"),
}  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Bid:
    """One event with its participants, and the day on which their relations are read."""

    event: str
    day: date
    slots: tuple[Slot, ...]
    participants: frozenset[str]


def relation_alerts(facts: Facts, rules: CompiledRules, on: date) -> list[dict[str, object]]:
    """Return the alerts, by event, pair, rule and kind; each says whether the record settles it, and its facts.

    Keys: event, pair (two ids in order), rule, kind, settled, why, why_en, sources.
    """
    bids = list(_bids(facts, rules, on))
    if not bids:
        return []
    firms = sorted(set().union(*(bid.participants for bid in bids)))
    offices = [mapping.held for mapping in rules.in_charge]
    roles = _rows(facts, "roles", nw.col("organization").is_in(firms) & nw.col("role").is_in(offices))
    holdings = _rows(facts, "holdings", nw.col("organization").is_in(firms) & nw.col("holder").is_in(firms))
    organizations = {row["id"]: row for row in _rows(facts, "organizations", nw.col("id").is_in(firms))}
    confirmed = {
        row["id"]
        for row in _rows(facts, "persons", nw.col("id").is_in(sorted({row["person"] for row in roles})))
        if row["confirmed"]
    }
    roles = [row | {"confirmed": row["person"] in confirmed} for row in roles if _in_charge(row, organizations, rules)]
    found: dict[tuple[str, tuple[str, str], str, str], tuple[bool, set[str]]] = {}
    for bid in bids:
        relations = [
            *_same_principal(bid, roles),
            *_direct_holding(bid, holdings, organizations, _threshold(rules, bid.day)),
            *_management(bid, organizations),
        ]
        for slot in bid.slots:
            for kind, pair, settled, sources in relations:
                if kind in slot.version.relations:
                    known, proof = found.get((bid.event, pair, slot.rule.id, kind), (False, set()))
                    found[bid.event, pair, slot.rule.id, kind] = (known or settled, proof | sources)
    return [_alert(key, settled, sources) for key, (settled, sources) in sorted(found.items())]


def _alert(key: tuple[str, tuple[str, str], str, str], settled: bool, sources: set[str]) -> dict[str, object]:
    event, pair, rule, kind = key
    why, why_en = _WORDS[kind, settled]
    named = {"event": event, "pair": list(pair), "rule": rule, "kind": kind, "settled": settled}
    return named | {"why": why, "why_en": why_en, "sources": sorted(sources)}


def _bids(facts: Facts, rules: CompiledRules, on: date) -> Iterator[_Bid]:
    """Give the events that a rule on relations reads, decided by ``on`` and standing."""
    slots = [slot for slot in rules.slots.values() if slot.version.relations and slot.in_force]
    words = sorted({category for slot in slots for category in slot.rule.categories})
    if not words:
        return
    events = days.with_event_day(facts["events"].filter(nw.col("category").is_in(words)), rules.orders, on)
    shown = collected(events.select("id", "category", "bid_date", "event_day", "annulled_date"))
    participants = defaultdict(set)
    for row in collected(facts["participants"].select("event", "organization")).iter_rows(named=True):
        participants[row["event"]].add(row["organization"])
    for row in shown.iter_rows(named=True):
        day = row["bid_date"] or on
        law = row["event_day"] or on
        annulled = row["annulled_date"] and row["annulled_date"] <= on
        mine = tuple(s for s in slots if row["category"] in s.rule.categories and s.since <= law < s.until)
        if mine and not annulled and law <= on:
            yield _Bid(row["id"], day, mine, frozenset(participants[row["id"]]))


def _rows(facts: Facts, table: str, wanted: nw.Expr) -> list[Row]:
    return [dict(row) for row in collected(facts[table].filter(wanted)).iter_rows(named=True)]


def _in_charge(row: Row, organizations: dict[str, Row], rules: CompiledRules) -> bool:
    """Say whether the office is that of the 单位负责人 in this kind of organisation (``definitions.yaml``)."""
    kind = organizations.get(row["organization"], {}).get("type")
    return any(each.held == row["role"] and each.applies_to({kind}) for each in rules.in_charge)


def _on_day(row: Row, day: date) -> bool:
    return (row["start"] is None or row["start"] <= day) and (row["end"] is None or day < row["end"])


_Relation = tuple[str, tuple[str, str], bool, set[str]]


def _same_principal(bid: _Bid, roles: list[Row]) -> Iterator[_Relation]:
    held: dict[tuple[str, bool], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in roles:
        if row["organization"] in bid.participants and _on_day(row, bid.day):
            held[row["person"], row["confirmed"]][row["organization"]] |= {row["source"]} - {None}
    for (_, confirmed), firms in held.items():
        for one, other in combinations(sorted(firms), 2):
            yield "same_principal", (one, other), confirmed, firms[one] | firms[other]


def _direct_holding(
    bid: _Bid, holdings: list[Row], organizations: dict[str, Row], least: ControllingShare
) -> Iterator[_Relation]:
    for row in holdings:
        holder, firm = row["holder"], row["organization"]
        state = organizations.get(holder, {}).get("type") == "government"
        if {holder, firm} <= bid.participants and holder != firm and not state and _on_day(row, bid.day):
            enough = _controls(row, least)
            if enough is not False:
                pair = (min(holder, firm), max(holder, firm))
                yield "direct_holding", pair, enough is True, {row["source"]} - {None}


def _controls(row: Row, least: ControllingShare) -> bool | None:
    """Say whether the share is enough; ``None`` where the source leaves it open. Nothing unknown counts as all or nothing."""
    low = row["share"] if row["share"] is not None else row["share_min"]
    high = row["share"] if row["share"] is not None else row["share_max"]
    if low is not None and _enough(low, least):
        return True
    return False if high is not None and not _enough(high, least) else None


def _enough(share: float, least: ControllingShare) -> bool:
    limit = float(least.share)
    return share > limit or (least.inclusive and share == limit)


def _management(bid: _Bid, organizations: dict[str, Row]) -> Iterator[_Relation]:
    for firm, row in organizations.items():
        parent = row["parent"]
        if parent and row["type"] == "branch" and {firm, parent} <= bid.participants:
            yield "management", (min(firm, parent), max(firm, parent)), True, {row["source"]} - {None}


def _threshold(rules: CompiledRules, day: date) -> ControllingShare:
    """Return the definition of a controlling shareholder on the day; the first one holds since before our records."""
    return [each for each in rules.controlling_share if each.first_day is None or each.first_day <= day][-1]
