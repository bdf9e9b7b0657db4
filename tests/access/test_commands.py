"""Commands: each has its permission, and from the first account on the user of the machine must have an account that may."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator

import click
import pytest
import typer
from typer.testing import CliRunner

from graph_service.cli.access import COMMANDS, permission_of
from graph_service.cli.app import app
from graph_service.cli.door import Root
from graph_service.model.accounts import Profile
from graph_service.security.acting import ACTOR
from graph_service.workflow.accounts import actor, add_account, find_account
from tests.access.conftest import TABLE, Office
from tests.cli.conftest import Over


def paths(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command of the program."""
    if hasattr(command, "commands"):
        for name, one in command.commands.items():
            yield from paths(one, (*words, name))
    else:
        yield " ".join(words)


ALL = sorted(paths(typer.main.get_command(app)))


@pytest.fixture
def cli(office: Office) -> Over:
    return Over(lambda: office.services)


def become(office: Office, role: str) -> None:
    """Give the user of this machine an account of a role, or another role."""
    login = getpass.getuser()
    profile = Profile("本机用户", "tax", "", frozenset({role}))
    first = actor(find_account(office.services, "first"))
    before = ACTOR.set(first)
    try:
        if office.services.ledger.accounts(login):
            from graph_service.workflow.accounts import change_account

            change_account(office.services, login, profile, "测试")
        else:
            add_account(office.services, login, profile, "测试")
    finally:
        ACTOR.reset(before)


def test_every_command_has_its_permission_and_the_table_names_no_other() -> None:
    without = [path for path in ALL if permission_of(path) is None]
    strange = [name for name in COMMANDS if not any(path == name or path.startswith(f"{name} ") for path in ALL)]

    assert (without, strange) == ([], [])
    assert set(COMMANDS.values()) <= TABLE.permissions.keys()


def test_who_has_no_account_is_refused(cli: Over, office: Office) -> None:
    refused = cli.run("inbox")

    assert refused.exit_code != 0
    assert "inbox.read" in refused.stderr


@pytest.mark.parametrize("role", ["auditor", "implementing_officer", "security_administrator"])
def test_a_command_is_run_by_whose_role_may(role: str, cli: Over, office: Office) -> None:
    become(office, role)
    asked = {"audit list": "audit.read", "inbox --department tax": "inbox.read", "accounts list": "account.manage"}

    done = {permission: cli.run(*command.split()).exit_code == 0 for command, permission in asked.items()}

    assert done == {permission: TABLE.reach(role, permission) is not None for permission in asked.values()}


def test_the_security_administrator_manages_accounts_and_tokens(cli: Over, office: Office) -> None:
    become(office, "security_administrator")
    of = ("--name", "孙某", "--role", "reviewer", "--department", "tax")
    added = json.loads(cli.run("accounts", "add", "sun", *of, "--reason", "到岗", "--json").stdout)
    given = ("accounts", "password", "sun", "--reason", "首次")
    password = CliRunner().invoke(app, given, obj=Root(cli), input="correct horse 电池\n")
    issued = cli.json("tokens", "new", "sun", "--label", "系统", "--days", "9", "--scope", "case.read", "--reason", "对接")
    listed = cli.run("tokens", "list").stdout
    revoked = cli.run("tokens", "revoke", issued["token"], "--reason", "外泄").stdout
    disabled = cli.run("accounts", "disable", "sun", "--reason", "离职").stdout
    table = cli.run("permissions").stdout

    assert (added[0]["login"], added[0]["roles"], added[0]["has_password"]) == ("sun", ["reviewer"], False)
    assert password.exit_code == 0, password.output
    assert issued["secret"].startswith("gs_")
    assert issued["token"] in listed
    assert issued["secret"] not in listed
    assert "已失效" in revoked
    assert "✓" in disabled
    assert all(words in table for words in ("安全管理员", "账号与权限管理", "本部门"))


def test_a_refusal_says_what_is_missing_and_a_second_account_of_a_login_too(cli: Over, office: Office) -> None:
    become(office, "security_administrator")
    taken = cli.run("accounts", "add", "first", "--name", "x", "--role", "reviewer", "--department", "tax", "--reason", "x")
    wrong = cli.run("accounts", "add", "qian", "--name", "x", "--role", "emperor", "--department", "tax", "--reason", "x")

    assert "taken by u-1" in taken.stderr
    assert "Known are: investigator" in wrong.stderr
