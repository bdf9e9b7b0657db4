"""A directory that is there as a whole or not at all, and files copied into it for their owner alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from graph_service.backup.manifest import Moved, pieces
from graph_service.errors import InputError, StoreConflictError
from graph_service.security.keyring import sync_directory, write_atomically

_MIB = 1024 * 1024
#: Left free beside what is written.
_RESERVE = 64 * _MIB


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Give an empty directory beside the target; it takes the target's name once everything is written.

    What an earlier try that was killed left beside it is removed.

    Raises:
        InputError: something lies there already, or it cannot be made.
        StoreConflictError: another process is making it.
    """
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
        raise InputError(str(target), "exists already and is not empty", hint="Name a directory that is not there yet.")
    part, lock = (target.with_name(f".{target.name}.{suffix}") for suffix in ("partial", "lock"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0, mode=0o600):
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(mode=0o700)
            try:
                yield part
                _put_in_place(part, target)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
            finally:
                lock.unlink(missing_ok=True)
    except Timeout:
        raise StoreConflictError(f"{target} is being made by another command.", hint="Wait for its end.") from None
    except OSError as error:
        raise InputError(
            str(target), f"cannot be made: {error.strerror}", hint="Name a place that you can write to."
        ) from error


def _put_in_place(part: Path, target: Path) -> None:
    for directory in (*(path for path in part.rglob("*") if path.is_dir()), part):
        sync_directory(directory)
    if target.exists():
        target.rmdir()
    part.rename(target)
    sync_directory(target.parent)


def copy_file(source: Path, target: Path, moved: Moved) -> None:
    """Copy one file, on the disk when this returns, readable by its owner only."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def told() -> Iterator[bytes]:
        for piece in pieces(source):
            yield piece
            moved(len(piece))

    write_atomically(target, told())


def refuse_without_space(place: Path, needed: int) -> None:
    """Make sure of the space before anything is written.

    Raises:
        InputError: there is too little; it says how much is needed.
    """
    there = next(path for path in (place, *place.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < needed + _RESERVE:
        raise InputError(
            str(place), f"needs {-(-(needed + _RESERVE) // _MIB)} MiB, and {free // _MIB} MiB are free", hint="Free some space."
        )
