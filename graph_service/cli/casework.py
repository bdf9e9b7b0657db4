"""The commands of casework, with their examples: the inbox, cases, pushes, feedback, and what the service does by itself."""

from __future__ import annotations

import typer

from graph_service.cli import cases, pushes
from graph_service.cli.grouping import examples, group


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
    by_rule = "graph-service case {} c-1 --confirm CN-FOOD-135-1 --reason 事实清楚"
    one_by_one = "graph-service case {} c-1 --narrow CN-FOOD-135-1:p-…=2027-03-01 --reject BJ-R2-HONOUR:p-… --reason 部分属实"
    for name, deciding in (("prepare", cases.prepare), ("sign", cases.sign)):
        case.command(name, epilog=examples(by_rule.format(name), one_by_one.format(name)))(deciding)
    for name, plain in (("check", cases.check), ("return", cases.return_), ("drop", cases.drop), ("close", cases.close)):
        case.command(name, epilog=examples(f"graph-service case {name} c-1 --reason 见审核意见"))(plain)
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
