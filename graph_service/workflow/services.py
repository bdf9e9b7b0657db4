"""The ports that use cases work with, bundled. ``bootstrap`` fills it; tests fill it with their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from graph_service.model.intervals import CHINA
from graph_service.policy.schema import RuleBook
from graph_service.store.account_ports import AccountLedger
from graph_service.store.act_ports import ActLedger, FeedLedger
from graph_service.store.audit_ports import AuditLedger
from graph_service.store.dossier_ports import DossierLedger
from graph_service.store.history_ports import OutcomeHistory, VolumeReader
from graph_service.store.identity_ports import IdentityGraph, JudgementLedger
from graph_service.store.lead_ports import LeadLedger
from graph_service.store.load_ports import FactSink, KnownFacts, LoadLedger, Rebuilding
from graph_service.store.ownership_ports import OwnershipReader
from graph_service.store.ports import FactSource, IdentityLedger, OutcomeLedger, SubjectReader
from graph_service.store.projection_ports import MeasureProjection
from graph_service.store.reading_ports import LinkReader, MaskedIds, SubjectSearch
from graph_service.store.register_ports import RegisterReader
from graph_service.store.screening_ports import OutcomesToday, ReceiptLedger, ScreeningGraph


class GraphStore(
    FactSink,
    KnownFacts,
    Rebuilding,
    FactSource,
    SubjectReader,
    LinkReader,
    SubjectSearch,
    RegisterReader,
    OwnershipReader,
    MeasureProjection,
    IdentityGraph,
    ScreeningGraph,
    Protocol,
):
    """What one graph server gives."""


class Ledger(
    OutcomeLedger,
    OutcomeHistory,
    VolumeReader,
    IdentityLedger,
    MaskedIds,
    JudgementLedger,
    LoadLedger,
    ActLedger,
    FeedLedger,
    OutcomesToday,
    ReceiptLedger,
    LeadLedger,
    DossierLedger,
    AccountLedger,
    AuditLedger,
    Protocol,
):
    """What one ledger database gives."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a use case may ask for.

    Attributes:
        home: directory of this instance (archive, quarantine, keys).
        now: the only clock; returns an aware UTC time.
        signing: by how many officers a decision in a case passes (``policy.flows.LEVELS``).
    """

    graph: GraphStore
    ledger: Ledger
    rules: RuleBook
    home: Path
    now: Callable[[], datetime]
    signing: int = 1


def today(services: Services) -> date:
    """Return the present day in China, where all days of this product are counted."""
    return services.now().astimezone(CHINA).date()
