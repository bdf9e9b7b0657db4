"""Tell at the end of a run, in plain words, what could not run and why; where nothing may be skipped, fail for it.

Loaded by ``addopts`` in pyproject.toml. ``REQUIRE_ALL_TESTS=1`` (set in CI) turns every skipped test into a failed run.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest


def _reasons(reporter: pytest.TerminalReporter) -> Counter[tuple[str, str]]:
    """Count skipped tests by file and reason."""
    found: Counter[tuple[str, str]] = Counter()
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        found[report.nodeid.partition("::")[0], reason.removeprefix("Skipped: ")] += 1
    return found


def _is_strict() -> bool:
    return os.environ.get("REQUIRE_ALL_TESTS", "") == "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what could not run, by file and reason."""
    if not (reasons := _reasons(terminalreporter)):
        return
    terminalreporter.section("could not run" + (" (nothing may be skipped here)" if _is_strict() else ""))
    for (file, reason), count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count:>4}  {file}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was skipped where none may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _is_strict() and isinstance(reporter, pytest.TerminalReporter) and _reasons(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
