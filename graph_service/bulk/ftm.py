"""Entities of FollowTheMoney, one a fact. Names of schemata and properties are those of the model (version 4).

Its ids are letters, digits, dots and hyphens: the colon of our keys becomes a dot.
"""

from __future__ import annotations

from datetime import date

from graph_service.bulk.standard_words import FORMS, POSITIONS, fact_key, percent
from graph_service.bulk.statements import Statement
from graph_service.model.facts import Row


def statement(table: str, row: Row, source: str, _on: date) -> Statement:
    """Return the entity of one row of a table; every fact has one."""
    if table == "organizations":
        schema = "PublicBody" if row["type"] == "government" else "Company"
        known = {
            "uscCode": row["uscc"],
            "legalForm": FORMS.get(str(row["type"])),
            "jurisdiction": "cn" if row["uscc"] else None,
        }
        return _entity(schema, str(row["id"]), str(row["name"]), {"name": row["name"], **known}, source)
    if table == "persons":
        return _entity("Person", str(row["id"]), str(row["name"]), {"name": row["name"]}, source)
    days = {"startDate": row["start"], "endDate": row["end"]}
    firm = _id(str(row["organization"]))
    if table == "holdings":
        share = _percentage(row)
        linked: dict[str, object] = {
            "owner": _id(str(row["holder"])),
            "asset": firm,
            "percentage": share,
            "ownershipType": "direct",
        }
        return _entity("Ownership", fact_key(table, row), share or "持股", linked | days, source)
    position = POSITIONS[str(row["role"])]
    linked = {"director": _id(str(row["person"])), "organization": firm, "role": position, "description": row["title"]}
    return _entity("Directorship", fact_key(table, row), position, linked | days, source)


def _id(key: str) -> str:
    return key.replace(":", ".")


def _entity(schema: str, key: str, caption: str, properties: dict[str, object], source: str) -> Statement:
    stated = {**properties, "publisher": source or None}
    texts = {name: [value.isoformat() if isinstance(value, date) else str(value)] for name, value in stated.items() if value}
    return {"id": _id(key), "caption": caption, "schema": schema, "properties": texts}


def _percentage(row: Row) -> str | None:
    exact, least, most = (percent(row[name]) for name in ("share", "share_min", "share_max"))
    if exact is not None:
        return f"{exact:g}%"
    if least is None and most is None:
        return None
    return f"{least or 0:g}%-{100 if most is None else most:g}%"
