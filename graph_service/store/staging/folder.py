"""The private folder of a first load: names of persons lie in it in clear, so nobody else may read it and nothing of it stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from graph_service.errors import StoreConflictError

_NAME = "first-load"


@contextmanager
def private_folder(home: Path) -> Iterator[Path]:
    """Give an empty folder, for its owner alone, that is deleted at the end; what a killed try left is deleted first.

    Raises:
        StoreConflictError: another first load is under way in this home.
    """
    try:
        with filelock.FileLock(home / f"{_NAME}.lock", timeout=0):
            folder = home / _NAME
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder)
    except filelock.Timeout:
        raise StoreConflictError("Another load --bulk is under way.", hint="Wait until it has ended.") from None


def sweep(home: Path, clear: Callable[[], None]) -> None:
    """Delete what a killed first load left, unless one is under way; ``clear`` is called first, to take its server away."""
    folder = home / _NAME
    if not folder.exists():
        return
    try:
        with filelock.FileLock(home / f"{_NAME}.lock", timeout=0):
            clear()
            shutil.rmtree(folder)
    except filelock.Timeout:
        return
