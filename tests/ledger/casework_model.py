"""What casework must do, in a page: the moves of each kind of dossier, and when a measure is a hit. Written without the product's own flows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph_service.model.acts import ActKind
from graph_service.model.outcomes import Outcome, State

Moves = dict[str, dict[str, str]]

_CASE: Moves = {
    "open": {"hand_over": "open", "drop": "dropped"},
    "decided": {"hand_over": "decided", "close": "closed"},
}
#: By how many officers a decision passes → the moves of a case.
CASES: dict[int, Moves] = {
    1: {"open": _CASE["open"] | {"sign": "decided"}, "decided": _CASE["decided"] | {"sign": "decided"}},
    2: {
        "open": _CASE["open"] | {"prepare": "prepared"},
        "prepared": {"hand_over": "prepared", "return": "open", "sign": "decided"},
        "decided": _CASE["decided"] | {"prepare": "prepared"},
    },
}
_DONE, _PARTLY, _NOT = {"apply": "applied"}, {"apply_partly": "partly"}, {"not_apply": "not_applied"}
OFFICERS: dict[str, Moves] = {
    "push": {
        "sent": {"receive": "received", "decline": "declined"} | _DONE | _PARTLY | _NOT,
        "received": {"decline": "declined"} | _DONE | _PARTLY | _NOT,
        "partly": _DONE | _NOT,
        "not_applied": _DONE | _PARTLY,
        "lifting": {"confirm_lifting": "lifted"},
    },
    "objection": {
        "filed": {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"},
        "accepted": {"ask": "asked", "uphold": "upheld", "dismiss": "dismissed", "withdraw": "withdrawn"},
        "asked": {"answer": "answered", "withdraw": "withdrawn"},
        "answered": {"uphold": "upheld", "dismiss": "dismissed", "withdraw": "withdrawn"},
    },
    "repair": {"applied": {"supplement": "applied", "grant": "granted", "refuse": "refused", "withdraw": "withdrawn"}},
}
#: What the service does by itself, beside reminding.
SERVICE: dict[str, Moves] = {
    "case": {},
    "push": {state: {"lift": "lifting"} for state in ("sent", "received", "applied", "partly", "not_applied", "declined")},
    "objection": {"upheld": {"carry_out": "corrected"}},
    "repair": {"granted": {"carry_out": "repaired"}},
}
#: Where somebody must act within a term.
REMINDED = {
    "case": {"open", "prepared", "checked"},
    "push": {"sent", "received", "partly", "not_applied", "lifting"},
    "objection": {"filed", "accepted", "asked", "answered", "upheld"},
    "repair": {"applied", "granted"},
}
#: Steps that send something to the department.
SENDING = {("push", "send"), ("push", "lift"), ("push", "remind"), ("objection", "ask")}
FINAL = {"closed", "dropped", "lifted", "corrected", "dismissed", "refused", "withdrawn", "repaired"}


@dataclass
class Decided:
    """The newest act on a measure, and what the outcome said then; ``fallen``: it said something else since."""

    kind: ActKind
    said: Outcome
    until: date | None
    fallen: bool = False


@dataclass
class Measures:
    """What is said of each subject by one rule in one event, and what officers decided on it."""

    said: dict[str, Outcome] = field(default_factory=dict)
    decided: dict[str, Decided] = field(default_factory=dict)

    def tell(self, said: dict[str, Outcome]) -> None:
        """Take what a run says on other facts."""
        self.said = said
        for subject, one in self.decided.items():
            one.fallen = one.fallen or said.get(subject) != one.said

    def act_state(self, subject: str) -> str:
        """Say what stands of the newest act."""
        one = self.decided.get(subject)
        if one is None or one.said != self.said.get(subject):
            return "open"
        if one.kind in (ActKind.CONFIRM, ActKind.NARROW):
            return "open" if one.fallen else "confirmed"
        return one.kind.value

    def last_day(self, subject: str) -> date | None:
        """Return the last day of a measure (inside), shortened or not."""
        days = [self.said[subject].last_day, self.decided[subject].until if subject in self.decided else None]
        return min((day for day in days if day), default=None)

    def is_hit(self, subject: str, on: date) -> bool:
        """Say whether a measure holds: in force, confirmed, and not over."""
        said = self.said.get(subject)
        if said is None or said.state is not State.IN_FORCE or self.act_state(subject) != "confirmed":
            return False
        end = self.last_day(subject)
        return end is None or on <= end

    def proposed(self) -> list[str]:
        """Return those of whom something is proposed."""
        return [subject for subject, one in self.said.items() if one.state is not State.NOT_AFFECTED]

    def undecided(self) -> list[str]:
        """Return those of whom something is proposed that nobody has decided."""
        return [subject for subject in self.proposed() if self.act_state(subject) == "open"]
