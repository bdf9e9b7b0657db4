"""The commands of casework, with their examples: the inbox, cases, pushes, feedback, objections, repairs, and what the service does by itself."""

from __future__ import annotations

import typer

from graph_service.cli import cases, pushes
from graph_service.cli.grouping import examples, group
from graph_service.cli.objections import add_objections
from graph_service.cli.repairs import add_repairs


def add_casework(app: typer.Typer) -> None:
    """Add them to the root command."""
    app.command("inbox", epilog=examples("graph-service inbox", "graph-service inbox --department tax --kind push --json"))(
        cases.inbox
    )
    case = group(
        "联合惩戒案件：发起、经办、审核、签发、办结。Joint-punishment cases: opened, prepared, checked, signed, closed."
    )
    opened = "graph-service case open 91110101MA0FAKE09X --event ev-… --department market_regulation --reason 吊销许可证"
    case.command("open", epilog=examples(opened))(cases.open_)
    case.command("show", epilog=examples("graph-service case show c-1", "graph-service case show c-1 --json"))(cases.show)
    prepared = "graph-service case prepare c-1 --confirm CN-FOOD-135-1 --reason 事实清楚"
    case.command("prepare", epilog=examples(prepared))(cases.prepare)
    one_by_one = "graph-service case sign c-1 --narrow CN-FOOD-135-1:p-…=2027-03-01 --reject BJ-R2-HONOUR:p-… --reason 部分属实"
    signed = "graph-service case sign c-1 --confirm CN-FOOD-135-1 --reason 事实清楚"
    case.command("sign", epilog=examples(signed, one_by_one))(cases.sign)
    case.command("check", epilog=examples("graph-service case check c-1 --reason 同意"))(cases.check)
    case.command("return", epilog=examples("graph-service case return c-1 --reason 请补充证据"))(cases.return_)
    case.command("drop", epilog=examples("graph-service case drop c-1 --reason 重复发起"))(cases.drop)
    case.command("close", epilog=examples("graph-service case close c-1 --reason 已全部解除"))(cases.close)
    case.command("handover", epilog=examples("graph-service case handover c-1 --to wang --reason 岗位调整"))(cases.hand_over)
    app.add_typer(case, name="case")
    push = group("推送：已确认的措施送实施部门。Pushes: confirmed measures go to the departments that carry them out.")
    push.command("send", epilog=examples("graph-service push send c-1 --to tax --to finance --reason 依法推送"))(pushes.send)
    push.command("show", epilog=examples("graph-service push show p-2 --json"))(pushes.show)
    app.add_typer(push, name="push")
    app.command(
        "feedback",
        epilog=examples(
            "graph-service feedback p-2 receive --reason 已收文",
            "graph-service feedback p-2 apply --from 2026-12-02 --until 2027-03-01 --reason 已列入限制名单",
            "graph-service feedback p-2 decline --why 本部门无此类事项 --reason 经研究",
            "graph-service feedback p-2 confirm_lifting --lifted-on 2026-12-20 --reason 已移出限制名单",
        ),
    )(pushes.feedback)
    app.command("work", epilog=examples("graph-service work --once --json", "graph-service work --every 60"))(pushes.work)
    add_objections(app)
    add_repairs(app)
