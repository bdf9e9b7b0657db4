"""Every released schema, of graph and ledger, brought up by processes that are killed at some statement: nothing is lost, and the next one
completes it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from graph_service.store.graph.migrate import migrations
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import check_schema, create_ledger_engine, schema, schema_version, upgrade
from tests.faults import dying
from tests.graph.facts import put, register
from tests.servers import GraphServer
from tests.tiers import FULL

GRAPH_LEVELS = range(len(migrations()))
LEDGER_LEVELS = sorted(schema._KNOWN - {schema.HEAD})
_INDEX = re.compile(r"CREATE INDEX (\w+)")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


class Doomed:
    """Starts processes that kill themselves."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", dying.__name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **job: Any) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def doomed() -> Iterator[Doomed]:
    made = Doomed()
    yield made
    made.end()


def lower(server: GraphServer, level: int) -> int:
    """Take the schema back to the first so many migrations; return how many writes bring it up again."""
    gone = migrations()[level:]
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        for migration in reversed(gone):
            for name in sorted(migration.constraints):
                session.run(f"DROP CONSTRAINT {name} IF EXISTS").consume()
            for name in _INDEX.findall(" ".join(migration.statements)):
                session.run(f"DROP INDEX {name} IF EXISTS").consume()
            session.run("MATCH (n:Migration {id: $id}) DELETE n", id=migration.id).consume()
    return sum(len(migration.statements) + 1 for migration in gone)


def test_a_graph_of_any_schema_is_brought_up_after_any_kill_with_what_it_holds(
    graph_server: GraphServer, graph_store: BoltGraphStore, doomed: Doomed
) -> None:
    put(graph_store, 1, register(20))
    before, reached = graph_store.exact_digest(), graph_server.connection
    connection = {"uri": reached.uri, "user": reached.user, "password": reached.password, "database": reached.database}

    found, differing = [], []
    for number in range(30 if FULL else 2):
        level = GRAPH_LEVELS[number % len(GRAPH_LEVELS)] if FULL else (0, 5)[number]
        writes = lower(graph_server, level)
        at = 1 + (number * 7 + 3) % writes
        found.append(doomed.ask(what="graph", connection=connection, at=at, committed=number % 2 == 1))
        left = {row["id"] for row in graph_store._client.read_one("schema/applied")}
        graph_store.migrate()
        graph_store.check_schema()
        if graph_store.exact_digest() != before or len(left) == len(migrations()):
            differing.append((level, at))

    assert differing == []
    assert set(found) == {"killed"}
    assert put(graph_store, 2, register(20)).created == 0


def at_level(path: Path, level: str) -> str:
    """Make a ledger of an earlier schema with a run and a load in it."""
    url = f"sqlite:///{path}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, level)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO run (seq, id, on_day, rules, graph_version, inputs, events, recorded_at) "
                "VALUES (1, 'run-a', '2026-03-01', 'rules', 7, 'inputs', '[]', 5)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO load (seq, id, source, source_file, source_hash, recorded_at) "
                "VALUES (1, 'load-a', 'findings', 'a.csv', 'hash', 5)"
            )
        )
    engine.dispose()
    return url


def kept(url: str) -> Sequence[tuple[Any, ...]]:
    with closing(create_engine(url).raw_connection()) as connection:
        runs = connection.execute("SELECT id, rules FROM run").fetchall()  # type: ignore[attr-defined]  # of SQLite
        loads = connection.execute("SELECT id, source_file FROM load").fetchall()  # type: ignore[attr-defined]  # of SQLite
    return [*runs, *loads]


@pytest.mark.parametrize("level", LEDGER_LEVELS)
def test_a_ledger_of_any_schema_is_brought_up_after_any_kill_with_what_it_holds(
    tmp_path: Path, doomed: Doomed, level: str
) -> None:
    answers, versions, differing = [], set(), []
    for at in range(1, 200) if FULL else (4, 9):
        url = at_level(tmp_path / f"{at}.sqlite3", level)
        before = kept(url)
        answers.append(doomed.ask(what="ledger", url=url, at=at))
        engine = create_ledger_engine(url)
        versions.add(schema_version(engine))
        upgrade(engine)
        check_schema(engine)
        engine.dispose()
        if kept(url) != before or len(before) != 2:
            differing.append(at)
        if answers[-1] != "killed":
            break

    assert differing == []
    assert set(answers[:-1] if FULL else answers) == {"killed"}
    assert versions <= {level, schema.HEAD}  # in one transaction: never between two schemas
    assert level in versions
