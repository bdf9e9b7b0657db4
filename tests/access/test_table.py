"""The table of permissions: denied where nothing is said, administrators apart, and every cell as the table has it."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from graph_service.errors import ForbiddenError, InputError, PolicyFileError
from graph_service.policy.flows import load_flows
from graph_service.policy.permissions import load_permissions
from graph_service.security.acting import ACTOR, Actor, Place, allowed, require
from scripts.write_permissions import PAGE, render
from tests.access.conftest import TABLE

MINE = Place("tax", "110101")
PLACES = {
    "nobody's": (None, True),
    "mine": (MINE, True),
    "of the municipality": (Place("tax"), True),
    "of another district": (Place("tax", "110105"), False),
    "of another department": (Place("finance", "110101"), False),
}


@pytest.mark.parametrize("role", TABLE.roles)
@pytest.mark.parametrize("permission", TABLE.permissions)
def test_every_cell_is_as_the_table_has_it(role: str, permission: str) -> None:
    actor = Actor("li", frozenset({role}), MINE)
    reach = TABLE.reach(role, permission)

    for place, inside in PLACES.values():
        assert allowed(actor, permission, place) is (reach == "all" or (reach == "department" and inside))


def test_a_token_is_limited_to_its_scope() -> None:
    actor = Actor("li", frozenset({"investigator"}), MINE, frozenset({"subject.read"}))

    assert (allowed(actor, "subject.read"), allowed(actor, "subject.search"), allowed(actor, "case.sign")) == (
        True,
        False,
        False,
    )


def test_without_accounts_nobody_is_refused_and_with_one_the_permission_is_named() -> None:
    require("account.manage")
    ACTOR.set(Actor("li", frozenset({"analyst"})))

    with pytest.raises(ForbiddenError, match=r"'account\.manage'"):
        require("account.manage")


def test_administrators_share_nothing_but_the_rules_and_their_own_session() -> None:
    administrators = [code for code, role in TABLE.roles.items() if role.kind == "administrator"]
    granted = {code: {one.code for one in TABLE.permissions.values() if code in one.grants} for code in administrators}
    personal = {one.code for one in TABLE.permissions.values() if one.personal}

    assert len(administrators) == 3
    assert granted["security_administrator"] & granted["system_administrator"] == {"rule.read", "self"}
    assert granted["auditor"] & granted["security_administrator"] == {"rule.read", "self"}
    assert (granted["auditor"] | granted["security_administrator"]) & personal == set()


@pytest.mark.parametrize("roles", [[], ["emperor"], ["auditor", "reviewer"], ["auditor", "system_administrator"]])
def test_roles_that_do_not_go_together_are_refused(roles: list[str]) -> None:
    with pytest.raises(InputError):
        TABLE.refuse_roles(roles)


def test_every_step_of_a_flow_asks_for_a_permission_of_the_table() -> None:
    asked = {step.permission for flow in load_flows().values() for step in flow.steps if step.permission}

    assert asked <= TABLE.permissions.keys()


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == render(), "run python -m scripts.write_permissions"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("investigator: all", "emperor: all", "unknown role"),
        ("investigator: all", "investigator: some", "unknown reach"),
        ("code: rule.try", "code: rule.read", "occurs twice"),
        ("code: reviewer, name: 审核", "code: signer, name: 审核", "occurs twice"),
        ("kind: administrator", "kind: king", "unknown kind of role"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    shipped = Path(str(files("graph_service.policy") / "data" / "permissions.yaml"))
    shutil.copy(shipped, tmp_path)
    path = tmp_path / "permissions.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    with pytest.raises(PolicyFileError, match=words):
        load_permissions(tmp_path)
