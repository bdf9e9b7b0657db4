"""Invented names and numbers: births in 1900 and code bodies ``MA0FAKE`` belong to nobody, yet their check digits are right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from graph_service.model.identifiers import credit_code_check_digit, organization_code_check_digit, resident_check_digit
from sample_data.records import Person

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_NUMBERS = [*"一二三四五六七八九", "十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十"]
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
#: The eighth character of the code body; the last three serve firms that must be known by their organisation code alone.
_COMMON, _UNIQUE = "0123456789ABCDEFGHJKLMNPQRTU", "WXY"


def brands() -> list[str]:
    """Return two hundred words that no firm would take for its name."""
    return [stem + number for number in _NUMBERS for stem in _STEMS]


def people(random: Random, count: int) -> list[Person]:
    """Invent people; some share a name, a few carry other documents than the resident card."""
    cycle = [_STEMS[i % 10] + _BRANCHES[i % 12] for i in range(60)]
    found = []
    for index in range(count):
        name = random.choice(_SURNAMES) + random.choice(cycle)
        found.append(Person(name, "居民身份证", _resident_id(random, index)))
    found[1] = Person("䶮甲子", "居民身份证", found[1].number)  # a character that GBK lacks
    found[40] = Person("买买提·甲子", "居民身份证", found[40].number)
    found[80] = Person("SAMPLE ANNA", "护照", "E90000001")
    found[120] = Person("何乙丑", "港澳居民来往内地通行证", "H19000001")
    return found


def _resident_id(random: Random, index: int) -> str:
    region = 110101 + index % 17
    birth = date(1900, 1, 1) + timedelta(days=random.randrange(365))
    body = f"{region}{birth:%Y%m%d}{index % 999 + 1:03d}"
    return body + resident_check_digit(body)


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
    body = f"MA0FAKE{char}"
    head = prefix + region + body + organization_code_check_digit(body)
    return head + credit_code_check_digit(head)


def registration_number(sequence: int) -> str:
    """Return a 15-digit registration number of an individual business (ISO 7064 MOD 11,10)."""
    digits = f"110105{60000000 + sequence:08d}"
    carry = 10
    for digit in digits:
        carry = (((carry + int(digit)) % 10 or 10) * 2) % 11
    return digits + str((11 - carry) % 10)
