"""The routes of objections and repairs. A decision that changes the record is carried out at once; if that fails, by the next round."""

from __future__ import annotations

from fastapi import APIRouter

from graph_service.api.dossiers import done
from graph_service.api.objection_inputs import ObjectionRequest, ObjectionStep, RepairRequest, RepairStep
from graph_service.errors import GraphServiceError
from graph_service.loaders.carrying_out import carry_out_decisions
from graph_service.query.dossiers import shape_dossier
from graph_service.query.resolve import resolve_subject
from graph_service.workflow import objections, repairs
from graph_service.workflow.dossiers import Done, find_dossier, take
from graph_service.workflow.services import Services, today


def objection_routes(services: Services) -> APIRouter:
    """Build the routes of objections and repairs."""
    router = APIRouter(prefix="/v1", tags=["casework"])

    @router.post("/objections", summary="File an objection of a subject to what is on record")
    def filed(asked: ObjectionRequest) -> dict[str, object]:
        subject = resolve_subject(services, asked.subject)
        return done(services, objections.file_objection(services, subject, asked.event, asked.filed(), asked.said()))

    @router.get("/objections/{objection_id}", summary="An objection with every step")
    def objection(objection_id: str) -> dict[str, object]:
        return shape_dossier(services, find_dossier(services, objection_id, "objection"))

    @router.post(
        "/objections/{objection_id}/steps", summary="Accept, refuse, ask, answer, uphold, dismiss or withdraw an objection"
    )
    def objection_step(objection_id: str, asked: ObjectionStep) -> dict[str, object]:
        return _carried_out(services, _take_on_objection(services, objection_id, asked))

    @router.post("/repairs", summary="Apply for the repair of a record")
    def applied(asked: RepairRequest) -> dict[str, object]:
        subject = resolve_subject(services, asked.subject)
        return done(services, repairs.apply_for_repair(services, subject, asked.event, asked.application(), asked.said()))

    @router.get("/repairs/{repair_id}", summary="A repair with every step")
    def repair(repair_id: str) -> dict[str, object]:
        return shape_dossier(services, find_dossier(services, repair_id, "repair"))

    @router.post("/repairs/{repair_id}/steps", summary="Supplement, grant, refuse or withdraw a repair")
    def repair_step(repair_id: str, asked: RepairStep) -> dict[str, object]:
        return _carried_out(services, _take_on_repair(services, repair_id, asked))

    return router


def _take_on_objection(services: Services, number: str, asked: ObjectionStep) -> Done:
    found, said = find_dossier(services, number, "objection"), asked.said(asked.version)
    if asked.did == "answer":
        return objections.answer_inquiry(services, found, asked.finding, said)
    if asked.did == "uphold":
        return objections.uphold(services, found, asked.upheld(today(services)), said)
    if asked.did == "dismiss":
        return objections.dismiss(services, found, asked.remedies, said)
    return take(services, found, asked.did, said)


def _take_on_repair(services: Services, number: str, asked: RepairStep) -> Done:
    found, said = find_dossier(services, number, "repair"), asked.said(asked.version)
    if asked.did == "supplement":
        return repairs.supplement(services, found, asked.application(), said)
    if asked.did == "grant":
        return repairs.grant(services, found, asked.granted(today(services)), said)
    return take(services, found, asked.did, said)


def _carried_out(services: Services, taken: Done) -> dict[str, object]:
    """Carry out what was decided; the decision stands whatever becomes of that."""
    dossier, written = taken
    if dossier.state not in {"upheld", "granted"}:
        return done(services, taken)
    try:
        carry_out_decisions(services)
    except GraphServiceError as error:
        return done(services, taken) | {"not_shown": str(error)}
    return done(services, (find_dossier(services, dossier.id, dossier.said.kind), written))
