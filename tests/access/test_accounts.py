"""Accounts, tokens and log-ins: what is kept, what counts, and what is refused. On every ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from graph_service.errors import ContradictionError, ForbiddenError, InputError, NotFoundError, UnauthenticatedError
from graph_service.model.accounts import Profile
from graph_service.security.acting import ACTOR, Actor, Place
from graph_service.security.passwords import password_fits
from graph_service.store.ledger import SqlLedger
from graph_service.store.ledger.account_tables import ACCOUNT_TABLES
from graph_service.workflow.accounts import (
    LOCKED_FOR,
    MOST_FAILURES,
    SESSION,
    TokenTerms,
    actor_of,
    add_account,
    change_account,
    end_token,
    find_account,
    issue_token,
    list_accounts,
    log_in,
    log_out,
    set_disabled,
    set_password,
)
from graph_service.workflow.services import Services
from tests.access.conftest import FIRST, services_over
from tests.ledger.conftest import ledger, open_another, postgres_server, ring, url  # noqa: F401  # fixtures

LI = Profile("李某", "tax", "110101", frozenset({"implementing_officer"}))
PASSWORD = "correct horse 电池"


class Clock:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def services(ledger: SqlLedger, time: Clock, tmp_path: Path) -> Services:  # noqa: F811  # a fixture
    ledger._now = time
    opened = replace(services_over(ledger, tmp_path), now=time)
    add_account(opened, "first", FIRST, "启用")
    add_account(opened, "li", LI, "到岗")
    return opened


def test_an_account_stands_as_its_steps_say(services: Services) -> None:
    changed = change_account(services, "li", replace(LI, department="finance", roles=frozenset({"reviewer", "signer"})), "调岗")
    set_disabled(services, "li", "离职", disabled=True)
    (first, li) = list_accounts(services)

    assert (first.id, first.login, first.profile) == ("u-1", "first", FIRST)
    assert (li.profile, li.disabled, li.version) == (changed.profile, True, 3)
    assert li.profile.roles == {"reviewer", "signer"}
    assert set_disabled(services, "li", "返岗", disabled=False).disabled is False
    acts = [one.act for one in services.ledger.audited(0, 20)]
    assert acts[1:] == ["account.add", "account.add", "account.change", "account.disable", "account.enable"]
    assert services.ledger.verify_audit().breaks == []


def test_the_last_security_administrator_stays(services: Services) -> None:
    for change in (
        lambda: set_disabled(services, "first", "x", disabled=True),
        lambda: change_account(services, "first", LI, "x"),
    ):
        with pytest.raises(ContradictionError, match="last security administrator"):
            change()
    assert find_account(services, "first").profile == FIRST


@pytest.mark.parametrize(
    ("login", "change"),
    [
        ("Li", {}),
        ("l", {}),
        ("li zhao", {}),
        ("zhao", {"name": " "}),
        ("zhao", {"district": "1101"}),
        ("zhao", {"department": "nobody"}),
        ("zhao", {"roles": frozenset()}),
        ("zhao", {"roles": frozenset({"auditor", "signer"})}),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(services: Services, login: str, change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        add_account(services, login, replace(LI, **change), "x")  # type: ignore[arg-type]  # wrong on purpose


def test_the_first_account_is_the_security_administrators(ledger: SqlLedger, tmp_path: Path) -> None:  # noqa: F811  # a fixture
    with pytest.raises(ContradictionError, match="first account is the security administrator"):
        add_account(services_over(ledger, tmp_path), "li", LI, "x")

    assert not ledger.has_accounts()


def test_a_login_is_taken_once_and_somebody_unknown_is_not_found(services: Services) -> None:
    with pytest.raises(ContradictionError, match="taken by u-2"):
        add_account(services, "li", LI, "again")
    with pytest.raises(NotFoundError):
        set_disabled(services, "nobody", "x", disabled=True)


def test_a_token_counts_until_it_ends_expires_or_its_account_is_disabled(services: Services, time: Clock) -> None:
    issued = issue_token(services, "li", TokenTerms("系统", 30, frozenset({"feedback.give"})), "对接")
    actor = actor_of(services, issued.secret)
    set_disabled(services, "li", "x", disabled=True)
    while_disabled = _let_in(services, issued.secret)
    set_disabled(services, "li", "x", disabled=False)
    enabled = _let_in(services, issued.secret)
    time.at += timedelta(days=30)
    expired = _let_in(services, issued.secret)
    time.at -= timedelta(days=1)
    first, second = end_token(services, issued.token.id, "x"), end_token(services, issued.token.id, "x")

    assert actor == Actor("li", LI.roles, Place("tax", "110101"), frozenset({"feedback.give"}))
    assert (while_disabled, enabled, expired, first, second) == (False, True, False, True, False)
    assert not _let_in(services, issued.secret)


@pytest.mark.parametrize("terms", [TokenTerms("x", 0), TokenTerms("x", 367), TokenTerms("x", 9, frozenset({"everything"}))])
def test_a_token_has_a_term_and_a_scope_that_exist(services: Services, terms: TokenTerms) -> None:
    with pytest.raises(InputError):
        issue_token(services, "li", terms, "x")


def test_no_secret_is_kept_in_the_clear(services: Services, tmp_path: Path) -> None:
    set_password(services, "li", PASSWORD, "首次")
    issued = issue_token(services, "li", TokenTerms("x", 9), "x")
    session = log_in(services, "li", PASSWORD)

    with services.ledger.database.engine.connect() as connection:  # type: ignore[attr-defined]  # the SQL ledger
        kept = " ".join(
            str(tuple(row))
            for table in (*(one.name for one in ACCOUNT_TABLES), "audit_entry")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )
    assert PASSWORD not in kept
    assert issued.secret not in kept
    assert session.secret not in kept
    assert PASSWORD not in repr(find_account(services, "li"))
    assert "argon2" not in repr(find_account(services, "li"))


class TestLogIn:
    @pytest.fixture(autouse=True)
    def password(self, services: Services) -> None:
        set_password(services, "li", PASSWORD, "首次")

    def test_a_session_lasts_eight_hours_or_until_it_is_left(self, services: Services, time: Clock) -> None:
        one, other = log_in(services, "li", PASSWORD), log_in(services, "li", PASSWORD)
        log_out(services, one.secret)
        left = _let_in(services, one.secret), _let_in(services, other.secret)
        time.at += SESSION

        assert (left, _let_in(services, other.secret)) == ((False, True), False)

    def test_a_new_password_ends_every_session_and_no_token(self, services: Services) -> None:
        session, token = log_in(services, "li", PASSWORD), issue_token(services, "li", TokenTerms("x", 9), "x")
        set_password(services, "li", PASSWORD + "!", "更换")

        assert (_let_in(services, session.secret), _let_in(services, token.secret)) == (False, True)
        assert _logs_in(services, PASSWORD + "!")

    def test_wrong_login_wrong_password_and_a_disabled_account_are_told_in_one_way(self, services: Services) -> None:
        set_password(services, "first", PASSWORD, "首次")
        set_disabled(services, "li", "x", disabled=True)
        told = set()
        for login, password in (("nobody", PASSWORD), ("first", "wrong"), ("li", PASSWORD), ("first", "")):
            with pytest.raises(UnauthenticatedError) as refused:
                log_in(services, login, password)
            told.add(str(refused.value))

        assert len(told) == 1

    def test_after_five_failures_even_the_right_password_waits(self, services: Services, time: Clock) -> None:
        failed = [_logs_in(services, "wrong") for _ in range(MOST_FAILURES)]
        locked = _logs_in(services, PASSWORD)
        time.at += LOCKED_FOR + timedelta(seconds=1)
        free = _logs_in(services, PASSWORD)
        again = [_logs_in(services, "wrong") for _ in range(MOST_FAILURES - 1)]

        assert (any(failed), locked, free, any(again), _logs_in(services, PASSWORD)) == (False, False, True, False, True)
        acts = [one.act for one in services.ledger.audited(0, 100) if one.act.startswith("login.")]
        assert acts == ["login.failed"] * 5 + ["login.good"] + ["login.failed"] * 4 + ["login.good"]

    @pytest.mark.parametrize("password", ["short", "li-and-more-letters", "aaaaaaaaaaaaaaaa", "x" * 201])
    def test_a_weak_password_is_refused(self, services: Services, password: str) -> None:
        with pytest.raises(InputError):
            set_password(services, "li", password, "x")


def test_who_may_not_manage_accounts_changes_his_own_password_alone(services: Services) -> None:
    ACTOR.set(Actor("li", LI.roles))
    set_password(services, "li", PASSWORD, "自行更换")

    for forbidden in (
        lambda: set_password(services, "first", PASSWORD, "x"),
        lambda: add_account(services, "zhao", LI, "x"),
        lambda: issue_token(services, "li", TokenTerms("x", 9), "x"),
        lambda: list_accounts(services),
        lambda: end_token(services, "t-1", "x"),
    ):
        with pytest.raises(ForbiddenError):
            forbidden()


@pytest.mark.parametrize("table", [one.name for one in ACCOUNT_TABLES])
def test_accounts_are_append_only(services: Services, table: str) -> None:
    set_password(services, "li", PASSWORD, "首次")
    log_out(services, log_in(services, "li", PASSWORD).secret)

    with pytest.raises(DBAPIError, match="append-only"), services.ledger.database.engine.begin() as connection:  # type: ignore[attr-defined]  # the SQL ledger
        connection.execute(text(f"DELETE FROM {table}"))


def test_an_account_without_a_password_fits_none() -> None:
    assert not password_fits(None, "")


def _let_in(services: Services, secret: str) -> bool:
    try:
        actor_of(services, secret)
    except UnauthenticatedError:
        return False
    return True


def _logs_in(services: Services, password: str) -> bool:
    try:
        log_in(services, "li", password)
    except UnauthenticatedError:
        return False
    return True
