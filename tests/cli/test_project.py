"""``project`` and ``project --check`` as a user runs them, what other commands show of the graph, and what they say when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
import pytest
from typer.testing import CliRunner

from graph_service.cli.app import app
from graph_service.cli.door import Root
from graph_service.errors import StoreUnavailableError
from graph_service.settings import Settings
from graph_service.store.graph.engine import ensure_engine
from graph_service.workflow.services import Services
from tests.cli.conftest import Command
from tests.e2e.test_retraction import SAMPLE
from tests.web.fakes import TODAY, fake_services
from tests.workflow.conftest import MemoryLedger
from tests.workflow.test_projection import ShowingGraph

DAY = "2026-11-24"
NAMES = ("登记信息.xlsx", "行政处罚_2019版_1.csv", "行政处罚_2019版_2.csv", "责任认定.xlsx")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """A home with penalties of the sample, loaded and propagated."""
    command = Command(tmp_path_factory.mktemp("project") / "home")
    done = command.run("load", *(str(SAMPLE / name) for name in NAMES), "--propagate", "--on", DAY)
    assert done.returncode == 0, done.stderr
    assert "图中的措施：新增" in done.stdout
    yield command
    command.run("engine", "stop")


def by_hand(town: Command, text: str) -> list[Any]:
    """Change the graph behind the product's back."""
    engine = ensure_engine(town.home, heap="384m")
    driver = neo4j.GraphDatabase.driver(engine.uri, auth=(engine.user, engine.password))
    with driver, driver.session(database=engine.database) as session:
        return [record.values() for record in session.run(text)]  # type: ignore[arg-type]  # the texts of this file


@pytest.mark.slow
def test_a_planted_difference_is_named_and_redone(town: Command) -> None:
    agreed = town.run("project", "--check")
    ((event, lifted),) = by_hand(
        town, "MATCH (m:Measure) SET m.state = 'lifted' RETURN m.event, m.state ORDER BY m.event LIMIT 1"
    )
    found = town.run("project", "--check")
    named = town.run("project", "--check", "--json")
    mended = town.json("project")
    again = town.json("project", "--check")

    assert (agreed.returncode, "图与台账一致" in agreed.stdout) == (0, True)
    assert lifted == "lifted"
    assert (found.returncode, event in found.stdout, "state" in found.stdout) == (1, True, True)
    assert named.returncode == 1
    differing = json.loads(named.stdout)["differing"]
    assert event in {one["event"] for one in differing}
    assert {(one["missing"], one["extra"], *one["columns"]) for one in differing} == {(0, 0, "state")}
    assert (mended["changed"], mended["unchanged"]) == (sum(one["changed"] for one in differing), 0)
    assert again["differing"] == []


@pytest.mark.slow
def test_the_doctor_reports_a_projection_that_lags_and_says_what_to_do(town: Command) -> None:
    ((event,),) = by_hand(town, "MATCH (m:Measure) WITH m ORDER BY m.event LIMIT 1 SET m.run = 'run-old' RETURN m.event")

    lagging = {check["name"]: check for check in town.json("doctor")}["projection"]
    town.json("project")
    mended = {check["name"]: check for check in town.json("doctor")}["projection"]

    assert (lagging["verdict"], lagging["advice"]) == ("warn", "graph-service project")
    assert "in 1 events" in lagging["found"]
    assert event in lagging["found"]
    assert mended["verdict"] == "ok"


@pytest.mark.slow
def test_outcomes_judged_elsewhere_are_shown_when_they_are_loaded(town: Command, tmp_path: Path) -> None:
    later = "2026-12-24"
    town.json("export", "facts", "--out", str(tmp_path / "facts"))
    town.json("propagate", "--facts", str(tmp_path / "facts"), "--out", str(tmp_path / "out"), "--on", later)

    loaded = town.json("propagate", "--from", str(tmp_path / "out"))

    assert (loaded["projection"]["events"], loaded["projection"]["error"]) == (loaded["events"], None)
    assert by_hand(town, "MATCH (m:Measure) RETURN DISTINCT toString(m.on)") == [[later]]
    assert town.json("project", "--check")["differing"] == []


class Refusing(ShowingGraph):
    """A graph that can be read and not written."""

    def show_measures(self, events: Any, said: Any) -> Any:
        raise StoreUnavailableError("The graph server did not answer.")


class Application:
    """The command line's application, with stores in memory."""

    def __init__(self, graph: ShowingGraph) -> None:
        self.held = replace(fake_services(), graph=graph, ledger=MemoryLedger())  # type: ignore[arg-type]  # fakes

    def settings(self) -> Settings:
        return Settings.read()

    def services(self, settings: Settings) -> AbstractContextManager[Services]:
        return nullcontext(self.held)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_graph_that_cannot_be_written_leaves_everything_stored_and_shown_and_the_way_on(lang: str) -> None:
    application = Application(Refusing())

    done = CliRunner().invoke(app, ["propagate", "--on", TODAY.isoformat(), "--lang", lang], obj=Root(application))

    ledger: Any = application.held.ledger
    assert done.exit_code == 3
    assert len(ledger.runs) == 1
    assert {"zh": "新保存运行 1", "en": "1 runs stored"}[lang] in done.stdout
    assert "stored in the ledger" in done.stderr
    assert "graph-service project" in done.stderr


def test_in_json_the_report_is_whole_and_names_the_error() -> None:
    done = CliRunner().invoke(app, ["propagate", "--on", TODAY.isoformat(), "--json"], obj=Root(Application(Refusing())))

    report = json.loads(done.stdout)
    assert (done.exit_code, report["runs_stored"], report["projection"]["events"]) == (3, 1, 0)
    assert "did not answer" in report["projection"]["error"]


def test_in_order_the_report_counts_the_measures() -> None:
    graph = ShowingGraph()

    done = CliRunner().invoke(app, ["propagate", "--on", TODAY.isoformat(), "--json"], obj=Root(Application(graph)))

    shown = json.loads(done.stdout)["projection"]
    assert (done.exit_code, shown["events"], shown["created"], shown["error"]) == (0, 2, len(graph.measures), None)


def test_measures_that_the_graph_has_no_place_for_are_a_failure_and_said() -> None:
    class Half(ShowingGraph):
        def show_measures(self, events: Any, said: Any) -> Any:
            return replace(super().show_measures(events, said), unplaced=3)

    application = Application(Half())
    CliRunner().invoke(app, ["propagate", "--on", TODAY.isoformat()], obj=Root(application))

    done = CliRunner().invoke(app, ["project", "--lang", "en"], obj=Root(application))

    assert (done.exit_code, "3 cannot be shown" in done.stdout) == (1, True)
