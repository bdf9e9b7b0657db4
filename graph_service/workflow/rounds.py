"""One round of what the service does by itself: judge what changed, notify of what has fallen, remind of what is overdue, deliver."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.workflow.delivering import Delivery, Sender, deliver
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.pushes import follow
from graph_service.workflow.reminding import remind_overdue
from graph_service.workflow.services import Services, today


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: events judged anew, and the numbers of dossiers lifted and reminded of."""

    judged: int
    lifted: tuple[str, ...]
    reminded: tuple[str, ...]
    delivery: Delivery


def one_round(services: Services, sender: Sender) -> Round:
    """Do everything that is due now; the same again right after does nothing more.

    Raises:
        StoreUnavailableError: a store did not answer; what was done stays done, and the next round goes on.
        PolicyFileError, SettingsError: the channels cannot be used.
    """
    report = propagate_events(services, None, today(services), only_changed=True)
    lifted, reminded = follow(services), remind_overdue(services)
    bring_up_to_date(services, [*report.propagated, *(one.said.event for one in (*lifted, *reminded))])
    numbers = tuple(one.id for one in lifted), tuple(one.id for one in reminded)
    return Round(report.runs_stored, *numbers, deliver(services, sender))
