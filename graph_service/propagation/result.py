"""What ``propagate()`` returns: the clause table, and the verdicts, conflicts and inquiries that are read off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import narwhals as nw

from graph_service.model.outcomes import Clause, Outcome, State
from graph_service.propagation import reasons
from graph_service.propagation.clauses import CLAUSES, RANKED, deciding_clause
from graph_service.propagation.compiled import EMPLOYER, CompiledRules
from graph_service.propagation.conflicts import forbidden_among, present_offices
from graph_service.propagation.facts import Facts, collected
from graph_service.propagation.relations import relation_alerts
from graph_service.propagation.slots import Slot

_KEY = ["event", "rule", "subject"]


@dataclass(frozen=True)
class Result:
    """The clause table of one call, and what follows from it.

    Attributes:
        clauses: one row for each (event, rule, considered link, target), with the columns of ``engine.CLAUSE_TABLE``.
        facts: the facts it was computed from.
        rules: the compiled rules.
        on: the day of evaluation.
    """

    clauses: nw.DataFrame[Any]
    facts: Facts
    rules: CompiledRules
    on: date

    @cached_property
    def verdicts(self) -> nw.DataFrame[Any]:
        """The best row of each (event, rule, subject), by event, rule and subject.

        Best: in force, then pending, then review; within a state a listed role, then the link that fails the fewest clauses.
        """
        near = nw.sum_horizontal(*(nw.col(clause.name).cast(nw.Int64()) for clause in CLAUSES))
        ranked = self.clauses.with_columns(near=near)
        order = [*_KEY, "state", "role_listed", "near", "target", "link", "source"]
        ordered = ranked.sort(order, descending=[False] * 3 + [True] * 3 + [False] * 3)
        return ordered.unique(subset=_KEY, keep="first", maintain_order=True)

    @cached_property
    def _reached(self) -> nw.DataFrame[Any]:
        return self.verdicts.filter(nw.col("state") == RANKED.index(State.IN_FORCE))

    @cached_property
    def _offices(self) -> list[dict[str, Any]]:
        return present_offices(self._reached, self.facts, self.rules, self.on) if len(self._reached) else []

    @cached_property
    def post_conflicts(self) -> list[dict[str, str]]:
        """Offices on ``on`` that a ban in force forbids: event, rule, person, org, post, and the role's fact."""
        return forbidden_among(self._offices)

    @cached_property
    def relation_alerts(self) -> list[dict[str, object]]:
        """Relations that matter without being a punishment: event, pair, rule, kind, settled, why, why_en, sources."""
        return relation_alerts(self.facts, self.rules, self.on)

    @cached_property
    def inquiries(self) -> list[dict[str, object]]:
        """One letter for each event (责任认定征询函): who held an office whose liability is asked for and stated by nobody."""
        # Held on the rule's day; where the violation period is unknown, held at any time: somebody has to say whose fault it was.
        clauses = ("stands", "decided", "rule_in_force", "type_covered", "role_listed", "held_on_the_day")
        about_event = nw.all_horizontal(~nw.col("event_day").is_null(), *clauses, ignore_nulls=False)
        silent = (nw.col("liability") == "direct") & ~nw.col("liability_found") | ~nw.col("fault_stated")
        rows = self.clauses.filter(about_event & silent & self._by_office()).select("event", "subject", "link")
        if not len(rows):
            return []
        people = collected(self.facts["persons"].select(subject="id"))
        asked: dict[str, set[tuple[str, str]]] = {}
        for row in rows.join(people, on="subject", how="semi").iter_rows(named=True):
            asked.setdefault(row["event"], set()).add((row["subject"], row["link"]))
        return [
            {"event": event, "offices": [{"person": person, "role": role} for person, role in sorted(offices)]}
            for event, offices in sorted(asked.items())
        ]

    def _by_office(self) -> nw.Expr:
        return ~nw.col("link").str.starts_with("finding") & ~nw.col("link").is_in(["self", "candidate"])

    def outcomes(self) -> tuple[Outcome, ...]:
        """Give every verdict with its words and clauses, and the other employers of whoever is reached, in a fixed order."""
        stated = self._statements()
        found = [
            self._outcome(row, stated.get((row["event"], row["subject"]), ())) for row in self.verdicts.iter_rows(named=True)
        ]
        known = {(outcome.event, outcome.rule, outcome.subject) for outcome in found}
        for row in self._offices:
            key = (row["event"], row["rule"], row["org"])
            if row["elsewhere"] and key not in known:
                known.add(key)
                found.append(self._employer(row))
        return tuple(sorted(found, key=lambda outcome: (outcome.event, outcome.rule, outcome.subject)))

    def _statements(self) -> dict[tuple[str, str], list[str]]:
        """Collect the facts that speak of a person in an event (findings, decisions, names): they prove any verdict on it."""
        spoken = self.clauses.filter(nw.col("link").str.starts_with("finding") & ~nw.col("source").is_null())
        facts: dict[tuple[str, str], list[str]] = {}
        for row in spoken.select("event", "subject", "source").unique().iter_rows(named=True):
            facts.setdefault((row["event"], row["subject"]), []).append(row["source"])
        return facts

    def _outcome(self, row: dict[str, Any], stated: Sequence[str]) -> Outcome:
        slot, state, failed = self.rules.slots[row["slot"]], RANKED[row["state"]], deciding_clause(row)
        words = reasons.CLAUSE_WORDS[failed.name] if failed else reasons.REACHED
        lasts = state in (State.IN_FORCE, State.PENDING_DECISION)
        return Outcome(
            event=row["event"],
            rule=row["rule"],
            version=slot.name.partition("@")[2],
            subject=row["subject"],
            state=state,
            measure=slot.rule.measure.code,
            force=slot.version.force,
            reason=failed.name if failed else "reached",
            why=words.failure,
            why_en=words.failure_en,
            target=row["target"],
            role=row["link"],
            first_day=row["first_day"] if lasts else None,
            last_day=row["last_day"] if lasts else None,
            lifetime=bool(row["lifetime"]) and lasts,
            scope=row["scope"] if lasts else None,
            flag=row["flag"] if lasts else None,
            basis_at_decision=self._basis_at_decision(slot, row) if lasts else None,
            early_removal_from=row["early_removal_from"] if lasts else None,
            articles=tuple(f"{basis.instrument} {basis.article}" for basis in slot.version.legal_basis),
            clauses=_tested(_CLAUSE_VALUES(row), listed=row["target"] is not None),
            sources=_sources(row["event_source"], row["source"], *stated),
        )

    def _basis_at_decision(self, slot: Slot, row: dict[str, Any]) -> str | None:
        return self.rules.basis_at_decision(slot, row["event_day"], self._categories[row["event"]])

    @cached_property
    def _categories(self) -> dict[str, str]:
        events = collected(self.facts["events"].select("id", "category"))
        return dict(zip(events["id"].to_list(), events["category"].to_list(), strict=True))

    def _employer(self, row: dict[str, Any]) -> Outcome:
        slot = self.rules.slots[row["slot"]]
        return Outcome(
            event=row["event"],
            rule=row["rule"],
            version=slot.name.partition("@")[2],
            subject=row["org"],
            state=State.NOT_AFFECTED,
            measure=slot.rule.measure.code,
            force=slot.version.force,
            reason=EMPLOYER,
            why=reasons.EMPLOYER.failure,
            why_en=reasons.EMPLOYER.failure_en,
            role=EMPLOYER,
            clauses=(Clause(EMPLOYER, holds=False),),
            sources=_sources(row["source"]),
        )


def _sources(*facts: str | None) -> tuple[str, ...]:
    return tuple(sorted({fact for fact in facts if fact}))


_CLAUSE_VALUES = itemgetter(*(spec.name for spec in CLAUSES))


@lru_cache(maxsize=4096)
def _tested(values: tuple[bool, ...], *, listed: bool) -> tuple[Clause, ...]:
    """List the clauses in order; one that needs a target says nothing where the role is not listed.

    Few combinations occur, however many persons are considered: each is built once.
    """
    pairs = zip(CLAUSES, values, strict=True)
    return tuple(Clause(spec.name, holds if listed or not spec.needs_target else None) for spec, holds in pairs)
