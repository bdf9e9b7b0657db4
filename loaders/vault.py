"""Sealed files of one instance; every look into them is on record. Archive and quarantine are built on it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from graph_service.errors import InputError
from graph_service.security import sealed
from graph_service.security.acting import acting_user
from graph_service.security.keyring import KeyRing, write_atomically
from graph_service.store.audit_ports import Look
from graph_service.workflow.services import Services


def seal(services: Services, pieces: Iterable[bytes], target: Path, *, context: str) -> None:
    """Write the pieces encrypted, whole or not at all, readable by their owner only."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed.seal(KeyRing(services.home / "keys"), pieces, target, context=context)


def reveal(services: Services, source: Path, target: Path, *, context: str, reason: str) -> Path:
    """Write the content in clear to ``target`` for its owner alone. The look is on record before anything is shown.

    Raises:
        InputError: no reason, or ``target`` exists.
        NotFoundError: no such sealed file.
        SettingsError: it was changed, or its key is not here.
    """
    if not reason.strip():
        raise InputError("reason", "a look at personal data needs a reason")
    if target.exists():
        raise InputError(str(target), "exists already", hint="Name another file.")
    pieces = sealed.unseal(KeyRing(services.home / "keys"), source, context=context)
    first = next(pieces)
    services.ledger.note_look(Look("look.file", acting_user(), context, reason))
    write_atomically(target, chain([first], pieces))
    return target
