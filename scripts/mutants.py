"""Run mutmut on all mutants or on a sample of each module; name the survivors and count: ``mutants.py SAMPLE CHILDREN`` (0: all).

The sample is the same on every machine as long as the module is: mutants are drawn by chance with a fixed seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

from mutmut import __main__ as mutmut
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files

SEED = "2026"


def verdicts() -> dict[str, dict[str, int | None]]:
    """Give module → mutant → exit code of its tests; ``None`` where they have not run."""
    found = {}
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        if data.exit_code_by_key:
            found[f"{path.parent.name}/{path.stem}"] = dict(data.exit_code_by_key)
    return found


def chosen(size: int) -> list[str]:
    """Draw ``size`` mutants of each module (0: take all), those first that come first in the draw; leave out what is decided."""
    names: list[str] = []
    for module, mutants in verdicts().items():
        drawn = sorted(mutants)
        Random(f"{SEED} {module}").shuffle(drawn)
        names += [name for name in drawn[: size or None] if mutants[name] is None]
    return names


def write_mutants(children: int) -> None:
    """Write every mutant into ``mutants/``, as ``mutmut run`` does at its start, so that there is something to draw from."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    with mutmut.CatchOutput():
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        mutmut.create_mutants(children)


def report(found: dict[str, dict[str, int | None]]) -> None:
    """Name what no test noticed, and print a table of the verdicts by module."""
    for name, code in sorted(pair for mutants in found.values() for pair in mutants.items()):
        if code is not None and status_by_exit_code[code] != "killed":
            print(f"{status_by_exit_code[code]}: {name}")
    print("| module | mutants | tested | killed | survived | timeout | no test |\n|---|---:|---:|---:|---:|---:|---:|")
    for module, mutants in found.items():
        states = Counter(status_by_exit_code[code] for code in mutants.values() if code is not None)
        counts = [len(mutants), states.total(), *(states[name] for name in ("killed", "survived", "timeout", "no tests"))]
        print(f"| `{module}` | {' | '.join(map(str, counts))} |")


def main() -> None:
    """Test what was chosen and report on all that is decided."""
    size, children = int(sys.argv[1]), int(sys.argv[2])
    write_mutants(children)
    if names := chosen(size):
        mutmut._run(names if size else [], children)  # no name: all that are not decided yet
    report(verdicts())


if __name__ == "__main__":
    main()
