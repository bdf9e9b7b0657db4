"""BODS 0.4: statements about entities, persons and relationships, each as a row of the tables of ``foreign``.

Field names are those of the standard's schema (Open Ownership, version 0.4). Identifiers are told apart by their scheme: the org-id list
for organisations, ``country-kind`` for persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph_service.loaders.foreign import (
    FIRM,
    HOLDER,
    LINKS,
    OTHERS,
    PARTIES,
    PARTY,
    Flat,
    Json,
    Parties,
    Titles,
    text_of,
    unread,
)
from graph_service.loaders.json_lines import Number

FORMAT = "BODS 0.4"
#: Schemes whose ids may be unified codes: the Chinese register in the org-id list, under its name of before 2018.
CODE_SCHEMES = ("CN-SAIC",)
LEI_SCHEME = "XI-LEI"
_PERSON_KINDS = {"CHN-IDCARD": "居民身份证", "PASSPORT": "护照"}
_READ = frozenset({"statementId", "statementDate", "recordId", "recordType", "recordStatus", "declarationSubject"}) | {
    f"recordDetails.{name}"
    for name in "isComponent subject interestedParty interests name names identifiers entityType personType".split()
} | {f"publicationDetails.{name}" for name in ("publisher", "publicationDate", "bodsVersion", "license")}  # fmt: skip


def flatten(record: Json, parties: Parties) -> Flat:
    """Make a row of a statement."""
    kind, details = record.get("recordType"), _object(record.get("recordDetails"))
    said = {
        "数据格式": FORMAT,
        "发布者": _publisher(record),
        "声明日期": text_of(record.get("statementDate")),
        "记录状态": text_of(record.get("recordStatus")),
    }
    rest = unread("bods", record, _READ, ("recordDetails", "publicationDetails"))
    if kind == "relationship":
        return Flat(LINKS, said | _link(record, details, parties), rest)
    if kind not in ("entity", "person"):
        return Flat(OTHERS, {"境外记录类型": text_of(kind), "记录": text_of(record)}, rest)
    party, number = _entity(record, details) if kind == "entity" else _person(record, details)
    form = text_of(_object(details.get("entityType")).get("details"))
    cells = said | dict(zip(PARTY, party, strict=True)) | {"组织形式": form}
    held = (said["发布者"], party.record, said["声明日期"], party)
    return Flat(PARTIES, cells, rest, held, frozenset({number}) if number else frozenset())


def _publisher(record: Json) -> str:
    publisher = _object(_object(record.get("publicationDetails")).get("publisher"))
    return text_of(publisher.get("name") or publisher.get("url"))


def _entity(record: Json, details: Json) -> tuple[Titles, str]:
    """Return the cells of an entity, and the title of a code that stands in the file as a number."""
    code, lei = _identifier(details, *CODE_SCHEMES), _identifier(details, LEI_SCHEME)
    named = text_of(details.get("name"))
    party = Titles(text_of(record.get("recordId")), "organization", named, text_of(code), text_of(lei), "", "")
    return party, PARTY.code if isinstance(code, Number) else ""


def _person(record: Json, details: Json) -> tuple[Titles, str]:
    kind, number = next(_documents(details), ("", ""))
    name = next((text_of(one.get("fullName")) for one in _objects(details.get("names")) if one.get("fullName")), "")
    party = Titles(text_of(record.get("recordId")), "person", name, "", "", kind, text_of(number))
    return party, PARTY.number if isinstance(number, Number) else ""


def _identifier(details: Json, *schemes: str) -> object:
    return next((one.get("id") for one in _objects(details.get("identifiers")) if one.get("scheme") in schemes), "")


def _documents(details: Json) -> Iterator[tuple[str, object]]:
    """Give the documents that we can check: the Chinese identity card, then a passport of any country."""
    for scheme, kind in _PERSON_KINDS.items():
        for one in _objects(details.get("identifiers")):
            stated = text_of(one.get("scheme"))
            if stated == scheme or (scheme == "PASSPORT" and stated.endswith("-PASSPORT")):
                yield kind, one.get("id")


def _link(record: Json, details: Json, parties: Parties) -> dict[str, str]:
    publisher = _publisher(record)
    subject, holder = details.get("subject"), details.get("interestedParty")
    cells = {"记录编号": text_of(record.get("recordId"))}
    for titles, party in ((FIRM, subject), (HOLDER, holder)):
        cells |= parties.cells(publisher, party if isinstance(party, str) else "", titles)
    reasons = [text_of(one.get("reason") or "unspecified") for one in (subject, holder) if isinstance(one, Mapping)]
    return cells | {"未列明原因": "；".join(reasons), "权益": text_of(details.get("interests"))}


def _object(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> Sequence[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
