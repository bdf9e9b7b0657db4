"""诚信典型: kept beside what is judged, by subject, title, authority and day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import AUTHORITY, FIRMS, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked

PERSON = {"主体名称": "孙丙", "统一社会信用代码": "", "证件类型": "居民身份证", "证件号码": PEOPLE[2]}


def test_an_honour_is_kept_and_is_no_event(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "honour", {}))

    assert picked(graph.rows("honours"), "subject", "title", "authority", "start", "end") == [
        (FIRMS[0], "守合同重信用企业", AUTHORITY, date(2024, 3, 5), date(2026, 3, 5))
    ]
    assert graph.rows("events") == []


@pytest.mark.parametrize(
    ("change", "end"),
    [
        ({"有效期至": "2099/12/31"}, None),
        ({"有效期至": ""}, None),
        ({"有效期至": "长期", "退出日期": "2025-01-01"}, date(2025, 1, 1)),
        ({"退出日期": "2027-01-01"}, date(2026, 3, 5)),
    ],
)
def test_an_honour_ends_by_its_last_day_or_when_it_is_taken_back(
    services: Services, tmp_path: Path, change: dict[str, str], end: date | None
) -> None:
    loaded(services, write_csv(tmp_path, "honour", {"有效期至": "2030-01-01"}, name="a.csv"))
    graph = loaded(services, write_csv(tmp_path, "honour", change, name="b.csv"))

    assert picked(graph.rows("honours"), "end") == [(end,)]


def test_a_person_is_praised_by_number(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "honour", PERSON))

    assert picked(graph.rows("persons"), "id", "name") == [(graph.rows("honours")[0]["subject"], "孙丙")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (PERSON | {"证件号码": f"{PEOPLE[2][:10]}****{PEOPLE[2][-4:]}"}, "masked-id"),
        ({"荣誉名称": ""}, "required"),
        ({"退出日期": "2024-01-01"}, "end-before-start"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "honour", change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, encoding: str) -> None:
    rows = [{}, {}, {"统一社会信用代码": FIRMS[1], "认定日期": "20240306"}, {"认定日期": "?"}]
    report = load_paths(services, [write_csv(tmp_path, "honour", *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
