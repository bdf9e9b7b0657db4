"""Patterns around a decision against a firm: each gives one row a finding, under the firm.

Columns that every finding has: ``subject``, ``facts`` (ids), ``others`` (subjects that the finding names), ``note`` (code or null). The
other columns are the values that the words of the pattern name.
"""

from __future__ import annotations

import polars as pl

from graph_service.analysis.frames import holds_on
from graph_service.analysis.ownership.holdings import WHOLE
from graph_service.analysis.patterns.world import World, listed, together
from graph_service.policy.patterns import Pattern

Limits = dict[str, int]
_EVENT = ["event", "subject", "decided", "event_source"]


def _since(limits: Limits) -> list[pl.Expr]:
    """From which day on: the violation, or a period before the decision where no day is on record."""
    window = pl.col("decided") - pl.duration(days=limits["lookback_days"])
    unknown = pl.when(pl.col("violation_start").is_null()).then(pl.lit("violation_unknown"))
    return [pl.coalesce("violation_start", window).alias("since"), unknown.alias("note")]


def representative_swapped(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Whoever was legal representative after the violation began and no more on the day of the decision."""
    events = world.decisions.with_columns(_since(limits))
    held = events.join(world.heads, left_on="subject", right_on="organization")
    at_decision = held.filter(holds_on(pl.col("decided")))
    is_former = (pl.col("end") > pl.col("since")) & (pl.col("end") <= pl.col("decided"))
    left = held.filter(is_former).join(at_decision, on=["event", "person"], how="anti")
    who = left.group_by(*_EVENT, "since", "note").agg(
        left=pl.col("person").unique().sort(), until=pl.col("end").max(), own=pl.col("source").unique().sort()
    )
    after = at_decision.group_by("event").agg(
        successors=pl.col("person").unique().sort(), their=pl.col("source").unique().sort()
    )
    found = who.join(after, on="event", how="left").with_columns(pl.col("successors", "their").fill_null([]))
    return found.with_columns(facts=together("own", "their", "event_source"), others=together("left", "successors"))


def shares_moved(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Holders whose known share fell around a decision, and those whose share grew; what is unknown moves nowhere."""
    window = [
        (pl.col("decided") - pl.duration(days=limits["before_days"])).alias("first"),
        pl.min_horizontal(pl.col("decided") + pl.duration(days=limits["after_days"]), pl.lit(world.on)).alias("last"),
    ]
    held = world.decisions.with_columns(window).join(world.facts["holdings"], left_on="subject", right_on="organization")
    units = (pl.col("share") * WHOLE).round().cast(pl.Int64)
    # One unknown part makes the whole unknown.
    whole = pl.when(units.is_null().any()).then(None).otherwise(units.sum())
    keys = [*_EVENT, "first", "last", "holder"]
    before, after = (
        held.filter(holds_on(pl.col(day))).group_by(keys).agg(whole.alias(f"share_{day}"), pl.len().alias(f"rows_{day}"))
        for day in ("first", "last")
    )
    both = before.join(after, on=keys, how="full", coalesce=True)
    moved = _share("last") - _share("first")
    least = WHOLE * limits["least_percent"] // 100
    changed = both.with_columns(moved=moved).filter(pl.col("moved").abs() >= least)
    gave = pl.col("holder").filter(pl.col("moved") < 0).sort()
    received = pl.col("holder").filter(pl.col("moved") > 0).sort()
    told = changed.group_by(*_EVENT, "first", "last").agg(gave=gave, received=received)
    own = held.join(changed.select("event", "holder"), on=["event", "holder"], how="semi").group_by("event").agg(own="source")
    found = told.filter(pl.col("gave").list.len() > 0).join(own, on="event")
    nobody = pl.when(pl.col("received").list.len() == 0).then(pl.lit("nobody_received"))
    return found.with_columns(facts=together("own", "event_source"), others=together("gave", "received"), note=nobody)


def _share(day: str) -> pl.Expr:
    """The share on a day: 0 where no row holds, null where one of them states none."""
    return pl.when(pl.col(f"rows_{day}").is_null()).then(0).otherwise(pl.col(f"share_{day}"))


def deregistered(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Firms that were cancelled after the violation began, and not after the day of the decision."""
    firms = world.facts["organizations"].filter(pl.col("status") == "cancelled").select("id", "closed", "source")
    events = world.decisions.with_columns(_since(limits)).join(firms, left_on="subject", right_on="id")
    found = events.filter(pl.col("closed") >= pl.col("since"), pl.col("closed") <= pl.col("decided"))
    return found.with_columns(facts=together("source", "event_source"), others=pl.lit([], dtype=pl.List(pl.String)))


def new_firm_same_trade(world: World, limits: Limits, pattern: Pattern) -> pl.DataFrame:
    """Firms of the same trade, founded around or after a decision, with people of the firm decided against."""
    firms = world.facts["organizations"].select("id", "industry", "founded", firm_source="source")
    own = firms.select(subject="id", own_industry="industry")
    events = world.decisions.with_columns(_since(limits)).join(own, on="subject", how="left")
    events = events.with_columns(trade=pl.coalesce("industry", "own_industry")).drop("industry", "note")
    then = events.join(_ties(world, pattern), left_on="subject", right_on="organization").filter(
        pl.col("start").is_null() | (pl.col("start") <= pl.col("decided")),
        pl.col("end").is_null() | (pl.col("end") > pl.col("since")),
    )
    new = _ties(world, pattern).select("person", firm="organization", new_source="source")
    young = firms.filter(pl.col("founded") <= world.on).rename({"id": "firm"})
    pairs = (
        then.join(new, on="person")
        .join(young, on="firm")
        .filter(
            pl.col("firm") != pl.col("subject"),
            pl.col("founded") >= pl.col("decided") - pl.duration(days=limits["before_days"]),
            pl.col("founded") <= pl.col("decided") + pl.duration(days=limits["after_days"]),
            _same_trade(world),
        )
    )
    found = pairs.group_by(*_EVENT, "firm", "founded", "trade", "firm_source").agg(
        *listed("source", "new_source"), people=pl.col("person").unique().sort()
    )
    told = found.filter(pl.col("people").list.len() >= limits["least_people"])
    facts = together("source", "new_source", "event_source", "firm_source")
    return told.with_columns(facts=facts, others=together("people", "firm"), note=pl.lit(None, dtype=pl.String))


def _ties(world: World, pattern: Pattern) -> pl.DataFrame:
    """Offices and shares of persons that began by the day."""
    columns = ["person", "organization", "start", "end", "source"]
    offices = world.facts["roles"].filter(pl.col("role").is_in(sorted(pattern.offices))).select(columns)
    persons = world.facts["persons"].select(holder="id")
    shares = world.facts["holdings"].join(persons, on="holder", how="semi").rename({"holder": "person"}).select(columns)
    return pl.concat([offices, shares]).filter(pl.col("start").is_null() | (pl.col("start") <= world.on))


def _same_trade(world: World) -> pl.Expr:
    """The same words, or words that name one industry of the policy; silence is no trade."""
    same = pl.col("trade") == pl.col("industry")
    for name, words in world.rules.industries.items():
        both = [
            pl.any_horizontal(pl.col(column) == name, *(pl.col(column).str.contains(word, literal=True) for word in words))
            for column in ("trade", "industry")
        ]
        same = same | (both[0] & both[1])
    return same.fill_null(value=False)
