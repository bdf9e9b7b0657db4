"""Numbers that belong to nobody, with every check digit right.

Persons are born in 1900. Unified codes of a generated registry name a registering organ that GB/T 2260 does not have (119901 to
119910) and a code body that begins with ``FAK``, one for every firm: bodies ``MA0FAKE?`` would serve for 31 firms only before two of them
shared an organisation code, which joins old records.
"""

from __future__ import annotations

from datetime import date, timedelta

from graph_service.model.identifiers import (
    CREDIT_CODE_ALPHABET,
    credit_code_check_digit,
    organization_code_check_digit,
    registration_check_digit,
    resident_check_digit,
)

_BIRTHS = tuple(f"{date(1900, 1, 1) + timedelta(days=day):%Y%m%d}" for day in range(365))
_ORDERS = 999
_OF_REGION = len(_BIRTHS) * _ORDERS
_REGIONS = tuple(str(region) for region in range(110101, 110200))
#: How many persons there can be.
MOST_PERSONS = len(_REGIONS) * _OF_REGION
#: A prime that divides none of the factors above: neighbours get numbers far apart, and no number comes twice.
_STRIDE = 15_485_863
#: Permits of Hong Kong, Macau and Taiwan residents, and nationalities on foreigners' cards; 364,635 numbers each.
_PERMIT_REGIONS = ("810000", "820000", "830000")
_NATIONALITIES = ("840", "392", "410", "276", "826", "250")
#: The first number whose body begins with ``E`` behind ``FAK``.
_FIRST_BODY = CREDIT_CODE_ALPHABET.index("E") * 31**4
#: How many firms there can be.
MOST_FIRMS = 31**5 - _FIRST_BODY


def resident_number(region: str, birth: str, order: int) -> str:
    """Return a resident id: six digits of the region, ``YYYYMMDD``, an order of 1 to 999."""
    body = f"{region}{birth}{order:03d}"
    return body + resident_check_digit(body)


def distinct_resident_number(index: int) -> str:
    """Return the resident id of the person with this number from 0 on; two persons never share one."""
    region, rest = divmod(index * _STRIDE % MOST_PERSONS, _OF_REGION)
    birth, order = divmod(rest, _ORDERS)
    return resident_number(_REGIONS[region], _BIRTHS[birth], order + 1)


def distinct_permit_number(index: int) -> str:
    """Return the number of a 港澳台居民居住证 of the person with this number from 0 on."""
    region, rest = divmod(index, _OF_REGION)
    birth, order = divmod(rest, _ORDERS)
    return resident_number(_PERMIT_REGIONS[region], _BIRTHS[birth], order + 1)


def distinct_foreigner_number(index: int) -> str:
    """Return the number of a 外国人永久居留身份证 (2023) of the person with this number from 0 on."""
    nationality, rest = divmod(index, _OF_REGION)
    birth, order = divmod(rest, _ORDERS)
    return resident_number(f"911{_NATIONALITIES[nationality]}", _BIRTHS[birth], order + 1)


def credit_code(prefix: str, organ: str, body: str) -> str:
    """Return a unified code: two characters for department and kind, six of the organ, eight of the body, two check characters."""
    head = prefix + organ + body + organization_code_check_digit(body)
    return head + credit_code_check_digit(head)


def distinct_body(index: int) -> str:
    """Return the code body of the firm with this number from 0 on: the first 923,521 begin with ``FAKE``, all with ``FAK``."""
    rest, digits = index + _FIRST_BODY, ""
    for _ in range(5):
        rest, digit = divmod(rest, 31)
        digits = CREDIT_CODE_ALPHABET[digit] + digits
    return f"FAK{digits}"


def registration_number(organ: str, sequence: int) -> str:
    """Return a 15-digit registration number; a sequence from 60000000 on is that of an individual business."""
    body = f"{organ}{sequence:08d}"
    return body + registration_check_digit(body)
