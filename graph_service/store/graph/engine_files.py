"""Files of the embedded engine: its directory, the secret (readable by its owner only) and the state file. Written atomically."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from graph_service.errors import EngineError


@dataclass(frozen=True, slots=True)
class EngineState:
    """Which process serves the directory. ``started`` is the process's creation time, which tells it from a later one of its pid."""

    pid: int
    port: int
    started: float


@dataclass(frozen=True, slots=True)
class EnginePaths:
    """Places inside the directory of one graph server that the service runs itself, such as ``<home>/engine``."""

    root: Path

    @classmethod
    def of(cls, home: Path, kind: str = "engine") -> EnginePaths:
        """Return the paths of the one that is in use under a home directory (``engine_homes``); nothing is created."""
        return cls(Path(home).resolve() / read_pointer(home, kind)[0])

    @property
    def secret(self) -> Path:
        """The root password."""
        return self.root / "secret"

    @property
    def state(self) -> Path:
        """The state file."""
        return self.root / "state.json"

    @property
    def lock(self) -> Path:
        """The lock that is held while the engine is started or stopped."""
        return self.root / "start.lock"

    @property
    def log(self) -> Path:
        """What the engine prints."""
        return self.root / "log" / "engine.log"

    @property
    def users(self) -> Path:
        """The engine's own list of users; holds a salted hash of the secret."""
        return self.root / "config" / "server-users.jsonl"

    def create(self) -> None:
        """Create the directories, closed to others.

        Raises:
            EngineError: the directory cannot be written.
        """
        try:
            for path in (self.root, self.log.parent):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise EngineError(f"The engine's directory {self.root} cannot be created ({error.strerror}).",
                              hint="Set GRAPH_SERVICE_HOME to a directory that you can write to.") from error  # fmt: skip


def read_pointer(home: Path, kind: str) -> tuple[str, str]:
    """Return the names of the directory in use and of the one before, which is empty where there was none."""
    try:
        said = json.loads(_pointer(home, kind).read_text(encoding="utf-8"))
        return str(said["in_use"]), str(said["former"])
    except (FileNotFoundError, NotADirectoryError):
        return kind, ""


def write_pointer(home: Path, kind: str, in_use: str, former: str) -> None:
    """Let another directory be in use, in one step."""
    write_private(_pointer(home, kind), json.dumps({"in_use": in_use, "former": former}))


def _pointer(home: Path, kind: str) -> Path:
    return Path(home) / f"{kind}.json"


def read_or_create_secret(paths: EnginePaths) -> str:
    """Return the root password; a lost one is replaced, and the engine's user list with it, so that no data is lost."""
    try:
        return paths.secret.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(32)
        write_private(paths.secret, secret)
        paths.users.unlink(missing_ok=True)
        return secret


def read_state(paths: EnginePaths) -> EngineState | None:
    """Return the last state written, or ``None``; whether that process still lives is another question."""
    try:
        raw = json.loads(paths.state.read_text(encoding="utf-8"))
        return EngineState(int(raw["pid"]), int(raw["port"]), float(raw["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_state(paths: EnginePaths, state: EngineState) -> None:
    """Replace the state file in one step."""
    write_private(paths.state, json.dumps(asdict(state)))


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only (a temporary file is born that way)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise EngineError(
            f"{path} cannot be written ({error.strerror}).", hint="Free space on the disk, then try again."
        ) from error
