"""Services over memory, with a home on disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_service.loaders.reading import Record, Sheet
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph, MemoryLedger

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def records(sheet: Sheet) -> list[Record]:
    return [record for chunk in sheet.chunks() for record in chunk.records()]


def services_in(home: Path) -> Services:
    home.mkdir(exist_ok=True)
    return Services(MemoryGraph(), MemoryLedger(), None, home, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no more


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return services_in(tmp_path / "home")
