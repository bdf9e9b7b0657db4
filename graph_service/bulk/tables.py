"""Which tables the directories hold: facts as ``model.facts`` names them; outcomes, runs and what else propagation says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import pyarrow as pa

from graph_service.model.facts import JUDGED_TABLES
from graph_service.model.outcomes import Clause, Outcome, State

FACTS, OUTCOMES = "facts", "outcomes"

_KINDS = {"text": pa.string(), "day": pa.date32(), "flag": pa.bool_(), "whole": pa.int64(), "real": pa.float64()}
_TEXTS = pa.list_(pa.string())
_CLAUSES = pa.list_(pa.struct({"name": pa.string(), "holds": pa.bool_(), "facts": _TEXTS}))
_OFFICES = pa.list_(pa.struct({"person": pa.string(), "role": pa.string()}))

FACT_SCHEMAS = {
    table: pa.schema({name: _KINDS[column.kind] for name, column in columns.items()})
    for table, columns in JUDGED_TABLES.items()
}


def _schema(texts: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema({**{name: pa.string() for name in texts.split()}, **others})


OUTCOME_SCHEMAS = {
    "outcomes": _schema(
        "event rule version subject state measure force reason why why_en target role scope flag basis_at_decision",
        first_day=pa.date32(),
        last_day=pa.date32(),
        early_removal_from=pa.date32(),
        lifetime=pa.bool_(),
        articles=_TEXTS,
        clauses=_CLAUSES,
        sources=_TEXTS,
    ),
    "post_conflicts": _schema("event rule person org post source"),
    "relation_alerts": _schema("event rule kind why why_en", pair=_TEXTS, settled=pa.bool_(), sources=_TEXTS),
    "inquiries": _schema("event", offices=_OFFICES),
    # each event in the order of the outcomes: how many it has, the fingerprint of the run that the ledger will keep it in, what the
    # outcomes rest on (``store.history_ports.Grounds``), and the days that end a measure early
    "events": _schema(
        "id run facts rules",
        outcomes=pa.int64(),
        **dict.fromkeys(("same_from", "same_until", "performed_date", "removed_date"), pa.date32()),
    ),
}


def outcome_row(outcome: Outcome) -> dict[str, object]:
    """Lay an outcome out as a row."""
    row: dict[str, object] = {name: getattr(outcome, name) for name in OUTCOME_SCHEMAS["outcomes"].names}
    return row | {"state": str(outcome.state), "clauses": _clause_rows(outcome.clauses)}


@lru_cache(maxsize=4096)
def _clause_rows(clauses: tuple[Clause, ...]) -> list[dict[str, object]]:
    """Few combinations occur, however many outcomes there are: each is laid out once."""
    return [asdict(clause) for clause in clauses]


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    """Read an outcome back; equal to the one that was laid out."""
    read = dict(row) | {
        "state": State(row["state"]),
        "articles": tuple(row["articles"]),
        "sources": tuple(row["sources"]),
        "clauses": tuple(Clause(each["name"], each["holds"], tuple(each["facts"])) for each in row["clauses"]),
    }
    return Outcome(**read)
