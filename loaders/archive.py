"""The original of every loaded file, encrypted: from it and the rules everything in the graph can be rebuilt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from graph_service.errors import NotFoundError, SettingsError, SourceFileError
from graph_service.loaders.inputs import Input
from graph_service.loaders.vault import reveal, seal
from graph_service.security.keyring import KeyRing, write_atomically
from graph_service.security.sealed import unseal
from graph_service.workflow.services import Services

_PIECE = 1024 * 1024


def archive_path(services: Services, digest: str) -> Path:
    """Return where the file with this SHA-256 lies."""
    return services.home / "archive" / f"{digest}.sealed"


def keep(services: Services, given: Input, digest: str) -> None:
    """Archive the file, or the member of a zip by itself, unless its content is there already.

    Raises:
        SourceFileError: the file changed since it was hashed.
    """
    target = archive_path(services, digest)
    if target.exists():
        return
    seal(services, _checked(given, digest), target, context=_context(digest))


def _checked(given: Input, digest: str) -> Iterator[bytes]:
    """Give the content of a file; fail at its end unless it is that of the digest, so that nothing is kept of it."""
    found = hashlib.sha256()
    with given.open() as source:
        while piece := source.read(_PIECE):
            found.update(piece)
            yield piece
    if found.hexdigest() != digest:
        raise SourceFileError(given.name, "changed while it was read", hint="Load it again when nobody writes to it.")


def verify(services: Services, digest: str, name: str) -> None:
    """Make sure that the original can be read and is what its digest says.

    Raises:
        SourceFileError: it is missing or damaged; the message names the file as it was loaded.
    """
    for _ in _original(services, digest, name):
        pass


def restore(services: Services, digest: str, target: Path) -> None:
    """Write the original in clear, for its owner alone, for a program to read; whoever asks for it takes it away again.

    Raises:
        SourceFileError: it is missing or damaged.
    """
    write_atomically(target, _original(services, digest, target.name))


def _original(services: Services, digest: str, name: str) -> Iterator[bytes]:
    found = hashlib.sha256()
    path = archive_path(services, digest)
    try:
        for piece in unseal(KeyRing(services.home / "keys"), path, context=_context(digest)):
            found.update(piece)
            yield piece
    except NotFoundError:
        raise SourceFileError(name, f"is not in the archive ({path.name})", hint="Bring it back from a backup.") from None
    except SettingsError as error:
        raise SourceFileError(
            name, f"is damaged in the archive: {error.message}", hint="Bring it back from a backup."
        ) from error
    if found.hexdigest() != digest:
        raise SourceFileError(name, f"is not what was loaded ({path.name})", hint="Bring it back from a backup.")


def open_original(services: Services, digest: str, target: Path, reason: str) -> Path:
    """Write the original file in clear to ``target`` and log the look.

    Raises:
        NotFoundError: no such file was archived.
        InputError: no reason given, or the target exists.
    """
    return reveal(services, archive_path(services, digest), target, context=_context(digest), reason=reason)


def _context(digest: str) -> str:
    return f"archive:{digest}"
