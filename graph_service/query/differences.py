"""Changes between two runs as people and programs read them: who is newly reached, who is freed, why, and from which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graph_service.model.outcomes import Outcome
from graph_service.query import words as w
from graph_service.query.verdicts import Json, iso
from graph_service.workflow.differences import KINDS, Change, Kind, What

CHANGE_WORDS: Mapping[str, tuple[str, str]] = {
    "measure_added": ("新增措施", "measure added"),
    "measure_ended": ("措施终止", "measure ended"),
    "measure_changed": ("措施变更", "measure changed"),
    "review_added": ("转入核查", "review opened"),
    "review_ended": ("核查终结", "review closed"),
    "review_changed": ("核查变更", "review changed"),
}
CAUSE_WORDS: Mapping[str, tuple[str, str]] = {
    "new": ("尚未推算", "not propagated yet"),
    "facts": ("事实有变化", "a fact changed"),
    "rules": ("规则有变化", "a rule changed"),
    "day": ("经过影响结论的日期", "a day on which the answer may change has passed"),
}


def shape_difference(
    counts: Counter[tuple[Kind, What]], unchanged: int, changes: Sequence[Change], names: Mapping[str, str]
) -> Json:
    """Shape what runs changed; ``complete`` says whether ``changes`` lists all that ``counts`` counts."""
    whats: tuple[What, ...] = ("measure", "review")
    return {
        "counts": {f"{what}s_{kind}": counts[kind, what] for what in whats for kind in KINDS} | {"unchanged": unchanged},
        "complete": len(changes) == counts.total(),
        "changes": [shape_change(change, names) for change in changes],
    }


def shape_change(change: Change, names: Mapping[str, str]) -> Json:
    """Shape one change; ``since`` is the first day on which it holds, for what ended the first day on which it no longer does."""
    return {
        "kind": change.kind,
        "what": change.what,
        "words": w.words(CHANGE_WORDS, f"{change.what}_{change.kind}"),
        "event": change.event,
        "rule": change.rule,
        "subject": change.subject,
        "name": names.get(change.subject),
        "since": iso(change.since),
        "from_start": change.from_start,
        "reason": change.reason,
        "why": {"zh": change.why, "en": change.why_en},
        "fields": list(change.fields),
        "before": _shape_outcome(change.before),
        "after": _shape_outcome(change.after),
    }


def _shape_outcome(outcome: Outcome | None) -> Json | None:
    if outcome is None:
        return None
    return {
        "state": outcome.state.value,
        "state_words": w.words(w.STATE_WORDS, outcome.state.value),
        "version": outcome.version,
        "measure": outcome.measure,
        "target": outcome.target,
        "role": outcome.role,
        "role_words": w.link_words(outcome.role) if outcome.role else None,
        "first_day": iso(outcome.first_day),
        "last_day": iso(outcome.last_day),
        "lifetime": outcome.lifetime,
        "reason": outcome.reason,
        "why": {"zh": outcome.why, "en": outcome.why_en},
    }
