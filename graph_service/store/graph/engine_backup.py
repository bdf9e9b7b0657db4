"""A copy of the embedded engine's database while it is read and written, made by the engine itself, and a database from such a copy.

The engine writes it into ``<home>/engine/backups``, the only place that it may write to, as one zip; from there it is moved.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import filelock
import psutil

from graph_service.errors import EngineError, InputError
from graph_service.security.keyring import write_atomically
from graph_service.store.graph.engine import engine_status
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.engine_process import DATABASE, USER, port_of

#: Nobody waits longer for a copy to begin or to be answered.
_SECONDS = 3_600
_PIECE = 1024 * 1024
_PLAIN_NAME = re.compile(r"[\w%~-][\w.%~-]*")
_RESTART = "Run `graph-service engine stop` while nobody uses it, then try again: an engine of an earlier version cannot do it."


def engine_bytes(home: Path) -> int:
    """Return how many bytes the database takes; a copy is compressed and takes fewer."""
    return sum(path.stat().st_size for path in (EnginePaths.of(home).root / "databases").rglob("*") if path.is_file())


def copy_engine(home: Path, target: Path) -> None:
    """Copy one moment of the running engine's database into the zip ``target``.

    Raises:
        EngineError: it does not run, or cannot make a copy.
    """
    paths = EnginePaths.of(home)
    made = paths.root / "backups"
    with filelock.FileLock(paths.root / "backup.lock", timeout=_SECONDS, mode=0o600):
        shutil.rmtree(made, ignore_errors=True)
        try:
            _command(paths, "BACKUP DATABASE")
            found = list(made.rglob("*.zip"))
            if len(found) != 1:
                raise EngineError("The graph engine made no copy of its database.", hint=f"See {paths.log}.")
            with found[0].open("rb") as file:
                write_atomically(target, iter(lambda: file.read(_PIECE), b""))
        finally:
            shutil.rmtree(made, ignore_errors=True)


def place_engine(copy: Path, home: Path) -> None:
    """Unpack a copy as the database of a home whose engine has never run.

    Raises:
        InputError: it is no copy of a database.
    """
    target = EnginePaths.of(home).root / "databases" / DATABASE
    try:
        with zipfile.ZipFile(copy) as bundle:
            for member in bundle.infolist():
                if not _PLAIN_NAME.fullmatch(member.filename):
                    raise InputError(f"{copy}: {member.filename}", "does not belong to a graph")
            for directory in (target.parents[1], target.parent, target):
                directory.mkdir(mode=0o700, exist_ok=True)
            for member in bundle.infolist():
                with bundle.open(member) as file:
                    write_atomically(target / member.filename, iter(lambda file=file: file.read(_PIECE), b""))  # type: ignore[misc]
    except zipfile.BadZipFile as error:
        raise InputError(str(copy), "is no copy of a graph", hint="Restore from another backup.") from error


def unpacked_bytes(copy: Path) -> int:
    """Return how many bytes the files in a copy say that they take."""
    with zipfile.ZipFile(copy) as bundle:
        return sum(member.file_size for member in bundle.infolist())


def _command(paths: EnginePaths, text: str) -> None:
    status = engine_status(paths.root.parent)
    if status.pid is None:
        raise EngineError("The graph engine does not run.", hint="Run `graph-service engine start`.")
    port = port_of(psutil.Process(status.pid).cmdline(), "server.httpIncomingPort")
    secret = paths.secret.read_text("ascii").strip()
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"{USER}:{secret}".encode()).decode(),
        "Content-Type": "application/json",
    }
    body = json.dumps({"language": "sql", "command": text})
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)) as connection:
            connection.request("POST", f"/api/v1/command/{DATABASE}", body, headers)
            answer = connection.getresponse()
            said = answer.read().decode("utf-8", "replace")
    except OSError as error:
        raise EngineError(f"The graph engine did not answer: {error}.", hint=f"See {paths.log}.") from error
    if answer.status != http.HTTPStatus.OK:
        raise EngineError(f"The graph engine cannot copy its database (it answered {answer.status}).", hint=_RESTART) from None
    if '"OK"' not in said:
        raise EngineError("The graph engine could not copy its database.", hint=f"See {paths.log}.")
