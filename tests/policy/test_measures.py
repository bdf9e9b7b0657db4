"""The catalogue of measures: verbatim, complete, one measure a phrase, and agreeing with the rules and the coverage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.departments import load_departments
from graph_service.policy.documents import ELISION, load_coverage, load_documents
from graph_service.policy.loader import load_rulebook
from graph_service.policy.measures import Catalogue, CatalogueMeasure, load_catalogue
from graph_service.policy.schema import LegalBasis
from graph_service.policy.wording import SEPARATORS, places
from graph_service.policy.yaml_tree import parse
from tests.policy.conftest import SHIPPED

SEED = "京政发[2017]15号"
PARAGRAPHS = {
    "二（二）1": ("reward", "administrative", 11),
    "二（二）2": ("reward", "market", 11),
    "二（二）3": ("reward", "social", 12),
    "二（三）1": ("punishment", "administrative", 20),
    "二（三）2": ("punishment", "market", 17),
    "二（三）3": ("punishment", "social", 8),
}
COURT = [
    "exit_restriction",
    "real_estate_purchase_restriction",
    "air_travel_restriction",
    "high_class_train_restriction",
    "holiday_travel_restriction",
    "star_hotel_restriction",
    "other_high_spending_restriction",
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def wordings() -> dict[str, str]:
    return {paragraph.id: paragraph.wording for document in load_documents() for paragraph in document.paragraphs}


def codes(catalogue: Catalogue, **wanted: object) -> list[str]:
    return [one.code for one in catalogue.measures if all(getattr(one, name) == value for name, value in wanted.items())]


def text_of(measure: CatalogueMeasure, wording: str) -> tuple[str, ...]:
    return tuple(wording[start:end] for start, end in measure.places)


def own_places(catalogue: Catalogue, measure: CatalogueMeasure) -> set[tuple[int, int]]:
    others = [one for one in catalogue.measures if one.paragraph == measure.paragraph and one is not measure]
    return set(measure.places).difference(*(one.places for one in others))


def test_the_six_paragraphs_have_their_measures(catalogue: Catalogue) -> None:
    counted = Counter((one.paragraph, one.kind, one.field) for one in catalogue.measures)

    assert counted == {(name, kind, field): number for name, (kind, field, number) in PARAGRAPHS.items()}
    assert catalogue.paragraphs == tuple(PARAGRAPHS)


def test_every_phrase_is_verbatim_and_stands_where_the_measure_says(catalogue: Catalogue, wordings: dict[str, str]) -> None:
    assert {one.code: text_of(one, wordings[one.paragraph]) for one in catalogue.measures} == {
        one.code: one.phrase for one in catalogue.measures
    }


def test_every_piece_between_two_marks_is_part_of_a_measure_or_has_a_reason(
    catalogue: Catalogue, wordings: dict[str, str]
) -> None:
    """The pieces are cut here anew, so that the loader's own check is not trusted alone."""
    hidden = []
    for paragraph in PARAGRAPHS:
        said = [piece for one in catalogue.measures if one.paragraph == paragraph for piece in one.phrase]
        said += [one.piece for one in catalogue.not_measures if one.paragraph == paragraph]
        rest = "".join("，" if char in SEPARATORS else char for char in wordings[paragraph])
        for piece in sorted(said, key=len, reverse=True):
            rest = rest.replace(piece, "，")
        hidden += [piece for piece in rest.split("，") if piece not in ("", "和", "及", "以及", "或")]

    assert hidden == []


def test_nothing_is_both_a_measure_and_none_and_every_no_has_a_reason(catalogue: Catalogue) -> None:
    pieces = {(one.paragraph, piece) for one in catalogue.measures for piece in one.phrase}

    assert pieces.isdisjoint((one.paragraph, one.piece) for one in catalogue.not_measures)
    assert len(catalogue.not_measures) == 17
    assert all(one.reason for one in catalogue.not_measures)


@pytest.mark.parametrize("code", [one.code for one in load_catalogue().measures])
def test_without_any_one_measure_the_catalogue_is_refused(policy_copy: Path, code: str) -> None:
    path = policy_copy / "measures.yaml"
    path.write_text(without(path.read_text("utf-8"), code), "utf-8")

    with pytest.raises(PolicyFileError, match="neither a measure nor not_measures answers for: "):
        load_catalogue(policy_copy)


def without(text: str, code: str) -> str:
    """Leave out the lines of one measure."""
    before, rest = text.split(f"      - code: {code}\n")
    lines = rest.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines) if not line.startswith("        "))
    return before + "".join(lines[end:])


def test_a_reason_left_out_is_refused_with_the_paragraph_and_the_words(edit) -> None:
    directory = edit("measures.yaml", "      - {piece: 使守信者获得更多机会和实惠, reason: purpose}\n", "")

    with pytest.raises(
        PolicyFileError, match="二（二）2: neither a measure nor not_measures answers for: 使守信者获得更多机会和实惠"
    ):
        load_catalogue(directory)


def test_only_the_restrictions_of_courts_are_mandatory_and_each_needs_an_order(catalogue: Catalogue) -> None:
    assert codes(catalogue, binding="mandatory") == COURT
    assert codes(catalogue, needs="court_order") == COURT
    assert all(one.binding_note and one.binding_note.verified == "M" for one in catalogue.measures if one.code in COURT)


def test_an_honour_is_revoked_only_where_one_is_on_record_and_the_ban_from_appraisals_stands_apart(
    catalogue: Catalogue,
) -> None:
    assert codes(catalogue, needs="honour_on_record") == ["honour_title_revocation"]
    assert codes(catalogue, proposed_by=("BJ-R2-HONOUR",)) == ["honour_title_revocation", "evaluation_disqualification"]


def test_no_measure_of_banks_associations_or_media_is_mandatory(catalogue: Catalogue) -> None:
    asked = [
        one for one in catalogue.measures if any(a.department.kind in ("institution", "association") for a in one.departments)
    ]

    assert {one.binding for one in asked} == {"recommended"}


def test_a_department_is_named_by_the_document_or_assigned_by_function(catalogue: Catalogue, wordings: dict[str, str]) -> None:
    seed = "".join(wordings.values())
    departments = load_departments()

    assert {code: one.verified for code, one in departments.items()} == {
        code: "S" if one.name in seed else "M" for code, one in departments.items()
    }
    named = {one.code for one in catalogue.measures if {a.verified for a in one.departments} == {"S"}}
    assert {"loan_rate_raised", "public_condemnation", "media_exposure"} <= named
    assert not {"market_ban", "air_travel_restriction", "green_channel"} & named


def test_every_department_and_list_category_is_used(catalogue: Catalogue) -> None:
    used = {assignment.department.code for one in catalogue.measures for assignment in one.departments}
    listed = parse("measures.yaml", (SHIPPED / "measures.yaml").read_bytes()).mapping()["list_categories"].texts()

    assert used == set(load_departments())
    assert {one.list_category for one in catalogue.measures} == {None, *listed}


def seed_grounds() -> list[tuple[str, LegalBasis]]:
    return [
        (rule.id, basis)
        for rule in load_rulebook().rules
        for basis in rule.versions[-1].legal_basis
        if basis.instrument == SEED
    ]


def test_no_quotation_of_the_governing_document_leaves_anything_out() -> None:
    assert [rule for rule, basis in seed_grounds() if ELISION in (basis.quote or "")] == []


def test_a_rule_proposes_exactly_the_measures_whose_wording_it_quotes(catalogue: Catalogue, wordings: dict[str, str]) -> None:
    for rule, basis in seed_grounds():
        found = places((basis.quote or "",), wordings[basis.article])
        assert found is not None
        (start, end) = found[0]
        quoted = [
            one.code
            for one in catalogue.measures
            if one.paragraph == basis.article and all(start <= at[0] and at[1] <= end for at in own_places(catalogue, one))
        ]
        assert quoted == [one.code for one in catalogue.measures if rule in one.proposed_by]


def test_a_measure_is_mandatory_exactly_where_the_rule_that_proposes_it_is(catalogue: Catalogue) -> None:
    forces = {rule.id: rule.versions[-1].force for rule in load_rulebook().rules}

    assert [
        (one.code, rule)
        for one in catalogue.measures
        for rule in one.proposed_by
        if (one.binding == "mandatory") != (forces[rule] == "mandatory")
    ] == []


def test_the_coverage_names_exactly_the_rules_that_propose_a_measure_of_the_paragraph(catalogue: Catalogue) -> None:
    answers = {answer.paragraph: answer for answer in load_coverage()[SEED]}

    for paragraph in PARAGRAPHS:
        rules = {rule for one in catalogue.measures if one.paragraph == paragraph for rule in one.proposed_by}
        assert set(answers[paragraph].modelled_by) == rules
        assert answers[paragraph].implemented_by == (() if rules else ("policy.measures",))


def test_a_measure_is_added_without_python(edit) -> None:
    entry = (
        "      - code: open_day\n        name: 等措施\n        name_en: open\n        phrase: [等便利服务措施]\n"
        "        binding: recommended\n        subjects: any\n        departments: [finance]\n    not_measures:\n"
    )
    edit(
        "measures.yaml",
        "      - {piece: 等便利服务措施, reason: 等 is open; what else belongs here is for the municipal list}\n",
        "",
    )
    directory = edit("measures.yaml", "    not_measures:\n", entry)

    assert codes(load_catalogue(directory), kind="reward", field="administrative")[-1] == "open_day"


# What: (text, what to write instead, how many lines below that text the fault is reported, part of the message).
FAULTS = {
    "an unknown department": (
        "departments: [finance, development_reform]",
        "departments: [treasury]",
        0,
        "unknown department 'treasury'",
    ),
    "no department": ("departments: [finance, development_reform]", "departments: []", 0, "name at least one department"),
    "a code given twice": ("code: acceptance_with_gaps", "code: green_channel", 0, "measure 'green_channel' occurs twice"),
    "a code given twice in two paragraphs": ("code: tax_credit_loan", "code: green_channel", 0, "'green_channel' occurs twice"),
    "wording that is not verbatim": (
        "phrase: [限制新增项目审批核准]",
        "phrase: [限制新增项目核准]",
        0,
        "'限制新增项目核准' is not in the wording of 二（三）1",
    ),
    "an ellipsis": ("phrase: [限制新增项目审批核准]", "phrase: [限制新增…核准]", 0, "reaches across '…'"),
    "a piece across a comma": (
        "phrase: [限制新增项目审批核准]",
        "phrase: [限制新增项目审批核准，限制发起设立或参股金融机构]",
        0,
        "reaches across '，'",
    ),
    "a piece that could stand anywhere": ("phrase: [限制参与, 政府投资项目招标]", "phrase: [限制参与]", 0, "occurs only once"),
    "pieces out of order": (
        "phrase: [限制参与, 政府投资项目招标]",
        "phrase: [政府投资项目招标, 将严重失信主体列为重点监管对象]",
        0,
        "do not follow one another",
    ),
    "one measure under two codes": (
        "phrase: [限制发起设立或参股, 小额贷款公司]",
        "phrase: [限制发起设立或参股, 金融机构以及小额贷款公司]",
        -12,
        "'financial_institution_restriction' has no piece of its own",
    ),
    "an unknown paragraph": ("- id: 二（二）1", "- id: 二（九）1", 0, "unknown paragraph '二（九）1'"),
    "a paragraph given twice": ("- id: 二（二）2", "- id: 二（二）1", 0, "paragraph '二（二）1' occurs twice"),
    "an unknown kind": ("kind: punishment", "kind: penalty", 0, "unknown kind 'penalty'; allowed: punishment, reward"),
    "an unknown field": ("field: market", "field: economic", 0, "unknown field 'economic'"),
    "an unknown binding": ("binding: recommended", "binding: optional", 0, "unknown binding 'optional'"),
    "a mandatory measure without its law": ("binding: recommended", "binding: mandatory", 0, "needs a binding_note"),
    "an unknown kind of subject": ("subjects: natural_person", "subjects: person", 0, "unknown kind of subject 'person'"),
    "an unknown need": ("needs: honour_on_record", "needs: honour", 0, "unknown need 'honour'"),
    "an unknown rule": ("proposed_by: [BJ-R2-HONOUR]", "proposed_by: [BJ-R9]", 0, "unknown rule 'BJ-R9'"),
    "an unknown list category": ("list_category: 限制出境", "list_category: 限制", 0, "unknown list category '限制'"),
    "an unknown key": ("code: green_channel", "colour: red\n        code: green_channel", 0, "unknown key 'colour'"),
    "a piece that is measure and none": (
        "{piece: 等守信激励产品, reason",
        "{piece: 税易贷, reason",
        0,
        "'税易贷' is part of a measure's phrase",
    ),
    "a piece of no measure that stands twice": ("{piece: 行规, reason", "{piece: 行业, reason", 0, "occurs more than once"),
}


@pytest.mark.parametrize(("old", "new", "offset", "message"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_catalogue_is_refused_with_its_line(edit, old: str, new: str, offset: int, message: str) -> None:
    before = (SHIPPED / "measures.yaml").read_text("utf-8").partition(old)[0]
    directory = edit("measures.yaml", old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_catalogue(directory)

    assert refusal.value.where == f"{directory}/measures.yaml:{before.count(chr(10)) + 1 + offset}"
    assert message in refusal.value.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("code: finance,", "code: development_reform,", "department 'development_reform' occurs twice"),
        ("kind: court", "kind: tribunal", "unknown kind of department 'tribunal'"),
        ("verified: S", "verified: L", "unknown verification 'L'; allowed: M, S"),
        ("kind: court, verified: M", "kind: court", "key 'verified' is missing"),
    ],
)
def test_a_faulty_list_of_departments_is_refused_with_its_line(edit, old: str, new: str, message: str) -> None:
    line = (SHIPPED / "departments.yaml").read_text("utf-8").partition(old)[0].count("\n") + 1
    directory = edit("departments.yaml", old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_departments(directory)

    assert refusal.value.where == f"{directory}/departments.yaml:{line}"
    assert message in refusal.value.message
