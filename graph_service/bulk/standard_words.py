"""Words that the exports in foreign standards share: they are those of registers, so that a file that comes back is read the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from graph_service.model.facts import KEYS, Row

#: Office → 职务, one word for each office.
POSITIONS: Mapping[str, str] = {
    "legal_representative": "法定代表人", "principal_in_charge": "主要负责人", "senior_manager": "高级管理人员",
    "general_manager": "总经理", "director": "董事", "supervisor": "监事", "shareholder": "股东", "actual_controller": "实际控制人",
    "individual_operator": "经营者", "branch_head": "分公司负责人", "registered_practitioner": "注册人员", "project_manager": "项目负责人",
    "eia_lead": "编制主持人", "eia_main_author": "主要编制人员", "employee": "员工",
}  # fmt: skip
#: Type of an organisation → 企业类型; a company needs no word.
FORMS: Mapping[str, str] = {
    "branch": "分公司", "individual_business": "个体工商户", "sole_proprietorship": "个人独资企业", "partnership": "合伙企业",
    "cooperative": "合作社", "government": "机关", "institution": "事业单位",
}  # fmt: skip


def fact_key(table: str, row: Row) -> str:
    """Return an id of 40 hex characters made of what names the fact: the same fact has it in every export."""
    named = [table, *(str(row[column] or "") for column in KEYS[table])]
    return hashlib.sha256("\x1f".join(named).encode()).hexdigest()[:40]


def percent(share: object) -> float | None:
    """Return a share of 0 to 1 as a percentage; eight digits behind the point are more than any source has."""
    return round(float(share) * 100, 8) if isinstance(share, float | int) else None
