"""Loads files: hash, load id, archive, check, put, quarantine, counts. The same command again repeats what was interrupted.

What a load writes depends on the file's content and on what is on record (files of one command are put in the order of their sources), never
on where an earlier try was cut off. Mentioned subjects are put apart from stated facts, so that counts do not depend on it either.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph_service.loaders import archive
from graph_service.loaders.checking import ROW, CleanRow, Sifted
from graph_service.loaders.deliveries import Deliveries
from graph_service.loaders.firms import Firms
from graph_service.loaders.jobs import Claim, Job, jobs_in
from graph_service.loaders.layout import Layout
from graph_service.loaders.mapping import TableMap
from graph_service.loaders.passes import Passes, no_collection
from graph_service.loaders.putting import Putting
from graph_service.loaders.quarantine import RefusedRows
from graph_service.loaders.report import MAX_SHOWN, FileReport, LoadReport, Refused, show
from graph_service.loaders.returned import Returned
from graph_service.loaders.series import newest_full, refuse_unusual
from graph_service.loaders.source import Surroundings
from graph_service.model.intervals import CHINA
from graph_service.store.load_ports import Retired
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import Services

BATCH = 2_000
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Tally:
    """What became of the rows of one load so far."""

    deliveries: Deliveries
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
        self.deliveries.add(rows, bearing)
        loaded = sum(row[ROW] in bearing for row in rows)
        self.loaded += loaded
        self.unchanged += len(rows) - loaded
        self.created += counts.created
        self.closed += counts.closed

    def sift(self, layout: Layout, sifted: Sifted) -> None:
        """Count what is not put."""
        self.unchanged += len(sifted.repeats)
        self.rejected += len(sifted.rejections)
        self.deliveries.refuse(sifted.rejections)
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
    loads: dict[str, Load]
    command: str
    replay: bool = False
    passed: int = 0

    def known(self, job: Job) -> Load:
        """Return the load of a table, as it was first recorded where it was, with the full file that its silence yields to."""
        load = self.loads.get(job.load_id) or job.load(self.services.now())
        return replace(load, newest_full=newest_full(load, (self.loads[id_] for id_ in self.reports)))

    def correct(self, expected: int, found: int) -> None:
        """Replace the number of records that a table seemed to hold by the one that it holds."""
        self.total += found - expected

    def advance(self, records: int) -> None:
        """Count records that one of the two passes has gone over: each pass is half of the work."""
        if not records:
            return
        self.passed += records
        if self.progress:
            self.progress(self.passed // 2, self.total)


def load_paths(
    services: Services,
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    claim: Claim | None = None,
    mapping: TableMap | None = None,
) -> LoadReport:
    """Load files and directories: register extracts first, then penalties, then findings.

    Nothing is loaded unless every file can be read and recognised. Bad rows do not stop anything: they go to the quarantine.

    Args:
        services: graph, ledger, home and clock.
        paths: files of the kinds of ``inputs.SUFFIXES`` and directories that hold such files.
        mapping: how the tables are read, all of them; without one they are recognised by their columns.
        progress: called with the records done and all records to do; a record is half done when it is checked.
        claim: what the user says about the files.

    Raises:
        SourceFileError: a file cannot be read or is of no known layout.
        UnusualVolumeError: a full file or a delta would change unusually much; nothing of it was written.
        StoreUnavailableError: a store did not answer; the same call again goes on where it stopped.
    """
    said = claim or Claim()
    said.refuse_future(services.now())
    jobs, ignored = jobs_in(paths, said, mapping)
    files = load_jobs(services, sorted(jobs, key=lambda job: job.order), secrets.token_hex(8), progress)
    return LoadReport(files, tuple(ignored))


def load_jobs(
    services: Services, jobs: Sequence[Job], command: str, progress: Progress | None = None, *, replay: bool = False
) -> tuple[FileReport, ...]:
    """Load tables in the order given, as one command of the journal; a replay leaves archive and quarantine alone."""
    journal = services.ledger.loads()
    reports = {load.id: report for load, report in journal if report is not None}
    total = sum(job.found.sheet.expected for job in jobs)
    loading = _Loading(services, progress, total, reports, {load.id: load for load, _ in journal}, command, replay)
    return tuple(_load(loading, job) for job in jobs)


def _load(loading: _Loading, job: Job) -> FileReport:
    services, sheet = loading.services, job.found.sheet
    load = loading.known(job)
    putting = Putting(services, job.found.source, load)
    received = load.recorded_at.astimezone(CHINA).date()
    known = Surroundings(
        Firms(services.graph, load.id), received, services.graph.known_events, services.ledger.masked_candidates
    )
    passes = Passes(job.found, known, putting.delete_nothing)
    tally = _Tally(Deliveries(job.found.source.layout, job.found.match, received), read=passes.first(loading.advance))
    loading.correct(sheet.expected, tally.read)
    if not job.claim.sure:
        refuse_unusual(putting, job, passes)
    begun = services.ledger.begin_load(load, loading.command)  # another process may have begun it meanwhile
    putting = replace(putting, load=replace(begun, newest_full=load.newest_full))
    if not loading.replay:
        for given, digest in job.originals:
            archive.keep(services, given, digest)
    returned = Returned(sheet)
    refused = RefusedRows(sheet, load.id, returned)
    for sifted in passes.second():
        tally.sift(job.found.source.layout, sifted)
        returned.settle(sifted)
        refused.add(sifted.rejections)
        loading.advance(len(sifted.rejections) + len(sifted.repeats))
        _put_all(loading, putting, sifted.rows, tally)
    retired = services.graph.retire(putting.load) if load.full else None
    quarantined = not loading.replay and refused.write(services, putting.load) is not None
    report = _report(job, tally, retired, returned, quarantined=quarantined)
    _finish(loading, putting.load, report)
    return report


def _put_all(loading: _Loading, putting: Putting, accepted: Sequence[CleanRow], tally: _Tally) -> None:
    repeated = putting.load.id in loading.reports
    batches = [accepted[first : first + BATCH] for first in range(0, len(accepted), BATCH)]
    with no_collection():
        for rows, counts in zip(batches, putting.put(batches), strict=True):
            tally.add(rows, counts, repeated=repeated)
            loading.advance(len(rows))


def _report(job: Job, tally: _Tally, retired: Retired | None, returned: Returned, *, quarantined: bool) -> FileReport:
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
        settled=returned.counts,
        deliveries=tuple(tally.deliveries.for_ledger()),
        mapping=job.mapping.digest if job.mapping else "",
        retired=dict(retired.counts) if retired else None,
        retired_facts=retired.facts if retired else (),
    )


def _finish(loading: _Loading, load: Load, report: FileReport) -> None:
    """Journal the load, unless it repeats a finished one without any effect: loading twice changes nothing, here too."""
    before = loading.reports.get(load.id)
    kept = report.for_ledger()
    same = before is not None and all(before.get(name) == kept[name] for name in ("read", "rejected", "reasons"))
    if same and report.loaded == 0 and report.facts_closed == 0 and not report.retired_facts:
        return
    loading.services.ledger.finish_load(load.id, kept)
    loading.reports[load.id] = kept
    loading.loads[load.id] = load
