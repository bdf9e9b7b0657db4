"""What is on record of firms, for tables that name one without its unified code or are held against the register.

Asked once a chunk, for everything that the chunk names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.organizations import hashed, is_credit_code
from graph_service.store.register_ports import OrganizationKey, Registered, RegisterReader


@dataclass(frozen=True, slots=True)
class FoundFirms:
    """The firms on record that bear one of the names or numbers asked for."""

    _ids: Mapping[OrganizationKey, frozenset[str]]

    def by_name(self, name: str) -> str | None:
        """Return the one organisation that bears, or once bore, that name.

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

    def by_lei(self, lei: str) -> str | None:
        """Return the organisation that has this LEI."""
        return next(iter(self._ids.get(_by_lei(lei), frozenset())), None)

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


@dataclass(frozen=True, slots=True)
class Firms:
    """The register as it is on record, for one load.

    No load tells of the names and numbers by which it looks firms up, but for former names, and of those it does not see its own.
    So the same chunk finds the same firms however often it is asked, also after a load that was cut off.
    """

    _register: RegisterReader
    _load: str

    def find(
        self,
        names: Iterable[str | None] = (),
        registration_numbers: Iterable[str | None] = (),
        organization_codes: Iterable[str | None] = (),
        leis: Iterable[str | None] = (),
    ) -> FoundFirms:
        """Look up firms by what a chunk says of them; empty cells are passed over."""
        asked = {_by_name(name) for name in names if name}
        asked |= {_by_registration(number) for number in registration_numbers if number}
        asked |= {_by_code(code) for code in organization_codes if code}
        asked |= {_by_lei(lei) for lei in leis if lei}
        if not asked:
            return FoundFirms({})
        found = self._register.organizations_found(sorted(asked, key=str), besides=self._load)
        return FoundFirms({key: frozenset(match.id for match in matches) for key, matches in found.items()})

    def registered(self, organizations: Iterable[str]) -> Mapping[str, Registered]:
        """Return what the register says of those of the firms that are on record."""
        asked = sorted(set(organizations))
        return self._register.registered(asked) if asked else {}


def _by_name(name: str) -> OrganizationKey:
    return OrganizationKey("name", name_key(name))


def _by_code(organization_code: str | None) -> OrganizationKey:
    return OrganizationKey("organization_code", organization_code or "")


def _by_registration(number: str | None) -> OrganizationKey:
    return OrganizationKey("registration_number", number or "")


def _by_lei(lei: str) -> OrganizationKey:
    return OrganizationKey("lei", lei_key(lei))


def lei_key(lei: str) -> str:
    """Return the id of the entry for reference that says whose LEI this is."""
    return hashed("lei-", lei)
