"""Statements of BODS 0.4 (Open Ownership). Field names and codes are those of the schema of that version.

Left out, for want of a code: supervisors, shareholders by title alone, practitioners, employees and the like.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from graph_service.bulk.standard_words import FORMS, POSITIONS, fact_key, percent
from graph_service.bulk.statements import Statement
from graph_service.model.facts import Row

PUBLISHER = "graph-service"
#: Office → type of interest. Whoever may bind the firm by law or register has influence that is neither a share nor a seat.
_INTERESTS = {
    "director": "boardMember", "senior_manager": "seniorManagingOfficial", "general_manager": "seniorManagingOfficial",
    **dict.fromkeys(("legal_representative", "principal_in_charge", "actual_controller", "individual_operator", "branch_head"),
                    "otherInfluenceOrControl"),
}  # fmt: skip
_ENTITY_TYPES = {"government": "stateBody", "institution": "legalEntity"}


def statement(table: str, row: Row, source: str, on: date) -> Statement | None:
    """Return the statement of one row of a table."""
    if table == "organizations":
        return _framed("entity", str(row["id"]), str(row["id"]), _entity(row), source, on)
    if table == "persons":
        details = {"isComponent": False, "personType": "knownPerson", "names": [{"fullName": row["name"]}]}
        return _framed("person", str(row["id"]), str(row["id"]), details, source, on)
    interest = _holding(row) if table == "holdings" else _office(row)
    if interest is None:
        return None
    days = {"startDate": row["start"], "endDate": row["end"]}
    stated = interest | {name: day.isoformat() for name, day in days.items() if isinstance(day, date)}
    party = row["holder" if table == "holdings" else "person"]
    details = {"isComponent": False, "subject": row["organization"], "interestedParty": party, "interests": [stated]}
    return _framed("relationship", fact_key(table, row), str(row["organization"]), details, source, on)


def _framed(  # noqa: PLR0913  # the fields of a statement
    kind: str, record: str, subject: str, details: Mapping[str, object], source: str, on: date
) -> Statement:
    said = json.dumps([kind, record, details, on.isoformat()], ensure_ascii=False, sort_keys=True)
    return {
        "statementId": hashlib.sha256(said.encode()).hexdigest(),
        "declarationSubject": subject,
        "statementDate": on.isoformat(),
        "publicationDetails": {"publicationDate": on.isoformat(), "bodsVersion": "0.4", "publisher": {"name": PUBLISHER}},
        "recordId": record,
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": details,
        **({"source": {"description": source}} if source else {}),
    }


def _entity(row: Row) -> Mapping[str, object]:
    kind: dict[str, object] = {"type": _ENTITY_TYPES.get(str(row["type"]), "registeredEntity")}
    if form := FORMS.get(str(row["type"])):
        kind["details"] = form
    entity: dict[str, object] = {"isComponent": False, "entityType": kind, "name": row["name"]}
    if row["uscc"]:
        entity["jurisdiction"] = {"name": "China", "code": "CN"}
        entity["identifiers"] = [{"id": row["uscc"], "scheme": "CN-SAIC", "schemeName": "统一社会信用代码"}]
    return entity


def _holding(row: Row) -> dict[str, object]:
    exact, least, most = (percent(row[name]) for name in ("share", "share_min", "share_max"))
    bounds = {"exact": exact, "minimum": exact if exact is not None else least, "maximum": exact if exact is not None else most}
    share = {name: value for name, value in bounds.items() if value is not None}
    return {"type": "shareholding", "directOrIndirect": "direct", **({"share": share} if share else {})}


def _office(row: Row) -> dict[str, object] | None:
    role = str(row["role"])
    if role not in _INTERESTS:
        return None
    interest: dict[str, object] = {"type": _INTERESTS[role], "directOrIndirect": "direct", "details": POSITIONS[role]}
    return interest | ({"beneficialOwnershipOrControl": True} if role == "actual_controller" else {})
