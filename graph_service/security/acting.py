"""Who acts, and from where, and whether he may. Without accounts it is the user of the operating system, who may do everything."""

from __future__ import annotations

import getpass
from contextvars import ContextVar
from dataclasses import dataclass

from graph_service.errors import ForbiddenError
from graph_service.policy.permissions import load_permissions

#: From where an act comes: ``command``, or the address of a client; set by whoever opens a door to the use cases.
ORIGIN: ContextVar[str] = ContextVar("origin", default="command")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose matter something is; an empty part is nobody's in particular."""

    department: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``scope``: what a token is limited to; empty: nothing but the roles limit it."""

    login: str
    roles: frozenset[str]
    place: Place = Place()
    scope: frozenset[str] = frozenset()


#: ``None``: the instance has no accounts.
ACTOR: ContextVar[Actor | None] = ContextVar("actor", default=None)


def acting_user() -> str:
    """Return the name under which acts and looks are recorded."""
    actor = ACTOR.get()
    return actor.login if actor else getpass.getuser()


def acting_place() -> Place:
    """Return the department and district for which somebody acts."""
    actor = ACTOR.get()
    return actor.place if actor else Place()


def allowed(actor: Actor, permission: str, place: Place | None = None) -> bool:
    """Say whether an actor has a permission, in a matter of a place (``None``: it is nobody's)."""
    if actor.scope and permission not in actor.scope:
        return False
    table = load_permissions()
    reaches = {table.reach(role, permission) for role in actor.roles}
    if "all" in reaches:
        return True
    return "department" in reaches and (place is None or _own(actor.place, place))


def require(permission: str, place: Place | None = None) -> None:
    """Refuse whoever acts what he may not do.

    Raises:
        ForbiddenError: names the permission.
    """
    actor = ACTOR.get()
    if actor is not None and not allowed(actor, permission, place):
        raise ForbiddenError(permission)


def _own(mine: Place, theirs: Place) -> bool:
    if mine.department != theirs.department:
        return False
    return not (mine.district and theirs.district) or mine.district == theirs.district
