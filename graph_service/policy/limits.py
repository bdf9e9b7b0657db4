"""What no rule may overstep (``constraints/``), and what a repair ends and leaves (``repair/``): one file each, with its versions.

They reach nobody by themselves. Each says in words what it demands of the engine; tests hold the engine to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import cast, get_args

from graph_service.policy.files import read_folder
from graph_service.policy.parameters import check_date_order, first_day
from graph_service.policy.rule_files import GRADES, STATUSES, read_legal_basis, read_remarks
from graph_service.policy.schema import Effect, LegalBasis, Remark
from graph_service.policy.yaml_tree import Entry, parse

#: Classes of seriousness of 国办发〔2025〕22号: 轻微, 一般, 严重.
CLASSES = ("minor", "general", "serious")


@dataclass(frozen=True, slots=True)
class ConstraintVersion:
    """A constraint as it stands from its first day; ``upheld_by`` names what in the product keeps it."""

    valid_from: date | None
    legal_basis: tuple[LegalBasis, ...]
    demands: str
    demands_zh: str
    upheld_by: str
    not_modelled: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit that every rule keeps."""

    id: str
    title: str
    confidence: str
    versions: tuple[ConstraintVersion, ...]


@dataclass(frozen=True, slots=True)
class RepairVersion:
    """The repair rule as it stands from its first day.

    Attributes:
        publicity_months: class → the fewest and the most months that a record is published.
        class_examples: class → kinds of penalties that press reports put there (weakly verified).
        ends / leaves: effects of the measures that a repair ends, and of those that keep their term.
    """

    valid_from: date | None
    status: str
    replaces: str
    legal_basis: tuple[LegalBasis, ...]
    publicity_months: Mapping[str, tuple[int, int]]
    class_examples: Mapping[str, tuple[str, ...]]
    ends: frozenset[Effect]
    leaves: frozenset[Effect]
    demands: str
    demands_zh: str


@dataclass(frozen=True, slots=True)
class RepairRule:
    """How credit is repaired, by versions."""

    id: str
    title: str
    confidence: Mapping[str, str]
    versions: tuple[RepairVersion, ...]


def load_constraints(directory: Path | None = None) -> tuple[Constraint, ...]:
    """Load the constraints, in order of id.

    Raises:
        PolicyFileError: a malformed file, with file and line.
    """
    return tuple(_constraint(entry, name) for name, entry in _entries(directory, "constraints"))


def load_repair_rules(directory: Path | None = None) -> tuple[RepairRule, ...]:
    """Load the repair rules, in order of id.

    Raises:
        PolicyFileError: a malformed file, with file and line; an effect that a repair neither ends nor leaves.
    """
    return tuple(_repair(entry, name) for name, entry in _entries(directory, "repair"))


def _entries(directory: Path | None, folder: str) -> list[tuple[str, Entry]]:
    label, contents = read_folder(directory, folder)
    return [(PurePosixPath(path).stem, parse(label + path, content)) for path, content in contents.items()]


def _constraint(root: Entry, name: str) -> Constraint:
    fields = root.fields("id title confidence versions")
    _same_id(fields["id"], name)
    items = _dated(fields["versions"])
    versions = tuple(_constraint_version(item) for item in items)
    return Constraint(name, fields["title"].text(), fields["confidence"].choice(GRADES, "grade"), versions)


def _constraint_version(item: Entry) -> ConstraintVersion:
    fields = item.fields("from legal_basis demands demands_zh upheld_by", "not_modelled not_modelled_zh")
    return ConstraintVersion(
        valid_from=first_day(fields["from"]),
        legal_basis=_bases(fields["legal_basis"]),
        demands=fields["demands"].text(),
        demands_zh=fields["demands_zh"].text(),
        upheld_by=fields["upheld_by"].text(),
        not_modelled=read_remarks(item, "not_modelled"),
    )


def _repair(root: Entry, name: str) -> RepairRule:
    fields = root.fields("id title confidence versions")
    _same_id(fields["id"], name)
    grades = {key: entry.choice(GRADES, "grade") for key, entry in fields["confidence"].fields("text reading").items()}
    versions = tuple(_repair_version(item) for item in _dated(fields["versions"]))
    return RepairRule(name, fields["title"].text(), grades, versions)


def _repair_version(item: Entry) -> RepairVersion:
    fields = item.fields("from status replaces legal_basis publicity_months class_examples ends leaves demands demands_zh")
    ends, leaves = (frozenset(fields[key].choices(get_args(Effect), "effect")) for key in ("ends", "leaves"))
    if ends & leaves or ends | leaves != frozenset(get_args(Effect)):
        raise item.fault("each effect must stand either under `ends` or under `leaves`")
    return RepairVersion(
        valid_from=first_day(fields["from"]),
        status=fields["status"].choice(STATUSES, "status"),
        replaces=fields["replaces"].text(),
        legal_basis=_bases(fields["legal_basis"]),
        publicity_months=_windows(fields["publicity_months"]),
        class_examples={key: entry.texts() for key, entry in fields["class_examples"].fields(" ".join(CLASSES)).items()},
        ends=cast(frozenset[Effect], ends),
        leaves=cast(frozenset[Effect], leaves),
        demands=fields["demands"].text(),
        demands_zh=fields["demands_zh"].text(),
    )


def _windows(entry: Entry) -> dict[str, tuple[int, int]]:
    found = {}
    for key, window in entry.fields(" ".join(CLASSES)).items():
        bounds = window.fields("min max")
        least, most = bounds["min"].whole(), bounds["max"].whole()
        if least > most:
            raise window.fault(f"min {least} is more than max {most}")
        found[key] = (least, most)
    return found


def _same_id(entry: Entry, name: str) -> None:
    if entry.text() != name:
        raise entry.fault(f"id {entry.text()!r} must be the file's name, {name!r}")


def _dated(entry: Entry) -> list[Entry]:
    items = entry.items()
    if not items:
        raise entry.fault("at least one version is needed")
    check_date_order([(item, first_day(item.mapping()["from"])) for item in items if "from" in item.mapping()])
    return items


def _bases(entry: Entry) -> tuple[LegalBasis, ...]:
    if not entry.items():
        raise entry.fault("at least one legal ground is needed")
    return tuple(read_legal_basis(item) for item in entry.items())
