"""The projection of the judgements on identity: written from the ledger, looked up whenever persons are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.model.identities import KnownAs, is_person
from graph_service.store.graph.client import BoltClient, Record, Transaction

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Merged:
    """Whoever of some ids is read otherwise than as stated, and everybody known under the same key.

    Attributes:
        canonical: for each key under which facts are stated, and each event with a masked subject, the key under which it is known.
        ruled_out: for an event, the persons judged not to be its subject.
    """

    canonical: Mapping[str, str] = field(default_factory=dict)
    ruled_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anybody is."""
        return bool(self.canonical)

    def of(self, key: str) -> str:
        """Return the key under which this one is known."""
        return self.canonical.get(key, key)

    def widened(self, ids: Iterable[str]) -> set[str]:
        """Return the ids with the keys of all persons known under the same keys."""
        given = set(ids)
        wanted = {self.canonical[key] for key in given & self.canonical.keys()}
        return given | {key for key, canonical in self.canonical.items() if canonical in wanted and is_person(key)}

    @property
    def events(self) -> set[str]:
        """The events whose masked subject is one of the persons looked up."""
        return {key for key, canonical in self.canonical.items() if is_person(canonical) and not is_person(key)}

    def others(self, canonical: str) -> tuple[str, ...]:
        """Return the other keys of the person known under this one, in order."""
        return tuple(sorted(self.widened([canonical]) - {canonical}))


def merged_among(transaction: Transaction, ids: Iterable[str]) -> Merged:
    """Look up who of these is read otherwise than as stated; each is asked for once in a transaction."""
    given = set(ids)
    fresh = sorted(given - transaction.groups.keys())
    for first in range(0, len(fresh), CHUNK):
        chunk = fresh[first : first + CHUNK]
        found = {known.id: known for known in map(_known, transaction.run("read/identity_groups", ids=chunk))}
        members: dict[str, list[KnownAs]] = defaultdict(list)
        for known in found.values():
            members[known.canonical].append(known)
        transaction.groups |= {key: tuple(members[found[key].canonical]) if key in found else () for key in chunk}
    return merged_of(known for key in given for known in transaction.groups[key])


def merged_subjects(transaction: Transaction, ids: Iterable[str]) -> Merged:
    """Look up the same of subjects: only a person is ever read otherwise than as stated."""
    return merged_among(transaction, filter(is_person, ids))


def merged_of(known: Iterable[KnownAs]) -> Merged:
    """Return the same of who is known as whom."""
    found = {one.id: one for one in known}
    canonical = {key: one.canonical for key, one in found.items()}
    return Merged(canonical, {key: frozenset(one.ruled_out) for key, one in found.items() if one.ruled_out})


def _known(record: Record) -> KnownAs:
    return KnownAs(record["id"], record["canonical"], tuple(record["ruled_out"] or ()))


def known_elsewhere(client: BoltClient, ids: Sequence[str]) -> dict[str, str]:
    """Return the key under which each of these is known, where it is another one."""
    merged = client.read(lambda transaction: merged_among(transaction, ids))
    return {key: merged.of(key) for key in ids if merged.of(key) != key}


def projected(client: BoltClient) -> int:
    """Return the number of the last judgement that the projection shows; 0 when it shows none."""
    return client.read(_seq)


def _seq(transaction: Transaction) -> int:
    found = transaction.run("read/identities_projected")
    return int(found[0]["seq"]) if found else 0


def projection(client: BoltClient) -> dict[str, KnownAs]:
    """Return the whole projection by id."""
    return {known.id: known for known in map(_known, client.read_one("read/identities"))}


class _ElsewhereError(Exception):
    """Leaves a transaction without a trace: the projection is not where the change begins."""


def project(client: BoltClient, span: tuple[int, int], changed: Sequence[KnownAs], gone: Sequence[str]) -> bool:
    """Bring the projection from one judgement to another; say ``False``, with nothing written, when it is not at the first.

    It is one transaction, and raises the graph version where it changes how anybody is read.
    """
    since, until = span

    def work(transaction: Transaction) -> None:
        if changed or gone:
            transaction.run("write/raise_guard")
        if _seq(transaction) != since:
            raise _ElsewhereError
        for first in range(0, len(gone), CHUNK):
            transaction.run("write/identities_remove", ids=list(gone[first : first + CHUNK]))
        for first in range(0, len(changed), CHUNK):
            transaction.run("write/identities_put", rows=[_row(known) for known in changed[first : first + CHUNK]])
        transaction.run("write/identities_projected", seq=until)

    try:
        client.write(work)
    except _ElsewhereError:
        return False
    return True


def _row(known: KnownAs) -> Record:
    return {"id": known.id, "canonical": known.canonical, "ruled_out": list(known.ruled_out) or None}
