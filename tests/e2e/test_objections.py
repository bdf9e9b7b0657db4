"""What casework decides on the record itself: corrected, with everything derived from it, on both graph servers; at whatever moment it dies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph_service.client import Client
from graph_service.errors import StoreUnavailableError
from graph_service.loaders import carrying_out
from graph_service.loaders.carrying_out import carry_out_decisions
from graph_service.model.outcomes import State
from tests.api.conftest import client_in_process
from tests.identity.conftest import DECISION, FIRM, FOOD, World, real_world
from tests.servers import GraphServer

DEPARTMENT = "market_regulation"
NOON = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
#: Where the work after a decision can die: before the load, after it, before the graph shows it, before the step is recorded.
MOMENTS = ("load_paths", "propagate_events", "bring_up_to_date", "follow", "take")


@pytest.fixture
def town(graph_server: GraphServer, tmp_path: Path) -> Iterator[World]:
    with real_world(graph_server, tmp_path, clock=lambda: NOON) as world:
        yield world


def states(world: World) -> set[State]:
    """What the newest run says of the firm."""
    return {one.state for one in world.told() if (one.event, one.rule, one.subject) == (DECISION, FOOD, FIRM)}


def pushed(client: Client) -> str:
    case = client.open_case(FIRM, DECISION, "吊销许可证", department=DEPARTMENT)["dossier"]
    decision: Any = {"did": "confirm", "rule": FOOD, "subject": FIRM}
    client.case_step(case["id"], "sign", case["version"], "事实清楚", decisions=[decision])
    return client.push_case(case["id"], [DEPARTMENT], "依法推送")["pushes"][0]["id"]


def objected(client: Client) -> Any:
    filed = client.file_objection(FIRM, DECISION, "window", "决定已被撤销", "申请人来访", department=DEPARTMENT)["dossier"]
    return client.objection_step(filed["id"], "accept", filed["version"], "材料齐全")["dossier"]


def test_an_upheld_objection_takes_the_record_back_and_everything_that_rested_on_it(town: World) -> None:
    client, _ = client_in_process(town.services)
    push = pushed(client)
    objection = objected(client)
    disputed = client.outcomes(FIRM)["casework"]
    flagged = client.screen("permit", code=FIRM)["answer"]["measures"]

    done = client.objection_step(
        objection["id"], "uphold", objection["version"], "经核实有误", result="annulled", document="京甲异〔2026〕1号"
    )

    assert [(one["rule"], one["disputed"]) for one in flagged] == [(FOOD, [objection["id"]])]
    assert [one["id"] for one in disputed] == ["c-1", push, objection["id"]]
    assert (done["dossier"]["state"], done["not_shown"]) == ("corrected", None)
    assert (states(town), client.push(push)["state"]) == ({State.NOT_AFFECTED}, "lifting")
    (source,) = [one for one in town.ledger.loads() if one[0].source == "results"]
    assert source[0].source_file == f"{objection['id']}.csv"
    assert town.ledger.verify_audit().breaks == []


def test_a_corrected_day_moves_the_term_and_frees_nobody(town: World) -> None:
    client, _ = client_in_process(town.services)
    objection = objected(client)

    client.objection_step(
        objection["id"],
        "uphold",
        objection["version"],
        "日期有误",
        result="corrected",
        document="京甲异〔2026〕2号",
        days={"decision_date": date(2024, 4, 1)},
    )

    (said,) = [one for one in town.told() if (one.event, one.rule, one.subject) == (DECISION, FOOD, FIRM)]
    assert (said.state, said.first_day, said.last_day) == (State.IN_FORCE, date(2024, 4, 1), date(2029, 4, 1))


def test_a_repair_ends_publication_and_leaves_the_statutory_ban(town: World) -> None:
    client, _ = client_in_process(town.services)
    applied = client.apply_for_repair(
        FIRM,
        DECISION,
        "已整改",
        department=DEPARTMENT,
        corrected_on=date(2025, 1, 1),
        correction="验收报告",
        commitment="信用承诺书",
    )["dossier"]

    granted = client.repair_step(
        applied["id"],
        "grant",
        applied["version"],
        "符合条件",
        severity="serious",
        published_on=date(2024, 4, 1),
        document="京甲修〔2026〕1号",
    )["dossier"]

    (row,) = town.graph.facts_for([DECISION])["events"]
    assert (granted["state"], row["removed_date"], row["correction_date"]) == ("repaired", date(2026, 11, 24), date(2025, 1, 1))
    assert states(town) == {State.IN_FORCE}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("graph_server", ["embedded"], indirect=True)
def test_a_process_that_dies_after_the_decision_is_finished_by_the_next_round(
    town: World, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = client_in_process(town.services)
    push, objection = pushed(client), objected(client)

    def die(*_: object, **__: object) -> None:
        raise StoreUnavailableError("it died here")

    with monkeypatch.context() as broken:
        broken.setattr(carrying_out, moment, die)
        cut = client.objection_step(
            objection["id"], "uphold", objection["version"], "经核实有误", result="annulled", document="京甲异〔2026〕1号"
        )
    first = carry_out_decisions(town.services)
    second = carry_out_decisions(town.services)

    assert (cut["dossier"]["state"], "it died here" in str(cut["not_shown"])) == ("upheld", True)
    assert ([one.state for one in first], second) == (["corrected"], [])
    assert (states(town), client.push(push)["state"]) == ({State.NOT_AFFECTED}, "lifting")
    assert len([one for one in town.ledger.loads() if one[0].source == "results"]) == 1
