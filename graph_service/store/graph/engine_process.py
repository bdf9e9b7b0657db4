"""A graph server as a process of ours: how it is called, how it is found again and recognised; and the embedded engine as such a server."""

from __future__ import annotations

import atexit
import importlib.util
import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import neo4j
import psutil

from graph_service.errors import EngineError
from graph_service.store.graph.engine_files import EnginePaths, EngineState

USER = "root"
DATABASE = "graph"
_MAIN = "com.arcadedb.server.ArcadeDBServer"
#: Doors that we do not open: other protocols, tools, and the Python bridge. ``arcadedb-integration`` is there for its backups.
_LEFT_OUT = ("arcadedb-mcp", "arcadedb-postgresw", "arcadedb-redisw", "arcadedb-graphql", "arcadedb-console",
             "arcadedb-python-bridge")  # fmt: skip


class Program(Protocol):
    """A graph server that the service runs itself, each of its directories (``EnginePaths``) by a process of its own."""

    @property
    def user(self) -> str:
        """Who may do everything."""
        ...

    @property
    def database(self) -> str:
        """The database that holds the graph."""
        ...

    def command(self, paths: EnginePaths, port: int) -> list[str]:
        """Return the command line for a Bolt port; the secret is not on it. May write what the server reads at its start.

        Raises:
            EngineError: it is not installed.
        """
        ...

    def serves(self, paths: EnginePaths, arguments: Sequence[str]) -> bool:
        """Say whether a command line is one of exactly this directory."""
        ...

    def port_in(self, arguments: Sequence[str]) -> int:
        """Return the Bolt port of such a command line."""
        ...

    def greet(self, paths: EnginePaths, uri: str, secret: str) -> None:
        """Ask the server for an answer, once; raises what the driver raises. A new one is given its secret."""
        ...


def engine_package() -> Path:
    """Return the directory of the installed engine.

    Raises:
        EngineError: the extra is not installed.
    """
    spec = importlib.util.find_spec("arcadedb_embedded")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("The embedded graph engine is not installed.", hint="Run: pip install 'graph-service[embedded]'")
    return Path(next(iter(spec.submodule_search_locations)))


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_children: list[subprocess.Popen[bytes]] = []


@atexit.register
def _reap() -> None:
    """Take the exit codes of engines that have ended, so that none stays behind as a zombie of the process that started it."""
    _children[:] = [child for child in _children if child.poll() is None]


def launch(paths: EnginePaths, arguments: list[str]) -> psutil.Process:
    """Start the engine in a session of its own, so that an interrupt at the terminal does not reach it."""
    environment = {
        key: value for key, value in os.environ.items() if key not in {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"}
    }
    _reap()
    with paths.log.open("ab") as log:
        child = subprocess.Popen(  # a fixed program of an installed package
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=paths.root, env=environment, start_new_session=True
        )
    _children.append(child)
    return psutil.Process(child.pid)


def is_ours(process: psutil.Process, paths: EnginePaths, program: Program) -> bool:
    """Say whether a living process is the server of exactly this directory."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and program.serves(paths, process.cmdline())
    except psutil.Error:
        return False


def living(paths: EnginePaths, program: Program, state: EngineState | None) -> EngineState | None:
    """Return the state when its process lives and is ours; a reused pid is not."""
    if state is None:
        return None
    try:
        process = psutil.Process(state.pid)
        same = abs(process.create_time() - state.started) < 1.0
    except psutil.Error:
        return None
    return state if same and is_ours(process, paths, program) else None


def search(paths: EnginePaths, program: Program) -> EngineState | None:
    """Look for a server of this directory whose state file was never written, because its starter was killed."""
    for process in _java_processes():
        if is_ours(process, paths, program):
            return EngineState(process.pid, program.port_in(process.cmdline()), process.create_time())
    return None


def _java_processes() -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["name"]):
        if (process.info["name"] or "").startswith("java"):
            yield process


def ask(uri: str, user: str, secret: str, database: str) -> None:
    """Ask a server for an answer; raises what the driver raises."""
    with neo4j.GraphDatabase.driver(uri, auth=(user, secret), max_transaction_retry_time=0, telemetry_disabled=True) as driver:
        driver.execute_query("RETURN 1", database_=database)


def _root_argument(paths: EnginePaths) -> str:
    return f"-Darcadedb.server.rootPath={paths.root}"


@dataclass(frozen=True, slots=True)
class Arcade:
    """The embedded engine. ``heap``: its largest heap, as Java writes it (``512m``, ``1g``)."""

    heap: str
    user: str = USER
    database: str = DATABASE

    def command(self, paths: EnginePaths, port: int) -> list[str]:
        """Return the command line; the secret is not on it, only the place of its file."""
        return _command(paths, port=port, http_port=free_port(), heap=self.heap)

    def serves(self, paths: EnginePaths, arguments: Sequence[str]) -> bool:
        """Say whether a command line is one of exactly this directory."""
        return _root_argument(paths) in arguments and _MAIN in arguments

    def port_in(self, arguments: Sequence[str]) -> int:
        """Return the Bolt port of such a command line."""
        return port_of(arguments, "bolt.port")

    def greet(self, paths: EnginePaths, uri: str, secret: str) -> None:  # noqa: ARG002  # as the protocol has it
        """Ask for an answer; the engine reads its secret at its start."""
        ask(uri, self.user, secret, self.database)


def port_of(arguments: Sequence[str], setting: str) -> int:
    """Return a port that the embedded engine was started with."""
    option = f"-Darcadedb.{setting}="
    return int(next(argument.removeprefix(option) for argument in arguments if argument.startswith(option)))


def _command(paths: EnginePaths, *, port: int, http_port: int, heap: str) -> list[str]:
    package = engine_package()
    java = package / "jre" / "bin" / ("java.exe" if os.name == "nt" else "java")
    jars = sorted(jar for jar in (package / "jars").glob("*.jar") if not jar.name.startswith(_LEFT_OUT))
    settings = {
        "server.databaseDirectory": str(paths.root / "databases"),
        "server.logsDirectory": str(paths.log.parent),
        "server.rootPasswordPath": str(paths.secret),
        "server.mode": "production",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE}[root]",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": str(http_port),
        "bolt.host": "127.0.0.1",
        "bolt.port": str(port),
        "bolt.defaultDatabase": DATABASE,
        "serverMetrics": "false",
        "support.autoRegister": "false",  # the engine would otherwise announce itself to its vendor
        "support.url": "",
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "polyglotEngineEnabled": "false",
        "txWalFlush": "1",  # a commit that was acknowledged is on the disk, not only in the page cache
    }
    return [
        str(java), f"-Xmx{heap}", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", _root_argument(paths), *(f"-Darcadedb.{key}={value}" for key, value in settings.items()),
        "-cp", os.pathsep.join(map(str, jars)), _MAIN,
    ]  # fmt: skip
