"""The four kinds of seriously dishonest conduct (二（四）2) and the trigger words under each (``kinds.yaml``)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from graph_service.policy.documents import load_documents
from graph_service.policy.files import parsed_file
from graph_service.policy.schema import Verified
from graph_service.policy.vocabulary import read_categories
from graph_service.policy.yaml_tree import Entry


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger word of a kind. One that is switched off says in both languages what it waits for."""

    category: str
    enabled: bool = True
    reason: str | None = None
    reason_en: str | None = None


@dataclass(frozen=True, slots=True)
class ConductKind:
    """One kind. ``phrase`` is verbatim; ``verified`` says how the assignment of its trigger words was checked (L, S, W or M)."""

    code: str
    phrase: str
    name_en: str
    paragraph: str
    verified: str
    triggers: tuple[Trigger, ...]


def load_kinds(directory: Path | None = None, known: Collection[str] | None = None) -> tuple[ConductKind, ...]:
    """Load the kinds.

    Args:
        directory: as for ``load_rulebook``.
        known: the trigger words that rules may use; those of ``categories.yaml`` where left out.

    Raises:
        PolicyFileError: a malformed file, a code given twice, a phrase that is not verbatim, a trigger word that is switched on and
            unknown, or one that is switched off without a reason.
    """
    if known is None:
        known, *_ = read_categories(parsed_file(directory, "categories.yaml"))
    root = parsed_file(directory, "kinds.yaml").fields("paragraph kinds")
    wordings = {each.id: each.wording for document in load_documents(directory) for each in document.paragraphs}
    paragraph = root["paragraph"].choice(wordings, "paragraph")
    kinds: list[ConductKind] = []
    for entry in root["kinds"].items():
        kind = _kind(entry, paragraph, wordings[paragraph], known)
        if kind.code in {earlier.code for earlier in kinds}:
            raise entry.fault(f"kind {kind.code!r} occurs twice")
        kinds.append(kind)
    return tuple(kinds)


def _kind(entry: Entry, paragraph: str, wording: str, known: Collection[str]) -> ConductKind:
    fields = entry.fields("code phrase name_en verified triggers")
    phrase = fields["phrase"].text()
    if phrase not in wording:
        raise fields["phrase"].fault(f"{phrase!r} is not in the wording of {paragraph}; quote it verbatim")
    triggers: list[Trigger] = []
    for item in fields["triggers"].items():
        trigger = _trigger(item, known)
        if trigger.category in {earlier.category for earlier in triggers}:
            raise item.fault(f"category {trigger.category!r} is listed twice")
        triggers.append(trigger)
    if not triggers:
        raise fields["triggers"].fault("name at least one category, switched off with its reason if need be")
    return ConductKind(
        code=fields["code"].text(),
        phrase=phrase,
        name_en=fields["name_en"].text(),
        paragraph=paragraph,
        verified=fields["verified"].choice(get_args(Verified), "verification"),
        triggers=tuple(triggers),
    )


def _trigger(entry: Entry, known: Collection[str]) -> Trigger:
    fields = entry.fields("category", "enabled reason reason_en")
    if "enabled" not in fields or fields["enabled"].flag():
        if "reason" in fields or "reason_en" in fields:
            raise entry.fault("a reason is for a category that is switched off; write `enabled: false`, or leave it out")
        return Trigger(fields["category"].choice(known, "category"))
    entry.fields("category enabled reason reason_en")
    return Trigger(fields["category"].text(), False, fields["reason"].text(), fields["reason_en"].text())
