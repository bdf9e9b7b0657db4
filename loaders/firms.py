"""What is on record of firms, for tables that name one without its unified code or are held against the register.

Asked once a chunk, for everything that the chunk names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.organizations import is_credit_code
from graph_service.model.identifiers import organization_code_of


@dataclass(frozen=True, slots=True)
class Office:
    """One holder of the office of legal representative as a register file states it; ``end`` exclusive."""

    name: str
    start: date | None
    end: date | None

    def held_on(self, day: date) -> bool:
        """Say whether it was held on the day; an open side counts as held."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class FoundFirms:
    """The firms on record that bear one of the names or numbers asked for."""

    _ids: Mapping[str, frozenset[str]]

    def by_name(self, name: str) -> str | None:
        """Return the one organisation of that name.

        Raises:
            UncleanError: there are several (``organization-ambiguous``).
        """
        found = self._ids.get(_by_name(name), frozenset())
        if len(found) > 1:
            raise UncleanError("organization-ambiguous")
        return next(iter(found), None)

    def by_number(self, registration_number: str | None, organization_code: str | None) -> str | None:
        """Return the organisation with that organisation code, else registration number, if it is the only one."""
        for key in (_by_code(organization_code), _by_registration(registration_number)):
            found = self._ids.get(key, frozenset())
            if len(found) == 1:
                return next(iter(found))
        return None

    def resolve(self, code: str | None, name: str) -> str:
        """Return the key of a firm named by a unified code or registration number, or by its name alone.

        Raises:
            UncleanError: no number, and no firm or several firms of that name on record.
        """
        if code:
            return code if is_credit_code(code) else self.by_number(code, None) or f"reg:{code}"
        if found := self.by_name(name):
            return found
        raise UncleanError("organization-unknown")


@dataclass(slots=True)
class Firms:
    """What earlier tables of the same load said of firms."""

    _ids: dict[str, set[str]] = field(default_factory=dict)
    _capital_fen: dict[str, int] = field(default_factory=dict)
    _stated: dict[str, str] = field(default_factory=dict)
    _offices: dict[str, list[Office]] = field(default_factory=dict)

    def find(
        self,
        names: Iterable[str | None] = (),
        registration_numbers: Iterable[str | None] = (),
        organization_codes: Iterable[str | None] = (),
    ) -> FoundFirms:
        """Look up firms by what a chunk says of them; empty cells are passed over."""
        asked = {_by_name(name) for name in names if name}
        asked |= {_by_registration(number) for number in registration_numbers if number}
        asked |= {_by_code(code) for code in organization_codes if code}
        return FoundFirms({key: frozenset(self._ids[key]) for key in asked if key in self._ids})

    def capital_fen(self, organizations: Iterable[str]) -> Mapping[str, int]:
        """Return the registered capital of those firms for which it is on record."""
        return {key: self._capital_fen[key] for key in set(organizations) if key in self._capital_fen}

    def stated_representatives(self, organizations: Iterable[str]) -> Mapping[str, str]:
        """Return whom the register names as legal representative beside the firm itself, without dates."""
        return {key: self._stated[key] for key in set(organizations) if key in self._stated}

    def representatives(self, organizations: Iterable[str]) -> Mapping[str, Sequence[Office]]:
        """Return the legal representatives of those firms for which the register gives any."""
        return {key: tuple(self._offices[key]) for key in set(organizations) if key in self._offices}

    def add(self, organization: str, name: str, registration_number: str | None) -> None:
        """Remember an organisation by its name, organisation code and registration number."""
        keys = [_by_name(name)]
        if is_credit_code(organization):
            keys.append(_by_code(organization_code_of(organization)))
        if registration_number:
            keys.append(_by_registration(registration_number))
        for key in keys:
            self._ids.setdefault(key, set()).add(organization)

    def add_statement(self, organization: str, capital_fen: int | None, representative: str | None) -> None:
        """Remember what the register says beside the firm itself."""
        if capital_fen:
            self._capital_fen[organization] = capital_fen
        if representative:
            self._stated[organization] = representative

    def add_representative(self, organization: str, office: Office) -> None:
        """Remember a legal representative."""
        self._offices.setdefault(organization, []).append(office)


def _by_name(name: str) -> str:
    return f"name:{name_key(name)}"


def _by_code(organization_code: str | None) -> str:
    return f"code:{organization_code}"


def _by_registration(number: str | None) -> str:
    return f"reg:{number}"
