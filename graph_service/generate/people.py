"""Who holds the offices: most persons one or two, a few dozens of them, some of these nothing but legal representatives.

A person is known by a number alone, so any block can name a person of another block without having built it.
"""

from __future__ import annotations

from random import Random

from graph_service.generate import numbers
from graph_service.generate.names import CYCLE, SURNAMES
from graph_service.generate.records import Person

#: Numbers of persons that each firm of a block may use up.
PERSONS_PER_FIRM = 8
#: Exponent of the number of offices of one person, P(at least k) = k^-TAIL, and the most that one person holds.
_TAIL, _MOST = 1.7, 120
#: From so many offices on, half of the persons lend their name as legal representatives and do nothing else.
_SERIAL_FROM = 10
_URN = 300
#: One person in so many has a permit of Hong Kong or Macau residents, and one a foreigner's card.
_OTHER_DOCUMENT = 64
_FROM_ELSEWHERE, _SERIAL = 0.02, 0.3
_MASK = (1 << 64) - 1


def scattered(*keys: int) -> int:
    """Return 64 bits that depend on all the keys and look like chance (the finaliser of SplitMix64)."""
    bits = 0
    for key in keys:
        bits = (bits ^ key) + 0x9E3779B97F4A7C15 & _MASK
        bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & _MASK
        bits ^= bits >> 31
    return bits


def person(seed: int, number: int) -> Person:
    """Return the person with this number from 0 on. Names are shared by many, documents by nobody."""
    bits = scattered(seed, number)
    # The square prefers the first surnames, as in life.
    at = (bits & 0xFFFF) ** 2 * len(SURNAMES) >> 32
    given = CYCLE[(bits >> 16) % 60]
    name = f"{SURNAMES[at]}{given}" if (bits >> 32) % 100 else f"买买提·{given}"
    if number % _OTHER_DOCUMENT == 1:
        return Person(name, "港澳居民居住证", numbers.distinct_permit_number(number // _OTHER_DOCUMENT))
    if number % _OTHER_DOCUMENT == 2:
        return Person(name, "外国人永久居留身份证", numbers.distinct_foreigner_number(number // _OTHER_DOCUMENT))
    return Person(name, "居民身份证", numbers.distinct_resident_number(number))


class People:
    """Deals out the persons of one block."""

    def __init__(self, random: Random, seed: int, block: int, block_size: int) -> None:
        """Begin with an urn filled by chance."""
        self._random, self._seed, self._block, self._per_block = random, seed, block, block_size * PERSONS_PER_FIRM
        self._next = block * self._per_block
        self._urn: list[Person] = []
        self._serial: list[Person] = []

    def somebody(self, taken: list[Person]) -> Person:
        """Return a person for an office or a holding, none of those ``taken`` and no namesake of theirs."""
        if self._block and self._random.random() < _FROM_ELSEWHERE:
            block = self._random.randrange(self._block)
            return self._unless_taken(person(self._seed, block * self._per_block + self._random.randrange(50)), taken)
        while len(self._urn) < _URN:
            self._fill()
        return self._unless_taken(self._drawn(self._urn), taken)

    def representative(self, taken: list[Person]) -> Person:
        """Return a person for the office of legal representative; often one who holds it elsewhere too."""
        if self._serial and self._random.random() < _SERIAL:
            return self._unless_taken(self._drawn(self._serial), taken)
        return self.somebody(taken)

    def _drawn(self, urn: list[Person]) -> Person:
        at = self._random.randrange(len(urn))
        urn[at], urn[-1] = urn[-1], urn[at]
        return urn.pop()

    def _unless_taken(self, drawn: Person, taken: list[Person]) -> Person:
        """Two persons of one firm must be told apart by their names, since an extract may leave out the numbers."""
        while any(drawn.name == one.name for one in taken):
            drawn = self._newcomer()
        taken.append(drawn)
        return drawn

    def _newcomer(self) -> Person:
        found = person(self._seed, self._next)
        self._next += 1
        return found

    def _fill(self) -> None:
        times = min(_MOST, int(self._random.paretovariate(_TAIL)))
        is_serial = times >= _SERIAL_FROM and self._random.random() < 0.5
        (self._serial if is_serial else self._urn).extend([self._newcomer()] * times)
