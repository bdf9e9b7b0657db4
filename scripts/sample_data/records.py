"""The clean records that the sample files are written from. Days are both inside, as registers write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Person:
    """An invented person; an empty document type means that no source gives a number."""

    name: str
    document_type: str
    number: str


@dataclass(frozen=True)
class Firm:
    """An organisation of the register. ``capital`` in 万元."""

    name: str
    code: str
    number: str
    kind: str
    industry: str
    founded: date
    capital: int = 100
    state: str = "存续"
    registrar: str = "北京市甲区市场监督管理局"
    parent: str = ""
    is_listed: bool = False
    is_state_owned: bool = False


@dataclass(frozen=True)
class Office:
    """A person's office in a firm."""

    firm: Firm
    person: Person
    position: str
    start: date
    last: date | None = None
    licence: str = ""


@dataclass(frozen=True)
class Holding:
    """A holding in percent; ``None`` where only the subscribed amount (万元) is known."""

    firm: Firm
    holder: Person | Firm
    percent: float | None
    start: date
    last: date | None = None
    subscribed: float | None = None


@dataclass(frozen=True)
class Penalty:
    """A decision. ``fine`` in 万元; ``content`` is what the decision says in words."""

    party: Firm | Person
    document: str
    decided: date
    kinds: str
    content: str
    violation: str
    representative: Person | None = None
    licence: str = ""
    fine: float | None = None
    authority: str = "北京市甲区市场监督管理局"


@dataclass(frozen=True)
class Finding:
    """What a document says about one person's liability for what a decision punished."""

    penalty: Penalty
    person: Person
    liability: str
    is_found: bool
    document: str
    day: date


@dataclass
class Town:
    """Everything that the files will say."""

    firms: list[Firm] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    penalties: list[Penalty] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
