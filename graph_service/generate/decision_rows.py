"""Rows of 双公示 行政处罚 in each layout and of 责任认定."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from graph_service.generate.decisions import KINDS
from graph_service.generate.firms import authority_code
from graph_service.generate.layouts import FINDINGS, Table
from graph_service.generate.lines import Block, Line, Said, decimal, iso, kinds_by_code
from graph_service.generate.names import STEMS
from graph_service.generate.party_rows import party
from graph_service.generate.publicity_layouts import PENALTIES, PENALTIES_2016
from graph_service.generate.records import Firm, Penalty

_EVENTS = {(kind.kinds, kind.content): kind.events for kind in KINDS}
_CODE_OF_PARTY = FINDINGS.at["当事人统一社会信用代码"]
_PUBLISHED = timedelta(days=3 * 365)


def penalty_rows(table: Table, block: Block) -> Iterator[Line]:
    """Write a row for each decision and party that this one of the tables publishes."""
    for penalty in block.town.penalties:
        about = party(block, penalty.party, penalty.representative, penalty.decided)
        if about.is_published_in(table, PENALTIES, penalty.decided):
            facts = {"events": _EVENTS.get((penalty.kinds, penalty.content), 1)}
            annulled = table is PENALTIES_2016 and penalty.annulled
            says = (Said("annulled-day-from-timestamp", "当前状态"),) if annulled else ()
            yield about.line(table, _said(penalty), penalty, facts, *says)


def _said(penalty: Penalty) -> dict[str, str]:
    """Say what is in the columns of every generation. Only that of 2016 has one for an annulment; elsewhere somebody writes it behind."""
    annulled, decided = penalty.annulled, penalty.decided
    first, _, second = penalty.kinds.partition(";")
    authority = authority_code(penalty.authority, STEMS.index(penalty.authority[3]))
    return {
        "行政处罚决定书文号": penalty.document,
        "处罚名称": f"{penalty.violation}案",
        "处罚类别": penalty.kinds,
        "处罚类别1": first,
        "处罚类别2": second,
        "违法行为类型": penalty.violation,
        "处罚事由": penalty.violation,
        "违法事实": f"经查，当事人存在{penalty.violation}行为。",
        "处罚依据": "《中华人民共和国行政处罚法》及有关法律法规",
        "处罚内容": penalty.content,
        "处罚结果": penalty.content,
        "罚款金额（万元）": decimal(penalty.fine),
        "暂扣或吊销证照名称及编号": penalty.licence,
        "处罚决定日期": iso(decided),
        "处罚有效期": "2099/12/31" if penalty.licence else iso(decided + timedelta(days=365)),
        "处罚截止期": "" if penalty.licence else iso(decided + timedelta(days=365)),
        "公示截止期": iso(decided + _PUBLISHED),
        "公示期限": "三年",
        "处罚机关": penalty.authority,
        "处罚机关统一社会信用代码": authority,
        "数据来源单位": penalty.authority,
        "数据来源单位统一社会信用代码": authority,
        "当前状态": "撤销" if annulled else "0",
        "地方编码": "110000",
        "数据更新时间戳": iso(annulled or decided),
        "备注": f"该处罚决定已于{annulled.year}年{annulled.month}月被依法撤销" if annulled else "",
    }


def finding_rows(block: Block) -> Iterator[Line]:
    """Write a row for each finding."""
    for finding in block.town.findings:
        penalty, person = finding.penalty, finding.person
        if not isinstance(penalty.party, Firm):
            continue
        firm = penalty.party
        number = "" if block.is_loose(firm) else firm.any_number
        cells = [
            penalty.document,
            penalty.authority,
            firm.name,
            number,
            person.name,
            *block.document_of(person, firm),
            finding.liability,
            "是" if finding.is_found else "否",
            finding.document,
            iso(finding.day),
        ]
        because = Said("event-not-on-record", "决定文号") if penalty in block.lost else None
        facts = {"findings": _EVENTS[penalty.kinds, penalty.content]}
        kinds = kinds_by_code(FINDINGS.kinds, _CODE_OF_PARTY, firm)
        yield Line(cells, kinds, finding, firm, facts, because=because, delicate=not number)
