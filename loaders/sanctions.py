"""Decisions and judgments against persons: market and practice bans, disciplinary removals, criminal judgments.

One row a person and document. What the row says decides, by data, which rules look at it; some of these take the unit in whose case the
person was decided about as the subject. A person without a usable number is known by name within that unit, which an officer must
confirm; without a unit, namesakes of a masked number are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.endings import one_content_an_event, say
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import hashed, is_credit_code, nameless_key, organization_row
from graph_service.loaders.parties import event_row, person_words, settle_persons
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.policy.sanction_words import Sanctioned, sanction_categories
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)
_DOCUMENTS = {
    "行政处罚决定": "sanction", "市场禁入决定": "sanction", "证券市场禁入决定": "sanction", "处分决定": "sanction", "免职决定": "sanction",
    "刑事判决": "criminal_judgment", "刑事判决书": "criminal_judgment",
}  # fmt: skip
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
LIFETIME = "lifetime"


def _document_kind(text: str) -> str:
    try:
        return _DOCUMENTS[name_key(text)]
    except KeyError:
        raise UncleanError("document-kind-unknown") from None


def _document(text: str) -> tuple[str, str]:
    """Keep the 文号 as written, beside its folded form."""
    return _text(text), cleaning.document_number(text)


def _term(text: str) -> int | str:
    """Read a term: 5, 5年, 五年, or ``LIFETIME`` for 终身. Months are refused: a term is kept in whole years."""
    said = name_key(text)
    if said == "终身":
        return LIFETIME
    found = re.fullmatch(r"(?:(\d{1,2})|([一二两三四五六七八九十]))年?", said)
    if found is None or found[1] == "0":
        raise UncleanError("term-format")
    return int(found[1]) if found[1] else _NUMERALS[found[2]]


LAYOUT = Layout(
    "对个人的处罚、处分与判决",
    (
        Column(
            "主体名称",
            cleaning.person_name,
            needed=True,
            filled=True,
            aliases=("当事人姓名", "被处罚人姓名", "被告人姓名", "姓名"),
        ),
        Column("证件类型", codes.document_kind),
        Column("证件号码", _text, needed=True, is_id=True),
        Column("职务", _text),
        Column("单位名称", cleaning.organization_name, needed=True, aliases=("所在单位名称", "涉案单位名称")),
        Column("单位统一社会信用代码", codes.credit_code_or_registration, is_id=True),
        Column("文书类别", _document_kind, needed=True, filled=True),
        Column("处理种类", _text, needed=True, filled=True, aliases=("处罚种类", "处分种类")),
        Column("处理内容", _text),
        Column("事由", _text, needed=True, aliases=("案由",)),
        Column("罪名", _text),
        Column("刑罚", _text),
        Column("期限", _term, needed=True, aliases=("禁入期限", "期限（年）")),
        Column("决定文号", _document, needed=True, filled=True, aliases=("文书文号",)),
        Column("决定机关", cleaning.organization_name, needed=True, filled=True, aliases=("作出决定机关", "审判法院")),
        Column("决定日期", cleaning.day, needed=True, filled=True, aliases=("判决日期",)),
        Column("判决生效日期", cleaning.day),
        Column("刑罚执行完毕日期", cleaning.day),
        Column("缓刑考验期满日期", cleaning.day),
        Column("违法行为起始日期", cleaning.day),
        Column("违法行为截止日期", cleaning.day),
        Column("事故等级", _text),
        Column("情节", _text),
        Column("撤销日期", cleaning.day),
    ),
)
_SAID = ("决定日期", "事由", "罪名", "情节", "事故等级", "违法行为起始日期", "违法行为截止日期", "撤销日期")


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who was decided about, in whose case, and which rules look at it."""
    numbers = sieve.frame["单位统一社会信用代码"]
    found = known.firms.find((), (code for code in numbers.dropna() if not is_credit_code(code)))
    sieve.derive("organization", partial(_unit, found), ("单位名称", "单位统一社会信用代码", "决定机关"))
    sieve.derive("known_within", _within, ("证件号码", "证件类型", "主体名称", "organization"))
    settle_persons(sieve, known, ("主体名称", "单位名称", "单位统一社会信用代码"))
    said = ("单位名称", "文书类别", "处理种类", "处理内容", "刑罚", "事由", "罪名", "职务", "organization")
    sieve.derive("categories", _categories, said)
    sieve.derive("entry", _entry, ("决定文号", "决定机关", "主体名称", "known_within", "person", "namesakes"))
    sieve.derive(KEYS, lambda row: (row["entry"],) if row["entry"] else (), ("entry",))
    sieve.derive("unit_entry", _unit_entry, ("categories", "决定文号", "决定机关", "organization"))
    say(sieve, _SAID)
    sieve.refuse_earlier("违法行为截止日期", "违法行为起始日期", "end-before-start")
    sieve.refuse_earlier("决定日期", "违法行为起始日期", "decision-before-violation")
    for end in ("判决生效日期", "撤销日期"):
        sieve.refuse_earlier(end, "决定日期", "end-before-start")
    for day in ("决定日期", "判决生效日期", "撤销日期"):
        sieve.refuse_after(day, known.received, "date-future")


def _unit(found: FoundFirms, row: CleanRow) -> object:
    if row["单位名称"] is None:
        return None
    if row["单位统一社会信用代码"]:
        return found.resolve(row["单位统一社会信用代码"], row["单位名称"])
    return Doubtful(nameless_key(row["单位名称"], row["决定机关"] or ""), "organization-without-code")


def _within(row: CleanRow) -> PersonIdentity | Doubtful | None:
    """Say who somebody in the case of a unit is: by document, else by name within the unit."""
    if row["organization"] is None or row["主体名称"] is None:
        return None
    document = read_document(row["证件类型"], row["证件号码"], masked_is_nothing=True)
    return identified(row["主体名称"], document, row["organization"])


def _categories(row: CleanRow) -> tuple[Sanctioned, ...] | None:
    if row["文书类别"] is None:
        return None
    decision = ";".join(row[name] or "" for name in ("处理种类", "处理内容", "刑罚"))
    cause = ";".join(row[name] or "" for name in ("事由", "罪名"))
    found = sanction_categories(row["文书类别"], decision, cause, row["职务"] or "")
    if row["单位名称"] is None and any(one.against_unit for one in found):
        raise UncleanError("unit-required")
    return found


def _entry(row: CleanRow) -> str | None:
    """Return what the keys of this person's events rest on; no digit of an id goes in."""
    if row["known_within"] is None and row["person"] is None and row["namesakes"] is None:
        return None
    return hashed("", "sanction", name_key(row["决定机关"]), row["决定文号"][1], person_words(row))


def _unit_entry(row: CleanRow) -> str | None:
    """Return what the keys of the unit's events rest on, where some rule takes the unit as the subject."""
    if row["organization"] is None or not any(one.against_unit for one in row["categories"] or ()):
        return None
    return hashed("", "sanction", name_key(row["决定机关"]), row["决定文号"][1], row["organization"])


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each document stand once for each person; what it says of one unit's case must agree."""
    whole.single_out()
    whole.one_name_an_identity("known_within", "证件号码")
    whole.one_name_an_identity("person", "证件号码")
    one_content_an_event(whole, "unit_entry")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons decided about."""
    return persons_of(rows, ("known_within", "person"))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make an event for each trigger word, and what was decided about the person in it."""
    shaped = Shaped()
    for row in rows:
        number, identity = row[ROW], row["known_within"] or row["person"]
        if row["organization"]:
            shaped.mention("organizations", number, organization_row(row["organization"], row["单位名称"]))
        if identity is not None:
            shaped.mention("persons", number, person_row(identity, keys[identity]))
        person = keys[identity] if identity is not None else None
        for one in row["categories"]:
            event = _event(row, one, person)
            shaped.state("events", number, event)
            if person is not None:
                shaped.state("sanctions", number, _sanction(row, str(event["id"]), person))
                continue
            for candidate, compatible in row["namesakes"].found:
                shaped.state("candidates", number, {"event": event["id"], "person": candidate, "compatible": compatible})
    return shaped


def _event(row: CleanRow, one: Sanctioned, person: str | None) -> dict[str, object]:
    end = row["违法行为截止日期"]
    said = {
        "decision_date": row["决定日期"],
        "violation_start": row["违法行为起始日期"],
        "violation_end": end + _DAY if end else None,
        "accident_level": row["事故等级"],
        "severity": row["情节"],
        "reason": row["罪名"] or row["事由"],
        "office": row["决定机关"],
        "document": row["决定文号"][0],
        "annulled_date": row["撤销日期"],
    }
    if one.against_unit:
        return event_row(hashed("ev-", row["unit_entry"], one.category), "penalty", one.category, row["organization"], said)
    said |= {
        "judgment_effective_date": row["判决生效日期"],
        "sentence_served_date": row["刑罚执行完毕日期"],
        "probation_end_date": row["缓刑考验期满日期"],
        "sentence": row["刑罚"],
    }
    return event_row(hashed("ev-", row["entry"], one.category), row["文书类别"], one.category, person, said)


def _sanction(row: CleanRow, event: str, person: str) -> dict[str, object]:
    """State the term as the document does; silence about it stays silence."""
    forever = row["期限"] == LIFETIME
    years = None if forever else row["期限"]
    return {
        "event": event,
        "person": person,
        "decision_date": row["决定日期"],
        "years": years,
        "lifetime": True if forever else None,
    }


SOURCE = Source(
    kind="sanctions",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(("unit_entry", "said"), persons=("known_within", "person")),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing: a decision missing from a later file stands until a row gives its 撤销日期.",
)
