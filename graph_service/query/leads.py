"""Lead edges as people and programs read them: apart from every relationship that a register states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_service.model.leads import ALL_LEADS, Lead, LeadChoice, LeadStep, lead_number
from graph_service.query import words as w
from graph_service.query.known import as_known
from graph_service.query.subjects import find_subject, shape_subject
from graph_service.query.verdicts import Json, iso
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services

KIND_WORDS = {
    "nominee": ("代持（线索）", "holds for another (lead)"),
    "acting_in_concert": ("一致行动（线索）", "acting in concert (lead)"),
    "family": ("亲属（线索）", "family (lead)"),
    "same_phone": ("同一电话（线索）", "same telephone (lead)"),
}
NOTICE = {"lead": ("线索（未经认定）", "lead (nobody has confirmed it)")}
STEP_WORDS = {
    "add": ("在查", "open"),
    "withdraw": ("已撤回", "withdrawn"),
    "submit": ("已提交经办人", "submitted to an officer"),
}


#: Most leads that a map carries.
MOST_DRAWN = 500
DEFAULT_PAGE, HARD_PAGE = 50, 500


@dataclass(frozen=True, slots=True)
class LeadQuestion:
    """Which leads of a subject: held on ``on``, as known at ``known`` (``None``: now), behind ``after``, at most ``limit``."""

    on: date
    known: datetime | None = None
    after: str = ""
    limit: int = DEFAULT_PAGE


def list_leads(services: Services, subject: SubjectRecord | None = None) -> Json:
    """Return all leads, or those of a subject under all its keys, newest first."""
    found = services.ledger.leads(LeadChoice(sorted(subject.keys)) if subject else ALL_LEADS)
    return {"leads": [shape_lead(one) for one in found]}


def leads_of(services: Services, subject_id: str, asked: LeadQuestion) -> Json:
    """Return a page of the leads of a subject, newest first, withdrawn ones too; ``after`` is where to go on.

    Raises:
        InputError: ``after`` is not that of an answer.
        MovedError: the subject is known under another key.
        NotFoundError: no such subject.
    """
    found = find_subject(services, subject_id)
    then = as_known(services, asked.known)
    centre = services.graph.subjects_known([found.id], then).get(found.id, found) if then else found
    before, most = lead_number(asked.after, "after") if asked.after else None, min(asked.limit, HARD_PAGE)
    leads = services.ledger.leads(LeadChoice(centre.keys, asked.on, asked.known, before, most + 1))
    shown = leads[:most]
    named = services.graph.subjects_known(sorted({end for one in shown for end in (one.said.one, one.said.other)}), then)
    return {
        "subject": shape_subject(services, centre),
        "on": asked.on.isoformat(),
        "known": iso(asked.known),
        "notice": w.words(NOTICE, "lead"),
        "leads": [shape_lead(one) for one in shown],
        "names": {key: record.name for key, record in sorted(named.items())},
        "after": shown[-1].id if len(leads) > len(shown) else None,
    }


def leads_around(services: Services, subjects: Sequence[SubjectRecord], on: date) -> Json:
    """Return the leads of some subjects that hold on a day and were not withdrawn, newest first, for a map of them.

    An end that is one of the subjects has the id under which the map knows it, whatever key the lead named; whose two ends were
    confirmed to be one person is left out.
    """
    known_as = {key: record.id for record in subjects for key in record.keys}
    found = services.ledger.leads(LeadChoice(known_as, on, most=MOST_DRAWN + 1))
    standing = [one for one in found[:MOST_DRAWN] if one.state is not LeadStep.WITHDRAW]
    shown = [shape_lead(one) | {end: known_as.get(key, key) for end, key in _ends(one)} for one in standing]
    return {"leads": [one for one in shown if one["one"] != one["other"]], "leads_truncated": len(found) > MOST_DRAWN}


def _ends(lead: Lead) -> list[tuple[str, str]]:
    return [("one", lead.said.one), ("other", lead.said.other)]


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
