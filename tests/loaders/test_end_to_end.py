"""The shipped sample into a real graph and a real ledger."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.run import load_paths
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger.ledger import open_ledger
from graph_service.workflow.services import Services
from tests.loaders.conftest import NOW

SAMPLE = Path(str(files("graph_service"))) / "data" / "sample"


def test_the_sample_loads_once_and_again_changes_nothing(graph_store: BoltGraphStore, tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", KeyRing(tmp_path / "keys"), lambda: NOW)
    services = Services(graph_store, ledger, None, tmp_path, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
    try:
        first = load_paths(services, [SAMPLE])
        before = (graph_store.graph_version(), list(graph_store.event_ids()), [report for _, report in ledger.loads()])
        again = load_paths(services, [SAMPLE])
        after = (graph_store.graph_version(), list(graph_store.event_ids()), [report for _, report in ledger.loads()])
    finally:
        ledger.close()

    assert [
        (file.source, file.loaded > 0) for file in first.files if not file.sheet and file.source != "registry.shareholders"
    ] == [
        ("registry.enterprises", True),
        ("registry.persons", True),
        ("penalty_2019", True),
        ("penalty_2019", True),
    ]
    assert (again.loaded, again.unchanged, again.rejected) == (0, first.loaded + first.unchanged, first.rejected)
    assert after == before
    refused = next(file for file in first.files if file.quarantined)
    assert open_quarantine(services, refused.load_id, tmp_path, "更正").stat().st_size > 0
