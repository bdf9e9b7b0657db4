"""A small register in memory beside a real ledger, and a word for what runs say of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.facts import FactRows
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.store.act_ports import Check
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.store.ports import Run, SubjectRecord
from graph_service.store.screening_ports import Screened
from graph_service.workflow.screened import Question
from graph_service.workflow.screening import Screener, Screening
from graph_service.workflow.services import Services
from tests.ledger.samples import id_number, outcome, person

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FIRM, OTHER, STRANGER = "91110105MA0FAKE17J", "91110105MA0FAKE338", "91110105MA0FAKE5XT"
EVENT, LIST_RULE, OFFICE_RULE = "ev-1", "CN-SAMR-44", "CN-CO-178-4"
RULES = load_rulebook()


@dataclass
class Register:
    """Who is on record, behind the ports of the graph that screening reads."""

    version: int = 7
    known: dict[str, Screened] = field(default_factory=dict)

    def graph_version(self) -> int:
        return self.version

    def check_schema(self) -> None:
        """Nothing is missing."""

    def screened(self, ids: Sequence[str]) -> tuple[int, Mapping[str, Screened]]:
        return self.version, {key: self.known[key] for key in ids if key in self.known}

    def subject(self, key: str) -> SubjectRecord | None:
        if key not in self.known:
            return None
        who = self.known[key]
        kind = "person" if key.startswith("p-") else "organization"
        return SubjectRecord(who.keys[0], kind, who.names[0], uscc=key, merged=who.keys[1:])

    def facts_for(self, event_ids: Sequence[str]) -> FactRows:
        row = {"kind": "listing", "subject": FIRM, "document": "京市监列〔2026〕第3号", "office": "某局", "listing_date": DAY}
        return {
            "events": [{"id": one, "category": "samr.serious_list", **row} for one in event_ids],
            "organizations": [{"id": FIRM, "name": "天和食品", "type": "company"}],
        }


@dataclass
class Town:
    """The services with what tests do to them."""

    services: Services
    ledger: SqlLedger
    register: Register
    who: str
    told: int = 0

    def tell(self, *outcomes: Outcome, event: str = EVENT, facts: str = "f1", on: date = DAY) -> None:
        """Store what a run says of an event for a day, and that everything was propagated."""
        self.told += 1
        same = (on, on + timedelta(days=1)) if on != DAY else (None, None)
        run = Run(f"run-{self.told}", on, "rules", self.register.version, f"inputs-{self.told}", (event,), NOW)
        self.ledger.store_run(run, outcomes, {event: Grounds(facts, "r1", *same)})
        self.check()

    def check(self) -> None:
        self.ledger.note_check(Check(self.register.version, RULES.enabled().fingerprint, DAY, NOW))

    def screen(self, purpose: str = "permit", on: date | None = None, **question: str) -> Screening:
        screener = Screener(self.services)
        return screener.screen(Question(**question), screener.occasion(purpose, on, "officer"))  # type: ignore[arg-type]  # texts

    @property
    def numbered(self) -> dict[str, str]:
        """The person by name and number."""
        return {"name": "测试1", "id_number": id_number(1)}


def said(rule: str = LIST_RULE, subject: str = FIRM, state: State = State.IN_FORCE, **changes: Any) -> Outcome:
    imposes = next(one.measure.code for one in RULES.rules if one.id == rule)
    plain = outcome(
        EVENT, rule, subject, state=state, measure=imposes, force="mandatory", articles=("第十条",), sources=("f-1",)
    )
    return replace(plain, **{"first_day": date(2026, 1, 1), "last_day": date(2028, 12, 31), **changes})


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger with its keys, to be copied: building the schema takes longer than most tests here."""
    home = tmp_path_factory.mktemp("ledger") / "home"
    home.mkdir(mode=0o700)
    open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), lambda: NOW).close()
    return home


@pytest.fixture
def town(template: Path, tmp_path: Path) -> Iterator[Town]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), lambda: NOW)
    (who,) = ledger.person_keys([person(1)])
    register = Register(
        known={
            FIRM: Screened((FIRM,), ("天和食品", "天和饮食"), True, date(2010, 1, 1)),
            OTHER: Screened((OTHER,), ("盛泽控股",), True, date(2025, 1, 1)),
            who: Screened((who,), ("测试1",), True),
        }
    )
    services = Services(register, ledger, RULES, tmp_path, lambda: NOW)  # type: ignore[arg-type]  # what screening asks of a graph
    made = Town(services, ledger, register, who)
    made.check()
    yield made
    ledger.close()


Confirm = Callable[..., None]


@pytest.fixture
def confirm(town: Town) -> Confirm:
    from graph_service.model.acts import ActKind, NewAct

    def confirmed(
        rule: str = LIST_RULE, subject: str = FIRM, kind: ActKind = ActKind.CONFIRM, until: date | None = None
    ) -> None:
        key = f"{kind}-{rule}-{subject}-{until}"
        town.ledger.act(NewAct(key, kind, EVENT, rule, subject, DAY, "officer", "属实", until))

    return confirmed
