"""Screen one subject (信用核查): one look at the graph for who it is, one at the ledger for what stands, and a receipt.

The ledger is read and not the graph's projection: it is written first, it alone knows the acts, and its answer carries its own position.
What the graph adds is who the subject is, what it was praised for, and its version, against which the ledger may be behind.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from graph_service.errors import InputError
from graph_service.model.acts import ActState, act_state, is_hit, last_day
from graph_service.model.outcomes import State
from graph_service.policy.measures import Catalogue, load_catalogue
from graph_service.policy.purposes import Purpose, load_purposes
from graph_service.propagation.terms import DISCLOSED_WITH
from graph_service.store.act_ports import Position, Spoken
from graph_service.store.screening_ports import NewAnswer, Receipt, ReceiptHead, Screened
from graph_service.workflow.canonical import dumps
from graph_service.workflow.freshness import Deliveries, Freshness, is_behind
from graph_service.workflow.projection import measure_key
from graph_service.workflow.rewards import rewards_for
from graph_service.workflow.screened import Asked, Question, identify, problem_of
from graph_service.workflow.services import Services, today

HIT, NONE, REVIEW, UNVERIFIABLE = "hit", "none", "review", "unverifiable"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Occasion:
    """For what, for which day and by whom it is screened."""

    purpose: Purpose
    on: date
    user: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The data that answered: the ledger's position, the graph's version, and what stands in the way of an answer."""

    position: Position
    graph_version: int
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Screening:
    """An answer; ``receipt`` is ``None`` where none was asked for: then nobody may rely on it."""

    occasion: Occasion
    answer: NewAnswer
    versions: Versions
    receipt: Receipt | None


class Screener:
    """Answers questions. Keep one for a process: it remembers the purposes and which deliveries are overdue."""

    def __init__(self, services: Services) -> None:
        """Take the services; nothing is read yet."""
        self.services = services
        self._deliveries = Deliveries(services)

    @cached_property
    def purposes(self) -> Mapping[str, Purpose]:
        """The purposes by code."""
        return load_purposes(_catalogue(), self.services.rules)

    @cached_property
    def rules(self) -> str:
        """Fingerprint of the rules that are switched on."""
        return self.services.rules.enabled().fingerprint

    def occasion(self, purpose: str, on: date | None, user: str) -> Occasion:
        """Return the occasion; the day is today in China unless given.

        Raises:
            InputError: an unknown purpose, or a day that lies ahead: what will be on record then nobody knows.
        """
        present = today(self.services)
        if purpose not in self.purposes:
            raise InputError("purpose", f"unknown purpose {purpose!r}", hint=f"Known: {', '.join(self.purposes)}.")
        if on is not None and on > present:
            raise InputError("on", f"{on} lies ahead", hint=f"Screen for {present} or an earlier day.")
        return Occasion(self.purposes[purpose], on or present, user)

    def screen(self, question: Question, occasion: Occasion, *, receipt: bool = True) -> Screening:
        """Answer one question.

        Raises:
            StoreUnavailableError: a store did not answer; trying again may help.
        """
        (asked,) = identify(self.services, [question])
        version, known = self.services.graph.screened([asked.key] if asked.key else [])
        who = known.get(asked.key or "")
        keys = who.keys if who else (asked.key,) if asked.key else ()
        position, spoken = self.services.ledger.spoken_of(keys, occasion.on)
        versions = Versions(position, version, self.freshness(position, version, occasion.on))
        answer = self.answer(asked, who, spoken, occasion, versions.freshness)
        kept = self.keep("screening", occasion, versions, [answer]) if receipt else None
        return Screening(occasion, answer, versions, kept)

    def freshness(self, position: Position, graph_version: int, on: date) -> Freshness:
        """Say what stands in the way of an answer from this position for this version of the graph."""
        return Freshness(is_behind(position.check, graph_version, self.rules), self._deliveries.overdue(position, on))

    def answer(
        self, asked: Asked, who: Screened | None, spoken: Iterable[Spoken], occasion: Occasion, freshness: Freshness
    ) -> NewAnswer:
        """Put an answer together."""
        problem = problem_of(asked, who.names if who else ())
        items = [] if problem else [item for one in spoken if (item := item_of(one, occasion))]
        verdict = verdict_of(problem, [str(item["counts"]) for item in items], freshness)
        rewards = rewards_for(who, occasion.purpose, occasion.on) if verdict == NONE and who else []
        about: Json = {"verdict": verdict, "problem": problem, "subject": who.keys[0] if who else asked.key}
        content = content_of(about, items, rewards, freshness)
        return NewAnswer(asked.question.row, asked.question.text, verdict, content, relied_on(items, rewards, spoken))

    def keep(self, kind: str, occasion: Occasion, versions: Versions, answers: Sequence[NewAnswer]) -> Receipt:
        """Seal and store a receipt over these answers."""
        head = ReceiptHead(
            id=new_receipt_id(),
            kind=kind,
            purpose=occasion.purpose.code,
            on=occasion.on,
            user=occasion.user,
            recorded_at=self.services.now(),
            entry=versions.position.entry,
            graph_version=versions.graph_version,
            rules=self.rules,
            rows=len(answers),
        )
        return self.services.ledger.keep_receipt(head, answers)


@cache
def _catalogue() -> Catalogue:
    """Read the file once: it does not change while the process lives."""
    return load_catalogue()


def new_receipt_id() -> str:
    """Return the opaque id of a receipt."""
    return f"r-{secrets.token_hex(16)}"


def item_of(spoken: Spoken, occasion: Occasion) -> Json | None:
    """Return what one outcome means for the occasion; ``None``: nothing. ``counts``: hit, review, unjudged, or none and why.

    The day of evaluation decides the legal state, and the acts up to it the act state: two columns, never one.
    """
    outcome, act = spoken.outcome, spoken.act
    if outcome.rule not in occasion.purpose.rules or (spoken.holds and outcome.state is State.NOT_AFFECTED):
        return None
    end = last_day(outcome, act)
    return {
        "measure": measure_key(outcome),
        "event": outcome.event,
        "rule": outcome.rule,
        "version": outcome.version,
        "subject": outcome.subject,
        "imposes": outcome.measure,
        "force": outcome.force,
        "duty": "must" if outcome.force in occasion.purpose.must else "may",
        "state": outcome.state.value,
        "act_state": act_state(outcome, act).value,
        "act": act.id if act else None,
        "first_day": outcome.first_day,
        "last_day": end,
        "lifetime": outcome.lifetime and end is None,
        "flag": outcome.flag,
        "articles": list(outcome.articles),
        "counts": counts_as(spoken, occasion.on),
    }


def counts_as(spoken: Spoken, on: date) -> str:
    """Say what an outcome by a rule that is asked for counts as in screening."""
    outcome, act = spoken.outcome, spoken.act
    if not spoken.holds:
        return "unjudged"
    if outcome.flag == DISCLOSED_WITH:
        return "disclosed_with"
    state = act_state(outcome, act)
    if state in (ActState.REJECTED, ActState.LIFTED):
        return state.value
    if state is ActState.CONFIRMED:
        return HIT if is_hit(outcome, act, on) else "ended"
    return REVIEW


def verdict_of(problem: str, counts: Sequence[str], freshness: Freshness) -> str:
    """Return the verdict over all that counts: a doubt about who is meant first, then whether the data can answer at all."""
    if problem:
        return REVIEW
    if freshness.behind or "unjudged" in counts:
        return UNVERIFIABLE
    if HIT in counts:
        return HIT
    if REVIEW in counts:
        return REVIEW
    return UNVERIFIABLE if freshness.overdue else NONE


def content_of(about: Json, items: Sequence[Json], rewards: Sequence[Json], freshness: Freshness) -> str:
    """Return the whole answer as canonical JSON: the credit office's view, of which a department sees a part."""
    stale = (["graph_ahead"] if freshness.behind else []) + [f"overdue:{item}" for item in freshness.overdue]
    return dumps(about | {"stale": stale, "items": list(items), "rewards": list(rewards)})


def relied_on(items: Sequence[Json], rewards: Sequence[Json], spoken: Iterable[Spoken]) -> tuple[str, ...]:
    """Return what an answer rests on: subject, events, measures and facts of what it names, and the grounds of its rewards."""
    named = {(item["event"], item["rule"], item["subject"]) for item in items}
    facts = [
        fact
        for one in spoken
        if (one.outcome.event, one.outcome.rule, one.outcome.subject) in named
        for fact in one.outcome.sources
    ]
    refs = [str(item[name]) for item in items for name in ("event", "subject", "measure")]
    return tuple(dict.fromkeys([*refs, *facts, *(str(one["ground"]) for one in rewards if one["ground"])]))
