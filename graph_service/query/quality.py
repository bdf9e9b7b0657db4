"""What is doubtful about the facts on record, with the source rows that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TypedDict

from graph_service.analysis.quality import CHECKS, COLUMNS
from graph_service.query.whole_graph import Told, read_frames
from graph_service.query.words import Words
from graph_service.store.ports import Provenance
from graph_service.workflow.services import Services

#: Facts named beside one finding; more do not make it clearer.
MAX_ROWS = 20
Progress = Callable[[int, int], None]


class Named(TypedDict):
    """A subject or event of a finding; ``name`` is ``None`` for an event."""

    id: str
    name: str | None


class SourceRow(TypedDict):
    """The row of a file from which a fact was taken."""

    fact: str
    file: str
    row: int
    load: str


class Finding(TypedDict):
    """One finding; ``facts`` is how many facts it rests on, ``rows`` gives the first of them."""

    subjects: list[Named]
    facts: int
    rows: list[SourceRow]


class Checked(TypedDict):
    """What one check found: ``count`` in all, of which ``findings`` are the first."""

    code: str
    words: Words
    count: int
    findings: list[Finding]


class Quality(TypedDict):
    """All checks on one version of the graph."""

    on: str
    graph_version: int
    checks: list[Checked]


def quality(services: Services, on: date, limit: int, progress: Progress | None = None) -> Quality:
    """Check everything on record on a day; of each check the first ``limit`` findings are told, by their subjects.

    Args:
        services: whose graph is read.
        on: the day on which offices and holdings count as current.
        limit: most findings told of each check.
        progress: called with the subjects read, and the same number: how many there are is not known before.

    Raises:
        StoreConflictError: the graph was changed meanwhile; trying again helps.
    """
    version = services.graph.graph_version()
    facts = read_frames(services.graph, version, COLUMNS, ("founded", "closed"), _counting(progress) if progress else None)
    names = dict(chain(*(facts[table].select("id", "name").iter_rows() for table in ("organizations", "persons"))))
    checks = []
    for check in CHECKS:
        found = check.find(facts, on)
        told = list(found.head(limit).iter_rows(named=True))
        origins = services.graph.provenance([fact for one in told for fact in one["facts"][:MAX_ROWS]])
        findings = [_finding(one["subjects"], one["facts"], names, origins) for one in told]
        words: Words = {"zh": check.text, "en": check.text_en}
        checks.append(Checked(code=check.code, words=words, count=len(found), findings=findings))
    return Quality(on=on.isoformat(), graph_version=version, checks=checks)


def _counting(progress: Progress) -> Told:
    done = 0

    def told(table: str, read: int) -> None:
        nonlocal done
        done += read if table in {"organizations", "persons", "events"} else 0
        progress(done, done)

    return told


def _finding(
    subjects: Sequence[str], facts: Sequence[str], names: Mapping[str, str], origins: Mapping[str, Provenance]
) -> Finding:
    rows = [
        SourceRow(fact=fact, file=origin.source_file, row=origin.source_row, load=origin.load_id)
        for fact in facts[:MAX_ROWS]
        if (origin := origins.get(fact))
    ]
    return Finding(subjects=[Named(id=one, name=names.get(one)) for one in subjects], facts=len(facts), rows=rows)
