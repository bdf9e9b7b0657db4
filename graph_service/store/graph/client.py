"""The Bolt client: one driver a process, one session a unit of work, managed transactions only, errors in our own words."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph_service.errors import GraphServiceError, SchemaError, SettingsError, StoreConflictError, StoreUnavailableError
from graph_service.model.identities import KnownAs
from graph_service.store.graph.deadline import too_slow, within
from graph_service.store.graph.queries import named_query

T = TypeVar("T")
Record = Mapping[str, Any]
_FIRST_WAIT = 0.01
_LONGEST_WAIT = 0.5
#: Seconds in which a server that ends a transaction itself may say so.
_GRACE = 1.0


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a graph server.

    Attributes:
        retry_seconds: how long one unit of work is tried again.
        read_seconds: how long one read may take.
        pool_size: most connections; more than the 40 threads in which the HTTP server answers.
        tls_ca: PEM file of the authority to trust; switches encryption on (schemes ``bolt`` and ``neo4j``).
    """

    uri: str
    user: str
    password: str
    database: str | None = None
    retry_seconds: float = 8.0
    read_seconds: float = 30.0
    pool_size: int = 48
    tls_ca: Path | None = None


class Transaction:
    """One managed transaction. Each result is consumed before the next query starts (one server cannot interleave them).

    Attributes:
        groups: who of the keys asked for so far is known under which key with whom (``identities``); empty: nobody else.
    """

    def __init__(self, raw: neo4j.ManagedTransaction) -> None:
        """Wrap the driver's transaction."""
        self._raw = raw
        self.groups: dict[str, tuple[KnownAs, ...]] = {}

    def run(self, name: str, /, **params: object) -> list[Record]:
        """Run the named query and return all its records."""
        return list(self.each(name, **params))

    def each(self, name: str, /, **params: object) -> Iterator[Record]:
        """Run the named query and give its records one by one; take all of them before the next query."""
        return map(dict, self._raw.run(named_query(name).text, params))

    def run_text(self, text: str, /, **params: object) -> list[Record]:
        """Run a text that comes from a migration file."""
        return [dict(record) for record in self._raw.run(text, params)]


Work = Callable[[Transaction], T]


class BoltClient:
    """Runs units of work against one graph server. Safe among threads; not across a fork."""

    def __init__(self, connection: Connection) -> None:
        """Prepare a driver; nothing is sent before the first unit of work.

        Raises:
            SettingsError: the address is malformed.
        """
        self._connection = connection
        self._open = threading.local()
        try:
            self._driver = neo4j.GraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                max_connection_pool_size=connection.pool_size,
                connection_acquisition_timeout=5.0,
                connection_timeout=5.0,
                liveness_check_timeout=30.0,
                max_connection_lifetime=3600.0,
                max_transaction_retry_time=0.0,  # one loop retries, ours: it also knows the embedded engine's conflicts
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                **_encryption(connection),
            )
        except (ConfigurationError, OSError, ValueError) as error:
            raise SettingsError(f"the graph address {connection.uri!r} cannot be used: {error}") from error

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the driver."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    def read(self, work: Work[T]) -> T:
        """Run ``work`` in a read transaction, the one that this thread has open (``at_once``) or its own; it may be called more than once.

        It runs in a thread of its own: only one of the servers ends a transaction that takes too long.

        Raises:
            ReadTimeoutError: it took longer than ``read_seconds``.
        """
        open_now: Transaction | None = getattr(self._open, "transaction", None)
        if open_now:
            return work(open_now)
        seconds = self._connection.read_seconds
        timed = neo4j.unit_of_work(timeout=seconds)(lambda raw: work(Transaction(raw)))
        return within(seconds + _GRACE, lambda: self._persist(lambda session: session.execute_read(timed)))

    def read_everything(self, work: Work[T]) -> T:
        """Run ``work`` in a read transaction that may take as long as the graph is large."""
        return self._persist(lambda session: session.execute_read(lambda raw: work(Transaction(raw))))

    def at_once(self, work: Callable[[], T]) -> T:
        """Run ``work``, whose reads on this thread share one transaction; it may be called more than once and must not write here.

        It saves the round trips of a transaction for each read. It is no snapshot: neither server gives one.
        """

        def in_one(transaction: Transaction) -> T:
            self._open.transaction = transaction
            try:
                return work()
            finally:
                del self._open.transaction

        return work() if hasattr(self._open, "transaction") else self.read(in_one)

    def write(self, work: Work[T]) -> T:
        """Run ``work`` in a write transaction; it may be called more than once and must have no other effects."""
        return self._persist(lambda session: session.execute_write(lambda raw: work(Transaction(raw))))

    def read_one(self, name: str, /, **params: object) -> Sequence[Record]:
        """Run one named query alone."""
        return self.read(lambda transaction: transaction.run(name, **params))

    def _persist(self, unit: Callable[[neo4j.Session], T]) -> T:
        deadline = time.monotonic() + self._connection.retry_seconds
        wait = _FIRST_WAIT
        while True:
            try:
                with self._driver.session(database=self._connection.database) as session:
                    return unit(session)
            except (Neo4jError, DriverError, OSError) as error:
                if not _may_help_to_retry(error) or time.monotonic() + wait > deadline:
                    raise self._translated(error) from error
            time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311  # spreads writers, guards no secret
            wait = min(wait * 2, _LONGEST_WAIT)

    def _translated(self, error: Exception) -> GraphServiceError:
        timed_out = "TransactionTimedOut" in str(getattr(error, "code", ""))
        return too_slow(self._connection.read_seconds) if timed_out else translated(error)


def _encryption(connection: Connection) -> dict[str, Any]:
    if connection.tls_ca is None:
        return {}
    return {"encrypted": True, "trusted_certificates": neo4j.TrustCustomCAs(str(connection.tls_ca))}


def _may_help_to_retry(error: Exception) -> bool:
    """Say whether the same work may succeed: lost connections, deadlocks, and two writers creating the same key at once.

    A lost commit is among them: every write of ours checks inside its transaction what is already there.
    """
    if isinstance(error, AuthError):
        return False
    if isinstance(error, ConstraintError | TransientError | ServiceUnavailable | SessionExpired | OSError):
        return True
    return isinstance(error, DriverError | Neo4jError) and error.is_retryable()


def translated(error: Exception) -> GraphServiceError:
    """Turn a driver's exception into one of ours; texts of the server stay in ``__cause__``, since they may quote data."""
    code = getattr(error, "code", None) or type(error).__name__
    if isinstance(error, AuthError):
        return SettingsError(
            "The graph server refused user or password.", hint="Check GRAPH_SERVICE_GRAPH_USER and the password."
        )
    if isinstance(error, ConstraintError):
        return StoreConflictError(f"Another writer kept creating the same key ({code}).", hint="Try again.")
    if isinstance(error, TransientError):
        return StoreConflictError(f"Other writers kept the graph busy ({code}).", hint="Try again.")
    if isinstance(error, ClientError):
        return SchemaError(f"The graph server refused a query ({code}).", hint="Run `graph-service doctor`.")
    return StoreUnavailableError(f"The graph server did not answer ({code}).", hint="Run `graph-service doctor`.")
