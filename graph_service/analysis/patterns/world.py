"""What patterns read: frames of facts and outcomes, of a whole register or a part, and the rules that say what is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import narwhals as nw
import polars as pl

from graph_service.analysis.frames import Columns, Frames, holds_on
from graph_service.analysis.ownership.register import register_on
from graph_service.analysis.ownership.register_control import control_pairs
from graph_service.model.facts import EVENT_DAYS
from graph_service.policy.ownership import OwnershipTerms, in_force
from graph_service.propagation.compiled import CompiledRules
from graph_service.propagation.days import with_event_day

_TEXT, _DAY = pl.String, pl.Date
_DAYS: Mapping[str, type[pl.DataType]] = dict.fromkeys(EVENT_DAYS, _DAY)
#: What of each table is read; ``outcomes`` are those of the newest run of each event that are open.
COLUMNS: Columns = {
    "organizations": {
        "id": _TEXT, "name": _TEXT, "type": _TEXT, "industry": _TEXT, "listed": pl.Boolean, "state_owned": pl.Boolean,
        "founded": _DAY, "closed": _DAY, "status": _TEXT, "address": _TEXT, "source": _TEXT,
    },
    "persons": {"id": _TEXT, "name": _TEXT, "confirmed": pl.Boolean},
    "roles": {"person": _TEXT, "organization": _TEXT, "role": _TEXT, "start": _DAY, "end": _DAY, "source": _TEXT},
    "holdings": {
        "holder": _TEXT, "organization": _TEXT, "share": pl.Float64, "share_min": pl.Float64, "share_max": pl.Float64,
        "start": _DAY, "end": _DAY, "source": _TEXT,
    },
    "events": {
        "id": _TEXT, "kind": _TEXT, "category": _TEXT, "subject": _TEXT, "violation_start": _DAY, "industry": _TEXT, "office": _TEXT,
        "document": _TEXT, "source": _TEXT, **_DAYS,
    },
    "outcomes": {
        "event": _TEXT, "rule": _TEXT, "subject": _TEXT, "state": _TEXT, "scope": _TEXT, "first_day": _DAY, "last_day": _DAY,
        "sources": pl.List(_TEXT),
    },
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Facts and outcomes as patterns look at them on a day.

    Attributes:
        facts: frames with the columns of ``COLUMNS``.
        rules: those that are switched on.
        terms: which part of the votes controls, and where chains of holdings stop.
        on: the day; what begins later has not happened.
    """

    facts: Frames
    rules: CompiledRules
    terms: OwnershipTerms
    on: date

    @cached_property
    def decisions(self) -> pl.DataFrame:
        """Events that trigger a rule, have a subject, are made by the day and not annulled: ``event``, ``decided``, and its own columns."""
        dated: pl.DataFrame = (
            with_event_day(nw.from_native(self.facts["events"].lazy()), self.rules.orders, self.on).to_native().collect()
        )
        triggering = self.rules.triggers.collect(backend="polars").to_native().select("category").unique()
        standing = pl.col("annulled_date").is_null() | (pl.col("annulled_date") > self.on)
        made = dated.filter(pl.col("event_day") <= self.on, standing, pl.col("subject").is_not_null())
        known = made.join(triggering, on="category", how="semi")
        named = known.rename({"id": "event", "event_day": "decided", "source": "event_source"})
        return named.select("event", "subject", "decided", "violation_start", "industry", "event_source")

    @cached_property
    def bans(self) -> pl.DataFrame:
        """Outcomes in force against persons: ``event``, ``rule``, ``person``, ``scope``, ``first_day`` and ``last_day`` (inside; null: open)."""
        in_force_ones = self.facts["outcomes"].filter(pl.col("state") == "in_force")
        return in_force_ones.rename({"subject": "person"}).join(
            self.facts["persons"].select(person="id"), on="person", how="semi"
        )

    @cached_property
    def heads(self) -> pl.DataFrame:
        """Offices of legal representatives that began by the day."""
        begun = pl.col("start").is_null() | (pl.col("start") <= self.on)
        return self.facts["roles"].filter(pl.col("role") == "legal_representative", begun)

    @cached_property
    def control(self) -> pl.DataFrame:
        """Who certainly controls what on the day: ``holder``, ``organization``; empty while control has no definition."""
        threshold = in_force(self.terms.control, self.on)
        empty = pl.DataFrame(schema={"holder": pl.String, "organization": pl.String})
        if threshold is None:
            return empty
        register = register_on(self.facts, self.on, self.terms.state_bodies)
        holder, organization = control_pairs(register, threshold)
        return pl.DataFrame({"holder": register.ids.gather(holder), "organization": register.ids.gather(organization)})

    @cached_property
    def live(self) -> pl.DataFrame:
        """Organisations that are not closed on the day, as ``organization``."""
        open_ones = pl.col("closed").is_null() | (pl.col("closed") > self.on)
        return self.facts["organizations"].filter(open_ones).select(organization="id")

    def held(self, table: str, day: pl.Expr | date | None = None) -> pl.DataFrame:
        """Rows of ``roles`` or ``holdings`` that hold on a day (default: of the world)."""
        return self.facts[table].filter(holds_on(self.on if day is None else day))


def listed(*columns: str) -> list[pl.Expr]:
    """Gather each column of a group as a sorted list without repetition."""
    return [pl.col(name).drop_nulls().unique().sort() for name in columns]


def together(*lists: str) -> pl.Expr:
    """Join lists of ids into one sorted list without repetition."""
    return pl.concat_list(*(pl.col(name) for name in lists)).list.drop_nulls().list.unique().list.sort()
