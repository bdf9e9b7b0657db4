"""What a backup holds, what is refused by name, and that an instance made from it says the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from graph_service.backup import folders
from graph_service.backup.manifest import MANIFEST, Manifest
from graph_service.backup.restoring import check, restore
from graph_service.backup.taking import Instance, back_up
from graph_service.bootstrap import CommandLine
from graph_service.errors import InputError, SchemaError, StoreConflictError
from graph_service.security.keyring import KeyRing
from graph_service.settings import Settings
from graph_service.store.graph.engine import stop_engine
from graph_service.store.graph.engine_backup import place_engine, unpacked_bytes
from graph_service.store.ledger.copying import SqliteCopy, sqlite_digest
from tests.backup.conftest import AT, Still, unseen
from tests.cli.conftest import Command
from tests.tiers import FULL

PLACING = (place_engine, unpacked_bytes)


def made(instance: Instance, target: Path, *, with_keys: bool = True) -> Manifest:
    return back_up(instance, target, with_keys=with_keys, now=AT, progress=unseen)


def put_back(source: Path, home: Path, keys: Path | None = None) -> Manifest:
    return restore(source, home, keys, PLACING, unseen)


@pytest.mark.slow
def test_a_restored_instance_says_the_same_and_its_graph_can_be_built_again(
    whole: tuple[Path, Manifest], tmp_path: Path
) -> None:
    source, manifest = whole
    command = Command(tmp_path / "home")

    restored = command.json("restore", str(source))
    rebuilt = command.json("rebuild", "--check")
    stop_engine(command.home)

    assert (restored["same"], restored["graph_digest"], restored["left_to_do"]) == (True, manifest.graph_digest, [])
    assert (rebuilt["same"], rebuilt["files"], rebuilt["digest"]) == (True, 4, manifest.graph_digest)
    assert (command.home / "catalogue.yaml").read_text() == "# mine\n"


@pytest.mark.slow
def test_without_keys_it_is_said_aloud_and_the_right_ones_complete_it(original: Command, tmp_path: Path) -> None:
    target, others = tmp_path / "backup", tmp_path / "others"
    KeyRing(others).current()
    command = Command(tmp_path / "home")

    told = original.run("backup", str(target), "--lang", "en")
    wrong = command.run("restore", str(target), "--keys", str(others))
    checked = command.json("restore", str(target), "--check", "--keys", str(original.home / "keys"))
    there = command.home.exists()

    assert "The keys are not in the backup" in told.stdout
    assert not list(target.glob("keys/*"))
    assert (wrong.returncode, "does not hold the keys of this backup" in wrong.stderr, there) == (2, True, False)
    assert (checked["keys"], checked["same"]) == (False, None)
    manifest = put_back(target, command.home, original.home / "keys")
    assert {path.name for path in (command.home / "keys").iterdir()} == {"key-0001.json"}
    assert sqlite_digest(command.home / "ledger.sqlite3") == manifest.ledger_digest


def test_everything_but_what_the_engine_keeps_for_itself_is_in_it_for_its_owner_alone(small: Instance, tmp_path: Path) -> None:
    manifest = made(small, tmp_path / "backup")

    put_back(tmp_path / "backup", tmp_path / "restored")

    assert set(manifest.files) == {
        "archive/a1.sealed",
        "graph.zip",
        "keys/key-0001.json",
        "ledger.sqlite3",
        "logs/looks.jsonl",
        "quarantine/load-1.xlsx.sealed",
    }
    assert (tmp_path / "restored/engine/databases/graph/facts.bucket").read_bytes() == b"graph" * 20
    assert (tmp_path / "restored/archive/a1.sealed").read_bytes() == b"archive/a1.sealed" * 20
    assert sqlite_digest(tmp_path / "restored/ledger.sqlite3") == manifest.ledger_digest
    for folder in ("backup", "restored"):
        paths = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / folder).rglob("*")}
        assert [path for path, mode in paths.items() if mode != (0o700 if path.is_dir() else 0o600)] == []


def flipped(path: Path) -> str:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return "was changed|is damaged"


def cut(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-1])
    return "bytes, not the|is damaged"


def emptied(path: Path) -> str:
    path.write_bytes(b"")
    return "bytes, not the|is damaged"


def missing(path: Path) -> str:
    path.unlink()
    return "is missing|no manifest"


@pytest.mark.parametrize("damage", [flipped, cut, emptied, missing], ids=lambda damage: damage.__name__)
def test_whatever_happens_to_any_file_is_refused_by_its_name(
    small: Instance, tmp_path: Path, damage: Callable[[Path], str]
) -> None:
    manifest = made(small, tmp_path / "sound")
    for name in (*manifest.files, MANIFEST):
        shutil.copytree(tmp_path / "sound", tmp_path / "damaged")
        said = damage(tmp_path / "damaged" / name)

        with pytest.raises(InputError, match=said) as refused:
            put_back(tmp_path / "damaged", tmp_path / "restored")

        assert name.rpartition("/")[2] in refused.value.message
        assert not (tmp_path / "restored").exists()
        shutil.rmtree(tmp_path / "damaged")
    check(tmp_path / "sound", None, unseen)


def test_every_byte_of_the_manifest_counts(small: Instance, tmp_path: Path) -> None:
    made(small, tmp_path / "backup")
    path = tmp_path / "backup" / MANIFEST
    data = path.read_bytes()

    passed = []
    for place in range(0, len(data), 1 if FULL else 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            check(tmp_path / "backup", None, unseen)
            passed.append(place)
        except InputError:
            continue

    assert passed == []


@pytest.mark.parametrize("name", ["extra.sealed", "archive/b.sealed", "ledger.sqlite3-wal", ".hidden"])
def test_a_file_that_does_not_belong_to_it_is_refused(small: Instance, tmp_path: Path, name: str) -> None:
    made(small, tmp_path / "backup")
    (tmp_path / "backup" / name).write_bytes(b"x")

    with pytest.raises(InputError, match="does not belong to the backup") as refused:
        check(tmp_path / "backup", None, unseen)

    assert name in refused.value.where


def test_a_link_in_the_place_of_a_file_is_refused(small: Instance, tmp_path: Path) -> None:
    made(small, tmp_path / "backup")
    path = tmp_path / "backup/archive/a1.sealed"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(InputError, match="does not belong"):
        check(tmp_path / "backup", None, unseen)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"kind": "facts", "format": 1}', "is no backup of graph-service"),
        ("[]", "is no backup of graph-service"),
        ('{"kind": "backup", "format": 2}', "of format 2; this version reads 1"),
        ('{"kind": "backup", "format": 1, "files": 5}', "is damaged"),
    ],
)
def test_another_directory_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / MANIFEST).write_text(text)

    with pytest.raises(InputError, match=said):
        check(tmp_path, None, unseen)


def test_a_name_that_leads_out_of_the_home_is_refused(small: Instance, tmp_path: Path) -> None:
    manifest = made(small, tmp_path / "backup")
    (tmp_path / "evil").write_bytes(b"graph")
    evil = manifest.model_copy(update={"files": {"../evil": manifest.files["graph.zip"]}})
    (tmp_path / "backup" / MANIFEST).write_text(evil.text())
    for path in list((tmp_path / "backup").rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            path.unlink()

    with pytest.raises(InputError, match="evil"):
        put_back(tmp_path / "backup", tmp_path / "restored")


def test_a_graph_whose_files_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "graph.zip", "w") as bundle:
        bundle.writestr("../../secret", b"x")

    with pytest.raises(InputError, match="does not belong to a graph"):
        place_engine(tmp_path / "graph.zip", tmp_path / "home")

    assert not (tmp_path / "home").exists()


def test_nothing_that_is_there_is_overwritten(small: Instance, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine").write_text("mine")

    with pytest.raises(InputError, match="not empty"):
        made(small, tmp_path / "there")
    made(small, tmp_path / "backup")
    with pytest.raises(InputError, match="not empty"):
        put_back(tmp_path / "backup", tmp_path / "there")

    assert [path.name for path in (tmp_path / "there").iterdir()] == ["mine"]


def test_stores_that_are_written_to_meanwhile_are_copied_again(small: Instance, tmp_path: Path) -> None:
    ledger = tmp_path / "home/ledger.sqlite3"
    busy = replace(small, graph=Still([1, 2, 2, 2]))

    def copy(target: Path) -> None:
        target.write_bytes(b"a copy")
        with closing(sqlite3.connect(ledger)) as connection:
            connection.execute(f"PRAGMA user_version={target.stat().st_mtime_ns % 100_000}")

    made(busy, tmp_path / "second try")
    with pytest.raises(StoreConflictError, match="every time"):
        made(replace(small, copy_graph=copy), tmp_path / "never")

    check(tmp_path / "second try", None, unseen)
    assert not (tmp_path / "never").exists()
    assert not list(tmp_path.glob(".*"))


def test_the_copy_of_a_ledger_is_one_moment_of_it(small: Instance, tmp_path: Path) -> None:
    ledger = tmp_path / "home/ledger.sqlite3"
    with SqliteCopy(ledger) as copied, closing(sqlite3.connect(ledger)) as writer:
        before = copied.state()
        writer.execute("CREATE TABLE half (x)")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO half VALUES (1)")
        copied.write(tmp_path / "copy")
        writer.execute("COMMIT")
        after = copied.state()

    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) FROM half").fetchone() == (0,)
    assert before != after
    assert sqlite_digest(tmp_path / "copy") != sqlite_digest(ledger)
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy"]


def test_a_damaged_ledger_is_not_backed_up(small: Instance, tmp_path: Path) -> None:
    ledger = tmp_path / "home/ledger.sqlite3"
    data = bytearray(ledger.read_bytes())
    data[4096 : 4096 + 2048] = b"\xff" * 2048
    ledger.write_bytes(data)

    with SqliteCopy(ledger) as copied, pytest.raises(SchemaError, match="damaged"):
        made(replace(small, ledger=copied), tmp_path / "backup")

    assert not (tmp_path / "backup").exists()


def test_too_little_space_is_said_before_anything_is_written(
    small: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(small, tmp_path / "backup")
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _place: SimpleNamespace(free=60 * 2**20))

    with pytest.raises(InputError, match=r"needs 6\d MiB, and 60 MiB are free"):
        made(small, tmp_path / "other")
    with pytest.raises(InputError, match=r"needs 6\d MiB, and 60 MiB are free"):
        put_back(tmp_path / "backup", tmp_path / "restored")

    assert {path.name for path in tmp_path.iterdir()} == {"home", "backup"}


def test_a_graph_on_a_server_is_named_by_its_digest_and_a_ledger_on_one_is_left_out(small: Instance, tmp_path: Path) -> None:
    on_server = made(replace(small, copy_graph=None), tmp_path / "graph")
    both = made(Instance(small.home), tmp_path / "both")

    assert (on_server.has_graph, on_server.has_ledger, on_server.graph_digest) == (False, True, "of the graph")
    assert (both.has_graph, both.has_ledger, both.graph_digest, both.ledger_digest) == (False, False, None, None)
    put_back(tmp_path / "graph", tmp_path / "restored")
    assert not (tmp_path / "restored/engine").exists()


def test_the_graph_of_a_home_is_not_unpacked_beside_a_server(small: Instance, tmp_path: Path) -> None:
    made(small, tmp_path / "backup")
    home = tmp_path / "restored"
    settings = Settings(home=home, graph_uri="bolt://127.0.0.1:1", graph_password=SecretStr("secret-word"))

    manifest = CommandLine().restore(settings, tmp_path / "backup", None, unseen)
    digests = CommandLine().digests(settings, manifest)

    assert not (home / "engine").exists()
    assert digests == (None, manifest.ledger_digest)


def test_what_is_out_of_reach_is_said_with_the_commands_to_run(tmp_path: Path) -> None:
    command = Command(tmp_path / "home", {"GRAPH_SERVICE_LEDGER_URL": "postgresql://somebody:secret-word@127.0.0.1/ledger"})
    (tmp_path / "home/archive").mkdir(parents=True)

    told = command.json("backup", str(tmp_path / "backup"), "--lang", "en")

    dump, rebuild = told["left_to_do"]
    assert 'pg_dump --format=custom --file=ledger.dump "$GRAPH_SERVICE_LEDGER_URL"' in dump
    assert "graph-service rebuild" in rebuild
    assert "secret-word" not in json.dumps(told)


def test_an_empty_home_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to back up"), CommandLine().instance(Settings(home=tmp_path)):
        pass
