"""Which trigger words a row of 双公示 行政处罚 gives."""

from __future__ import annotations

import pytest

from graph_service.policy.penalties import penalty_categories, penalty_category

BUSINESS, CLOSED, FOOD = "business_licence_revoked", "ordered_to_close", "food.licence_revoked"
UNCLEAR, OTHER = "penalty.revocation_unclear", "penalty.other"


@pytest.mark.parametrize(
    ("kinds", "licence", "violation", "expected"),
    [
        ("吊销营业执照", None, None, (BUSINESS,)),
        ("罚款;吊销企业法人营业执照", None, None, (BUSINESS,)),
        ("吊销个体工商户营业执照", None, None, (BUSINESS,)),
        ("吊销《营业执照》", None, None, (BUSINESS,)),
        ("吊 销 营 业 执 照", None, None, (BUSINESS,)),
        ("吊销执照", "营业执照 91110105", None, (BUSINESS,)),
        ("吊销许可证件", "营业执照", None, (BUSINESS,)),
        ("吊销执照", "导游证", None, (OTHER,)),
        ("吊销执照", None, None, (OTHER,)),
        ("暂扣执照", "营业执照", None, (OTHER,)),
        ("责令关闭", None, None, (CLOSED,)),
        ("责令停产停业", None, None, (OTHER,)),
        ("吊销食品经营许可证", None, None, (FOOD,)),
        ("吊销餐饮服务许可证", None, None, (FOOD,)),
        ("吊销许可证", "食品经营许可证JY11101050000001", None, (FOOD,)),
        ("吊销许可证", "餐饮服务许可证", None, (FOOD,)),
        ("吊销许可证", "药品经营许可证", "违反食品安全管理", (OTHER,)),
        ("吊销许可证", None, "违反食品安全管理", (FOOD,)),
        ("吊销许可证", "", "餐饮服务违法", (FOOD,)),
        ("吊销许可证", None, "超范围经营", (OTHER,)),
        ("警告", "食品经营许可证", "违反食品安全管理", (OTHER,)),
        ("暂扣或者吊销许可证", "食品经营许可证", None, (UNCLEAR,)),
        ("暂扣/吊销许可证", "食品经营许可证", None, (UNCLEAR,)),
        ("暂扣或吊销执照", "营业执照", None, (UNCLEAR,)),
        ("暂扣、吊销执照", "营业执照", None, (UNCLEAR,)),
        ("暂扣或者吊销许可证;吊销许可证", "食品经营许可证", None, (FOOD,)),
        ("吊销营业执照;吊销食品经营许可证", None, None, (BUSINESS, FOOD)),
        ("罚款", None, None, (OTHER,)),
        ("", None, None, (OTHER,)),
    ],
)
def test_the_words_of_a_row_decide_its_category(
    kinds: str, licence: str | None, violation: str | None, expected: tuple[str, ...]
) -> None:
    assert penalty_categories(kinds, licence, violation) == expected
    assert penalty_category(kinds, licence, violation) == expected[0]
