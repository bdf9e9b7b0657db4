"""Courts: 失信被执行人 and 限制消费令, by the court's own field names or the titles of the same content.

A natural person is published with a masked number: nobody is a hit, namesakes become candidates. An order in the case of a firm lists the
person with the firm beside them: the firm is the subject, and whom the rules reach in it follows from the offices; only where the
order calls somebody 实际控制人 or 影响债务履行的直接责任人员 that is the court's finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful, Masked
from graph_service.loaders.endings import ended_days, leave_to_the_end, one_content_an_event, say, settle_endings, tell_named
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import court_key, is_credit_code, nameless_key
from graph_service.loaders.parties import event_row, is_masked, settle_persons, state_party, subject_words
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.model.identifiers import normalized
from graph_service.policy.list_words import list_category
from graph_service.security.masking import mask_is_compatible
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_PARTIES = {
    "0": "person", "自然人": "person", "个人": "person",
    "1": "organization", "法人": "organization", "企业": "organization", "单位": "organization", "法人或其他组织": "organization",
    "法人或者其他组织": "organization",
}  # fmt: skip
#: What an order calls the person beside the firm, where that is a finding of the court.
_FOUND = {"实际控制人": "actual_controller", "影响债务履行的直接责任人员": "debt_responsible"}
#: What a list entry says beside its days.
_MORE = ("失信被执行人行为具体情形", "被执行人的履行情况", "债务数额较大")
_ENDS = ("移出日期", "撤销日期", "履行完毕日期")


def _party(text: str) -> str:
    try:
        return _PARTIES[name_key(text)]
    except KeyError:
        raise UncleanError("party-type-unknown") from None


def _case_number(text: str) -> tuple[str, str]:
    """Keep the 案号 as written, beside its folded form."""
    return _text(text), cleaning.document_number(text)


def _case(person: str, *aliases: str) -> tuple[Column, ...]:
    """Return the columns of every publication of a court: whom, in which case, when, and how it ended."""
    return (
        Column("主体名称", cleaning.organization_name, person, needed=True, filled=True, aliases=aliases),
        Column("证件号码", _text, "cardNum", is_id=True,
               aliases=("身份证号码/组织机构代码", "证件号码/组织机构代码", "身份证号码", "身份证号码或组织机构代码")),
        Column("证件类型", codes.document_kind),
        Column("执行法院", cleaning.organization_name, "courtName", needed=True, filled=True),
        Column("案号", _case_number, "caseCode", needed=True, filled=True),
        Column("立案日期", cleaning.day, "regDate", aliases=("立案时间",)),
        Column("发布日期", cleaning.day, "publishDate", needed=True, aliases=("发布时间",)),
        Column("限制消费令日期", cleaning.day, aliases=("限消令日期",)),
        Column("移出日期", cleaning.day, aliases=("屏蔽日期", "解除日期", "删除日期")),
        Column("移出原因", _text, aliases=("屏蔽原因", "解除原因", "删除原因")),
        Column("履行完毕日期", cleaning.day),
        Column("撤销日期", cleaning.day),
    )  # fmt: skip


EXECUTEES = Layout(
    "失信被执行人",
    (
        *_case("iname", "失信被执行人姓名/名称", "被执行人姓名/名称", "失信被执行人名称"),
        Column("主体类别", _party, "partyTypeName", needed=True, filled=True, aliases=("失信被执行人类型", "被执行人类型")),
        Column("年龄", _text, "age"),
        Column("性别", _text, "sexy"),
        Column("法定代表人或者负责人姓名", _text, "businessEntity"),
        Column("省份", _text, "areaName", aliases=("地域",)),
        Column("执行依据文号", _text, "gistId"),
        Column("作出执行依据单位", _text, "gistUnit", aliases=("做出执行依据单位",)),
        Column("生效法律文书确定的义务", _text, "duty"),
        Column("被执行人的履行情况", _text, "performance"),
        Column("已履行部分", _text, "performedPart"),
        Column("未履行部分", _text, "unperformPart"),
        Column("失信被执行人行为具体情形", _text, "disruptTypeName", needed=True, aliases=("失信行为具体情形",)),
        Column("债务数额较大", cleaning.yes_no),
    ),
)
ORDERS = Layout(
    "限制消费令",
    (
        *_case("headerName", "限消令对象", "限制消费人员姓名", "被限制消费人员"),
        Column("关联企业名称", cleaning.organization_name, "companyInfo", needed=True, aliases=("企业信息", "关联企业")),
        Column("关联企业统一社会信用代码", codes.credit_code_or_registration, is_id=True),
        Column("关联类型", _text, "relateType"),
        Column("申请人", _text, "applicant"),
    ),
)


def check_executees(sieve: Sieve, known: Surroundings) -> None:
    """Settle who is listed in which case."""
    firms = sieve.frame[sieve.frame["主体类别"] == "organization"]
    numbers = [normalized(number) for number in firms["证件号码"].dropna()]
    found = known.firms.find(firms["主体名称"], numbers, (number.replace("-", "") for number in numbers))
    sieve.derive("organization", partial(_executee, found), ("证件号码", "主体类别", "主体名称", "执行法院"))
    settle_persons(sieve, known, ("主体名称", "主体类别", "执行法院"))
    sieve.derive("beside", lambda _row: None, ("案号",))
    _settle_case(sieve, known, "失信被执行人名单")


def _executee(found: FoundFirms, row: CleanRow) -> object:
    """Find the key of a firm: by its number; behind a mask by its name, if the visible characters agree; else one of its own."""
    if row["主体类别"] != "organization" or row["主体名称"] is None:
        return None
    own = Doubtful(nameless_key(row["主体名称"], row["执行法院"] or ""), "organization-without-code")
    number = normalized(row["证件号码"] or "")
    if is_masked(number):
        same_name = found.by_name(row["主体名称"])
        agrees = same_name and is_credit_code(same_name) and mask_is_compatible(number, same_name)
        return Doubtful(same_name, "joined-by-name") if agrees else own
    if not number:
        return own
    key = _number_of_firm(number)
    code, warning = (key.value, key.code) if isinstance(key, Doubtful) else (key, "")
    if code is None:
        return own
    joined = code if is_credit_code(str(code)) else found.by_number(number, str(code))
    if joined is None:
        return f"reg:{code}" if len(str(code)) == 15 else own
    return Doubtful(joined, warning) if warning else joined


def _number_of_firm(number: str) -> object:
    """Read a number by its length: unified code, registration number or organisation code.

    Raises:
        UncleanError: it is none of them.
    """
    if len(number) in {8, 9, 10}:
        return codes.organization_code(number)
    return codes.credit_code_or_registration(number)


def check_orders(sieve: Sieve, known: Surroundings) -> None:
    """Settle whom the order binds: the firm with the person beside it, or a natural person."""
    numbers = sieve.frame["关联企业统一社会信用代码"]
    found = known.firms.find(
        sieve.frame["关联企业名称"][numbers.isna()].dropna(), (code for code in numbers.dropna() if not is_credit_code(code))
    )
    sieve.derive("organization", partial(_firm_of_order, found), ("关联企业名称", "关联企业统一社会信用代码"))
    settle_persons(sieve, known, ("主体名称", "关联企业名称", "关联企业统一社会信用代码"))
    sieve.derive("beside", _beside, ("证件号码", "证件类型", "主体名称", "organization"))
    for row, day in zip(sieve.frame.index, sieve.frame["限制消费令日期"], strict=True):
        if day is None and sieve.frame.at[row, "发布日期"] is not None:
            sieve.warn(int(row), "order-day-from-publication", "限制消费令日期")
    _settle_case(sieve, known, "限制消费令")


def _firm_of_order(found: FoundFirms, row: CleanRow) -> object:
    if row["关联企业名称"] is None:
        return None
    key = found.resolve(row["关联企业统一社会信用代码"], row["关联企业名称"])
    return key if row["关联企业统一社会信用代码"] else Doubtful(key, "joined-by-name")


def _beside(row: CleanRow) -> PersonIdentity | Doubtful | None:
    """Say whom an order against a firm lists: by document, else by name within the firm, which an officer must confirm."""
    if row["organization"] is None or row["主体名称"] is None:
        return None
    name = cleaning.person_name(row["主体名称"])
    if row["证件号码"] is not None and is_masked(normalized(row["证件号码"])):
        return Doubtful(identified(name, Masked(row["证件号码"]), row["organization"]), "masked-id")
    return identified(name, read_document(row["证件类型"], row["证件号码"], masked_is_nothing=True), row["organization"])


def _settle_case(sieve: Sieve, known: Surroundings, list_name: str) -> None:
    """Add the key of the entry, what it says, and when it ended; the key is the same in the row that ends it."""
    category = list_category(list_name)
    sieve.derive("category", lambda _row: category, ("案号",))
    sieve.derive("entry", _entry, ("案号", "执行法院", "category", "organization", "person", "namesakes", "主体名称"))
    sieve.derive(KEYS, lambda row: ((row["entry"], row["beside"]),) if row["entry"] else (), ("entry", "beside"))
    tell_named(sieve, "beside")
    said = ("立案日期", "发布日期", "限制消费令日期", *_ENDS, "移出原因", *_MORE)
    say(sieve, tuple(name for name in said if name in sieve.frame))
    settle_endings(sieve, "立案日期", _ENDS)
    for day in ("立案日期", "发布日期", "限制消费令日期"):
        sieve.refuse_after(day, known.received, "date-future")


def _entry(row: CleanRow) -> str | None:
    if row["organization"] is None and row["person"] is None and row["namesakes"] is None:
        return None
    return court_key(row["category"], row["执行法院"], row["案号"][1], subject_words(row))


def across(whole: Whole, _known: Surroundings) -> None:
    """Let a row with the end of an entry win over the one that begins it; rows on one entry must agree."""
    leave_to_the_end(whole, "entry", "发布日期")
    whole.single_out()
    whole.one_name_an_identity("person", "证件号码")
    whole.one_name_an_identity("beside", "证件号码")
    one_content_an_event(whole, "entry")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons listed, restricted, and beside a firm."""
    return persons_of(rows, ("person", "beside"))


def shape_executees(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the listing and its subject, or the candidates behind a mask."""
    shaped = Shaped()
    for row in rows:
        subject = state_party(shaped, row, keys, row["entry"])
        said = {
            "listing_date": row["发布日期"],
            "order_date": row["限制消费令日期"],
            "debt_large": row["债务数额较大"],
            "reason": row["失信被执行人行为具体情形"],
            "performance": row["被执行人的履行情况"],
        }
        shaped.state("events", row[ROW], _event(row, subject, said))
    return shaped


def shape_orders(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the order, and what it says of the person beside a firm: a finding in two qualities, else a name."""
    shaped = Shaped()
    for row in rows:
        number, event, beside = row[ROW], row["entry"], row["beside"]
        party = {**row, "主体名称": row["关联企业名称"] or row["主体名称"], "主体类别": None}
        subject = state_party(shaped, party, keys, event)
        order_date = row["限制消费令日期"] or row["发布日期"]
        shaped.state("events", number, _event(row, subject, {"order_date": order_date, "publication_date": row["发布日期"]}))
        if beside is None:
            continue
        shaped.mention("persons", number, person_row(beside, keys[beside]))
        if liability := _FOUND.get(name_key(row["关联类型"] or "")):
            finding = {
                "event": event,
                "person": keys[beside],
                "liability": liability,
                "found": True,
                "document": row["案号"][0],
            }
            shaped.state("findings", number, finding)
        else:
            shaped.state("namings", number, {"event": event, "person": keys[beside], "how": "named"})
    return shaped


def _event(row: CleanRow, subject: str | None, said: dict[str, object]) -> dict[str, object]:
    always = {"filing_date": row["立案日期"], "office": row["执行法院"], "document": row["案号"][0], **ended_days(row)}
    return event_row(row["entry"], "court", row["category"], subject, said | always)


_KEEPS = Keeps(("entry", "ended", "named_key", "said", "发布日期"), persons=("person", "beside"))
_RETIRES = "Nothing by absence: an entry ends by a row that gives the day of removal, lifting, performance or annulment."
EXECUTEE_SOURCE = Source(
    kind="courts.executees",
    layout=EXECUTEES,
    check=check_executees,
    keeps=_KEEPS,
    across=across,
    identities=identities,
    shape=shape_executees,
    retires=_RETIRES,
)
ORDER_SOURCE = Source(
    kind="courts.orders",
    layout=ORDERS,
    check=check_orders,
    keeps=_KEEPS,
    across=across,
    identities=identities,
    shape=shape_orders,
    retires=_RETIRES,
)
