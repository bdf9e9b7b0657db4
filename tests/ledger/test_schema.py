"""The ledger opens on exactly its own schema and keys, and says plainly what is wrong otherwise."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from graph_service.errors import SchemaError, SettingsError, StoreUnavailableError
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import (
    SqlLedger,
    check_schema,
    create_ledger_engine,
    open_ledger,
    schema,
    schema_version,
    upgrade,
)
from graph_service.store.ledger.tables import metadata
from tests.ledger.samples import clock, person


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_ledger_engine(url)
    yield engine
    engine.dispose()


def mark(engine: Engine, version: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_the_steps_build_the_tables_that_the_code_expects(engine: Engine) -> None:
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_step_is_the_one_named_in_the_code() -> None:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)

    assert scripts.get_heads() == [schema.HEAD]
    assert {script.revision for script in scripts.walk_revisions()} == set(schema._KNOWN)


def test_an_upgrade_twice_is_once(engine: Engine) -> None:
    assert schema_version(engine) is None

    upgrade(engine)
    upgrade(engine)

    assert schema_version(engine) == schema.HEAD
    check_schema(engine)


def test_an_empty_database_is_refused_until_it_is_upgraded(engine: Engine) -> None:
    with pytest.raises(SchemaError, match=r"empty.*upgrade"):
        check_schema(engine)


def test_a_schema_that_is_ahead_is_refused(engine: Engine, url: str, ring: KeyRing) -> None:
    upgrade(engine)
    mark(engine, "9999")

    with pytest.raises(SchemaError, match=r"9999, newer than .* Use the newer version"):
        open_ledger(url, ring, clock)
    with pytest.raises(SchemaError, match="9999"):
        upgrade(engine)


def test_a_schema_that_is_behind_is_refused(engine: Engine, url: str, ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(engine)
    found = schema.HEAD
    monkeypatch.setattr(schema, "HEAD", "0099")

    with pytest.raises(SchemaError, match=rf"is {found}; this version needs 0099\. Back it up"):
        open_ledger(url, ring, clock)


def test_each_load_of_the_time_before_attempts_counts_as_one(engine: Engine, url: str, ring: KeyRing) -> None:
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0003")
    with engine.begin() as connection:
        for number, name in enumerate(("b", "a")):
            connection.execute(
                text(f"INSERT INTO load VALUES ({number}, 'load-{name}', 'findings', '{name}.csv', '{name}', 5)")
            )

    upgrade(engine)

    ledger = open_ledger(url, ring, clock)
    found = [(one.command, one.load.id, one.load.as_of, one.load.full, one.finished) for one in ledger.tries()]
    ledger.close()
    assert found == [("load-b", "load-b", None, False, False), ("load-a", "load-a", None, False, False)]


def test_a_ledger_of_the_first_step_is_brought_up_with_what_it_holds(engine: Engine, url: str, ring: KeyRing) -> None:
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO run VALUES (1, 'run-a', '2026-03-01', 'rules', 7, 'inputs', '[\"ev-1\"]', 5)"))
        connection.execute(text("INSERT INTO run_event VALUES (1, 'ev-1', '2026-03-01', 1)"))

    upgrade(engine)

    ledger = open_ledger(url, ring, clock)
    found = ledger.runs_of_event("ev-1")
    ledger.close()
    assert [(one.run, one.on, one.grounds) for one in found] == [("run-a", date(2026, 3, 1), None)]


def test_missing_keys_are_named_and_never_made_anew(ledger: SqlLedger, url: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "other-keys"

    with pytest.raises(SettingsError, match=r"key version 1 is missing: .* Restore the keys directory"):
        open_ledger(url, KeyRing(elsewhere), clock)

    assert not elsewhere.exists()


def test_keys_of_another_ledger_are_refused(ledger: SqlLedger, url: str, tmp_path: Path) -> None:
    others = KeyRing(tmp_path / "other-keys")
    others.current()

    with pytest.raises(SettingsError, match="not the one that this ledger was written with"):
        open_ledger(url, others, clock)


def test_keys_that_others_can_read_are_refused(ledger: SqlLedger, url: str, tmp_path: Path) -> None:
    (tmp_path / "keys" / "key-0001.json").chmod(0o640)

    with pytest.raises(SettingsError, match=r"can be read by others \(mode 640\)"):
        open_ledger(url, KeyRing(tmp_path / "keys"), clock)


class TestSqlite:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "home" / "ledger.sqlite3"

    def test_every_connection_is_durable_and_checks_references(self, path: Path) -> None:
        engine = create_ledger_engine(f"sqlite:///{path}")

        with engine.connect() as connection:
            pragmas = ("synchronous", "journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout")
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
        engine.dispose()

        assert found == [2, "wal", 1, 1, 30_000]

    def test_the_files_are_for_their_owner_alone(self, path: Path, ring: KeyRing) -> None:
        ledger = open_ledger(f"sqlite:///{path}", ring, clock)
        ledger.person_keys([person(1)])
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.glob("ledger.sqlite3*")}
        ledger.close()

        assert set(modes.values()) == {0o600}
        assert {"ledger.sqlite3", "ledger.sqlite3-wal"} <= set(modes)

    def test_a_file_that_is_no_ledger_is_refused(self, path: Path, ring: KeyRing) -> None:
        path.parent.mkdir()
        path.write_bytes(b"something else entirely" * 100)

        with pytest.raises(SchemaError, match="not a ledger database"):
            open_ledger(f"sqlite:///{path}", ring, clock)

    def test_a_directory_in_its_place_is_an_error_that_names_it(self, path: Path, ring: KeyRing) -> None:
        path.mkdir(parents=True)

        with pytest.raises(StoreUnavailableError, match=r"ledger\.sqlite3 cannot be opened"):
            open_ledger(f"sqlite:///{path}", ring, clock)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense", "postgresql+nothing:/"])
def test_an_address_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        create_ledger_engine(url)


def test_a_server_that_does_not_answer_is_an_error_that_may_pass(ring: KeyRing) -> None:
    with pytest.raises(StoreUnavailableError) as raised:
        open_ledger("postgresql://nobody:secret-word@127.0.0.1:1/none", ring, clock)

    assert raised.value.retryable
    assert "secret-word" not in str(raised.value)
