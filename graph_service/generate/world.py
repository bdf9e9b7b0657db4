"""A registry of any size as a sequence of blocks, each a small town of its own. A block depends on the seed and its number alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from graph_service.generate.appointments import Appointments
from graph_service.generate.decisions import Decisions, Planned
from graph_service.generate.firms import BLOCK, Firms
from graph_service.generate.ownership import Ownership
from graph_service.generate.people import People
from graph_service.generate.records import Firm, Office, Town


@dataclass(frozen=True, slots=True)
class World:
    """A registry of ``count`` enterprises; the same seed gives the same one, and a larger one begins like a smaller one only in part."""

    seed: int
    count: int

    @property
    def firms(self) -> Firms:
        """Return the firms by their numbers."""
        return Firms(self.seed, self.count)

    def blocks(self) -> Iterator[Town]:
        """Build the blocks one after the other."""
        for block in range(-(-self.count // BLOCK)):
            yield self.block(block)

    def block(self, block: int) -> Town:
        """Build one block."""
        random = Random(f"{self.seed}/world/{block}")  # noqa: S311  # chance that can be repeated, nothing secret
        people = People(random, self.seed, block, BLOCK)
        firms = self.firms
        decisions, appointments = Decisions(random, firms), Appointments(random, people)
        ownership = Ownership(random, firms, people)
        town = Town()
        for number in firms.numbers(block):
            firm = firms.firm(number)
            planned = decisions.planned(firm)
            if any(one.kind.takes_business_licence for one in planned):
                firm = replace(firm, state="吊销，未注销")
            offices = appointments.offices(firm, planned)
            town.firms.append(firm)
            town.offices += offices
            officers = list(dict.fromkeys(office.person for office in offices))
            town.holdings += ownership.holdings(number, firm, officers)
            _decide(town, decisions, (number, firm), planned, offices)
        return town


def _decide(town: Town, decisions: Decisions, of: tuple[int, Firm], planned: list[Planned], offices: list[Office]) -> None:
    """Write the decisions of one firm down, and what is found on them."""
    number, firm = of
    for one in planned:
        penalty = decisions.penalty(number, firm, one, offices)
        town.penalties.append(penalty)
        town.findings += decisions.findings(penalty, one, offices)
        if offices and (second := decisions.of_person(penalty, offices[0].person)):
            town.penalties.append(second)
