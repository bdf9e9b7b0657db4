"""Groups: each with a world in which it finds one, and the nearest in which it must not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from graph_service.analysis.patterns.finding import FINDERS
from tests.analysis.patterns.worlds import ON, PATTERNS, Row, Rows, firm, found, holding, office, person, told

DAY = timedelta(days=1)
Told = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def firms(*keys: str, **more: Any) -> list[Row]:
    return [firm(key, **more) for key in keys]


def heads(*, keys: str = "AB", **more: Any) -> Rows:
    return {"organizations": firms(*keys), "roles": [office("P1", f"r{key}", organization=key, **more) for key in keys]}


def ring(*shares: tuple[str, str]) -> Rows:
    held = [holding(one, f"h{one}{other}", organization=other, share=0.6) for one, other in shares]
    return {"organizations": firms("A", "B", "C"), "holdings": held}


FINDS: dict[str, tuple[Rows, Told, list[Rows]]] = {
    "same-representative": (
        heads(),
        [("P1", ("A", "B"), ("rA", "rB"))],
        [heads(keys="A"), heads(end=ON), heads() | {"organizations": firms("A", "B", closed=ON)}, heads(role="director")],
    ),
    "serial-representatives": (
        heads(keys="ABCDE", end=ON),
        [("P1", tuple("ABCDE"), ("rA", "rB", "rC", "rD", "rE"))],
        [heads(keys="ABCD", end=ON), heads(keys="ABCDE", start=ON + DAY)],
    ),
    "same-address": (
        {"organizations": firms("A", "B", address="甲路1号")},
        [("A", ("B",), ("o-A", "o-B"))],
        [
            {"organizations": [firm("A", address="甲路1号"), firm("B", address="甲路1号 ")]},
            {"organizations": firms("A", "B")},
            {"organizations": [firm("A", address="甲路1号"), firm("B", address="甲路1号", closed=ON)]},
        ],
    ),
    "same-controller": (
        ring(("P1", "A"), ("A", "B")),
        [("P1", ("A", "B"), ("hAB", "hP1A"))],
        [ring(("P1", "A")), {"holdings": [holding("P1", "h1", organization=key, share=0.5) for key in "AB"]}],
    ),
    "circular-holding": (
        ring(("A", "B"), ("B", "A"), ("P1", "A")),
        [("A", ("B",), ("hAB", "hBA"))],
        [ring(("A", "B"), ("B", "C")), {"holdings": [holding("A", "h", organization="B"), holding("B", "k", organization="A", end=ON)]}],
    ),
    "communities": (
        heads(keys="ABC"),
        [("A", ("B", "C", "P1"), ("rA", "rB", "rC"))],
        [heads(keys="AB"), heads(keys="ABC", end=ON)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FINDS)
def test_a_group_is_found_with_its_members_and_the_facts_that_make_it_one(name: str) -> None:
    rows, expected, _ = FINDS[name]

    assert told(name, rows) == expected


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, case in FINDS.items() for number in range(len(case[2]))])
def test_no_group_is_found(name: str, number: int) -> None:
    assert told(name, FINDS[name][2][number]) == []


def test_a_firm_that_holds_itself_is_a_circle_of_its_own() -> None:
    assert told("circular-holding", ring(("A", "A"), ("A", "B"))) == [("A", (), ("hAA",))]


def test_a_hub_joins_nobody() -> None:
    keys = [f"A{number:02}" for number in range(51)]
    rows: Rows = {
        "organizations": firms(*keys),
        "roles": [office("P1", f"r{key}", organization=key) for key in keys],
    }
    smaller: Rows = {**rows, "roles": rows["roles"][:50]}

    assert told("communities", rows) == []
    assert [len(one.others) for one in found("communities", smaller)] == [50]


def two_towns() -> Rows:
    """Two dense towns of 32 subjects each that one person ties together."""
    people = [person(f"Q{number:02}") for number in range(40)] + [person("T")]
    keys = [f"A{number:02}" for number in range(24)]
    halves = [(keys[:12], people[:20]), (keys[12:], people[20:40])]
    roles = [
        office(one["id"], f"r-{key}-{one['id']}", organization=key)
        for town, inhabitants in halves
        for key in town
        for one in inhabitants
    ]
    bridge = [office("T", "rT1", organization=keys[0]), office("T", "rT2", organization=keys[12])]
    return {"organizations": firms(*keys), "persons": people, "roles": [*roles, *bridge]}


def test_a_large_component_is_divided_and_always_in_the_same_way() -> None:
    rows = two_towns()

    divided = found("communities", rows)
    again = found("communities", {**rows, "roles": list(reversed(rows["roles"]))})

    towns = [{one for one in (each.subject, *each.others) if one != "T"} for each in divided]
    assert [len(town) for town in towns] == [32, 32]
    assert divided == again


def test_every_pattern_has_a_function_and_every_function_a_pattern() -> None:
    assert set(FINDERS) == set(PATTERNS)
