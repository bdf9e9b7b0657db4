"""What differs between two policy directories: rules, versions, shared tables and parameters, field by field.

Fields are those of ``policy.schema``, whatever they are: a new field is compared without a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph_service.policy.files import read_policy_files
from graph_service.policy.loader import load_rulebook, read_vocabulary
from graph_service.policy.parameters import Parameter
from graph_service.policy.schema import Rule, RuleBook, Version

Compare = Callable[[str, Any, Any], Iterator["PolicyChange"]]
#: What a change is about when it concerns every rule: what offices count as, what measures forbid, industries, orders.
SHARED = "shared"
#: Compared one by one, or not part of what the rules say.
_APART = frozenset({"versions", "source_file", "rules", "fingerprint"})


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules and parameters of one directory; ``label`` is what it was called."""

    label: str
    book: RuleBook
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One field that differs: what only the old and what only the new has. Without a field the whole thing was added or removed."""

    about: str
    field: str | None
    removed: tuple[str, ...]
    added: tuple[str, ...]


def read_policy(directory: Path | None, label: str) -> Policy:
    """Read a directory, or the one shipped with the package.

    Raises:
        PolicyFileError: a file is missing or cannot be accepted.
    """
    return Policy(label, load_rulebook(directory), read_vocabulary(read_policy_files(directory)).parameters)


def policy_changes(old: Policy, new: Policy) -> list[PolicyChange]:
    """Return the differences: rules in order of id, then the shared tables, then the parameters."""
    found = list(_each(_by_id(old.book), _by_id(new.book), _rule))
    found += _fields(SHARED, old.book, new.book)
    found += _each(old.parameters, new.parameters, _fields)
    return found


def _by_id(book: RuleBook) -> dict[str, Rule]:
    return {rule.id: rule for rule in book.rules}


def _each(old: Mapping[str, Any], new: Mapping[str, Any], compare: Compare) -> Iterator[PolicyChange]:
    """Compare what both have, and name what only one has."""
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield PolicyChange(name, None, (name,), ())
        elif name not in old:
            yield PolicyChange(name, None, (), (name,))
        else:
            yield from compare(name, old[name], new[name])


def _rule(name: str, old: Rule, new: Rule) -> Iterator[PolicyChange]:
    yield from _fields(name, old, new)
    yield from _each(_by_day(old), _by_day(new), _fields)


def _by_day(rule: Rule) -> dict[str, Version]:
    return {f"{rule.id}@{version.valid_from or 'origin'}": version for version in rule.versions}


def _fields(about: str, old: Any, new: Any) -> Iterator[PolicyChange]:  # two dataclasses of one kind
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name not in _APART and before != after:
            removed, added = _parts(before), _parts(after)
            only_old = tuple(part for part in removed if part not in added)
            only_new = tuple(part for part in added if part not in removed)
            differs = bool(only_old or only_new)  # otherwise only the order does
            yield PolicyChange(about, one.name, only_old if differs else removed, only_new if differs else added)


def _parts(value: object) -> tuple[str, ...]:
    """Split a value into what can be added or removed alone."""
    if isinstance(value, frozenset | set):
        return tuple(sorted(map(_said, value)))
    if isinstance(value, tuple | list):
        return tuple(map(_said, value))
    if isinstance(value, Mapping):
        return tuple(f"{key}: {_said(child)}" for key, child in sorted(value.items()))
    return () if value is None else (_said(value),)


def _said(value: object) -> str:
    """Say a value in one line; of a dataclass what is not empty, by field."""
    if is_dataclass(value):
        given = ((one.name, getattr(value, one.name)) for one in fields(value))
        return " ".join(f"{name}={_said(child)}" for name, child in given if child not in (None, (), frozenset(), False))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return "[" + ", ".join(map(_said, value if isinstance(value, tuple) else sorted(map(str, value)))) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
