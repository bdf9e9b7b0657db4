"""Keys are made once, are for their owner alone, and are never made anew behind anybody's back."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from graph_service.errors import SettingsError
from graph_service.security.keyring import KeyRing


def fingerprint(directory: str) -> str:
    return KeyRing(Path(directory)).current().fingerprint


def test_the_first_use_makes_one_key_for_its_owner_alone(tmp_path: Path) -> None:
    directory = tmp_path / "home" / "keys"

    key = KeyRing(directory).current()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.glob("key-*")}
    assert (key.version, len(key.encryption), len(key.hashing)) == (1, 64, 32)
    assert modes == {"key-0001.json": 0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        found = pool.map(fingerprint, [str(tmp_path / "keys")] * 8, chunksize=1)

    assert len(set(found)) == 1
    assert [path.name for path in (tmp_path / "keys").glob("*key-*")] == ["key-0001.json"]


def test_asking_for_a_version_never_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"key version 1 is missing.*Restore the keys directory"):
        KeyRing(tmp_path / "keys").get(1)

    assert not (tmp_path / "keys").exists()


def test_a_new_version_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    old = ring.current()

    new = ring.add_version()

    reread = KeyRing(tmp_path / "keys")
    assert (reread.get(1), reread.current()) == (old, new)
    assert new.version == 2
    assert {old.encryption, old.hashing}.isdisjoint({new.encryption, new.hashing})


@pytest.mark.parametrize(("name", "mode"), [("", 0o750), ("", 0o701), ("key-0001.json", 0o640), ("key-0001.json", 0o604)])
def test_a_key_that_others_can_read_is_refused_with_the_cure(tmp_path: Path, name: str, mode: int) -> None:
    directory = tmp_path / "keys"
    KeyRing(directory).current()
    (directory / name).chmod(mode)

    with pytest.raises(SettingsError, match=rf"can be read by others \(mode {mode:o}\)\. Run: chmod"):
        KeyRing(directory).current()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"version": 2}',
        '{"version": 1, "encryption": "00", "hashing": "00"}',
        '{"version": 1, "encryption": 5}',
    ],
)
def test_a_malformed_key_file_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    directory = tmp_path / "keys"
    KeyRing(directory).current()
    (directory / "key-0001.json").write_text(content)

    with pytest.raises(SettingsError, match="is malformed") as raised:
        KeyRing(directory).current()

    assert raised.value.__cause__ is None


def test_a_key_file_under_the_name_of_another_version_is_refused(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    ring.current()
    (tmp_path / "keys" / "key-0001.json").rename(tmp_path / "keys" / "key-0002.json")

    with pytest.raises(SettingsError, match="is malformed"):
        KeyRing(tmp_path / "keys").get(2)


def test_a_key_does_not_print_its_secrets(tmp_path: Path) -> None:
    key = KeyRing(tmp_path / "keys").current()

    shown = repr(key) + str(key) + key.fingerprint

    assert [secret for secret in (key.encryption, key.hashing) if secret.hex() in shown or repr(secret) in shown] == []
