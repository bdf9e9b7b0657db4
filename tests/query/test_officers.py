"""Who held which office on a day: what each statement says, where it comes from, and which contradict each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_service.errors import NotFoundError
from graph_service.query.officers import officers
from graph_service.store.ports import Relationship
from graph_service.workflow.services import Services
from tests.web.fakes import FIRM, FakeGraph, FakeLedger, fake_services

DAY = date(2024, 2, 9)


def held(found: Any) -> list[tuple[str, str, bool]]:
    return [(one["role"], one["source"], one["contested"]) for one in found["offices"]]


def asked(graph: FakeGraph, on: date = DAY) -> Any:
    return officers(replace(fake_services(), graph=graph), FIRM, on)  # type: ignore[arg-type]  # a fake


def represented(person: str, start: date | None = None, end: date | None = None) -> Relationship:
    return Relationship(f"f-new-{person}-{start}", "HOLDS_ROLE", person, FIRM, "legal_representative", start, end, {})


def named_beside(name: str) -> FakeGraph:
    graph = FakeGraph()
    graph.records[FIRM] = replace(graph.records[FIRM], properties={"representative": name})
    return graph


def test_the_day_decides_who_held_the_office() -> None:
    before, after = (
        [person for role, person, _ in held(asked(FakeGraph(), day)) if role == "legal_representative"]
        for day in (DAY, date(2024, 2, 10))
    )

    assert (before, after) == (["p-wang"], ["p-li"])


def test_each_office_names_its_holder_its_days_and_its_source_row() -> None:
    found = asked(FakeGraph())

    first = found["offices"][0]
    assert (first["role"], first["person"]["name"], first["person"]["masked_id"]) == (
        "legal_representative", "王建国", "1101**********0014",
    )  # fmt: skip
    assert (first["start"], first["last_day"], first["registered_on"]) == ("2018-01-05", "2024-02-09", "2018-01-10")
    row = first["provenance"]
    assert (row["source_file"], row["source_row"], row["recorded_from"]) == (
        "登记抽取_主要人员.csv", 2, "2026-11-23T09:30:00+00:00",
    )  # fmt: skip
    assert [one["role"] for one in found["offices"]][:1] == ["legal_representative"]
    assert not any(contested for _, _, contested in held(found))
    assert (found["contradictions"], found["named_beside"], found["truncated"]) == ([], None, False)


def test_two_representatives_on_one_day_are_both_shown_and_contested() -> None:
    graph = FakeGraph()
    graph.edges = [*graph.edges, represented("p-sun", date(2024, 1, 1))]

    found = asked(graph)

    sole = [one for one in held(found) if one[0] == "legal_representative"]
    assert sole == [("legal_representative", "p-sun", True), ("legal_representative", "p-wang", True)]
    (against,) = found["contradictions"]
    assert (against["code"], sorted(against["facts"])) == ("several_holders", ["f-new-p-sun-2024-01-01", "f-role-00"])


def test_one_office_stated_with_different_days_is_contested_and_two_licences_are_not() -> None:
    graph = FakeGraph()
    licences = [
        Relationship(f"f-l{number}", "HOLDS_ROLE", "p-zhou", FIRM, "registered_practitioner", None, None, {"licence": number})
        for number in "12"
    ]
    graph.edges = [*graph.edges, represented("p-wang", date(2017, 1, 1)), *licences]

    found = asked(graph)

    (against,) = found["contradictions"]
    assert (against["code"], sorted(against["facts"])) == ("dated_twice", ["f-new-p-wang-2017-01-01", "f-role-00"])


def test_another_name_beside_the_firm_contradicts_and_the_same_name_does_not() -> None:
    other, same = asked(named_beside("钱某")), asked(named_beside("王建国"))

    assert [(one["code"], one["facts"]) for one in other["contradictions"]] == [("other_named_beside", ["f-role-00"])]
    assert other["named_beside"]["name"] == "钱某"
    assert (same["contradictions"], same["named_beside"]["name"]) == ([], "王建国")


def test_more_offices_than_are_told_are_said_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.query.officers.MOST_OFFICES", 2)

    assert asked(FakeGraph())["truncated"] is True


def test_an_unknown_organisation_is_not_found() -> None:
    services: Services = fake_services()

    with pytest.raises(NotFoundError):
        officers(services, "none", DAY)


def test_id_numbers_are_looked_up_together() -> None:
    class Counting(FakeLedger):
        asked = 0

        def masked_ids(self, person_keys: Any) -> Any:
            self.asked += 1
            return super().masked_ids(person_keys)

    ledger = Counting()
    officers(replace(fake_services(), ledger=ledger), FIRM, DAY)  # type: ignore[arg-type]  # a fake

    assert ledger.asked == 1
