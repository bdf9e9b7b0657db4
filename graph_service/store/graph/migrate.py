"""Schema of the graph: numbered migrations, applied once each, recorded in the graph itself, and checked at start."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from graph_service.errors import SchemaError
from graph_service.store.graph.client import BoltClient
from graph_service.store.graph.queries import cypher_root

_COLLISION_WAITS = (0.1, 0.3, 1.0)
_CONSTRAINT = re.compile(r"CREATE CONSTRAINT (\w+)")
_INDEX = re.compile(r"CREATE INDEX \w+ IF NOT EXISTS FOR \(n:(\w+)\) ON \(([^)]+)\)")
_Index = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file: its id (``0001_constraints``) and its statements."""

    id: str
    statements: tuple[str, ...]

    @property
    def constraints(self) -> set[str]:
        """Names of the constraints that it makes."""
        return {name for statement in self.statements for name in _CONSTRAINT.findall(statement)}

    @property
    def indexes(self) -> set[_Index]:
        """Label and properties of the indexes that it makes."""
        found = (pair for statement in self.statements for pair in _INDEX.findall(statement))
        return {(label, tuple(re.findall(r"n\.(\w+)", properties))) for label, properties in found}


def migrations() -> tuple[Migration, ...]:
    """Return all migrations in order."""
    folder = cypher_root() / "migrations"
    files = sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".cypher"))
    return tuple(Migration(name.removesuffix(".cypher"), _statements(text)) for name, text in files)


def _statements(text: str) -> tuple[str, ...]:
    code = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    return tuple(statement.strip() for statement in code.split(";") if statement.strip())


def migrate(client: BoltClient) -> tuple[str, ...]:
    """Apply what is missing and return the ids of the migrations applied now. Safe to run from several processes.

    A migration of which a constraint or an index is missing is applied again, and no other: some of them read the whole graph.
    """
    done, constraints, indexes = _applied(client), _constraints(client), _indexes(client)
    fresh = [
        migration
        for migration in migrations()
        if migration.id not in done or migration.constraints - constraints or migration.indexes - indexes
    ]
    for migration in fresh:
        for statement in migration.statements:
            _run_statement(client, statement)
        client.write(lambda transaction, i=migration.id: transaction.run("write/migration", id=i))  # type: ignore[misc]  # bound now
    return tuple(migration.id for migration in fresh)


def _run_statement(client: BoltClient, statement: str) -> None:
    """Run one statement; when another process migrates at the same moment, the loser of a collision runs it again."""
    for wait in (*_COLLISION_WAITS, None):
        try:
            client.write(lambda transaction: transaction.run_text(statement))
        except SchemaError:
            if wait is None:
                raise
            time.sleep(wait)
        else:
            return


def check_schema(client: BoltClient) -> None:
    """Make sure that every migration is applied and every constraint and index is there.

    Raises:
        SchemaError: it names what is missing. Without a constraint, two writers would create the same person twice.
    """
    required = migrations()
    constraints = {name for migration in required for name in migration.constraints}
    indexes = {index for migration in required for index in migration.indexes}
    missing = sorted(constraints - _constraints(client))
    missing += [f"{label}({', '.join(keys)})" for label, keys in sorted(indexes - _indexes(client))]
    missing += sorted({migration.id for migration in required} - _applied(client))
    if missing:
        raise SchemaError(
            f"The graph lacks {', '.join(missing)}.",
            hint="Start the service or run any command that writes: both create what is missing.",
        )


def _constraints(client: BoltClient) -> set[str]:
    return {str(row["name"]) for row in client.read_one("schema/constraints")}


def _indexes(client: BoltClient) -> set[_Index]:
    rows = client.read_one("schema/indexes")
    return {(row["labels"][0], tuple(row["properties"])) for row in rows if row["labels"] and row["properties"]}


def _applied(client: BoltClient) -> set[str]:
    return {str(row["id"]) for row in client.read_one("schema/applied")}
