"""变更事项: what a change on the register is about, by the words of the register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.organizations import organization_type

Kind = Literal["head", "officers", "holding", "name", "other"]
#: Heads are registered under one matter whatever they are called; by the type of the firm it is one office.
_HEADS = {"branch": "branch_head", "individual_business": "individual_operator", "partnership": "principal_in_charge"}
_COMPANY = re.compile(r"公司(\(.*\))?$")
_PARTNERSHIP = re.compile(r"合伙(企业)?(\(.*\))?$|\((有限|普通|特殊普通)合伙\)$")


@dataclass(frozen=True, slots=True)
class Item:
    """What is changed: the ``kind`` of matter, and the office that it is about where it is about one only.

    ``head`` as role stands for the office of whoever heads the firm (负责人), which depends on the type of the firm.
    """

    kind: Kind
    role: str = ""

    def roles_in(self, organization: str, name: str) -> tuple[str, ...]:
        """Return the office that the matter is about in this firm; none where it is about several, or the firm leaves it open."""
        if self.role != "head":
            return (self.role,) if self.role else ()
        folded = name_key(name)
        kind = "partnership" if _PARTNERSHIP.search(folded) else organization_type(None, organization, name)
        if role := _HEADS.get(kind):
            return (role,)
        return ("legal_representative",) if _COMPANY.search(folded) else ()


_END = r"(变更|备案|变更备案|变动|调整)?"
#: In the order in which they decide; the whole text must match.
_ITEMS = tuple(
    (re.compile(words), item)
    for words, item in (
        (rf"(企业)?法定代表人(姓名)?{_END}", Item("head", "legal_representative")),
        (rf"经营者(姓名)?{_END}", Item("head", "individual_operator")),
        (rf"执行事务合伙人(\(.*\)|委派代表)?{_END}", Item("head", "principal_in_charge")),
        (rf"((企业|分支机构)?负责人(姓名)?|法定代表人\(负责人\)){_END}(\(.*\))?", Item("head", "head")),
        (rf"(执行)?董事(会)?(成员)?{_END}", Item("officers", "director")),
        (rf"监事(会)?(成员)?{_END}", Item("officers", "supervisor")),
        (rf"总?经理{_END}", Item("officers", "general_manager")),
        (rf"财务负责人{_END}", Item("officers", "senior_manager")),
        (rf"(高级管理人员|主要人员|主要管理人员|董事、?监事、?(高级管理人员|高管|经理)|董事\(理事\)、经理、监事){_END}(\(.*\))?", Item("officers")),
        (rf"(投资人|股东|发起人|合伙人|出资人)(及出资额?|姓名或名称)?(\([^()]*\))?{_END}(\(.*\))?", Item("holding")),
        (rf"(企业)?名称{_END}(\(.*\))?", Item("name")),
    )
)  # fmt: skip
#: Matters of these words are about neither persons in office nor holders nor the firm's name, though they sound so.
_OTHERS = re.compile(r"联络员|联系人|清算组|从业人|受益所有人|许可|行政区划|邮政|章程|出资(额|方式|日期|时间)|资本")
_SOUNDS_SO = re.compile(r"人|董|监|经理|高管|股|出资|合伙|名称")


def item_of(text: str) -> Item:
    """Read a 变更事项; matters that make no fact (住所, 经营范围, 注册资本, …) are ``other``.

    Raises:
        UncleanError: ``change-item-unknown``: it sounds as if it were about persons, holders or a name, and nobody has described it.
    """
    folded = name_key(text)
    for words, item in _ITEMS:
        if words.fullmatch(folded):
            return item
    if _SOUNDS_SO.search(folded) and not _OTHERS.search(folded):
        raise UncleanError("change-item-unknown")
    return Item("other")
