"""A desk at which officers work: a ledger, a clock that can be set, and a word for what runs say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from graph_service.model.acts import ActKind
from graph_service.model.dossiers import Dossier
from graph_service.model.intervals import CHINA
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.loader import load_rulebook
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger import SqlLedger
from graph_service.store.ports import Run, SubjectRecord
from graph_service.workflow.cases import Decision, open_case, prepare, sign
from graph_service.workflow.dossiers import Said
from graph_service.workflow.pushes import push_case
from graph_service.workflow.services import GraphStore, Services
from tests.ledger.samples import outcome

FIRM = "91110105MA0FAKE17J"
HEAD, CLERK = "p-head", "p-clerk"
EVENT = "ev-1"
#: The rule's measure is carried out by several departments of the catalogue; ``STATUTE`` by none that it names.
LISTED, STATUTE = "BJ-R3-ENTITY-ONLY", "CN-FOOD-135-1"
OWNER = "market_regulation"
RULES = load_rulebook()


def said_of(rule: str = STATUTE, subject: str = HEAD, **changes: Any) -> Outcome:
    """An outcome in force for a year from the first of March on."""
    plain = {"state": State.IN_FORCE, "first_day": date(2026, 3, 2), "last_day": date(2027, 3, 1)}
    return outcome(EVENT, rule, subject, **{**plain, **changes})


def by(user: str = "li", reason: str = "看过案卷", **changes: Any) -> Said:
    return replace(Said(user, reason, OWNER), **changes)


@dataclass
class Desk:
    """Services over a real ledger, with nothing of a graph: cases ask the ledger alone."""

    ledger: SqlLedger
    home: Path
    signing: int = 1
    at: datetime = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    _runs: list[int] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return Services(cast(GraphStore, None), self.ledger, RULES, self.home, lambda: self.at, self.signing)

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    def later(self, days: int) -> None:
        """Let days pass."""
        self.at += timedelta(days=days)

    def tell(self, *outcomes: Outcome, facts: str = "f1") -> None:
        """Store what a run says today; it speaks for every day from now on."""
        self._runs.append(len(self._runs))
        name = f"run-{len(self._runs)}"
        run = Run(name, self.today, "rules", 7, name, (EVENT,), self.at)
        self.ledger.store_run(run, outcomes, {EVENT: Grounds(facts, "r1", None, None)})

    def opened(self) -> Dossier:
        return open_case(self.services, SubjectRecord(FIRM, "organization", "某公司", uscc=FIRM), EVENT, by())[0]

    def signed(self, *decisions: Decision) -> Dossier:
        """A case on which these decisions are signed; by default the head of the firm is reached by the statute."""
        case = self.opened()
        wanted = decisions or (Decision(ActKind.CONFIRM, STATUTE, HEAD),)
        if self.signing == 1:
            return sign(self.services, case, wanted, by())[0]
        case, _ = prepare(self.services, case, wanted, by())
        return sign(self.services, case, (), by("wang"))[0]

    def pushed(self, *to: str) -> Sequence[Dossier]:
        """The pushes of a signed case."""
        return push_case(self.services, self.signed(), to or ("tax",), by())[0]

    def now_of(self, one: Dossier) -> Dossier:
        """The same dossier as it stands now."""
        from graph_service.model.dossiers import DossierChoice

        return self.ledger.dossiers(DossierChoice(numbers=[one.seq]))[0]
