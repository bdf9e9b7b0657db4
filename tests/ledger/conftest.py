"""Ledger databases for the contract: SQLite always, PostgreSQL where a server is given or can be started."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import SqlLedger, open_ledger
from tests.ledger.samples import clock

NO_POSTGRES = "PostgreSQL: LEDGER_TEST_URL is not set and no server is installed under /usr/lib/postgresql"
_numbers = count(1)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _run(home: Path, *command: str | Path) -> None:
    """Run a tool of the server, not as root: PostgreSQL refuses that."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *map(str, command)], check=True, capture_output=True, cwd=home, timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _own_cluster(binaries: Path) -> Iterator[str]:
    """Run a server of our own on a free loopback port, and leave nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="ledger-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    port, data = _free_port(), home / "data"
    try:
        init = (binaries / "initdb", "-D", data, "-U", "ledger", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        _run(home, *init)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home} -c max_connections=200"
        start = (binaries / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
        _run(home, *start)
        try:
            yield f"postgresql+psycopg://ledger@127.0.0.1:{port}/postgres"
        finally:
            _run(home, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a database in which the tests may create others."""
    if given := os.environ.get("LEDGER_TEST_URL"):
        yield given
        return
    binaries = _binaries()
    if binaries is None:
        pytest.skip(NO_POSTGRES)
    with _own_cluster(binaries) as url:
        yield url


@contextlib.contextmanager
def _fresh_postgres(server: str) -> Iterator[str]:
    name = f"ledger_test_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, in turn on each kind of server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
        return
    with _fresh_postgres(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def open_another(url: str, tmp_path: Path) -> Iterator[Callable[[], SqlLedger]]:
    """Open the same ledger again, as another process would: own connections, own view of the keys."""
    with contextlib.ExitStack() as stack:

        def opened() -> SqlLedger:
            ledger = open_ledger(url, KeyRing(tmp_path / "keys"), clock)
            stack.callback(ledger.close)
            return ledger

        yield opened


@pytest.fixture
def ledger(open_another: Callable[[], SqlLedger]) -> SqlLedger:
    return open_another()
