"""Receipts: sealed when stored, never changed, found again by what their answers rest on."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, func, insert, select

from graph_service.security.crypto import keyed_hash
from graph_service.security.keyring import Key, KeyRing
from graph_service.store.ledger.act_tables import receipt, receipt_answer, receipt_ground
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.database import Database
from graph_service.store.ledger.keys import active_key
from graph_service.store.ledger.rows import Values, chunks, dumps, from_moment, to_moment
from graph_service.store.screening_ports import Answer, NewAnswer, Receipt, ReceiptHead

_BATCH = 5000
_PLAIN = ("id", "kind", "purpose", "entry", "graph_version", "rules", "rows")


class Receipts:
    """The part of the ledger that satisfies ``ReceiptLedger``."""

    _database: Database
    _ring: KeyRing

    def keep_receipt(self, head: ReceiptHead, answers: Sequence[NewAnswer]) -> Receipt:
        """Seal and store a receipt with its answers in one transaction; the same id again is returned as first stored."""

        def work(connection: Connection) -> Receipt:
            if known := _find(connection, head.id):
                return known
            key = active_key(connection, self._ring)
            kept = [Answer(one.row, _query(key, one.question), one.verdict, one.content) for one in answers]
            digest = _digest(key, kept)
            sealed = Receipt(head, digest, key.version, _seal(key, head, digest))
            seq = connection.execute(insert(receipt).values(_row(sealed)).returning(receipt.c.seq)).scalar_one()
            for part in chunks(kept, _BATCH):
                connection.execute(insert(receipt_answer), [_answer_row(seq, one) for one in part])
            grounds = [{"ref": ref, "receipt_seq": seq, "row": one.row} for one in answers for ref in sorted({*one.relies_on})]
            for rows in chunks(grounds, _BATCH):
                connection.execute(insert(receipt_ground), list(rows))
            done = Done(f"look.{head.kind}", head.user, head.id, head.purpose, [(receipt, seq)])
            chain(connection, self._ring, head.recorded_at, done)
            return sealed

        return self._database.write(work)

    def receipt(self, receipt_id: str) -> Receipt | None:
        """Return a receipt."""
        return self._database.read(lambda connection: _find(connection, receipt_id))

    def answers(self, receipt_id: str, after: int, limit: int) -> Sequence[Answer]:
        """Return up to ``limit`` answers of a receipt behind a row, in order."""
        seq = select(receipt.c.seq).where(receipt.c.id == receipt_id).scalar_subquery()
        query = select(receipt_answer).where(receipt_answer.c.receipt_seq == seq, receipt_answer.c.row > after)
        query = query.order_by(receipt_answer.c.row).limit(limit)
        return self._database.read(lambda connection: [_answer_of(row) for row in connection.execute(query).mappings()])

    def digest_of(self, receipt: Receipt, question: str) -> str:
        """Return the keyed digest that a question has in a receipt."""
        return _query(self._ring.get(receipt.key_version), question)

    def is_genuine(self, receipt: Receipt, answers: Iterable[Answer]) -> bool:
        """Say whether the seal is ours and the answers are those that it was put on."""
        key = self._ring.get(receipt.key_version)
        given = list(answers)
        whole = len(given) == receipt.head.rows and hmac.compare_digest(_digest(key, given), receipt.digest)
        return hmac.compare_digest(_seal(key, receipt.head, receipt.digest), receipt.seal) and whole

    def relying_on(self, ref: str, after: str, limit: int) -> Sequence[tuple[ReceiptHead, Answer]]:
        """Return up to ``limit`` receipts with an answer that rests on ``ref``, each once, behind the one named ``after``."""
        start = select(func.coalesce(func.max(receipt.c.seq), 0)).where(receipt.c.id == after).scalar_subquery()
        first = select(receipt_ground.c.receipt_seq, func.min(receipt_ground.c.row).label("row"))
        first = first.where(receipt_ground.c.ref == ref, receipt_ground.c.receipt_seq > start)
        chosen = first.group_by(receipt_ground.c.receipt_seq).order_by(receipt_ground.c.receipt_seq).limit(limit).subquery()
        same = (receipt_answer.c.receipt_seq == chosen.c.receipt_seq) & (receipt_answer.c.row == chosen.c.row)
        joined = chosen.join(receipt, receipt.c.seq == chosen.c.receipt_seq).join(receipt_answer, same)
        query = select(receipt, *(receipt_answer.c[name] for name in ("row", "query", "verdict", "content")))
        query = query.select_from(joined).order_by(receipt.c.seq)
        return self._database.read(
            lambda connection: [(_head_of(row), _answer_of(row)) for row in connection.execute(query).mappings()]
        )


def _query(key: Key, question: str) -> str:
    """Hash a question; the word in front tells it apart from the hashes by which persons are found."""
    return keyed_hash(key, f"query\x1f{question}")


def _seal(key: Key, head: ReceiptHead, digest: str) -> str:
    return keyed_hash(key, "receipt\x1f" + dumps([*_canonical(head), digest]))


def _canonical(head: ReceiptHead) -> list[object]:
    return [getattr(head, name) for name in _PLAIN] + [head.on.isoformat(), head.user, to_moment(head.recorded_at)]


def _digest(key: Key, answers: Sequence[Answer]) -> str:
    """Return a keyed hash over all answers in order: a plain one could be guessed from the few answers that are possible."""
    running = hmac.new(key.hashing, b"answers", "sha256")
    for one in answers:
        running.update(dumps([one.row, one.query, one.verdict, one.content]).encode() + b"\n")
    return running.hexdigest()


def _find(connection: Connection, receipt_id: str) -> Receipt | None:
    row = connection.execute(select(receipt).where(receipt.c.id == receipt_id)).mappings().one_or_none()
    return Receipt(_head_of(row), row["digest"], row["key_version"], row["seal"]) if row else None


def _row(sealed: Receipt) -> Values:
    head = sealed.head
    values: Values = {name: getattr(head, name) for name in _PLAIN}
    moment = to_moment(head.recorded_at)
    values |= {"on_day": head.on, "by_user": head.user, "recorded_at": moment}
    return values | {"digest": sealed.digest, "key_version": sealed.key_version, "seal": sealed.seal}


def _head_of(row: RowMapping) -> ReceiptHead:
    plain = {name: row[name] for name in _PLAIN}
    return ReceiptHead(**plain, on=row["on_day"], user=row["by_user"], recorded_at=from_moment(row["recorded_at"]))


def _answer_row(seq: int, answer: Answer) -> Values:
    return {"receipt_seq": seq} | {name: getattr(answer, name) for name in ("row", "query", "verdict", "content")}


def _answer_of(row: RowMapping) -> Answer:
    return Answer(row["row"], row["query"], row["verdict"], row["content"])
