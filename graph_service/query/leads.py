"""Lead edges as people and programs read them: apart from every relationship that a register states."""

from __future__ import annotations

from graph_service.model.leads import Lead
from graph_service.query import words as w
from graph_service.query.verdicts import Json, iso
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services

KIND_WORDS = {
    "nominee": ("代持（线索）", "holds for another (lead)"),
    "acting_in_concert": ("一致行动（线索）", "acting in concert (lead)"),
    "family": ("亲属（线索）", "family (lead)"),
    "same_phone": ("同一电话（线索）", "same telephone (lead)"),
}
STEP_WORDS = {
    "add": ("在查", "open"),
    "withdraw": ("已撤回", "withdrawn"),
    "submit": ("已提交经办人", "submitted to an officer"),
}


def list_leads(services: Services, subject: SubjectRecord | None = None) -> Json:
    """Return all leads, or those of a subject under all its keys, newest first."""
    found = services.ledger.leads(sorted(subject.keys) if subject else None)
    return {"leads": [shape_lead(one) for one in reversed(found)]}


def shape_lead(lead: Lead) -> Json:
    """Shape a lead with every step."""
    said = lead.said
    return {
        "id": lead.id,
        "kind": said.kind.value,
        "words": w.words(KIND_WORDS, said.kind.value),
        "one": said.one,
        "other": said.other,
        "start": iso(said.start),
        "end": iso(said.end),
        "source": said.source,
        "reason": said.reason,
        "by": said.user,
        "recorded_at": lead.recorded_at.isoformat(),
        "state": lead.state.value,
        "state_words": w.words(STEP_WORDS, lead.state.value),
        "steps": [
            {"did": one.step.value, "by": one.user, "reason": one.reason, "recorded_at": one.recorded_at.isoformat()}
            for one in lead.steps
        ],
    }
