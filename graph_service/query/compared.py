"""What ``rules diff`` found, as plain JSON data with words: the changes of the rules, and what became of whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph_service.model.facts import FactRows
from graph_service.model.outcomes import Outcome
from graph_service.policy.differences import SHARED, PolicyChange
from graph_service.propagation.reasons import EMPLOYER, REACHED
from graph_service.query import words as w
from graph_service.query.verdicts import Json
from graph_service.workflow.compare_rules import Comparison

KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "newly_reached": ("新及于", "newly reached"),
    "newly_in_review": ("新需人工核查", "newly in review"),
    "freed": ("不再及于", "freed"),
    "changed": ("期限或状态变化", "days or state changed"),
    "new_conflict": ("新的任职资格冲突", "new post conflicts"),
    "gone_conflict": ("不再冲突的任职", "post conflicts that are gone"),
}
#: Reasons that are no clause.
_NO_CLAUSES = {"reached": REACHED, "employer": EMPLOYER}
_ABOUT_WORDS: Mapping[str, tuple[str, str]] = {SHARED: ("各规则共用", "shared by all rules")}


def names_of(rows: FactRows) -> dict[str, str]:
    """Return the names that the facts give; the store gives none of persons."""
    tables = (rows.get("organizations", ()), rows.get("persons", ()))
    return {str(row["id"]): str(row["name"]) for table in tables for row in table if row.get("name")}


def shape_change(change: PolicyChange) -> Json:
    """Shape one difference between the rules; ``field`` is ``None`` where a whole rule, version or parameter came or went."""
    about = w.words(_ABOUT_WORDS, change.about) if change.about == SHARED else {"zh": change.about, "en": change.about}
    return {
        "about": change.about,
        "about_words": about,
        "field": change.field,
        "removed": list(change.removed),
        "added": list(change.added),
    }


def shape_comparison(found: Comparison, rows: FactRows, facts: str) -> list[Json]:
    """Shape what became of whom, with the deciding clause under both sets of rules; ``facts`` says where the facts are from."""
    concerned = {one.subject for one in found.differences}
    names = {key: name for key, name in names_of(rows).items() if key in concerned}
    return [
        {
            "kind": one.kind.value,
            "kind_words": w.words(KIND_WORDS, one.kind.value),
            "rule": one.rule,
            "facts": facts,
            "event": one.event,
            "subject": one.subject,
            "name": names.get(one.subject),
            "before": _side(one.before),
            "after": _side(one.after),
        }
        for one in found.differences
    ]


def shape_conflicts(found: Comparison, facts: str) -> list[Json]:
    """Shape the post conflicts that only one of the two sets finds."""
    both = (("new_conflict", found.new_conflicts), ("gone_conflict", found.gone_conflicts))
    return [
        {
            "kind": kind,
            "kind_words": w.words(KIND_WORDS, kind),
            "facts": facts,
            **{name: one[name] for name in ("rule", "event", "person", "org", "post")},
            "post_words": w.words(w.ROLE_WORDS, one["post"]),
        }
        for kind, conflicts in both
        for one in conflicts
    ]


def _side(outcome: Outcome | None) -> Json:
    """Shape one verdict; under rules that do not consider the subject every value is empty."""
    if outcome is None:
        not_considered = {"zh": "未涉及", "en": "not considered"}
        return {
            "state": None,
            "state_words": not_considered,
            "clause": None,
            "clause_words": not_considered,
            "first_day": None,
            "last_day": None,
        }
    no_clause = _NO_CLAUSES.get(outcome.reason)
    return {
        "state": str(outcome.state),
        "state_words": w.words(w.STATE_WORDS, outcome.state),
        "clause": outcome.reason,
        "clause_words": {"zh": no_clause.label, "en": no_clause.label_en} if no_clause else w.clause_words(outcome.reason),
        "why": {"zh": outcome.why, "en": outcome.why_en},
        "first_day": _iso(outcome.first_day),
        "last_day": _iso(outcome.last_day),
        "lifetime": outcome.lifetime,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
