"""Judge who is the same person: the ledger first, then the graph's projection, then exactly the events that are read otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_service.errors import ContradictionError, NotFoundError, StoreConflictError
from graph_service.model.identities import (
    Act,
    Judgement,
    KnownAs,
    Standing,
    Verdict,
    concerned,
    is_person,
    number_of,
    ordered_pair,
    touched,
)
from graph_service.query.candidates import evidence_between
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.propagate import PropagationReport, propagate_events
from graph_service.workflow.services import Services

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """What one judgement did.

    Attributes:
        judgement: as it stands in the ledger.
        written: ``False`` when it stood already; whatever an interrupted call left undone was done now.
        still: the judgements by which the two are one even so, after an undoing.
        replayed: the events that were propagated again, what that changed, and what of it the graph shows.
    """

    judgement: Judgement
    written: bool
    still: tuple[Judgement, ...]
    replayed: PropagationReport


def confirm(services: Services, one: str, other: str, act: Act, on: date) -> Judged:
    """Confirm that two are one person (or that a person is an event's masked subject), and propagate what is read otherwise.

    Raises:
        InputError: no reason, no user, or keys that cannot be judged.
        NotFoundError: no such person, or no such masked subject.
        ContradictionError: it contradicts what stands, or the documents of the two rule it out.
        StoreConflictError: other writers kept changing the graph; trying again helps, for the same call twice is once.
    """
    pair = ordered_pair(one, other)
    if not is_person(pair[0]):
        _check_masked(services, Verdict.SAME, pair, overrides=act.overrides)
    return _judged(services, Verdict.SAME, pair, act, on)


def reject(services: Services, one: str, other: str, act: Act, on: date) -> Judged:
    """Say that two are not one; of a masked subject's candidates one fewer is left.

    Raises:
        InputError, NotFoundError, ContradictionError, StoreConflictError: as ``confirm``.
    """
    pair = ordered_pair(one, other)
    if not is_person(pair[0]):
        _check_masked(services, Verdict.DIFFERENT, pair, overrides=act.overrides)
    return _judged(services, Verdict.DIFFERENT, pair, act, on)


def undo(services: Services, judgement_id: str, act: Act, on: date) -> Judged:
    """Undo an earlier judgement: whoever it joined is apart again, as if it had never been.

    Raises:
        InputError, NotFoundError, StoreConflictError: as ``confirm``.
    """
    return _carried_out(services, *services.ledger.undo(number_of(judgement_id), act), on)


def bring_up(services: Services) -> None:
    """Bring the graph's projection up to the ledger, wherever an earlier command was cut off.

    Raises:
        StoreConflictError: other writers were faster every time; trying again helps.
    """
    for _ in range(_ATTEMPTS):
        since = services.graph.projected()
        if since == services.ledger.last_judgement() or _projected(services, since, whole=False):
            return
    raise StoreConflictError("Other judgements kept coming.", hint="Try again.")


def differences(services: Services) -> dict[str, tuple[KnownAs | None, KnownAs | None]]:
    """Hold the graph's projection against the ledger; return by id what each says where they differ."""
    shown, meant = services.graph.projection(), services.ledger.known_as(Standing(services.ledger.judgements()))
    return {
        key: (shown.get(key), meant.get(key)) for key in sorted(shown.keys() | meant.keys()) if shown.get(key) != meant.get(key)
    }


def redo(services: Services) -> None:
    """Make the graph's projection anew from the ledger, whatever it shows.

    Raises:
        StoreConflictError: other writers were faster every time; trying again helps.
    """
    for _ in range(_ATTEMPTS):
        if _projected(services, services.graph.projected(), whole=True):
            return
    raise StoreConflictError("Other judgements kept coming.", hint="Try again.")


def _projected(services: Services, since: int, *, whole: bool) -> bool:
    """Write what differs; a projection that is ahead of this ledger belongs to another one, and is compared as a whole."""
    history = services.ledger.judgements()
    until = history[-1].seq if history else 0
    if whole or since > until:
        before, after = services.graph.projection(), services.ledger.known_as(Standing(history))
    else:
        before, after = _around(services, history, (since, until))
    changed = [known for key, known in after.items() if before.get(key) != known]
    return services.graph.project(since, until, changed, sorted(before.keys() - after.keys()))


def _judged(services: Services, verdict: Verdict, pair: tuple[str, str], act: Act, on: date) -> Judged:
    """Judge, and keep beside it what spoke for the two being one when it was judged."""
    seen = tuple(feature.code for feature in evidence_between(services, *pair))
    said, written = services.ledger.judge(verdict, *pair, replace(act, evidence=(*seen, *act.evidence)))
    return _carried_out(services, said, written, on)


def _carried_out(services: Services, said: Judgement, written: bool, on: date) -> Judged:
    before = services.graph.graph_version()
    bring_up(services)
    history = services.ledger.judgements()
    keys = concerned(*_around(services, history, (said.seq - 1, said.seq)))
    events = services.graph.events_reading(sorted(keys)) if keys else ()
    report = propagate_events(services, events, on, only_changed=True)
    _go_on_checked(services, before, raised=bool(keys))
    report.projection = bring_up_to_date(services, report.propagated)
    still = Standing(history).why_one(*said.pair) if said.verdict is Verdict.UNDO else []
    return Judged(said, written, tuple(still), report)


def _go_on_checked(services: Services, before: int, *, raised: bool) -> None:
    """Where every event was propagated before, it is again: all that the judgement changed in the graph was propagated just now."""
    check, now = services.ledger.position().check, services.graph.graph_version()
    if check and check.graph_version == before and now == before + raised:
        services.ledger.note_check(replace(check, graph_version=now, recorded_at=services.now()))


def _around(
    services: Services, history: Sequence[Judgement], span: tuple[int, int]
) -> tuple[Mapping[str, KnownAs], Mapping[str, KnownAs]]:
    """Return how those whom the judgements from one (outside) to another (inside) may have changed were read before, and after."""
    before, after = (Standing(one for one in history if one.seq <= seq) for seq in span)
    keys = touched(before, after, (one for one in history if span[0] < one.seq <= span[1]))
    return services.ledger.known_as(before, keys), services.ledger.known_as(after, keys)


def _check_masked(services: Services, verdict: Verdict, pair: tuple[str, str], *, overrides: bool) -> None:
    """Refuse whoever is no candidate for the masked subject, and, unless overridden, whom its visible digits rule out."""
    event, person = pair
    Standing(services.ledger.judgements()).refuse_contradiction(verdict, pair)
    known = services.graph.known_as(pair)
    if known.get(event, event) == known.get(person, person):
        return
    masked = services.graph.masked_candidates([event], [])
    rows = [row for of, row in masked if of["subject"] is None and row["person"] == known.get(person, person)]
    if not rows:
        raise NotFoundError(
            f"{person} is no candidate for a masked subject of {event}.",
            hint="`graph-service identities candidates` lists masked subjects with their candidates.",
        )
    if verdict is Verdict.SAME and not overrides and not any(row["compatible"] for row in rows):
        raise ContradictionError(
            f"The visible digits of the masked number in {event} are not those of {person}.",
            hint="If the published number is known to be wrong, say so in the reason and override it (--override, `overrides`).",
        )
