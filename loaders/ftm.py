"""FollowTheMoney: entities of many schemata, one JSON object a line, each as a row of the tables of ``foreign``.

Names of schemata and properties are those of the model (version 4). Every property is a list; one with several values is a cell of JSON,
except for names, of which the first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.loaders.foreign import (
    FIRM,
    HOLDER,
    LINKS,
    OTHERS,
    PARTIES,
    PARTY,
    SANCTIONS,
    Flat,
    Json,
    Parties,
    Titles,
    text_of,
    unread,
)
from graph_service.loaders.json_lines import Number

FORMAT = "FollowTheMoney"
#: ``LegalEntity`` may be a person or an organisation: it is one of the latter only where it has a number that no person has.
_ORGANIZATIONS = frozenset({"Company", "Organization", "PublicBody"})
_LINKS = {"Ownership": ("asset", "owner"), "Directorship": ("organization", "director")}
_READ = frozenset({"id", "schema", "caption"})
_OF_PARTIES = "name uscCode leiCode legalForm idNumber passportNumber"
_OF_LINKS = "asset owner organization director percentage ownershipType role description startDate endDate"
_OF_SANCTIONS = "entity program authority reason startDate endDate"


def flatten(record: Json, parties: Parties) -> Flat:
    """Make a row of an entity."""
    schema, given = text_of(record.get("schema")), record.get("properties")
    properties: Json = given if isinstance(given, Mapping) else {}
    said = {"数据格式": FORMAT, "发布者": ""}
    kind = _kind(schema, properties)
    if kind:
        return _party(record, kind, properties, said)
    if schema in _LINKS:
        return Flat(LINKS, said | _link(record, schema, properties, parties), _rest(record, _OF_LINKS))
    if schema == "Sanction":
        return Flat(SANCTIONS, said | _sanction(record, properties, parties), _rest(record, _OF_SANCTIONS))
    return Flat(OTHERS, {"境外记录类型": schema, "记录": text_of(record)}, {})


def _rest(record: Json, read: str) -> dict[str, str]:
    return unread("ftm", record, _READ | {f"properties.{name}" for name in read.split()}, ("properties",))


def _kind(schema: str, properties: Json) -> str:
    if schema in _ORGANIZATIONS or (schema == "LegalEntity" and (properties.get("uscCode") or properties.get("leiCode"))):
        return "organization"
    return "person" if schema == "Person" else ""


def _party(record: Json, kind: str, properties: Json, said: Mapping[str, str]) -> Flat:
    identity, passport = _value(properties, "idNumber"), _value(properties, "passportNumber")
    document, number = ("", identity) if identity or not passport else ("护照", passport)
    if kind == "organization":
        document, number = "", ""
    code, lei = _value(properties, "uscCode"), _value(properties, "leiCode")
    party = Titles(
        text_of(record.get("id")), kind, _first(properties, "name"), text_of(code), text_of(lei), document, text_of(number)
    )
    cells = {**said, **dict(zip(PARTY, party, strict=True)), "组织形式": _first(properties, "legalForm")}
    cells |= {"声明日期": "", "记录状态": ""}
    numbers = {title for title, value in ((PARTY.code, code), (PARTY.number, number)) if isinstance(value, Number)}
    return Flat(PARTIES, cells, _rest(record, _OF_PARTIES), ("", party.record, "", party), frozenset(numbers))


def _link(record: Json, schema: str, properties: Json, parties: Parties) -> dict[str, str]:
    """Say an ownership or a directorship in the words of an interest of BODS, which the loader reads."""
    firm, holder = _LINKS[schema]
    cells = {"记录编号": text_of(record.get("id"))}
    cells |= parties.cells("", text_of(_value(properties, firm)), FIRM)
    cells |= parties.cells("", text_of(_value(properties, holder)), HOLDER)
    interest: dict[str, Any] = {"startDate": _value(properties, "startDate"), "endDate": _value(properties, "endDate")}
    if schema == "Ownership":
        interest |= {"type": "shareholding", "share": {"text": _value(properties, "percentage")}}
        interest["directOrIndirect"] = _value(properties, "ownershipType")
    else:
        interest |= {"type": "office", "details": _value(properties, "role")}
    stated = {name: value for name, value in interest.items() if value}
    return cells | {"未列明原因": "", "权益": text_of([stated]), "声明日期": "", "记录状态": ""}


def _sanction(record: Json, properties: Json, parties: Parties) -> dict[str, str]:
    said = {"制裁名单": "program", "制裁机构": "authority", "制裁事由": "reason"}
    days = {"制裁起始日期": "startDate", "制裁截止日期": "endDate"}
    cells = {"制裁记录编号": text_of(record.get("id"))} | parties.cells("", text_of(_value(properties, "entity")), PARTY)
    return cells | {title: text_of(_value(properties, name)) for title, name in (said | days).items()}


def _first(properties: Json, name: str) -> str:
    values = properties.get(name)
    return text_of(values[0] if isinstance(values, list) and values else values or "")


def _value(properties: Json, name: str) -> object:
    """Return the only value of a property; of several the list, which no reader of a day or a number takes."""
    values = properties.get(name) or ""
    return values[0] if isinstance(values, list) and len(values) == 1 else values
