"""Which trigger words the decisions and judgments against persons give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError
from graph_service.policy.sanction_words import classified, sanction_categories

Edit = Callable[[str, str, str], Path]
OTHER = {"sanction.other"}


@pytest.mark.parametrize(
    ("kind", "decision", "cause", "office", "expected"),
    [
        ("sanction", "证券市场禁入", "信息披露违法", "", {"securities.ban_decision"}),
        ("sanction", "撤职", "导致发生生产安全事故", "主要负责人", {"safety.principal_removed"}),
        ("sanction", "撤职", "导致发生生产安全事故", "班组长", OTHER),
        ("sanction", "撤职", "违反财务纪律", "主要负责人", OTHER),
        ("sanction", "解除撤职处分", "导致发生生产安全事故", "主要负责人", OTHER),
        ("criminal_judgment", "有期徒刑", "生产安全事故", "主要负责人", {"safety.principal_criminal"}),
        ("sanction", "撤职", "违反建筑施工管理规定", "项目负责人", {"construction.principal_sanctioned"}),
        ("sanction", "责令停止执业1年", "因过错造成质量事故", "", {"construction.quality_accident"}),
        ("sanction", "责令停止执业6个月", "未执行工程建设强制性标准", "", {"construction.standard_violation"}),
        ("sanction", "免职", "造成国有资产重大损失", "", {"soe.removed"}),
        ("criminal_judgment", "有期徒刑三年", "生产、销售有毒、有害食品罪", "", {"criminal.food"}),
        ("criminal_judgment", "有期徒刑三年", "合同诈骗罪", "", {"criminal.economic"}),
        ("criminal_judgment", "无罪", "合同诈骗罪", "", OTHER),
        ("criminal_judgment", "免予刑事处罚", "受贿罪", "", OTHER),
        ("criminal_judgment", "有期徒刑三年", "故意伤害罪", "", OTHER),
        ("sanction", "不予证券市场禁入", "信息披露违法", "", OTHER),
        ("sanction", "终身禁止从事药品生产经营活动", "生产假药", "", {"drug.fake"}),
        ("sanction", "终身禁止从事药品生产经营活动", "销售劣药", "", {"drug.inferior_serious"}),
        ("sanction", "十年内禁止从事药品生产经营活动", "伪造、变造许可证", "", {"drug.licence_forged_serious"}),
        ("sanction", "终身市场禁入", "消防技术服务造成重大损失", "", {"fire.service_major_loss"}),
        ("sanction", "罚款", "信息披露违法", "", OTHER),
    ],
)
def test_only_stated_words_give_a_trigger(kind: str, decision: str, cause: str, office: str, expected: set[str]) -> None:
    assert {one.category for one in sanction_categories(kind, decision, cause, office)} == expected


def test_the_unit_is_the_subject_where_the_rule_takes_it_so() -> None:
    bans = sanction_categories("sanction", "终身禁止从事药品生产经营活动", "生产假药", "")
    person = sanction_categories("sanction", "证券市场禁入", "", "")

    assert ([one.against_unit for one in bans], [one.against_unit for one in person]) == ([True], [False])


def test_the_neutral_word_feeds_no_rule() -> None:
    assert classified().catch_all == OTHER


def test_an_entry_without_words_is_refused(edit: Edit) -> None:
    policy = edit("sanction_categories.yaml", ", decision: [证券市场禁入]}", "}")

    with pytest.raises(PolicyFileError, match="without any every decision would be meant"):
        classified(policy)
