"""The oracle's answer in the sections of the scenario format."""

from __future__ import annotations

from graph_service.policy.schema import RuleBook
from tests.oracle.reference import Reference, Verdict


def sections_of(answer: Reference, book: RuleBook) -> dict[str, list[dict]]:
    """Lay the oracle's answer out as ``graph-service evaluate`` prints it."""
    measures = {rule.id: rule.measure.code for rule in book.rules}
    sections: dict[str, list[dict]] = {name: [] for name in ("in_force", "pending_decision", "needs_review", "not_affected")}
    for (event, rule, subject), verdict in answer.verdicts.items():
        entry = {"event": event, "subject": subject, "rule": rule, "measure": measures[rule], "reason": verdict.reason}
        if verdict.state == "in_force":
            entry |= {"from": verdict.first_day and verdict.first_day.isoformat()}
            entry |= {"to": verdict.last_day and verdict.last_day.isoformat()}
            entry |= _extras(verdict)
        sections[verdict.state].append(entry)
    names = ("person", "org", "post", "rule")
    sections["post_conflicts"] = [dict(zip(names, row, strict=True)) for row in sorted(answer.post_conflicts)]
    sections["inquiries"] = [
        {"event": event, "offices": [{"person": person, "role": role} for person, role in sorted(asked)]}
        for event, asked in answer.inquiries.items()
    ]
    sections["relation_alerts"] = [
        {"event": event, "pair": list(pair), "rule": rule, "kind": kind, "settled": settled}
        for event, pair, rule, kind, settled in sorted(answer.relation_alerts)
    ]
    return sections


def _extras(verdict: Verdict) -> dict[str, object]:
    """Give what an entry carries only where it applies."""
    early, basis = verdict.early_removal_from, verdict.basis_at_decision
    extras = {"lifetime": verdict.lifetime or None, "scope": verdict.scope, "flag": verdict.flag}
    extras |= {"early_removal_from": early and early.isoformat(), "legal_basis_at_decision": basis}
    return {name: value for name, value in extras.items() if value is not None}
