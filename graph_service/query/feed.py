"""Everything recorded behind a cursor, once: what runs added, ended and corrected, what officers decided, and which loads came.

The cursor is the number of an entry of the ledger. Whoever asks again behind the last one that was given misses nothing and is told
nothing twice. Subjects are named by their keys alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graph_service.errors import InputError
from graph_service.query.acts import told_act
from graph_service.query.differences import shape_change
from graph_service.query.dossiers import told_step
from graph_service.query.history import difference_at
from graph_service.query.verdicts import Json, iso
from graph_service.store.act_ports import Entry, EntryKind
from graph_service.workflow.projection import key_of
from graph_service.workflow.services import Services

#: Most entries that one question looks at.
MOST = 500


def changes_after(services: Services, after: str = "", limit: int = 100) -> Json:
    """Return the changes behind a cursor, oldest first; ``cursor`` is where to go on, ``more`` says whether at once.

    Raises:
        InputError: the cursor is none of this ledger.
    """
    start = _entry_number(services, after)
    entries = services.ledger.entries(start, min(limit, MOST) + 1)
    shown = entries[: min(limit, MOST)]
    told = {kind: tell(services, [one.ref for one in shown if one.kind == kind]) for kind, tell in _TELL.items()}
    changes = [_shape(one, said) for one in shown if (said := told[one.kind].get(one.ref))]
    return {
        "changes": changes,
        "cursor": str(shown[-1].seq if shown else start),
        "more": len(entries) > len(shown),
    }


def _entry_number(services: Services, after: str) -> int:
    plain = after.strip() or "0"
    if not (plain.isascii() and plain.isdigit()):
        raise InputError("after", "is not a cursor", hint="Give `cursor` of an earlier answer, or nothing to begin.")
    start, last = int(plain), services.ledger.position().entry
    if start > last:
        raise InputError("after", f"lies behind the last entry, {last}", hint="It belongs to another ledger: begin anew.")
    return start


def _shape(entry: Entry, said: Json) -> Json:
    return {"entry": entry.seq, "kind": entry.kind, **said}


def _runs(services: Services, refs: Sequence[int]) -> dict[int, Json]:
    """Tell what each run changed in its event; runs that changed nothing are left out."""
    found: dict[int, Json] = {}
    for ref, entry, before in services.ledger.runs_at(refs):
        old = services.ledger.outcomes_in([before], open_only=True) if before else ()
        difference = difference_at(services, entry, old, services.ledger.outcomes_in([entry]))
        if difference.changes:
            changes = [
                shape_change(one, {}) | {"measure_key": key_of(one.event, one.rule, one.subject)} for one in difference.changes
            ]
            told = {"event": entry.event, "run": entry.run, "on": iso(entry.on), "recorded_at": entry.recorded_at.isoformat()}
            found[ref] = {**told, "changes": changes}
    return found


def _acts(services: Services, refs: Sequence[int]) -> dict[int, Json]:
    return {act.seq: {"act": act.id, **told_act(act)} for act in (services.ledger.acts_at(refs) if refs else ())}


def _loads(services: Services, refs: Sequence[int]) -> dict[int, Json]:
    return {
        ref: {"load": one.load, "source": one.source, "counts": one.counts, "recorded_at": one.recorded_at.isoformat()}
        for ref, one in (services.ledger.loads_at(refs) if refs else ())
    }


def _judgements(services: Services, refs: Sequence[int]) -> dict[int, Json]:
    return {
        one.seq: {
            "judgement": one.id,
            "verdict": one.verdict.value,
            "one": one.one,
            "other": one.other,
            "undoes": f"j-{one.undoes}" if one.undoes is not None else None,
            "by": one.act.user,
            "recorded_at": one.recorded_at.isoformat(),
        }
        for one in (services.ledger.judgements_at(refs) if refs else ())
    }


def _steps(services: Services, refs: Sequence[int]) -> dict[int, Json]:
    return {step.seq: told_step(one, step) for one, step in (services.ledger.steps_at(refs) if refs else ())}


_TELL: Mapping[EntryKind, Callable[[Services, Sequence[int]], dict[int, Json]]] = {
    "run": _runs,
    "act": _acts,
    "load": _loads,
    "judgement": _judgements,
    "step": _steps,
}
