"""The four kinds of seriously dishonest conduct and the trigger words under each."""

from __future__ import annotations

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.files import read_policy_files
from graph_service.policy.kinds import Trigger, load_kinds
from graph_service.policy.loader import read_vocabulary
from tests.policy.conftest import SHIPPED


def test_the_four_kinds_have_the_words_of_the_document_in_its_order() -> None:
    assert [(kind.phrase, kind.paragraph) for kind in load_kinds()] == [
        ("严重危害人民群众身体健康和生命安全", "二（四）2"),
        ("严重破坏市场公平竞争秩序和社会正常秩序", "二（四）2"),
        ("严重影响司法机关和行政机关公信力", "二（四）2"),
        ("危害国防利益和拒不履行国防义务", "二（四）2"),
    ]


def test_every_list_that_triggers_a_rule_on_serious_dishonesty_stands_under_a_kind_and_no_other_word_does() -> None:
    lists = read_vocabulary(read_policy_files(None)).groups["serious_dishonesty_list"]

    assert {trigger.category for kind in load_kinds() for trigger in kind.triggers if trigger.enabled} == lists


def test_national_defence_has_a_trigger_that_is_switched_off_with_its_reason() -> None:
    (defence,) = [kind for kind in load_kinds() if kind.code == "national_defence"]

    (trigger,) = defence.triggers
    assert (trigger.category, trigger.enabled) == ("defence.serious_list", False)
    assert trigger.reason
    assert trigger.reason_en


def test_a_word_of_the_vocabulary_passed_is_accepted_and_one_switched_off_need_not_be_in_it(edit) -> None:
    directory = edit("kinds.yaml", "{category: court.dishonest_executee}", "{category: court.new_list}")
    lists = {trigger.category for kind in load_kinds() for trigger in kind.triggers if trigger.enabled}

    kinds = load_kinds(directory, lists | {"court.new_list"})

    assert kinds[2].triggers == (Trigger("court.new_list"),)
    assert kinds[3] == load_kinds()[3]


# (text, what to write instead, how many lines below that text the fault is reported, part of the message)
FAULTS = {
    "an unknown category": ("category: tax.serious_list", "category: tax.list", 0, "unknown category 'tax.list'"),
    "a category listed twice": ("category: tax.serious_list", "category: samr.serious_list", 0, "is listed twice"),
    "an unknown word that is switched on": ("enabled: false\n", "enabled: true\n", -1, "a reason is for a category"),
    "a word switched off without a reason": (
        "category: tax.serious_list}",
        "category: tax.serious_list, enabled: false}",
        0,
        "key 'reason' is missing",
    ),
    "wording that is not verbatim": ("phrase: 危害国防利益", "phrase: 损害国防利益", 0, "is not in the wording of 二（四）2"),
    "an unknown paragraph": ("paragraph: 二（四）2", "paragraph: 二（四）9", 0, "unknown paragraph"),
    "a kind given twice": ("code: national_defence", "code: health_and_life", 0, "kind 'health_and_life' occurs twice"),
    "a kind without a trigger": (
        "triggers:\n      - {category: court.dishonest_executee}",
        "triggers: []",
        0,
        "name at least one category",
    ),
    "an unknown key": ("code: national_defence", "code: national_defence\n    colour: red", 1, "unknown key 'colour'"),
}


@pytest.mark.parametrize(("old", "new", "offset", "message"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_of_kinds_is_refused_with_its_line(edit, old: str, new: str, offset: int, message: str) -> None:
    line = (SHIPPED / "kinds.yaml").read_text("utf-8").partition(old)[0].count("\n") + 1 + offset
    directory = edit("kinds.yaml", old, new)

    with pytest.raises(PolicyFileError) as refusal:
        load_kinds(directory)

    assert refusal.value.where == f"{directory}/kinds.yaml:{line}"
    assert message in refusal.value.message
