"""What every run tests, and what only ``make test-full`` does (``FULL_TESTS=1``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TypeVar

import pytest

from tests.servers import SERVER_NAMES

Item = TypeVar("Item")
FULL = os.environ.get("FULL_TESTS") == "1"


def share_of(server: str, items: Sequence[Item], parts: int = 1) -> Sequence[Item]:
    """Return every second item, so that each is tested on one of the two servers; all of them in a full run.

    Args:
        server: its name.
        items: moments, calls, whatever is tested one after the other.
        parts: of its half each server takes one item in so many.
    """
    return items if FULL else items[SERVER_NAMES.index(server) * parts :: 2 * parts]


def report(capsys: pytest.CaptureFixture[str], figure: str) -> None:
    """Show a figure that a full run measures, whether the test passes or not."""
    if FULL:
        with capsys.disabled():
            sys.stdout.write(f"\n{figure}\n")
