"""What ``rules check`` finds: how grave, where, what is wrong and what to do, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        severity: an error must be put right; a warning must be looked at; a note may stay.
        code: names the kind of finding; stays the same across versions.
        file: within the policy directory, or a case file.
        about: what it is about: a rule, a parameter, a category, a measure.
        text / fix: what is wrong and what to do, in Chinese and in English.
    """

    severity: Severity
    code: str
    file: str
    about: str
    text: Pair
    fix: Pair
