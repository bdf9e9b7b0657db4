"""Random sequences of runs, annulments, acts and days against a model that fits on a page: no hit without a confirmed ground in force, and none surviving it."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph_service.errors import ContradictionError, NotFoundError
from graph_service.model.acts import ActKind, NewAct, is_hit
from graph_service.model.outcomes import State
from graph_service.security.keyring import KeyRing
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger import open_ledger
from graph_service.store.ports import Run
from tests.ledger.samples import DAY, NOON, clock, outcome
from tests.tiers import FULL

EVENT, RULE, WHO = "ev-1", "R1", "p-a"
TERM = DAY + timedelta(days=9)
#: What a run may say; ``None``: nothing of the subject any longer.
SAID = (State.IN_FORCE, State.PENDING_DECISION, State.NEEDS_REVIEW, State.NOT_AFFECTED, None)
HIT_DAYS = (DAY, DAY + timedelta(days=3))


class Screening(RuleBasedStateMachine):
    """The ledger beside a model: what is said now, and the last day of what is confirmed (``None``: nothing is)."""

    @initialize()
    def begin(self) -> None:
        self.home = tempfile.TemporaryDirectory()
        path = Path(self.home.name)
        self.ledger = open_ledger(f"sqlite:///{path}/ledger.sqlite3", KeyRing(path / "keys"), clock)
        self.runs = self.acts = 0
        self.said: tuple[State | None, int] = (None, 0)
        self.confirmed: date | None = None

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.home.cleanup()

    @rule(state=st.sampled_from(SAID), version=st.integers(1, 2))
    def propagate(self, state: State | None, version: int) -> None:
        """Other facts, and whatever follows from them."""
        self.runs += 1
        self._store(state, version, f"f{self.runs}", DAY)
        if state is not State.IN_FORCE or version != self.said[1]:
            self.confirmed = None
        self.said = (state, version)

    @rule()
    def propagate_a_past_day(self) -> None:
        """The same facts for a day before the term began: it says nothing about today."""
        self._store(State.NOT_AFFECTED, self.said[1], f"f{self.runs}", DAY - timedelta(days=900))

    @rule(kind=st.sampled_from(list(ActKind)), days=st.integers(0, 9))
    def act(self, kind: ActKind, days: int) -> None:
        self.acts += 1
        until = DAY + timedelta(days=days) if kind is ActKind.NARROW else None
        new = NewAct(f"key-{self.acts}", kind, EVENT, RULE, WHO, DAY, "officer", "reason", until)
        try:
            self.ledger.act(new)
        except (ContradictionError, NotFoundError):
            return
        self.key = new.key
        self.confirmed = {ActKind.CONFIRM: TERM, ActKind.NARROW: until}.get(kind)
        assert kind is ActKind.REJECT or self.said[0] is State.IN_FORCE

    @rule()
    def send_the_last_act_again(self) -> None:
        """The same key, by another officer: nothing is written."""
        known = self.ledger.acts_on([WHO])
        if known:
            with suppress(ContradictionError):
                self.ledger.act(NewAct(self.key, ActKind.LIFT, EVENT, RULE, WHO, DAY, "another", "reason"))
            assert self.ledger.acts_on([WHO]) == known

    @invariant()
    def a_hit_is_what_the_model_says(self) -> None:
        if not hasattr(self, "ledger"):
            return
        _, spoken = self.ledger.spoken_of([WHO], DAY)
        for day in HIT_DAYS:
            found = [one for one in spoken if one.holds and is_hit(one.outcome, one.act, day)]
            assert bool(found) == (self.confirmed is not None and day <= self.confirmed), (day, self.confirmed, self.said)

    def _store(self, state: State | None, version: int, facts: str, on: date) -> None:
        said = [outcome(EVENT, RULE, WHO, state=state, version=f"v{version}", last_day=TERM)] if state else []
        same = (None, None) if on == DAY else (on, on + timedelta(days=1))
        run = Run(f"run-{facts}-{on}", on, "rules", 7, f"{facts}-{on}", (EVENT,), NOON)
        self.ledger.store_run(run, said, {EVENT: Grounds(facts, "r1", *same)})


TestScreening = Screening.TestCase
TestScreening.settings = settings(
    max_examples=200 if FULL else 15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
