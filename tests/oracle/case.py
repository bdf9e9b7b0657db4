"""The facts, and one event under one rule: its own day, the version of the rule, and what documents say about a person."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from graph_service.model.facts import FactRows, Row
from graph_service.model.intervals import Interval
from graph_service.policy.schema import Rule, RuleBook, Version

ONE_DAY = timedelta(days=1)
DAY_ORDER = (
    "decision_date listing_date order_date publication_date judgment_effective_date completion_date filing_date bid_date"
).split()


@dataclass(frozen=True)
class World:
    """The facts, the rules and the day; ``without``: names of clauses that are left out."""

    rows: FactRows
    book: RuleBook
    on: date
    without: frozenset[str] = frozenset()

    def cases(self) -> Iterator[Case]:
        for event in map(self._by_now, self.table("events")):
            for rule in self.book.rules:
                if event["category"] in rule.categories:
                    yield Case(self, event, rule)

    def _by_now(self, event: Row) -> Row:
        """Forget the day of an order that is still to come, unless the event is that order."""
        to_come = event.get("order_date") and event["order_date"] > self.on and event["category"] not in self.book.orders
        return {**event, "order_date": None} if to_come else event

    def table(self, name: str) -> list[Row]:
        return list(self.rows.get(name, ()))

    def of_event(self, table: str, event: Row, person: str | None = None) -> list[Row]:
        """Give what the event's documents say; a decision against somebody that is still to come is not read."""
        rows = [row for row in self.table(table) if row["event"] == event["id"] and person in (None, row["person"])]
        return [row for row in rows if table != "sanctions" or self._is_made(row, event)]

    def _is_made(self, sanction: Row, event: Row) -> bool:
        """Say whether a decision is made by now; that against the event's own subject is the event itself."""
        day = sanction.get("decision_date")
        return day is None or day <= self.on or sanction["person"] == event.get("subject")

    def organization(self, key: object) -> Row | None:
        return next((row for row in self.table("organizations") if row["id"] == key), None)

    def person(self, key: object) -> Row | None:
        return next((row for row in self.table("persons") if row["id"] == key), None)

    def roles_in(self, organization: object) -> list[Row]:
        return [row for row in self.table("roles") if row["organization"] == organization]

    def roles_of(self, person: object) -> list[Row]:
        """Give the offices that a person holds on the day of judgment."""
        return [row for row in self.table("roles") if row["person"] == person and held(row).covers(self.on)]


@dataclass(frozen=True)
class Case:
    """One event under one rule."""

    world: World
    event: Row
    rule: Rule

    @property
    def on(self) -> date:
        return self.world.on

    @cached_property
    def day(self) -> date | None:
        """Give the event's own day: the first that is there."""
        return next((self.event[name] for name in [*self._first_days(), *DAY_ORDER] if self.event.get(name)), None)

    def _first_days(self) -> list[str]:
        if self.event["kind"] == "listing":
            return ["listing_date", "publication_date"]
        if self.event["kind"] == "court":
            return ["order_date", "listing_date"] if self.is_order else ["listing_date", "order_date"]
        return []

    @property
    def is_order(self) -> bool:
        return self.event["category"] in self.world.book.orders

    @cached_property
    def firm(self) -> Row | None:
        return self.world.organization(self.event.get("subject"))

    @property
    def subject_type(self) -> str:
        return self.firm["type"] if self.firm else "person"

    @cached_property
    def version(self) -> Version | None:
        """Give the version that applies: that of the event's day, or of the day of judgment."""
        for version in self.rule.versions:
            if in_force(version, self.day if version.law_as_of == "decision_date" and self.day else self.on):
                return version
        last = self.rule.versions[-1]
        undated = self.day is None and last.law_as_of == "decision_date"
        # Nobody knows whether an undated event lies before the repeal.
        return last if undated and last.valid_until and last.valid_until <= self.on else None

    def known(self, name: str) -> date | None:
        """Give a day that ended or cured something, unless it lies after the day of judgment."""
        day = self.event.get(name)
        return day if day and day <= self.on else None

    def sanction(self, who: str) -> Row | None:
        return next(iter(self.world.of_event("sanctions", self.event, who)), None)

    def own_decision_day(self, who: str) -> date | None:
        """Give the day of the decision against this person, where the record has one."""
        sanction = self.sanction(who)
        return sanction.get("decision_date") if sanction else None

    def named(self, who: str) -> bool:
        """Say whether the decision itself names the person."""
        return any(row["how"] == "named" for row in self.world.of_event("namings", self.event, who))

    def findings(self, who: object, kinds: frozenset[str]) -> set[bool]:
        """Give what documents say: liable, not liable, both, or nothing."""
        rows = self.world.of_event("findings", self.event, str(who))
        return {bool(row["found"]) for row in rows if row["liability"] in kinds}

    def violation(self) -> Interval | None:
        """Give the days of the violation; where only one of them is on record, that one."""
        start, end = self.event.get("violation_start"), self.event.get("violation_end")
        if not start and not end:
            return None
        first = start or end - ONE_DAY
        return Interval(first, end or first + ONE_DAY)


def in_force(version: Version, day: date) -> bool:
    started = version.valid_from is None or version.valid_from <= day
    return started and (version.valid_until is None or day < version.valid_until)


def held(row: Row) -> Interval:
    """Read the days of a role or a holding."""
    return Interval(row.get("start"), row.get("end"))


def months_later(day: date, months: int) -> date:
    """Give the corresponding day, or the last of the month where there is none."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def years_later(day: date, years: int) -> date:
    return months_later(day, 12 * years)
