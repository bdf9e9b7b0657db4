"""What the outcomes of one event rest on, so that a change recomputes exactly the events concerned (``docs/decisions/0014``). Pure.

An event is concerned when a fact changed that its propagation may ask for, when what the rule book says for its category changed, or
when a day lies between the two evaluations on which an answer can change.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from graph_service import __version__
from graph_service.model.facts import FactRows, Row
from graph_service.policy.schema import RuleBook
from graph_service.propagation.result import Result
from graph_service.store.history_ports import EventRun, Grounds

#: Why an event is propagated again: never done, a fact, a rule, a day; words for people are in ``query.differences``.
CAUSES = ("new", "facts", "rules", "day")

_STATED = ("findings", "sanctions", "namings", "candidates", "participants")
_LOOKUPS = (
    ("events", "id"),
    ("organizations", "id"),
    ("persons", "id"),
    ("roles", "organization"),
    ("roles", "person"),
    ("holdings", "organization"),
    *((table, "event") for table in _STATED),
)
_Ref = tuple[str, int]


class FactsByEvent:
    """The facts of several events, told apart: for each event what ``FactSource.facts_for`` would give for it alone."""

    def __init__(self, rows: FactRows) -> None:
        """Take the rows of some events together; they are looked at, never changed."""
        self.rows = rows
        self._at: dict[tuple[str, str], dict[object, list[int]]] = {}
        for table, column in _LOOKUPS:
            places = self._at[table, column] = defaultdict(list)
            for number, row in enumerate(rows.get(table, ())):
                places[row.get(column)].append(number)
        self._closures: dict[str, frozenset[_Ref]] = {}

    @cached_property
    def events(self) -> Mapping[str, Row]:
        """The events' own rows, by id."""
        return {str(row["id"]): row for row in self.rows.get("events", ())}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of organisations and persons, by id."""
        return {str(row["id"]): str(row["name"]) for table in ("organizations", "persons") for row in self.rows.get(table, ())}

    def only(self, events: Iterable[str]) -> FactRows:
        """Return the rows that these events may ask for, each once, in the order they came in."""
        kept = frozenset[_Ref]().union(*(self._closure(event) for event in events))
        return {table: [row for number, row in enumerate(rows) if (table, number) in kept] for table, rows in self.rows.items()}

    def fingerprint(self, event: str) -> str:
        """Return the SHA-256 over the event's facts; neither their order nor other events' facts change it."""
        lines = sorted(f"{table} {self._lines[table][number]}" for table, number in self._closure(event))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def days(self, event: str) -> set[date]:
        """Return every day that the event's facts name."""
        rows = (self.rows[table][number] for table, number in self._closure(event))
        return {value for row in rows for value in row.values() if isinstance(value, date)}

    @cached_property
    def _lines(self) -> Mapping[str, list[str]]:
        return {table: [canonical(row) for row in rows] for table, rows in self.rows.items()}

    def _closure(self, event: str) -> frozenset[_Ref]:
        if event not in self._closures:
            self._closures[event] = frozenset(self._gather(event))
        return self._closures[event]

    def _gather(self, event: str) -> set[_Ref]:
        """Follow the facts as the store does: who is involved, offices and holdings there, whatever else those persons hold."""
        own = set(self._find("events", "id", [event]))
        stated = own.union(*(self._find(table, "event", [event]) for table in _STATED))
        punished = set(self._find("organizations", "id", self._values(own, "subject")))
        involved = self._values(stated, "subject", "client", "person", "organization") | self._values(punished, "parent")
        there = {ref for table in ("roles", "holdings") for ref in self._find(table, "organization", involved)}
        involved |= self._values(there, "person", "holder")
        elsewhere = set(self._find("roles", "person", involved))
        subjects = involved | self._values(elsewhere, "organization")
        described = {ref for table in ("organizations", "persons") for ref in self._find(table, "id", subjects)}
        return stated | there | elsewhere | described

    def _find(self, table: str, column: str, keys: Iterable[object]) -> Iterator[_Ref]:
        places = self._at[table, column]
        return ((table, number) for key in keys for number in places.get(key, ()))

    def _values(self, refs: Iterable[_Ref], *columns: str) -> set[object]:
        rows = (self.rows[table][number] for table, number in refs)
        return {row[name] for row in rows for name in columns if row.get(name) is not None}


def rules_by_category(rules: RuleBook, categories: Iterable[str]) -> dict[str, str]:
    """Return for each category the SHA-256 over what the rule book says for its events: their rules, and what all rules share.

    The version of this product is part of it: another version may read the same law differently.
    """
    book = (rules.fingerprint, tuple(rule.id for rule in rules.rules))
    found: dict[str, str] = {}
    for category in set(categories):
        key = (*book, category)
        if key not in _KNOWN_RULES:
            _KNOWN_RULES[key] = _rules_for(rules, category)
        found[category] = _KNOWN_RULES[key]
    return found


#: Writing a rule book out takes milliseconds, as long as judging one event; there are few books and few categories.
_KNOWN_RULES: dict[tuple[object, ...], str] = {}


def _rules_for(rules: RuleBook, category: str) -> str:
    mine = tuple(replace(rule, source_file="") for rule in rules.rules if category in rule.categories)
    said = asdict(replace(rules, rules=mine, fingerprint=__version__))
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return sorted(value) if isinstance(value, frozenset) else day_text(value)


def stale_events(newest: Mapping[str, EventRun], facts: FactsByEvent, rules: RuleBook, on: date) -> dict[str, tuple[str, ...]]:
    """Return the events whose newest run no longer tells what propagation as of ``on`` would, each with its ``CAUSES``."""
    by_category = rules_by_category(rules, (str(row["category"]) for row in facts.events.values()))
    found = {
        event: _causes(newest.get(event), facts.fingerprint(event), by_category[str(row["category"])], on)
        for event, row in facts.events.items()
    }
    return {event: causes for event, causes in sorted(found.items()) if causes}


def _causes(entry: EventRun | None, facts: str, rules: str, on: date) -> tuple[str, ...]:
    if entry is None or entry.grounds is None:
        return ("new",)
    kept = entry.grounds
    changed = {"facts": kept.facts != facts, "rules": kept.rules != rules, "day": not kept.hold_on(on)}
    return tuple(cause for cause in CAUSES if changed.get(cause))


def grounds_of(facts: FactsByEvent, rules: RuleBook, result: Result, events: Iterable[str]) -> dict[str, Grounds]:
    """Return what the outcomes of each event in ``result`` rest on, and the days between which they are the same."""
    by_category = rules_by_category(rules, (str(row["category"]) for row in facts.events.values()))
    terms = _term_days(result)
    grounds: dict[str, Grounds] = {}
    for event in events:
        category = str(facts.events[event]["category"])
        days = facts.days(event) | terms[event] | _rule_days(rules, category)
        same_from = max((day for day in days if day <= result.on), default=None)
        same_until = min((day for day in days if day > result.on), default=None)
        grounds[event] = Grounds(facts.fingerprint(event), by_category[category], same_from, same_until)
    return grounds


def _term_days(result: Result) -> Mapping[str, set[date]]:
    """Collect by event the first day of every term and the day after its last: of freed persons too, whose terms no outcome shows."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in result.clauses.select("event", "first_day", "last_day").unique().iter_rows(named=True):
        if row["first_day"]:
            days[row["event"]].add(row["first_day"])
        if row["last_day"] and row["last_day"] < date.max:
            days[row["event"]].add(row["last_day"] + timedelta(days=1))
    return days


def _rule_days(rules: RuleBook, category: str) -> set[date]:
    """Collect the days on which a rule of this category changes: some rules are read as they stand on the day of evaluation."""
    versions = [version for rule in rules.rules if category in rule.categories for version in rule.versions]
    days = {day for version in versions for day in (version.valid_from, version.valid_until) if day}
    if any(version.relations for version in versions):
        days |= {share.first_day for share in rules.controlling_share if share.first_day}
    return days


def fingerprint(rows: FactRows, rules: RuleBook, events: Sequence[str], on: date) -> str:
    """Return the SHA-256 over the canonical facts, the rules, the events and the day: equal inputs, equal outcomes."""
    digest = hashlib.sha256()
    head = {"rules": rules.fingerprint, "only": [rule.id for rule in rules.rules], "events": list(events), "on": on.isoformat()}
    digest.update(json.dumps(head | {"version": __version__}, sort_keys=True).encode())
    for table in sorted(rows):
        digest.update(f"\n#{table}".encode())
        for line in sorted(canonical(row) for row in rows[table]):
            digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def canonical(row: Row) -> str:
    """Write a row so that equal content is equal text: columns in order, what is not stated left out."""
    stated: Mapping[str, object] = {name: value for name, value in row.items() if value is not None}
    return json.dumps(stated, sort_keys=True, ensure_ascii=False, default=day_text)


def day_text(value: object) -> str:
    """Write a day as ISO text for JSON; anything else that JSON does not know is a fault of the caller."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no plain value")
