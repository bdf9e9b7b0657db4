"""BODS 0.4 and FollowTheMoney: organisations, persons, holdings, offices, lists for reference; what is not kept is refused by name."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.errors import SourceFileError
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.interests import read_interests
from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.reading import get
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.conftest import records, services_in
from tests.loaders.fakes import MemoryGraph
from tests.loaders.foreign_files import (
    COMPANY,
    LEIS,
    OWNER,
    Json,
    entity,
    link,
    person,
    shareholding,
    thing,
    write_lines,
    write_rows,
)
from tests.loaders.tables import FIRMS, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked
from tests.meta.documents import document

UNNUMBERED = entity("e2", "Alpha Holdings Ltd", "")
OTHER = thing("Company", "c2", name="北京乙二食品有限公司", uscCode=FIRMS[1])
OWNERSHIP = thing("Ownership", "o1", owner="p1", asset="c1", percentage="44.71", startDate="2015-01-01")


def reasons(services: Services, *paths: Path) -> dict[str, int]:
    """The reasons of all rows refused; the counts of every table add up."""
    files = load_paths(services, paths).files
    return {code: count for file in files for code, count in file.reasons.items()}


def graph_of(services: Services) -> MemoryGraph:
    assert isinstance(services.graph, MemoryGraph)
    return services.graph


def test_a_file_of_bods_becomes_parties_holdings_and_entries_for_reference(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_lines(tmp_path, entity(), person(), link(shareholding())))

    assert picked(graph.rows("organizations"), "id", "name") == [(FIRMS[0], "北京甲一食品有限公司")]
    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", True)]
    (holding,) = graph.rows("holdings")
    assert (holding["organization"], holding["share"], holding["start"]) == (FIRMS[0], 0.4471, date(2015, 1, 1))
    assert picked(graph.rows("references"), "list", "publisher", "document") == [
        ("BODS 0.4 主体记录", "甲国登记局", "e1"),
        ("BODS 0.4 主体记录", "甲国登记局", "p1"),
    ]


def test_relationships_may_stand_before_the_records_that_they_name(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_lines(tmp_path, link(shareholding()), person(), entity()))

    assert picked(graph.rows("holdings"), "organization") == [(FIRMS[0],)]


def test_an_array_is_read_like_lines(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "bods.json"
    path.write_text(json.dumps([entity(), person(), link(shareholding())], ensure_ascii=False, indent=1), "utf-8")

    assert len(loaded(services, path).rows("holdings")) == 1


def test_the_same_file_again_changes_nothing(services: Services, tmp_path: Path) -> None:
    path = write_lines(tmp_path, entity(), person(), link(shareholding()))
    loaded(services, path)
    version = graph_of(services).version

    again = load_paths(services, [path])

    assert (again.loaded, again.unchanged, graph_of(services).version) == (0, 3, version)


def test_what_a_register_says_of_a_firm_is_never_overwritten(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", {}), write_lines(tmp_path, entity(name="Beijing Jiayi Foods")))

    assert picked(graph.rows("organizations"), "name", "status") == [("北京甲一食品有限公司", "active")]


def test_a_person_without_a_number_stays_unconfirmed_and_apart_from_other_records(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_lines(tmp_path, person(number=""), person("p2", number="")))

    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", False), ("赵甲", False)]


def test_an_organisation_without_a_number_is_known_by_its_record(services: Services, tmp_path: Path) -> None:
    first = write_lines(tmp_path, UNNUMBERED, entity("e3", "Alpha Holdings Ltd", ""), name="a.jsonl")
    later = write_lines(tmp_path, UNNUMBERED | {"statementDate": "2024-05-01"}, name="b.jsonl")

    graph = loaded(services, first, later)

    assert picked(graph.rows("organizations"), "name", "uscc") == [("Alpha Holdings Ltd", None)] * 2


def test_a_range_of_shares_stays_a_range(services: Services, tmp_path: Path) -> None:
    interest = shareholding(share={"exclusiveMinimum": 25, "maximum": 50})

    graph = loaded(services, write_lines(tmp_path, entity(), person(), link(interest)))

    assert picked(graph.rows("holdings"), "share", "share_min", "share_max") == [(None, 0.25, 0.5)]


@pytest.mark.parametrize(
    ("interest", "offices"),
    [
        ({"type": "boardMember"}, [("director", None)]),
        ({"type": "boardMember", "details": "执行董事兼总经理"}, [("director", "执行董事兼总经理"), ("general_manager", "执行董事兼总经理")]),
        ({"type": "seniorManagingOfficial"}, [("senior_manager", None)]),
        ({"type": "otherInfluenceOrControl", "details": "法定代表人"}, [("legal_representative", "法定代表人")]),
    ],
)  # fmt: skip
def test_offices_are_read_from_the_type_and_its_details(
    services: Services, tmp_path: Path, interest: Json, offices: list[tuple[object, ...]]
) -> None:
    graph = loaded(services, write_lines(tmp_path, entity(), person(), link(interest)))

    assert picked(graph.rows("roles"), "role", "title") == offices
    assert graph.rows("holdings") == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ([link(shareholding(directOrIndirect="indirect"))], "interest-not-kept"),
        ([link({"type": "votingRights", "share": {"exact": 50}})], "interest-not-kept"),
        ([link({"type": "otherInfluenceOrControl", "details": "好友"})], "interest-not-kept"),
        ([link()], "interest-not-kept"),
        ([link("shares")], "interest-format"),
        ([link(shareholding(share={"exact": 120}))], "share-range"),
        ([link(shareholding(share={"minimum": 50, "maximum": 25}))], "share-range"),
        ([link(shareholding(share={"exact": "half"}))], "share-format"),
        ([link(shareholding(startDate="2015"))], "date-format"),
        ([link(shareholding(endDate="2014-01-01"))], "end-before-start"),
        ([link(shareholding(), shareholding(share={"exact": 5}))], "interest-twice"),
        ([link(shareholding(), party="e1")], "own-shareholder"),
        ([link(shareholding(), subject="p1", party="e1")], "party-not-a-firm"),
        ([link(shareholding(), party="p9")], "party-unknown"),
        ([link(shareholding(), party={"reason": "noBeneficialOwners"})], "party-unspecified"),
        ([link(shareholding(), recordStatus="closed", statementDate=None)], "closed-without-day"),
        ([link(shareholding()), link(shareholding(share={"exact": 5}), record="r2")], "conflicting-duplicate"),
        ([entity("e2", "乙", "91110105MA0FAKE17K")], "uscc-check-digit"),
        ([person("p2", "钱乙", "110101190001010015")], "id-check-digit"),
        ([person("p2", "钱某")], "masked-name"),
        ([entity() | {"recordType": "note"}], "record-not-kept"),
        ([entity("e2", "乙", statementDate="2027-01-01")], "date-future"),
        (['{"statementId": "x"'], "json-invalid"),
        (['{"statementId": "x", "statementId": "y"}'], "json-key-twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_reason(
    services: Services, tmp_path: Path, more: list[Json | str], reason: str
) -> None:
    assert reasons(services, write_lines(tmp_path, entity(), person(), *more)) == {reason: 1}


def test_an_interest_beside_a_kept_one_is_left_out_with_a_warning(services: Services, tmp_path: Path) -> None:
    files = load_paths(
        services, [write_lines(tmp_path, entity(), person(), link(shareholding(), {"type": "votingRights"}))]
    ).files

    assert files[1].warnings == {"interest-left-out": 1}


def test_fields_that_nobody_reads_are_named(services: Services, tmp_path: Path) -> None:
    record = entity()
    record["recordDetails"]["addresses"] = [{"address": "甲路1号"}]

    (file,) = load_paths(services, [write_lines(tmp_path, record | {"source": {"type": ["officialRegister"]}})]).files

    assert set(file.ignored_columns) == {"bods:source", "bods:recordDetails.addresses"}


def test_the_newest_statement_about_a_record_counts_wherever_it_stands(services: Services, tmp_path: Path) -> None:
    newer = link(shareholding(share={"exact": 10}), statementDate="2024-05-01")

    report = load_paths(services, [write_lines(tmp_path, newer, entity(), person(), link(shareholding()))])

    assert (report.rejected, report.unchanged) == (0, 1)
    assert picked(graph_of(services).rows("holdings"), "share") == [(0.1,)]


def test_a_closed_record_ends_its_interests(services: Services, tmp_path: Path) -> None:
    closed = link(shareholding(), recordStatus="closed", statementDate="2024-05-01")

    graph = loaded(services, write_lines(tmp_path, entity(), person(), link(shareholding()), closed))

    assert picked(graph.rows("holdings"), "start", "end") == [(date(2015, 1, 1), date(2024, 5, 1))]


def test_a_number_that_json_holds_as_a_number_is_no_identifier(services: Services, tmp_path: Path) -> None:
    record = person()
    record["recordDetails"]["identifiers"][0]["id"] = int(PEOPLE[0])

    assert reasons(services, write_lines(tmp_path, record)) == {"excel-number": 1}


def test_an_older_version_of_bods_is_refused_as_a_whole(services: Services, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"before 0\.4"):
        load_paths(services, [write_lines(tmp_path, {"statementID": "x", "statementType": "entityStatement"})])


def test_a_refused_row_is_corrected_and_loaded_without_the_others(services: Services, tmp_path: Path) -> None:
    path = write_lines(tmp_path, entity(), person(), link(shareholding(startDate="2015")))
    (refused,) = [file for file in load_paths(services, [path]).files if file.rejected]
    (sheet,) = get(open_quarantine(services, refused.load_id, tmp_path / "quarantine", "更正"))
    (record,) = records(sheet)
    cells = [cell.replace('"2015"', '"2015-01-01"') for cell in record.cells]
    corrected = write_rows(tmp_path, [dict(zip(sheet.header, cells, strict=True))], "corrected.csv")

    graph = loaded(services, corrected)

    assert picked(graph.rows("holdings"), "organization", "start") == [(FIRMS[0], date(2015, 1, 1))]


def test_a_file_of_followthemoney_becomes_holdings_offices_and_entries(services: Services, tmp_path: Path) -> None:
    directorship = thing("Directorship", "d1", director="p1", organization="c1", role="Director", startDate="2015-01-01")
    sanction = thing("Sanction", "s1", entity="c1", authority="甲国财政部门", program="甲名单", startDate="2024-01-01")

    graph = loaded(services, write_lines(tmp_path, COMPANY, OWNER, OWNERSHIP | {"datasets": []}, directorship, sanction))

    assert picked(graph.rows("holdings"), "organization", "share") == [(FIRMS[0], 0.4471)]
    assert picked(graph.rows("roles"), "role", "title", "start") == [("director", "Director", date(2015, 1, 1))]
    assert picked(graph.rows("persons"), "confirmed") == [(True,)]
    assert picked(graph.rows("references"), "subject", "list", "publisher")[-1] == (FIRMS[0], "甲名单", "甲国财政部门")
    assert graph.rows("events") == []


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (thing("Address", "a1", full="甲路1号"), "record-not-kept"),
        (thing("LegalEntity", "l1", name="Alpha"), "record-not-kept"),
        (thing("Directorship", "d1", director="p1", organization="c1"), "position-unknown"),
        (thing("Directorship", "d1", director="c2", organization="c1", role="董事"), "interest-not-kept"),
        (thing("Ownership", "o1", owner="p1", asset="x"), "party-unknown"),
        (thing("Ownership", "o1", owner="p1", asset="c1", percentage=["5", "6"]), "share-format"),
        (thing("Ownership", "o1", owner="p1", asset="c1", startDate=["2015-01-01", "2016-01-01"]), "date-format"),
        (thing("Sanction", "s1", entity="x"), "party-unknown"),
        (thing("Sanction", "s1", entity="c1", startDate="2024-01-01", endDate="2023-01-01"), "end-before-start"),
        (thing("Company", "c3", name="乙", leiCode="0000FAKE000000000068"), "lei-invalid"),
        (thing("Company", "c3"), "required"),
    ],
)  # fmt: skip
def test_what_followthemoney_says_beyond_our_tables_is_refused(
    services: Services, tmp_path: Path, record: Json, reason: str
) -> None:
    assert reasons(services, write_lines(tmp_path, COMPANY, OTHER, OWNER, record)) == {reason: 1}


def test_another_country_s_number_confirms_nobody(services: Services, tmp_path: Path) -> None:
    (file,) = load_paths(services, [write_lines(tmp_path, thing("Person", "p2", name="Jane Doe", idNumber="AB-1"))]).files

    assert (file.warnings, picked(graph_of(services).rows("persons"), "confirmed")) == ({"id-not-read": 1}, [(False,)])


def test_a_lei_keys_an_organisation_that_has_no_other_number(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_lines(tmp_path, thing("Company", "c2", name="Alpha Ltd", leiCode=LEIS[0])))

    assert picked(graph.rows("organizations"), "id") == [(f"lei:{LEIS[0]}",)]


def test_a_corrected_row_says_of_a_party_only_what_it_may_be(services: Services, tmp_path: Path) -> None:
    (sheet, *_) = get(write_lines(tmp_path, entity()))
    (record,) = records(sheet)
    row = dict(zip(sheet.header, record.cells, strict=True)) | {"主体类别": "trust"}

    assert reasons(services, write_rows(tmp_path, [row], "corrected.csv")) == {"party-kind-unknown": 1}


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 5000, '[{"type": []}]', '[{"type": "office", "details": {}}]'])
def test_no_text_of_interests_crashes_the_reader(text: str) -> None:
    with pytest.raises(UncleanError):
        read_interests(text, holder_is_person=True)


SECTION = document("docs/formats.md").text.partition("## Foreign standards")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```(json|csv)\n(.*?)```", SECTION, re.DOTALL)


@pytest.mark.parametrize(
    ("example", "loaded_rows"), list(zip(EXAMPLES, (3, 5, 1, 1), strict=True)), ids=["bods", "ftm", "level 1", "level 2"]
)
def test_a_documented_example_loads(services: Services, tmp_path: Path, example: tuple[str, str], loaded_rows: int) -> None:
    kind, text = example
    path = tmp_path / ("example.jsonl" if kind == "json" else "example.csv")
    path.write_text(text, "utf-8")

    report = load_paths(services, [path])

    assert (report.read, report.loaded, report.rejected) == (loaded_rows, loaded_rows, 0)
    assert [file.ignored_columns for file in report.files if file.ignored_columns] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9**20) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
SOUND = (entity(), person(), link(shareholding()), COMPANY, OWNERSHIP, thing("Sanction", "s1", entity="c1"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=st.sampled_from(SOUND), data=st.data())
def test_no_value_in_any_place_of_a_record_stops_a_load(tmp_path: Path, record: Json, data: st.DataObject) -> None:
    inside = "recordDetails" if "recordDetails" in record else "properties"
    changed = {**record, inside: dict(record[inside])}
    place = data.draw(st.sampled_from([changed, changed[inside]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    with TemporaryDirectory(dir=tmp_path) as folder:
        path = write_lines(Path(folder), record, changed)

        report = load_paths(services_in(Path(folder) / "home"), [path])

    assert report.read == 2
