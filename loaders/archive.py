"""The original of every loaded file, encrypted: from it and the rules everything in the graph can be rebuilt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from graph_service.errors import SourceFileError
from graph_service.loaders.inputs import Input
from graph_service.loaders.vault import reveal, seal
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


def open_original(services: Services, digest: str, target: Path, reason: str) -> Path:
    """Write the original file in clear to ``target`` and log the look.

    Raises:
        NotFoundError: no such file was archived.
        InputError: no reason given, or the target exists.
    """
    return reveal(services, archive_path(services, digest), target, context=_context(digest), reason=reason)


def _context(digest: str) -> str:
    return f"archive:{digest}"
