"""Write the sample data that the package ships: an invented town, in the real layouts, dirty as real files are.

The same seed gives the same content. Run it from the top of the repository:
``python -m scripts.make_sample_data --seed 20170331``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from graph_service.generate.records import Town
from graph_service.generate.writing import Book, csv_bytes
from scripts.sample_data import decisions, names, registry, stories
from scripts.sample_data.background import ordinary_firms, ordinary_penalties, supply
from scripts.sample_data.dirt import Dirt, Row

SHIPPED = Path(__file__).resolve().parent.parent / "graph_service" / "data" / "sample"
FIRMS, PEOPLE, DECISIONS = 200, 400, 60


def write_workbook(path: Path, tables: Mapping[str, tuple[Sequence[str], Sequence[Row]]], heading: str = "") -> None:
    """Write one sheet a table."""
    with Book(path) as book:
        for name, (header, rows) in tables.items():
            sheet = book.sheet(name, header, heading)
            for row in rows:
                sheet.write(row)


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(description="Write the sample data.")
    parser.add_argument("--seed", type=int, required=True, help="number that chance starts from (shipped: 20170331)")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder to write to")
    arguments = parser.parse_args()
    write_sample(arguments.seed, arguments.out)
    print(f"Sample data of seed {arguments.seed}: {arguments.out}")


def write_sample(seed: int, folder: Path) -> None:
    """Write all tables into the folder."""
    random = Random(seed)
    town = build_town(random)
    dirt = Dirt(random)
    folder.mkdir(parents=True, exist_ok=True)
    _write_registry(town, dirt, folder)
    _write_penalties(town, dirt, folder)
    write_workbook(folder / "责任认定.xlsx", {"责任认定": (decisions.FINDINGS, decisions.findings(town, dirt))})


def build_town(random: Random) -> Town:
    """Tell the stories first, then fill the town up to size."""
    town = Town()
    goods = supply(random, names.people(random, PEOPLE))
    stories.tell_all(town, goods)
    ordinary_firms(town, goods, FIRMS - len(town.firms))
    ordinary_penalties(town, goods, DECISIONS - len(town.penalties))
    return town


def _write_registry(town: Town, dirt: Dirt, folder: Path) -> None:
    """Write one workbook, and the same three tables as csv beside it."""
    tables: dict[str, tuple[Sequence[str], list[Row]]] = {
        "企业基本信息": (registry.ENTERPRISES, registry.enterprises(town, dirt)),
        "主要人员": (registry.PERSONS, registry.persons(town, dirt)),
        "股东及出资": (registry.HOLDINGS, registry.holdings(town, dirt)),
    }
    write_workbook(folder / "登记信息.xlsx", tables)
    variants = folder / "登记信息_csv"
    variants.mkdir(exist_ok=True)
    for (name, (header, rows)), encoding in zip(tables.items(), ("gb18030", "utf-8-sig", "utf-8"), strict=True):
        (variants / f"{name}.csv").write_bytes(csv_bytes(header, rows, encoding))


def _write_penalties(town: Town, dirt: Dirt, folder: Path) -> None:
    """Deal the decisions out to three files; one decision stands in two of them, as two departments publish it."""
    rows = decisions.penalties(town, dirt)
    bad = decisions.bad_penalties(town)
    first = [row for index, row in enumerate(rows) if index % 5 in (0, 1)]
    second = [row for index, row in enumerate(rows) if index % 5 in (2, 3)]
    third = [row for index, row in enumerate(rows) if index % 5 == 4]
    surplus: Row = [*second[1][:13], "京甲市监处罚〔2024〕906号", *second[1][14:], "多出的一列"]
    first[5:5], second[4:4], third[3:3] = bad[:2], [*bad[2:4], surplus], [bad[4], rows[0]]
    wide = [title.replace("(", "（").replace(")", "）") for title in decisions.PENALTIES]
    (folder / "行政处罚_2019版_1.csv").write_bytes(csv_bytes(decisions.PENALTIES, first, "gb18030"))
    (folder / "行政处罚_2019版_2.csv").write_bytes(csv_bytes(wide, second, "utf-8-sig"))
    write_workbook(folder / "行政处罚_2019版_3.xlsx", {"Sheet1": (decisions.PENALTIES, third)}, "行政处罚信息公示表（2019版）")


if __name__ == "__main__":
    main()
