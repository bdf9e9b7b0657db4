"""GLEIF: who has which LEI, and who consolidates whose accounts. Neither is a holding, and no rule reads either."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.lei import lei
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.foreign_files import LEIS, thing, write_lines, write_rows
from tests.loaders.tables import FIRMS, write_csv
from tests.loaders.test_facts import loaded, picked

ENTITY = {
    "LEI": LEIS[0],
    "Entity.LegalName": "北京甲一食品有限公司",
    "Entity.LegalJurisdiction": "CN",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": FIRMS[0],
    "Entity.EntityStatus": "ACTIVE",
    "Registration.InitialRegistrationDate": "2020-03-05T08:00:00.000Z",
    "Registration.RegistrationStatus": "ISSUED",
}
RELATION = {
    "Relationship.StartNode.NodeID": LEIS[0],
    "Relationship.EndNode.NodeID": LEIS[1],
    "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
    "Relationship.RelationshipStatus": "ACTIVE",
    "Relationship.Period.1.startDate": "2023-01-01T00:00:00Z",
    "Relationship.Period.1.endDate": "2023-12-31T00:00:00Z",
    "Relationship.Period.1.periodType": "ACCOUNTING_PERIOD",
    "Relationship.Period.2.startDate": "2019-05-01T00:00:00+01:00",
    "Relationship.Period.2.endDate": "",
    "Relationship.Period.2.periodType": "RELATIONSHIP_PERIOD",
}


def entities(folder: Path, *changes: dict[str, str]) -> Path:
    return write_rows(folder, [ENTITY | change for change in changes], "lei2.csv")


def relations(folder: Path, *changes: dict[str, str]) -> Path:
    return write_rows(folder, [RELATION | change for change in changes], "rr.csv")


def test_a_lei_is_kept_beside_the_firm_that_its_unified_code_names(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", {}), entities(tmp_path, {"Entity.LegalName": "Jiayi Foods"}))

    assert picked(graph.rows("organizations"), "id", "name") == [(FIRMS[0], "北京甲一食品有限公司")]
    assert picked(graph.rows("references"), "subject", "document", "start") == [(FIRMS[0], LEIS[0], date(2020, 3, 5))]


@pytest.mark.parametrize(
    ("change", "warnings"),
    [
        ({"Entity.LegalJurisdiction": "HK"}, {}),
        ({"Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "110108000000016"}, {"lei-without-code": 1}),
        ({"Entity.RegistrationAuthority.RegistrationAuthorityEntityID": ""}, {"lei-without-code": 1}),
    ],
)
def test_an_organisation_without_a_unified_code_is_keyed_by_its_lei(
    services: Services, tmp_path: Path, change: dict[str, str], warnings: dict[str, int]
) -> None:
    (file,) = load_paths(services, [entities(tmp_path, change)]).files

    assert file.warnings == warnings
    assert picked(services.graph.rows("references"), "subject") == [(f"lei:{LEIS[0]}",)]  # type: ignore[attr-defined]  # the fake


def test_a_consolidation_is_no_holding_and_is_found_under_the_firm(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, relations(tmp_path, {}), entities(tmp_path, {}))

    entry = graph.rows("references")[-1]
    assert (entry["subject"], entry["document"], entry["start"], entry["end"]) == (FIRMS[0], LEIS[1], date(2019, 5, 1), None)
    assert entry["content"] == "由其直接合并报表（IS_DIRECTLY_CONSOLIDATED_BY）；关系状态 ACTIVE"
    assert (graph.rows("holdings"), graph.rows("roles"), graph.rows("events")) == ([], [], [])


def test_a_later_file_of_another_standard_finds_the_firm_by_its_lei(services: Services, tmp_path: Path) -> None:
    loaded(services, entities(tmp_path, {}))

    graph = loaded(services, write_lines(tmp_path, thing("Company", "c1", name="Jiayi Foods", leiCode=LEIS[0])))

    assert picked(graph.rows("organizations"), "id") == [(FIRMS[0],)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Relationship.EndNode.NodeID": LEIS[0]}, "own-parent"),
        ({"Relationship.StartNode.NodeID": "0000FAKE000000000068"}, "lei-invalid"),
        ({"Relationship.RelationshipType": ""}, "required"),
        ({"Relationship.Period.2.startDate": "2019"}, "date-format"),
    ],
)
def test_a_relationship_that_cannot_be_read_is_refused(
    services: Services, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    (file,) = load_paths(services, [relations(tmp_path, {}, change)]).files

    assert (file.read, file.loaded, dict(file.reasons)) == (2, 1, {reason: 1})


def test_one_lei_twice_with_other_content_is_a_conflict(services: Services, tmp_path: Path) -> None:
    (file,) = load_paths(services, [entities(tmp_path, {}, {}, {"Entity.EntityStatus": "INACTIVE"})]).files

    assert (file.loaded, file.unchanged, dict(file.reasons)) == (1, 1, {"conflicting-duplicate": 1})


def test_a_table_as_wide_as_the_golden_copy_is_read(services: Services, tmp_path: Path) -> None:
    wide = {f"Entity.OtherAddresses.OtherAddress.{at}": "" for at in range(330)}

    (file,) = load_paths(services, [write_rows(tmp_path, [ENTITY | wide], "lei2.csv")]).files

    assert (file.loaded, len(file.ignored_columns)) == (1, 330)


@pytest.mark.parametrize(
    "text", ["0000FAKE00000000006", "0000FAKE0000000000691", "0000-AKE000000000069", "0000FAKE000000000070"]
)
def test_a_lei_has_twenty_characters_and_right_check_digits(text: str) -> None:
    with pytest.raises(UncleanError):
        lei(text)


def test_a_lei_is_read_in_any_case() -> None:
    assert lei(LEIS[0].lower()) == LEIS[0]
