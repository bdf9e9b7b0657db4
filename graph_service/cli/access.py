"""Who may run which command: the user of the operating system is the account of that login, once there are accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graph_service.errors import ForbiddenError

if TYPE_CHECKING:
    from graph_service.workflow.services import Services

#: First word of a command, or its first two → permission. What casework needs is checked where its steps are taken.
COMMANDS: Mapping[str, str] = {
    "accounts": "account.manage",
    "accounts password": "self",
    "audit": "audit.read",
    "backup": "system.operate",
    "case": "case.read",
    "catalogue": "coverage.read",
    "changes": "changes.read",
    "coverage": "coverage.read",
    "demo": "system.operate",
    "doctor": "system.operate",
    "engine": "system.operate",
    "evaluate": "rule.try",
    "explain": "subject.read",
    "export": "export",
    "feedback": "feedback.give",
    "generate": "system.operate",
    "history": "subject.read",
    "identities": "identity.judge",
    "identities candidates": "identity.read",
    "identities show": "identity.read",
    "inbox": "inbox.read",
    "lead": "lead.write",
    "load": "data.load",
    "map": "data.load",
    "measure": "measure.decide",
    "measure show": "subject.read",
    "measures": "rule.read",
    "objection": "objection.read",
    "ownership": "subject.read",
    "paths": "subject.read",
    "patterns": "pattern.run",
    "permissions": "rule.read",
    "preview": "rule.try",
    "project": "data.load",
    "propagate": "data.load",
    "push": "push.read",
    "push send": "push.send",
    "quality": "coverage.read",
    "quarantine": "quarantine.read",
    "rebuild": "data.load",
    "receipt": "receipt.read",
    "receipts": "recall.read",
    "repair": "objection.read",
    "restore": "system.operate",
    "rules": "rule.read",
    "screen": "screening.run",
    "search": "subject.search",
    "serve": "system.operate",
    "show": "subject.read",
    "statement": "receipt.read",
    "tokens": "account.manage",
    "who": "subject.read",
    "work": "system.operate",
}


def permission_of(path: str) -> str | None:
    """Return the permission of a command path such as ``case show``; ``None``: the table does not know it."""
    words = path.split()
    return COMMANDS.get(" ".join(words[:2])) or (COMMANDS.get(words[0]) if words else None)


def let_in(services: Services, path: str) -> None:
    """Let the user of the operating system act as the account of his login, or refuse him.

    Raises:
        ForbiddenError: there are accounts and none is his, or it may not run this command.
    """
    from graph_service.security.acting import ACTOR, acting_user, require
    from graph_service.workflow.accounts import actor

    if not services.ledger.has_accounts():
        return
    found = services.ledger.accounts(acting_user())
    permission = permission_of(path)
    if permission is None or not found or found[0].disabled:
        raise ForbiddenError(permission or "none: the command is in no table")
    ACTOR.set(actor(found[0]))
    require(permission)
