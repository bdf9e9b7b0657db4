"""What use cases need of the ledger's leads. Every method may raise ``StoreUnavailableError``; writes are idempotent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from graph_service.model.leads import ALL_LEADS, Lead, LeadChoice, LeadStep, NewLead


class LeadLedger(Protocol):
    """Keeps lead edges and what was done with them, append-only."""

    def add_lead(self, lead: NewLead) -> tuple[Lead, bool]:
        """Record a lead; one whose key is on record is returned with ``False``.

        Raises:
            ContradictionError: the key was used for another lead.
        """
        ...

    def step_on_lead(self, seq: int, step: LeadStep, user: str, reason: str) -> tuple[Lead, bool]:
        """Withdraw or submit a lead; one that stands so already is returned with ``False``.

        Raises:
            InputError: no reason. NotFoundError: no such lead. ContradictionError: it was withdrawn.
        """
        ...

    def leads(self, chosen: LeadChoice = ALL_LEADS) -> Sequence[Lead]:
        """Return the leads that are wanted, newest first, withdrawn ones too."""
        ...
