"""Pytest plugin for mutation runs: no value that the unchanged code made may reach the test of a mutant, and no call may go unseen.

Rule books, compiled rules and query plans are kept in caches, of the product and of test modules. mutmut forks a process for each
mutant from one that has collected the tests already, and runs the tests that were seen to call the mutated function. With a
filled cache the mutant would never run, and only the first of all tests that need a rule book would be seen to call its loader.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest

from graph_service.propagation import compiled, prepared

#: The tests that see most come first, whatever they cost: most mutants fail there at once.
_STRONGEST = "test_cases_together.py"
#: What mutmut says it runs: ``stats`` while it looks which test calls which function.
_IS_WATCHING = os.environ.get("MUTANT_UNDER_TEST") == "stats"
#: file of tests → functions of the policy called so far, in this test or by an earlier one whose result was kept.
_seen: dict[str, set[str]] = defaultdict(set)


def _forget(*packages: str) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()
    compiled._CACHE.clear()
    prepared._plans.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with empty caches, with the strongest tests, and then with the fastest."""
    _forget("graph_service", "tests")
    stats = Path("mutmut-stats.json")
    if not _IS_WATCHING and stats.exists():
        seconds = json.loads(stats.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: (item.path.name != _STRONGEST, seconds.get(item.nodeid, 0.0)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let each test be seen to call what it needs."""
    if _IS_WATCHING:
        first_of_file = str(item.path) not in _seen
        _forget("graph_service", *(["tests"] if first_of_file else []))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Count the policy that an earlier test of the file has loaded as called by this one too."""
    if _IS_WATCHING:
        from mutmut.state import state

        called = state()._stats
        _seen[str(item.path)] |= {name for name in called if name.startswith("graph_service.policy.")}
        called |= _seen[str(item.path)]
