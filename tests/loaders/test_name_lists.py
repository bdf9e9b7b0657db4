"""Lists of names are taken apart where nothing else can be meant, and refused everywhere else."""

from __future__ import annotations

import pytest

from graph_service.loaders.change_items import Item, item_of
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.name_lists import Officer, Partner, content, former_names, officers, partners

FIRM = "91110105MA0FAKE17J"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("赵甲", ["赵甲"]),
        ("赵甲；钱乙", ["赵甲", "钱乙"]),
        ("赵甲;钱乙,孙丙、李丁", ["赵甲", "钱乙", "孙丙", "李丁"]),
        ("赵甲\n钱乙\r\n孙丙", ["赵甲", "钱乙", "孙丙"]),
        ("赵甲；钱乙；", ["赵甲", "钱乙"]),
        ("赵 甲；欧阳甲乙", ["赵甲", "欧阳甲乙"]),
        ("买买提·甲；JOHN·DOE", ["买买提·甲", "JOHN·DOE"]),
    ],
)
def test_names_are_read_one_by_one(text: str, names: list[str]) -> None:
    assert [one.name for one in officers(content(text), after=True)] == names


@pytest.mark.parametrize(
    "text",
    ["赵甲等3人", "赵甲等", "赵甲等人", "赵甲 钱乙", "赵甲钱乙孙丙", "赵甲；；钱乙", "；赵甲", "赵甲（董事", "董事：赵甲", "共5人", "其他人员", "John Doe",
     "赵甲；经理", "赵甲[退出]；钱乙"],
)  # fmt: skip
def test_a_list_that_leaves_open_who_is_on_it_is_refused(text: str) -> None:
    with pytest.raises(UncleanError, match="name-list-unclear"):
        officers(text, after=True)


def test_offices_stand_in_brackets_or_behind_a_blank() -> None:
    read = officers("赵甲（董事长兼总经理）；钱乙 监事;孙丙：董事；李丁", after=True)

    assert read == (
        Officer("赵甲", ("director", "general_manager"), "董事长兼总经理"),
        Officer("钱乙", ("supervisor",), "监事"),
        Officer("孙丙", ("director",), "董事"),
        Officer("李丁"),
    )


def test_marks_of_what_is_new_and_what_is_gone_are_no_part_of_a_name() -> None:
    assert [one.name for one in officers("赵甲[新增]；钱乙", after=True)] == ["赵甲", "钱乙"]
    assert [one.name for one in officers("赵甲【退出】；钱乙", after=False)] == ["赵甲", "钱乙"]
    with pytest.raises(UncleanError, match="name-list-unclear"):
        officers("赵甲[新增]", after=False)


def test_holders_are_persons_and_firms_with_what_is_said_beside_them() -> None:
    read = partners("赵甲 50万元；钱乙:40%；北京甲二投资中心（有限合伙）；北京甲一食品有限公司 认缴出资额:12.5万元", after=True)

    assert read == (
        Partner("赵甲", is_person=True, subscribed_fen=50_000_000),
        Partner("钱乙", is_person=True, share=0.4),
        Partner("北京甲二投资中心（有限合伙）", is_person=False),
        Partner("北京甲一食品有限公司", is_person=False, subscribed_fen=12_500_000),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [("赵甲，50万元", "name-list-unclear"), ("赵甲；*某公司", "masked-name"), ("赵甲 0.4%；赵 甲", "conflicting-duplicate"), ("甲乙丙丁戊", "name-list-unclear")],
)  # fmt: skip
def test_holders_that_cannot_be_told_are_refused(text: str, code: str) -> None:
    with pytest.raises(UncleanError, match=code):
        partners(text, after=True)


def test_former_names_are_whole_names_of_firms() -> None:
    assert former_names("北京甲零食品厂；北京甲半食品有限公司") == ("北京甲零食品厂", "北京甲半食品有限公司")
    with pytest.raises(UncleanError, match="name-list-unclear"):
        former_names("甲、乙食品厂")


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("法定代表人变更", Item("head", "legal_representative")),
        ("负责人变更（法定代表人、负责人、首席代表、合伙事务执行人等变更）", Item("head", "head")),
        ("经营者变更", Item("head", "individual_operator")),
        ("执行事务合伙人（委派代表）变更", Item("head", "principal_in_charge")),
        ("董事备案", Item("officers", "director")),
        ("监事备案", Item("officers", "supervisor")),
        ("高级管理人员备案（董事、监事、经理等）", Item("officers")),
        ("主要人员备案", Item("officers")),
        ("投资人（股权）变更", Item("holding")),
        ("投资人变更（包括出资额、出资方式、出资日期、投资人名称等）", Item("holding")),
        ("股东变更", Item("holding")),
        ("名称变更（字号名称、集团名称等）", Item("name")),
        ("住所变更", Item("other")),
        ("经营范围变更（含业务范围变更）", Item("other")),
        ("注册资本变更（注册资金、资金数额等变更）", Item("other")),
        ("联络员备案", Item("other")),
        ("章程修正案备案", Item("other")),
    ],
)
def test_a_matter_is_known_by_its_whole_words(text: str, item: Item) -> None:
    assert item_of(text) == item


@pytest.mark.parametrize("text", ["法定代表人变更、董事备案", "股权冻结", "管理人员调动", "企业名称及住所变更"])
def test_a_matter_that_may_be_about_persons_or_a_name_is_never_passed_over(text: str) -> None:
    with pytest.raises(UncleanError, match="change-item-unknown"):
        item_of(text)


@pytest.mark.parametrize(
    ("name", "code", "role"),
    [
        ("北京甲一食品有限公司", FIRM, ("legal_representative",)),
        ("北京甲一食品有限公司朝阳分公司", FIRM, ("branch_head",)),
        ("北京甲二投资中心（有限合伙）", FIRM, ("principal_in_charge",)),
        ("北京甲三小吃店", f"92{FIRM[2:]}", ("individual_operator",)),
        ("北京甲四农业服务站", FIRM, ()),
    ],
)
def test_whom_a_firm_calls_its_head_depends_on_what_it_is(name: str, code: str, role: tuple[str, ...]) -> None:
    assert Item("head", "head").roles_in(code, name) == role
