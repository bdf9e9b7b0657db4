"""A real Neo4j Community server for the tests, from its Maven artifacts; no container, no installation.

``resolve`` fetches the jars (needs ``mvn``) and prepares quick starts; ``run`` starts a server on free loopback ports and prints how
to reach it until interrupted. Tests call ``start``. The jars lie in ``.cache/neo4j`` of the checkout, or where ``NEO4J_CACHE`` says.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError

VERSION = "5.26.30"
OLDEST_JAVA = 17
MAIN = "org.neo4j.server.CommunityEntryPoint"
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
STOP_SECONDS = 60.0
_COMPLETE = "complete"
_CLASSES = "classes.jsa"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{version}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""


class UnavailableError(Exception):
    """Says in plain words why there can be no server here."""


def cache() -> Path:
    """Return the directory of the jars."""
    return Path(os.environ.get("NEO4J_CACHE") or ROOT / ".cache" / "neo4j") / VERSION


def resolve() -> Path:
    """Return the directory with all jars, fetching them once.

    Raises:
        UnavailableError: Maven is missing or could not fetch them.
    """
    target = cache()
    if (target / _COMPLETE).exists():
        return target / "lib"
    maven = shutil.which("mvn")
    if not maven:
        raise UnavailableError("Maven (mvn) is not installed, so Neo4j cannot be fetched")
    target.mkdir(parents=True, exist_ok=True)
    (target / "pom.xml").write_text(_POM.format(version=VERSION), encoding="utf-8")
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={target / 'lib'}", "-DincludeScope=runtime"]
    done = subprocess.run(
        [maven, "-q", "-B", *goal], cwd=target, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnavailableError(f"Maven could not fetch Neo4j: {(done.stdout or done.stderr).strip()[-400:]}")
    (target / _COMPLETE).touch()
    return target / "lib"


def share_classes() -> None:
    """Keep what Java makes of the server's classes, once: later starts take about half the time. Without it all works too."""
    kept = cache() / _CLASSES
    if kept.exists():
        return
    new = kept.with_suffix(".new")
    server = start(f"-XX:ArchiveClassesAtExit={new}")
    try:
        server.process.terminate()
        server.process.wait(STOP_SECONDS)
        new.replace(kept)
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        print(f"Neo4j will start slowly, its classes were not kept: {error}", file=sys.stderr)
    finally:
        server.stop()


def java() -> str:
    """Return a Java program that is new enough.

    Raises:
        UnavailableError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not program:
        raise UnavailableError("Java is not installed")
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if not found or int(found[1]) < OLDEST_JAVA:
        raise UnavailableError(f"Neo4j needs Java {OLDEST_JAVA} or later; found: {told.splitlines()[:1]}")
    return program


@dataclass(slots=True)
class Server:
    """A running server; ``home`` is removed when it is stopped."""

    uri: str
    password: str
    home: Path
    process: subprocess.Popen[bytes]

    user: str = "neo4j"
    database: str = "neo4j"

    def kill(self) -> None:
        """End the process at once, as a power cut would; the data stays."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process and remove its home; an orderly end would only take time for data that nobody will see."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def restart(self) -> None:
        """Start again on the same data after ``kill``."""
        self.process = _launch(self.home, resolve())
        _await(self.uri, self.password, self.process, self.home)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(*options: str) -> Server:
    """Start a server with an empty database in a home of its own; ``options`` are for Java.

    Raises:
        UnavailableError: Maven or Java is missing, or the server did not come up.
    """
    jars = resolve()
    java()
    home = Path(tempfile.mkdtemp(prefix="neo4j-for-tests-"))
    port = _free_port()
    (home / "conf").mkdir()
    settings = {
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.default_listen_address": "127.0.0.1",
        "server.memory.pagecache.size": "128m",
        "db.tx_log.preallocate": "false",  # half a gigabyte a home
        "dbms.usage_report.enabled": "false",
    }
    text = "".join(f"{key}={value}\n" for key, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    process = _launch(home, jars, *options)
    uri, password = f"bolt://127.0.0.1:{port}", secrets.token_urlsafe(16)
    try:
        _await(uri, "neo4j", process, home, new_password=password)
    except UnavailableError:
        Server(uri, password, home, process).stop()
        raise
    return Server(uri, password, home, process)


def _launch(home: Path, jars: Path, *more: str) -> subprocess.Popen[bytes]:
    opened = [
        "java.base/java.nio",
        "java.base/sun.nio.ch",
        "java.base/java.lang",
        "java.base/java.io",
        "java.base/java.util.concurrent",
    ]
    kept = cache() / _CLASSES
    options = [
        *([f"-XX:SharedArchiveFile={kept}"] if kept.exists() else []),
        *more,
        "-Xmx768m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in opened),
    ]
    places = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    command = [java(), *options, "-cp", f"{jars}/*", MAIN, *places]
    with (home / "console.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home, start_new_session=True)


def _await(uri: str, password: str, process: subprocess.Popen[bytes], home: Path, *, new_password: str = "") -> None:
    """Wait for an answer; with a new password, set it over the system database, as a fresh server demands."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with neo4j.GraphDatabase.driver(uri, auth=("neo4j", password), telemetry_disabled=True) as driver:
                _greet(driver, password, new_password)
        except (DriverError, Neo4jError, OSError) as error:
            refused = isinstance(error, ClientError) and not error.is_retryable() and not _is_starting(error)
            if process.poll() is not None or time.monotonic() > deadline or refused:
                tail = (home / "console.log").read_text(encoding="utf-8", errors="replace")[-800:]
                raise UnavailableError(f"Neo4j did not start: {error}\n{tail}") from error
            time.sleep(0.2)
        else:
            return


def _greet(driver: neo4j.Driver, password: str, new_password: str) -> None:
    if new_password:
        with driver.session(database="system") as session:
            session.run("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=password, new=new_password).consume()
    else:
        with driver.session(database="neo4j") as session:
            session.run("RETURN 1").consume()


def _is_starting(error: ClientError) -> bool:
    return str(error.code).endswith(("DatabaseNotFound", "DatabaseUnavailable"))


def main() -> int:
    """Fetch the jars, or run a server until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["resolve", "run"])
    try:
        if parser.parse_args().what == "resolve":
            resolve()
            share_classes()
            return 0
        server = start()
    except UnavailableError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"NEO4J_TEST_URI={server.uri} NEO4J_TEST_PASSWORD={server.password}", flush=True)
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
