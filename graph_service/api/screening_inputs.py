"""What comes in to be screened. Names and id numbers come in bodies alone; a look-up by cursor names opaque ids."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from graph_service.api.inputs import OnDay, Strict, whole
from graph_service.workflow.screened import Question
from graph_service.workflow.screening_batch import MOST

View = Annotated[Literal["department", "office"], Field(description="Who reads it: a department, or the credit office.")]
_Short = Annotated[str, Field(max_length=200)]
_PurposeCode = Annotated[str, Field(max_length=40, description="permit, tender, subsidy, honour or office.")]


class AskedSubject(Strict):
    """One subject: an organisation by its code, a person by name and document number. A name alone only ever gives a review."""

    code: Annotated[_Short, Field(description="Unified code, registration number, or a person's key.")] = ""
    name: _Short = ""
    id_type: Annotated[_Short, Field(description="Kind of document; resident id when empty.")] = ""
    id_number: _Short = ""

    def question(self, row: int = 1) -> Question:
        """Return the question that it asks."""
        return Question(row, self.code, self.name, self.id_type, self.id_number)


class ScreeningRequest(OnDay, AskedSubject):
    """A screening of one subject. Without a receipt nobody may rely on the answer."""

    purpose: _PurposeCode
    view: View = "department"
    receipt: bool = True


class BatchRequest(OnDay):
    """A screening of many."""

    purpose: _PurposeCode
    rows: Annotated[list[AskedSubject], Field(min_length=1, max_length=MOST)]


class FilePurpose(OnDay):
    """What a file of subjects is screened for."""

    purpose: _PurposeCode


class AnswersPage(Strict):
    """Which answers of a batch."""

    after: Annotated[int, Field(ge=0, description="`after` of the page before."), BeforeValidator(whole)] = 0
    limit: Annotated[int, Field(ge=1, le=5_000), BeforeValidator(whole)] = 1_000
    view: View = "department"


class RelyingPage(Strict):
    """Which receipts: those that rest on an event, a subject, a measure or a fact."""

    relying_on: Annotated[str, Field(min_length=1, max_length=500)]
    after: Annotated[str, Field(max_length=100, description="The id of the last receipt of the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=1_000), BeforeValidator(whole)] = 100


class ChangesPage(Strict):
    """From where on, and about how many."""

    after: Annotated[str, Field(max_length=20, description="`cursor` of an earlier answer; empty: from the beginning.")] = ""
    limit: Annotated[int, Field(ge=1, le=500), BeforeValidator(whole)] = 100
