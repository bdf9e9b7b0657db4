"""The command ``graph-service``: which commands there are, with their examples and exit codes."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service import __version__
from graph_service.cli import (
    backing_up,
    bulk,
    catalogue,
    changes,
    demo,
    doctor,
    exporting,
    generating,
    identities,
    judging,
    loading,
    looking,
    mapping,
    measures,
    ownership,
    patterns,
    previewing,
    projecting,
    quality,
    rebuilding,
    rule_diff,
    rule_new,
    rules,
    running,
)
from graph_service.cli.application import Application
from graph_service.cli.door import Root
from graph_service.cli.failures import GuardedGroup

_EXIT_CODES = """
\b
退出码 Exit codes:
  0  成功 done
  1  失败 failure (doctor: a check failed)
  2  输入须更正 input to correct: an argument, a file, a setting, an unknown subject
  3  存储暂不可用 a store cannot be reached now; trying again may help
  130 / 143  被中断 interrupted (Ctrl-C / SIGTERM)
"""


def _examples(*lines: str) -> str:
    """Lay out examples so that they are not wrapped."""
    return "\b\n示例 Examples:\n" + "\n".join(f"  {line}" for line in lines)


app = typer.Typer(
    cls=GuardedGroup,
    name="graph-service",
    help="信用主体关系图：谁因何条款、凭何任职被及于，谁没有。Who is reached by a decision, under which article, with proof.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_catalogue = typer.Typer(
    help="公共信用信息目录：谁应报什么、是否按时报全。Who owes which information, and whether it came.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_engine = typer.Typer(help="内置图引擎。The embedded graph engine.", no_args_is_help=True, rich_markup_mode=None)
_export = typer.Typer(help="导出。Export for other programs.", no_args_is_help=True, rich_markup_mode=None)
_identities = typer.Typer(
    help="身份认定：谁与谁是同一人。Who is the same person: leads, judgements, undoing.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_map = typer.Typer(
    help="映射文件：读取其他格式的表格。Mapping files: tables of other layouts.", no_args_is_help=True, rich_markup_mode=None
)
_measures = typer.Typer(help="联合奖惩措施清单。The catalogue of measures.", no_args_is_help=True, rich_markup_mode=None)
_patterns = typer.Typer(
    help="规避模式与群组：线索及其依据。Patterns of evasion and groups: leads with their grounds.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_quarantine = typer.Typer(
    help="隔离区：未能入库的行。Rows that could not be loaded.", no_args_is_help=True, rich_markup_mode=None
)
_rules = typer.Typer(help="规则。The rules.", no_args_is_help=True, rich_markup_mode=None)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"graph-service {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version. 显示版本。")
    ] = False,
) -> None:
    """Hold the options of the whole program."""


app.command("demo", epilog=_examples("graph-service demo", "graph-service demo --once --json"))(demo.demo)
app.command(
    "load",
    epilog=_examples(
        "graph-service load data/*.xlsx",
        "graph-service load --json 行政处罚.csv",
        "graph-service load 登记.csv --map mapping.yaml",
        "graph-service load 名单.csv --as-of 2026-10-31",
        "graph-service load --bulk registry/tables --drop-old",
        "graph-service load --bulk registry/tables --to import-files",
        "graph-service load 登记信息.xlsx --full --scope 北京市甲区市场监督管理局 --as-of 2026-10-31",
    ),
)(loading.load)
app.command(
    "propagate",
    epilog=_examples(
        "graph-service propagate --on 2026-11-24",
        "graph-service propagate --changed",
        "graph-service propagate --facts facts --engine spark --out outcomes",
        "graph-service propagate --from outcomes",
    ),
)(judging.propagate)
app.command("project", epilog=_examples("graph-service project", "graph-service project --check --json"))(projecting.project)
app.command(
    "rebuild",
    epilog=_examples("graph-service rebuild --check", "graph-service rebuild --into new-home", "graph-service rebuild"),
)(rebuilding.rebuild)
app.command(
    "backup",
    epilog=_examples("graph-service backup /backups/2026-11-30", "graph-service backup /backups/2026-11-30 --with-keys"),
)(backing_up.backup)
app.command(
    "restore",
    epilog=_examples(
        "graph-service restore /backups/2026-11-30 --check",
        "GRAPH_SERVICE_HOME=/srv/credit graph-service restore /backups/2026-11-30 --keys /safe/keys",
    ),
)(backing_up.restore)
app.command(
    "preview",
    epilog=_examples(
        "graph-service preview 91110101MA0FAKE09X --category food.licence_revoked",
        "graph-service preview 91110101MA0FAKE09X --category samr.serious_list --listing-date 2026-12-01 --finding p-…:direct",
    ),
)(previewing.preview)
app.command(
    "history",
    epilog=_examples("graph-service history 91110101MA0FAKE09X", "graph-service history --event ev-…"),
)(changes.history)
app.command(
    "explain",
    epilog=_examples("graph-service explain 91110101MA0FAKE09X", "graph-service explain p-… --on 2026-11-24 --lang en"),
)(judging.explain)
app.command(
    "evaluate",
    epilog=_examples("graph-service evaluate case.json", "graph-service evaluate --rules BJ-R1-MARKET-BAN - < case.json"),
)(judging.evaluate)
app.command(
    "ownership",
    epilog=_examples(
        "graph-service ownership case.json --json",
        "graph-service ownership case.json --seeds P1,P2 --threshold 50 --strict",
        "graph-service ownership --of 91110101MA0FAKE09X --on 2026-11-24",
        "graph-service ownership --registry --facts facts --out owners.parquet",
    ),
)(ownership.ownership)
app.command(
    "generate",
    epilog=_examples(
        "graph-service generate --enterprises 1000 --seed 7 --dirty 0.05 --to registry",
        "graph-service generate --enterprises 1000 --seed 7 --to registry --format xlsx",
    ),
)(generating.generate)
app.command("quality", epilog=_examples("graph-service quality", "graph-service quality --limit 5 --json"))(quality.quality)
app.command("serve", epilog=_examples("graph-service serve", "graph-service serve --port 0"))(running.serve)
app.command("doctor", epilog=_examples("graph-service doctor", "graph-service doctor --json"))(doctor.doctor)
app.command(
    "search", epilog=_examples("graph-service search 天和食品", "graph-service search 京朝市监罚〔2024〕第17号 --json")
)(looking.search)
app.command("show", epilog=_examples("graph-service show 91110101MA0FAKE09X", "graph-service show p-… --on 2024-03-15 --json"))(
    looking.show
)
app.command(
    "paths",
    epilog=_examples(
        "graph-service paths 91110101MA0FAKE09X p-…",
        "graph-service paths 91110101MA0FAKE09X p-… p-… --all --longest 5 --kind OWNS --json",
    ),
)(looking.paths)
app.command(
    "who",
    epilog=_examples(
        "graph-service who 91110101MA0FAKE09X --on 2024-03-15",
        "graph-service who 91110101MA0FAKE09X --on 2024-03-15 --known 2024-06-30 --json",
    ),
)(looking.who)
_catalogue.command(
    "check", epilog=_examples("graph-service catalogue check", "graph-service catalogue check --on 2026-11-30 --json")
)(catalogue.check)
_catalogue.command("example", epilog=_examples("graph-service catalogue example > catalogue.yaml"))(catalogue.example)
_engine.command("status")(running.engine_status)
_engine.command("start")(running.engine_start)
_engine.command("stop")(running.engine_stop)
_export.command("bods", epilog=_examples("graph-service export bods --out owners.jsonl --on 2026-11-24"))(exporting.export_bods)
_export.command("ftm", epilog=_examples("graph-service export ftm --out entities.ftm.json"))(exporting.export_ftm)
_export.command("facts", epilog=_examples("graph-service export facts --out facts"))(bulk.export_facts)
_export.command("map", epilog=_examples("graph-service export map 91110101MA0FAKE09X --pyvis map.html"))(running.export_map)
_identities.command(
    "candidates",
    epilog=_examples(
        "graph-service identities candidates",
        "graph-service identities candidates 91110101MA0FAKE09X --json",
    ),
)(identities.candidates)
_identities.command(
    "confirm",
    epilog=_examples(
        "graph-service identities confirm p-… p-… --reason 档案照片与身份证复印件相符 --evidence 档号2026-117",
        "graph-service identities confirm ev-… p-… --reason 法院函复完整证件号码",
    ),
)(identities.confirm)
_identities.command("reject", epilog=_examples("graph-service identities reject p-… p-… --reason 出生日期不同，系同名"))(
    identities.reject
)
_identities.command("undo", epilog=_examples("graph-service identities undo j-12 --reason 认定有误"))(identities.undo)
_identities.command(
    "show", epilog=_examples("graph-service identities show", "graph-service identities show p-… --as-of 2026-11-24")
)(identities.show)
_identities.command("check", epilog=_examples("graph-service identities check", "graph-service identities check --redo"))(
    identities.check
)
_map.command("suggest", epilog=_examples("graph-service map suggest 登记.csv --to mapping.yaml"))(mapping.suggest_mapping)
_map.command("check", epilog=_examples("graph-service map check mapping.yaml 登记.csv"))(mapping.check_mapping)
_measures.command("list", epilog=_examples("graph-service measures list --kind punishment --field administrative"))(
    measures.list_measures
)
_patterns.command("list", epilog=_examples("graph-service patterns list --lang en"))(patterns.list_patterns)
_patterns.command(
    "run",
    epilog=_examples(
        "graph-service patterns run --on 2026-11-24",
        "graph-service patterns run representative-swapped shares-moved --json",
    ),
)(patterns.run_patterns)
_quarantine.command("list")(loading.quarantine_list)
_quarantine.command("open", epilog=_examples("graph-service quarantine open LOAD --reason 更正 --to rows.csv"))(
    loading.quarantine_open
)
_rules.command("list")(rules.list_rules)
_rules.command("show", epilog=_examples("graph-service rules show CN-FOOD-135-1 --on 2026-11-24"))(rules.show_rule)
_rules.command(
    "check",
    epilog=_examples("graph-service rules check", "graph-service rules check --policy policy --cases tests/rules/cases"),
)(rules.check_rules)
_rules.command(
    "diff",
    epilog=_examples(
        "graph-service rules diff current new-policy --scenario case.json",
        "graph-service rules diff old-policy current --facts-from-graph --on 2026-11-24",
    ),
)(rule_diff.diff_rules)
_rules.command(
    "new", epilog=_examples("graph-service rules new CN-FOOD-135-2 --title 食品犯罪终身禁业 --policy policy --cases cases")
)(rule_new.new_rule)
app.add_typer(_catalogue, name="catalogue")
app.add_typer(_engine, name="engine")
app.add_typer(_export, name="export")
app.add_typer(_identities, name="identities")
app.add_typer(_map, name="map")
app.add_typer(_measures, name="measures")
app.add_typer(_patterns, name="patterns")
app.add_typer(_quarantine, name="quarantine")
app.add_typer(_rules, name="rules")


def run(application: Application) -> None:
    """Run the command line on this application; ends the process with an exit code."""
    app(obj=Root(application), prog_name="graph-service")
