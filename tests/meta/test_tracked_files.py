"""What is committed names no machine of ours and no place to download from, and carries no broken symlink."""

import re
from pathlib import Path

from tests.meta.tree import ROOT, name_of, tracked_files

#: Written in pieces, so that this file does not name them either.
UNWANTED = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "files\\." + "pythonhosted",
            "registry\\." + "npmjs",
            "repo1?\\." + "maven",
            "--(extra-)?index" + "-url(?!$)\\s+\\S",
            "--find" + "-links\\s+\\S",
            "/" + "root/",
            "/" + "work/(main|shared)",
            "/" + "home/[a-z]",
        ]
    )
)
LONGEST = 1_500_000


def readable(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8192] else data.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    ours = [path for path in tracked_files() if "vendor" not in path.parts]  # vendored files are taken unchanged

    found = {name_of(path): [hit[0] for hit in UNWANTED.finditer(readable(path))] for path in ours}

    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_file_is_too_large_for_a_repository() -> None:
    assert [name_of(path) for path in tracked_files() if path.stat().st_size > LONGEST and "vendor" not in path.parts] == []


def test_the_package_reaches_the_top_level_directories_by_relative_symlinks() -> None:
    links = {name: (ROOT / "graph_service" / name).readlink().as_posix() for name in ("cypher", "loaders")}

    assert links == {"cypher": "../cypher", "loaders": "../loaders"}
