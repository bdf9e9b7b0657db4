"""The clean records that files are written from. Days are both inside, as registers write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

#: Offices by what they are called in the registers: the legal representative, and whoever else heads a firm.
HEADS = ("法定代表人", "负责人", "经营者", "执行事务合伙人")


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """An invented person; an empty document type means that no source gives a number."""

    name: str
    document_type: str
    number: str


@dataclass(frozen=True, slots=True, eq=False)
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

    @property
    def any_number(self) -> str:
        """Return the unified code, or the registration number of a firm that has none."""
        return self.code or self.number


@dataclass(frozen=True, slots=True, eq=False)
class Office:
    """A person's office in a firm. ``registered`` is the day of entry in the register, where an extract gives it."""

    firm: Firm
    person: Person
    position: str
    start: date
    last: date | None = None
    licence: str = ""
    registered: date | None = None

    @property
    def is_representative(self) -> bool:
        """Say whether it is the office of legal representative, alone or together with others."""
        return "法定代表人" in self.position

    @property
    def is_head(self) -> bool:
        """Say whether the holder heads the firm, as legal representative or in place of one."""
        return self.is_representative or self.position in HEADS

    def held_on(self, day: date) -> bool:
        """Say whether it was held on the day."""
        return self.start <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """A holding in percent; ``None`` where only the subscribed amount (万元) is known."""

    firm: Firm
    holder: Person | Firm
    percent: float | None
    start: date
    last: date | None = None
    subscribed: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Penalty:
    """A decision. ``fine`` in 万元; ``content`` is what the decision says in words; ``annulled``: from when on it no longer stands."""

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
    annulled: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What a document says about one person's liability for what a decision punished."""

    penalty: Penalty
    person: Person
    liability: str
    is_found: bool
    document: str
    day: date


@dataclass(slots=True)
class Town:
    """Everything that a set of files, or one block of a larger registry, will say."""

    firms: list[Firm] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    penalties: list[Penalty] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
