"""Which of several directories holds the graph: a second one is filled and checked aside, then takes the place of the first.

What counts is one small file, replaced in one step: whoever is killed leaves either the one or the other in use.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from graph_service.store.graph.engine import stop
from graph_service.store.graph.engine_files import EnginePaths, read_pointer, write_pointer
from graph_service.store.graph.engine_process import Program


@dataclass(frozen=True, slots=True)
class EngineHomes:
    """The directories of one program under a home: ``<kind>``, ``<kind>-2`` and so on."""

    home: Path
    kind: str

    @property
    def in_use(self) -> EnginePaths:
        """The one that holds the graph."""
        return EnginePaths.of(self.home, self.kind)

    @property
    def former(self) -> EnginePaths | None:
        """The one that held it before, if it is still there."""
        name = read_pointer(self.home, self.kind)[1]
        return self._paths(name) if name and (self.home / name).exists() else None

    def second(self, program: Program) -> EnginePaths:
        """Return a new one; what broken-off tries left is taken away first."""
        self.clear(program)
        kept = read_pointer(self.home, self.kind)
        number = next(number for number in range(2, len(kept) + 3) if f"{self.kind}-{number}" not in kept)
        return self._paths(f"{self.kind}-{number}")

    def clear(self, program: Program) -> None:
        """Stop and delete what broken-off tries left: every directory that neither is in use nor was before."""
        kept = read_pointer(self.home, self.kind)
        for path in sorted(self.home.glob(f"{self.kind}-*/")):
            if path.name not in kept:
                self.drop(self._paths(path.name), program)

    def switch(self, paths: EnginePaths, program: Program) -> None:
        """Let another one hold the graph, and stop the one that did."""
        before = self.in_use
        write_pointer(self.home, self.kind, paths.root.name, before.root.name)
        stop(before, program)

    def drop(self, paths: EnginePaths, program: Program) -> None:
        """Stop the server of a directory that is not in use, and delete it."""
        stop(paths, program)
        shutil.rmtree(paths.root, ignore_errors=True)

    def _paths(self, name: str) -> EnginePaths:
        return EnginePaths(self.home.resolve() / name)
