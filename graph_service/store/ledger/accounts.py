"""Accounts, tokens and log-ins: what stands is folded from steps; each change is one transaction with its audit entry."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, insert, select

from graph_service.errors import ContradictionError, NotFoundError
from graph_service.model.accounts import Account, Profile, Token
from graph_service.security.keyring import KeyRing
from graph_service.store.account_ports import AccountStep, NewToken
from graph_service.store.ledger.account_tables import account, account_step, login_attempt, token, token_end
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.rows import dumps, from_moment, to_moment

_TOKENS = select(token, token_end.c.seq.label("ended")).outerjoin(token_end, token_end.c.token_seq == token.c.seq)


class Accounts:
    """The part of the ledger that satisfies ``AccountLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def has_accounts(self) -> bool:
        """Say whether there is any account."""
        return self._database.read(lambda connection: connection.scalar(select(account.c.seq).limit(1)) is not None)

    def accounts(self, login: str | None = None) -> Sequence[Account]:
        """Return the accounts as they stand, in the order of their numbers; ``login``: that one alone."""
        query = select(account).order_by(account.c.seq)
        return self._database.read(
            lambda connection: _folded(connection, query if login is None else query.where(account.c.login == login))
        )

    def step_on_account(self, login: str, step: AccountStep) -> Account:
        """Add an account, or change one.

        Raises:
            ContradictionError: the login is taken. NotFoundError: no such account.
        """

        def work(connection: Connection) -> Account:
            lock_out_writers(connection, account, entirely=True)
            found = _folded(connection, select(account).where(account.c.login == login))
            now, written = self._now(), []
            if step.did == "add":
                if found:
                    raise ContradictionError(f"The login {login!r} is taken by {found[0].id}.")
                row = {"login": login, "recorded_at": to_moment(now)}
                seq: int = connection.execute(insert(account).values(row).returning(account.c.seq)).scalar_one()
                written.append((account, seq))
                number = 1
            elif found:
                seq, number = found[0].seq, found[0].version + 1
            else:
                raise NotFoundError(f"No account {login!r} is on record.", hint="See graph-service accounts list.")
            values = {"account_seq": seq, "number": number, "did": step.did, "by_user": step.user, "reason": step.reason}
            values |= {"content": dumps(step.content), "recorded_at": to_moment(now)}
            ref = connection.execute(insert(account_step).values(values).returning(account_step.c.seq)).scalar_one()
            done = Done(f"account.{step.did}", step.user, f"u-{seq}", step.reason, [*written, (account_step, ref)])
            chain(connection, self._ring, now, done)
            return _folded(connection, select(account).where(account.c.seq == seq))[0]

        return self._database.write(work)

    def add_token(self, token_: NewToken) -> Token:
        """Record a token or session."""

        def work(connection: Connection) -> Token:
            now = self._now()
            plain = {name: getattr(token_, name) for name in ("kind", "label", "digest")}
            times = {"expires_at": to_moment(token_.expires_at), "recorded_at": to_moment(now)}
            values = {**plain, **times, "account_seq": token_.account, "scope": dumps(sorted(token_.scope))}
            seq = connection.execute(insert(token).values(values).returning(token.c.seq)).scalar_one()
            done = Done(f"{token_.kind}.new", token_.user, f"t-{seq} u-{token_.account}", token_.reason, [(token, seq)])
            chain(connection, self._ring, now, done)
            return _token_of(connection.execute(_TOKENS.where(token.c.seq == seq)).mappings().one())

        return self._database.write(work)

    def end_token(self, seq: int, user: str, reason: str) -> bool:
        """Record that a token ends now; ``False``: it had ended.

        Raises:
            NotFoundError: no such token.
        """

        def work(connection: Connection) -> bool:
            lock_out_writers(connection, token_end, entirely=True)
            row = connection.execute(_TOKENS.where(token.c.seq == seq)).mappings().one_or_none()
            if row is None:
                raise NotFoundError(f"No token t-{seq} is on record.", hint="See graph-service tokens list.")
            if row["ended"] is not None:
                return False
            now = self._now()
            values = {"token_seq": seq, "by_user": user, "reason": reason, "recorded_at": to_moment(now)}
            ref = connection.execute(insert(token_end).values(values).returning(token_end.c.seq)).scalar_one()
            chain(connection, self._ring, now, Done(f"{row['kind']}.end", user, f"t-{seq}", reason, [(token_end, ref)]))
            return True

        return self._database.write(work)

    def tokens(self, account_: int | None = None) -> Sequence[Token]:
        """Return the tokens and sessions, or those of one account."""
        query = _TOKENS.order_by(token.c.seq)
        query = query if account_ is None else query.where(token.c.account_seq == account_)
        return self._database.read(lambda connection: [_token_of(row) for row in connection.execute(query).mappings()])

    def holder_of(self, digest: str) -> tuple[Account, Token] | None:
        """Return whose token this is; ``None``: nobody's."""

        def read(connection: Connection) -> tuple[Account, Token] | None:
            row = connection.execute(_TOKENS.where(token.c.digest == digest)).mappings().one_or_none()
            if row is None:
                return None
            return _folded(connection, select(account).where(account.c.seq == row["account_seq"]))[0], _token_of(row)

        return self._database.read(read)

    def note_login(self, login: str, *, good: bool) -> None:
        """Record an attempt to log in."""

        def work(connection: Connection) -> None:
            now = self._now()
            values = {"login": login, "good": good, "recorded_at": to_moment(now)}
            seq = connection.execute(insert(login_attempt).values(values).returning(login_attempt.c.seq)).scalar_one()
            done = Done("login.good" if good else "login.failed", login, login, "log in", [(login_attempt, seq)])
            chain(connection, self._ring, now, done)

        self._database.write(work)

    def failures(self, login: str, since: datetime) -> int:
        """Count the attempts with this login that failed since a moment, behind the last good one."""
        last_good = select(func.coalesce(func.max(login_attempt.c.seq), 0)).where(
            login_attempt.c.login == login, login_attempt.c.good.is_(True)
        )
        failed = and_(
            login_attempt.c.login == login,
            login_attempt.c.good.is_(False),
            login_attempt.c.recorded_at >= to_moment(since),
            login_attempt.c.seq > last_good.scalar_subquery(),
        )
        return self._database.read(lambda connection: connection.scalar(select(func.count()).where(failed)) or 0)


def _folded(connection: Connection, query: Select[Any]) -> list[Account]:
    rows = connection.execute(query).mappings().all()
    steps: dict[int, list[RowMapping]] = defaultdict(list)
    wanted = select(account_step).where(account_step.c.account_seq.in_([row["seq"] for row in rows]))
    for step in connection.execute(wanted.order_by(account_step.c.account_seq, account_step.c.number)).mappings():
        steps[step["account_seq"]].append(step)
    return [_account_of(row, steps[row["seq"]]) for row in rows]


def _account_of(row: RowMapping, steps: Iterable[RowMapping]) -> Account:
    said: dict[str, Any] = {"disabled": False, "password": None}
    number = 0
    for step in steps:
        number = step["number"]
        said |= json.loads(step["content"])
    profile = Profile(said["name"], said["department"], said["district"], frozenset(said["roles"]))
    when = from_moment(row["recorded_at"])
    return Account(row["seq"], row["login"], profile, said["disabled"], number, when, said["password"])


def _token_of(row: RowMapping) -> Token:
    expires, recorded = from_moment(row["expires_at"]), from_moment(row["recorded_at"])
    scope, ended = frozenset(json.loads(row["scope"])), row["ended"] is not None
    return Token(row["seq"], row["kind"], row["account_seq"], row["label"], scope, expires, ended, recorded)
