"""Gives a staged graph to a server: filled into a second directory, checked there, and only then in use. A kill leaves the first as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph_service.errors import EngineError
from graph_service.store.graph.client import BoltClient, Connection
from graph_service.store.graph.engine import ensure
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.engine_homes import EngineHomes
from graph_service.store.graph.engine_process import Program
from graph_service.store.graph.migrate import migrate
from graph_service.store.graph.neo4j_process import Neo4j
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.staging.copying import copy_into
from graph_service.store.staging.graph import StagedGraph
from graph_service.store.staging.parts import import_options, write_parts

Step = Literal["write", "import", "copy", "check"]
Told = Callable[[Step], None]
#: Fills the directory of a server that does not run yet.
Fill = Callable[[StagedGraph, EnginePaths, Told], None]
_TAIL = 1_500


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is in use now, what was, and the number by which graph and staged graph were found to be the same (``exact_digest``)."""

    directory: Path
    former: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Fills a second directory of the server that the service runs, and lets it take the place of the one in use."""

    homes: EngineHomes
    program: Program
    fill: Fill

    def hand_over(self, staged: StagedGraph, finish: Callable[[], None], told: Told) -> HandedOver:
        """Fill, check, call ``finish``, switch. The server that was in use is stopped; its directory stays.

        Raises:
            EngineError: the server or its import tool failed, or does not hold what was staged; the one in use is as it was.
        """
        second = self.homes.second(self.program)
        try:
            second.create()
            self.fill(staged, second, told)
            told("check")
            digest = self._checked(staged, second)
            finish()
        except BaseException:
            self.homes.drop(second, self.program)
            raise
        former = self.homes.in_use.root
        self.homes.switch(second, self.program)
        return HandedOver(second.root, former, digest)

    def drop_former(self) -> None:
        """Delete the directory that was in use before."""
        if former := self.homes.former:
            self.homes.drop(former, self.program)

    def _checked(self, staged: StagedGraph, second: EnginePaths) -> str:
        with BoltGraphStore(connection_to(second, self.program)) as graph:
            graph.migrate()
            graph.check_schema()
            graph.begin_versions(staged.graph_version())
            found, expected = graph.exact_digest(), staged.exact_digest()
        if found != expected:
            raise EngineError("The server holds another graph than the one that was put together.",
                              hint="Nothing was changed; load without --bulk, and report it.")  # fmt: skip
        return found


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """What a first load is carried out with; without a handover the server is run by somebody else."""

    staged: StagedGraph
    handover: Handover | None

    def own_server(self) -> Handover:
        """Return the handover.

        Raises:
            EngineError: the server is run by somebody else.
        """
        if self.handover is None:
            raise EngineError(
                "The graph server is run by somebody else.", hint="Unset GRAPH_SERVICE_GRAPH_URI, or write files."
            )
        return self.handover

    def write_files(self, folder: Path) -> list[str]:
        """Write the graph as files of a new folder, readable by their owner alone; return the options for the import tool."""
        return import_options(write_parts(self.staged.database, folder))


def connection_to(paths: EnginePaths, program: Program) -> Connection:
    """Start the server of a directory, unless it runs, and say how to reach it."""
    handle = ensure(paths, program)
    return Connection(handle.uri, handle.user, handle.password, handle.database)


@dataclass(frozen=True, slots=True)
class ImportTool:
    """Fills a directory of Neo4j with ``neo4j-admin database import full``; ``folder`` holds the files meanwhile."""

    program: Neo4j
    folder: Path

    def __call__(self, staged: StagedGraph, paths: EnginePaths, told: Told) -> None:
        """Write the files, and run the tool.

        Raises:
            EngineError: the tool failed; the hint has its last words.
        """
        told("write")
        parts = write_parts(staged.database, self.folder / "parts")
        told("import")
        database = self.program.database
        command = self.program.admin(
            "database", "import", "full", *import_options(parts), f"--report-file={self.folder}/report", database
        )
        said = self.folder / "said"
        with (
            said.open("wb") as log,
            subprocess.Popen(
                command, env=self.program.environment(paths), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            ) as tool,
        ):
            try:
                staged.exact_digest()  # asked for by the check; meanwhile this process has nothing else to do
                tool.wait()
            except BaseException:
                tool.kill()
                raise
        if tool.returncode:
            hint = said.read_text(encoding="utf-8", errors="replace").strip()[-_TAIL:]
            raise EngineError("The import tool of Neo4j failed.", hint=hint)


@dataclass(frozen=True, slots=True)
class Copying:
    """Fills a directory by writing to its server; for one without a faster way."""

    program: Program

    def __call__(self, staged: StagedGraph, paths: EnginePaths, told: Told) -> None:
        """Start the server, give it its schema, and write."""
        told("copy")
        with BoltClient(connection_to(paths, self.program)) as client:
            migrate(client)
            copy_into(client, staged.database)
