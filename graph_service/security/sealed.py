"""Files that are encrypted at rest: the archive of inputs and the quarantine.

A sealed file is ``GSSEAL01``, the key version (four bytes), the key's fingerprint (16 bytes), then the ciphertext. The caller's
*context* (such as ``archive:<sha-256>``) must be given again to open it, so that one file cannot stand in for another.
"""

from __future__ import annotations

import struct
from pathlib import Path

from graph_service.errors import NotFoundError, SettingsError, SourceFileError
from graph_service.security.crypto import decrypt, encrypt
from graph_service.security.keyring import Key, KeyRing, write_atomically

_MAGIC = b"GSSEAL01"
_HEADER = struct.Struct(">8sI16s")
#: A file is sealed as one piece in memory (about twice its size); larger ones are refused.
MAX_BYTES = 512 * 1024 * 1024


def seal_bytes(ring: KeyRing, data: bytes, target: Path, *, context: str) -> None:
    """Write ``data`` encrypted to ``target``, readable by its owner only, whole or not at all.

    Raises:
        SourceFileError: more than ``MAX_BYTES``.
    """
    if len(data) > MAX_BYTES:
        raise SourceFileError(
            target.name, f"{len(data)} bytes are too many to seal (limit {MAX_BYTES})", hint="Split the file."
        )
    key = ring.current()
    header = _HEADER.pack(_MAGIC, key.version, bytes.fromhex(key.fingerprint))
    write_atomically(target, header + encrypt(key, data, context=_bound(header, context)))


def seal_file(ring: KeyRing, source: Path, target: Path, *, context: str) -> None:
    """Write the content of ``source`` encrypted to ``target``; ``source`` stays as it is."""
    seal_bytes(ring, source.read_bytes(), target, context=context)


def open_sealed(ring: KeyRing, path: Path, *, context: str) -> bytes:
    """Return the content in clear. Whoever calls this logs that it was opened, by whom and why.

    Raises:
        NotFoundError: no such file.
        SettingsError: not a sealed file, cut short, changed, sealed with a key that is not here, or for another context.
    """
    try:
        blob = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"no sealed file {path}.") from error
    header = blob[: _HEADER.size]
    return decrypt(_key_of(ring, header, path), blob[_HEADER.size :], context=_bound(header, context))


def reseal(ring: KeyRing, path: Path, *, context: str) -> bool:
    """Seal a file again under the newest key; ``False`` when it already is. For use after the keys were rotated."""
    data = open_sealed(ring, path, context=context)
    with path.open("rb") as file:
        _, version, _ = _HEADER.unpack(file.read(_HEADER.size))
    if version == ring.current().version:
        return False
    seal_bytes(ring, data, path, context=context)
    return True


def _bound(header: bytes, context: str) -> str:
    return f"{header.hex()}:{context}"


def _key_of(ring: KeyRing, header: bytes, path: Path) -> Key:
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise SettingsError(f"{path} is not a sealed file, or it was cut short.", hint="Restore it from its backup.")
    _, version, fingerprint = _HEADER.unpack(header)
    key = ring.get(version)
    if bytes.fromhex(key.fingerprint) != fingerprint:
        raise SettingsError(
            f"{path} was sealed with another key of version {version}.",
            hint="Restore the keys directory that belongs to this archive.",
        )
    return key
