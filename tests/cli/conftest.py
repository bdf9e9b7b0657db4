"""The command as a user starts it: a process of its own, with an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from graph_service.bootstrap import CommandLine
from graph_service.cli.app import app
from graph_service.cli.door import Root
from graph_service.settings import Settings
from graph_service.workflow.services import Services


@dataclass(frozen=True)
class Command:
    """Runs ``graph-service`` on a home directory."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("GRAPH_SERVICE_")}
        return kept | {"GRAPH_SERVICE_HOME": str(self.home), "GRAPH_SERVICE_ENGINE_HEAP": "384m"} | dict(self.variables)

    def arguments(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "graph_service", *arguments]

    def run(self, *arguments: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.arguments(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            env=self.environment | variables,
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def json(self, *arguments: str) -> Any:
        """Run with ``--json``; anything but JSON on stdout fails."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class Over(CommandLine):
    """The command line in this process, over services that are open already."""

    def __init__(self, opened: Callable[[], Services]) -> None:
        self.opened = opened

    @contextmanager
    def services(self, settings: Settings) -> Iterator[Services]:
        yield self.opened()

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, obj=Root(self))

    def json(self, *arguments: str) -> Mapping[str, Any]:
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        found: Mapping[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture
def cli(tmp_path: Path) -> Command:
    """A command on an empty home; nothing is started."""
    return Command(tmp_path / "home")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """A command whose embedded engine runs; it is stopped at the end."""
    command = Command(tmp_path_factory.mktemp("live") / "home")
    yield command
    command.run("engine", "stop")
