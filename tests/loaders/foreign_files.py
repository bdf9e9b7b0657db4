"""Small files in foreign standards. All subjects are invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.loaders.tables import FIRMS, PEOPLE

#: Reasons that only these files call for.
FOREIGN_REASONS = frozenset(
    "lei-invalid party-kind-unknown party-unknown party-unspecified party-not-a-firm interest-format interest-not-kept interest-twice "
    "closed-without-day record-not-kept".split()
)
Json = dict[str, Any]
#: Identifiers that nobody was given: the issuer's prefix 0000 is not in use; the check digits are right.
LEIS = ("0000FAKE000000000069", "0000FAKE000000000166")
_PUBLISHED = {"publicationDate": "2024-03-05", "bodsVersion": "0.4", "publisher": {"name": "甲国登记局"}}


def statement(kind: str, record: str, details: Mapping[str, object], **changes: object) -> Json:
    """A statement of BODS 0.4."""
    return {
        "statementId": f"{record}-{kind}".ljust(32, "0"),
        "declarationSubject": "e1",
        "statementDate": "2024-03-05",
        "publicationDetails": _PUBLISHED,
        "recordId": record,
        "recordStatus": "new",
        "recordType": kind,
        "recordDetails": {"isComponent": False, **details},
        **changes,
    }


def entity(record: str = "e1", name: str = "北京甲一食品有限公司", code: str = FIRMS[0], **changes: object) -> Json:
    identifiers = [{"id": code, "scheme": "CN-SAIC"}] if code else []
    details = {"entityType": {"type": "registeredEntity"}, "name": name, "identifiers": identifiers}
    return statement("entity", record, details, **changes)


def person(record: str = "p1", name: str = "赵甲", number: str = PEOPLE[0], **changes: object) -> Json:
    identifiers = [{"id": number, "scheme": "CHN-IDCARD"}] if number else []
    details = {"personType": "knownPerson", "names": [{"fullName": name}], "identifiers": identifiers}
    return statement("person", record, details, **changes)


def shareholding(**changes: object) -> Json:
    return {
        "type": "shareholding",
        "directOrIndirect": "direct",
        "share": {"exact": 44.71},
        "startDate": "2015-01-01",
        **changes,
    }


def link(*interests: object, record: str = "r1", subject: object = "e1", party: object = "p1", **changes: object) -> Json:
    details = {"subject": subject, "interestedParty": party, "interests": list(interests)}
    return statement("relationship", record, details, **changes)


def thing(schema: str, record: str, **properties: object) -> Json:
    """An entity of FollowTheMoney; a single value becomes a list of one."""
    listed = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return {"id": record, "schema": schema, "caption": record, "properties": listed}


COMPANY = thing("Company", "c1", name="北京甲一食品有限公司", uscCode=FIRMS[0])
OWNER = thing("Person", "p1", name="赵甲", idNumber=PEOPLE[0])


def write_lines(folder: Path, *records: Mapping[str, object] | str, name: str = "foreign.jsonl") -> Path:
    path = folder / name
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_rows(folder: Path, rows: Sequence[Mapping[str, str]], name: str) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
