"""Logical checks over everything on record: what no single row and no single file shows. Pure; each check is one small function.

A finding is a doubt to look into, never a verdict: nothing is changed, and no rule reads it. A check sees current facts alone, persons
under the keys by which they are known; an empty day is unknown and contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import networkx as nx
import polars as pl

from graph_service.analysis.frames import Columns, Frames, holds_on

#: What of each table the checks read; everything else is left behind while the graph is read.
COLUMNS: Columns = {
    "organizations": {"id": pl.String, "name": pl.String, "founded": pl.Date, "closed": pl.Date},
    "persons": {"id": pl.String, "name": pl.String, "confirmed": pl.Boolean},
    "roles": {
        "person": pl.String, "organization": pl.String, "role": pl.String, "start": pl.Date, "end": pl.Date, "source": pl.String,
    },
    "holdings": {
        "holder": pl.String, "organization": pl.String, "share": pl.Float64, "start": pl.Date, "end": pl.Date, "source": pl.String,
    },
    "events": {
        "id": pl.String, "subject": pl.String, "decision_date": pl.Date, "violation_start": pl.Date, "source": pl.String,
    },
}  # fmt: skip
#: Rounded percentages of many shareholders may add up to a little more than the whole.
_ROUNDING = 0.0005
#: One row a finding: ``subjects`` and ``facts`` (ids), both sorted lists.
Found = pl.DataFrame


@dataclass(frozen=True, slots=True)
class Check:
    """One check: a stable code, what it finds in words, and the function that finds it on a day."""

    code: str
    text: str
    text_en: str
    find: Callable[[Frames, date], Found]


def two_legal_representatives(facts: Frames, on: date) -> Found:
    """Firms with several legal representatives in office on the day."""
    heads = facts["roles"].filter(holds_on(on)).filter(pl.col("role") == "legal_representative")
    several = pl.col("person").n_unique().over("organization") > 1
    return _together(heads.filter(several), "organization")


def person_with_two_ids(facts: Frames, _on: date) -> Found:
    """Firms in which one name stands for several persons with a confirmed identity each."""
    columns = ["organization", "person", "source"]
    ties = pl.concat([facts["roles"].select(columns), facts["holdings"].rename({"holder": "person"}).select(columns)])
    named = ties.join(facts["persons"].filter(pl.col("confirmed")), left_on="person", right_on="id")
    several = named.filter(pl.col("person").n_unique().over("organization", "name") > 1)
    grouped = several.group_by("organization", "name").agg(pl.col("person", "source").unique().sort())
    subjects = pl.concat_list(pl.concat_list("organization"), "person")
    return grouped.select(subjects=subjects, facts="source").pipe(_ordered)


def relation_after_closing(facts: Frames, _on: date) -> Found:
    """Offices and holdings that begin on or after the day on which the firm was cancelled or revoked."""
    return _against_the_firm(facts, "closed", pl.col("start") >= pl.col("closed"))


def relation_before_founding(facts: Frames, _on: date) -> Found:
    """Offices and holdings that begin before the firm was founded."""
    return _against_the_firm(facts, "founded", pl.col("start") < pl.col("founded"))


def decision_before_violation(facts: Frames, _on: date) -> Found:
    """Decisions that were made before the violation began."""
    early = facts["events"].filter(pl.col("decision_date") < pl.col("violation_start"))
    return early.select(subjects=pl.concat_list("id", "subject").list.drop_nulls(), facts=pl.concat_list("source")).pipe(
        _ordered
    )


def decision_before_founding(facts: Frames, _on: date) -> Found:
    """Decisions against a firm that was founded later."""
    dated = facts["events"].join(facts["organizations"].select("id", "founded"), left_on="subject", right_on="id")
    early = dated.filter(pl.col("decision_date") < pl.col("founded"))
    return early.select(subjects=pl.concat_list("subject", "id"), facts=pl.concat_list("source")).pipe(_ordered)


def shares_above_whole(facts: Frames, on: date) -> Found:
    """Firms whose known shares on the day add up to more than the whole."""
    held = facts["holdings"].filter(holds_on(on))
    return _together(held.filter(pl.col("share").sum().over("organization") > 1 + _ROUNDING), "organization")


def cycle_without_owner(facts: Frames, on: date) -> Found:
    """Firms that hold each other (or one that holds itself) on the day and that nobody outside holds, as far as is on record."""
    held = facts["holdings"].filter(holds_on(on))
    persons = facts["persons"]["id"].implode()
    owned = held.filter(pl.col("holder").is_in(persons))["organization"].implode()
    # A firm that a person holds cannot stand in such a cycle, so few edges are left to walk.
    inner = held.filter(~pl.col("holder").is_in(persons), ~pl.col("organization").is_in(owned), ~pl.col("holder").is_in(owned))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(inner.select("holder", "organization").iter_rows())
    cycles = [firms for firms in nx.strongly_connected_components(graph) if _is_cycle(graph, firms)]
    place = {firm: number for number, firms in enumerate(cycles) for firm in firms}
    concerned = held.filter(pl.col("organization").is_in(list(place)))
    numbered = concerned.with_columns(
        cycle=pl.col("organization").replace_strict(place, default=None, return_dtype=pl.Int64),
        of=pl.col("holder").replace_strict(place, default=None, return_dtype=pl.Int64),
    )
    outside = (pl.col("of").is_null() | (pl.col("of") != pl.col("cycle"))).any().over("cycle")
    grouped = numbered.filter(~outside).group_by("cycle")
    found = grouped.agg(subjects=pl.col("organization").unique().sort(), facts=pl.col("source").unique().sort())
    return found.select("subjects", "facts").pipe(_ordered)


def _is_cycle(graph: nx.DiGraph[str], firms: set[str]) -> bool:
    firm = next(iter(firms))
    return len(firms) > 1 or graph.has_edge(firm, firm)


def _together(relations: pl.DataFrame, subject: str) -> Found:
    """Make one finding of all facts of a subject."""
    grouped = relations.group_by(subject).agg(facts=pl.col("source").unique().sort())
    return grouped.select(subjects=pl.concat_list(subject), facts="facts").pipe(_ordered)


def _against_the_firm(facts: Frames, day: str, contradicts: pl.Expr) -> Found:
    """Make one finding a firm of its relations that contradict a day of its own."""
    columns = ["organization", "start", "source"]
    relations = pl.concat([facts["roles"].select(columns), facts["holdings"].select(columns)])
    firms = facts["organizations"].select(pl.col("id").alias("organization"), day)
    return _together(relations.join(firms, on="organization").filter(contradicts), "organization")


def _ordered(found: Found) -> Found:
    """Order findings by their subjects, so that the same graph is always told in the same way."""
    return found.sort(pl.col("subjects").list.join("\x1f"), pl.col("facts").list.join("\x1f"))


#: In the order in which they are told.
CHECKS: tuple[Check, ...] = (
    Check(
        "two-legal-representatives",
        "同一企业有多名在任法定代表人",
        "several legal representatives in office",
        two_legal_representatives,
    ),
    Check(
        "person-with-two-ids",
        "同一企业内同一姓名对应多个证件号码",
        "one name in one firm with several document numbers",
        person_with_two_ids,
    ),
    Check(
        "relation-after-closing",
        "任职或持股始于企业注销、吊销之后",
        "an office or holding that begins after the firm was closed",
        relation_after_closing,
    ),
    Check(
        "relation-before-founding",
        "任职或持股始于企业成立之前",
        "an office or holding that begins before the firm was founded",
        relation_before_founding,
    ),
    Check(
        "decision-before-violation", "决定早于违法行为起始日", "decided before the violation began", decision_before_violation
    ),
    Check(
        "decision-before-founding", "决定早于当事企业成立日", "decided before the firm was founded", decision_before_founding
    ),
    Check("shares-above-whole", "在案持股比例合计超过100%", "shares on record exceed 100 %", shares_above_whole),
    Check(
        "cycle-without-owner",
        "循环持股且无外部股东在案",
        "firms that hold each other, with no outside owner on record",
        cycle_without_owner,
    ),
)
