"""Judgements on who is the same person, and the groups that follow from them. Pure.

A judgement is an act: it is added to a history and never changed. What stands is derived: a judgement that was undone counts no
longer. The masked subject of an event has no key of its own; the event's id stands for it, so that saying who it is is the same
kind of act as saying that two persons are one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_service.errors import ContradictionError, InputError, NotFoundError

_PERSON = "p-"

#: Orders the persons of a group: the least is the one under whose key all are known.
Rank = Callable[[str], tuple[object, ...]]


class Verdict(StrEnum):
    """What a judgement says: the two are one, the two are not one, or an earlier judgement holds no longer."""

    SAME = "same"
    DIFFERENT = "different"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Act:
    """Who judges, why, and on what.

    Attributes:
        user: who acts.
        reason: why, in the officer's words; never empty.
        evidence: what was looked at: codes of a candidate's features, numbers of documents.
        overrides: the officer knows of what would otherwise forbid it (two id numbers of one kind, digits that differ).
    """

    user: str
    reason: str
    evidence: tuple[str, ...] = ()
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement on record.

    Attributes:
        seq: its place in the history.
        one / other: keys of two persons, in order; or ``one`` is the id of the event whose masked subject is meant.
        undoes: for ``undo``, the ``seq`` of the judgement that holds no longer; it has the same ``one`` and ``other``.
    """

    seq: int
    verdict: Verdict
    one: str
    other: str
    undoes: int | None
    act: Act
    recorded_at: datetime

    @property
    def id(self) -> str:
        """The number under which people name it."""
        return f"j-{self.seq}"

    @property
    def pair(self) -> tuple[str, str]:
        """Whom it is about."""
        return self.one, self.other


def is_person(key: str) -> bool:
    """Say whether a key is that of a person, and not an event's id."""
    return key.startswith(_PERSON)


def ordered_pair(one: str, other: str) -> tuple[str, str]:
    """Return the two in the order in which they are kept: an event first, else by key.

    Raises:
        InputError: they are one key, or two events.
    """
    if one == other:
        raise InputError("other", "is the same key twice", hint="Name two.")
    if not is_person(one) and not is_person(other):
        raise InputError("other", "one of the two must be a person's key (p-…)")
    return (one, other) if (is_person(one), one) < (is_person(other), other) else (other, one)


def number_of(judgement_id: str) -> int:
    """Return the ``seq`` behind ``j-12``.

    Raises:
        InputError: it is not the number of a judgement.
    """
    digits = judgement_id.strip().removeprefix("j-")
    if not (digits.isascii() and digits.isdigit()):
        raise InputError(
            "judgement", "is not the number of a judgement", hint="Write it as j-12; `identities show` lists them."
        )
    return int(digits)


class Standing:
    """What of a history stands: groups of those judged to be one, and pairs judged not to be."""

    def __init__(self, history: Iterable[Judgement]) -> None:
        """Take a history, oldest first."""
        said = list(history)
        self._all = {one.seq: one for one in said}
        self._undone = {one.undoes: one for one in said if one.undoes is not None}
        kept = [one for one in said if one.verdict is not Verdict.UNDO and one.seq not in self._undone]
        self.judgements: Sequence[Judgement] = kept
        self._by_pair = {(one.verdict, one.pair): one for one in kept}
        links: dict[str, list[Judgement]] = defaultdict(list)
        for one in kept:
            if one.verdict is Verdict.SAME:
                links[one.one].append(one)
                links[one.other].append(one)
        self._links: Mapping[str, Sequence[Judgement]] = dict(links)
        self._differences = [one for one in kept if one.verdict is Verdict.DIFFERENT]

    def found(self, verdict: Verdict, pair: tuple[str, str]) -> Judgement | None:
        """Return the standing judgement that says this of this pair.

        An event is recognised once: joined to a person by two judgements, it would hold together whom others set apart.
        """
        if verdict is Verdict.SAME and not is_person(pair[0]) and pair[1] in self.group(pair[0]):
            return self._links[pair[0]][0]
        return self._by_pair.get((verdict, pair))

    def group(self, key: str) -> frozenset[str]:
        """Return all that are judged to be one with ``key``, itself among them."""
        return frozenset(self._reached(key))

    def groups(self, keys: Collection[str] | None = None) -> list[frozenset[str]]:
        """Return every group of two or more; with ``keys`` those in which one of them is."""
        found: list[frozenset[str]] = []
        seen: set[str] = set()
        for key in sorted(self._links if keys is None else self._links.keys() & keys):
            if key not in seen:
                found.append(self.group(key))
                seen |= found[-1]
        return found

    def why_one(self, one: str, other: str) -> list[Judgement]:
        """Return the judgements that make the two one, as a chain from ``one`` to ``other``; empty when they are not."""
        came, chain = self._reached(one), list[Judgement]()
        at: str | None = other if other in came else None
        while at is not None and (step := came[at]) is not None:
            chain.append(step)
            at = step.one if step.other == at else step.other
        return chain[::-1]

    def ruled_out(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each event the persons judged not to be its masked subject."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self._differences:
            if not is_person(one.one):
                found[one.one].append(one.other)
        return {event: tuple(sorted(persons)) for event, persons in found.items()}

    def _reached(self, start: str) -> dict[str, Judgement | None]:
        came: dict[str, Judgement | None] = {start: None}
        waiting = deque([start])
        while waiting:
            at = waiting.popleft()
            for link in self._links.get(at, ()):
                for end in link.pair:
                    if end not in came:
                        came[end] = link
                        waiting.append(end)
        return came

    def refuse_contradiction(self, verdict: Verdict, pair: tuple[str, str]) -> None:
        """Refuse what would contradict a judgement that stands.

        Raises:
            ContradictionError: names the judgements, by whom and why; what to undo first.
        """
        against = self.why_one(*pair) if verdict is Verdict.DIFFERENT else self.what_parts(*pair)
        if against:
            listed = "; ".join(f"{one.id} ({one.verdict}, {one.act.user}: {one.act.reason})" for one in against)
            raise ContradictionError(
                f"It contradicts what stands: {listed}.",
                hint=f"Where that was wrong, undo it first: graph-service identities undo {against[0].id} --reason …",
            )

    def what_parts(self, one: str, other: str) -> list[Judgement]:
        """Return what keeps the two apart; an event has one masked subject, so recognising another would merge two persons unasked."""
        mine, theirs = self.group(one), self.group(other)
        if not is_person(one) and other not in mine:
            recognised = list(self._links.get(one, ()))
            if recognised:
                return recognised
        return [
            said
            for said in self._differences
            if (said.one in mine and said.other in theirs) or (said.one in theirs and said.other in mine)
        ]

    def to_undo(self, seq: int) -> Judgement | None:
        """Return the judgement that is to be undone; ``None`` when it was undone already.

        Raises:
            NotFoundError: there is none of this number.
            InputError: it is itself an undoing.
        """
        said = self._all.get(seq)
        if said is None:
            raise NotFoundError(f"No judgement j-{seq} is on record.", hint="`graph-service identities show` lists them.")
        if said.verdict is Verdict.UNDO:
            raise InputError("judgement", f"{said.id} is an undoing", hint="Judge anew instead: confirm or reject.")
        return None if seq in self._undone else said

    def undoing(self, seq: int) -> Judgement:
        """Return the act by which a judgement was undone."""
        return self._undone[seq]


@dataclass(frozen=True, slots=True)
class KnownAs:
    """How one person, or the masked subject of one event, is read.

    Attributes:
        id: the key under which facts are stated, or the event's id.
        canonical: the key under which it is known; ``id`` itself where nothing was merged.
        ruled_out: for an event, the persons judged not to be its subject.
    """

    id: str
    canonical: str
    ruled_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AsKnown:
    """A moment of recorded time, and who was read otherwise than as stated then."""

    moment: datetime
    merged: Sequence[KnownAs] = ()


def known_as(standing: Standing, rank: Rank, keys: Collection[str] | None = None) -> dict[str, KnownAs]:
    """Return, by id, everybody who is read otherwise than as stated. The least person of a group by ``rank`` gives the key.

    With ``keys``: of these alone, and of whoever is one with them.
    """
    canonical = {
        member: min((key for key in group if is_person(key)), key=rank) for group in standing.groups(keys) for member in group
    }
    ruled_out = {event: persons for event, persons in standing.ruled_out().items() if keys is None or event in keys}
    return {
        key: KnownAs(key, canonical.get(key, key), ruled_out.get(key, ()))
        for key in sorted(canonical.keys() | ruled_out.keys())
    }


def touched(before: Standing, after: Standing, said: Iterable[Judgement]) -> frozenset[str]:
    """Return whom judgements may have changed: everybody in a group, before or after, of somebody whom they are about."""
    keys = {key for one in said for key in one.pair}
    return frozenset(keys.union(*(standing.group(key) for standing in (before, after) for key in keys)))


def concerned(before: Mapping[str, KnownAs], after: Mapping[str, KnownAs]) -> frozenset[str]:
    """Return whose facts are read otherwise after a change: everybody in a group, before or after, in which anybody changed."""
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    heads = [{known[key].canonical for key in changed & known.keys()} for known in (before, after)]
    groups = (
        {key for key, known in whole.items() if known.canonical in head}
        for whole, head in zip((before, after), heads, strict=True)
    )
    return frozenset(changed.union(*groups))
