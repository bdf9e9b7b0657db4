"""The shipped sample into a real graph and a real ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path

from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.run import load_paths
from graph_service.query.entries import entries_by_subject
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger.ledger import open_ledger
from graph_service.workflow.services import Services
from tests.loaders.conftest import NOW
from tests.loaders.hostile import packed
from tests.loaders.tables import FIRMS, write_csv
from tests.loaders.test_mapping import HEADER, ROW, mapping_in

SAMPLE = Path(str(files("graph_service"))) / "data" / "sample"


@contextmanager
def opened(graph_store: BoltGraphStore, folder: Path) -> Iterator[Services]:
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.sqlite3'}", KeyRing(folder / "keys"), lambda: NOW)
    try:
        yield Services(graph_store, ledger, None, folder, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
    finally:
        ledger.close()


def test_a_zip_is_read_by_a_mapping_once_and_again_changes_nothing(graph_store: BoltGraphStore, tmp_path: Path) -> None:
    objects = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in (ROW, ROW.replace(",01,", ",07,"))]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in objects)
    (tmp_path / "a.zip").write_bytes(packed({"人员.jsonl": lines.encode()}))
    mapping = mapping_in(tmp_path)

    with opened(graph_store, tmp_path) as services:
        (first,) = load_paths(services, [tmp_path / "a.zip"], mapping=mapping).files
        version = graph_store.graph_version()
        (again,) = load_paths(services, [tmp_path / "a.zip"], mapping=mapping).files
        ((load, report),) = services.ledger.loads()
        roles = [
            role for table, rows in graph_store.all_facts(graph_store.graph_version()) if table == "roles" for role in rows
        ]

    assert (first.file, first.loaded, first.reasons) == ("a.zip!人员.jsonl", 1, {"value-unmapped": 1})
    assert (again.loaded, again.unchanged, again.rejected, graph_store.graph_version()) == (0, 1, 1, version)
    assert (load.id, load.source_file, report and report["mapping"]) == (first.load_id, first.file, mapping.digest)
    assert [role["role"] for role in roles] == ["legal_representative"]


def test_the_sample_loads_once_and_again_changes_nothing(graph_store: BoltGraphStore, tmp_path: Path) -> None:
    with opened(graph_store, tmp_path) as services:
        first = load_paths(services, [SAMPLE])
        before = (graph_store.graph_version(), list(graph_store.event_ids()), [report for _, report in services.ledger.loads()])
        again = load_paths(services, [SAMPLE])
        after = (graph_store.graph_version(), list(graph_store.event_ids()), [report for _, report in services.ledger.loads()])

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


def test_decisions_of_every_generation_meet_in_one_event_and_licences_are_shown(
    graph_store: BoltGraphStore, tmp_path: Path
) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", KeyRing(tmp_path / "keys"), lambda: NOW)
    services = Services(graph_store, ledger, None, tmp_path, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
    folder = tmp_path / "in"
    folder.mkdir()
    before = len(list(graph_store.event_ids()))
    firm = {"统一社会信用代码": FIRMS[6], "行政相对人名称": "北京庚七食品有限公司"}
    for kind in ("penalty_2016", "penalty_2018", "penalty", "licence_2016", "licence_2018", "licence_2019"):
        write_csv(folder, kind, firm)
    try:
        report = load_paths(services, [folder])
        shown = entries_by_subject(services, [FIRMS[6]], date(2024, 6, 1))[FIRMS[6]]
    finally:
        ledger.close()

    assert report.rejected == 0
    assert len(list(graph_store.event_ids())) == before + 1
    assert sorted((one["title"], one["state"], one["in_force"]) for one in shown) == [
        ("食品经营许可", "valid", True),
        ("食品经营许可证", "valid", True),
    ]
