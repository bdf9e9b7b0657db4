"""Enter, withdraw and submit lead edges. They stand in the ledger alone: nothing that reads facts sees them."""

from __future__ import annotations

from dataclasses import replace

from graph_service.model.leads import Lead, LeadKind, LeadStep, NewLead, lead_number
from graph_service.query.resolve import resolve_subject
from graph_service.workflow.services import Services


def add_lead(services: Services, lead: NewLead) -> tuple[Lead, bool]:
    """Enter a lead between two subjects on record; whether by this call.

    Raises:
        NotFoundError: one of them is not on record.
        ContradictionError: the key was used for another lead.
    """
    ends = [resolve_subject(services, one).id for one in (lead.one, lead.other)]
    one, other = ends if lead.kind is LeadKind.NOMINEE else sorted(ends)
    return services.ledger.add_lead(replace(lead, one=one, other=other))


def step_on_lead(services: Services, number: str, step: LeadStep, user: str, reason: str) -> tuple[Lead, bool]:
    """Withdraw a lead, or submit it to an officer.

    Raises:
        InputError, NotFoundError, ContradictionError: see ``LeadLedger.step_on_lead``.
    """
    return services.ledger.step_on_lead(lead_number(number), step, user, reason)
