"""Files of one source and scope in a row: which full file came last, and whether the next one would change unusually much."""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.errors import UnusualVolumeError
from graph_service.loaders.jobs import Job
from graph_service.loaders.layout import OPERATION
from graph_service.loaders.passes import Passes
from graph_service.loaders.putting import NOTHING, Putting
from graph_service.store.ports import Load
from graph_service.workflow.volume import refuse_unusual_load, thresholds


def newest_full(load: Load, finished: Iterable[Load]) -> Load | None:
    """Return the full file of the same series that speaks for the latest day, the load itself aside."""
    kind = load.source.partition("#")[0]
    series = (
        one
        for one in finished
        if one.full and one.id != load.id and one.source.partition("#")[0] == kind and one.scope in {None, load.scope}
    )
    return max(series, key=lambda one: (one.day, one.recorded_at, one.id), default=None)


def refuse_unusual(putting: Putting, job: Job, passes: Passes) -> None:
    """Stop a full file or a delta, before anything is written, that would end or change unusually much.

    A full file with refused rows stops too: what they state cannot be told from what the file passes over in silence.

    Raises:
        UnusualVolumeError: how much it is, and how to go on.
    """
    load, where = putting.load, job.found.sheet.where
    if not load.full and OPERATION not in job.found.match.positions:
        return
    counts, refused = NOTHING, 0
    for sifted in passes.second():
        counts += putting.rehearse(sifted.rows)
        refused += len(sifted.rejections)
    if load.full and refused:
        raise UnusualVolumeError(
            f"{where}: {refused} rows are refused; as a full file it would end what they state.",
            hint="Load it without --full to find these rows in the quarantine, correct them in the file, and load that. Or add --yes.",
        )
    limits = thresholds()
    if load.full or counts.closed > limits.load_floor:
        told = putting.services.graph.retire(load, rehearse=True).told
        silent = max(0, told - counts.unchanged - counts.closed) if load.full else 0
        refuse_unusual_load(where, counts.closed + silent, told, limits)
