"""Finding subjects: what a number names is a match, who bears a name is a candidate, and spellings of one name are found alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from graph_service.errors import InputError
from graph_service.query.search import SearchQuestion, search
from graph_service.store.ports import PersonIdentity
from graph_service.store.reading_ports import NameHit, NamePart, Place
from graph_service.store.register_ports import FormerName, OrganizationKey, OrganizationMatch
from tests.web.fakes import EVENT, FIRM, FORMER, FakeGraph, FakeLedger, fake_services

RESIDENT_ID = "110101190001010014"
OPERATOR = "reg:110105000000017"


class SearchedGraph(FakeGraph):
    """Finds by part of a name in memory, and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Mapping[str, NamePart]] = []

    def named_like(
        self, parts: Mapping[str, NamePart], *, after: Place | None, limit: int
    ) -> tuple[Sequence[NameHit], Place | None]:
        self.asked.append(parts)
        hits = []
        for record in self.records.values():
            part = parts.get(record.kind)
            if part and part.part in record.name:
                rank = 0 if record.name == part.whole else 1 if record.name.startswith(part.part) else 4
                hits.append(NameHit(Place(rank, record.id), record.kind))
        if (
            "organization" in parts
            and parts["organization"].part in FORMER
            and parts["organization"].part not in self.records[FIRM].name
        ):
            hits.append(NameHit(Place(3, FIRM), "organization", FormerName(FORMER, None, None, "f-name-0")))
        left = sorted((hit for hit in hits if after is None or hit.place > after), key=lambda hit: hit.place)
        return left[:limit], left[limit - 1].place if len(left) > limit else None

    def events_by_document(self, documents: Sequence[str], *, limit: int) -> Sequence[Any]:
        columns = ("id", "kind", "category", "subject", "document", "office")
        return [{name: row.get(name) for name in columns} for row in self.events if row["document"] in documents]

    def organizations_found(self, keys: Sequence[OrganizationKey], *, besides: str | None = None) -> Mapping[Any, Any]:
        known = {("registration_number", "110105000000017"): OPERATOR, ("organization_code", "MA0FAKE17"): FIRM}
        return {key: [OrganizationMatch(known[key.kind, key.value])] if (key.kind, key.value) in known else [] for key in keys}


class SearchedLedger(FakeLedger):
    def known_person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str | None]:
        return ["p-li" if one.id_number == RESIDENT_ID else None for one in identities]


def found(text: str, graph: SearchedGraph | None = None, **more: Any) -> Any:
    services = replace(fake_services(), graph=graph or SearchedGraph(), ledger=SearchedLedger())  # type: ignore[arg-type]  # fakes
    return search(services, SearchQuestion(text, **more))


def hits(answer: Any) -> list[tuple[str, str, bool]]:
    return [((one["event"] or one["subject"])["id"], one["match"], one["candidate"]) for one in answer["hits"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FIRM, (FIRM, "uscc", False)),
        ("９１１１０１０５ ma0fake17j", (FIRM, "uscc", False)),
        ("110105000000017", (OPERATOR, "registration_number", False)),
        ("MA0FAKE1-7", (FIRM, "organization_code", False)),
        ("p-li", ("p-li", "key", False)),
        (OPERATOR, (OPERATOR, "key", False)),
        (RESIDENT_ID, ("p-li", "id_number", False)),
        ("京朝市监罚〔2024〕第17号", (EVENT, "document", False)),
        ("京朝市监罚[2024]第17号", (EVENT, "document", False)),
        ("京朝市监罚（2024）第17号", (EVENT, "document", False)),
        ("京朝市监罚【2024】第17号", (EVENT, "document", False)),
    ],
)
def test_a_number_names_what_it_is_the_number_of(text: str, expected: tuple[str, str, bool]) -> None:
    assert hits(found(text)) == [expected]


@pytest.mark.parametrize("text", ["110101190001010015", "110101190001010022", "110105000000099", "京朝市监罚〔2024〕第18号"])
def test_another_number_names_nobody(text: str) -> None:
    assert hits(found(text)) == []


def test_whoever_bears_a_name_is_a_candidate_and_all_namesakes_are_shown() -> None:
    assert hits(found("张伟")) == [("p-namesake", "name", True), ("p-zhang", "name", True)]


@pytest.mark.parametrize(
    "text",
    [
        "北京天和食品有限公司",
        "北京天和食品有限责任公司",
        "北京天和食品股份有限公司",
        " 北京 天和食品 ",
        "北京天和食品",
        "天和食品",
    ],
)
def test_a_firm_is_found_whatever_its_legal_form_and_blanks(text: str) -> None:
    assert (FIRM, "name", True) in hits(found(text))


def test_spellings_of_one_name_are_asked_for_alike() -> None:
    graph = SearchedGraph()

    for text in ("盛泽投资控股（集团）有限公司", "盛泽投资控股(集团)有限公司", "盛泽投资控股〔集团〕有限公司"):
        found(text, graph)
    found("阿不都•热合曼", graph)

    assert {asked["organization"] for asked in graph.asked[:3]} == {
        NamePart("盛泽投资控股(集团)", "盛泽投资控股(集团)有限公司")
    }
    assert graph.asked[3]["person"].part == "阿不都·热合曼"


def test_letters_are_looked_for_as_initials_too_and_other_texts_are_not() -> None:
    graph = SearchedGraph()

    for text in ("bjth", "ＢＪ1", "123456", "北京th", "京天和"):
        found(text, graph)

    assert [asked["person"].initials for asked in graph.asked] == ["BJTH", "BJ1", "", "", ""]


def test_who_is_found_by_initials_is_a_candidate_like_any_namesake() -> None:
    class ByInitials(SearchedGraph):
        def named_like(self, parts: Mapping[str, NamePart], *, after: Place | None, limit: int) -> Any:
            return [NameHit(Place(6, FIRM), "organization"), NameHit(Place(7, "p-zhang"), "person")], None

    assert hits(found("bjth", ByInitials())) == [(FIRM, "initials", True), ("p-zhang", "initials", True)]


def test_a_former_name_is_told_with_the_name() -> None:
    (hit,) = [one for one in found("北京天和饮食")["hits"] if one["match"] == "former_name"]

    assert (hit["subject"]["id"], hit["former_name"]["name"], hit["candidate"]) == (FIRM, FORMER, True)


def test_kinds_decide_what_is_looked_for() -> None:
    assert {one["type"] for one in found("天和", kinds=["person"])["hits"]} == set()
    assert {one["type"] for one in found("天和", kinds=["organization"])["hits"]} == {"organization"}
    assert hits(found("京朝市监罚〔2024〕第17号", kinds=["organization", "person"])) == []
    assert hits(found(FIRM, kinds=["person"])) == []


def test_pages_follow_each_other_and_numbers_stand_on_the_first_alone() -> None:
    whole = hits(found("北京"))
    pages: list[Any] = []
    after = ""
    while after is not None:
        pages.append(found("北京", after=after, limit=2))
        after = pages[-1]["after"]

    assert [hit for page in pages for hit in hits(page)] == whole
    assert [page["truncated"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert len(whole) > 4


@pytest.mark.parametrize(("text", "more"), [("天", {}), (" ", {}), ("天和", {"kinds": ["firm"]}), ("天和", {"after": "x"})])
def test_what_cannot_be_looked_for_is_refused(text: str, more: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        found(text, **more)
