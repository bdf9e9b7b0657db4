"""Judgements on who is the same person: added to a history, one at a time, each checked against all that stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.identities import Act, Judgement, KnownAs, Standing, Verdict, is_person, known_as, ordered_pair
from graph_service.security.keyring import KeyRing
from graph_service.security.masking import mask_id, masks_agree
from graph_service.store.identity_ports import IdAgreement
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.bases import ID_NUMBER, document_in
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.feed import enter
from graph_service.store.ledger.keys import opened_text
from graph_service.store.ledger.rows import Values, chunks, dumps, from_moment, to_moment
from graph_service.store.ledger.tables import identity_judgement, person, person_mask

_REFUSED: Mapping[IdAgreement, str] = {
    IdAgreement.DIFFERENT: "the two have different id numbers of one kind of document, and one person has one",
    IdAgreement.INCOMPATIBLE: "the visible digits of their id numbers differ, so they are the numbers of two persons",
}
_OVERRIDE = "If one of the numbers is known to be wrong, or was replaced, say so in the reason and override it (--override, `overrides`)."


class Judgements:
    """The part of the ledger that satisfies ``JudgementLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def judge(self, verdict: Verdict, one: str, other: str, act: Act) -> tuple[Judgement, bool]:
        """Record that two are, or are not, one; a judgement that stands already is returned with ``False``.

        Raises:
            InputError: no user, no reason, or the keys cannot be judged.
            NotFoundError: no such person is on record.
            ContradictionError: it contradicts a judgement that stands, or joins two id numbers of one kind.
        """
        pair = ordered_pair(one, other)
        _check_act(act)

        def work(connection: Connection) -> tuple[Judgement, bool]:
            standing = _standing_alone(connection)
            _check_known(connection, pair)
            if found := standing.found(verdict, pair):
                return found, False
            standing.refuse_contradiction(verdict, pair)
            if verdict is Verdict.SAME and not act.overrides:
                self._refuse_two_numbers(connection, standing.group(pair[0]), standing.group(pair[1]))
            return self._added(connection, verdict, pair, _act_row(act, self._now())), True

        return self._database.write(work)

    def undo(self, seq: int, act: Act) -> tuple[Judgement, bool]:
        """Record that an earlier judgement holds no longer; one that was undone already is returned with ``False``.

        Raises:
            InputError: no user, no reason, or it is itself an undoing.
            NotFoundError: no such judgement is on record.
        """
        _check_act(act)

        def work(connection: Connection) -> tuple[Judgement, bool]:
            standing = _standing_alone(connection)
            said = standing.to_undo(seq)
            if said is None:
                return standing.undoing(seq), False
            return self._added(connection, Verdict.UNDO, said.pair, {"undoes": seq, **_act_row(act, self._now())}), True

        return self._database.write(work)

    def judgements(self, until: datetime | None = None) -> Sequence[Judgement]:
        """Return the history as it was known at ``until`` (inside; ``None``: all of it), oldest first."""
        latest = None if until is None else to_moment(until)
        return self._database.read(lambda connection: _history(connection, latest))

    def judgements_at(self, refs: Sequence[int]) -> Sequence[Judgement]:
        """Return the judgements with these numbers, in order."""
        query = select(identity_judgement).where(identity_judgement.c.seq.in_(refs)).order_by(identity_judgement.c.seq)
        return self._database.read(lambda connection: [_judgement_of(row) for row in connection.execute(query).mappings()])

    def last_judgement(self) -> int:
        """Return the number of the last judgement; 0 when there is none."""
        newest = select(func.max(identity_judgement.c.seq))
        return self._database.read(lambda connection: connection.scalar(newest)) or 0

    def known_as(self, standing: Standing, keys: Collection[str] | None = None) -> Mapping[str, KnownAs]:
        """Return who is read otherwise than as stated, by id; a group's key is that of the one with an id number, else the eldest."""
        persons = sorted({key for group in standing.groups(keys) for key in group if is_person(key)})
        ranks = self._database.read(lambda connection: _ranks(connection, persons))
        return known_as(standing, lambda key: ranks[key], keys)

    def masks_seen(self, person_key: str) -> Sequence[str]:
        """Return the masked numbers beside which a person was named, in the one style: two styles together would tell more."""
        marks = self._database.read(lambda connection: _Marks(connection, self._ring, {person_key}))
        return sorted({mask_id(mask) for mask in marks.masks(person_key)})

    def compare_ids(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Sequence[IdAgreement]:
        """Compare the document numbers of two persons each, given all their keys; the most telling answer of each pair, in order."""
        keys = {key for pair in pairs for side in pair for key in side}
        marks = self._database.read(lambda connection: _Marks(connection, self._ring, keys))
        return [marks.agreement(*pair) for pair in pairs]

    def _added(self, connection: Connection, verdict: Verdict, pair: tuple[str, str], act: Values) -> Judgement:
        values: Values = {"verdict": verdict.value, "one": pair[0], "other": pair[1], **act}
        new = insert(identity_judgement).values(values).returning(identity_judgement)
        said = _judgement_of(connection.execute(new).mappings().one())
        what = " ".join(pair)
        done = Done(f"identity.{verdict.value}", act["by_user"], what, act["reason"], [(identity_judgement, said.seq)])
        chain(connection, self._ring, from_moment(act["recorded_at"]), done)
        enter(connection, "judgement", [said.seq])
        return said

    def _refuse_two_numbers(self, connection: Connection, mine: Iterable[str], theirs: Iterable[str]) -> None:
        found = _Marks(connection, self._ring, {*mine, *theirs}).agreement(mine, theirs)
        if found in _REFUSED:
            raise ContradictionError(f"They cannot be one: {_REFUSED[found]}.", hint=_OVERRIDE)


class _Marks:
    """Document numbers, full and masked, of some persons. They are compared here and never leave."""

    def __init__(self, connection: Connection, ring: KeyRing, keys: set[str]) -> None:
        self._documents: dict[str, tuple[str, str]] = {}
        self._masks: dict[str, list[str]] = {}
        for part in chunks(sorted(keys)):
            columns = (person.c.person_key, person.c.digest, person.c.key_version, person.c.ciphertext)
            wanted = select(*columns).where(person.c.person_key.in_(part), person.c.kind == ID_NUMBER)
            for row in connection.execute(wanted):
                self._documents[row.person_key] = document_in(opened_text(ring, row))
            for row in connection.execute(select(person_mask).where(person_mask.c.person_key.in_(part))):
                self._masks.setdefault(row.person_key, []).append(opened_text(ring, row))

    def agreement(self, mine: Iterable[str], theirs: Iterable[str]) -> IdAgreement:
        """Return the most telling of what two sets of keys say: different, incompatible, compatible, nothing."""
        here, there = self._numbers(mine), self._numbers(theirs)
        if any(kind == other and number != another for kind, number in here for other, another in there):
            return IdAgreement.DIFFERENT
        known = {masks_agree(one, other) for one, other in self._visible(mine, theirs)}
        if False in known:
            return IdAgreement.INCOMPATIBLE
        return IdAgreement.COMPATIBLE if True in known else IdAgreement.NOTHING

    def masks(self, key: str) -> Sequence[str]:
        """Return the masked numbers of one person as their sources show them."""
        return self._masks.get(key, ())

    def _numbers(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        return [self._documents[key] for key in keys if key in self._documents]

    def _visible(self, mine: Iterable[str], theirs: Iterable[str]) -> Iterable[tuple[str, str]]:
        """Give the pairs of numbers of which at least one is masked; only resident ids are written out in full."""
        sides = []
        for keys in (mine, theirs):
            full = [(number, True) for kind, number in self._numbers(keys) if kind == "resident_id"]
            sides.append(full + [(mask, False) for key in keys for mask in self.masks(key)])
        return ((one, other) for one, whole in sides[0] for other, full in sides[1] if not (whole and full))


def _check_act(act: Act) -> None:
    for name, text in (("user", act.user), ("reason", act.reason)):
        if not text.strip():
            raise InputError(name, "a judgement on identity needs one")


def _standing_alone(connection: Connection) -> Standing:
    """Read what stands, and keep others from judging until commit: each judgement must see all before it."""
    lock_out_writers(connection, identity_judgement, entirely=True)
    return Standing(_history(connection, None))


def _check_known(connection: Connection, pair: tuple[str, str]) -> None:
    for key in filter(is_person, pair):
        if connection.scalar(select(person.c.person_key).where(person.c.person_key == key)) is None:
            raise NotFoundError(
                f"No person {key} is on record.", hint="Give keys as `graph-service identities candidates` shows them."
            )


def _act_row(act: Act, now: datetime) -> Values:
    return {
        "by_user": act.user.strip(),
        "reason": act.reason.strip(),
        "evidence": dumps(list(act.evidence)),
        "overrides": act.overrides,
        "recorded_at": to_moment(now),
    }


def _history(connection: Connection, until: int | None) -> list[Judgement]:
    query = select(identity_judgement).order_by(identity_judgement.c.seq)
    if until is not None:
        query = query.where(identity_judgement.c.recorded_at <= until)
    return [_judgement_of(row) for row in connection.execute(query).mappings()]


def _judgement_of(row: RowMapping) -> Judgement:
    act = Act(row["by_user"], row["reason"], tuple(json.loads(row["evidence"])), row["overrides"])
    when = from_moment(row["recorded_at"])
    return Judgement(row["seq"], Verdict(row["verdict"]), row["one"], row["other"], row["undoes"], act, when)


def _ranks(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """Order persons: who has an id number, then who was seen first, then by key."""
    columns = select(person.c.person_key, person.c.kind, person.c.recorded_at)
    rows = (row for part in chunks(keys) for row in connection.execute(columns.where(person.c.person_key.in_(part))))
    return {row.person_key: (row.kind != ID_NUMBER, row.recorded_at or 0, row.person_key) for row in rows}
