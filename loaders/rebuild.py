"""Builds an empty graph from the archive and the journal: every attempt at a load again, in its order, with its recorded time and id.

Nothing is written but the graph: ledger, archive and quarantine are as the attempts left them. Each attempt sees what it saw then: the
persons, the files of the same command and the full files that there were before it (``docs/decisions/0024``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import cast

from graph_service.errors import InputError, SourceFileError
from graph_service.loaders import archive
from graph_service.loaders.inputs import file_input
from graph_service.loaders.jobs import Claim, Job, jobs_of
from graph_service.loaders.mapping import read_mapping
from graph_service.loaders.replaying import Replayed
from graph_service.loaders.run import load_jobs
from graph_service.store.load_ports import Try
from graph_service.store.ports import Load
from graph_service.workflow.identities import bring_up
from graph_service.workflow.projection import project_everything
from graph_service.workflow.services import GraphStore, Ledger, Services

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was built: attempts carried out again, different files they came from, and the digest of the graph."""

    attempts: int
    files: int
    digest: str


def rebuild(services: Services, target: GraphStore, progress: Progress | None = None) -> Rebuilt:
    """Build the graph anew in ``target``; what an earlier, broken-off build left there is taken away first.

    Args:
        services: whose ledger and archive say what there was; its graph is not touched unless it is the target.
        target: an empty graph.
        progress: called with the attempts done and all of them.

    Raises:
        ContradictionError: the target holds facts.
        InputError: a load was begun and never finished.
        SourceFileError: an archived file is missing or damaged; nothing was written.
    """
    tries = services.ledger.tries()
    mappings = _mappings(services)
    digests = _checked(services, tries, mappings)
    target.begin_rebuild()
    replayed = Replayed(services.ledger)
    again = replace(services, graph=target, ledger=cast(Ledger, replayed))
    done = 0
    for _, group in groupby(tries, key=lambda one: one.command):
        attempts = list(group)
        with _restored(services, attempts, mappings) as jobs:
            load_jobs(again, jobs, attempts[0].command, replay=True)
        done += len(attempts)
        if progress:
            progress(done, len(tries))
    shown = replace(services, graph=target)
    bring_up(shown)
    project_everything(shown)
    target.end_rebuild()
    return Rebuilt(len(tries), len(digests), target.exact_digest())


def _mappings(services: Services) -> dict[str, str]:
    """Return the digest of the mapping file of every load that was read by one."""
    return {load.id: str(report["mapping"]) for load, report in services.ledger.loads() if report and report.get("mapping")}


def _checked(services: Services, tries: Sequence[Try], mappings: Mapping[str, str]) -> set[str]:
    """Make sure of everything that can be known beforehand; return the different files."""
    for one in tries:
        if not one.finished:
            raise InputError(
                one.load.source_file, "its load was begun and never finished", hint="Load the file again, then rebuild."
            )
    files = {one.load.source_hash: one.load.source_file for one in tries}
    for digest, name in files.items():
        archive.verify(services, digest, name)
    for one in tries:
        if mapping := mappings.get(one.load.id):
            archive.verify(services, mapping, f"the mapping of {one.load.source_file}")
    return set(files)


@contextmanager
def _restored(services: Services, attempts: Sequence[Try], mappings: Mapping[str, str]) -> Iterator[list[Job]]:
    """Write the originals of a command in clear, for as long as it is carried out, where only their owner can read them."""
    folder = services.home / "rebuilding"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield [_job(services, folder, one.load, mappings.get(one.load.id)) for one in attempts]
    finally:
        shutil.rmtree(folder)


def _job(services: Services, folder: Path, load: Load, mapping: str | None) -> Job:
    member = load.source_file.rpartition("!")[2] if "!" in load.source_file else load.source_file
    path = _original(services, folder, load.source_hash, member.rpartition("/")[2])
    given = replace(file_input(path), name=load.source_file)
    claim = Claim(as_of=load.as_of, scope=load.scope, full=load.full, sure=True)
    table_map = read_mapping(_original(services, folder, mapping, "mapping.yaml")) if mapping else None
    for job in jobs_of(given, claim, table_map)[0]:
        if job.load_id == load.id:
            return job
    raise SourceFileError(
        load.source_file, f"is no longer read as {load.source}", hint="Rebuild with the version that loaded it."
    )


def _original(services: Services, folder: Path, digest: str, name: str) -> Path:
    path = folder / digest / name
    if not path.exists():
        path.parent.mkdir(mode=0o700)
        archive.restore(services, digest, path)
    return path
