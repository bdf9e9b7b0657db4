"""Files that are encrypted at rest: the archive of inputs and the quarantine.

A sealed file is ``GSSEAL02``, the key version (four bytes), the key's fingerprint (16 bytes), 16 random bytes that name this very
sealing, then the ciphertext in segments, each bound to all of that and to its place, the last one marked as such: a file of any size
passes through bounded memory, and none can be cut, reordered or mixed with another. The caller's *context* (such as ``archive:<sha-256>``) must be given again to open it: one file cannot stand in for
another.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph_service.errors import NotFoundError, SettingsError
from graph_service.security.crypto import SEALED_BYTES, decrypt, encrypt
from graph_service.security.keyring import Key, KeyRing, write_atomically

_MAGIC = b"GSSEAL02"
_HEADER = struct.Struct(">8sI16s16s")
#: Bytes of clear text a segment.
SEGMENT = 4 * 1024 * 1024


def seal(ring: KeyRing, pieces: Iterable[bytes], target: Path, *, context: str) -> None:
    """Write the pieces encrypted to ``target``, readable by its owner only, whole or not at all."""
    key = ring.current()
    header = _HEADER.pack(_MAGIC, key.version, bytes.fromhex(key.fingerprint), secrets.token_bytes(16))
    write_atomically(target, _sealed(key, header, pieces, context))


def _sealed(key: Key, header: bytes, pieces: Iterable[bytes], context: str) -> Iterator[bytes]:
    yield header
    for number, (segment, is_last) in enumerate(_with_last(_segments(pieces))):
        yield encrypt(key, segment, context=_bound(header, context, number, is_last=is_last))


def _segments(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut into segments of one size; the last one may be shorter, and is there even when there is nothing."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > SEGMENT:
            yield bytes(held[:SEGMENT])
            del held[:SEGMENT]
    yield bytes(held)


def _with_last(segments: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Give each segment with whether it is the last one; nothing for none."""
    held = next(segments, None)
    while held is not None:
        following = next(segments, None)
        yield held, following is None
        held = following


def unseal(ring: KeyRing, path: Path, *, context: str) -> Iterator[bytes]:
    """Give the content in clear, piece by piece. Whoever calls this logs that it was opened, by whom and why.

    No piece is given that was changed; that the file was cut short shows at the end.

    Raises:
        NotFoundError: no such file.
        SettingsError: not a sealed file, cut short, changed, sealed with a key that is not here, or for another context.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise NotFoundError(f"no sealed file {path}.") from error
    with file:
        header = file.read(_HEADER.size)
        key = _key_of(ring, header, path)
        stored = _with_last(iter(lambda: file.read(SEGMENT + SEALED_BYTES), b""))
        number = -1
        for number, (blob, is_last) in enumerate(stored):
            yield decrypt(key, blob, context=_bound(header, context, number, is_last=is_last))
        if number < 0:
            raise _cut_short(path)


def reseal(ring: KeyRing, path: Path, *, context: str) -> bool:
    """Seal a file again under the newest key; ``False`` when it already is. For use after the keys were rotated."""
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
    if _key_of(ring, header, path).version == ring.current().version:
        return False
    seal(ring, unseal(ring, path, context=context), path, context=context)
    return True


def _bound(header: bytes, context: str, number: int, *, is_last: bool) -> str:
    return f"{header.hex()}:{context}:{number}:{'last' if is_last else 'more'}"


def _cut_short(path: Path) -> SettingsError:
    return SettingsError(f"{path} is not a sealed file, or it was cut short.", hint="Restore it from its backup.")


def _key_of(ring: KeyRing, header: bytes, path: Path) -> Key:
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise _cut_short(path)
    _, version, fingerprint, _ = _HEADER.unpack(header)
    key = ring.get(version)
    if bytes.fromhex(key.fingerprint) != fingerprint:
        raise SettingsError(
            f"{path} was sealed with another key of version {version}.",
            hint="Restore the keys directory that belongs to this archive.",
        )
    return key
