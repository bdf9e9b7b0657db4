"""One round of what the service does by itself: judge what changed, notify of what has fallen, remind of what is overdue, deliver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_service.model.dossiers import Dossier
from graph_service.workflow.delivering import Delivery, Sender, deliver
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.pushes import follow
from graph_service.workflow.reminding import remind_overdue
from graph_service.workflow.services import Services, today

CarryOut = Callable[[Services], Sequence[Dossier]]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: events judged anew, and the numbers of dossiers carried out, lifted and reminded of."""

    judged: int
    carried_out: tuple[str, ...]
    lifted: tuple[str, ...]
    reminded: tuple[str, ...]
    delivery: Delivery


def one_round(services: Services, sender: Sender, carry_out: CarryOut) -> Round:
    """Do everything that is due now; the same again right after does nothing more.

    Args:
        services: the ports.
        sender: posts messages.
        carry_out: corrects the record as objections and repairs were decided (``loaders.carrying_out``).

    Raises:
        StoreUnavailableError: a store did not answer; what was done stays done, and the next round goes on.
        PolicyFileError, SettingsError: the channels cannot be used.
    """
    done = carry_out(services)
    report = propagate_events(services, None, today(services), only_changed=True)
    lifted, reminded = follow(services), remind_overdue(services)
    bring_up_to_date(services, [*report.propagated, *(one.said.event for one in (*done, *lifted, *reminded))])
    carried_out, told, hurried = (tuple(one.id for one in some) for some in (done, lifted, reminded))
    return Round(report.runs_stored, carried_out, told, hurried, deliver(services, sender))
