"""Loads files: hash, load id, archive, check, put, quarantine, counts. The same command again repeats what was interrupted.

What a load writes depends on the file's content and on what is on record (files of one command are put in the order of their sources), never
on where an earlier try was cut off. Mentioned subjects are put apart from stated facts, so that counts do not depend on it either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.loaders import archive
from graph_service.loaders.checking import ROW, CleanRow, Sifted
from graph_service.loaders.firms import Firms
from graph_service.loaders.jobs import Job, jobs_in
from graph_service.loaders.layout import Layout
from graph_service.loaders.mapping import TableMap
from graph_service.loaders.passes import Passes
from graph_service.loaders.quarantine import RefusedRows
from graph_service.loaders.report import MAX_SHOWN, FileReport, LoadReport, Refused, show
from graph_service.loaders.source import Shaped, Surroundings, Table
from graph_service.model.intervals import CHINA
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import Services

BATCH = 2_000
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Tally:
    """What became of the rows of one load so far."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    created: int = 0
    closed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)

    def add(self, rows: Sequence[CleanRow], counts: PutCounts, *, repeated: bool) -> None:
        """Count rows: a repeated load has loaded what it created now; a first or resumed one all that bears its id."""
        bearing = counts.created_rows if repeated else counts.written_rows
        loaded = sum(row[ROW] in bearing for row in rows)
        self.loaded += loaded
        self.unchanged += len(rows) - loaded
        self.created += counts.created
        self.closed += counts.closed

    def sift(self, layout: Layout, sifted: Sifted) -> None:
        """Count what is not put."""
        self.unchanged += len(sifted.repeats)
        self.rejected += len(sifted.rejections)
        self.reasons.update(fault.code for rejection in sifted.rejections for fault in rejection.faults)
        self.warnings.update(warned.code for warned in sifted.warnings)
        self.refused += show(layout, sifted.rejections, MAX_SHOWN - len(self.refused))


@dataclass(slots=True)
class _Loading:
    """One call of ``load_paths``."""

    services: Services
    progress: Progress | None
    total: int
    reports: dict[str, Mapping[str, object]]
    done: int = 0

    def correct(self, expected: int, found: int) -> None:
        """Replace the number of records that a table seemed to hold by the one that it holds."""
        self.total += found - expected

    def advance(self, records: int) -> None:
        if not records:
            return
        self.done += records
        if self.progress:
            self.progress(self.done, self.total)


def load_paths(
    services: Services, paths: Sequence[Path], *, mapping: TableMap | None = None, progress: Progress | None = None
) -> LoadReport:
    """Load files and directories: register extracts first, then penalties, then findings.

    Nothing is loaded unless every file can be read and recognised. Bad rows do not stop anything: they go to the quarantine.

    Args:
        services: graph, ledger, home and clock.
        paths: files of the kinds of ``inputs.SUFFIXES`` and directories that hold such files.
        mapping: how the tables are read, all of them; without one they are recognised by their columns.
        progress: called with the records done and all records to do.

    Raises:
        SourceFileError: a file cannot be read or is of no known layout.
        StoreUnavailableError: a store did not answer; the same call again goes on where it stopped.
    """
    jobs, ignored = jobs_in(paths, mapping)
    finished = {load.id: report for load, report in services.ledger.loads() if report is not None}
    total = sum(job.found.sheet.expected for job in jobs)
    loading = _Loading(services, progress, total, finished)
    files = tuple(_load(loading, job) for job in sorted(jobs, key=lambda job: job.order))
    return LoadReport(files, tuple(ignored))


def _load(loading: _Loading, job: Job) -> FileReport:
    services, sheet = loading.services, job.found.sheet
    begun = Load(job.load_id, job.source_name, job.given.name, job.digest, services.now())
    load = services.ledger.begin_load(begun)
    archive.keep(services, job.given, job.digest)
    if job.mapping:
        archive.keep(services, job.mapping.file, job.mapping.digest)
    received = load.recorded_at.astimezone(CHINA).date()
    known = Surroundings(
        Firms(services.graph, load.id), received, services.graph.known_events, services.ledger.masked_candidates
    )
    passes = Passes(job.found, known)
    tally = _Tally(read=passes.first())
    loading.correct(sheet.expected, tally.read)
    refused = RefusedRows(sheet)
    for sifted in passes.second():
        tally.sift(job.found.source.layout, sifted)
        refused.add(sifted.rejections)
        loading.advance(len(sifted.rejections) + len(sifted.repeats))
        _put_all(loading, job, load, sifted.rows, tally)
    report = _report(job, tally, quarantined=refused.write(services, load) is not None)
    _finish(loading, load, report)
    return report


def _put_all(loading: _Loading, job: Job, load: Load, accepted: Sequence[CleanRow], tally: _Tally) -> None:
    repeated = load.id in loading.reports
    for first in range(0, len(accepted), BATCH):
        rows = accepted[first : first + BATCH]
        tally.add(rows, put(loading.services, load, _shaped(loading.services, job, rows)), repeated=repeated)
        loading.advance(len(rows))


def _shaped(services: Services, job: Job, rows: Sequence[CleanRow]) -> Shaped:
    source = job.found.source
    identities = source.identities(rows)
    keys = services.ledger.person_keys(identities) if identities else ()
    return source.shape(rows, dict(zip(identities, keys, strict=True)))


def put(services: Services, load: Load, shaped: Shaped) -> PutCounts:
    """Put mentioned subjects that are not on record, then the stated facts; return the counts of the latter."""
    named = [str(row["id"]) for table in shaped.mentions.values() for row in table.rows]
    known = services.graph.known(named) if named else frozenset()
    unknown = {name: _without(table, name, known) for name, table in shaped.mentions.items()}
    _put(services, load, {name: table for name, table in unknown.items() if table.rows})
    return _put(services, load, shaped.facts)


def _without(table: Table, name: str, known: frozenset[str]) -> Table:
    left = Table()
    for row, number in zip(table.rows, table.numbers, strict=True):
        if row["id"] not in known:
            left.add(name, number, row)
    return left


def _put(services: Services, load: Load, tables: Mapping[str, Table]) -> PutCounts:
    if not tables:
        return PutCounts(0, 0, 0)
    rows = {name: table.rows for name, table in tables.items()}
    return services.graph.put(load, rows, {name: table.numbers for name, table in tables.items()})


def _report(job: Job, tally: _Tally, *, quarantined: bool) -> FileReport:
    sheet, source = job.found.sheet, job.found.source
    return FileReport(
        file=sheet.file,
        sheet=sheet.name,
        source=job.source_name,
        title=source.layout.title,
        load_id=job.load_id,
        encoding=sheet.encoding,
        read=tally.read,
        loaded=tally.loaded,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        facts_created=tally.created,
        facts_closed=tally.closed,
        reasons=dict(sorted(tally.reasons.items())),
        warnings=dict(sorted(tally.warnings.items())),
        refused=tuple(tally.refused),
        ignored_columns=job.found.match.unknown,
        quarantined=quarantined,
        mapping=job.mapping.digest if job.mapping else "",
    )


def _finish(loading: _Loading, load: Load, report: FileReport) -> None:
    """Journal the load, unless it repeats a finished one without any effect: loading twice changes nothing, here too."""
    before = loading.reports.get(load.id)
    kept = report.for_ledger()
    same = before is not None and all(before.get(name) == kept[name] for name in ("read", "rejected", "reasons"))
    if same and report.loaded == 0 and report.facts_closed == 0:
        return
    loading.services.ledger.finish_load(load.id, kept)
    loading.reports[load.id] = kept
