"""What lies around one subject, a page at a time: of some kinds, on a day, as known at a moment. Large groups fold instead of flooding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_service.model.identities import AsKnown
from graph_service.query import words as w
from graph_service.query.known import as_known
from graph_service.query.places import place_of, place_word
from graph_service.query.relations import stated_relationship
from graph_service.query.subjects import find_subject, shape_subjects
from graph_service.query.verdicts import Json, iso
from graph_service.store.reading_ports import (
    HUB,
    RELATION_KINDS,
    LinkFilter,
    LinkGroup,
    Neighbour,
    PageStart,
)
from graph_service.workflow.services import Services

DEFAULT_PAGE = 50
HARD_PAGE = 200
#: Most relationships of one subject that are counted by group.
MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked for.

    Attributes:
        on: the day on which a relationship is held.
        known: as it was known at that moment; ``None``: now.
        kinds: of ``RELATION_KINDS``.
        former: relationships that ended by then, too.
        group: only this group (its ``name``), which is then not folded; empty: all.
        after: ``after`` of the page before.
        limit: most neighbours of a page.
    """

    on: date
    known: datetime | None = None
    kinds: Sequence[str] = RELATION_KINDS
    former: bool = False
    group: str = ""
    after: str = ""
    limit: int = DEFAULT_PAGE


def neighbourhood(services: Services, subject_id: str, asked: Around) -> Json:
    """Return one page of neighbours as plain JSON data, by kind of relationship and key.

    ``groups`` counts all neighbours by what ties them. A group of more than ``HUB`` is ``folded``: counted, and not listed unless asked for
    by its ``name``. ``hidden`` counts what else a neighbour is tied to; a ``hub`` has at least so many. ``truncated`` says that
    something is left out: another page (``after``), a folded group, or relationships beyond ``MOST_COUNTED``.

    Raises:
        InputError: ``after`` is not that of an answer.
        MovedError: the subject is known under another key.
        NotFoundError: no such subject.
    """
    then = as_known(services, asked.known)
    return services.graph.at_once(lambda: _neighbourhood(services, subject_id, asked, then))


def _neighbourhood(services: Services, subject_id: str, asked: Around, then: AsKnown | None) -> Json:
    found = find_subject(services, subject_id)
    centre = services.graph.subjects_known([found.id], then).get(found.id, found) if then else found
    chosen = LinkFilter(asked.kinds, asked.on, asked.former, then)
    groups = services.graph.link_groups(centre, chosen, limit=MOST_COUNTED)
    folded = [one.name for one in groups if one.neighbours > HUB and one.name != asked.group]
    start = PageStart(place_of(asked.after), folded, asked.group)
    page = services.graph.neighbours(centre, chosen, start, limit=min(asked.limit, HARD_PAGE))
    shown = shape_subjects(services, [centre, *(one.subject for one in page.neighbours)])
    return {
        "subject": shown[centre.id],
        "on": asked.on.isoformat(),
        "known": iso(asked.known),
        "neighbours": [_neighbour(one, asked.on) | {"subject": shown[one.subject.id]} for one in page.neighbours],
        "groups": [_group(one, folded=one.name in folded) for one in groups],
        "after": place_word(page.after),
        "truncated": page.after is not None or bool(folded) or sum(one.neighbours for one in groups) >= MOST_COUNTED,
    }


def _neighbour(one: Neighbour, on: date) -> Json:
    return {
        "relationships": [stated_relationship(tie, on) for tie in one.relationships],
        "hidden": max(min(one.neighbours, HUB) - 1, 0),
        "hub": one.neighbours > HUB,
    }


def _group(one: LinkGroup, *, folded: bool) -> Json:
    words = w.words(w.ROLE_WORDS, one.role) if one.role else w.words(w.EDGE_WORDS, one.kind)
    return {
        "name": one.name,
        "kind": one.kind,
        "role": one.role,
        "outward": one.outward,
        "words": words,
        "neighbours": one.neighbours,
        "folded": folded,
    }
