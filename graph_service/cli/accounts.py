"""Commands on accounts, tokens and permissions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.cli.grouping import examples, group
from graph_service.cli.screen import in_beijing

if TYPE_CHECKING:
    from graph_service.cli.screen import Words
    from graph_service.model.accounts import Account

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="The account's login. 登录名。")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; recorded with your name. 理由，连同经办人留痕。")]
RoleOption = Annotated[list[str], typer.Option("--role", metavar="ROLE", help="A role; may be repeated. 角色，可重复。")]
NameOption = Annotated[str, typer.Option("--name", help="Whose account it is. 姓名或用途。")]
DepartmentOption = Annotated[str, typer.Option("--department", metavar="CODE", help="Its department. 所属部门。")]
DistrictOption = Annotated[
    str, typer.Option("--district", metavar="CODE", help="GB/T 2260; empty: the municipality. 行政区划代码。")
]


def add_accounts(app: typer.Typer) -> None:
    """Add the commands to the program."""
    accounts = group("账号：谁可以登录、担任何角色。Accounts: who may log in, in which roles.")
    first = "graph-service accounts add zhao --name 赵某 --role security_administrator --department credit_joint_conference --reason 启用账号"
    accounts.command("add", epilog=examples(first))(add)
    accounts.command("list", epilog=examples("graph-service accounts list --json"))(list_accounts)
    changed = "graph-service accounts change li --name 李某 --role reviewer --role signer --department tax --reason 岗位调整"
    accounts.command("change", epilog=examples(changed))(change)
    accounts.command("disable", epilog=examples("graph-service accounts disable li --reason 离职"))(disable)
    accounts.command("enable", epilog=examples("graph-service accounts enable li --reason 返岗"))(enable)
    accounts.command("password", epilog=examples("graph-service accounts password li --reason 首次设置"))(password)
    app.add_typer(accounts, name="accounts")
    tokens = group("令牌：程序以何身份访问接口。Tokens: as whom programs use the API.")
    issued = "graph-service tokens new li --label 业务系统 --days 90 --scope screening.run --reason 系统对接"
    tokens.command("new", epilog=examples(issued))(new_token)
    tokens.command("list", epilog=examples("graph-service tokens list"))(list_tokens)
    tokens.command("revoke", epilog=examples("graph-service tokens revoke t-3 --reason 密钥外泄"))(revoke)
    app.add_typer(tokens, name="tokens")
    app.command("permissions", epilog=examples("graph-service permissions --lang en"))(permissions)


def add(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    login: LoginArgument,
    name: NameOption,
    role: RoleOption,
    department: DepartmentOption,
    reason: ReasonOption,
    district: DistrictOption = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """新增账号；首个账号须为安全管理员。Add an account; the first is the security administrator's."""
    from graph_service.model.accounts import Profile
    from graph_service.workflow.accounts import add_account

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        _tell(door, [add_account(services, login, Profile(name, department, district, frozenset(role)), reason)])


def list_accounts(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """列出账号。List the accounts."""
    from graph_service.workflow.accounts import list_accounts as listed

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        _tell(door, list(listed(services)))


def change(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    login: LoginArgument,
    name: NameOption,
    role: RoleOption,
    department: DepartmentOption,
    reason: ReasonOption,
    district: DistrictOption = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """变更账号的姓名、角色、部门、辖区。Change name, roles and place of an account."""
    from graph_service.model.accounts import Profile
    from graph_service.workflow.accounts import change_account

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        _tell(door, [change_account(services, login, Profile(name, department, district, frozenset(role)), reason)])


def disable(
    ctx: typer.Context, login: LoginArgument, reason: ReasonOption, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """停用账号，其令牌和会话即时失效。Disable an account; its tokens and sessions count no longer."""
    _set_disabled(Door(ctx, as_json=as_json, lang=lang), login, reason, disabled=True)


def enable(
    ctx: typer.Context, login: LoginArgument, reason: ReasonOption, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """恢复账号。Enable an account again."""
    _set_disabled(Door(ctx, as_json=as_json, lang=lang), login, reason, disabled=False)


def password(
    ctx: typer.Context, login: LoginArgument, reason: ReasonOption, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """设置口令：从终端或标准输入读取，从不作为参数。Set a password, read from the terminal or stdin, never an argument."""
    from graph_service.workflow.accounts import set_password

    door = Door(ctx, as_json=as_json, lang=lang)
    given = (
        typer.prompt("口令 Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else sys.stdin.readline()
    )
    with door.services() as services:
        _tell(door, [set_password(services, login, given.rstrip("\n"), reason)])


def new_token(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    login: LoginArgument,
    label: Annotated[str, typer.Option("--label", help="What it is for. 用途。")],
    reason: ReasonOption,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="For how many days. 有效天数。")] = 90,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="Only these permissions. 限定权限，可重复。")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """签发令牌：只显示一次。Issue a token; it is shown once."""
    from graph_service.workflow.accounts import TokenTerms, issue_token

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        issued = issue_token(services, login, TokenTerms(label, days, frozenset(scope or ())), reason)
    if as_json:
        door.screen.json({"token": issued.token.id, "secret": issued.secret, "expires_at": issued.token.expires_at.isoformat()})
    expires = in_beijing(issued.token.expires_at.isoformat())
    door.screen.say(
        f"{issued.token.id}，有效至 {expires}。请立即保存，不再显示：",
        f"{issued.token.id}, until {expires}. Keep it now, it is not shown again:",
    )
    door.screen.say(issued.secret, issued.secret, style="bold")


def list_tokens(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """列出令牌和会话。List tokens and sessions."""
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        logins = {one.seq: one.login for one in services.ledger.accounts()}
        found: list[dict[str, Any]] = [
            {
                "id": one.id,
                "kind": one.kind,
                "login": logins[one.account],
                "label": one.label,
                "scope": sorted(one.scope),
                "expires_at": one.expires_at.isoformat(),
                "ended": one.ended,
            }
            for one in services.ledger.tokens()
        ]
    if as_json:
        door.screen.json(found)
    columns: tuple[Words, ...] = (
        ("编号", "id"),
        ("类别", "kind"),
        ("账号", "login"),
        ("用途", "label"),
        ("至", "until"),
        ("已失效", "ended"),
    )
    rows = [
        (one["id"], one["kind"], one["login"], one["label"], in_beijing(one["expires_at"]), "✓" if one["ended"] else "")
        for one in found
    ]
    door.screen.table("", columns, rows)


def revoke(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its number, such as t-3. 令牌编号。")],
    reason: ReasonOption,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """吊销令牌或会话。Revoke a token or session."""
    from graph_service.workflow.accounts import end_token

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        written = end_token(services, token, reason)
    if as_json:
        door.screen.json({"token": token, "written": written})
    door.screen.say(f"{token} 已失效", f"{token} has ended")


def permissions(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """权限表：每个角色可以做什么。The table of permissions: what each role may do."""
    from graph_service.policy.permissions import load_permissions

    door, table = Door(ctx, as_json=as_json, lang=lang), load_permissions()
    if as_json:
        door.screen.json({code: dict(one.grants) for code, one in table.permissions.items()})
    marks = {"all": ("全部", "all"), "department": ("本部门", "department")}
    columns: list[Words] = [("权限", "permission"), *((role.name, role.name_en) for role in table.roles.values())]
    rows = [
        (
            door.screen.words((one.name, one.name_en)),
            *(door.screen.words(marks[one.grants[r]]) if r in one.grants else "" for r in table.roles),
        )
        for one in table.permissions.values()
    ]
    door.screen.table("", columns, rows)


def _set_disabled(door: Door, login: str, reason: str, *, disabled: bool) -> None:
    from graph_service.workflow.accounts import set_disabled

    with door.services() as services:
        _tell(door, [set_disabled(services, login, reason, disabled=disabled)])


def _tell(door: Door, accounts: list[Account]) -> None:
    found: list[dict[str, Any]] = [
        {
            "id": one.id,
            "login": one.login,
            "name": one.profile.name,
            "department": one.profile.department,
            "district": one.profile.district,
            "roles": sorted(one.profile.roles),
            "disabled": one.disabled,
            "has_password": one.password is not None,
        }
        for one in accounts
    ]
    if door.screen.as_json:
        door.screen.json(found)
    columns: tuple[Words, ...] = (
        ("编号", "id"), ("登录名", "login"), ("姓名", "name"), ("部门", "department"), ("辖区", "district"), ("角色", "roles"), ("停用", "disabled"),
    )  # fmt: skip
    rows = [
        (
            *(one[name] for name in ("id", "login", "name", "department", "district")),
            ", ".join(one["roles"]),
            "✓" if one["disabled"] else "",
        )
        for one in found
    ]
    door.screen.table("", columns, rows)
