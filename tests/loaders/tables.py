"""Small files in the real layouts, built from rows that are right unless a test says otherwise. All subjects are invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from graph_service.loaders import (
    bids,
    branches,
    changes,
    courts,
    findings,
    former_names,
    government,
    honours,
    licences,
    listings,
    objections,
    officers,
    penalties,
    practitioners,
    references,
    registry,
    repairs,
    sanctions,
    shareholders,
)
from graph_service.loaders.layout import Layout

FIRMS = (
    "91110105MA0FAKE17J", "91110105MA0FAKE25D", "91110105MA0FAKE338", "91110105MA0FAKE413", "91110105MA0FAKE5XT",
    "91110105MA0FAKE68T", "91110105MA0FAKE76M", "91110105MA0FAKE84G",
)  # fmt: skip
PEOPLE = (
    "110101190001010014", "110101190001010022", "110101190001010030", "110101190001010049", "110101190001010057",
    "110101190001010065", "110101190001010073", "110101190001010081",
)  # fmt: skip
REGISTRATION = "110108000000016"
AUTHORITY = "北京市甲区市场监督管理局"
_FIRM = {"行政相对人名称": "北京甲一食品有限公司", "统一社会信用代码": FIRMS[0], "法定代表人": "赵甲"}
_AUTHORITY_CODE = "11230500001755309F"
_PENALTY_2018 = _FIRM | {
    "法定代表人证件号码": PEOPLE[0],
    "行政处罚决定书文号": "京甲市监罚〔2024〕1号",
    "违法行为类型": "经营不合格食品",
    "违法事实": "经营不合格食品",
    "处罚依据": "《食品安全法》",
    "处罚类别": "罚款",
    "处罚内容": "罚款2000元",
    "罚款金额（万元）": "0.2",
    "处罚决定日期": "2024/3/5",
    "处罚有效期": "2099/12/31",
    "公示截止期": "2027-03-05",
    "处罚机关": AUTHORITY,
    "处罚机关统一社会信用代码": _AUTHORITY_CODE,
    "数据来源单位": AUTHORITY,
    "数据来源单位统一社会信用代码": _AUTHORITY_CODE,
}
_PENALTY_2016 = _FIRM | {
    "行政处罚决定书文号": "京甲市监罚〔2024〕1号",
    "处罚名称": "经营不合格食品案",
    "处罚类别1": "罚款",
    "处罚事由": "经营不合格食品",
    "处罚依据": "《食品安全法》",
    "处罚结果": "罚款2000元",
    "处罚决定日期": "2024/3/5",
    "处罚截止期": "2025/3/4",
    "处罚机关": AUTHORITY,
    "当前状态": "0",
    "地方编码": "110000",
    "数据更新时间戳": "2024-06-01 08:00:00",
}
_LICENCE_2018 = _FIRM | {
    "行政许可决定文书名称": "准予许可决定书",
    "行政许可决定文书号": "京甲市监许〔2024〕1号",
    "许可类别": "普通",
    "许可证书名称": "食品经营许可证",
    "许可编号": "JY11101050000001",
    "许可内容": "热食类食品制售",
    "许可决定日期": "2024-03-05",
    "有效期自": "2024-03-10",
    "有效期至": "2029-03-09",
    "许可机关": AUTHORITY,
    "许可机关统一社会信用代码": _AUTHORITY_CODE,
    "当前状态": "有效",
    "数据来源单位": AUTHORITY,
    "数据来源单位统一社会信用代码": _AUTHORITY_CODE,
}
_LICENCE_2016 = _FIRM | {
    "行政许可决定文书号": "京甲市监许〔2024〕1号",
    "项目名称": "食品经营许可",
    "审批类别": "普通",
    "许可内容": "热食类食品制售",
    "许可决定日期": "2024-03-05",
    "有效期至": "2029-03-09",
    "许可机关": AUTHORITY,
    "当前状态": "0",
    "地方编码": "110000",
    "数据更新时间戳": "2024-06-01",
}


def _without_firm(row: dict[str, str]) -> dict[str, str]:
    """The same of a natural person."""
    of_firm = {*_FIRM, "法定代表人证件号码"}
    person = {"行政相对人名称": "孙丙", "证件类型": "居民身份证", "证件号码": PEOPLE[2]}
    return {name: cell for name, cell in row.items() if name not in of_firm} | person


_ROWS: dict[str, tuple[Layout, dict[str, str]]] = {
    "penalty": (
        penalties.LAYOUT_2019,
        _PENALTY_2018 | {"行政相对人类别": "法人及非法人组织", "法定代表人证件类型": "居民身份证"},
    ),
    "penalty_2016": (penalties.LAYOUT_2016, _PENALTY_2016),
    "penalty_2018": (penalties.LAYOUT_2018, _PENALTY_2018),
    "penalty_2018_person": (penalties.LAYOUT_2018_PERSONS, _without_firm(_PENALTY_2018)),
    "licence_2016": (licences.LAYOUT_2016, _LICENCE_2016),
    "licence_2018": (licences.LAYOUT_2018, _LICENCE_2018),
    "licence_2018_person": (licences.LAYOUT_2018_PERSONS, _without_firm(_LICENCE_2018)),
    "licence_2019": (licences.LAYOUT_2019, _LICENCE_2018 | {"行政相对人类别": "法人及非法人组织"}),
    "enterprise": (
        registry.ENTERPRISES,
        {
            "企业名称": "北京甲一食品有限公司",
            "统一社会信用代码": FIRMS[0],
            "企业类型": "有限责任公司（自然人投资或控股）",
            "法定代表人": "赵甲",
            "成立日期": "2015-01-01",
            "登记状态": "存续",
            "注册资本（万元）": "100",
            "登记机关": AUTHORITY,
            "行业": "食品",
            "是否上市": "否",
            "是否国有": "否",
        },
    ),
    "person": (
        officers.LAYOUT,
        {
            "企业名称": "北京甲一食品有限公司",
            "企业统一社会信用代码": FIRMS[0],
            "姓名": "赵甲",
            "证件类型": "居民身份证",
            "证件号码": PEOPLE[0],
            "职务": "法定代表人",
            "任职起始日期": "2015-01-01",
        },
    ),
    "holding": (
        shareholders.LAYOUT,
        {
            "企业名称": "北京甲一食品有限公司",
            "企业统一社会信用代码": FIRMS[0],
            "股东名称": "赵甲",
            "股东类型": "自然人股东",
            "股东证照类型": "居民身份证",
            "股东证照号码": PEOPLE[0],
            "认缴出资额（万元）": "44.71",
            "实缴出资额（万元）": "10",
            "持股比例": "44.71%",
            "持股起始日期": "2015-01-01",
        },
    ),
    "change": (
        changes.LAYOUT,
        {
            "企业名称": "北京甲一食品有限公司",
            "企业统一社会信用代码": FIRMS[0],
            "变更事项": "董事备案",
            "变更前内容": "赵甲；钱乙",
            "变更后内容": "赵甲；孙丙",
            "变更日期": "2018-03-01",
        },
    ),
    "branch": (
        branches.LAYOUT,
        {
            "企业名称": "北京甲一食品有限公司",
            "企业统一社会信用代码": FIRMS[0],
            "分支机构名称": "北京甲一食品有限公司朝阳分公司",
            "分支机构统一社会信用代码": FIRMS[1],
            "登记机关": AUTHORITY,
        },
    ),
    "former name": (
        former_names.LAYOUT,
        {
            "企业名称": "北京甲一食品有限公司",
            "企业统一社会信用代码": FIRMS[0],
            "曾用名称": "北京甲零食品有限公司",
            "使用起始日期": "2010-01-01",
            "使用截止日期": "2014-12-31",
        },
    ),
    "finding": (
        findings.LAYOUT,
        {
            "决定文号": "京甲市监罚[2024]1号",
            "决定机关": AUTHORITY,
            "当事人名称": "北京甲一食品有限公司",
            "当事人统一社会信用代码": FIRMS[0],
            "姓名": "赵甲",
            "证件类型": "居民身份证",
            "证件号码": PEOPLE[0],
            "责任类型": "直接负责的主管人员",
            "是否认定": "是",
            "认定文书文号": "京甲市监责〔2024〕1号",
            "认定日期": "2024-03-05",
        },
    ),
}
_LISTED = {
    "主体名称": "北京甲一食品有限公司",
    "统一社会信用代码": FIRMS[0],
    "列入日期": "2024-03-05",
    "列入机关": AUTHORITY,
}
_CASE = {"执行法院": "北京市甲区人民法院", "案号": "（2019）京0105执1号", "立案日期": "20190709", "发布日期": "2019年07月13日"}
_ROWS |= {
    "sanction": (
        sanctions.LAYOUT,
        {
            "主体名称": "赵甲",
            "证件类型": "居民身份证",
            "证件号码": PEOPLE[0],
            "职务": "主要负责人",
            "单位名称": "北京甲一食品有限公司",
            "单位统一社会信用代码": FIRMS[0],
            "文书类别": "市场禁入决定",
            "处理种类": "证券市场禁入",
            "事由": "信息披露违法",
            "期限": "5年",
            "决定文号": "〔2025〕1号",
            "决定机关": "甲证券监管机构",
            "决定日期": "2025-03-05",
        },
    ),
    "honour": (
        honours.LAYOUT,
        {
            "主体名称": "北京甲一食品有限公司",
            "统一社会信用代码": FIRMS[0],
            "荣誉名称": "守合同重信用企业",
            "认定机关": AUTHORITY,
            "认定日期": "2024-03-05",
            "有效期至": "2026-03-04",
        },
    ),
    "executee": (
        courts.EXECUTEES,
        _CASE
        | {
            "主体名称": "孙丙",
            "主体类别": "0",
            "证件号码": f"{PEOPLE[2][:10]}****{PEOPLE[2][-4:]}",
            "失信被执行人行为具体情形": "有履行能力而拒不履行生效法律文书确定义务",
            "被执行人的履行情况": "全部未履行",
        },
    ),
    "order": (
        courts.ORDERS,
        _CASE
        | {
            "主体名称": "赵甲",
            "证件号码": f"{PEOPLE[0][:10]}****{PEOPLE[0][-4:]}",
            "关联企业名称": "北京甲一食品有限公司",
            "关联企业统一社会信用代码": FIRMS[0],
            "限制消费令日期": "2019-07-10",
        },
    ),
    "listing": (
        listings.LISTS,
        _LISTED
        | {
            "列入事由": "12个月内累计发生2起较大生产安全事故",
            "名单名称": "安全生产严重失信主体名单",
            "列入决定文号": "京甲应急失信〔2024〕1号",
            "列名人员姓名": "赵甲",
            "列名人员证件类型": "居民身份证",
            "列名人员证件号码": PEOPLE[0],
        },
    ),
    "samr": (listings.SERIOUS, _LISTED | {"列入严重违法失信名单原因": "提供虚假材料取得登记"}),
    "abnormal": (listings.ABNORMAL, _LISTED | {"列入经营异常名录原因": "未按规定公示年度报告"}),
}
_DECISION = {
    "决定文号": "京甲市监罚[2024]1号",
    "决定机关": AUTHORITY,
    "当事人名称": "北京甲一食品有限公司",
    "当事人统一社会信用代码": FIRMS[0],
}
#: What names the entry of ``listing`` instead of a penalty.
OF_LIST = {"决定文号": "", "名单名称": "安全生产严重失信主体名单", "列入日期": "2024-03-05"}
_ROWS |= {
    "answer": (
        findings.ANSWERS,
        _DECISION
        | {
            "姓名": "赵甲",
            "证件类型": "居民身份证",
            "证件号码": PEOPLE[0],
            "认定结论": "直接责任",
            "回函单位": AUTHORITY,
            "认定文书文号": "京甲市监函〔2024〕1号",
            "认定日期": "2024-04-05",
        },
    ),
    "objection": (
        objections.LAYOUT,
        _DECISION | {"处理结果": "撤销", "处理机关": AUTHORITY, "处理文号": "京甲异〔2024〕1号", "处理日期": "2024-06-05"},
    ),
    "repair": (
        repairs.LAYOUT,
        _DECISION | {"修复决定文号": "京甲修〔2025〕1号", "修复机关": AUTHORITY, "修复日期": "2025-03-05"},
    ),
    "practitioner": (
        practitioners.LAYOUT,
        {
            "姓名": "李丁",
            "证件类型": "居民身份证",
            "证件号码": PEOPLE[3],
            "职业类别": "执业药师",
            "执业证书编号": "11190000000001",
            "发证机关": "北京市甲区药品监督管理局",
            "执业机构": "北京甲一食品有限公司",
            "执业机构统一社会信用代码": FIRMS[0],
            "执业起始日期": "2018-05-01",
            "状态": "正常",
        },
    ),
    "bid": (
        bids.LAYOUT,
        {
            "项目编号": "JZ2025-001",
            "项目名称": "某道路养护工程",
            "标段编号": "01",
            "招标人": "北京市甲区城市管理委员会",
            "投标人名称": "北京甲一食品有限公司",
            "投标人统一社会信用代码": FIRMS[0],
            "单位负责人": "赵甲",
            "单位负责人证件类型": "居民身份证",
            "单位负责人证件号码": PEOPLE[0],
            "开标日期": "2025-05-06",
            "投标结果": "未中标",
        },
    ),
    "reference": (
        references.LAYOUT,
        {
            "主体名称": "北京甲一食品有限公司",
            "统一社会信用代码": FIRMS[0],
            "名单名称": "严重失信企业名单",
            "发布机构": "北京市甲行业协会",
            "发布机构类别": "行业协会",
            "等级": "C",
            "发布日期": "2024-03-05",
            "有效期至": "2025-03-04",
        },
    ),
    "government": (
        government.LAYOUT,
        {
            "主体名称": "北京市甲区城市管理委员会",
            "主体类别": "行政机关",
            "统一社会信用代码": "11230500001755309F",
            "失信类别": "拖欠账款",
            "失信事实": "未按合同支付工程款",
            "认定机关": "北京市甲区人民政府",
            "认定文号": "京甲政〔2024〕1号",
            "认定日期": "2024-03-05",
        },
    ),
}
Changes = Mapping[str, str]


def header(kind: str) -> list[str]:
    return [column.name for column in _ROWS[kind][0].columns]


def line(kind: str, changes: Changes | None = None) -> list[str]:
    """One row in the order of the header, right but for the changes."""
    row = {**_ROWS[kind][1], **(changes or {})}
    assert row.keys() <= set(header(kind)), row.keys() - set(header(kind))
    return [row.get(name, "") for name in header(kind)]


def csv_bytes(kind: str, *changes: Changes, encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header(kind), *(line(kind, change) for change in changes)])
    return text.getvalue().encode(encoding)


def write_csv(folder: Path, kind: str, *changes: Changes, name: str = "", encoding: str = "utf-8") -> Path:
    path = folder / (name or f"{kind}.csv")
    path.write_bytes(csv_bytes(kind, *changes, encoding=encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write cells as they are: numbers stay numbers."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return path
