"""The people and numbers of the town; code bodies ``MA0FAKE`` and births in 1900 belong to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from graph_service.generate import numbers
from graph_service.generate.names import CYCLE, STEMS, SURNAMES
from graph_service.generate.records import Person

_NUMBERS = [*"一二三四五六七八九", "十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十"]
#: The eighth character of the code body; the last three serve firms that must be known by their organisation code alone.
_COMMON, _UNIQUE = "0123456789ABCDEFGHJKLMNPQRTU", "WXY"


def brands() -> list[str]:
    """Return two hundred words that no firm would take for its name."""
    return [stem + number for number in _NUMBERS for stem in STEMS]


def people(random: Random, count: int) -> list[Person]:
    """Invent people; some share a name, a few carry other documents than the resident card."""
    found = []
    for index in range(count):
        name = random.choice(SURNAMES) + random.choice(CYCLE)
        found.append(Person(name, "居民身份证", _resident_id(random, index)))
    found[1] = Person("䶮甲子", "居民身份证", found[1].number)  # a character that GBK lacks
    found[40] = Person("买买提·甲子", "居民身份证", found[40].number)
    found[80] = Person("SAMPLE ANNA", "护照", "E90000001")
    found[120] = Person("何乙丑", "港澳居民来往内地通行证", "H19000001")
    return found


def _resident_id(random: Random, index: int) -> str:
    birth = date(1900, 1, 1) + timedelta(days=random.randrange(365))
    return numbers.resident_number(str(110101 + index % 17), f"{birth:%Y%m%d}", index % 999 + 1)


def codes(prefix: str = "91") -> Iterator[str]:
    """Give unified codes one after the other; the register's organ changes slowest."""
    for region in range(110101, 110120):
        for char in _COMMON:
            yield credit_code(prefix, str(region), char)


def unique_codes() -> list[str]:
    """Return three codes whose organisation code no other firm shares."""
    return [credit_code("91", "110101", char) for char in _UNIQUE]


def credit_code(prefix: str, region: str, char: str) -> str:
    """Return a unified code with both of its check characters right."""
    return numbers.credit_code(prefix, region, f"MA0FAKE{char}")


def registration_number(sequence: int) -> str:
    """Return the registration number of an individual business."""
    return numbers.registration_number("110105", 60000000 + sequence)
