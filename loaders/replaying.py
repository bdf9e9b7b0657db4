"""The ledger as a load sees it that is carried out again, or into a graph that is still empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.loaders.fingerprints import spelling
from graph_service.store.ports import Load, PersonIdentity
from graph_service.workflow.services import Ledger

Report = Mapping[str, object]


@dataclass(slots=True)
class Replayed:
    """The ledger as each attempt saw it: whoever or whatever came later is not there yet. Nothing is written to it."""

    ledger: Ledger
    reports: dict[str, Report] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _names: set[int] = field(default_factory=set)

    def loads(self) -> Sequence[tuple[Load, Report | None]]:
        """Return all loads; a report only of those that have been carried out again."""
        return [(load, self.reports.get(load.id)) for load, _ in self.ledger.loads()]

    def begin_load(self, load: Load, command: str = "") -> Load:  # noqa: ARG002  # as the port has it
        """Return the load as it was first recorded."""
        return load

    def finish_load(self, load_id: str, report: Report) -> None:
        """Remember the report."""
        self.reports[load_id] = report

    def person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str]:
        """Return the keys; whoever is asked for is known from now on."""
        keys = self.ledger.person_keys(identities)
        self._seen.update(keys)
        self._names.update(_named(one.name, key) for one, key in zip(identities, keys, strict=True))
        return keys

    def known_person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str | None]:
        """Return the keys of those who were known by then."""
        found = self.ledger.known_person_keys(identities)
        return [key if key in self._seen else None for key in found]

    def masked_candidates(self, name: str, masked_id: str) -> Sequence[tuple[str, bool]]:
        """Return those candidates who were known by then under the name."""
        found = self.ledger.masked_candidates(name, masked_id)
        return [(key, compatible) for key, compatible in found if _named(name, key) in self._names]


def _named(name: str, key: str) -> int:
    return hash((spelling(name), key))
