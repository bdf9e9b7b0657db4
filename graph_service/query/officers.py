"""Who held which office in an organisation on a day: from which source row, recorded when; statements that contradict each other all stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from graph_service.query import words as w
from graph_service.query.known import as_known
from graph_service.query.relations import stated_relationship
from graph_service.query.subjects import find_subject, shape_subjects
from graph_service.query.verdicts import Json, iso, shape_provenance
from graph_service.store.ports import Relationship, SubjectRecord
from graph_service.store.reading_ports import LinkFilter
from graph_service.workflow.services import Services

#: Most offices that one answer tells.
MOST_OFFICES = 1_000
#: The office that one person alone holds at a time.
_SOLE = "legal_representative"
_WORDS: Mapping[str, tuple[str, str]] = {
    "several_holders": ("同日登记有两名以上法定代表人", "several legal representatives on one day"),
    "other_named_beside": (
        "企业基本信息所载法定代表人与任职记录不一致",
        "the register names another representative beside the firm",
    ),
    "dated_twice": ("同一任职的起止日期记载不一致", "one office stated with different days"),
}


def officers(services: Services, subject_id: str, on: date, known: datetime | None = None) -> Json:
    """Return the offices held in an organisation on a day, by office and holder, as plain JSON data.

    Args:
        services: the ports.
        subject_id: key of the organisation.
        on: the day; an office without a first or last day counts as held on that side.
        known: as it was known at that moment; ``None``: now.

    Raises:
        MovedError: the subject is known under another key.
        NotFoundError: no such subject.
    """
    found = find_subject(services, subject_id)
    then = as_known(services, known)
    links = services.graph.links_of([found.id], LinkFilter(("HOLDS_ROLE",), on, known=then), limit=MOST_OFFICES)
    held = sorted((one for one in links.relationships if one.target == found.id), key=_order)
    people = services.graph.subjects_known([one.source for one in held], then)
    organization = services.graph.subjects_known([found.id], then).get(found.id, found)
    shown = shape_subjects(services, [organization, *people.values()])
    beside = _named_beside(organization)
    names = {people[one.source].name for one in held if one.label == _SOLE and one.source in people}
    against = list(_contradicting(held, names, beside))
    contested = {fact for one in against for fact in one.facts}
    return {
        "subject": shown[organization.id],
        "on": on.isoformat(),
        "known": iso(known),
        "offices": [
            stated_relationship(one, on) | {"person": shown.get(one.source), "contested": one.fact in contested} for one in held
        ],
        "named_beside": beside,
        "contradictions": [asdict(one) for one in against],
        "truncated": bool(links.more),
    }


def _order(one: Relationship) -> tuple[int, str, str]:
    roles = list(w.ROLE_WORDS)
    return (roles.index(one.label) if one.label in roles else len(roles), one.source, one.fact)


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """Statements of which at most one can be right."""

    code: str
    words: w.Words
    facts: list[str]


def _contradicting(held: Sequence[Relationship], names: Collection[str], beside: Json | None) -> Iterator[_Contradiction]:
    alone = [one for one in held if one.label == _SOLE]
    if len({one.source for one in alone}) > 1:
        yield _contradiction("several_holders", alone)
    if alone and beside and beside["name"] not in names:
        yield _contradiction("other_named_beside", alone)
    dated: dict[tuple[str, str, object], list[Relationship]] = defaultdict(list)
    for one in held:
        dated[one.source, one.label, (one.properties or {}).get("licence")].append(one)
    yield from (_contradiction("dated_twice", several) for several in dated.values() if len(several) > 1)


def _contradiction(code: str, held: Sequence[Relationship]) -> _Contradiction:
    return _Contradiction(code, w.words(_WORDS, code), [one.fact for one in held])


def _named_beside(organization: SubjectRecord) -> Json | None:
    """Return the representative whom the register names beside the organisation itself, without any day."""
    name = (organization.properties or {}).get("representative")
    if name is None:
        return None
    return {"name": name, "provenance": shape_provenance(organization.provenance) if organization.provenance else None}
