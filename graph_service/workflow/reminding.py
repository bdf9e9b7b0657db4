"""Reminders (催办): a dossier whose term has run out is reminded of once a term, by the service itself."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.errors import ContradictionError
from graph_service.model.dossiers import Dossier, DossierChoice
from graph_service.policy.flows import load_flows
from graph_service.workflow.dossiers import SERVICE, Said, take
from graph_service.workflow.services import Services, today

#: From so many reminders on in one state a dossier is escalated: it stands first in the inbox of its owner.
ESCALATED = 2


def remind_overdue(services: Services) -> Sequence[Dossier]:
    """Remind of everything whose term has run out, each once for each term; return what was reminded of.

    Raises:
        StoreUnavailableError: the ledger did not answer; the same call again goes on.
    """
    found = []
    for one in services.ledger.dossiers(DossierChoice(states=_remindable(), due_before=today(services))):
        said = Said(SERVICE, f"Due on {one.due}.", version=one.version, key=f"remind/{one.id}/{one.version}")
        try:
            reminded, written = take(services, one, "remind", said, {"due": str(one.due)})
        except ContradictionError:
            continue  # somebody acted on it meanwhile
        if written:
            found.append(reminded)
    return found


def reminders(dossier: Dossier) -> int:
    """Count the reminders since the dossier came to stand where it does."""
    count = 0
    for step in reversed(dossier.steps):
        if step.did != "remind":
            break
        count += 1
    return count


def _remindable() -> set[tuple[str, str]]:
    flows = load_flows().values()
    return {(flow.kind, state) for flow in flows for step in flow.steps if step.code == "remind" for state in step.sources}
