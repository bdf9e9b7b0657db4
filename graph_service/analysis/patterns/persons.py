"""Patterns of persons: who is under a ban and present all the same, and who lends a name to many firms. Columns: see ``decisions``."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from graph_service.analysis.frames import holds_on
from graph_service.analysis.patterns.decisions import Limits
from graph_service.analysis.patterns.world import World, listed, together
from graph_service.policy.patterns import Pattern
from graph_service.propagation.conflicts import judged_offices

_BAN = ["event", "rule", "person"]


def returned(world: World, _limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Persons who took up a forbidden office within the term of a ban."""
    taken_up = world.facts["roles"].filter(pl.col("start") <= world.on)
    forbidden = _forbidden(world, world.bans, taken_up).join(taken_up.select("source", began="start").unique(), on="source")
    in_term = (pl.col("first_day").is_null() | (pl.col("began") >= pl.col("first_day"))) & (
        pl.col("last_day").is_null() | (pl.col("began") <= pl.col("last_day"))
    )
    found = world.bans.join(forbidden, on=_BAN).filter(in_term)
    grouped = found.group_by("event", "rule", "person", "org", "began", "first_day", "last_day", "sources").agg(
        *listed("source")
    )
    return _of_person(grouped.rename({"org": "firm", "source": "own"}))


def controls_while_banned(world: World, _limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Persons under a ban who control a firm within its scope and hold no forbidden office there on the day."""
    running = world.bans.filter(
        pl.col("first_day").is_null() | (pl.col("first_day") <= world.on),
        pl.col("last_day").is_null() | (pl.col("last_day") >= world.on),
    )
    mine = world.control.join(running.select(holder="person").unique(), on="holder", how="semi")
    # Whether a firm lies in the scope of a ban is asked with every office that some ban forbids.
    offices = world.rules.forbids.collect(backend="polars").to_native().select(role="office").unique()
    supposed = mine.join(offices, how="cross").select(
        "organization", "role", pl.lit(None, pl.Date).alias("start"), pl.lit(None, pl.Date).alias("end"),
        person="holder", source=pl.lit("supposed"),
    )  # fmt: skip
    key = [*_BAN, "org"]
    in_scope = _forbidden(world, running, supposed).select(key).unique()
    held = _forbidden(world, running, world.held("roles"))
    apart = in_scope.join(held, on=key, how="anti")
    through = _holdings_through(world, mine)
    found = running.join(apart, on=_BAN).join(
        through, left_on=["person", "org"], right_on=["holder", "organization"], how="left"
    )
    told = found.select("event", "rule", "person", "first_day", "last_day", "sources", "own", firm="org").unique(
        ["event", "rule", "person", "firm"]
    )
    return _of_person(told)


def _holdings_through(world: World, control: pl.DataFrame) -> pl.DataFrame:
    """Give the holdings in each controlled firm that its controller, or a firm that it controls, has."""
    itself = control.select("holder", through="holder")
    others = control.select("holder", through="organization")
    held = world.held("holdings").select("organization", "source", through="holder")
    votes = pl.concat([itself, others]).unique().join(held, on="through")
    return votes.join(control, on=["holder", "organization"], how="semi").group_by("holder", "organization").agg(
        own=pl.col("source").unique().sort()
    )  # fmt: skip


def _forbidden(world: World, bans: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Give the offices that a ban forbids where they are held: the columns of a ban, ``org``, ``source``."""
    events = world.facts["events"].select("id", "subject", "industry")
    reached = bans.select(*_BAN, "scope", slot="rule")
    given = {"events": events, "organizations": world.facts["organizations"], "roles": roles, "reached": reached}
    frames = {name: nw.from_native(frame.lazy()) for name, frame in given.items()}
    judged: pl.DataFrame = judged_offices(frames, world.rules.beside(frames["roles"])).to_native().collect()
    return judged.filter("forbidden").select(*_BAN, "org", "source").unique()


def _of_person(found: pl.DataFrame) -> pl.DataFrame:
    named = {"first_day": "ban_first", "last_day": "ban_last"}
    facts = together("own", "sources")
    return found.with_columns(
        subject="person", facts=facts, others=pl.concat_list("firm"), note=pl.lit(None, dtype=pl.String)
    ).rename(named)


def representative_without_shares(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Legal representatives of many live firms whose holders on record are others; a firm without any holder on record says nothing."""
    heads = world.heads.filter(holds_on(world.on)).join(world.live, on="organization", how="semi")
    held = world.held("holdings")
    known = heads.join(held.select("organization").unique(), on="organization", how="semi")
    without = known.join(held.select("organization", person="holder").unique(), on=["organization", "person"], how="anti")
    grouped = without.group_by("person").agg(*listed("organization", "source"))
    found = grouped.with_columns(count=pl.col("organization").list.len()).filter(pl.col("count") >= limits["least_firms"])
    return found.with_columns(
        subject="person", facts="source", others="organization", on=pl.lit(world.on), note=pl.lit(None, dtype=pl.String)
    )
