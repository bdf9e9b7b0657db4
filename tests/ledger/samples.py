"""Invented runs, outcomes, loads and persons (births in 1900: no living holder)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from graph_service.model.identifiers import resident_check_digit
from graph_service.model.outcomes import Clause, Outcome, State
from graph_service.store.ports import Load, PersonIdentity, Run

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def clock() -> datetime:
    return NOON


def outcome(event: str = "ev-1", rule: str = "BJ-R1", subject: str = "91110105MA0FAKE17J", **changes: object) -> Outcome:
    plain = Outcome(
        event=event,
        rule=rule,
        version="2017-03-01",
        subject=subject,
        state=State.IN_FORCE,
        measure="JOINT-PUNISHMENT",
        force="document",
        reason="reached",
        why="“严重失信”决定生效 ① 𠮷",
        why_en="the decision is in force",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def full_outcome() -> Outcome:
    """An outcome with every field filled, and every kind of value."""
    return outcome(
        state=State.NEEDS_REVIEW,
        target="legal_representative",
        role="director",
        first_day=date(1900, 1, 1),
        last_day=date(9999, 12, 31),
        lifetime=True,
        scope="食品",
        flag="newcomer",
        early_removal_from=date(2026, 2, 28),
        articles=("第十条", 'a "quoted" one'),
        clauses=(Clause("held", True, ("f1", "f2")), Clause("liable", None), Clause("in_time", False, ("f3",))),
        sources=("f1", "f2", "f3"),
    )


def run(inputs: str = "inputs-1", events: Sequence[str] = ("ev-1",), on: date = DAY) -> Run:
    return Run(f"run-{inputs}", on, "rules-1", 7, inputs, tuple(events), NOON)


def a_load(content: str = "a") -> Load:
    return Load(f"load-{content}", "penalty-2019", "处罚.csv", content * 8, NOON)


def id_number(number: int) -> str:
    """Return the ``number``-th invented resident id, births in 1900 (up to 300,000)."""
    sequence, day = number % 1000, number // 1000
    body = f"110101{1900}{day // 28 % 12 + 1:02d}{day % 28 + 1:02d}{sequence:03d}"
    return body + resident_check_digit(body)


def person(number: int, name: str | None = None) -> PersonIdentity:
    return PersonIdentity(name or f"测试{number}", "居民身份证", id_number(number))
