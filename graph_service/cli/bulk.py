"""Directories of Parquet tables: ``export facts``, ``propagate --facts`` and ``propagate --from``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.bulk.judge import JudgedReport
    from graph_service.policy.schema import RuleBook
    from graph_service.workflow.propagate import PropagationReport
    from graph_service.workflow.services import Services


class EngineName(StrEnum):
    """What propagation runs on."""

    POLARS = "polars"
    SPARK = "spark"


OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write; must not be there. 输出目录。")]


@dataclass(frozen=True, slots=True)
class Directories:
    """The options of ``propagate`` that work on directories: ``--facts``, ``--engine``, ``--out``, ``--from``."""

    facts: Path | None
    engine: EngineName
    out: Path | None
    outcomes: Path | None

    def refuse_nonsense(self, *, of_graph: bool, rules: bool, on: bool) -> None:
        """Refuse options that do not go together.

        Raises:
            InputError: names the option.
        """
        unused = {
            "--out": self.out is not None and not self.facts,
            "--rules": rules and not self.facts,
            "--engine": self.engine is not EngineName.POLARS and not self.facts,
            "--event, --changed": of_graph and bool(self.facts or self.outcomes),
            "--from": self.outcomes is not None and bool(self.facts),
            "--on": on and self.outcomes is not None,
        }
        for option, is_unused in unused.items():
            if is_unused:
                raise InputError(option, "does not go with the other options", hint="Leave it out, or see `propagate --help`.")
        if self.facts and not self.out:
            raise InputError("--out", "is needed with --facts", hint="Name a directory that is not there yet.")


def export_facts(ctx: typer.Context, out: OutOption, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """将图中现行事实导出为 Parquet 表。Export the graph's current facts as Parquet tables."""
    from graph_service.bulk.export import export_facts as export

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services(job=True) as services, door.screen.progress("导出", "exporting") as moved:
        folder = export(services.graph, out, moved)
    if as_json:
        door.screen.json({"written": str(out), "graph_version": folder.about["graph_version"], "rows": folder.rows})
    columns = (("表", "table"), ("行数", "rows"))
    door.screen.table(door.screen.words((f"已写入 {out}", f"Written: {out}")), columns, list(folder.rows.items()))


def judge_facts(door: Door, where: Directories, on: date, rules: RuleBook) -> JudgedReport:
    """Judge a directory of facts and write its outcomes."""
    from graph_service.bulk.engines import Engine, opened
    from graph_service.bulk.folder import read_folder
    from graph_service.bulk.judge import judge
    from graph_service.bulk.tables import FACT_SCHEMAS, FACTS

    if where.facts is None or where.out is None:
        raise InputError("--facts", "is needed")
    facts = read_folder(where.facts, FACTS, FACT_SCHEMAS)
    with (
        opened(Engine(where.engine.value), facts, door.settings.spark_master) as tables,
        door.screen.progress("推算", "propagating") as moved,
    ):
        return judge(facts, tables, rules, (on, where.out), moved)


def show_judged(door: Door, report: JudgedReport, out: Path | None) -> None:
    """Show how many outcomes there are by state, and where they lie."""
    from graph_service.model.outcomes import State
    from graph_service.query.words import STATE_WORDS, words

    counts = [(state, words(STATE_WORDS, state.value), report.states[state]) for state in State]
    if door.screen.as_json:
        states = [{"state": state.value, "words": said, "count": count} for state, said, count in counts]
        door.screen.json({"on": report.on, "events": report.events, "states": states, "written": str(out)})
    title = door.screen.words(
        (f"{report.on}：{report.events} 件，已写入 {out}", f"{report.on}: {report.events} events, written: {out}")
    )
    rows = [(door.screen.words(said), count) for _, said, count in counts]
    door.screen.table(title, (("状态", "state"), ("结果数", "outcomes")), rows)


def load_judged(door: Door, services: Services, outcomes: Path) -> PropagationReport:
    """Load a directory of outcomes into the ledger."""
    from graph_service.bulk.load import load_outcomes

    with door.screen.progress("载入", "loading") as moved:
        return load_outcomes(services, outcomes, moved)
