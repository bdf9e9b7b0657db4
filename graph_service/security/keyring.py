"""The secret keys of one instance: versions under one directory, readable by their owner only, made once on first use.

A version holds two independent keys: one to encrypt, one for keyed hashes. Versions are never deleted, because archive files and
backups stay sealed under the version they were written with. Losing the directory loses every id number: back it up apart from
the ledger.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from graph_service.errors import SettingsError

_ENCRYPTION_BYTES = 64
_HASHING_BYTES = 32
_NAME = re.compile(r"key-(\d{4})\.json")
_RESTORE = "Restore the keys directory from its backup; without it, id numbers and sealed files cannot be read."


@dataclass(frozen=True, slots=True)
class Key:
    """One version: 64 bytes for AES-256-SIV and 32 bytes for HMAC-SHA-256. Neither is ever printed."""

    version: int
    encryption: bytes = field(repr=False)
    hashing: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Name this key without giving it away: 32 hex characters over both secrets, which are random and long."""
        return hashlib.sha256(b"graph-service key" + self.encryption + self.hashing).hexdigest()[:32]


class KeyRing:
    """The key versions in one directory. Cheap to build: nothing is read or made before a key is asked for."""

    def __init__(self, directory: Path) -> None:
        """Name the directory; it is made by the first ``current()``."""
        self._directory = directory
        self._cache: dict[int, Key] = {}

    def current(self) -> Key:
        """Return the newest version, making the directory and the first version when there is none.

        Raises:
            SettingsError: others can read the directory or the key, or the key file is malformed.
        """
        self._make_directory()
        versions = self._versions()
        if not versions:
            return self._make_version(only_first=True)
        return self.get(versions[-1])

    def get(self, version: int) -> Key:
        """Return this very version; never makes one.

        Raises:
            SettingsError: the version is missing, can be read by others, or is malformed.
        """
        if version not in self._cache:
            self._cache[version] = _read(self._path(version), version)
        return self._cache[version]

    def add_version(self) -> Key:
        """Make the next version; data written before stays readable under its own."""
        self._make_directory()
        return self._make_version(only_first=False)

    def _make_version(self, *, only_first: bool) -> Key:
        # Many processes may start at once on an empty home: whoever gets the lock makes the key, the others find it.
        with FileLock(self._directory / ".lock", mode=0o600):
            versions = self._versions()
            if versions and only_first:
                return self.get(versions[-1])
            version = versions[-1] + 1 if versions else 1
            key = Key(version, secrets.token_bytes(_ENCRYPTION_BYTES), secrets.token_bytes(_HASHING_BYTES))
            _write(self._path(version), key)
        return self.get(version)

    def _make_directory(self) -> None:
        self._directory.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            self._directory.mkdir(mode=0o700)
        _refuse_if_others_may_read(self._directory, "700")

    def _versions(self) -> list[int]:
        matches = (_NAME.fullmatch(path.name) for path in self._directory.iterdir())
        return sorted(int(match[1]) for match in matches if match)

    def _path(self, version: int) -> Path:
        return self._directory / f"key-{version:04d}.json"


def write_atomically(path: Path, content: Iterable[bytes]) -> None:
    """Write a file, piece by piece, for its owner alone, so that it is there whole or not at all, even when the power fails."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Put the names in a directory on the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, key: Key) -> None:
    content = {"version": key.version, "encryption": key.encryption.hex(), "hashing": key.hashing.hex()}
    write_atomically(path, [json.dumps(content).encode()])


def _read(path: Path, version: int) -> Key:
    try:
        _refuse_if_others_may_read(path.parent, "700")
        _refuse_if_others_may_read(path, "600")
        key = _parsed(path.read_bytes())
    except FileNotFoundError as error:
        raise SettingsError(f"key version {version} is missing: {path}.", hint=_RESTORE) from error
    except OSError as error:
        raise SettingsError(f"key version {version} cannot be read: {error}.", hint=_RESTORE) from error
    if key is None or key.version != version:
        raise SettingsError(f"the key file {path} is malformed.", hint=_RESTORE)
    return key


def _parsed(content: bytes) -> Key | None:
    """Read a key file; the error of a malformed one is not passed on, for it would quote the secret."""
    try:
        values = json.loads(content)
        key = Key(int(values["version"]), bytes.fromhex(values["encryption"]), bytes.fromhex(values["hashing"]))
    except (ValueError, KeyError, TypeError):
        return None
    sizes = (len(key.encryption), len(key.hashing))
    return key if sizes == (_ENCRYPTION_BYTES, _HASHING_BYTES) else None


def _refuse_if_others_may_read(path: Path, wanted: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(f"{path} can be read by others (mode {mode:o}).", hint=f"Run: chmod {wanted} {path}")
