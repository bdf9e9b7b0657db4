"""Identifiers against the recorded vectors, against python-stdnum where the two agree, and against what the standards promise."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from graph_service.errors import InputError
from graph_service.model.identifiers import (
    CREDIT_CODE_ALPHABET,
    CreditCode,
    PersonalId,
    canonical_resident_id,
    check_credit_code,
    check_foreign_resident_id,
    check_organization_code,
    check_passport,
    check_person_document,
    check_registration_number,
    check_resident_id,
    check_taiwan_permit,
    credit_code_check_digit,
    masked,
    organization_code_check_digit,
    organization_code_of,
    resident_check_digit,
)

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "identifiers.json").read_text(encoding="utf-8"))
SYNTHETIC = VECTORS["synthetic_for_tests"]
PERSONS = SYNTHETIC["persons_born_1900 (no living holder)"]
GRADE_OF = {"valid": "valid", "warn": "warning", "invalid": "invalid", "valid_legacy": "valid"}


def values(section):
    return [pytest.param(vector, id=vector["value"]) for vector in VECTORS[section]]


def test_every_section_of_the_vectors_is_used():
    assert set(VECTORS) == {"uscc", "org_code", "reg_no_15", "resident_id", "foreign_pr_id", "synthetic_for_tests"}


# --- the recorded vectors


@pytest.mark.parametrize("vector", values("uscc"))
def test_a_unified_code_is_graded_as_recorded(vector):
    checked = check_credit_code(vector["value"])

    assert checked.grade == GRADE_OF[vector["expect"]]
    assert (checked.value is not None) == vector["own"]
    assert ("embedded_organization_code" in checked.reasons) == (vector.get("org_check_ok") is False)
    if "org_code" in vector:
        assert organization_code_of(vector["value"]) == check_organization_code(vector["org_code"]).value


@pytest.mark.parametrize("vector", values("uscc"))
def test_python_stdnum_agrees_on_unified_codes_where_it_knows_the_standard(vector):
    own = check_credit_code(vector["value"]).usable

    known_gap = vector["value"].startswith("N")  # it takes digits only in positions 1 to 8
    assert uscc.is_valid(vector["value"]) == (vector["stdnum"] == "valid")
    assert known_gap or uscc.is_valid(vector["value"]) == own


@pytest.mark.parametrize("vector", values("org_code"))
def test_an_organisation_code_is_graded_as_recorded(vector):
    checked = check_organization_code(vector["value"])

    assert (checked.grade == "valid") == vector["ok"]
    assert checked.value == vector["value"].replace("-", "")


@pytest.mark.parametrize("vector", values("reg_no_15"))
def test_a_registration_number_is_graded_as_recorded_and_as_stdnum_does(vector):
    usable = check_registration_number(vector["value"]).usable

    assert usable == vector["own"]
    assert mod_11_10.is_valid(vector["value"]) == vector["stdnum_iso7064_mod_11_10"] == usable


@pytest.mark.parametrize("vector", values("resident_id"))
def test_a_resident_id_is_graded_as_recorded(vector):
    number = vector["value"]

    checked = check_resident_id(number)

    assert checked.grade == GRADE_OF[vector["expect"]]
    assert checked.usable == vector["id_validator"]
    if vector["own_check"] is not None:
        assert (resident_check_digit(number[:17]) == number[17]) == vector["own_check"]
    if vector["stdnum_ric"] == "valid":
        assert ric.is_valid(number)
        assert checked.value == number
    if vector["expect"] == "valid_legacy":
        assert checked.kind == "resident_id_15"
        assert checked.value == vector["note"].rpartition(" ")[2]


@pytest.mark.parametrize("vector", values("foreign_pr_id"))
def test_a_foreigners_id_is_graded_as_recorded_and_recognised_in_a_resident_id_column(vector):
    number = vector["value"]

    assert check_foreign_resident_id(number).value == number
    assert check_person_document("身份证", number).kind == "foreign_resident_id_2023"
    assert check_resident_id(number).reasons == ("foreign_resident_id",)


@pytest.mark.parametrize("number", PERSONS)
def test_the_invented_persons_have_valid_ids(number):
    assert check_resident_id(number).grade == "valid"


@pytest.mark.parametrize("code", SYNTHETIC["companies"])
def test_the_invented_companies_have_codes_with_both_digits_right(code):
    assert check_credit_code(code).grade == "valid"


# --- how numbers arrive


@pytest.mark.parametrize(
    "written",
    [
        " 9111 0000 8021 0043 3b ",
        "９１１１００００８０２１００４３３Ｂ",
        "'91110000802100433B",
        "91110000\u200b802100433B\u3000\n",
    ],
)
def test_spaces_width_and_case_do_not_matter(written):
    assert check_credit_code(written).value == "91110000802100433B"


@pytest.mark.parametrize("written", ["71526726X", "71526726-x", "71526726－X", "71526726—X", "7152 6726 X"])
def test_an_organisation_code_reads_with_any_dash_or_none(written):
    assert check_organization_code(written).value == "71526726X"


@pytest.mark.parametrize("check", [check_credit_code, check_resident_id, check_registration_number, check_organization_code])
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("9.111E+17", "excel_scientific_notation"),
        ("1.10101E17", "excel_scientific_notation"),
        ("110101190001010000.0", "excel_precision_loss"),
        ("110108002734659.0", "excel_float"),
        ("", "empty"),
        (" \u3000", "empty"),
        ("1101011900****0014", "masked"),
        ("000000000000000000", "placeholder"),
        ("111111111111111111", "placeholder"),
        ("12345", "length"),
    ],
)
def test_a_spoiled_number_says_what_spoiled_it(check, written, reason):
    checked = check(written)

    assert (checked.grade, checked.value, checked.reasons[0]) == ("invalid", None, reason)


def test_trailing_zeros_with_a_wrong_check_are_lost_precision():
    assert check_resident_id("110101190001010000").reasons == ("excel_precision_loss", "check_digit")
    assert check_credit_code("911100006000373000").reasons == ("excel_precision_loss", "check_digit")
    assert check_resident_id("110101190001010015").reasons == ("check_digit",)


def test_digits_of_other_scripts_are_not_digits_of_a_code():
    assert check_resident_id("١١٠١٠١١٩٠٠٠١٠١٠٠١٤").reasons == ("alphabet",)
    assert check_registration_number("١١٠١٠٨٠٠٢٧٣٤٦٥٩").reasons == ("alphabet",)


# --- doubts that let the record load


def with_credit_check(body):
    return body + credit_code_check_digit(body)


def with_resident_check(body):
    return body + resident_check_digit(body)


def test_an_unknown_department_is_a_warning():
    assert check_credit_code(with_credit_check("T1110105MA0FAKE17")).reasons == ("unknown_department",)


def test_letters_in_the_region_of_a_unified_code_are_refused():
    assert check_credit_code(with_credit_check("91A10105MA0FAKE17")).reasons == ("region_format",)


def test_a_zero_organisation_body_is_a_placeholder_although_both_digits_fit():
    assert check_credit_code(with_credit_check("91110105" + "0" * 9)).reasons == ("placeholder",)


def test_an_unknown_region_of_a_person_is_only_a_warning():
    number = with_resident_check("19010119000101001")

    assert check_resident_id(number) == check_resident_id(number.lower())
    assert (check_resident_id(number).grade, check_resident_id(number).value) == ("warning", number)
    assert check_resident_id(number).reasons == ("unknown_region",)


@pytest.mark.parametrize("region", ["110103", "110104", "810000", "820000", "830000"])
def test_abolished_regions_and_residence_permits_are_valid(region):
    assert check_resident_id(with_resident_check(f"{region}19000101001")).grade == "valid"


@pytest.mark.parametrize("birth", ["19000229", "19001301", "19000100", "00000101"])
def test_a_birth_that_is_no_calendar_day_is_invalid(birth):
    assert check_resident_id(with_resident_check(f"110101{birth}001")).reasons == ("birth_date",)


def test_legacy_digits_need_a_real_birth_too():
    assert check_resident_id("110101000229001").reasons == ("birth_date",)
    assert check_resident_id("11010100010100X").reasons == ("alphabet",)


def test_both_forms_of_one_person_have_one_canonical_form():
    assert canonical_resident_id("110101000101001") == canonical_resident_id("110101190001010014") == "110101190001010014"
    assert canonical_resident_id("110101190001010015") is None


def test_thirteen_digits_of_the_old_register_are_named_as_such():
    assert check_registration_number("1101082734659").reasons == ("legacy_13_digits",)


# --- other documents


@pytest.mark.parametrize(
    ("kind", "written", "value", "reasons"),
    [
        ("港澳居民来往内地通行证", "h12345678", "H12345678", ()),
        ("港澳居民来往内地通行证", "M1234567801", "M12345678", ()),
        ("港澳居民来往内地通行证", "X12345678", None, ("form",)),
        ("台湾居民来往大陆通行证", "12345678", "12345678", ()),
        ("台湾居民来往大陆通行证", "1234567801(B)", "12345678", ("older_form",)),
        ("台胞证", "1234567", None, ("form",)),
        ("外国人永久居留身份证", "abc123456789012", "ABC123456789012", ()),
        ("外国人永久居留身份证", "811124198108030024", None, ("alphabet",)),
        ("foreign_resident_id", "911124198108030025", None, ("check_digit",)),
        ("护照", "E12345678", "E12345678", ()),
        ("passport", "EA1234567", "EA1234567", ()),
        ("passport", "P4366918B", "P4366918B", ("unknown_form",)),
        ("passport", "护照E12345678", None, ("form",)),
        ("居民身份证", "110101000101001", "110101190001010014", ()),
        ("军官证", "南字第１２号", "南字第12号", ("unknown_document_kind",)),
        ("军官证", "", None, ("empty",)),
    ],
)
def test_a_document_is_checked_by_its_kind(kind, written, value, reasons):
    checked = check_person_document(kind, written)

    assert (checked.value, checked.reasons) == (value, reasons)


def test_a_foreign_number_of_2023_with_an_unknown_province_is_a_warning():
    assert check_foreign_resident_id(with_resident_check("99912419810803002")).reasons == ("unknown_region",)


@pytest.mark.parametrize("check", [check_taiwan_permit, check_passport, check_foreign_resident_id])
def test_documents_without_a_check_digit_still_refuse_what_excel_spoiled(check):
    assert check("1.2E+17").reasons == ("excel_scientific_notation",)


# --- values that exist only when they are right


def test_a_credit_code_is_canonical_and_compares_by_it():
    assert CreditCode(" 91110000802100433b") == CreditCode("91110000802100433B")
    assert str(CreditCode("91110108MA0FAKE15P")) == "91110108MA0FAKE15P"


def test_an_invalid_credit_code_cannot_exist():
    with pytest.raises(InputError, match="check_digit"):
        CreditCode("91110000802100433A")


def test_a_personal_id_never_prints_in_clear():
    person = PersonalId("110101000101001")

    shown = f"{person} {person!r} {[person]}"

    assert person.value == "110101190001010014"
    assert person == PersonalId("110101190001010014")
    assert str(person) == "110101********0014"
    assert "19000101" not in shown


def test_an_invalid_personal_id_cannot_exist_and_its_error_does_not_repeat_it():
    with pytest.raises(InputError) as refused:
        PersonalId("110101190001010015")

    assert "check_digit" in str(refused.value)
    assert "0101" not in str(refused.value)


def test_masks_are_of_one_style():
    assert masked("11010119000101001X") == SYNTHETIC["masking"]["tax_style (hide birth date, keep 6 + last 4)"]
    assert masked("H12345678") == "H******78"
    assert masked("123") == "***"


# --- what the standards promise

region = st.sampled_from(["110105", "440301", "100000"])
body_chars = st.text(st.sampled_from(CREDIT_CODE_ALPHABET), min_size=8, max_size=8).filter(lambda body: set(body) != {"0"})


@st.composite
def credit_codes(draw):
    body = draw(body_chars)
    return with_credit_check(
        draw(st.sampled_from(["91", "92", "11", "N2"])) + draw(region) + body + organization_code_check_digit(body)
    )


@st.composite
def resident_ids(draw):
    day = draw(st.dates()).strftime("%Y%m%d").zfill(8)
    return with_resident_check(draw(st.sampled_from(["110105", "830000"])) + day + f"{draw(st.integers(1, 999)):03d}")


@st.composite
def registration_numbers(draw):
    body = f"{draw(st.integers(10**13, 10**14 - 1))}"
    return body + mod_11_10.calc_check_digit(body)


def changed(draw, text, alphabet):
    """Change one character of a text."""
    place = draw(st.integers(0, len(text) - 1))
    other = draw(st.sampled_from(alphabet).filter(lambda char: char != text[place]))
    return text[:place] + other + text[place + 1 :]


def swapped(draw, text):
    """Swap two unequal neighbours of a text."""
    places = [place for place in range(len(text) - 1) if text[place] != text[place + 1]]
    place = draw(st.sampled_from(places))
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@given(st.data())
def test_a_unified_code_with_one_wrong_character_or_two_swapped_is_never_valid(data):
    code = data.draw(credit_codes())

    assert check_credit_code(code).grade == "valid"
    assert check_credit_code(changed(data.draw, code, CREDIT_CODE_ALPHABET)).grade == "invalid"
    assert check_credit_code(swapped(data.draw, code)).grade == "invalid"


@given(st.data())
def test_a_resident_id_with_one_wrong_digit_or_two_swapped_is_never_valid(data):
    number = data.draw(resident_ids())

    assert check_resident_id(number).grade == "valid"
    assert check_resident_id(changed(data.draw, number, "0123456789X")).grade == "invalid"
    assert check_resident_id(swapped(data.draw, number)).grade == "invalid"


@given(st.data())
def test_a_registration_number_with_one_wrong_digit_is_never_valid(data):
    number = data.draw(registration_numbers())

    assert check_registration_number(number).grade == "valid"
    assert check_registration_number(changed(data.draw, number, "0123456789")).grade == "invalid"


def test_mod_11_10_promises_nothing_for_some_swaps():
    """ISO 7064 MOD 11,10 finds almost every swap of neighbours, not all: do not rely on it as for the other numbers."""
    missed = [
        body
        for body in (f"1101080027{number:04d}" for number in range(10_000))
        if check_registration_number(body[:12] + body[13] + body[12] + mod_11_10.calc_check_digit(body)).usable
        and body[12] != body[13]
    ]

    assert 0 < len(missed) < 400


@given(st.data())
def test_an_organisation_code_with_one_wrong_digit_or_two_swapped_digits_is_never_valid(data):
    body = data.draw(st.text("0123456789", min_size=8, max_size=8).filter(lambda body: len(set(body)) > 1))
    code = body + organization_code_check_digit(body)

    assert check_organization_code(code).grade == "valid"
    assert check_organization_code(changed(data.draw, body, "0123456789") + code[8]).grade == "invalid"
    assert check_organization_code(swapped(data.draw, body) + code[8]).grade == "invalid"


@given(st.text(max_size=25))
def test_any_text_at_all_gets_a_grade(text):
    for check in (
        check_credit_code,
        check_organization_code,
        check_registration_number,
        check_resident_id,
        check_foreign_resident_id,
        check_taiwan_permit,
        check_passport,
    ):
        checked = check(text)
        assert (checked.grade == "invalid") == (checked.value is None)
        assert bool(checked.reasons) == (checked.grade != "valid")
        assert checked.value is None or check(checked.value).value == checked.value


@given(credit_codes())
def test_stdnum_agrees_on_every_generated_unified_code(code):
    assert uscc.is_valid(code) == code[0].isdigit()
