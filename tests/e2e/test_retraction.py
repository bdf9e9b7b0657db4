"""What falls away takes what rested on it with it: at once, exactly that, with the history kept. On both graph servers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from graph_service.bootstrap import now
from graph_service.loaders.run import load_paths
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.loader import load_rulebook
from graph_service.query.explain import Explanation, explain_subject
from graph_service.query.history import history_of_event
from graph_service.query.subjects import find_subject
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import SqlLedger, ledger_digest, open_ledger
from graph_service.store.ports import Load
from graph_service.workflow.preview import Draft, preview
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.servers import GraphServer

DAY = date(2026, 11, 24)
SAMPLE = Path(str(files("graph_service") / "data" / "sample"))
FOOD_FIRM = "91110101MA0FAKE09X"
FINDING = (
    "京甲市监处罚（2024）1号 北京市甲区市场监督管理局 北京丁八食品有限公司 91110101MA0FAKE09X 金己亥 居民身份证 "
    "110101190001160012 直接负责的主管人员 否 京甲市监责认〔2026〕1号 2026-11-20"
).split()
COLUMNS = "行政处罚决定书文号 处罚机关 当事人名称 当事人统一社会信用代码 姓名 证件类型 证件号码 责任类型 是否认定 认定文书文号 认定日期".split()


@pytest.fixture
def town(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    """The sample, loaded and propagated."""
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        services = Services(graph, ledger, load_rulebook(), tmp_path, now)
        load_paths(services, sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"}))
        propagate_events(services, None, DAY)
        yield services
    ledger.close()


def open_outcomes(services: Services) -> dict[tuple[str, str, str], State]:
    """What the newest runs say of whoever is reached or in review."""
    entries = services.ledger.newest_runs(services.graph.event_ids())
    found: list[Outcome] = list(services.ledger.outcomes_in(entries, open_only=True))
    return {(one.event, one.rule, one.subject): one.state for one in found}


def the_food_decision(services: Services) -> dict[str, Any]:
    rows = services.graph.facts_for(services.graph.events_of(FOOD_FIRM))["events"]
    (row,) = [row for row in rows if row["category"] == "food.licence_revoked"]
    return dict(row)


def test_an_annulled_decision_frees_everybody_it_reached_and_nobody_else(town: Services) -> None:
    event = the_food_decision(town)
    before, own = open_outcomes(town), str(event["id"])
    moment: datetime = town.now() + timedelta(seconds=1)
    annulment = {name: event[name] for name in ("id", "kind", "category")} | {"annulled_date": date(2026, 11, 20)}
    town.graph.put(
        Load("load-annulment", "annulment", "撤销决定.csv", "a" * 64, moment), {"events": [annulment]}, {"events": [1]}
    )

    report = propagate_events(town, None, DAY, only_changed=True)

    derived = {key for key in before if key[0] == own}
    assert (report.checked, report.events, dict(report.causes)) == (len(town.graph.event_ids()), 1, {"facts": 1})
    assert {(one.event, one.rule, one.subject) for one in report.changes} == derived != set()
    assert {(one.kind, one.reason, one.from_start) for one in report.changes} == {("ended", "stands", True)}
    assert open_outcomes(town) == {key: state for key, state in before.items() if key not in derived}
    record: Any = history_of_event(town, own)
    ended, added = (entry["difference"]["counts"] for entry in record["entries"])
    assert added["measures_added"] == ended["measures_ended"] > 0


def test_an_objection_upheld_in_a_newer_finding_sheet_frees_the_person_it_names(town: Services, tmp_path: Path) -> None:
    sheet = tmp_path / "责任认定_更正.csv"
    with sheet.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([COLUMNS, FINDING])
    before = open_outcomes(town)

    loaded = load_paths(town, [sheet])
    report = propagate_events(town, None, DAY, only_changed=True)

    assert (loaded.loaded, loaded.rejected, report.events) == (1, 0, 1)
    assert {(one.kind, one.what, one.rule, one.since) for one in report.changes} == {("ended", "measure", "CN-FOOD-135-1", DAY)}
    (freed,) = {(one.event, one.rule, one.subject) for one in report.changes}
    assert open_outcomes(town) == {key: state for key, state in before.items() if key != freed}


def test_what_was_known_before_a_correction_is_answered_as_it_was_then(town: Services) -> None:
    event, known = the_food_decision(town), town.now()
    firm = find_subject(town, FOOD_FIRM)
    days = (DAY, DAY + timedelta(days=1))  # one was asked for then, the other never
    before = [explain_subject(town, firm, day) for day in days]
    later = Load("load-later", "penalty_2019", "删除.csv", "a" * 64, known + timedelta(seconds=1))
    town.graph.withdraw(later, {"events": [event | {"source": None}]}, {"events": [1]})
    propagate_events(town, None, DAY)

    then = [explain_subject(town, firm, day, known) for day in days]
    now_known = [explain_subject(town, firm, day) for day in days]

    assert [_answer(one) for one in then] == [_answer(one) for one in before]
    assert [one.basis for one in then] == ["ledger", "computed"]
    assert all(one.is_current for one in then)
    assert all(outcome.event != event["id"] for one in now_known for outcome in one.through)
    record: Any = history_of_event(town, str(event["id"]), known)
    assert len(record["entries"]) == len(history_of_event(town, str(event["id"]))["entries"]) - 1 == 1  # type: ignore[arg-type]  # JSON


def _answer(found: Explanation) -> tuple[object, ...]:
    return found.outcomes, found.through, found.events, found.offices, found.names


def test_nothing_new_recomputes_nothing(town: Services) -> None:
    report = propagate_events(town, None, DAY, only_changed=True)

    assert (report.events, report.runs_stored, report.changes) == (0, 0, [])


def test_a_preview_reaches_whom_the_decision_reaches_and_leaves_graph_and_ledger_as_they_were(town: Services) -> None:
    event, ledger = the_food_decision(town), town.ledger
    assert isinstance(ledger, SqlLedger)
    graph: Any = town.graph
    found_liable = [
        (str(row["person"]), str(row["liability"])) for row in graph.facts_for([event["id"]])["findings"] if row["found"]
    ]
    digests = (graph.graph_digest({}), ledger_digest(ledger), graph.graph_version())

    found = preview(
        town,
        Draft(FOOD_FIRM, "food.licence_revoked", decision_date=event["decision_date"], findings=found_liable),
        DAY,
    )

    issued = {key[1:]: state for key, state in open_outcomes(town).items() if key[0] == event["id"]}
    previewed = {(one.rule, one.subject): one.state for one in found.outcomes if one.state is not State.NOT_AFFECTED}
    assert previewed == issued != {}
    assert (graph.graph_digest({}), ledger_digest(ledger), graph.graph_version()) == digests
