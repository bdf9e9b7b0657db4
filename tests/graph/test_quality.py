"""What is doubtful on record, read from both graph servers with the rows that say so."""

from __future__ import annotations

from datetime import date
from typing import cast

from graph_service.query.quality import MAX_ROWS, quality
from graph_service.store.graph.store import BoltGraphStore
from graph_service.workflow.services import Services
from tests.graph.facts import FIRM, event, organization, person, put, representative

ON = date(2026, 11, 24)
GROUP, TWIN = "91110000MA0FAKE05X", "91110000MA0FAKE06X"


def services(store: BoltGraphStore) -> Services:
    return Services(store, None, None, None, None)  # type: ignore[arg-type]  # the checks ask for the graph alone


def test_doubts_come_with_names_and_source_rows_and_are_bounded(graph_store: BoltGraphStore) -> None:
    heads = [person(f"p-{number:02d}", name="赵甲") for number in range(MAX_ROWS + 2)]
    firms = [organization(FIRM, founded=date(2020, 6, 1), closed=date(2024, 1, 1)), organization(GROUP), organization(TWIN)]
    rows = {
        "organizations": firms,
        "persons": heads,
        "roles": [representative(str(head["id"]), FIRM, date(2025, 1, 1), date(2030, 1, 1)) for head in heads],
        "holdings": [
            {"holder": GROUP, "organization": TWIN, "share": 1.0},
            {"holder": TWIN, "organization": GROUP, "share": 1.0},
        ],
        "events": [event("ev-1", FIRM, violation_start=date(2020, 5, 2))],
    }
    put(graph_store, 1, rows)
    moved: list[int] = []

    found = quality(services(graph_store), ON, 1, lambda done, _total: moved.append(done))

    assert {one["code"]: one["count"] for one in found["checks"] if one["count"]} == {
        "two-legal-representatives": 1,
        "person-with-two-ids": 1,
        "relation-after-closing": 1,
        "decision-before-violation": 1,
        "decision-before-founding": 1,
        "cycle-without-owner": 1,
    }
    by_code = {one["code"]: one["findings"] for one in found["checks"]}
    (late,) = by_code["relation-after-closing"]
    assert late["subjects"] == [{"id": FIRM, "name": cast("str", firms[0]["name"])}]
    assert (late["facts"], len(late["rows"])) == (MAX_ROWS + 2, MAX_ROWS)
    assert {(row["file"], row["load"]) for row in late["rows"]} == {("file-1.csv", "load-1")}
    assert {row["row"] for row in by_code["cycle-without-owner"][0]["rows"]} == {1, 2}
    assert moved[-1] == len(firms) + len(heads) + 1


def test_a_sound_record_leaves_no_doubt_and_the_limit_bounds_what_is_told(graph_store: BoltGraphStore) -> None:
    firms = [organization(firm, closed=date(2024, 1, 1)) for firm in (FIRM, GROUP)]
    sound = {"organizations": firms, "persons": [person("p-a")], "roles": [representative("p-a", FIRM, date(2015, 1, 1))]}
    put(graph_store, 1, sound)
    before = quality(services(graph_store), ON, 1)
    put(graph_store, 2, {"roles": [representative("p-a", firm, date(2025, 1, 1)) for firm in (FIRM, GROUP)]})

    after = quality(services(graph_store), ON, 1)

    assert [one["count"] for one in before["checks"]] == [0] * len(before["checks"])
    late = next(one for one in after["checks"] if one["code"] == "relation-after-closing")
    assert (late["count"], [one["subjects"][0]["id"] for one in late["findings"]]) == (2, [FIRM])
