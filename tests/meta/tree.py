"""What the tests of the tree itself look at: the files that git tracks, or all of a source archive."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every regular file under version control that is on disk; symlinks are left out (their target is in the list)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def tracked(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """Return the tracked files with one of these endings, in these top-level directories (all of them when none is named)."""
    found = [path for path in tracked_files() if path.suffix in suffixes]
    return [path for path in found if not under or path.relative_to(ROOT).parts[0] in under]


def name_of(path: Path) -> str:
    """Return the path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()
