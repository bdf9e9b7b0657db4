"""Relationships between subjects as JSON data: what they are in words, when they were held, and which source row says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph_service.model.intervals import Interval
from graph_service.query import words as w
from graph_service.query.verdicts import Json, iso, shape_days, shape_provenance
from graph_service.store.ports import Relationship


def shape_relationship(one: Relationship, on: date) -> Json:
    """Shape a relationship; ``end`` is exclusive, ``last_day`` inside; ``in_force`` and ``former`` are told for the day ``on``."""
    held = Interval(one.start, one.end)
    facts: Mapping[str, object] = one.properties or {}
    return {
        "fact": one.fact,
        "type": one.type,
        "role": role_of(one),
        "source": one.source,
        "target": one.target,
        "title": facts.get("title"),
        "share": facts.get("share"),
        **shape_days(one.start, one.end, facts.get("registered_on")),
        "registered_on": iso(facts.get("registered_on")),
        "in_force": held.covers(on),
        "former": one.end is not None and one.end <= on,
        "words": relationship_words(one),
    }


def stated_relationship(one: Relationship, on: date) -> Json:
    """Shape a relationship with the source row that states it; a branch and a common address are no facts of their own."""
    return shape_relationship(one, on) | {"provenance": shape_provenance(one.provenance) if one.provenance else None}


def relationship_words(one: Relationship) -> w.Words:
    """Name a relationship: the office, ``持股 44.71 %``, or its kind."""
    facts: Mapping[str, object] = one.properties or {}
    if one.type == "OWNS":
        return w.share_words(facts.get("share"), facts.get("share_min"), facts.get("share_max"))
    role = role_of(one)
    return w.words(w.ROLE_WORDS, role) if role else w.words(w.EDGE_WORDS, one.type)


def role_of(one: Relationship) -> str | None:
    """Return the office of a relationship that is one."""
    return one.label if one.type == "HOLDS_ROLE" else None
