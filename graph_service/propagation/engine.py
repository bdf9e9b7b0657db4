"""``propagate()``: the only place where rules are applied to facts.

It is pure: no clock, no store, no network. It builds one table, every person considered × every clause tested, and reads the
verdict off the columns. "Why" and "why not" are rows of that table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw

from graph_service.policy.schema import RuleBook
from graph_service.propagation import clauses, days, terms
from graph_service.propagation.compiled import CompiledRules, compile_rules
from graph_service.propagation.considered import considered
from graph_service.propagation.facts import Facts, Frame, collected
from graph_service.propagation.prepared import run_prepared
from graph_service.propagation.result import Result
from graph_service.propagation.stated import court_found, stated_of_persons

#: Columns of the clause table, in order: what is considered, the clauses, and what follows from them.
CLAUSE_TABLE = (
    *("event", "rule", "slot", "subject", "link", "target", "source", "event_source"),
    *(clause.name for clause in clauses.CLAUSES),
    *("state", "event_day", "first_day", "last_day", "lifetime", "scope", "flag", "early_removal_from", "liability"),
)


def propagate(facts: Facts, rules: RuleBook, on: date) -> Result:
    """Apply ``rules`` to ``facts`` as of the day ``on``.

    Args:
        facts: everything on record about the events and the subjects around them.
        rules: the rules to apply; all of them, whether switched on or not (use ``rules.enabled()`` for daily work).
        on: the day on which the outcome is judged. Facts dated later than ``on`` are not read as having happened.

    Returns:
        The clause table and what follows from it; nothing is promised about the order of its rows.
    """
    compiled = compile_rules(_set_in_motion(facts, rules)).beside(facts["events"])
    return Result(_clause_table(facts, compiled, on), facts, compiled, on)


def _set_in_motion(facts: Facts, rules: RuleBook) -> RuleBook:
    """Keep the rules that some event triggers, where the tables are in memory: the others add no row and cost one case its time."""
    if facts.tables is None:
        return rules
    categories = frozenset(facts.tables["events"]["category"].unique().to_list())
    return rules.only(frozenset(rule.id for rule in rules.rules if rule.categories & categories))


def _clause_table(facts: Facts, compiled: CompiledRules, on: date) -> nw.DataFrame[Any]:
    def build(frames: Mapping[str, Frame]) -> Frame:
        same = Facts({**frames, "sanctions": _decided_by(frames, on)}, facts.years)
        table = _with_persons(_event_rules(same, compiled, on), same, compiled)
        table = table.with_columns(**clauses.about_office(compiled.also_selectors, on), **clauses.about_person())
        table = terms.with_term(table, same, compiled, on).with_columns(**clauses.about_term(on))
        return table.with_columns(state=clauses.state_rank()).select(*CLAUSE_TABLE)

    if facts.tables is None:
        return collected(build(facts.frames))
    return run_prepared(("clauses", compiled.key, on, facts.years), build, facts.tables)


def _decided_by(frames: Mapping[str, Frame], on: date) -> Frame:
    """Leave out decisions against persons that are still to come; one without a day is taken as made.

    That against the event's own subject stays: it is the event itself, whose term has then not begun.
    """
    itself = frames["events"].select(event="id", person="subject", itself=nw.lit(value=True))
    known = frames["sanctions"].join(itself, on=["event", "person"], how="left")
    made = nw.col("decision_date").is_null() | (nw.col("decision_date") <= on)
    return known.filter(made | nw.col("itself").fill_null(value=False)).drop("itself")


def _event_rules(facts: Facts, compiled: CompiledRules, on: date) -> Frame:
    """Pair each event with the rules that its category triggers, in the version of the day that the rule names."""
    types = facts["organizations"].select("id", nw.col("type").alias("subject_type"))
    events = (
        facts["events"]
        .rename({"id": "event", "source": "event_source"})
        .join(types, left_on="subject", right_on="id", how="left")
        .with_columns(subject_type=nw.col("subject_type").fill_null("person"))
        .with_columns(target_type=compiled.target_type(nw.col("subject_type")))
        .rename({"subject": "punished"})
    )
    events = days.with_event_day(events, compiled.orders, on).join(court_found(facts), on="event", how="left")
    pairs = events.join(compiled.triggers, on="category").join(compiled.versions, on="rule")
    law_day = nw.when(nw.col("law_today")).then(nw.lit(on)).otherwise(nw.coalesce(nw.col("event_day"), nw.lit(on)))
    settled = compiled.types.rename({"type_settled": "type_settled_raw"})
    return (
        pairs.filter((nw.col("since") <= law_day) & (law_day < nw.col("until")))
        .join(settled, on=["rule", "subject_type"], how="left")
        .with_columns(selected_day=days.selected_day(compiled.selectors, on))
        .with_columns(**terms.chosen_term(compiled))
        .with_columns(**clauses.about_event(compiled, on))
    )


def _with_persons(pairs: Frame, facts: Facts, compiled: CompiledRules) -> Frame:
    """Add everyone considered, what is stated about them, and the target (if any) that each link makes of them."""
    people = facts["persons"].select(nw.col("id").alias("subject"), "confirmed", "honoured")
    linked = considered(facts)
    for stated in stated_of_persons(facts):
        linked = linked.join(stated, on=["event", "subject"], how="left")
    linked = linked.join(people, on="subject", how="left")
    targets = compiled.targets.rename({"role_settled": "role_settled_raw"})
    return pairs.join(linked, on="event").join(targets, on=["slot", "link", "target_type"], how="left")
