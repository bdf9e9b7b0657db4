"""How files name organisations and offices, and which key an organisation has in the graph."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.model.identifiers import area_of_number, organization_code_of

#: Words of 企业类型 in the order in which they decide.
_TYPES = (
    ("分公司", "branch"), ("分支机构", "branch"), ("个体", "individual_business"), ("个人独资", "sole_proprietorship"),
    ("合伙", "partnership"), ("合作社", "cooperative"), ("机关", "government"), ("事业单位", "institution"),
)  # fmt: skip
#: First two characters of the unified code, where they tell the type.
_TYPES_BY_CODE = {"11": "government", "12": "institution", "92": "individual_business", "93": "cooperative"}
#: Words of 登记状态 in the order in which they decide; what is only under way (``_UNDER_WAY``) is not yet so.
_UNDER_WAY = re.compile(r"未(注销|吊销)|(拟|正在|申请|办理)注销|注销(中|备案|公告)")
_STATUSES = (
    ("注销", "cancelled"), ("吊销", "revoked"), ("撤销", "annulled"), ("迁出", "moved_out"), ("清算", "liquidating"), ("停业", "suspended"),
    ("歇业", "suspended"), ("设立中", "establishing"), ("迁入", "moved_in"), ("存续", "active"), ("在业", "active"), ("开业", "active"),
    ("正常", "active"), ("在营", "active"),
)  # fmt: skip
_BRANCH_NAME = re.compile(r"(分公司|分店|分厂|分部|办事处|营业部|门市部)$")
#: 职务 → role, by the whole word: 部门经理 is no 经理, 安全负责人 no 负责人, 董事助理 no 董事.
_POSITIONS = tuple(
    (re.compile(words), role)
    for words, role in (
        ("(企业)?法定代表人", "legal_representative"),
        ("(疑似)?实际控制人", "actual_controller"),
        ("((执行|独立|外部|职工(代表)?|非执行|副|常务)?董事(长|局主席|会主席)?|副?理事长?)", "director"),
        ("((职工(代表)?|外部|独立)?监事(长|会主席|会召集人)?)", "supervisor"),
        (
            "(常务|执行)?副(总经理|经理|总裁)|财务(负责人|总监)|首席财务官|总会计师|董事会秘书|高级管理人员|高管",
            "senior_manager",
        ),
        ("总?经理|总裁|首席执行官", "general_manager"),
        ("分(公司|支机构)负责人", "branch_head"),
        ("(主要)?负责人|执行事务合伙人(委派代表)?", "principal_in_charge"),
        ("(个体工商户)?经营者", "individual_operator"),
        ("投资人|股东", "shareholder"),
        ("项目(经理|负责人)", "project_manager"),
        ("(环评|环境影响报告书?)?编制主持人", "eia_lead"),
        ("主要编制人员", "eia_main_author"),
        ("注册.*(师|人员)|执业.*(师|人员)", "registered_practitioner"),
        ("员工|职工|职员|雇员|工作人员", "employee"),
    )
)
#: The list that tells two entries of one day apart by their cause.
ABNORMAL_CATEGORY = "samr.abnormal_list"
_JOINED = re.compile(r"[、,，;；/|]|兼任?|以?及|和(?=董|监|经|总|法)")


def is_credit_code(key: str) -> bool:
    """Tell a unified code (already checked) from our other keys."""
    return len(key) == 18 and ":" not in key


def hashed(prefix: str, *parts: str) -> str:
    """Return a key of 32 hex characters over the parts."""
    return prefix + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def nameless_key(name: str, area: str) -> str:
    """Return the key of an organisation without any number: its name within an area (who registered, punished or lists it)."""
    return hashed("org:", name_key(name), name_key(area))


def event_key(authority: str, folded_document: str, subject: str) -> str:
    """Return the key of a decision: one document may concern several subjects, and one decision may be published twice.

    ``subject`` is the organisation's key, or ``person:`` and the name key: an id number must not be guessable from it.
    """
    return hashed("ev-", name_key(authority), folded_document, subject)


def numbered_event(key: str, at: int) -> str:
    """Return the key of the first, second, ... event of one decision against one subject (``at`` counts from 0)."""
    return key if at == 0 else f"{key}.{at + 1}"


def listing_key(category: str, cause: str | None, authority: str, listed_on: date, subject: str) -> str:
    """Return the key of an entry of a list; it must be the same in the row that lists and the row that removes.

    A document number is often missing in one of the two. ``subject`` is as for ``event_key``, or ``masked:`` and the name key.
    """
    kept_by = category.partition(".")[0]
    why = name_key(cause or "") if category == ABNORMAL_CATEGORY else ""
    return hashed("ev-", "listing", kept_by, why, name_key(authority), listed_on.isoformat(), subject)


def court_key(category: str, court: str, folded_case: str, subject: str) -> str:
    """Return the key of an entry or order of a court; ``subject`` is as for ``listing_key``."""
    return hashed("ev-", "court", category, name_key(court), folded_case, subject)


@lru_cache(maxsize=4096)
def organization_type(stated: str | None, organization: str, name: str) -> str:
    """Return the type of an organisation by its stated 企业类型, else its unified code, else its name; ``company`` otherwise."""
    for word, kind in _TYPES:
        if stated and word in stated:
            return kind
    if _BRANCH_NAME.search(name):
        return "branch"
    return _TYPES_BY_CODE.get(organization[:2], "company") if is_credit_code(organization) else "company"


def status_of(text: str) -> str:
    """Return the code of a 登记状态 (``model.facts.ORGANIZATION_STATUSES``): 吊销，未注销 is revoked, 吊销，已注销 cancelled.

    Raises:
        UncleanError: no word of it is known.
    """
    settled = _UNDER_WAY.sub("", text)
    for word, code in _STATUSES:
        if word in settled:
            return code
    if "注销" in text:
        return "liquidating"
    raise UncleanError("state-unknown")


@lru_cache(maxsize=2048)
def roles_of(position: str) -> tuple[str, ...]:
    """Return the roles behind a 职务; offices held together (执行董事兼总经理) give several, in order.

    Raises:
        UncleanError: a part names no office that we know.
    """
    roles: list[str] = []
    for part in filter(None, (name_key(piece) for piece in _JOINED.split(position))):
        role = next((role for words, role in _POSITIONS if words.fullmatch(part)), None)
        if role is None:
            raise UncleanError("position-unknown")
        if role not in roles:
            roles.append(role)
    if not roles:
        raise UncleanError("position-unknown")
    return tuple(roles)


def organization_row(organization: str, name: str, stated: str | None = None, **more: object) -> Mapping[str, object]:
    """Build a row of the ``organizations`` table; what follows from its key and name is filled in, the rest comes with ``more``."""
    uscc = organization if is_credit_code(organization) else None
    number = more.pop("registration_number", None) or (
        organization.removeprefix("reg:") if organization[:4] == "reg:" else None
    )
    row: dict[str, object] = {
        "id": organization,
        "name": name,
        "type": organization_type(stated, organization, name),
        "uscc": uscc,
        "industry": None,
        "parent": None,
        "listed": None,
        "state_owned": None,
        "name_key": name_key(name),
        "organization_code": organization_code_of(uscc) if uscc else None,
        "registration_number": number,
        "area": area_of_number(uscc, str(number or "")),
    }
    return row | more
