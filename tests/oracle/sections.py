"""The oracle's answer in the sections of the scenario format."""

from __future__ import annotations

from graph_service.policy.schema import RuleBook
from tests.oracle.reference import Reference


def sections_of(answer: Reference, book: RuleBook) -> dict[str, list[dict]]:
    """Lay the oracle's answer out as ``graph-service evaluate`` prints it."""
    measures = {rule.id: rule.measure.code for rule in book.rules}
    sections: dict[str, list[dict]] = {name: [] for name in ("in_force", "pending_decision", "needs_review", "not_affected")}
    for (event, rule, subject), verdict in answer.verdicts.items():
        entry = {"event": event, "subject": subject, "rule": rule, "measure": measures[rule], "reason": verdict.reason}
        if verdict.state == "in_force":
            entry |= {"from": verdict.first_day and verdict.first_day.isoformat()}
            entry |= {"to": verdict.last_day and verdict.last_day.isoformat()}
        sections[verdict.state].append(entry)
    names = ("person", "org", "post", "rule")
    sections["post_conflicts"] = [dict(zip(names, row, strict=True)) for row in sorted(answer.post_conflicts)]
    sections["inquiries"] = [
        {"event": event, "offices": [{"person": person, "role": role} for person, role in sorted(asked)]}
        for event, asked in answer.inquiries.items()
    ]
    return sections
