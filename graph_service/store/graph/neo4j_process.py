"""Neo4j Community as a server that the service runs itself, from the jars of an installed one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError

from graph_service.errors import EngineError
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.engine_process import ask

_MAIN = "org.neo4j.server.CommunityEntryPoint"
_ADMIN = "org.neo4j.server.startup.Neo4jAdminCommand"
_PORT = "-Dgraph-service.bolt.port="
_INITIAL = "neo4j"
_OPENED = ("java.nio", "java.lang", "java.io", "java.util.concurrent")
#: What Java keeps of the server's classes, where the installation has it: starts take half the time.
_CLASSES = "classes.jsa"


@dataclass(frozen=True, slots=True)
class Neo4j:
    """An installed Neo4j.

    Attributes:
        installation: its directory; ``lib`` holds the jars.
        heap: largest heap, as Java writes it.
    """

    installation: Path
    heap: str
    user: str = "neo4j"
    database: str = "neo4j"

    def command(self, paths: EnginePaths, port: int) -> list[str]:
        """Write the settings of the server and return its command line."""
        conf = paths.root / "conf"
        conf.mkdir(mode=0o700, exist_ok=True)
        (conf / "neo4j.conf").write_text(
            "".join(f"{key}={value}\n" for key, value in _settings(port).items()), encoding="utf-8"
        )
        return [*self._java(f"{_PORT}{port}"), _MAIN, _home_argument(paths), f"--config-dir={conf}"]

    def admin(self, *arguments: str) -> list[str]:
        """Return the command line of ``neo4j-admin``; directories are named by the environment (``environment``)."""
        return [*self._java(), _ADMIN, *arguments]

    @staticmethod
    def environment(paths: EnginePaths) -> dict[str, str]:
        """Return the environment in which ``neo4j-admin`` works on a directory."""
        return dict(os.environ) | {"NEO4J_HOME": str(paths.root), "NEO4J_CONF": str(paths.root / "conf")}

    def serves(self, paths: EnginePaths, arguments: Sequence[str]) -> bool:
        """Say whether a command line is one of exactly this directory."""
        return _home_argument(paths) in arguments and _MAIN in arguments

    def port_in(self, arguments: Sequence[str]) -> int:
        """Return the Bolt port of such a command line."""
        return int(next(argument.removeprefix(_PORT) for argument in arguments if argument.startswith(_PORT)))

    def greet(self, paths: EnginePaths, uri: str, secret: str) -> None:
        """Ask for an answer. A new server has a password that everybody knows until it is given ours."""
        greeted = paths.root / "greeted"
        if not greeted.exists():
            _set_password(uri, self.user, secret)
            greeted.touch(mode=0o600)
        ask(uri, self.user, secret, self.database)

    def _java(self, *options: str) -> list[str]:
        jars = self.installation / "lib"
        if not any(jars.glob("neo4j-server-*.jar")):
            raise EngineError(
                f"There is no Neo4j server in {jars}.", hint="Set GRAPH_SERVICE_NEO4J_DIR to where it is installed."
            )
        home = os.environ.get("JAVA_HOME")
        program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
        if not program:
            raise EngineError("Java is not installed.", hint="Install Java 17 or later: Neo4j needs it.")
        kept = self.installation / _CLASSES
        shared = [f"-XX:SharedArchiveFile={kept}"] if kept.exists() else []
        opened = (f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in (*_OPENED, "sun.nio.ch"))
        return [program, *shared, f"-Xmx{self.heap}", *opened, *options, "-cp", f"{jars}/*"]


def _home_argument(paths: EnginePaths) -> str:
    return f"--home-dir={paths.root}"


def _settings(port: int) -> dict[str, str]:
    return {
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.default_listen_address": "127.0.0.1",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "db.tx_log.preallocate": "false",
        "dbms.usage_report.enabled": "false",
    }


def _set_password(uri: str, user: str, secret: str) -> None:
    try:
        with (
            neo4j.GraphDatabase.driver(uri, auth=(user, _INITIAL), telemetry_disabled=True) as driver,
            driver.session(database="system") as session,
        ):
            session.run("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=_INITIAL, new=secret).consume()
    except AuthError:
        return  # an earlier start gave it its secret and was cut off
