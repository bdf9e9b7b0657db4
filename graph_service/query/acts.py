"""Acts on measures as people and programs read them."""

from __future__ import annotations

from graph_service.model.acts import ActState, MeasureAct, act_state, last_day
from graph_service.model.outcomes import State
from graph_service.query import words as w
from graph_service.query.screenings import ACT_STATE_WORDS
from graph_service.query.verdicts import Json, iso
from graph_service.store.act_ports import Spoken
from graph_service.workflow.acts import Acted, Standing
from graph_service.workflow.projection import key_of, measure_key

ACT_WORDS = {
    "confirm": ("确认", "confirmed"),
    "narrow": ("缩短期限后确认", "confirmed for a shorter term"),
    "reject": ("不予采取", "rejected"),
    "lift": ("解除", "lifted"),
}


def shape_acted(acted: Acted) -> Json:
    """Shape an act just done; ``written`` says whether by this call."""
    return {"act": shape_act(acted.act), "written": acted.written}


def shape_act(act: MeasureAct) -> Json:
    """Shape an act; ``fallen``: its ground did not stand later, so that it speaks no longer."""
    words = w.words(ACT_WORDS, act.kind.value)
    return {"id": act.id, **told_act(act), "words": words, "reason": act.reason, "fallen": act.fallen}


def told_act(act: MeasureAct) -> Json:
    """Tell what an act did, to what, by whom and when: what other systems may hear of it."""
    return {
        "did": act.kind.value,
        "measure_key": key_of(act.event, act.rule, act.subject),
        "event": act.event,
        "rule": act.rule,
        "subject": act.subject,
        "until": iso(act.until),
        "by": act.user,
        "recorded_at": act.recorded_at.isoformat(),
    }


def shape_standing(standing: Standing) -> Json:
    """Shape what is said of a subject that is open, legal state and act state beside each other, and every act."""
    spoken = [shape_proposal(one) for one in standing.spoken if one.outcome.state is not State.NOT_AFFECTED]
    return {
        "subject": {"id": standing.subject.id, "name": standing.subject.name},
        "on": iso(standing.on),
        "measures": spoken,
        "acts": [shape_act(act) for act in standing.acts],
    }


def shape_proposal(spoken: Spoken) -> Json:
    """Shape what is said of a subject by a rule, legal state and act state beside each other."""
    outcome, act = spoken.outcome, spoken.act
    state = act_state(outcome, act)
    return {
        "measure_key": measure_key(outcome),
        "event": outcome.event,
        "rule": outcome.rule,
        "subject": outcome.subject,
        "imposes": outcome.measure,
        "state": outcome.state.value,
        "state_words": w.words(w.STATE_WORDS, outcome.state.value),
        "act_state": state.value,
        "act_state_words": w.words(ACT_STATE_WORDS, state.value),
        "act": act.id if act and state is not ActState.OPEN else None,
        "first_day": iso(outcome.first_day),
        "last_day": iso(last_day(outcome, act if state is ActState.CONFIRMED else None)),
        "judged": spoken.holds,
        "why": {"zh": outcome.why, "en": outcome.why_en},
    }
