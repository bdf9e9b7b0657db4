"""The smallest world on which something still goes wrong, in words that a person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

Rows = Mapping[str, list[dict[str, object]]]

SUBJECTS = ("organizations", "persons")
#: What every row of a table must say.
NEEDED = frozenset(
    "id name type confirmed person organization role holder kind category event liability found how compatible".split()
)


def smallest(world: Rows, goes_wrong: Callable[[Rows], bool]) -> Rows:
    """Take away rows and cells, as long as it still goes wrong, until nothing more can go."""
    less = _with_less(world, goes_wrong)
    while less != world:
        world, less = less, _with_less(less, goes_wrong)
    return world


def in_words(world: Rows) -> str:
    """Write a world down, one row a line, without what is empty."""
    lines = []
    for table, rows in world.items():
        for row in rows:
            stated = ", ".join(f"{name}={value}" for name, value in row.items() if value is not None and name != "name")
            lines.append(f"  {table}: {stated}")
    return "\n".join(lines)


def _with_less(world: Rows, goes_wrong: Callable[[Rows], bool]) -> Rows:
    """Try once to do without each row, and else without each of its cells."""
    for table in world:
        for number in reversed(range(len(world[table]))):
            without_row = {**world, table: world[table][:number] + world[table][number + 1 :]}
            if _may_go(world, table, number) and goes_wrong(without_row):
                world = without_row
                continue
            for name in [name for name, value in world[table][number].items() if value is not None and name not in NEEDED]:
                emptied = [row | {name: None} if row is world[table][number] else row for row in world[table]]
                if goes_wrong({**world, table: emptied}):
                    world = {**world, table: emptied}
    return world


def _may_go(world: Rows, table: str, number: int) -> bool:
    """Say whether no other row speaks of this one."""
    return table not in SUBJECTS or world[table][number]["id"] not in set(_mentioned(world))


def _mentioned(world: Rows) -> Iterator[object]:
    """Give the ids that other rows, or other cells of a subject's row, speak of."""
    for table, rows in world.items():
        for row in rows:
            yield from (
                value for name, value in row.items() if name not in ("id", "name") or table not in (*SUBJECTS, "events")
            )
