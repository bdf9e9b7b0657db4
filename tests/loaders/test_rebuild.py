"""Before a graph is built anew, everything that it would be built from is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import GraphServiceError, InputError, SourceFileError, StoreUnavailableError
from graph_service.loaders.archive import archive_path
from graph_service.loaders.rebuild import rebuild
from graph_service.loaders.replaying import Replayed
from graph_service.loaders.run import load_paths
from graph_service.store.ports import PersonIdentity
from graph_service.workflow.services import Services
from tests.loaders.fakes import CutOff, MemoryGraph, MemoryLedger
from tests.loaders.tables import PEOPLE, write_csv

MASK = f"{PEOPLE[0][:6]}********{PEOPLE[0][-4:]}"


class Untouched:
    """A target that must not be asked for anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was asked for")


def loaded(services: Services, folder: Path) -> Path:
    """Load two files and return where the second lies in the archive."""
    load_paths(services, [write_csv(folder, "enterprise", {}), write_csv(folder, "person", {})])
    (digest,) = {load.source_hash for load, _ in services.ledger.loads() if load.source_file == "person.csv"}
    return archive_path(services, digest)


def refusal(services: Services) -> GraphServiceError:
    with pytest.raises(GraphServiceError) as refused:
        rebuild(services, Untouched())  # type: ignore[arg-type]  # must not be used
    return refused.value


def test_a_damaged_archive_file_is_refused_by_name(services: Services, tmp_path: Path) -> None:
    path = loaded(services, tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    error = refusal(services)

    assert isinstance(error, SourceFileError)
    assert error.message.startswith("person.csv: is damaged in the archive")


def test_a_missing_archive_file_is_refused_by_name(services: Services, tmp_path: Path) -> None:
    loaded(services, tmp_path).unlink()

    assert refusal(services).message.startswith("person.csv: is not in the archive")


def test_one_archived_file_cannot_stand_in_for_another(services: Services, tmp_path: Path) -> None:
    path = loaded(services, tmp_path)
    other = next(one for one in path.parent.iterdir() if one != path)
    path.write_bytes(other.read_bytes())

    assert refusal(services).message.startswith("person.csv: is damaged in the archive")


def test_a_load_that_was_never_finished_is_refused_by_name(services: Services, tmp_path: Path) -> None:
    graph, ledger = services.graph, services.ledger
    assert isinstance(graph, MemoryGraph)
    assert isinstance(ledger, MemoryLedger)
    graph.before_call = CutOff(2)
    path = write_csv(tmp_path, "person", {})
    with pytest.raises(StoreUnavailableError):
        load_paths(services, [path])
    graph.before_call = lambda name: None

    error = refusal(services)

    assert isinstance(error, InputError)
    assert error.message == "person.csv: its load was begun and never finished"
    assert not (services.home / "rebuilding").exists()


def test_an_attempt_sees_nobody_who_came_later() -> None:
    ledger = MemoryLedger()
    early, late = (PersonIdentity("孙丙", "居民身份证", number) for number in PEOPLE[:2])
    keys = ledger.person_keys([early, late])
    replayed = Replayed(ledger)  # type: ignore[arg-type]  # a fake has only what is asked for

    assert replayed.masked_candidates("孙丙", MASK) == []
    assert replayed.known_person_keys([early]) == [None]
    assert replayed.person_keys([early]) == keys[:1]

    assert [key for key, _ in replayed.masked_candidates("孙丙", MASK)] == keys[:1]
    assert replayed.known_person_keys([early, late]) == [keys[0], None]
    assert [key for key, _ in ledger.masked_candidates("孙丙", MASK)] == sorted(keys)


def test_an_attempt_sees_only_reports_of_before(services: Services, tmp_path: Path) -> None:
    loaded(services, tmp_path)
    replayed = Replayed(services.ledger)
    (first, report), *_ = services.ledger.loads()

    assert [report for _, report in replayed.loads()] == [None, None]
    replayed.finish_load(first.id, report or {})
    assert [load.id for load, report in replayed.loads() if report] == [first.id]
