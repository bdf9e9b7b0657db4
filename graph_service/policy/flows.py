"""Flows (``flows/``): in which states a dossier can stand, which steps lead from one to another, and who may take them.

A flow decides no outcome. It says what officers may do next; everything that it does not name is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from graph_service.errors import ContradictionError
from graph_service.model.dossiers import LETTERS, Dossier
from graph_service.policy.files import read_folder
from graph_service.policy.yaml_tree import Entry, parse

#: By how many officers an act passes: 签发 alone, 经办 and 签发, 经办 and 审核 and 签发.
LEVELS = (1, 2, 3)
OPEN = "open"
_SAME = "same"


@dataclass(frozen=True, slots=True)
class FlowState:
    """One state. ``final``: nothing follows. ``awaits``: whose turn it is: the owner's, a checker's, a signer's, the department's."""

    code: str
    name: str
    name_en: str
    final: bool
    awaits: str | None


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step.

    Attributes:
        sources: states from which it is taken; none for the step that opens a dossier.
        target: the state that it leads to; ``None``: it stays where it is.
        permission: what an account must be allowed; ``None``: the service takes it by itself.
        not_by: steps whose author may not take this one (four eyes).
        due: working days within which what follows is due.
        sends: kind of message to the department.
        levels: numbers of officers for which it exists.
    """

    code: str
    name: str
    name_en: str
    sources: frozenset[str]
    target: str | None
    permission: str | None
    not_by: frozenset[str]
    due: int | None
    sends: str | None
    levels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow of one kind of dossier."""

    kind: str
    name: str
    name_en: str
    states: Mapping[str, FlowState]
    steps: tuple[FlowStep, ...]

    def step(self, code: str, state: str | None, levels: int) -> FlowStep:
        """Return the step of this code from a state (``None``: the dossier is opened).

        Raises:
            ContradictionError: there is none; says which there are.
        """
        for one in self.steps:
            if one.code == code and levels in one.levels and (state in one.sources if state else not one.sources):
                return one
        may = self.next_steps(state, levels) if state else ()
        where = self.states[state].name_en if state else "not opened"
        raise ContradictionError(
            f"A {self.kind} that stands at '{where}' knows no step {code!r}.",
            hint=f"Next can come: {', '.join(one.code for one in may)}." if may else "Nothing follows.",
        )

    def next_steps(self, state: str, levels: int) -> Sequence[FlowStep]:
        """Return the steps that officers can take from a state."""
        return [one for one in self.steps if state in one.sources and one.permission and levels in one.levels]

    @property
    def live(self) -> tuple[str, ...]:
        """The states in which something can still follow."""
        return tuple(code for code, state in self.states.items() if not state.final)


def refuse_same_officer(step: FlowStep, dossier: Dossier, user: str) -> None:
    """Refuse that somebody checks or signs what he prepared, since the dossier was last open.

    Raises:
        ContradictionError: names the step that was his.
    """
    for earlier in reversed(dossier.steps):
        if earlier.state == OPEN:
            return
        if earlier.did in step.not_by and earlier.user == user:
            raise ContradictionError(
                f"{user} took the step '{earlier.did}' of {dossier.id}: '{step.code}' is for another officer.",
                hint="Hand it to a colleague who may do so.",
            )


@cache
def load_flows(directory: Path | None = None) -> Mapping[str, Flow]:
    """Load every flow, by kind.

    Raises:
        PolicyFileError: a malformed file, an unknown state, one that nothing leads to, or one that is not final and leads nowhere.
    """
    label, contents = read_folder(directory, "flows")
    found = {}
    for path, content in contents.items():
        root = parse(label + path, content)
        flow = _flow(root)
        if flow.kind != PurePosixPath(path).stem:
            raise root.fault(f"the flow of {flow.kind!r} must lie in flows/{flow.kind}.yaml")
        found[flow.kind] = flow
    return found


def _flow(root: Entry) -> Flow:
    fields = root.fields("kind name name_en states steps", "basis")
    kind = fields["kind"].choice(LETTERS, "kind of dossier")
    states = {}
    for entry in fields["states"].items():
        state = _state(entry)
        if state.code in states:
            raise entry.fault(f"state {state.code!r} occurs twice")
        states[state.code] = state
    steps = tuple(_step(entry, states) for entry in fields["steps"].items())
    _check(root, states, steps)
    return Flow(kind, fields["name"].text(), fields["name_en"].text(), states, steps)


def _state(entry: Entry) -> FlowState:
    fields = entry.fields("code name name_en", "final awaits")
    final = "final" in fields and fields["final"].flag()
    awaits = (
        fields["awaits"].choice(("owner", "checker", "signer", "department", "source"), "turn") if "awaits" in fields else None
    )
    if final == (awaits is not None):
        raise entry.fault("say either `final: true` or whose turn it is (`awaits`)")
    return FlowState(fields["code"].text(), fields["name"].text(), fields["name_en"].text(), final, awaits)


def _step(entry: Entry, states: Mapping[str, FlowState]) -> FlowStep:
    fields = entry.fields("code name name_en from to permission", "not_by due sends levels")
    sources = frozenset(fields["from"].choices(states, "state"))
    target = fields["to"].choice((*states, _SAME), "state")
    for code in sources:
        if states[code].final:
            raise fields["from"].fault(f"{code!r} is final: nothing follows it")
    if target == _SAME and not sources:
        raise fields["to"].fault("the step that opens a dossier leads to a state")
    return FlowStep(
        code=fields["code"].text(),
        name=fields["name"].text(),
        name_en=fields["name_en"].text(),
        sources=sources,
        target=None if target == _SAME else target,
        permission=None if fields["permission"].is_null else fields["permission"].text(),
        not_by=frozenset(fields["not_by"].texts()) if "not_by" in fields else frozenset(),
        due=fields["due"].whole() if "due" in fields else None,
        sends=fields["sends"].text() if "sends" in fields else None,
        levels=frozenset(item.whole() for item in fields["levels"].items()) if "levels" in fields else frozenset(LEVELS),
    )


def _check(root: Entry, states: Mapping[str, FlowState], steps: Sequence[FlowStep]) -> None:
    codes = {step.code for step in steps}
    for step in steps:
        if unknown := step.not_by - codes:
            raise root.fault(f"step {step.code!r}: not_by names {sorted(unknown)}, which are no steps")
    for level in LEVELS:
        here = [step for step in steps if level in step.levels]
        for one in here:
            for other in here:
                if (
                    one is not other
                    and one.code == other.code
                    and (one.sources & other.sources or not (one.sources or other.sources))
                ):
                    raise root.fault(f"step {one.code!r} occurs twice from one state at {level} levels")
        _check_level(root, states, here)


def _check_level(root: Entry, states: Mapping[str, FlowState], steps: Sequence[FlowStep]) -> None:
    """Refuse states in which a dossier would be stuck at a number of levels."""
    reached = {step.target for step in steps if not step.sources}
    while more := {step.target for step in steps if step.sources & reached and step.target} - reached:
        reached |= more
    for code in sorted(state for state in reached if state):
        if not states[code].final and not any(code in step.sources and step.target not in {None, code} for step in steps):
            raise root.fault(f"nothing leads out of {code!r}, and it is not final")
    ways = {step.code for step in steps if step.sources & reached or not step.sources}
    if not any(states[code].final for code in reached if code) or not ways:
        raise root.fault("no final state can be reached")
