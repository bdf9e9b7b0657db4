"""Second pass: the present offices of whoever is reached, and which of them a ban in force forbids (任职资格冲突)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from graph_service.model.outcomes import Outcome
from graph_service.policy.schema import RuleBook
from graph_service.propagation import days
from graph_service.propagation.compiled import ANY_TYPE, CompiledRules, compile_rules
from graph_service.propagation.facts import Facts, Frame, collected, moved
from graph_service.propagation.prepared import run_prepared

#: Columns of the second pass: one row for each office that a reached person holds on the day.
_COLUMNS = ["event", "rule", "slot", "person", "org", "office", "source", "elsewhere", "forbidden"]
_REACHED = dict.fromkeys(("event", "rule", "slot", "scope", "subject"), nw.String())


def present_offices(reached: nw.DataFrame[Any], facts: Facts, rules: CompiledRules, on: date) -> list[dict[str, Any]]:
    """Return the offices that reached persons hold on ``on``, sorted, each with ``elsewhere`` and ``forbidden``.

    ``elsewhere``: in another organisation than the event's subject. ``forbidden``: the measure in force forbids this office there
    (the organisation is not punished by this: it has to end the office).
    """

    def build(frames: Mapping[str, Frame]) -> Frame:
        return judged_offices({**frames, "roles": frames["roles"].filter(days.held_on(nw.lit(on)))}, rules)

    who = reached.select("event", "rule", "slot", "scope", nw.col("subject").alias("person"))
    if facts.tables is None:
        table = collected(build({**facts.frames, "reached": moved(who.lazy(), facts["events"])}))
    else:
        used = {name: facts.tables[name] for name in ("events", "roles", "organizations")}
        table = run_prepared(("offices", rules.key, on), build, {**used, "reached": who})
    rows = [dict(row) for row in table.iter_rows(named=True)]
    return sorted(rows, key=lambda row: tuple(str(row[name]) for name in _COLUMNS))


def forbidden_among(offices: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return those of the present offices that are forbidden: event, rule, person, org, post, and the role's fact."""
    named = ("event", "rule", "person", "org", "source")
    return [{"post": row["office"], **{name: row[name] for name in named}} for row in offices if row["forbidden"]]


def conflicts_of(reached: Sequence[Outcome], facts: Facts, rules: RuleBook, on: date) -> list[dict[str, str]]:
    """Return the post conflicts that follow from outcomes in force on ``on`` that are known already.

    Args:
        reached: those outcomes.
        facts: their events, the offices of the persons reached, and the organisations of both.
        rules: the rules that gave the outcomes.
        on: the day of evaluation.
    """
    concerned = rules.only(frozenset(one.rule for one in reached))
    rows = {name: [getattr(one, name) for one in reached] for name in ("event", "rule", "subject", "scope")}
    table = nw.from_dict(rows | {"slot": [one.rule for one in reached]}, _REACHED, backend="polars")
    return forbidden_among(present_offices(table, facts, compile_rules(concerned).beside(facts["events"]), on))


def judged_offices(frames: Mapping[str, Frame], rules: CompiledRules) -> Frame:
    """Say of each office of a reached person, whenever it is held, whether the measure forbids it there.

    Args:
        frames: ``events``, ``organizations``, ``roles``, and ``reached``: event, rule, slot, scope, person.
        rules: in the library of the frames.
    """
    return _offices(frames, rules).group_by(_COLUMNS[:-1]).agg(forbidden=(_in_scope(rules)).any())


def _offices(frames: Mapping[str, Frame], rules: CompiledRules) -> Frame:
    """Join each reached person with the offices, what the organisation is, and what the measure forbids."""
    firms = frames["organizations"].select(punished="id", firm_industry="industry")
    events = frames["events"].select(
        nw.col("id").alias("event"), nw.col("subject").alias("punished"), event_industry="industry"
    )
    punished = events.join(firms, on="punished", how="left").with_columns(
        event_industry=nw.coalesce(nw.col("event_industry"), nw.col("firm_industry"))
    )
    roles = frames["roles"].select("person", nw.col("organization").alias("org"), nw.col("role").alias("office"), "source")
    organizations = frames["organizations"].select(nw.col("id").alias("org"), "type", "industry", "listed", "state_owned")
    held = frames["reached"].join(punished, on="event").join(roles, on="person").join(organizations, on="org", how="left")
    held = held.join(rules.forbids, on=["rule", "office"], how="left")
    return held.with_columns(elsewhere=(nw.col("org") != nw.col("punished")).fill_null(value=True))


def _in_scope(rules: CompiledRules) -> nw.Expr:
    """Whether the organisation lies in the scope that the measure forbids: type, industry, listed, state-owned."""
    spared = nw.col("spares_punished_firm") & ~nw.col("elsewhere")
    of_type = (nw.col("scope_type") == ANY_TYPE) | (nw.col("scope_type") == nw.col("type"))
    in_industry = nw.col("scope_industry").is_null()
    same = nw.col("industry") == nw.col("event_industry")
    for industry, words in rules.industries.items():
        named = _known_as(nw.col("industry"), industry, words)
        in_industry = in_industry | ((nw.col("scope_industry") == industry) & named)
        same = same | (named & _known_as(nw.col("event_industry"), industry, words))
    in_industry = in_industry & ((nw.col("scope") != "same_industry").fill_null(value=True) | same.fill_null(value=False))
    listed = ~nw.col("listed_only") | nw.col("listed")
    state_owned = ~nw.col("state_owned_only") | nw.col("state_owned")
    return (of_type & in_industry & listed & state_owned & ~spared).fill_null(value=False)


def _known_as(column: nw.Expr, industry: str, words: tuple[str, ...]) -> nw.Expr:
    """Whether a register's words for an industry name this one; silence is no."""
    named = nw.any_horizontal(*(column.str.contains(word, literal=True) for word in words), ignore_nulls=True)
    return (named | (column == industry)).fill_null(value=False)
