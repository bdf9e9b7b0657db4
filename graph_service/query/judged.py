"""What the law says about several subjects on a day, computed from the facts on record: outcomes, post conflicts, events.

Nothing is read from earlier runs: any day can be asked for, and a corrected fact shows at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph_service.model.facts import Row
from graph_service.model.outcomes import Outcome
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.workflow.services import Services

#: Most events that one question looks at; ``Judged.complete`` says when there are more.
MAX_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """Outcomes and post conflicts by subject id (a conflict stands under the person and under the firm), and the events' rows.

    Attributes:
        facts: rows of every table that propagation read.
        complete: ``False`` when there were more events than are looked at at once.
    """

    outcomes: Mapping[str, Sequence[Outcome]]
    conflicts: Mapping[str, Sequence[Mapping[str, str]]]
    facts: Mapping[str, Sequence[Row]]
    complete: bool

    @property
    def names(self) -> Mapping[str, str]:
        """Names of the organisations and persons in the facts, by id."""
        return {str(row["id"]): str(row["name"]) for table in ("organizations", "persons") for row in self.facts.get(table, ())}

    @property
    def events(self) -> Sequence[Row]:
        """Rows of the events that touch these subjects."""
        return self.facts.get("events", ())


def judge(services: Services, subject_ids: Sequence[str], on: date) -> Judged:
    """Apply the enabled rules to every event that touches one of the subjects.

    Raises:
        StoreUnavailableError: the graph did not answer; trying again may help.
    """
    return judge_events(services, services.graph.events_touching(subject_ids), on)


def judge_events(services: Services, event_ids: Sequence[str], on: date) -> Judged:
    """Apply the enabled rules to these events, at most ``MAX_EVENTS`` of them."""
    events = event_ids[:MAX_EVENTS]
    if not events:
        return Judged({}, {}, {}, complete=True)
    facts = services.graph.facts_for(events)
    result = propagate(Facts.from_rows(facts), services.rules.enabled(), on)
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in result.outcomes():
        outcomes[outcome.subject].append(outcome)
    conflicts: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for conflict in result.post_conflicts:
        conflicts[conflict["person"]].append(conflict)
        conflicts[conflict["org"]].append(conflict)
    return Judged(dict(outcomes), dict(conflicts), facts, complete=len(event_ids) <= MAX_EVENTS)
