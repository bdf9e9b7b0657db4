"""Which trigger words the entries of lists and the orders of courts give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.list_words import classified, list_category, says_annulled, says_performed

Edit = Callable[[str, str, str], Path]


@pytest.mark.parametrize(
    ("name", "cause", "category"),
    [
        ("安全生产严重失信主体名单", None, "safety.serious_list"),
        ("《拖欠农民工工资失信联合惩戒名单》", None, "wage.arrears_list"),
        ("重大税收违法 失信主体", None, "tax.serious_list"),
        ("严重违法失信名单", "提供虚假材料取得登记", "samr.serious_list"),
        ("严重违法失信名单", None, "samr.serious_list"),
        ("严重违法失信企业名单", "被列入经营异常名录届满3年仍未履行相关义务", "samr.serious_list_nondisclosure"),
        ("严重违法失信名单", "公示信息隐瞒真实情况、弄虚作假", "samr.serious_list_false_disclosure"),
        ("失信被执行人名单", None, "court.dishonest_executee"),
        ("限制消费令", None, "court.consumption_order"),
        ("经营异常名录", "未按规定公示年度报告", "samr.abnormal_list"),
        ("严重失信名单", None, None),
        ("拟列入安全生产严重失信主体名单", None, None),
    ],
)
def test_the_whole_name_of_a_list_decides_and_nothing_is_guessed(name: str, cause: str | None, category: str | None) -> None:
    assert list_category(name, cause) == category


@pytest.mark.parametrize(
    ("reason", "annulled", "performed"),
    [
        ("列入决定被撤销", True, False),
        ("已履行完毕", False, True),
        ("期限届满，未履行完毕", False, False),
        ("申请撤销列入决定未获准，期满移出", False, False),
        ("信用修复", False, False),
    ],
)
def test_only_the_whole_reason_says_annulled_or_performed(reason: str, annulled: bool, performed: bool) -> None:
    assert (says_annulled(reason), says_performed(reason)) == (annulled, performed)


def test_the_list_of_abnormal_operation_feeds_no_rule() -> None:
    found = classified()

    assert found.catch_all == {"samr.abnormal_list"}
    assert "samr.abnormal_list" not in found.named


def test_a_list_of_an_unknown_category_is_refused(edit: Edit) -> None:
    policy = edit("list_categories.yaml", "category: samr.abnormal_list", "category: samr.abnormal")

    with pytest.raises(PolicyFileError, match=r"unknown category 'samr\.abnormal'"):
        classified(policy)
