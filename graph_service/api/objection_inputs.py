"""What may come in on objections and repairs. Same strictness as ``inputs``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from graph_service.api.dossier_inputs import Acting
from graph_service.api.inputs import Day, Strict
from graph_service.workflow.objections import CORRECTABLE, Filed, Upheld
from graph_service.workflow.repairs import Application, Granted

_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=2000)]
_Documents = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(default_factory=list, max_length=50)]


class ObjectionRequest(Acting):
    """An objection of a subject to what is on record; ``department`` is the one that provided the information."""

    subject: _Id
    event: _Id
    origin: Literal["subject", "window", "complaint", "found"]
    disputed: Annotated[str, Field(min_length=1, max_length=2000)]
    evidence: _Documents

    def filed(self) -> Filed:
        """Return it as use cases take it."""
        return Filed(self.origin, self.disputed, tuple(self.evidence))


class Corrections(Strict):
    """Days of the event that are right; ``violation_end`` is the last day, inside."""

    decision_date: Day = None
    listing_date: Day = None
    publication_date: Day = None
    violation_start: Day = None
    violation_end: Day = None
    correction_date: Day = None
    performed_date: Day = None


class ObjectionStep(Acting):
    """One step on an objection; which members go with it says ``did`` (docs/casework.md)."""

    did: Literal["accept", "refuse", "ask", "answer", "uphold", "dismiss", "withdraw"]
    version: Annotated[int, Field(ge=1, description="`version` of the objection as you saw it; another one is refused.")]
    finding: _Text = ""
    remedies: _Text = ""
    result: Annotated[str, Field(max_length=20, description="annulled or corrected.")] = ""
    document: Annotated[str, Field(max_length=200)] = ""
    on: Day = None
    days: Corrections = Corrections()

    def upheld(self, today: date) -> Upheld:
        """Return what an upheld objection does."""
        given = {name: getattr(self.days, name) for name in CORRECTABLE if getattr(self.days, name)}
        return Upheld(self.result, self.document, self.on or today, given)


class Brought(Acting):
    """What a subject brings for a repair; ``supporting`` never suffices alone."""

    corrected_on: Day = None
    correction: _Text = ""
    commitment: _Text = ""
    supporting: _Documents

    def application(self) -> Application:
        """Return it as use cases take it."""
        return Application(self.corrected_on, self.correction, self.commitment, tuple(self.supporting))


class RepairRequest(Brought):
    """An application for the repair of a record; ``department`` is the one that decides."""

    subject: _Id
    event: _Id


class RepairStep(Brought):
    """One step on a repair; ``severity``, ``published_on`` and ``document`` go with `grant`."""

    did: Literal["supplement", "grant", "refuse", "withdraw"]
    version: Annotated[int, Field(ge=1, description="`version` of the repair as you saw it; another one is refused.")]
    severity: Annotated[str, Field(max_length=20, description="minor, general or serious.")] = ""
    published_on: Day = None
    document: Annotated[str, Field(max_length=200)] = ""

    def granted(self, today: date) -> Granted:
        """Return what is granted."""
        return Granted(self.severity, self.published_on or today, self.document)
