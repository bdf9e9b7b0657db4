"""Any permutation, split or repetition of a registry's files gives the same facts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders.run import load_paths
from tests.generate.test_answers import content
from tests.generate.truths import write_rows
from tests.loaders.conftest import services_in
from tests.tiers import FULL

Rows = list[list[str]]


def dealt(rows: Rows, chance: Random) -> Iterator[Rows]:
    """Deal the rows of a table out to up to three files, in any order; now and then a row goes into every file."""
    shares: list[Rows] = [[] for _ in range(chance.randint(1, 3))]
    for row in chance.sample(rows, len(rows)):
        for share in shares if chance.random() < 0.1 else [chance.choice(shares)]:
            share.append(row)
    yield from filter(None, shares)


@pytest.mark.parametrize("seed", range(20 if FULL else 2))
def test_files_dealt_out_anew_give_the_same_facts(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    (tmp_path / "parts").mkdir()
    generate(Plan(25, seed), tmp_path / "registry")
    for path in sorted((tmp_path / "registry" / TABLES).iterdir()):
        with path.open(encoding="utf-8", newline="") as lines:
            titles, *rows = csv.reader(lines)
        for share in dealt(rows, chance):
            write_rows(tmp_path / "parts" / f"{chance.randrange(10**9):09d}.csv", [titles, *share])
    one, other = services_in(tmp_path / "one"), services_in(tmp_path / "other")

    whole, parts = load_paths(one, [tmp_path / "registry" / TABLES]), load_paths(other, [tmp_path / "parts"])

    assert (whole.rejected, parts.rejected) == (0, 0)
    assert content(other) == content(one)
