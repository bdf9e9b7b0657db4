"""Whom somebody should compare: persons that may be one, and persons that an event's masked subject may be. Nothing is stored.

Persons are looked for from those whose identity rests on a name alone, and only among bearers of the name who share a firm, a
colleague or a licence, or where the name is rare: never everybody with everybody. No outcome ever depends on what is found here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graph_service.errors import InputError
from graph_service.model.facts import Row
from graph_service.model.identities import Standing, is_person, ordered_pair
from graph_service.query.likeness import RARE, Candidate, Feature, Sight, features_of_masked, features_of_persons, ranked
from graph_service.store.identity_ports import IdAgreement, Ties
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services

#: Persons looked at in one step, and steps in one question; a question that needs more is gone on with.
STEP = 100
STEPS = 10
#: A name with more bearers is so common that only those near each other are compared; a firm with more officers tells nothing.
MOST_BEARERS = 50
MOST_OFFICERS = 100
_MOST_PERSONS = 500
_EVENTS, _PERSONS = "event:", "person:"


@dataclass
class Found:
    """What a look found, the likeliest first.

    Attributes:
        looked_at: how many persons without a confirmed identity, and masked subjects, were looked at.
        after: from where to go on; ``None``: all of them were looked at.
        ties: of the persons found, by key; ``events``: the events found, by id.
    """

    candidates: list[Candidate] = field(default_factory=list)
    looked_at: int = 0
    after: str | None = None
    ties: dict[str, Ties] = field(default_factory=dict)
    events: dict[str, Row] = field(default_factory=dict)


def find_candidates(services: Services, after: str = "", enough: int = 20) -> Found:
    """Look on from ``after`` until about so many are found; masked subjects come first, then persons by key.

    Raises:
        InputError: ``after`` is not from an earlier answer.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    found, place = Found(after=after or _EVENTS), _Search(services)
    for _ in range(STEPS):
        if found.after is None or len(found.candidates) >= enough:
            break
        found.after = _step(place, found, found.after)
    found.candidates = ranked(found.candidates)
    return found


def _step(place: _Search, found: Found, after: str) -> str | None:
    graph = place.services.graph
    if after.startswith(_EVENTS):
        keys = graph.masked_after(after.removeprefix(_EVENTS), STEP)
        place.masked(found, keys, [])
        found.looked_at += len(keys)
        return f"{_EVENTS}{keys[-1]}" if len(keys) == STEP else _PERSONS
    if not after.startswith(_PERSONS):
        raise InputError("after", "is not from an earlier answer", hint="Leave it out to begin anew.")
    keys = graph.unconfirmed_after(after.removeprefix(_PERSONS), STEP)
    place.persons(found, keys, each_pair_once=True)
    found.looked_at += len(keys)
    return f"{_PERSONS}{keys[-1]}" if len(keys) == STEP else None


def candidates_of(services: Services, subject: SubjectRecord) -> Found:
    """Find the candidates of one person, or of the persons (the first so many by key) tied to one organisation."""
    found, place = Found(), _Search(services)
    mine = [subject.id] if subject.kind == "person" else services.graph.persons_in(subject.id, _MOST_PERSONS)
    for first in range(0, len(mine), STEP):
        place.persons(found, mine[first : first + STEP], each_pair_once=False)
    place.masked(found, [], mine)
    found.looked_at = len(mine)
    found.candidates = ranked(list({(one.one, one.other): one for one in found.candidates}.values()))
    return found


def evidence_between(services: Services, one: str, other: str) -> tuple[Feature, ...]:
    """Return what speaks for just these two, to be kept beside a judgement; empty when nothing does."""
    pair = ordered_pair(one, other)
    place, found = _Search(services, judged=True), Found()
    if is_person(pair[0]):
        return place.between(*pair)
    place.masked(found, [pair[0]], [])
    known = services.graph.known_as(pair).get(pair[1], pair[1])
    return next((one.features for one in found.candidates if one.other == known), ())


class _Search:
    """One search, with what stands; ``judged``: pairs that were judged already are found too."""

    def __init__(self, services: Services, *, judged: bool = False) -> None:
        self.services = services
        self._standing = Standing(() if judged else services.ledger.judgements())

    def masked(self, found: Found, events: Sequence[str], persons: Sequence[str]) -> None:
        """Add the candidates of these events, and of those that these persons are candidates of."""
        wanted = set(persons)
        rows = [
            (event, row) for event, row in self.services.graph.masked_candidates(events, persons) if event["subject"] is None
        ]
        fitting = Counter(str(row["event"]) for _, row in rows if row["compatible"])
        known = self.services.graph.ties(sorted({str(row["person"]) for _, row in rows}))
        bearers = self._bearers({ties.name for ties in known.values()})
        for event, row in rows:
            person = known.get(str(row["person"]))
            if person and row["compatible"] and (events or wanted & set(person.keys)):
                features = features_of_masked(bearers.get(person.name), fitting[str(row["event"])])
                found.candidates.append(Candidate(str(event["id"]), person.id, features))
                found.ties[person.id], found.events[str(event["id"])] = person, event

    def persons(self, found: Found, keys: Sequence[str], *, each_pair_once: bool) -> None:
        """Add whoever may be one with one of these; ``each_pair_once``: the keys are those of a walk over all unconfirmed persons."""
        blocks = _Blocks(self.services, keys)
        pairs = {
            ordered_pair(mine, other)
            for mine, other in blocks.pairs()
            if not each_pair_once or self._is_my_turn(blocks, mine, other)
        }
        open_pairs = [pair for pair in sorted(pairs) if not self._is_judged(*pair)]
        compared = self.services.ledger.compare_ids(
            [(blocks.ties[one].keys, blocks.ties[other].keys) for one, other in open_pairs]
        )
        for (one, other), ids in zip(open_pairs, compared, strict=True):
            if features := blocks.features(one, other, ids):
                named, better_known = sorted((one, other), key=lambda key: (blocks.ties[key].confirmed, key))
                found.candidates.append(Candidate(named, better_known, features))
                found.ties |= {one: blocks.ties[one], other: blocks.ties[other]}

    def between(self, one: str, other: str) -> tuple[Feature, ...]:
        """Return what speaks for two persons being one, whatever brought them together."""
        blocks = _Blocks(self.services, [one, other])
        by_key = {key: ties for ties in blocks.ties.values() for key in ties.keys}
        if one not in by_key or other not in by_key:
            return ()
        (ids,) = self.services.ledger.compare_ids([(by_key[one].keys, by_key[other].keys)])
        return blocks.features(by_key[one].id, by_key[other].id, ids)

    def _bearers(self, names: Iterable[str]) -> dict[str, int]:
        found = self.services.graph.bearers(sorted(names), RARE + 1)
        return {name: len(keys) for name, keys in found.items()}

    @staticmethod
    def _is_my_turn(blocks: _Blocks, mine: str, other: str) -> bool:
        return not blocks.ties[mine].confirmed and (blocks.ties[other].confirmed or mine < other)

    def _is_judged(self, one: str, other: str) -> bool:
        return bool(self._standing.what_parts(one, other)) or other in self._standing.group(one)


class _Blocks:
    """Some persons with all who bear their names, told apart by what they share."""

    def __init__(self, services: Services, keys: Sequence[str]) -> None:
        graph = services.graph
        mine = graph.ties(keys)
        self._mine = sorted(mine)
        borne = graph.bearers(sorted({ties.name for ties in mine.values()}), MOST_BEARERS + 1)
        self._common = {name for name, found in borne.items() if len(found) > MOST_BEARERS}
        crowded = sorted(key for key, ties in mine.items() if ties.name in self._common)
        near = graph.namesakes_near(crowded, MOST_BEARERS) if crowded else ()
        others = {key for name, found in borne.items() if name not in self._common for key in found}
        self.ties = {**graph.ties(sorted(others.union(other for _, other in near))), **mine}
        known = {key: ties.id for ties in self.ties.values() for key in ties.keys}
        self._bearers = {name: {known[key] for key in found if key in known} for name, found in borne.items()}
        self._near = {(known[one], known[other]) for one, other in near if one in known and other in known}
        self._sights = dict(_sights(services, self.ties))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give (one of mine, one of the same name) wherever they share something, or the name is rare."""
        for name, bearers in self._bearers.items():
            if name not in self._common:
                yield from self._within(bearers)
        yield from ((one, other) for one, other in self._near if one != other)

    def _within(self, bearers: set[str]) -> Iterator[tuple[str, str]]:
        shared: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key in bearers:
            for trait in self._traits(key):
                shared[trait].add(key)
        for mine in bearers & set(self._mine):
            near = bearers if len(bearers) <= RARE else set[str]().union(*(shared[trait] for trait in self._traits(mine)))
            yield from ((mine, other) for other in near if other != mine)

    def _traits(self, key: str) -> Iterator[tuple[str, str]]:
        sight = self._sights[key]
        yield from (("firm", firm) for firm in sight.ties.firms)
        yield from (("colleague", colleague) for colleague in sight.colleagues)
        yield from (("licence", licence) for licence in sight.ties.licences)

    def features(self, one: str, other: str, ids: IdAgreement) -> tuple[Feature, ...]:
        """Return what speaks for the two being one."""
        name = self.ties[one].name
        bearers = None if name in self._common else len(self._bearers.get(name, ()))
        return features_of_persons(self._sights[one], self._sights[other], bearers, ids)


def _sights(services: Services, ties: dict[str, Ties]) -> Iterator[tuple[str, Sight]]:
    """Add to each person its colleagues; whoever bears the same name is none: it may be the same person."""
    officers = services.graph.officers(sorted({office.firm for one in ties.values() for office in one.offices}), MOST_OFFICERS)
    for key, one in ties.items():
        there = {who: name for office in one.offices for who, name in officers.get(office.firm, {}).items()}
        yield key, Sight(one, {who: name for who, name in there.items() if who not in one.keys and name != one.name})
