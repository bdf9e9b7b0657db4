"""What the catalogue says of the departments: in time, complete, overdue; each rate with the day or cell beside its boundary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest

from graph_service.errors import PolicyFileError
from graph_service.store.ports import Load
from graph_service.workflow.catalogue import Department, Rate, check_catalogue, read_catalogue

SUPERVISION, SAFETY = "某市甲区市场监督管理局", "某市甲区应急管理局"
TEXT = f"""
title: 示例目录
items:
  - {{id: penalties, name: 处罚, department: {SUPERVISION}, source: penalties, since: 2026-01-01, every_days: 31, within_days: 7, required: [甲, 乙]}}
  - {{id: lists, name: 名单, department: {SAFETY}, source: lists, since: 2026-01-01, every_days: 10}}
"""
ON = date(2026, 3, 1)


def part(department: str = SUPERVISION, **more: Any) -> dict[str, Any]:
    said = {"department": department, "records": 4, "unchanged": 0, "refused": 1, "newest": "2026-02-01"}
    return said | {"delays": {"7": 3, "8": 1}, "filled": {"甲": 5, "乙": 3}} | more


def load(day: int, source: str = "penalties", *parts: Mapping[str, Any]) -> tuple[Load, dict[str, Any]]:
    moment = datetime(2026, 2, day, 15, 59, tzinfo=UTC)
    return Load(f"load-{day}-{source}", source, "a.csv", "0", moment), {"deliveries": list(parts)}


def checked(*journal: tuple[Load, dict[str, Any] | None], on: date = ON) -> dict[str, Department]:
    return {one.name: one for one in check_catalogue(read_catalogue("c.yaml", TEXT.encode()), journal, on)}


def test_rates_are_shares_of_records_and_of_required_cells() -> None:
    found = checked(load(1, "penalties", part()), load(2, "penalties", part(delays={"0": 4}, filled={"甲": 5})))[SUPERVISION]

    assert (found.timely, found.complete) == (Rate(7, 8), Rate(13, 20))
    assert (found.timely.share, found.complete.share) == (0.875, 0.65)
    assert (found.items[0].loads, found.items[0].records) == (2, 8)


def test_what_was_never_delivered_has_no_rate_and_is_overdue_from_its_first_day() -> None:
    found = checked()

    assert [(one.timely.share, one.complete.share) for one in found.values()] == [(None, None), (None, None)]
    assert [(late.item.id, late.last, late.due, late.overdue) for one in found.values() for late in one.overdue] == [
        ("penalties", None, date(2026, 2, 1), 28),
        ("lists", None, date(2026, 1, 11), 49),
    ]


@pytest.mark.parametrize(("on", "overdue"), [(date(2026, 2, 11), 0), (date(2026, 2, 12), 1)])
def test_an_item_is_overdue_from_the_day_after_it_is_due(on: date, overdue: int) -> None:
    found = checked(load(1, "lists", part(SAFETY)), on=on)[SAFETY].items[0]

    assert (found.last, found.due, found.overdue) == (date(2026, 2, 1), date(2026, 2, 11), overdue)


def test_a_late_hour_in_utc_is_the_next_day_in_china() -> None:
    late = load(1, "lists", part(SAFETY))
    evening = Load(late[0].id, "lists", "a.csv", "0", datetime(2026, 2, 1, 16, tzinfo=UTC))

    assert checked((evening, late[1]))[SAFETY].items[0].last == date(2026, 2, 2)


@pytest.mark.parametrize(
    "entry",
    [
        load(1, "lists", part(SUPERVISION), part("别的局")),
        load(1, "penalties", part(SAFETY)),
        (load(1, "lists", part(SAFETY))[0], None),
        (load(1, "lists", part(SAFETY))[0], {}),
    ],
    ids=["another department", "another kind", "unfinished", "of an older version"],
)
def test_what_another_load_says_does_not_count(entry: tuple[Load, dict[str, Any] | None]) -> None:
    assert checked(entry)[SAFETY].items[0].loads == 0


def test_a_load_after_the_day_or_before_the_item_is_owed_does_not_count() -> None:
    early = Load("e", "lists", "a.csv", "0", datetime(2025, 12, 31, tzinfo=UTC))

    assert (
        checked(load(20, "lists", part(SAFETY)), (early, {"deliveries": [part(SAFETY)]}), on=date(2026, 2, 19))[SAFETY]
        .items[0]
        .loads
        == 0
    )


def test_a_table_that_names_no_department_is_that_of_whoever_owes_its_kind() -> None:
    assert checked(load(1, "lists#表2", part("")))[SAFETY].items[0].loads == 1


def test_width_and_spaces_of_a_department_do_not_matter() -> None:
    assert checked(load(1, "lists", part(f" {SAFETY[:4]}　{SAFETY[4:]}")))[SAFETY].items[0].loads == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TEXT.replace("id: lists", "id: penalties"), "c.yaml:5"),
        (TEXT.replace("every_days: 10", "every_days: 0"), "c.yaml:5"),
        (TEXT.replace("2026-01-01, every_days: 10", "每月, every_days: 10"), "c.yaml:5"),
        (TEXT.replace("title:", "titel:"), "c.yaml:2"),
        (TEXT.replace("every_days: 31, ", ""), "c.yaml:4"),
    ],
)
def test_a_catalogue_that_cannot_be_read_says_where(text: str, line: str) -> None:
    with pytest.raises(PolicyFileError) as refused:
        read_catalogue("c.yaml", text.encode())

    assert refused.value.where == line


def test_the_example_can_be_read_and_says_that_it_is_one() -> None:
    content = (files("graph_service") / "data" / "catalogue.example.yaml").read_bytes()

    catalogue = read_catalogue("example.yaml", content)

    assert len(catalogue.items) == 2
    assert all("示例" in name for name in (catalogue.title, *(item.department for item in catalogue.items)))
