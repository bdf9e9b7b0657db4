"""How a staged graph finds organisations by what files say of them, and what it has of them on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from graph_service.store.graph.client import Record
from graph_service.store.staging.database import StagedDatabase, among, listed

_Keys = Sequence[Mapping[str, object]]
_BY_COLUMN = """
SELECT id FROM organizations
WHERE {column} = :value AND registrar IS NOT NULL AND (:area IS NULL OR area = :area)
ORDER BY id LIMIT :most"""
_BY_FORMER_NAME = """
SELECT organizations.id, names.start, names."end" FROM names JOIN organizations ON organizations.id = names.organization
WHERE names.name_key = :value AND names.recorded_to IS NULL AND names.load_id <> :besides
  AND registrar IS NOT NULL AND (:area IS NULL OR area = :area)
ORDER BY organizations.id, names.start LIMIT :most"""
_BY_LEI = 'SELECT subject FROM "references" WHERE anchor = :value AND recorded_to IS NULL ORDER BY subject LIMIT :most'
_HEADS = """
SELECT anchor, persons.name, start, "end" FROM roles LEFT JOIN persons ON persons.id = roles.person
WHERE {anchors} AND role = 'legal_representative' AND roles.recorded_to IS NULL"""
_ORGANIZATIONS = "SELECT id, capital_fen, representative, founded, closed, status, address FROM organizations WHERE {ids}"


def _found(text: str, database: StagedDatabase, keys: _Keys, most: int, besides: str = "") -> Iterator[Record]:
    for key in keys:
        values = {"value": key["value"], "area": key["area"], "most": most, "besides": besides}
        for organization, *period in database.select(text, values):
            yield {"place": key["place"], "id": organization} | dict(zip(("start", "end"), map(_day, period), strict=False))


def _registered(database: StagedDatabase, ids: Sequence[str]) -> Iterator[Record]:
    heads: dict[object, list[Record]] = defaultdict(list)
    for organization, name, start, end in database.select(_HEADS.format(anchors=among("anchor")), (listed(ids),)):
        heads[organization].append({"name": name, "start": _day(start), "end": _day(end)})
    for key, capital, representative, founded, closed, status, address in database.select(
        _ORGANIZATIONS.format(ids=among("id")), (listed(ids),)
    ):
        yield {
            "id": key,
            "capital_fen": capital,
            "representative": representative,
            "representatives": heads[key],
            "founded": _day(founded),
            "closed": _day(closed),
            "status": status,
            "address": address,
        }


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


REGISTER_ANSWERS: Mapping[str, Callable[..., Iterable[Record]]] = {
    "read/organizations_by_code": partial(_found, _BY_COLUMN.format(column="organization_code")),
    "read/organizations_by_registration": partial(_found, _BY_COLUMN.format(column="registration_number")),
    "read/organizations_by_name": partial(_found, _BY_COLUMN.format(column="name_key")),
    "read/organizations_by_former_name": partial(_found, _BY_FORMER_NAME),
    "read/organizations_by_lei": partial(_found, _BY_LEI),
    "read/registered": _registered,
}
