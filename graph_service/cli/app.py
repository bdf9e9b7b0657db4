"""The command ``graph-service``: which commands there are, with their examples and exit codes."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service import __version__
from graph_service.cli import (
    acting,
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
    previewing,
    projecting,
    quality,
    rebuilding,
    receipts,
    rule_diff,
    rule_new,
    rules,
    running,
    screening,
)
from graph_service.cli.accounts import add_accounts
from graph_service.cli.analysing import add_analysis
from graph_service.cli.application import Application
from graph_service.cli.audit import add_audit
from graph_service.cli.casework import add_casework
from graph_service.cli.door import Root
from graph_service.cli.failures import GuardedGroup
from graph_service.cli.grouping import examples, group

_EXIT_CODES = """
\b
退出码 Exit codes:
  0  成功 done
  1  失败 failure (doctor: a check failed)
  2  输入须更正 input to correct: an argument, a file, a setting, an unknown subject
  3  存储暂不可用 a store cannot be reached now; trying again may help
  130 / 143  被中断 interrupted (Ctrl-C / SIGTERM)
"""


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


_catalogue = group("公共信用信息目录：谁应报什么、是否按时报全。Who owes which information, and whether it came.")
_engine = group("内置图引擎。The embedded graph engine.")
_export = group("导出。Export for other programs.")
_identities = group("身份认定：谁与谁是同一人。Who is the same person: leads, judgements, undoing.")
_map = group("映射文件：读取其他格式的表格。Mapping files: tables of other layouts.")
_measure = group("对措施的办理：确认、不予采取、解除。What officers decide on measures.")
_measures = group("联合奖惩措施清单。The catalogue of measures.")
_quarantine = group("隔离区：未能入库的行。Rows that could not be loaded.")
_receipt = group("核查回执。Receipts of screenings.")
_rules = group("规则。The rules.")


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


app.command("demo", epilog=examples("graph-service demo", "graph-service demo --once --json"))(demo.demo)
app.command(
    "load",
    epilog=examples(
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
    epilog=examples(
        "graph-service propagate --on 2026-11-24",
        "graph-service propagate --changed",
        "graph-service propagate --facts facts --engine spark --out outcomes",
        "graph-service propagate --from outcomes",
    ),
)(judging.propagate)
app.command("project", epilog=examples("graph-service project", "graph-service project --check --json"))(projecting.project)
app.command(
    "rebuild",
    epilog=examples("graph-service rebuild --check", "graph-service rebuild --into new-home", "graph-service rebuild"),
)(rebuilding.rebuild)
app.command(
    "backup",
    epilog=examples("graph-service backup /backups/2026-11-30", "graph-service backup /backups/2026-11-30 --with-keys"),
)(backing_up.backup)
app.command(
    "restore",
    epilog=examples(
        "graph-service restore /backups/2026-11-30 --check",
        "GRAPH_SERVICE_HOME=/srv/credit graph-service restore /backups/2026-11-30 --keys /safe/keys",
    ),
)(backing_up.restore)
app.command(
    "preview",
    epilog=examples(
        "graph-service preview 91110101MA0FAKE09X --category food.licence_revoked",
        "graph-service preview 91110101MA0FAKE09X --category samr.serious_list --listing-date 2026-12-01 --finding p-…:direct",
    ),
)(previewing.preview)
app.command(
    "history",
    epilog=examples("graph-service history 91110101MA0FAKE09X", "graph-service history --event ev-…"),
)(changes.history)
app.command("changes", epilog=examples("graph-service changes", "graph-service changes --after 1200 --json"))(changes.changes)
app.command(
    "screen",
    epilog=examples(
        "graph-service screen 91110101MA0FAKE09X --purpose tender",
        "graph-service screen --file 投标人名单.xlsx --purpose tender --json",
    ),
)(screening.screen)
app.command("receipts", epilog=examples("graph-service receipts --relying-on ev-…"))(receipts.receipts)
app.command("statement", epilog=examples("graph-service statement p-… --event ev-… --to 未涉及说明.html"))(receipts.statement)
app.command(
    "explain",
    epilog=examples("graph-service explain 91110101MA0FAKE09X", "graph-service explain p-… --on 2026-11-24 --lang en"),
)(judging.explain)
app.command(
    "evaluate",
    epilog=examples("graph-service evaluate case.json", "graph-service evaluate --rules BJ-R1-MARKET-BAN - < case.json"),
)(judging.evaluate)
app.command(
    "ownership",
    epilog=examples(
        "graph-service ownership case.json --json",
        "graph-service ownership case.json --seeds P1,P2 --threshold 50 --strict",
        "graph-service ownership --of 91110101MA0FAKE09X --on 2026-11-24",
        "graph-service ownership --registry --facts facts --out owners.parquet",
    ),
)(ownership.ownership)
app.command(
    "generate",
    epilog=examples(
        "graph-service generate --enterprises 1000 --seed 7 --dirty 0.05 --to registry",
        "graph-service generate --enterprises 1000 --seed 7 --to registry --format xlsx",
    ),
)(generating.generate)
app.command("quality", epilog=examples("graph-service quality", "graph-service quality --limit 5 --json"))(quality.quality)
app.command("serve", epilog=examples("graph-service serve", "graph-service serve --port 0"))(running.serve)
app.command("doctor", epilog=examples("graph-service doctor", "graph-service doctor --json"))(doctor.doctor)
app.command("search", epilog=examples("graph-service search 天和食品", "graph-service search 京朝市监罚〔2024〕第17号 --json"))(
    looking.search
)
app.command("show", epilog=examples("graph-service show 91110101MA0FAKE09X", "graph-service show p-… --on 2024-03-15 --json"))(
    looking.show
)
app.command(
    "paths",
    epilog=examples(
        "graph-service paths 91110101MA0FAKE09X p-…",
        "graph-service paths 91110101MA0FAKE09X p-… p-… --all --longest 5 --kind OWNS --json",
    ),
)(looking.paths)
app.command(
    "who",
    epilog=examples(
        "graph-service who 91110101MA0FAKE09X --on 2024-03-15",
        "graph-service who 91110101MA0FAKE09X --on 2024-03-15 --known 2024-06-30 --json",
    ),
)(looking.who)
_catalogue.command(
    "check", epilog=examples("graph-service catalogue check", "graph-service catalogue check --on 2026-11-30 --json")
)(catalogue.check)
_catalogue.command("example", epilog=examples("graph-service catalogue example > catalogue.yaml"))(catalogue.example)
_engine.command("status")(running.engine_status)
_engine.command("start")(running.engine_start)
_engine.command("stop")(running.engine_stop)
_export.command("bods", epilog=examples("graph-service export bods --out owners.jsonl --on 2026-11-24"))(exporting.export_bods)
_export.command("ftm", epilog=examples("graph-service export ftm --out entities.ftm.json"))(exporting.export_ftm)
_export.command("facts", epilog=examples("graph-service export facts --out facts"))(bulk.export_facts)
_export.command("map", epilog=examples("graph-service export map 91110101MA0FAKE09X --pyvis map.html"))(running.export_map)
_identities.command(
    "candidates",
    epilog=examples(
        "graph-service identities candidates",
        "graph-service identities candidates 91110101MA0FAKE09X --json",
    ),
)(identities.candidates)
_identities.command(
    "confirm",
    epilog=examples(
        "graph-service identities confirm p-… p-… --reason 档案照片与身份证复印件相符 --evidence 档号2026-117",
        "graph-service identities confirm ev-… p-… --reason 法院函复完整证件号码",
    ),
)(identities.confirm)
_identities.command("reject", epilog=examples("graph-service identities reject p-… p-… --reason 出生日期不同，系同名"))(
    identities.reject
)
_identities.command("undo", epilog=examples("graph-service identities undo j-12 --reason 认定有误"))(identities.undo)
_identities.command(
    "show", epilog=examples("graph-service identities show", "graph-service identities show p-… --as-of 2026-11-24")
)(identities.show)
_identities.command("check", epilog=examples("graph-service identities check", "graph-service identities check --redo"))(
    identities.check
)
_map.command("suggest", epilog=examples("graph-service map suggest 登记.csv --to mapping.yaml"))(mapping.suggest_mapping)
_map.command("check", epilog=examples("graph-service map check mapping.yaml 登记.csv"))(mapping.check_mapping)
_measure.command(
    "confirm",
    epilog=examples(
        "graph-service measure confirm ev-… CN-SAMR-44 91110101MA0FAKE09X --reason 经审核属实",
        "graph-service measure confirm ev-… CN-SAMR-44 91110101MA0FAKE09X --until 2027-06-30 --reason 情节较轻",
    ),
)(acting.confirm)
_measure.command("reject", epilog=examples("graph-service measure reject ev-… CN-CO-178-4 p-… --reason 职务登记有误"))(
    acting.reject
)
_measure.command("lift", epilog=examples("graph-service measure lift ev-… CN-CO-178-4 p-… --reason 异议成立"))(acting.lift)
_measure.command("show", epilog=examples("graph-service measure show 91110101MA0FAKE09X"))(acting.show)
_measures.command("list", epilog=examples("graph-service measures list --kind punishment --field administrative"))(
    measures.list_measures
)
_quarantine.command("list")(loading.quarantine_list)
_quarantine.command("open", epilog=examples("graph-service quarantine open LOAD --reason 更正 --to rows.csv"))(
    loading.quarantine_open
)
_receipt.command("verify", epilog=examples("graph-service receipt verify r-…", "graph-service receipt verify 未涉及说明.html"))(
    receipts.receipt_verify
)
_rules.command("list")(rules.list_rules)
_rules.command("show", epilog=examples("graph-service rules show CN-FOOD-135-1 --on 2026-11-24"))(rules.show_rule)
_rules.command(
    "check",
    epilog=examples("graph-service rules check", "graph-service rules check --policy policy --cases tests/rules/cases"),
)(rules.check_rules)
_rules.command(
    "diff",
    epilog=examples(
        "graph-service rules diff current new-policy --scenario case.json",
        "graph-service rules diff old-policy current --facts-from-graph --on 2026-11-24",
    ),
)(rule_diff.diff_rules)
_rules.command(
    "new", epilog=examples("graph-service rules new CN-FOOD-135-2 --title 食品犯罪终身禁业 --policy policy --cases cases")
)(rule_new.new_rule)
app.add_typer(_catalogue, name="catalogue")
app.add_typer(_engine, name="engine")
app.add_typer(_export, name="export")
app.add_typer(_identities, name="identities")
app.add_typer(_map, name="map")
app.add_typer(_measure, name="measure")
app.add_typer(_measures, name="measures")
add_analysis(app)
add_audit(app)
add_casework(app)
add_accounts(app)
app.add_typer(_quarantine, name="quarantine")
app.add_typer(_receipt, name="receipt")
app.add_typer(_rules, name="rules")


def run(application: Application) -> None:
    """Run the command line on this application; ends the process with an exit code."""
    app(obj=Root(application), prog_name="graph-service")
