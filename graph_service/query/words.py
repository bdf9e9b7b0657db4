"""Words for what is shown to people, Chinese first and English beside it; the one place that has them for maps and outcomes.

A code without words is shown as it is: a new role or clause must never make a page fail.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.propagation.reasons import CLAUSE_WORDS

Words = dict[str, str]

ROLE_WORDS: Mapping[str, tuple[str, str]] = {
    "legal_representative": ("法定代表人", "legal representative"),
    "principal_in_charge": ("主要负责人", "principal in charge"),
    "senior_manager": ("高级管理人员", "senior manager"),
    "general_manager": ("总经理", "general manager"),
    "director": ("董事", "director"),
    "supervisor": ("监事", "supervisor"),
    "shareholder": ("股东", "shareholder"),
    "actual_controller": ("登记的实际控制人", "registered actual controller"),
    "individual_operator": ("经营者", "operator"),
    "branch_head": ("分支机构负责人", "branch head"),
    "registered_practitioner": ("注册执业人员", "registered practitioner"),
    "project_manager": ("项目负责人", "project manager"),
    "eia_lead": ("环评编制主持人", "EIA lead"),
    "eia_main_author": ("环评主要编制人员", "EIA main author"),
    "employee": ("从业人员", "employee"),
    "direct_supervisor": ("直接负责的主管人员", "directly responsible supervisor"),
    "other_responsible_person": ("其他责任人员", "other responsible person"),
    "other_direct_person": ("其他直接责任人员", "other directly responsible person"),
    "debt_responsible_person": ("影响债务履行的直接责任人员", "person responsible for the debt"),
    "court_found_responsible_person": ("法院认定的实际责任人", "actual responsible person found by a court"),
    "named_person": ("决定列名人员", "person named by the decision"),
    "convicted_person": ("被判刑人员", "convicted person"),
    "responsible_person": ("责任人员", "responsible person"),
    "relevant_manager": ("相关管理人员", "relevant manager"),
    "enterprise": ("失信主体本身", "the enterprise itself"),
    "listed_subject": ("列名主体本身", "the listed subject itself"),
}

#: Links that are no office; ``propagation.considered`` makes them.
LINK_WORDS: Mapping[str, tuple[str, str]] = {
    "self": ("当事主体", "the subject of the decision"),
    "candidate": ("同名候选人", "candidate by name"),
    "excluded": ("证件号不符或经核对并非同一人的同名人", "namesake ruled out by id number or by an officer"),
    "corporate_shareholder": ("法人股东", "shareholder that is an organisation"),
    "parent_company": ("所属公司", "the branch's company"),
    "parent_legal_representative": ("所属公司法定代表人", "legal representative of the branch's company"),
    "client": ("委托单位", "client"),
    "client_office": ("委托单位任职人员", "office holder of the client"),
    "employer": ("任职单位", "employer"),
    "finding_denied": ("被认定无责任", "found not liable"),
    "finding:direct": ("认定负直接责任", "found directly liable"),
    "finding:direct_supervisor": ("认定为直接负责的主管人员", "found directly responsible supervisor"),
    "finding:other_direct": ("认定为其他直接责任人员", "found other directly responsible person"),
    "finding:personal_finding": ("认定负有个人责任", "found personally liable"),
    "finding:actual_controller": ("认定为实际控制人", "found actual controller"),
    "finding:debt_responsible": ("认定影响债务履行", "found responsible for the debt"),
    "finding:sanctioned": ("被决定处罚的个人", "sanctioned in person"),
    "finding:named": ("决定列名", "named by the decision"),
    "finding:court_found": ("法院认定的实际责任人", "found by a court"),
    "finding:responsible": ("责任人员", "responsible person"),
}

TYPE_WORDS: Mapping[str, tuple[str, str]] = {
    "company": ("企业", "company"),
    "branch": ("分支机构", "branch"),
    "government": ("行政机关", "government body"),
    "individual_business": ("个体工商户", "individual business"),
    "sole_proprietorship": ("个人独资企业", "sole proprietorship"),
    "partnership": ("合伙企业", "partnership"),
    "cooperative": ("农民专业合作社", "cooperative"),
    "non_company_enterprise": ("非公司企业法人", "enterprise that is no company"),
    "social_organization": ("社会组织", "social organisation"),
    "institution": ("事业单位", "public institution"),
    "person": ("自然人", "natural person"),
    "practitioner": ("注册执业人员", "registered practitioner"),
    "organization": ("组织", "organisation"),
}

STATUS_WORDS: Mapping[str, tuple[str, str]] = {
    "punished": ("惩戒生效", "punished"),
    "reached": ("责任人员", "reached through an office"),
    "pending": ("待决定", "pending decision"),
    "review": ("待核查", "in review"),
    "conflict": ("任职资格冲突", "post conflict"),
    "on_record": ("有在案决定", "decision on record"),
    "not_affected": ("不受影响", "not affected"),
    "none": ("未涉及", "no outcome"),
}

STATE_WORDS: Mapping[str, tuple[str, str]] = {
    "in_force": ("生效中", "in force"),
    "pending_decision": ("待主管机关决定", "pending decision"),
    "needs_review": ("需人工核查", "needs review"),
    "not_affected": ("不受影响", "not affected"),
}

EDGE_WORDS: Mapping[str, tuple[str, str]] = {
    "HOLDS_ROLE": ("任职", "holds office in"),
    "OWNS": ("持股", "owns"),
    "BRANCH_OF": ("分支机构", "branch of"),
    "LICENSED_AS": ("执业资格", "licensed as"),
    "SAME_ADDRESS": ("同一地址", "same address"),
}

EVENT_WORDS: Mapping[str, tuple[str, str]] = {
    "penalty": ("行政处罚", "administrative penalty"),
    "listing": ("严重失信主体名单", "serious dishonesty list"),
    "court": ("法院决定", "court order"),
    "sanction": ("对个人的决定", "decision against a person"),
    "criminal_judgment": ("刑事判决", "criminal judgment"),
    "bid": ("投标", "bid"),
}

FORCE_WORDS: Mapping[str, tuple[str, str]] = {
    "mandatory": ("依法当然适用", "by operation of law"),
    "mandatory_if_underlying_law_else_recommended": (
        "有法律依据的应当适用，其余为建议",
        "mandatory with a legal ground, else recommended",
    ),
    "mandatory_for_the_authority": ("主管机关应当适用", "mandatory for the authority"),
    "mandatory_if_serious": ("情节严重的应当适用", "mandatory in serious cases"),
    "discretionary": ("可以适用", "may be applied"),
    "recommended": ("建议适用", "recommended"),
    "recommended_until_awarding_body_decides": ("由授予机关决定", "for the awarding body to decide"),
}

VERIFIED_WORDS: Mapping[str, tuple[str, str]] = {
    "L": ("已与法规原文核对", "checked against the text of the law"),
    "S": ("依据种子文件", "from the seed document"),
    "W": ("依据公开网页，可靠性较弱", "from a public page, which is weaker"),
    "M": ("凭记忆，未核对原文，须核对", "from memory, not checked against the original: must be checked"),
}

MEASURE_KIND_WORDS: Mapping[str, tuple[str, str]] = {"reward": ("激励", "reward"), "punishment": ("惩戒", "punishment")}

MEASURE_FIELD_WORDS: Mapping[str, tuple[str, str]] = {
    "administrative": ("行政性", "administrative"),
    "market": ("市场性", "market"),
    "social": ("社会性", "social"),
}

BINDING_WORDS: Mapping[str, tuple[str, str]] = {
    "mandatory": ("强制性措施", "mandatory"),
    "recommended": ("推荐性措施", "recommended"),
}

MEASURE_SUBJECT_WORDS: Mapping[str, tuple[str, str]] = {
    "enterprise": ("企业", "enterprise"),
    "natural_person": ("自然人", "natural person"),
    "any": ("企业和自然人", "enterprise or natural person"),
}

NEED_WORDS: Mapping[str, tuple[str, str]] = {
    "court_order": ("须有人民法院的决定", "a court's order"),
    "honour_on_record": ("须有在案的荣誉称号", "an honour on record"),
    "finding": ("须有情节认定", "a finding on how grave the conduct is"),
}

ASSIGNMENT_WORDS: Mapping[str, tuple[str, str]] = {
    "S": ("文件指明", "named by the document"),
    "M": ("按职能推定，市级清单未取得", "assigned by function; the municipal list was not found"),
}


def words(table: Mapping[str, tuple[str, str]], code: object) -> Words:
    """Return ``{"zh": …, "en": …}`` for a code; a code that the table does not know is its own word."""
    plain = str(code or "")
    chinese, english = table.get(plain, (plain, plain.replace("_", " ")))
    return {"zh": chinese, "en": english}


def link_words(link: str) -> Words:
    """Name the link that made somebody considered: an office, a finding (``finding:direct``), or the subject itself."""
    return words(LINK_WORDS if link in LINK_WORDS else ROLE_WORDS, link)


def clause_words(name: str) -> Words:
    """Return what a clause asks, in the words of propagation."""
    known = CLAUSE_WORDS.get(name)
    return {"zh": known.label, "en": known.label_en} if known else {"zh": name, "en": name.replace("_", " ")}


def days_words(start: str | None, last_day: str | None, registered_on: str | None) -> Words:
    """Say when something was held, and when the register recorded it; days as ISO text, both ends inside."""
    if last_day:
        chinese = f"{start} 至 {last_day}" if start else f"已于 {last_day} 结束"
        english = f"{start} to {last_day}" if start else f"ended on {last_day}"
    else:
        chinese, english = (f"{start} 起", f"since {start}") if start else ("起始不详", "start not known")
    if registered_on:
        chinese, english = f"{chinese}；{registered_on} 登记", f"{english}; registered on {registered_on}"
    return {"zh": chinese, "en": english}


def share_words(share: object, low: object, high: object) -> Words:
    """Say a holding in words: ``持股 44.71 %``, a range, or that the share is not known (never 0 or 100 %)."""
    if isinstance(share, float | int):
        return {"zh": f"持股 {percent(share)}", "en": f"holds {percent(share)}"}
    if isinstance(low, float | int) and isinstance(high, float | int):
        between = f"{percent(low)}–{percent(high)}"
        return {"zh": f"持股 {between}", "en": f"holds {between}"}
    return {"zh": "持股（比例未知）", "en": "holds an unknown share"}


def percent(share: float) -> str:
    """Write a share of 0–1 as a percentage with at most two decimals."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"


def yuan(fen: int) -> tuple[str, str]:
    """Write an amount of fen in yuan: ``10,000.00 元``."""
    amount = f"{fen // 100:,}.{fen % 100:02d}"
    return f"{amount} 元", f"CNY {amount}"
