"""Accounts, tokens and log-ins: who may be let in, and who is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from graph_service.errors import ContradictionError, InputError, NotFoundError, UnauthenticatedError
from graph_service.model.accounts import Account, Profile, Token, check_login
from graph_service.policy.permissions import load_permissions
from graph_service.security.acting import Actor, Place, acting_user, require
from graph_service.security.passwords import hash_password, new_token, password_fits, token_digest
from graph_service.store.account_ports import AccountStep, NewToken
from graph_service.workflow.dossiers import known_department
from graph_service.workflow.services import Services

MANAGE = "account.manage"
SECURITY = "security_administrator"
LONGEST_DAYS = 366
#: So many failed attempts within this time lock a login for as long.
MOST_FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
SESSION = timedelta(hours=8)
_LOCKED = "Too many attempts with this login: try again in a quarter of an hour."


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made; ``secret`` is shown once and never again."""

    token: Token
    secret: str


def add_account(services: Services, login: str, profile: Profile, reason: str) -> Account:
    """Add an account. The first one must be the security administrator's: from then on everybody needs one.

    Raises:
        InputError: no login, department or role, or roles that do not go together.
        ContradictionError: the login is taken, or the first account is another's.
        ForbiddenError: who acts may not.
    """
    require(MANAGE)
    _check(profile)
    if not services.ledger.has_accounts() and SECURITY not in profile.roles:
        raise ContradictionError(
            "The first account is the security administrator's: without one nobody could add others.",
            hint=f"Add it first, with --role {SECURITY}.",
        )
    return services.ledger.step_on_account(
        check_login(login), AccountStep("add", acting_user(), _said(reason), _content(profile))
    )


def change_account(services: Services, login: str, profile: Profile, reason: str) -> Account:
    """Give an account another name, place or roles.

    Raises:
        InputError, NotFoundError, ForbiddenError: see ``add_account``.
        ContradictionError: it is the last security administrator.
    """
    require(MANAGE)
    _check(profile)
    if SECURITY not in profile.roles:
        _keep_one(services, login)
    return services.ledger.step_on_account(login, AccountStep("change", acting_user(), _said(reason), _content(profile)))


def set_disabled(services: Services, login: str, reason: str, *, disabled: bool) -> Account:
    """Disable an account, or enable it again. Its tokens and sessions count no longer while it is disabled.

    Raises:
        NotFoundError, ForbiddenError: see ``add_account``. ContradictionError: it is the last security administrator.
    """
    require(MANAGE)
    if disabled:
        _keep_one(services, login)
    did = "disable" if disabled else "enable"
    return services.ledger.step_on_account(login, AccountStep(did, acting_user(), _said(reason), {"disabled": disabled}))


def set_password(services: Services, login: str, password: str, reason: str) -> Account:
    """Set a password: one's own, or (as security administrator) anybody's. All sessions of the account end.

    Raises:
        InputError: it is too weak. NotFoundError, ForbiddenError: see ``add_account``.
    """
    if acting_user() != login:
        require(MANAGE)
    account = find_account(services, login)
    content = {"password": hash_password(password, login)}
    changed = services.ledger.step_on_account(login, AccountStep("password", acting_user(), _said(reason), content))
    for one in services.ledger.tokens(account.seq):
        if one.kind == "session" and not one.ended:
            services.ledger.end_token(one.seq, acting_user(), "the password was changed")
    return changed


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What a token is for: its label, for how many days, limited to which permissions (none: all that the account may)."""

    label: str
    days: int
    scope: frozenset[str] = frozenset()


def issue_token(services: Services, login: str, terms: TokenTerms, reason: str) -> Issued:
    """Issue a token for a program.

    Raises:
        InputError: an unknown permission, or a term that is none. NotFoundError, ForbiddenError: see ``add_account``.
    """
    require(MANAGE)
    if not 1 <= terms.days <= LONGEST_DAYS:
        raise InputError("days", f"is 1 to {LONGEST_DAYS}")
    if unknown := sorted(terms.scope - load_permissions().permissions.keys()):
        raise InputError("scope", f"no such permission: {', '.join(unknown)}", hint="See graph-service permissions.")
    account = find_account(services, login)
    ends = services.now() + timedelta(days=terms.days)
    return _issue(services, NewToken("token", account.seq, terms.label, "", terms.scope, ends, acting_user(), _said(reason)))


def end_token(services: Services, number: str, reason: str) -> bool:
    """End a token or session now; ``False``: it had ended.

    Raises:
        InputError: it is no number. NotFoundError: no such token. ForbiddenError: see ``add_account``.
    """
    require(MANAGE)
    plain = number.strip().removeprefix("t-")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 12):  # digits of a number
        raise InputError("token", f"{number!r} is not the number of a token", hint="Write it as t-12.")
    return services.ledger.end_token(int(plain), acting_user(), _said(reason))


def log_in(services: Services, login: str, password: str) -> Issued:
    """Log in and return a session. A wrong login and a wrong password take as long and are told in the same words.

    Raises:
        UnauthenticatedError: they do not fit, the account is disabled, or too many attempts failed.
    """
    plain = login.strip()[:40]
    if services.ledger.failures(plain, services.now() - LOCKED_FOR) >= MOST_FAILURES:
        raise UnauthenticatedError(_LOCKED)
    found = services.ledger.accounts(plain)
    fits = password_fits(found[0].password if found and not found[0].disabled else None, password)
    services.ledger.note_login(plain, good=fits)
    if not fits:
        raise UnauthenticatedError("Login and password do not fit.")
    new = NewToken("session", found[0].seq, "browser", "", frozenset(), services.now() + SESSION, plain, "log in")
    return _issue(services, new)


def log_out(services: Services, secret: str) -> None:
    """End the session of a secret; nothing happens where there is none."""
    held = services.ledger.holder_of(token_digest(secret))
    if held:
        services.ledger.end_token(held[1].seq, held[0].login, "log out")


def actor_of(services: Services, secret: str) -> Actor:
    """Return who holds a token or session.

    Raises:
        UnauthenticatedError: nobody does, it has ended or expired, or the account is disabled.
    """
    held = services.ledger.holder_of(token_digest(secret))
    if held is None or held[0].disabled or held[1].ended or held[1].expires_at <= services.now():
        raise UnauthenticatedError("The token or session is unknown, has ended or expired.")
    account, token = held
    return actor(account, token.scope)


def actor(account: Account, scope: frozenset[str] = frozenset()) -> Actor:
    """Return the actor that an account is."""
    said = account.profile
    return Actor(account.login, said.roles, Place(said.department, said.district), scope)


def find_account(services: Services, login: str) -> Account:
    """Return an account.

    Raises:
        NotFoundError: there is none of this login.
    """
    found = services.ledger.accounts(login)
    if not found:
        raise NotFoundError(f"No account {login!r} is on record.", hint="See graph-service accounts list.")
    return found[0]


def list_accounts(services: Services) -> Sequence[Account]:
    """Return every account.

    Raises:
        ForbiddenError: who acts may not.
    """
    require(MANAGE)
    return services.ledger.accounts()


def _issue(services: Services, new: NewToken) -> Issued:
    secret = new_token()
    return Issued(services.ledger.add_token(replace(new, digest=token_digest(secret))), secret)


def _check(profile: Profile) -> None:
    known_department(profile.department)
    load_permissions().refuse_roles(profile.roles)


def _keep_one(services: Services, login: str) -> None:
    others = [
        one for one in services.ledger.accounts() if SECURITY in one.profile.roles and not one.disabled and one.login != login
    ]
    if not others:
        raise ContradictionError("It is the last security administrator: nobody could manage accounts any more.")


def _content(profile: Profile) -> dict[str, object]:
    plain = {name: getattr(profile, name) for name in ("name", "department", "district")}
    return {**plain, "roles": sorted(profile.roles)}


def _said(reason: str) -> str:
    if not reason.strip():
        raise InputError("reason", "an act needs one")
    return reason.strip()
