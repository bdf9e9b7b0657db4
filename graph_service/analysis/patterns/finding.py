"""Which function finds which pattern, and what is found on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from graph_service.analysis.patterns import decisions, groups, persons
from graph_service.analysis.patterns.world import World
from graph_service.policy.patterns import Pattern

#: By the id of the pattern (``policy/data/patterns``).
FINDERS: Mapping[str, Callable[[World, dict[str, int], Pattern], pl.DataFrame]] = {
    "circular-holding": groups.circular_holding,
    "communities": groups.communities,
    "control-while-banned": persons.controls_while_banned,
    "deregistered-before-decision": decisions.deregistered,
    "new-firm-same-trade": decisions.new_firm_same_trade,
    "representative-swapped": decisions.representative_swapped,
    "representative-without-shares": persons.representative_without_shares,
    "returned-before-term-ends": persons.returned,
    "same-address": groups.same_address,
    "same-controller": groups.same_controller,
    "same-representative": groups.same_representative,
    "serial-representatives": groups.serial_representatives,
    "shares-moved": decisions.shares_moved,
}
_ALWAYS = ("subject", "facts", "others", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one pattern.

    Attributes:
        subject: under whom it stands. others: subjects beside it.
        facts: ids of the facts that it rests on.
        values: what the words of the pattern name: ids of subjects and events, days, numbers, lists.
        note: code of a sentence to add.
    """

    pattern: str
    subject: str
    others: tuple[str, ...]
    facts: tuple[str, ...]
    values: Mapping[str, object]
    note: str | None


def find(world: World, pattern: Pattern) -> list[Finding]:
    """Return what a pattern finds, by subject; nothing on days for which one of its thresholds has no value."""
    limits = pattern.limits_on(world.on)
    if limits is None:
        return []
    found = FINDERS[pattern.id](world, limits, pattern)
    rows = (_finding(pattern, row) for row in found.iter_rows(named=True))
    return sorted(rows, key=lambda one: (one.subject, str(one.values.get("event")), one.others))


def _finding(pattern: Pattern, row: dict[str, object]) -> Finding:
    subject, facts, others, note = (row[name] for name in _ALWAYS)
    said = {name: value for name, value in row.items() if f"{{{name}}}" in "".join(pattern.says.values())}
    kept = tuple(one for one in others if one != subject)  # type: ignore[attr-defined]  # a list by every finder
    return Finding(pattern.id, str(subject), kept, tuple(facts), said, note)  # type: ignore[arg-type]  # as above; note is a text or null
