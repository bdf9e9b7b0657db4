"""The one table of permissions (``permissions.yaml``): every role × every permission, denied where nothing is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph_service.errors import InputError
from graph_service.policy.files import parsed_file
from graph_service.policy.yaml_tree import Entry

REACHES = ("all", "department")
ADMINISTRATOR = "administrator"
_KINDS = ("working", ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Role:
    """A role. Administrators exclude each other and every working role."""

    code: str
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission. ``grants``: role → how far it reaches; ``personal``: it shows persons, so each look is audited."""

    code: str
    name: str
    name_en: str
    personal: bool
    grants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Permissions:
    """The whole table."""

    roles: Mapping[str, Role]
    permissions: Mapping[str, Permission]

    def reach(self, role: str, permission: str) -> str | None:
        """Return how far a role reaches with a permission; ``None``: not at all."""
        return self.permissions[permission].grants.get(role)

    def refuse_roles(self, roles: Collection[str]) -> None:
        """Refuse roles that do not exist, or do not go together.

        Raises:
            InputError: says which.
        """
        if not roles:
            raise InputError("roles", "name at least one role", hint=f"Known are: {', '.join(self.roles)}.")
        if unknown := sorted({*roles} - self.roles.keys()):
            raise InputError("roles", f"no such role: {', '.join(unknown)}", hint=f"Known are: {', '.join(self.roles)}.")
        administrators = sorted(role for role in roles if self.roles[role].kind == ADMINISTRATOR)
        if administrators and len({*roles}) > 1:
            raise InputError("roles", f"{administrators[0]} goes with no other role", hint="Make an account for each.")


@cache
def load_permissions(directory: Path | None = None) -> Permissions:
    """Load the table.

    Raises:
        PolicyFileError: a malformed file, an unknown role or reach, or a code given twice.
    """
    root = parsed_file(directory, "permissions.yaml").fields("roles permissions")
    roles: dict[str, Role] = {}
    for entry in root["roles"].items():
        role = _role(entry)
        if role.code in roles:
            raise entry.fault(f"role {role.code!r} occurs twice")
        roles[role.code] = role
    found: dict[str, Permission] = {}
    for entry in root["permissions"].items():
        permission = _permission(entry, roles)
        if permission.code in found:
            raise entry.fault(f"permission {permission.code!r} occurs twice")
        found[permission.code] = permission
    return Permissions(roles, found)


def _role(entry: Entry) -> Role:
    fields = entry.fields("code name name_en kind")
    names = (fields["code"].text(), fields["name"].text(), fields["name_en"].text())
    return Role(*names, fields["kind"].choice(_KINDS, "kind of role"))


def _permission(entry: Entry, roles: Mapping[str, Role]) -> Permission:
    fields = entry.fields("code name name_en personal grants")
    grants = {}
    for role, reach in fields["grants"].mapping().items():
        if role not in roles:
            raise reach.fault(f"unknown role {role!r}")
        grants[role] = reach.choice(REACHES, "reach")
    names = (fields["code"].text(), fields["name"].text(), fields["name_en"].text())
    return Permission(*names, fields["personal"].flag(), grants)
