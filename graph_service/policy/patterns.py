"""Patterns (``patterns/``): what each finds, in which words it says so, and its dated thresholds. They decide no outcome and punish nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, cast, get_args

from graph_service.model.facts import ROLES
from graph_service.policy.files import read_folder
from graph_service.policy.ownership import Checked, in_force
from graph_service.policy.parameters import check_date_order, first_day
from graph_service.policy.yaml_tree import Entry, parse

#: ``evasion`` raises alerts; a ``group`` says who belongs together, which is nothing to be alerted about.
PatternKind = Literal["evasion", "group"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One value of a threshold from its first day on (``None``: since before our records)."""

    first_day: date | None
    value: int
    source: str
    verified: Checked


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, in both languages.

    Attributes:
        finds: what it looks for, with what speaks against reading too much into it.
        says: the words of a finding; ``{name}`` stands for a value of it.
        limits: each threshold in date order.
        offices: whose holders count, where the pattern asks for offices.
        notes: sentences that a finding may add, by code.
    """

    id: str
    kind: PatternKind
    title: Mapping[str, str]
    finds: Mapping[str, str]
    says: Mapping[str, str]
    limits: Mapping[str, tuple[Limit, ...]]
    offices: frozenset[str] = frozenset()
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def limits_on(self, day: date) -> dict[str, int] | None:
        """Return the thresholds of a day; ``None`` where one of them has none yet."""
        found = {name: in_force(versions, day) for name, versions in self.limits.items()}
        known = {name: limit.value for name, limit in found.items() if limit}
        return known if len(known) == len(found) else None


def load_patterns(directory: Path | None = None) -> dict[str, Pattern]:
    """Load every pattern, by id.

    Raises:
        PolicyFileError: a malformed file, with file and line.
    """
    label, contents = read_folder(directory, "patterns")
    found = (_pattern(parse(label + path, content), PurePosixPath(path).stem) for path, content in contents.items())
    return {pattern.id: pattern for pattern in found}


def _pattern(root: Entry, name: str) -> Pattern:
    fields = root.fields("id kind title title_en finds finds_en says says_en parameters", "offices notes")
    if fields["id"].text() != name:
        raise fields["id"].fault(f"id {fields['id'].text()!r} must be the file's name, {name!r}")
    offices = fields["offices"].choices(ROLES, "office") if "offices" in fields else ()
    notes = fields["notes"].mapping() if "notes" in fields else {}
    title, finds, says = ({"zh": fields[key].text(), "en": fields[f"{key}_en"].text()} for key in ("title", "finds", "says"))
    return Pattern(
        id=name,
        kind=cast(PatternKind, fields["kind"].choice(get_args(PatternKind), "kind of pattern")),
        title=title,
        finds=finds,
        says=says,
        limits={key: _limits(entry) for key, entry in fields["parameters"].mapping().items()},
        offices=frozenset(offices),
        notes={key: {lang: text.text() for lang, text in entry.fields("zh en").items()} for key, entry in notes.items()},
    )


def _limits(entry: Entry) -> tuple[Limit, ...]:
    items = entry.items()
    found = tuple(_limit(item) for item in items)
    if not found:
        raise entry.fault("at least one value is needed")
    check_date_order([(item, limit.first_day) for item, limit in zip(items, found, strict=True)])
    return found


def _limit(entry: Entry) -> Limit:
    fields = entry.fields("from value source verified")
    checked = cast(Checked, fields["verified"].choice(get_args(Checked), "verification"))
    return Limit(first_day(fields["from"]), fields["value"].whole(), fields["source"].text(), checked)
