"""What ``doctor`` looks at, one check after the other; each says what to do when it is not well."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graph_service.cli.application import Application, Probe
from graph_service.errors import GraphServiceError

if TYPE_CHECKING:
    from graph_service.settings import Settings

Verdict = Literal["ok", "warn", "fail"]

_PACKAGES = ("neo4j", "fastapi", "pandas", "polars", "narwhals", "sqlalchemy", "pydantic")
_PYTHONS = ((3, 11), (3, 14))
_GIB = 1024**3
_LITTLE, _TOO_LITTLE = 2 * _GIB, _GIB // 4
#: No release of this product is older, so an earlier clock is certainly wrong.
_NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
#: Clocks of several machines may differ by this much.
_CLOCKS_DIFFER = timedelta(minutes=5)
_START_ENGINE = "graph-service engine start, then doctor again"
#: Lagging events that are named.
_NAMED = 5
_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: what was looked at, how it is, what was found, and what to do (empty when it is well)."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def run_checks(application: Application) -> Iterator[Check]:
    """Give every check in order; a check that cannot be made is itself a finding."""
    yield _python()
    yield from _packages()
    yield _clock()
    try:
        settings = application.settings()
    except GraphServiceError as error:
        yield Check("settings", "fail", error.message, error.hint or "Correct the variable.")
        return
    yield Check("settings", "ok", f"home {settings.home}, graph {settings.graph_uri or settings.neo4j_dir or 'embedded'}")
    yield _home(settings.home)
    yield _disk(settings.home)
    yield from _secrets(settings)
    yield from _graph(application, settings)
    yield from _ledger(application, settings)
    yield _projection(application, settings)


def _python() -> Check:
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]:
        return Check("python", "ok", found)
    return Check("python", "fail", found, "Use Python 3.11, 3.12 or 3.13.")


def _packages() -> Iterator[Check]:
    found, missing = [], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    yield (
        Check("packages", "ok", ", ".join(found))
        if not missing
        else Check("packages", "fail", f"missing: {', '.join(missing)}", "Run `make setup`, or install graph-service again.")
    )


def _clock() -> Check:
    now = datetime.now(UTC)
    if now < _NOT_BEFORE:
        return Check(
            "clock", "fail", f"it shows {now:%Y-%m-%d %H:%M} UTC, which is past", "Set the clock; terms depend on the day."
        )
    return Check("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _home(home: Path) -> Check:
    if not home.exists():
        return Check("home", "ok", f"{home} does not exist yet; the first command creates it")
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & _READABLE_BY_OTHERS:
        return Check("home", "warn", f"{home} can be read by others (mode {mode:o})", f"chmod 700 {home}")
    if not os.access(home, os.W_OK | os.X_OK):
        return Check(
            "home", "fail", f"{home} cannot be written", "Set GRAPH_SERVICE_HOME to a directory that you can write to."
        )
    return Check("home", "ok", str(home))


def _disk(home: Path) -> Check:
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / _GIB:.1f} GiB free at {place}"
    if free < _TOO_LITTLE:
        return Check("disk", "fail", found, "Free some space: loads and propagation would stop half-way.")
    return Check("disk", "warn", found, "Free some space soon.") if free < _LITTLE else Check("disk", "ok", found)


def _secrets(settings: Settings) -> Iterator[Check]:
    """Look at every file that holds a secret; one that others can read is as good as published."""
    files = [path for path in sorted(settings.path("keys").rglob("*")) if path.is_file()]
    files += [path for kind in ("engine", "neo4j") for path in settings.home.glob(f"{kind}*/*secret*") if path.is_file()]
    files += [path for path in (settings.graph_password_file,) if path and path.exists()]
    loose = [path for path in files if stat.S_IMODE(path.stat().st_mode) & _READABLE_BY_OTHERS]
    if loose:
        listed = " ".join(str(path) for path in loose)
        yield Check("secrets", "fail", f"readable by others: {listed}", f"chmod 600 {listed}")
    else:
        yield Check("secrets", "ok", f"{len(files)} files, readable by their owner only")


def _graph(application: Application, settings: Settings) -> Iterator[Check]:
    if settings.runs_server:
        state = application.engine_state(settings)
        if not state.running:
            yield Check("engine", "ok", f"not running; it starts by itself when needed. {state.detail}".strip())
            yield Check("schema", "warn", "not looked at: the engine is not running", _START_ENGINE)
            return
        yield Check("engine", "ok", f"running at {state.address} (process {state.pid})")
    try:
        probe = application.probe_graph(settings)
    except GraphServiceError as error:
        yield Check("graph", "fail", error.message, error.hint or "Start the graph server, or correct GRAPH_SERVICE_GRAPH_URI.")
        return
    yield _faults(
        "schema", probe, "Run any command that opens the stores (for example `graph-service rules list` then `load`)."
    )


def _ledger(application: Application, settings: Settings) -> Iterator[Check]:
    try:
        probe = application.probe_ledger(settings)
    except GraphServiceError as error:
        yield Check("ledger", "fail", error.message, error.hint or "Correct GRAPH_SERVICE_LEDGER_URL, or start the database.")
        return
    yield _faults("ledger", probe, "Run `graph-service propagate`: it opens the ledger.")
    if probe.newest and probe.newest > datetime.now(UTC) + _CLOCKS_DIFFER:
        yield Check(
            "clock", "fail", f"the ledger has a record of {probe.newest:%Y-%m-%d %H:%M} UTC, still to come", "Set the clock."
        )


def _projection(application: Application, settings: Settings) -> Check:
    """Say of which events the graph shows something else than the newest run on the ledger; the ledger is right."""
    if settings.runs_server and not application.engine_state(settings).running:
        return Check("projection", "warn", "not looked at: the engine is not running", _START_ENGINE)
    try:
        lagging = application.probe_projection(settings)
    except GraphServiceError as error:
        return Check("projection", "warn", f"not looked at: {error.message}", error.hint)
    if lagging.faults:
        named = ", ".join(lagging.faults[:_NAMED])
        found = f"in {len(lagging.faults)} events the graph shows something else than the ledger: {named}"
        return Check("projection", "warn", found + (", …" if len(lagging.faults) > _NAMED else ""), "graph-service project")
    return Check("projection", "ok", lagging.found)


def _faults(name: str, probe: Probe, advice: str) -> Check:
    if probe.faults:
        return Check(name, "fail", "; ".join(probe.faults), advice)
    return Check(name, "ok", probe.found)
