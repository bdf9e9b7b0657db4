"""Archive and quarantine files: unreadable on disk, whole or not there, opened only with key and context."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from graph_service.errors import NotFoundError, SettingsError
from graph_service.security import sealed
from graph_service.security.keyring import KeyRing
from graph_service.security.sealed import reseal, seal, unseal

CONTENT = "处罚相对人,证件号码\n测试甲,110101190001010014\n".encode()


def open_sealed(ring: KeyRing, path: Path, *, context: str) -> bytes:
    return b"".join(unseal(ring, path, context=context))


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def sealed_path(ring: KeyRing, tmp_path: Path) -> Path:
    target = tmp_path / "archive.sealed"
    seal(ring, [CONTENT], target, context="archive:1")
    return target


def test_a_sealed_file_comes_back_and_shows_nothing(ring: KeyRing, sealed_path: Path) -> None:
    on_disk = sealed_path.read_bytes()

    assert open_sealed(ring, sealed_path, context="archive:1") == CONTENT
    assert b"1101011900" not in on_disk
    assert "测试".encode() not in on_disk
    assert stat.S_IMODE(sealed_path.stat().st_mode) == 0o600


def test_an_empty_file_can_be_sealed(ring: KeyRing, tmp_path: Path) -> None:
    seal(ring, [b""], tmp_path / "empty", context="q")

    assert open_sealed(ring, tmp_path / "empty", context="q") == b""


@pytest.mark.slow
def test_a_file_of_200_megabytes_comes_back(ring: KeyRing, tmp_path: Path) -> None:
    content = os.urandom(1024 * 1024) * 200

    seal(ring, [content], tmp_path / "big", context="archive:big")

    assert open_sealed(ring, tmp_path / "big", context="archive:big") == content


def test_one_file_cannot_stand_in_for_another(ring: KeyRing, sealed_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        open_sealed(ring, sealed_path, context="archive:2")


@pytest.mark.parametrize("place", [0, 11, 20, 30, 60, -1])
def test_a_changed_byte_anywhere_is_noticed(ring: KeyRing, sealed_path: Path, place: int) -> None:
    blob = bytearray(sealed_path.read_bytes())
    blob[place] ^= 1
    sealed_path.write_bytes(blob)

    with pytest.raises(SettingsError):
        open_sealed(ring, sealed_path, context="archive:1")


@pytest.mark.parametrize("length", [0, 5, 27, 28, 40, 70])
def test_a_file_cut_short_is_noticed(ring: KeyRing, sealed_path: Path, length: int) -> None:
    sealed_path.write_bytes(sealed_path.read_bytes()[:length])

    with pytest.raises(SettingsError):
        open_sealed(ring, sealed_path, context="archive:1")


def test_a_file_sealed_with_the_keys_of_another_home_says_so(sealed_path: Path, tmp_path: Path) -> None:
    others = KeyRing(tmp_path / "other-keys")
    others.current()

    with pytest.raises(SettingsError, match=r"sealed with another key of version 1\. Restore the keys directory"):
        open_sealed(others, sealed_path, context="archive:1")


def test_a_missing_file_and_a_foreign_file_are_told_apart(ring: KeyRing, tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_bytes(CONTENT)

    with pytest.raises(NotFoundError, match="no sealed file"):
        open_sealed(ring, tmp_path / "none", context="x")
    with pytest.raises(SettingsError, match="not a sealed file"):
        open_sealed(ring, tmp_path / "plain.csv", context="x")


def test_after_a_new_key_version_old_files_still_open_and_can_be_resealed(ring: KeyRing, sealed_path: Path) -> None:
    ring.add_version()

    before = open_sealed(ring, sealed_path, context="archive:1")
    changed = [reseal(ring, sealed_path, context="archive:1") for _ in range(2)]

    assert before == open_sealed(ring, sealed_path, context="archive:1") == CONTENT
    assert changed == [True, False]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "SEGMENT", 10)


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 20, 25])
def test_content_of_any_length_comes_back_in_segments(ring: KeyRing, tmp_path: Path, small_segments: None, length: int) -> None:
    content = bytes(range(length))

    seal(ring, [content[:3], content[3:]], tmp_path / "a", context="x")

    assert open_sealed(ring, tmp_path / "a", context="x") == content


def test_segments_cannot_be_dropped_swapped_or_taken_from_elsewhere(
    ring: KeyRing, tmp_path: Path, small_segments: None
) -> None:
    seal(ring, [bytes(range(25))], tmp_path / "a", context="x")
    seal(ring, [bytes(range(25))], tmp_path / "b", context="x")
    whole, other = (tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()
    head, first, second, last = whole[:44], whole[44:86], whole[86:128], whole[128:]
    forgeries = (
        [first, second],
        [second, first, last],
        [first, last],
        [first, second, last[:-1]],
        [first, other[86:128], last],
    )

    for segments in forgeries:
        (tmp_path / "a").write_bytes(b"".join([head, *segments]))
        with pytest.raises(SettingsError):
            open_sealed(ring, tmp_path / "a", context="x")
    (tmp_path / "a").write_bytes(head + first + second + last)
    assert open_sealed(ring, tmp_path / "a", context="x") == bytes(range(25))


def test_a_write_that_fails_leaves_the_old_file_and_no_remains(
    ring: KeyRing, sealed_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed_path.read_bytes()
    ring.current()

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        seal(ring, [b"new"], sealed_path, context="archive:1")

    assert sealed_path.read_bytes() == before
    assert sorted(path.name for path in sealed_path.parent.glob(".*")) == []
