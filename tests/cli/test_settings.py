"""Settings: read from the environment alone, refused when unknown or unsafe, frozen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from graph_service.errors import SettingsError
from graph_service.settings import Settings, is_loopback


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("GRAPH_SERVICE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GRAPH_SERVICE_HOME", str(tmp_path))


def _read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, text in variables.items():
        monkeypatch.setenv(f"GRAPH_SERVICE_{name}", text)
    return Settings.read()


def test_without_variables_everything_lies_under_the_home_and_stays_on_this_machine(tmp_path: Path) -> None:
    settings = Settings.read()

    assert (settings.runs_server, settings.host, settings.port, settings.lang) == (True, "127.0.0.1", 8765, "zh")
    assert settings.ledger_address == f"sqlite:///{tmp_path}/ledger.sqlite3"
    assert settings.path("engine") == tmp_path / "engine"


def test_a_misspelt_variable_is_refused_with_the_nearest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        SettingsError, match=r"GRAPH_SERVICE_GRAPH_PASWORD is not a setting.*Did you mean GRAPH_SERVICE_GRAPH_PASSWORD\?"
    ):
        _read(monkeypatch, GRAPH_PASWORD="x")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"GRAPH_URI": "bolt://db.example:7687", "GRAPH_PASSWORD": "long-enough"}, "would not be encrypted"),
        ({"GRAPH_URI": "neo4j://10.0.0.7", "GRAPH_PASSWORD": "long-enough"}, "would not be encrypted"),
        ({"GRAPH_URI": "neo4j+ssc://db.example", "GRAPH_PASSWORD": "long-enough"}, "does not check the certificate"),
        ({"GRAPH_URI": "neo4j+s://db.example", "GRAPH_PASSWORD": "neo4j"}, "too weak"),
        ({"GRAPH_URI": "neo4j+s://db.example"}, "needs GRAPH_SERVICE_GRAPH_PASSWORD_FILE"),
        ({"GRAPH_URI": "neo4j+s://me:secret@db.example", "GRAPH_PASSWORD": "long-enough"}, "must not hold a user"),
        ({"GRAPH_URI": "http://127.0.0.1", "GRAPH_PASSWORD": "long-enough"}, "known schemes"),
        ({"GRAPH_URI": "bolt://127.0.0.1", "GRAPH_PASSWORD": "a", "GRAPH_PASSWORD_FILE": "/x"}, "not both"),
        ({"GRAPH_URI": "bolt://127.0.0.1", "GRAPH_PASSWORD": "a", "NEO4J_DIR": "/x"}, "GRAPH_SERVICE_NEO4J_DIR, not both"),
        ({"GRAPH_URI": "bolt+s://127.0.0.1", "GRAPH_PASSWORD": "a", "GRAPH_TLS_CA": "/ca.pem"}, "goes with the schemes"),
        ({"LEDGER_URL": "postgresql://u:p@db.example/ledger"}, "must be encrypted"),
        ({"LEDGER_URL": "postgresql://u:p@db.example/ledger?sslmode=require"}, "must be encrypted"),
        ({"LEDGER_URL": "mysql://u:p@localhost/ledger"}, "must begin with"),
        ({"HOST": "0.0.0.0"}, "only 127.0.0.1"),
        ({"PORT": "70000"}, "GRAPH_SERVICE_PORT"),
        ({"ENGINE_HEAP": "64m"}, "at least 256m"),
        ({"ENGINE_HEAP": "1g; rm"}, "must be a size"),
        ({"LOG_LEVEL": "loud"}, "GRAPH_SERVICE_LOG_LEVEL"),
        ({"LANG": "fr"}, "GRAPH_SERVICE_LANG"),
    ],
)
def test_an_unsafe_or_malformed_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        _read(monkeypatch, **variables)


@pytest.mark.parametrize(
    "variables",
    [
        {"GRAPH_URI": "bolt://127.0.0.1:7687", "GRAPH_PASSWORD": "short"},
        {"GRAPH_URI": "neo4j+s://db.example", "GRAPH_PASSWORD": "long-enough"},
        {"GRAPH_URI": "neo4j://db.example", "GRAPH_PASSWORD": "long-enough", "GRAPH_TLS_CA": "/etc/ca.pem"},
    ],
)
def test_a_safe_graph_server_is_accepted(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    assert _read(monkeypatch, **variables).graph_uri == variables["GRAPH_URI"]


def test_the_password_is_the_first_line_of_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse\n", "utf-8")

    settings = _read(monkeypatch, GRAPH_URI="bolt://localhost", GRAPH_PASSWORD_FILE=str(secret))

    assert settings.password == "correct horse"


def test_an_empty_password_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch()
    settings = _read(monkeypatch, GRAPH_URI="bolt://localhost", GRAPH_PASSWORD_FILE=str(secret))

    with pytest.raises(SettingsError, match="is empty"):
        _ = settings.password


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(
        monkeypatch,
        GRAPH_URI="bolt://localhost",
        GRAPH_PASSWORD="horse-battery",
        LEDGER_URL="postgresql://u:staple@localhost/l",
    )

    assert "horse-battery" not in repr(settings)
    assert "staple" not in repr(settings)
    assert settings.ledger_address == "postgresql+psycopg://u:staple@localhost/l"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings.read().port = 1


def test_an_installed_neo4j_is_run_by_the_service_and_never_by_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, NEO4J_DIR="/opt/neo4j")

    assert (settings.runs_server, settings.neo4j_dir, settings.for_demo().neo4j_dir) == (True, Path("/opt/neo4j"), None)


def test_the_demo_never_touches_real_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = _read(monkeypatch, GRAPH_URI="bolt://localhost", GRAPH_PASSWORD="x", LEDGER_URL="postgresql://u:p@localhost/l")

    demo = real.for_demo()

    assert (demo.home, demo.runs_server) == (tmp_path / "demo", True)
    assert demo.ledger_address == f"sqlite:///{tmp_path}/demo/ledger.sqlite3"


@pytest.mark.parametrize(
    ("host", "stays"),
    [("localhost", True), ("127.8.0.1", True), ("[::1]", True), ("127.0.0.1.example", False), ("", False), (None, False)],
)
def test_only_loopback_addresses_count_as_this_machine(host: str | None, stays: bool) -> None:
    assert is_loopback(host) is stays


@pytest.mark.parametrize(("read", "job", "taken"), [("30", "900", 900), ("2000", "900", 2000)])
def test_a_job_may_read_longer_than_an_answer_and_never_less_long(
    monkeypatch: pytest.MonkeyPatch, read: str, job: str, taken: float
) -> None:
    settings = _read(monkeypatch, READ_SECONDS=read, JOB_READ_SECONDS=job)

    assert (settings.read_seconds, settings.for_job().read_seconds) == (float(read), taken)
