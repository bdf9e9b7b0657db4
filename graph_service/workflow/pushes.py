"""Pushes (推送): a confirmed measure goes to each department that carries it out, comes back as feedback, and is lifted there again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from graph_service.errors import ContradictionError, InputError
from graph_service.model.acts import ActState, act_state, is_hit, last_day
from graph_service.model.dossiers import Command, Dossier, DossierChoice, NewDossier
from graph_service.model.outcomes import Outcome
from graph_service.policy.flows import load_flows
from graph_service.policy.measures import Catalogue, load_catalogue
from graph_service.store.act_ports import Spoken
from graph_service.workflow.cases import proposals_in
from graph_service.workflow.dossiers import SERVICE, Done, Said, key_of, known_department, once, opening, take
from graph_service.workflow.services import Services, today

MANDATORY, RECOMMENDED = "mandatory", "recommended"
#: Forces of an outcome that oblige whoever carries it out, where no entry of the catalogue speaks of it.
_OBLIGING = frozenset({"mandatory", "mandatory_for_the_authority"})
#: Feedback of a department → what it must say. The days are the first of the measure there, and the last (inside) if it has one.
FEEDBACK: Mapping[str, tuple[str, ...]] = {
    "receive": (),
    "apply": ("from_day",),
    "apply_partly": ("from_day", "what_is_missing"),
    "not_apply": ("why_not",),
    "decline": ("why_not",),
    "confirm_lifting": ("lifted_on",),
}
_LIFTING = "lifting"


def push_case(services: Services, case: Dossier, departments: Sequence[str], said: Said) -> tuple[Sequence[Dossier], bool]:
    """Push every confirmed measure of a case to the departments that the catalogue names for it, and to those named here.

    What was pushed to a department already is passed over.

    Raises:
        ContradictionError: the case is not signed; or nothing is left to push.
        InputError: a measure has no department in the catalogue and none was named.
    """
    if case.state != "decided":
        raise ContradictionError(
            f"{case.id} is not signed: nothing is pushed before.", hint=f"See graph-service case show {case.id}."
        )
    named = [known_department(code) for code in departments]
    what = (case.id, "push", *named)

    def build() -> Command:
        steps = tuple(opening(services, new) for new in _wanted(services, case, named))
        if not steps:
            raise ContradictionError(
                f"{case.id}: every confirmed measure was pushed to these departments already, or none is confirmed."
            )
        opened = [(one.dossier.content["act"], one.dossier.department) for one in steps if isinstance(one.dossier, NewDossier)]
        key = key_of(said, what if said.key else opened)
        return Command(key, said.user, said.department, said.reason, steps)

    return once(services, said, what, build)


def give_feedback(services: Services, push: Dossier, did: str, content: Mapping[str, str], said: Said) -> Done:
    """Record what the department of a push answers.

    Raises:
        InputError: no such answer, a part of it is missing, or a day is none.
        ContradictionError: a mandatory measure was declined, or one is applied for longer than it lasts.
    """
    if did not in FEEDBACK:
        raise InputError("did", f"{did!r} is no answer of a department", hint=f"Known are: {', '.join(FEEDBACK)}.")
    if said.department and said.department != push.said.department:
        raise ContradictionError(f"{push.id} is for {push.said.department}, not for {said.department}.")
    told = {name: text.strip() for name, text in content.items() if text.strip()}
    for name in FEEDBACK[did]:
        if name not in told:
            raise InputError(name, f"the answer '{did}' must say it")
    if did == "decline" and push.said.content["binding"] == MANDATORY:
        raise ContradictionError(
            f"{push.id}: a mandatory measure cannot be declined.", hint="Answer not_apply, with the reason."
        )
    _check_days(push, told)
    return take(services, push, did, said, told)


def follow(services: Services) -> Sequence[Dossier]:
    """Notify every department whose measure has lost its ground, ended or was lifted, once; return these pushes.

    Raises:
        StoreUnavailableError: a store did not answer; the same call again goes on.
    """
    found = []
    for push, why in fallen(services, _live(services)):
        said = Said(SERVICE, why, version=push.version, key=f"lift/{push.id}")
        try:
            lifting, written = take(services, push, "lift", said, {"why": why})
        except ContradictionError:
            continue  # somebody acted on it meanwhile: the next call looks again
        if written:
            found.append(lifting)
    return found


def fallen(services: Services, pushes: Sequence[Dossier]) -> Iterator[tuple[Dossier, str]]:
    """Give those of some live pushes whose measure does not hold today any more, each with the reason."""
    on = today(services)
    by_event: dict[str, list[Dossier]] = defaultdict(list)
    for push in pushes:
        by_event[push.said.event].append(push)
    for event, here in by_event.items():
        spoken = {(one.outcome.rule, one.outcome.subject): one for one in services.ledger.spoken_in([event], on)[1]}
        for push in here:
            why = _why_fallen(push, spoken.get((push.said.content["rule"], push.said.subject)), on)
            if why:
                yield push, why


def over_long(push: Dossier) -> bool:
    """Say whether a department keeps a measure up although it was told to lift it in time."""
    return push.state == _LIFTING and any(step.did == "remind" and step.state == _LIFTING for step in push.steps)


def _why_fallen(push: Dossier, spoken: Spoken | None, on: date) -> str | None:
    ends = push.said.content["last_day"]
    if ends and on > date.fromisoformat(ends):
        return f"The term ended on {ends}."
    if spoken is None:
        return "The event says nothing of the subject any more."
    state = act_state(spoken.outcome, spoken.act)
    if state is ActState.LIFTED:
        return f"The measure was lifted ({spoken.act.id if spoken.act else ''})."
    if spoken.holds and not is_hit(spoken.outcome, spoken.act, on):
        return f"Its ground has fallen: {spoken.outcome.why_en}"
    return None


def _live(services: Services) -> Sequence[Dossier]:
    states = {("push", state) for state in load_flows()["push"].live if state != _LIFTING}
    return services.ledger.dossiers(DossierChoice(kind="push", states=states))


def _wanted(services: Services, case: Dossier, named: Sequence[str]) -> Iterator[NewDossier]:
    on = today(services)
    there = services.ledger.dossiers(DossierChoice(kind="push", events=[case.said.event]))
    pushed = {(one.said.content["act"], one.said.department) for one in there}
    for spoken in proposals_in(services, case.said.event):
        if not spoken.act or not spoken.holds or not is_hit(spoken.outcome, spoken.act, on):
            continue
        for department, binding, assigned in _departments(spoken.outcome, named):
            if (spoken.act.id, department) not in pushed:
                content = _content(spoken, binding, assigned)
                yield NewDossier("push", spoken.outcome.subject, case.said.event, department, content, case.seq)


def _departments(outcome: Outcome, named: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Give each department with how far it is bound, and who named it: the catalogue or the officer."""
    found: dict[str, tuple[str, str]] = {}
    own = MANDATORY if outcome.force in _OBLIGING else RECOMMENDED
    for measure in _catalogue().measures:
        if outcome.rule in measure.proposed_by:
            for one in measure.departments:
                earlier = found.get(one.department.code, (RECOMMENDED, ""))[0]
                found[one.department.code] = (
                    MANDATORY if MANDATORY in (earlier, measure.binding) else RECOMMENDED,
                    "catalogue",
                )
    for code in named:
        found.setdefault(code, (own, "officer"))
    if not found:
        raise InputError(
            "departments",
            f"the catalogue names nobody who carries out {outcome.measure} ({outcome.rule})",
            hint="Name the department: --to DEPARTMENT.",
        )
    for code, (binding, assigned) in found.items():
        yield code, binding, assigned


def _content(spoken: Spoken, binding: str, assigned: str) -> dict[str, Any]:
    outcome, act = spoken.outcome, spoken.act
    end = last_day(outcome, act)
    return {
        "rule": outcome.rule,
        "version": outcome.version,
        "measure": outcome.measure,
        "binding": binding,
        "assigned": assigned,
        "act": act.id if act else None,
        "role": outcome.role,
        "scope": outcome.scope,
        "articles": list(outcome.articles),
        "first_day": outcome.first_day.isoformat() if outcome.first_day else None,
        "last_day": end.isoformat() if end else None,
        "why": outcome.why,
    }


def _check_days(push: Dossier, told: Mapping[str, str]) -> None:
    days = {name: _day(name, told[name]) for name in ("from_day", "until_day", "lifted_on") if name in told}
    end = push.said.content["last_day"]
    first, until = days.get("from_day"), days.get("until_day")
    if first and until and until < first:
        raise InputError("until_day", f"{until} lies before the first day, {first}")
    if end and any(day > date.fromisoformat(end) for day in (first, until) if day):
        raise ContradictionError(f"{push.id}: the measure lasts until {end}; nobody applies it longer.")


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(name, f"{text!r} is not a day", hint="Write it as 2026-11-24.") from None


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()
