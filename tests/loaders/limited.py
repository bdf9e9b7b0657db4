"""Reads each hostile file in a process of its own that may use two seconds of a processor and 300 MiB more than it has.

A limit that is overstepped kills that process, or shows as an error that is none of ours: either is told, and fails the test.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet  # noqa: F401  # what is imported before the limits is not counted

from graph_service.errors import SourceFileError
from graph_service.loaders import delimited, json_lines, parquet, workbook  # noqa: F401  # as above
from graph_service.loaders.reading import get
from tests.loaders.hostile import KINDS

SECONDS = 2
MORE_BYTES = 300 * 1024 * 1024


def count(path: Path) -> str:
    return f"read {sum(len(chunk) for sheet in get(path) for chunk in sheet.chunks())} rows"


def outcome(act: Callable[[Path], str], path: Path) -> str:
    """What becomes of the file, in words."""
    try:
        return act(path)
    except SourceFileError as error:
        return f"refused: {error}" if error.hint else f"refused without advice: {error}"
    except BaseException as error:  # noqa: BLE001  # whatever else it is, the test must see it
        return f"{type(error).__name__}: {error}"[:300]


def limited(act: Callable[[Path], str], path: Path) -> str:
    """The same, within the limits."""
    incoming, outgoing = os.pipe()
    child = os.fork()
    if not child:
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MORE_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        os.write(outgoing, outcome(act, path).encode("utf-8", "replace")[:4_000])
        os._exit(0)
    os.close(outgoing)
    with os.fdopen(incoming, "rb") as answer:
        told = answer.read().decode()
    _, status = os.waitpid(child, 0)
    return told if os.WIFEXITED(status) and told else f"killed by signal {os.WTERMSIG(status)}"


def takes_memory(_path: Path) -> str:
    return str(len(bytearray(2 * MORE_BYTES)))


def takes_long(_path: Path) -> str:
    while True:
        pass


CONTROLS = {"(control) takes too much memory": takes_memory, "(control) takes too long": takes_long}


def answers() -> Iterator[tuple[str, str]]:
    for kind, (write, _) in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield kind, limited(count, write(Path(folder)))
    for kind, act in CONTROLS.items():
        yield kind, limited(act, Path())


if __name__ == "__main__":
    json.dump(dict(answers()), sys.stdout, ensure_ascii=False)
