"""What the two published standards ask of a record, by hand.

BODS: the JSON schema of version 0.4 (statement, entity record, person record, relationship record: required fields, types, closed code
lists, lengths; an identifier or a record is named only behind its statement). FollowTheMoney: the schemata of version 4 (required
properties, lists of texts, ranges of references) and its form of ids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Json = Mapping[str, Any]
ENTITY_TYPES = {"registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state", "stateBody"}
INTEREST_TYPES = set(
    "shareholding votingRights appointmentOfBoard otherInfluenceOrControl seniorManagingOfficial settlor trustee protector "
    "beneficiaryOfLegalArrangement rightsToSurplusAssetsOnDissolution rightsToProfitOrIncome rightsGrantedByContract "
    "conditionalRightsGrantedByContract controlViaCompanyRulesOrArticles controlByLegalFramework boardMember boardChair "
    "unknownInterest unpublishedInterest enjoymentAndUseOfAssets rightToProfitOrIncomeFromAssets".split()
)
FTM_ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")
FTM_PROPERTIES = {
    "Company": {"name", "uscCode", "legalForm", "jurisdiction", "publisher"},
    "PublicBody": {"name", "uscCode", "legalForm", "jurisdiction", "publisher"},
    "Person": {"name", "publisher"},
    "Ownership": {"owner", "asset", "percentage", "ownershipType", "startDate", "endDate", "publisher"},
    "Directorship": {"director", "organization", "role", "description", "startDate", "endDate", "publisher"},
}
FTM_REQUIRED = {
    "Company": {"name"}, "PublicBody": {"name"}, "Person": {"name"}, "Ownership": {"owner", "asset"},
    "Directorship": {"director", "organization"},
}  # fmt: skip
_ORGANIZATIONS = {"Company", "PublicBody"}


def faults_of_bods(statements: Sequence[Json]) -> list[str]:
    """Return what the schema of BODS 0.4 would say against a file."""
    seen: dict[str, str] = {}
    ids: set[str] = set()
    found: list[str] = []
    for at, one in enumerate(statements):
        needed = {"statementId", "declarationSubject", "recordId", "recordType", "recordDetails"}
        found += [f"{at}: no {name}" for name in sorted(needed - one.keys())]
        if not 32 <= len(one["statementId"]) <= 64 or one["statementId"] in ids:
            found.append(f"{at}: statementId")
        ids.add(one["statementId"])
        date.fromisoformat(one["statementDate"])
        published = one["publicationDetails"]
        if published["bodsVersion"] != "0.4" or not published["publisher"].get("name") or "publicationDate" not in published:
            found.append(f"{at}: publicationDetails")
        if one["recordStatus"] not in {"new", "updated", "closed"} or not isinstance(one["recordDetails"]["isComponent"], bool):
            found.append(f"{at}: record")
        found += [f"{at}: {fault}" for fault in _faults_of_details(one, seen)]
        seen[one["recordId"]] = one["recordType"]
        if one["recordType"] != "person" and seen.get(one["declarationSubject"]) != "entity":
            found.append(f"{at}: declarationSubject")
    return found


def _faults_of_details(one: Json, seen: Mapping[str, str]) -> list[str]:
    details = one["recordDetails"]
    if one["recordType"] == "entity":
        return [] if details["entityType"]["type"] in ENTITY_TYPES else ["entityType"]
    if one["recordType"] == "person":
        return [] if details["personType"] == "knownPerson" and details["names"][0]["fullName"] else ["personType"]
    found = [] if seen.get(details["subject"]) == "entity" else ["subject"]
    found += [] if seen.get(details["interestedParty"]) in {"entity", "person"} else ["interestedParty"]
    for interest in details["interests"]:
        shares = interest.get("share", {})
        if interest["type"] not in INTEREST_TYPES or interest["directOrIndirect"] not in {"direct", "indirect", "unknown"}:
            found.append("interest")
        if not shares.keys() <= {"exact", "minimum", "maximum"} or not all(0 <= share <= 100 for share in shares.values()):
            found.append("share")
        for name in interest.keys() & {"startDate", "endDate"}:
            date.fromisoformat(interest[name])
    return found


def faults_of_ftm(entities: Sequence[Json]) -> list[str]:
    """Return what the model of FollowTheMoney would say against a file."""
    schemata = {one["id"]: one["schema"] for one in entities}
    found: list[str] = [] if len(schemata) == len(entities) else ["an id twice"]
    for one in entities:
        properties, schema = one["properties"], one["schema"]
        if not FTM_ID.fullmatch(one["id"]) or not FTM_REQUIRED[schema] <= properties.keys() <= FTM_PROPERTIES[schema]:
            found.append(f"{one['id']}: id or properties")
        if not all(
            isinstance(values, list) and all(isinstance(text, str) and text for text in values)
            for values in properties.values()
        ):
            found.append(f"{one['id']}: values")
        for name, range_ in (
            ("asset", {"Company"}),
            ("organization", _ORGANIZATIONS),
            ("owner", {*_ORGANIZATIONS, "Person"}),
            ("director", {"Person"}),
        ):
            if name in properties and schemata.get(properties[name][0]) not in range_:
                found.append(f"{one['id']}: {name}")
    return found
