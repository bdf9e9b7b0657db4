"""The bodies that carry measures out (``departments.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph_service.policy.files import parsed_file
from graph_service.policy.yaml_tree import Entry

DEPARTMENT_KINDS = ("authority", "court", "institution", "association")
_NAMED = ("S", "M")


@dataclass(frozen=True, slots=True)
class Department:
    """Who carries measures out. ``verified`` S: the governing document uses this name; M: a description by function."""

    code: str
    name: str
    name_en: str
    kind: str
    verified: str


def load_departments(directory: Path | None = None) -> dict[str, Department]:
    """Load the departments by code.

    Raises:
        PolicyFileError: a malformed file, or a code given twice.
    """
    found: dict[str, Department] = {}
    for entry in parsed_file(directory, "departments.yaml").fields("departments")["departments"].items():
        department = _department(entry)
        if department.code in found:
            raise entry.fault(f"department {department.code!r} occurs twice")
        found[department.code] = department
    return found


def _department(entry: Entry) -> Department:
    fields = entry.fields("code name name_en kind verified")
    return Department(
        code=fields["code"].text(),
        name=fields["name"].text(),
        name_en=fields["name_en"].text(),
        kind=fields["kind"].choice(DEPARTMENT_KINDS, "kind of department"),
        verified=fields["verified"].choice(_NAMED, "verification"),
    )
