"""The embedded graph engine: one child process a directory, started when needed, attached to when it is there, stopped cleanly.

The process outlives the command that started it; ``stop_engine`` ends it. Nothing is printed here.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import filelock
import psutil
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_service.errors import EngineError
from graph_service.store.graph.engine_files import EnginePaths, EngineState, read_or_create_secret, read_state, write_state
from graph_service.store.graph.engine_process import Arcade, Program, free_port, is_ours, launch, living, search

_START_SECONDS = 90.0
_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.1
_NEEDED_BYTES = 64 * 1024 * 1024
_TAIL_LINES = 12

Progress = Callable[[str], None]
#: To find or to end a running engine, its heap does not matter.
_ANY = Arcade("1g")


@dataclass(frozen=True, slots=True)
class EngineHandle:
    """How to reach a running engine. ``password`` never shows in a representation; ``started_now`` says that this call started it."""

    uri: str
    user: str
    password: str
    database: str
    pid: int
    started_now: bool

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"EngineHandle(uri={self.uri!r}, pid={self.pid}, started_now={self.started_now})"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What ``engine status`` shows. ``uri`` is ``None`` when it does not run; ``started`` is in seconds since 1970."""

    running: bool
    directory: Path
    log: Path
    pid: int | None = None
    uri: str | None = None
    started: float | None = None


def ensure_engine(home: Path, *, heap: str = "1g", progress: Progress | None = None) -> EngineHandle:
    """Return the engine of a home directory, starting it when none runs; any number of commands may ask at once.

    Args:
        home: the home directory of this instance; the engine lives in ``<home>/engine``.
        heap: largest heap of the engine, as Java writes it (``512m``, ``1g``).
        progress: told in a few words what is being waited for.

    Raises:
        EngineError: not installed, no space, or it did not come up; the hint gives the log and its last lines.
    """
    return ensure(EnginePaths.of(home), Arcade(heap), progress)


def ensure(paths: EnginePaths, program: Program, progress: Progress | None = None) -> EngineHandle:
    """Return the server of a directory, starting it when none runs; see ``ensure_engine``."""
    paths.create()
    with filelock.FileLock(paths.lock, timeout=_START_SECONDS + 30):
        secret = read_or_create_secret(paths)
        running = _running(paths, program)
        if running is None:
            return _handle(_start(paths, program, secret, progress or _silent), program, secret, started_now=True)
        _await_answer(paths, program, running, secret)
        return _handle(running, program, secret, started_now=False)


def engine_status(home: Path) -> EngineStatus:
    """Say whether the engine of a home directory runs; starts nothing."""
    return status(EnginePaths.of(home), _ANY)


def status(paths: EnginePaths, program: Program) -> EngineStatus:
    """Say whether the server of a directory runs; starts nothing."""
    state = living(paths, program, read_state(paths))
    if state is None:
        return EngineStatus(False, paths.root, paths.log)
    return EngineStatus(True, paths.root, paths.log, state.pid, _uri(state), state.started)


def stop_engine(home: Path) -> bool:
    """Stop the engine and wait until it is gone; say whether one was running.

    Raises:
        EngineError: it did not end in time.
    """
    return stop(EnginePaths.of(home), _ANY)


def stop(paths: EnginePaths, program: Program) -> bool:
    """Stop the server of a directory and wait until it is gone; see ``stop_engine``."""
    if not paths.root.exists():
        return False
    with filelock.FileLock(paths.lock, timeout=_START_SECONDS + 30):
        state = _running(paths, program)
        if state is None:
            return False
        process = psutil.Process(state.pid)
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired as error:
            raise EngineError(f"The engine (process {state.pid}) did not end within {_STOP_SECONDS:.0f} s.",
                              hint=f"See {paths.log}.") from error  # fmt: skip
        paths.state.unlink(missing_ok=True)
        return True


def _silent(_: str) -> None:
    """Show nothing."""


def _running(paths: EnginePaths, program: Program) -> EngineState | None:
    state = living(paths, program, read_state(paths)) or search(paths, program)
    if state is not None:
        write_state(paths, state)
    return state


def _start(paths: EnginePaths, program: Program, secret: str, progress: Progress) -> EngineState:
    if shutil.disk_usage(paths.root).free < _NEEDED_BYTES:
        raise EngineError(
            f"There is no space left for the engine in {paths.root}.", hint="Free at least 64 MiB, then try again."
        )
    progress("starting the graph engine")
    port = free_port()
    process = launch(paths, program.command(paths, port))
    state = EngineState(process.pid, port, process.create_time())
    write_state(paths, state)
    _await_answer(paths, program, state, secret)
    progress("the graph engine is up")
    return state


def _await_answer(paths: EnginePaths, program: Program, state: EngineState, secret: str) -> None:
    """Wait until a query is answered: the port opens before the database is there."""
    deadline = time.monotonic() + _START_SECONDS
    process = psutil.Process(state.pid)
    while True:
        try:
            program.greet(paths, _uri(state), secret)
        except AuthError as error:
            raise EngineError("The engine refuses its own secret.",
                              hint=f"Stop it, delete {paths.secret}, and start again; no data is lost.") from error  # fmt: skip
        except (DriverError, Neo4jError, OSError) as error:
            if not is_ours(process, paths, program):
                paths.state.unlink(missing_ok=True)
                raise EngineError("The graph engine ended while it was starting.", hint=_log_hint(paths)) from error
            if time.monotonic() > deadline:
                raise EngineError("The graph engine did not answer in time.", hint=_log_hint(paths)) from error
            time.sleep(_POLL_SECONDS)
        else:
            return


def _log_hint(paths: EnginePaths) -> str:
    try:
        lines = paths.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL_LINES:]
    except OSError:
        lines = []
    return "\n".join([f"Log: {paths.log}", *lines])


def _uri(state: EngineState) -> str:
    return f"bolt://127.0.0.1:{state.port}"


def _handle(state: EngineState, program: Program, secret: str, *, started_now: bool) -> EngineHandle:
    return EngineHandle(_uri(state), program.user, secret, program.database, state.pid, started_now)
