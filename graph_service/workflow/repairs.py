"""Credit repair (信用修复): a record is published and used no longer once its subject has made good; a statutory ban keeps its term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from graph_service.errors import ContradictionError, InputError
from graph_service.model.dossiers import Command, Dossier, NewDossier
from graph_service.model.intervals import months_later
from graph_service.policy.limits import RepairVersion, load_repair_rules
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.dossiers import Done, Said, key_of, known_department, once, opening, take
from graph_service.workflow.objections import refuse_second, refuse_strange
from graph_service.workflow.services import Services, today


@dataclass(frozen=True, slots=True)
class Application:
    """What a subject brings. Correction and commitment are both needed; what only supports them never suffices alone.

    Attributes:
        corrected_on: day on which the conduct was corrected. ``correction``, ``commitment``: the documents that show it.
        supporting: volunteer work, donations and the like; never sufficient.
    """

    corrected_on: date | None = None
    correction: str = ""
    commitment: str = ""
    supporting: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return it as plain JSON data."""
        day = self.corrected_on.isoformat() if self.corrected_on else None
        texts = {"correction": self.correction.strip(), "commitment": self.commitment.strip()}
        return {"corrected_on": day, **texts, "supporting": [one.strip() for one in self.supporting if one.strip()]}


@dataclass(frozen=True, slots=True)
class Granted:
    """A repair that is granted.

    Attributes:
        severity: class of the record (``minor``, ``general``, ``serious``), as the authority decides: it sets how long a record is published at least.
        published_on: first day of its publication. ``document``: number of the decision.
    """

    severity: str
    published_on: date
    document: str


def apply_for_repair(services: Services, subject: SubjectRecord, event: str, brought: Application, said: Said) -> Done:
    """Apply for the repair of a record; ``said.department`` is the one that decides.

    Raises:
        ContradictionError: the event does not concern the subject, or an application of it is open already.
        InputError: the department is not known, or no reason was given.
    """
    known_department(said.department)
    what = ("repair", subject.id, event)

    def build() -> Command:
        refuse_strange(services, subject, event)
        refuse_second(services, "repair", subject, event)
        new = NewDossier("repair", subject.id, event, said.department, brought.content())
        return Command(key_of(said, what), said.user, said.department, said.reason, (opening(services, new),))

    found, written = once(services, said, what, build)
    return found[0], written


def supplement(services: Services, repair: Dossier, brought: Application, said: Said) -> Done:
    """Add what was missing; what is left empty stays as it was."""
    return take(services, repair, "supplement", said, {name: value for name, value in brought.content().items() if value})


def brought_in(repair: Dossier) -> dict[str, Any]:
    """Return everything that was brought: the application with every supplement."""
    whole = dict(repair.said.content)
    for step in repair.steps:
        if step.did == "supplement":
            whole |= step.content
    return whole


def grant(services: Services, repair: Dossier, granted: Granted, said: Said) -> Done:
    """Grant a repair once correction, commitment and the shortest publication are all there.

    Raises:
        ContradictionError: names everything that is missing; or see ``take``.
        InputError: an unknown class, no document, or no rule on repairs is in force today.
    """
    version = _rule(today(services))
    if granted.severity not in version.publicity_months:
        raise InputError(
            "severity", f"{granted.severity!r} is not known", hint=f"Known are: {', '.join(version.publicity_months)}."
        )
    if not granted.document.strip():
        raise InputError("document", "name the decision on the repair")
    earliest = months_later(granted.published_on, version.publicity_months[granted.severity][0])
    if missing := _missing(services, brought_in(repair), earliest):
        raise ContradictionError(f"{repair.id} cannot be granted: {'; '.join(missing)}.", hint="All of it is needed, together.")
    content = {
        "severity": granted.severity,
        "published_on": granted.published_on.isoformat(),
        "document": granted.document.strip(),
        "on": today(services).isoformat(),
        "corrected_on": brought_in(repair)["corrected_on"],
    }
    return take(services, repair, "grant", said, content)


def _missing(services: Services, brought: dict[str, Any], earliest: date) -> list[str]:
    on, corrected = today(services), brought.get("corrected_on")
    missing = []
    if not corrected or not brought.get("correction"):
        missing.append("no document shows that the conduct was corrected, and when")
    elif date.fromisoformat(corrected) > on:
        missing.append(f"it is corrected on {corrected} only")
    if not brought.get("commitment"):
        missing.append("no commitment")
    if on < earliest:
        missing.append(f"the record must be published until {earliest}")
    return missing


def _rule(on: date) -> RepairVersion:
    """Return the rule on repairs of a day.

    Raises:
        InputError: none is in force then.
    """
    for version in _versions():
        if version.valid_from is None or version.valid_from <= on:
            return version
    raise InputError("on", f"no rule on repairs is on record for {on}")


@cache
def _versions() -> tuple[RepairVersion, ...]:
    found = (version for rule in load_repair_rules() for version in rule.versions)
    return tuple(sorted(found, key=lambda version: version.valid_from or date.min, reverse=True))
