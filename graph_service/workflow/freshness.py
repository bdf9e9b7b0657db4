"""Whether the ledger can answer for the graph as it is: everything propagated, under today's rules, and every source delivered.

A register that was not delivered in time can hide a decision, so *nothing found* is then no answer. A graph that is ahead of the ledger
can hide a decision and its annulment alike, so then nothing found and something found both are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_service.store.act_ports import Check, Position
from graph_service.workflow.catalogue import Catalogue, check_catalogue, read_catalogue
from graph_service.workflow.services import Services

CATALOGUE = "catalogue.yaml"


@dataclass(frozen=True, slots=True)
class Freshness:
    """What stands in the way of an answer.

    Attributes:
        behind: the graph holds facts, or the rules are others, than those that were propagated as a whole.
        overdue: items of the catalogue that should have been delivered by the day.
    """

    behind: bool = False
    overdue: tuple[str, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether *nothing found* is an answer."""
        return not self.behind and not self.overdue


class Deliveries:
    """Which items are overdue, by the catalogue of the home; asked again only when the ledger has gone on."""

    def __init__(self, services: Services) -> None:
        """Take the services; nothing is read yet."""
        self._services = services
        self._known: tuple[tuple[int, date, float], tuple[str, ...]] | None = None

    def overdue(self, position: Position, on: date) -> tuple[str, ...]:
        """Return the overdue items on a day, in the catalogue's order; without a catalogue nothing is owed.

        Raises:
            PolicyFileError: the catalogue cannot be read.
        """
        path = self._services.home / CATALOGUE
        try:
            changed = path.stat().st_mtime
        except OSError:
            return ()
        asked = (position.entry, on, changed)
        if self._known is None or self._known[0] != asked:
            self._known = (asked, self._overdue(read_catalogue(path.name, path.read_bytes()), on))
        return self._known[1]

    def _overdue(self, catalogue: Catalogue, on: date) -> tuple[str, ...]:
        departments = check_catalogue(catalogue, self._services.ledger.loads(), on)
        late = {one.item.id for department in departments for one in department.overdue}
        return tuple(item.id for item in catalogue.items if item.id in late)


def is_behind(check: Check | None, graph_version: int, rules: str) -> bool:
    """Say whether the graph or the rules are others than those that were propagated as a whole."""
    return check is None or check.graph_version != graph_version or check.rules != rules
