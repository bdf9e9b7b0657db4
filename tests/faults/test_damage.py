"""What a user is told when the disk has lost something or refuses: the cause, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_service.errors import SchemaError, SettingsError
from graph_service.security.keyring import KeyRing
from graph_service.settings import Settings
from graph_service.store.ledger import open_ledger
from tests.cli.conftest import Command


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_ledger_that_was_cut_short_is_called_damaged_and_restoring_is_advised(tmp_path: Path, share: float) -> None:
    file = tmp_path / "ledger.sqlite3"
    open_ledger(f"sqlite:///{file}", KeyRing(tmp_path / "keys"), lambda: datetime(2026, 11, 1, tzinfo=UTC)).close()
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(SchemaError, match="damaged") as told:
        open_ledger(f"sqlite:///{file}", KeyRing(tmp_path / "keys"), lambda: datetime(2026, 11, 1, tzinfo=UTC))

    assert "backup" in told.value.hint
    assert not told.value.retryable


def test_a_home_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=r"file/home cannot be created \(Not a directory\)") as told:
        Settings(home=tmp_path / "file" / "home").create_home()

    assert "GRAPH_SERVICE_HOME" in told.value.hint


def test_the_doctor_speaks_the_language_of_the_settings(tmp_path: Path) -> None:
    told = Command(tmp_path / "home").run("doctor", GRAPH_SERVICE_LANG="en").stdout

    assert "what to do" in told
