"""Carries out what casework decided on the record itself: an upheld objection corrects it, a granted repair ends its use.

The decision is a step on record; its result becomes a table that is loaded like any other. A process that dies in between leaves the dossier
where it is, and the same call again goes on: the same result is the same bytes, and a file that was loaded is not loaded twice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph_service.errors import SourceFileError
from graph_service.loaders.results import MADE_GOOD, write_result
from graph_service.loaders.run import load_paths
from graph_service.model.dossiers import Dossier, DossierChoice
from graph_service.workflow.dossiers import SERVICE, Said, departments, take
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.pushes import follow
from graph_service.workflow.services import Services, today

#: Where a decided dossier stands until it is carried out, and the step that decided it.
_DECIDED = {("objection", "upheld"): "uphold", ("repair", "granted"): "grant"}


def carry_out_decisions(services: Services) -> Sequence[Dossier]:
    """Carry out every decision that was not yet, with everything that follows; return the dossiers, as they stand then.

    Raises:
        SourceFileError: the graph does not take a result (its event is gone); the others are carried out with the next call.
        StoreUnavailableError: a store did not answer; the same call again goes on.
    """
    return [_carry_out(services, one) for one in services.ledger.dossiers(DossierChoice(states=_DECIDED.keys()))]


def _carry_out(services: Services, dossier: Dossier) -> Dossier:
    did = _DECIDED[dossier.said.kind, dossier.state]
    step = dossier.last(did)
    said: dict[str, Any] = {"result": MADE_GOOD, **(dict(step.content) if step else {})}
    with tempfile.TemporaryDirectory(dir=services.home) as folder:
        path = Path(folder) / f"{dossier.id}.csv"
        office = departments()[dossier.said.department].name
        write_result(path, dossier.id, dossier.said.event, office, said)
        report = load_paths(services, [path])
    if report.rejected:
        raise SourceFileError(
            path.name,
            f"the result of {dossier.id} was not taken: see the quarantine of load {report.files[0].load_id}",
            hint="Correct what is on record first, then run graph-service work --once.",
        )
    propagated = propagate_events(services, None, today(services), only_changed=True)
    bring_up_to_date(services, [*propagated.propagated, dossier.said.event])
    follow(services)
    done, _ = take(services, dossier, "carry_out", Said(SERVICE, "The record is corrected.", key=f"carry_out/{dossier.id}"))
    return done
