"""Each check over what is on record: one world that it doubts, and the nearest one that it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_service.analysis.frames import joined, narrow
from graph_service.analysis.quality import CHECKS, COLUMNS

ON = date(2026, 11, 24)
Rows = list[dict[str, Any]]
World = dict[str, Rows]


def firm(**more: Any) -> dict[str, Any]:
    return {"id": "F", "name": "甲一"} | more


def office(person: str, source: str, **more: Any) -> dict[str, Any]:
    return {"person": person, "organization": "F", "role": "legal_representative", "source": source} | more


def holding(holder: str, organization: str, source: str, **more: Any) -> dict[str, Any]:
    return {"holder": holder, "organization": organization, "source": source} | more


def event(**more: Any) -> dict[str, Any]:
    return {"id": "ev", "subject": "F", "source": "e1"} | more


ZHAO: Rows = [{"id": "P1", "name": "赵甲", "confirmed": True}, {"id": "P2", "name": "赵甲", "confirmed": True}]
#: code → (a world that is doubted, the subjects and facts of each finding, worlds that are not doubted)
CASES: dict[str, tuple[World, list[tuple[list[str], list[str]]], list[World]]] = {
    "two-legal-representatives": (
        {"roles": [office("P1", "r1"), office("P2", "r2", start=ON)]},
        [(["F"], ["r1", "r2"])],
        [
            {"roles": [office("P1", "r1", end=ON), office("P2", "r2", start=ON)]},
            {"roles": [office("P1", "r1"), office("P2", "r2", start=date(2026, 11, 25))]},
            {"roles": [office("P1", "r1"), office("P1", "r2", start=ON)]},
            {"roles": [office("P1", "r1"), office("P2", "r2", role="director")]},
            {"roles": [office("P1", "r1"), office("P2", "r2", organization="G")]},
        ],
    ),
    "person-with-two-ids": (
        {"persons": ZHAO, "roles": [office("P1", "r1")], "holdings": [holding("P2", "F", "h1")]},
        [(["F", "P1", "P2"], ["h1", "r1"])],
        [
            {"persons": ZHAO, "roles": [office("P1", "r1")], "holdings": [holding("P2", "G", "h1")]},
            {"persons": ZHAO, "roles": [office("P1", "r1")], "holdings": [holding("P1", "F", "h1")]},
            {
                "persons": [ZHAO[0], ZHAO[1] | {"confirmed": False}],
                "roles": [office("P1", "r1")],
                "holdings": [holding("P2", "F", "h1")],
            },
            {
                "persons": [ZHAO[0], ZHAO[1] | {"name": "钱乙"}],
                "roles": [office("P1", "r1")],
                "holdings": [holding("P2", "F", "h1")],
            },
        ],
    ),
    "relation-after-closing": (
        {
            "organizations": [firm(closed=date(2020, 1, 1))],
            "roles": [office("P1", "r1", start=date(2020, 1, 1))],
            "holdings": [holding("P1", "F", "h1", start=date(2021, 1, 1)), holding("P2", "F", "h2", start=date(2019, 1, 1))],
        },
        [(["F"], ["h1", "r1"])],
        [
            {"organizations": [firm(closed=date(2020, 1, 1))], "roles": [office("P1", "r1", start=date(2019, 12, 31))]},
            {"organizations": [firm(closed=date(2020, 1, 1))], "roles": [office("P1", "r1")]},
            {"organizations": [firm()], "roles": [office("P1", "r1", start=date(2020, 1, 1))]},
        ],
    ),
    "relation-before-founding": (
        {"organizations": [firm(founded=date(2020, 1, 1))], "roles": [office("P1", "r1", start=date(2019, 12, 31))]},
        [(["F"], ["r1"])],
        [
            {"organizations": [firm(founded=date(2020, 1, 1))], "roles": [office("P1", "r1", start=date(2020, 1, 1))]},
            {"organizations": [firm()], "roles": [office("P1", "r1", start=date(2019, 12, 31))]},
        ],
    ),
    "decision-before-violation": (
        {"events": [event(decision_date=date(2024, 3, 4), violation_start=date(2024, 3, 5))]},
        [(["ev", "F"], ["e1"])],
        [
            {"events": [event(decision_date=date(2024, 3, 5), violation_start=date(2024, 3, 5))]},
            {"events": [event(decision_date=date(2024, 3, 5))]},
        ],
    ),
    "decision-before-founding": (
        {"organizations": [firm(founded=date(2024, 3, 6))], "events": [event(decision_date=date(2024, 3, 5))]},
        [(["F", "ev"], ["e1"])],
        [
            {"organizations": [firm(founded=date(2024, 3, 5))], "events": [event(decision_date=date(2024, 3, 5))]},
            {"organizations": [firm(founded=date(2024, 3, 6))], "events": [event(subject="G", decision_date=date(2024, 3, 5))]},
        ],
    ),
    "shares-above-whole": (
        {"holdings": [holding("P1", "F", "h1", share=0.6), holding("P2", "F", "h2", share=0.5)]},
        [(["F"], ["h1", "h2"])],
        [
            {"holdings": [holding("P1", "F", "h1", share=0.6), holding("P2", "F", "h2", share=0.4003)]},
            {"holdings": [holding("P1", "F", "h1", share=0.6, end=ON), holding("P2", "F", "h2", share=0.5)]},
            {"holdings": [holding("P1", "F", "h1", share=0.6), holding("P2", "G", "h2", share=0.5)]},
            {"holdings": [holding("P1", "F", "h1", share=0.6), holding("P2", "F", "h2")]},
        ],
    ),
    "cycle-without-owner": (
        {"holdings": [holding("F", "G", "h1"), holding("G", "F", "h2"), holding("G", "H", "h3"), holding("K", "K", "h4")]},
        [(["F", "G"], ["h1", "h2"]), (["K"], ["h4"])],
        [
            {"persons": ZHAO, "holdings": [holding("F", "G", "h1"), holding("G", "F", "h2"), holding("P1", "F", "h3")]},
            {"holdings": [holding("F", "G", "h1"), holding("G", "F", "h2"), holding("H", "F", "h3")]},
            {"holdings": [holding("F", "G", "h1"), holding("G", "F", "h2", end=ON)]},
            {"holdings": [holding("F", "G", "h1"), holding("G", "H", "h2")]},
        ],
    ),
}
FIND = {check.code: check.find for check in CHECKS}


def found(code: str, world: World) -> list[tuple[list[str], list[str]]]:
    facts = joined(COLUMNS, {table: [narrow(COLUMNS, table, rows)] for table, rows in world.items()})
    return [(one["subjects"], one["facts"]) for one in FIND[code](facts, ON).iter_rows(named=True)]


def test_every_check_has_its_cases() -> None:
    assert FIND.keys() == CASES.keys()


@pytest.mark.parametrize("code", CASES)
def test_what_is_doubtful_is_found_with_its_subjects_and_facts(code: str) -> None:
    world, findings, _ = CASES[code]

    assert found(code, world) == findings


@pytest.mark.parametrize(("code", "number"), [(code, number) for code in CASES for number in range(len(CASES[code][2]))])
def test_the_nearest_sound_world_is_not_doubted(code: str, number: int) -> None:
    assert found(code, CASES[code][2][number]) == []


@pytest.mark.parametrize("code", CASES)
def test_an_empty_graph_is_in_order(code: str) -> None:
    assert found(code, {}) == []


def test_pages_are_put_together() -> None:
    pages = [
        narrow(COLUMNS, "holdings", [holding("P1", "F", "h1", share=0.6)]),
        narrow(COLUMNS, "holdings", [holding("P2", "F", "h2", share=0.5)]),
    ]

    together = FIND["shares-above-whole"](joined(COLUMNS, {"holdings": pages}), ON)

    assert together["facts"].to_list() == [["h1", "h2"]]


def test_a_table_is_narrowed_to_what_is_read() -> None:
    assert narrow(COLUMNS, "persons", [{"id": "P1", "name": "赵甲", "confirmed": True, "honoured": True}]).columns == list(
        COLUMNS["persons"]
    )
