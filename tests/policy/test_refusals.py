"""Every fault of a policy file is refused with file, line and what is allowed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.loader import load_rulebook

SHIPPED = Path(str(files("graph_service.policy"))) / "data"
FOOD = "rules/CN-FOOD-135-1.yaml"
LISTING = "rules/CN-COURT-LIST-NAMES.yaml"
COMPANY = "rules/CN-CO-178-4.yaml"
REPEALED = "rules/CN-LR-1999-4-6.yaml"
LIFE = "rules/CN-SAFE-94-LIFE.yaml"
YEARS = "parameters/office_ban_years.yaml"

# What: (file, text, what to write instead, how many lines below that text the fault is reported, part of the message).
RULE_FAULTS = {
    "a key that occurs twice": (FOOD, "enabled: true", "enabled: true\nenabled: false", 1, "'enabled' occurs twice"),
    "an unknown key of a rule": (
        FOOD,
        "enabled: true",
        "enabled: true\nuntil: 2020-01-01",
        1,
        "unknown key 'until'; allowed: id,",
    ),
    "an unknown key of a version": (FOOD, "    effect:", "    exceptions: none\n    effect:", 0, "unknown key 'exceptions'"),
    "an unknown key of a target": (FOOD, "{role: enterprise,", "{role: enterprise, hops: 2,", 0, "unknown key 'hops'"),
    "an unknown key of the trigger": (FOOD, "{subject:", "{severity: high, subject:", 0, "unknown key 'severity'"),
    "a remark in one language": (
        FOOD,
        "    ambiguity: >-",
        "    not_modelled: >-",
        -14,
        "say the same in `ambiguity` and `ambiguity_zh`",
    ),
    "a missing key": (FOOD, "enabled: true\n", "", -2, "key 'enabled' is missing"),
    "an id that is not the file's name": (FOOD, "id: CN-FOOD-135-1", "id: CN-FOOD-135", 0, "must be the file's name"),
    "a flag that is not true or false": (FOOD, "enabled: true", "enabled: yes", 0, "unknown flag 'yes'; allowed: false, true"),
    "a blank title": (FOOD, "title: 食品许可证被吊销的从业禁止", "title: ' '", 0, "expected text"),
    "a missing article": (FOOD, "article: 第一百三十五条第一款, ", "", 0, "key 'article' is missing"),
    "an empty article": (FOOD, "article: 第一百三十五条第一款", "article: null", 0, "expected text, found nothing"),
    "a missing quotation": (COMPANY, ", quote: null", "", 0, "key 'quote' is missing"),
    "an unknown mark of verification": (FOOD, "verified: L", "verified: X", 0, "allowed: L, M, S, W"),
    "a day that is not in the calendar": (FOOD, "from: 2015-10-01", "from: 2015-02-30", 0, "'2015-02-30' is not a day"),
    "a day in another form": (FOOD, "from: 2015-10-01", "from: 2015/10/01", 0, "write YYYY-MM-DD"),
    "a version without a first day": (FOOD, "  - from: 2015-10-01\n    status", "  - status", 0, "key 'from' is missing"),
    "an unknown status": (FOOD, "status: active", "status: new", 0, "unknown status 'new'"),
    "an unknown role": (FOOD, "role: direct_supervisor", "role: boss", 0, "unknown role 'boss'; allowed: actual_controller,"),
    "a role named twice": (FOOD, "role: direct_supervisor", "role: enterprise", 0, "'enterprise' is listed twice"),
    "an unknown liability": (FOOD, "liability: direct}", "liability: guilty}", 0, "unknown liability 'guilty'"),
    "an unknown category": (FOOD, "[food.licence_revoked]", "[food.licence]", 0, "unknown category 'food.licence'"),
    "no category": (FOOD, "[food.licence_revoked]", "[]", 0, "at least one entry"),
    "an unknown subject class": (FOOD, "subject: enterprise_or_operator", "subject: firm", 0, "unknown subject class 'firm'"),
    "an unknown industry": (FOOD, "industry: food", "industry: foods", 0, "unknown industry 'foods'"),
    "an unknown selector": (FOOD, "selector: decision_date", "selector: today", 0, "unknown selector 'today'"),
    "the selector again under also_review": (
        FOOD,
        "also_review: [violation_period]",
        "also_review: [decision_date]",
        0,
        "not the selector itself",
    ),
    "an unknown newcomer verdict": (FOOD, "newcomer: review", "newcomer: free", 0, "unknown verdict 'free'"),
    "an unknown kind of term": (FOOD, "kind: fixed", "kind: forever", 0, "unknown kind of term 'forever'"),
    "a number instead of a parameter": (FOOD, "years: {parameter: food_ban_years}", "years: 5", 0, "expected keys and values"),
    "an unknown parameter": (FOOD, "food_ban_years", "ban_years", 0, "unknown parameter 'ban_years'"),
    "a fixed term without years": (FOOD, "years: {parameter: food_ban_years}, ", "", 0, "a fixed term names its years"),
    "years on a term that is not fixed": (FOOD, "kind: fixed", "kind: lifetime", 0, "only a fixed term does"),
    "least years on a fixed term": (
        FOOD,
        "years: {parameter: food_ban_years}",
        "years: {parameter: food_ban_years}, min_years: {parameter: food_ban_years}",
        0,
        "only a term that the decision defines",
    ),
    "an unknown first day of a term": (FOOD, "start: decision_date", "start: someday", 0, "unknown day 'someday'"),
    "an unknown end of a term": (LISTING, "ends_on: [performed,", "ends_on: [forgotten,", 0, "unknown end 'forgotten'"),
    "an end named twice": (LISTING, "ends_on: [performed, removed]", "ends_on: [removed, removed]", 0, "listed twice"),
    "an unknown scope of a term": (LIFE, "scope: same_industry", "scope: same_town", 0, "unknown scope 'same_town'"),
    "an unknown effect": (FOOD, "effect: ipso_iure", "effect: magic", 0, "unknown effect 'magic'"),
    "an unknown force": (FOOD, "force: mandatory", "force: strong", 0, "unknown force 'strong'"),
    "an unknown day of the law": (COMPANY, "law_as_of: evaluation_date", "law_as_of: today", 0, "unknown day of the law"),
    "an unknown grade of confidence": (FOOD, "reading: medium", "reading: sure", 0, "unknown grade 'sure'"),
    "an unknown fact": ("rules/CN-CO-178-5.yaml", "fact: debt_large", "fact: rich", 0, "unknown yes/no fact 'rich'"),
    "an unknown predecessor": ("rules/CN-REG-12-4.yaml", "CN-LR-1999-4-6", "CN-LR-1998", 0, "unknown rule 'CN-LR-1998'"),
    "versions out of order": (COMPANY, "from: 2024-07-01", "from: null", 0, "only the first entry may leave `from` empty"),
    "a repeal before its version": (REPEALED, "from: 2022-03-01", "from: 1999-06-23", 0, "does not come after 1999-06-23"),
    "a repeal that says false": (REPEALED, "repealed: true", "repealed: false", 0, "write `repealed: true`"),
    "something after a repeal": (
        REPEALED,
        "    repealed: true",
        "    repealed: true\n  - from: 2023-01-01\n    repealed: true",
        -1,
        "nothing may follow a repeal",
    ),
    "a list where a mapping belongs": (FOOD, "{text: high, reading: medium}", "[high, medium]", 0, "found a list"),
    "a mapping where a list belongs": (FOOD, "[food.licence_revoked]", "{a: b}", 0, "expected a list, found a mapping"),
    "an anchor": (FOOD, "effect: ipso_iure", "effect: &e ipso_iure", 0, "anchors, aliases and tags are not used"),
    "a tag": (FOOD, "enabled: true", "enabled: !!str true", 0, "anchors, aliases and tags are not used"),
    "broken YAML": (FOOD, "[food.licence_revoked]", "[food.licence_revoked", 0, "not YAML"),
    "a second document": (FOOD, "id: CN-FOOD-135-1\n", "--- one\n--- two\n", 1, "a second document"),
}

REFERENCE_FAULTS = {
    "parameter id": (YEARS, "id: office_ban_years", "id: years", 0, "must be the file's name"),
    "parameter unit": (YEARS, "unit: years", "unit: moons", 0, "unknown unit 'moons'"),
    "parameter without rounding": (YEARS, "rounding: corresponding_day_or_month_end\n", "", -3, "key 'rounding' is missing"),
    "parameter with a fraction": (YEARS, "value: 3", "value: 2.5", 0, "expected a whole number, found '2.5'"),
    "parameter with a leading zero": (YEARS, "value: 3", "value: 03", 0, "expected a whole number, found '03'"),
    "parameter without source": (YEARS, ", source: 公司法(2018) 第一百四十六条第一款第四项", "", 0, "key 'source' is missing"),
    "parameter values out of order": (YEARS, "{from: null, value", "{from: 2025-01-01, value", 1, "does not come after"),
    "unknown subject type": ("subject_types.yaml", "reviews: [branch,", "reviews: [bank,", 0, "unknown subject type 'bank'"),
    "type both covered and reviewed": (
        "subject_types.yaml",
        "reviews: [branch,",
        "reviews: [company,",
        -1,
        "subject type 'branch' must stand once",
    ),
    "group with an unknown member": (
        "categories.yaml",
        "[samr.serious_list,",
        "[samr.other,",
        0,
        "unknown category 'samr.other'",
    ),
    "group that is also a category": (
        "categories.yaml",
        "licence_revoked: [",
        "penalty.other: [",
        0,
        "both a category and a group",
    ),
    "unknown held role": ("roles.yaml", "held: branch_head", "held: head", 0, "unknown held role 'head'"),
    "unknown role counted as": ("roles.yaml", "counts_as: senior_manager", "counts_as: chief", 0, "unknown role 'chief'"),
    "mapping written twice": ("roles.yaml", "counts_as: listed_subject", "counts_as: enterprise", 0, "already counts as"),
    "target role that nothing counts as": (
        "roles.yaml",
        "target_roles: [enterprise,",
        "target_roles: [enterprise, prophet,",
        0,
        "nothing counts as prophet",
    ),
    "unknown finding": ("roles.yaml", "held: direct_supervisor", "held: rumour", 0, "unknown held role 'rumour'"),
    "unknown scope of organisations": ("forbids.yaml", "organizations: any_company", "organizations: all", 0, "unknown scope"),
    "unknown set of offices": ("forbids.yaml", "offices: company_officers", "offices: officers", 0, "unknown set of offices"),
    "unknown office": ("forbids.yaml", "offices: [legal_representative]", "offices: [king]", 0, "unknown role 'king'"),
    "unknown industry of a ban": ("forbids.yaml", "industry: food", "industry: fish", 0, "unknown industry 'fish'"),
}


def _line_of(text: str, name: str) -> int:
    before, _, _ = (SHIPPED / name).read_text(encoding="utf-8").partition(text)
    return before.count("\n") + 1


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), RULE_FAULTS.values(), ids=RULE_FAULTS)
def test_a_faulty_rule_file_is_refused(edit, name: str, old: str, new: str, offset: int, message: str) -> None:
    line = _line_of(old, name) + offset
    directory = edit(name, old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_rulebook(directory)

    assert refusal.value.where == f"{directory}/{name}:{line}"
    assert message in refusal.value.message


@pytest.mark.parametrize(("name", "old", "new", "offset", "message"), REFERENCE_FAULTS.values(), ids=REFERENCE_FAULTS)
def test_a_faulty_reference_file_is_refused(edit, name: str, old: str, new: str, offset: int, message: str) -> None:
    line = _line_of(old, name) + offset
    directory = edit(name, old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_rulebook(directory)

    assert refusal.value.where == f"{directory}/{name}:{line}"
    assert message in refusal.value.message


def test_a_parameter_that_changes_inside_a_version_asks_for_a_new_version(edit) -> None:
    directory = edit(
        "parameters/food_ban_years.yaml", "values:\n", "values:\n  - {from: 2009-06-01, value: 4, source: earlier text}\n"
    )
    load_rulebook(directory)
    edit("parameters/food_ban_years.yaml", "from: 2015-10-01", "from: 2021-04-29")

    with pytest.raises(PolicyFileError, match="start a new version on the day the value changes"):
        load_rulebook(directory)


def test_a_version_that_begins_before_its_parameter_is_refused(edit) -> None:
    directory = edit("parameters/food_ban_years.yaml", "from: 2015-10-01", "from: 2015-10-02")

    with pytest.raises(PolicyFileError, match="None: no value yet"):
        load_rulebook(directory)


def test_a_rule_without_versions_is_refused(edit, policy_copy: Path) -> None:
    path = policy_copy / FOOD
    path.write_text(path.read_text(encoding="utf-8").split("versions:")[0] + "versions: []\n", encoding="utf-8")

    with pytest.raises(PolicyFileError, match="needs a version"):
        load_rulebook(policy_copy)


def test_an_empty_list_of_targets_or_grounds_is_refused(policy_copy: Path) -> None:
    path = policy_copy / LISTING
    content = path.read_text(encoding="utf-8")
    head, rest = content.split("    legal_basis:\n")
    path.write_text(head + "    legal_basis: []\n    targets:" + rest.split("    targets:")[1], encoding="utf-8")

    with pytest.raises(PolicyFileError, match="at least one entry"):
        load_rulebook(policy_copy)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rules/CN-NEW.yaml", b"", "the file is empty"),
        ("rules/CN-NEW.yaml", b"id: CN-NEW\ntitle: \xb2\xe2\xca\xd4\n", ":2: the file is not UTF-8"),
        ("rules/CN-NEW.yaml", b"- a\n", "expected keys and values, found a list"),
        ("rules/CN-NEW.yaml", b"? [a]\n: b\n", "a key must be a plain word"),
        ("rules/CN-NEW.yaml", b"id: \x07\n", "not YAML"),
        ("rules/CN-NEW.yml", b"id: CN-NEW\n", "only .yaml files may lie here"),
        ("parameters/notes.txt", b"", "only .yaml files may lie here"),
    ],
)
def test_a_file_that_is_no_rule_file_is_refused(policy_copy: Path, name: str, content: bytes, message: str) -> None:
    (policy_copy / name).write_bytes(content)

    with pytest.raises(PolicyFileError) as refusal:
        load_rulebook(policy_copy)

    assert name in str(refusal.value)
    assert message in str(refusal.value)


@pytest.mark.parametrize("name", ["roles.yaml", "forbids.yaml", "categories.yaml", "industries.yaml", "subject_types.yaml"])
def test_a_missing_reference_file_is_named(policy_copy: Path, name: str) -> None:
    (policy_copy / name).unlink()

    with pytest.raises(PolicyFileError, match="cannot be read"):
        load_rulebook(policy_copy)


def test_a_missing_folder_is_named(tmp_path: Path, policy_copy: Path) -> None:
    (policy_copy / "rules").rename(tmp_path / "elsewhere")

    with pytest.raises(PolicyFileError, match="the folder is missing"):
        load_rulebook(policy_copy)


def test_a_hidden_file_beside_the_rules_is_no_rule(policy_copy: Path) -> None:
    (policy_copy / "rules" / ".DS_Store").write_bytes(b"\x00")

    assert load_rulebook(policy_copy) == load_rulebook()
