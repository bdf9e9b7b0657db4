"""Every setting of the product, read from the environment alone (prefix ``GRAPH_SERVICE_``), checked once and then frozen.

A misspelt or unsafe setting stops the start: a variable that is silently ignored is worse than one that is refused.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.errors import SettingsError

PREFIX = "GRAPH_SERVICE_"
DEFAULT_PORT = 8765
_LOOPBACK = re.compile(r"^(localhost|127(\.\d{1,3}){3}|::1|0:0:0:0:0:0:0:1)$")
_BOLT_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_LEDGER_SCHEMES = frozenset({"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"})
_CHECKED_TLS_MODES = frozenset({"verify-ca", "verify-full"})
_MIN_HEAP_MB = 256
_MIN_SECRET = 8


def is_loopback(host: str | None) -> bool:
    """Say whether this host name or address never leaves the machine."""
    return bool(host) and bool(_LOOPBACK.match((host or "").strip("[]").lower()))


class Settings(BaseSettings):
    """All settings. Read them with ``Settings.read()``, which also refuses unknown variables.

    Attributes:
        home: directory of this instance: engine, ledger, keys, archive, quarantine, logs.
        graph_uri: Bolt address of a Neo4j server that somebody else runs; empty: a server of our own, with its data under ``home``.
        neo4j_dir: an installed Neo4j (its ``lib`` holds the jars) that the service then runs itself; empty: the embedded engine.
        graph_tls_ca: PEM file of the authority that signed the server's certificate (schemes ``bolt`` and ``neo4j``).
        ledger_url: SQLAlchemy address of the ledger; empty: SQLite under ``home``.
        engine_heap: memory of the graph server that the service runs, as ``512m`` or ``2g``.
        read_seconds: how long one read of the graph may take while somebody waits for the answer.
        job_read_seconds: how long one may take in a job, such as a load or a propagation.
        host: address to serve on; loopback only until access control exists.
        port: port to serve on; 0 takes a free one.
        lang: language of what people read.
        signing: by how many officers a decision in a case passes: 1 签发; 2 经办, 签发; 3 经办, 审核, 签发.
        spark_master: where ``propagate --engine spark`` runs, as Spark names it.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("graph-service")))
    graph_uri: str | None = None
    neo4j_dir: Path | None = None
    graph_user: str = "neo4j"
    graph_password: SecretStr | None = None
    graph_password_file: Path | None = None
    graph_database: str | None = None
    graph_tls_ca: Path | None = None
    ledger_url: SecretStr | None = None
    engine_heap: str = "512m"
    read_seconds: float = Field(default=30, ge=1, allow_inf_nan=False)
    job_read_seconds: float = Field(default=900, ge=1, allow_inf_nan=False)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    host: str = "127.0.0.1"
    port: int = Field(default=DEFAULT_PORT, ge=0, le=65535)
    lang: Literal["zh", "en"] = "zh"
    signing: int = Field(default=1, ge=1, le=3)
    spark_master: str = "local[*]"

    @classmethod
    def read(cls) -> Settings:
        """Read and check the environment.

        Raises:
            SettingsError: a variable is unknown (the nearest known name is given), malformed or unsafe.
        """
        refuse_unknown(os.environ)
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = f"{PREFIX}{str(first['loc'][0]).upper()}: " if first["loc"] else ""
            raise SettingsError(name + str(first["msg"]).removeprefix("Value error, ")) from None

    @field_validator("home", "graph_password_file", "graph_tls_ca", "neo4j_dir")
    @classmethod
    def _whole_path(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("engine_heap")
    @classmethod
    def _heap(cls, heap: str) -> str:
        size = re.fullmatch(r"(\d{1,6})([mMgG])", heap)
        if not size or int(size[1]) * (1024 if size[2] in "gG" else 1) < _MIN_HEAP_MB:
            raise ValueError(f"must be a size of at least {_MIN_HEAP_MB}m, as 512m or 2g")
        return heap.lower()

    @field_validator("host")
    @classmethod
    def _stays_on_this_machine(cls, host: str) -> str:
        if not is_loopback(host):
            raise ValueError(f"{host} can be reached from other machines; until access control exists only 127.0.0.1 is served")
        return host

    @field_validator("graph_uri")
    @classmethod
    def _bolt(cls, uri: str | None) -> str | None:
        if not uri:
            return None
        parts = urlsplit(uri)
        if parts.scheme not in _BOLT_SCHEMES or not parts.hostname:
            raise ValueError(
                f"must be an address such as neo4j+s://host:7687; known schemes: {', '.join(sorted(_BOLT_SCHEMES))}"
            )
        if parts.username or parts.password:
            raise ValueError(
                "must not hold a user or a password: use GRAPH_SERVICE_GRAPH_USER and GRAPH_SERVICE_GRAPH_PASSWORD_FILE"
            )
        return uri

    @field_validator("ledger_url")
    @classmethod
    def _ledger_address(cls, url: SecretStr | None) -> SecretStr | None:
        if not url or not url.get_secret_value():
            return None
        parts = urlsplit(url.get_secret_value())
        if parts.scheme not in _LEDGER_SCHEMES:
            raise ValueError(f"must begin with one of {', '.join(sorted(_LEDGER_SCHEMES))}")
        mode = parse_qs(parts.query).get("sslmode", [""])[0]
        if (
            parts.scheme.startswith("postgresql")
            and not is_loopback(parts.hostname or "localhost")
            and mode not in _CHECKED_TLS_MODES
        ):
            raise ValueError(f"the connection to {parts.hostname} must be encrypted and checked: add ?sslmode=verify-full")
        return url

    @model_validator(mode="after")
    def _graph_server_is_safe(self) -> Self:
        if self.graph_uri is None:
            return self
        if self.neo4j_dir:
            raise ValueError("give GRAPH_SERVICE_GRAPH_URI or GRAPH_SERVICE_NEO4J_DIR, not both")
        if self.graph_password and self.graph_password_file:
            raise ValueError("give GRAPH_SERVICE_GRAPH_PASSWORD or GRAPH_SERVICE_GRAPH_PASSWORD_FILE, not both")
        if not self.graph_password and not self.graph_password_file:
            raise ValueError(
                "GRAPH_SERVICE_GRAPH_URI needs GRAPH_SERVICE_GRAPH_PASSWORD_FILE (or GRAPH_SERVICE_GRAPH_PASSWORD)"
            )
        parts = urlsplit(self.graph_uri)
        if self.graph_tls_ca and "+" in parts.scheme:
            raise ValueError(
                "GRAPH_SERVICE_GRAPH_TLS_CA goes with the schemes bolt:// and neo4j:// (it switches encryption on)"
            )
        if not is_loopback(parts.hostname):
            self._refuse_unsafe_remote(parts.scheme, parts.hostname or "")
        return self

    def _refuse_unsafe_remote(self, scheme: str, host: str) -> None:
        if "+" not in scheme and not self.graph_tls_ca:
            raise ValueError(
                f"GRAPH_SERVICE_GRAPH_URI: the connection to {host} would not be encrypted; use {scheme}+s:// "
                "or give GRAPH_SERVICE_GRAPH_TLS_CA"
            )
        if scheme.endswith("+ssc"):
            raise ValueError(
                f"GRAPH_SERVICE_GRAPH_URI: {scheme}:// does not check the certificate of {host}; "
                f"use {scheme.removesuffix('sc')}:// or {scheme.removesuffix('+ssc')}:// with GRAPH_SERVICE_GRAPH_TLS_CA"
            )
        given = self.graph_password.get_secret_value() if self.graph_password else None
        if given is not None and (len(given) < _MIN_SECRET or given == self.graph_user):
            raise ValueError(
                f"GRAPH_SERVICE_GRAPH_PASSWORD: too weak for {host}; at least {_MIN_SECRET} characters, not the user's name"
            )

    @cached_property
    def password(self) -> str:
        """The graph server's password, from the variable or the first line of the file.

        Raises:
            SettingsError: the file cannot be read or is empty.
        """
        if self.graph_password is not None:
            return self.graph_password.get_secret_value()
        if self.graph_password_file is None:
            raise SettingsError("No password is set for the graph server.", hint="Set GRAPH_SERVICE_GRAPH_PASSWORD_FILE.")
        try:
            lines = self.graph_password_file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"GRAPH_SERVICE_GRAPH_PASSWORD_FILE: {self.graph_password_file} cannot be read: {error}"
            ) from None
        if not lines or not lines[0].strip():
            raise SettingsError(f"GRAPH_SERVICE_GRAPH_PASSWORD_FILE: {self.graph_password_file} is empty.")
        return lines[0].strip()

    @property
    def runs_server(self) -> bool:
        """Whether the service runs the graph server itself: the embedded engine, or an installed Neo4j."""
        return self.graph_uri is None

    @property
    def is_embedded(self) -> bool:
        """Whether that server is the embedded engine."""
        return self.runs_server and self.neo4j_dir is None

    def for_demo(self) -> Settings:
        """Return the settings of the demo: a home of its own, the embedded engine and SQLite, so that real data is never touched."""
        apart: dict[str, object] = {"home": self.home / "demo", "graph_uri": None, "neo4j_dir": None, "ledger_url": None}
        return self.model_copy(update=apart)

    def for_job(self) -> Settings:
        """Return the settings of a job: it reads more at once than anybody would wait for at a screen."""
        return self.model_copy(update={"read_seconds": max(self.read_seconds, self.job_read_seconds)})

    def create_home(self) -> None:
        """Create the home, closed to others, unless it is there.

        Raises:
            SettingsError: it cannot be created.
        """
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"The directory {self.home} cannot be created ({error.strerror}).",
                hint="Set GRAPH_SERVICE_HOME to a directory that you can write to.",
            ) from error

    def path(self, part: Literal["engine", "keys", "archive", "quarantine", "logs", "names"]) -> Path:
        """Return the directory of one part under ``home``; nothing is created."""
        return self.home / part

    @property
    def ledger_address(self) -> str:
        """The address of the ledger database as SQLAlchemy reads it; may hold a password, so never print it."""
        if self.ledger_url:
            url = self.ledger_url.get_secret_value()
            return url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.home / 'ledger.sqlite3'}"


def known_variables() -> tuple[str, ...]:
    """Return the names of all environment variables that are read, in order."""
    return tuple(sorted(PREFIX + name.upper() for name in Settings.model_fields))


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Refuse a ``GRAPH_SERVICE_*`` variable that nothing reads.

    Raises:
        SettingsError: names the variable and the nearest known one.
    """
    known = known_variables()
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.0)
            raise SettingsError(f"{name} is not a setting.", hint=f"Did you mean {nearest[0]}? Unset or rename it.")
