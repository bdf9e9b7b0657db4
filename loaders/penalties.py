"""双公示 行政处罚, the layouts of 2016, 2018 (法人, 自然人) and 2019: one row a decision and subject.

No layout has a day of the violation or a directly liable person; both come from findings. The 法定代表人 of a row held the
office on some day that the row does not tell, so no office is made of it: it is compared with the register, and differing is a
warning. 处罚有效期 and 公示截止期 are checked, not kept: how long a consequence lasts is what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.endings import leave_to_the_end
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import event_key, numbered_event
from graph_service.loaders.parties import across_parties, event_row, named_subject, state_party
from graph_service.loaders.publicity import mention_representative, party_columns, person_columns, settle_party
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, persons_of
from graph_service.loaders.whole import Keeps, Whole
from graph_service.policy.penalties import penalty_categories
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_LICENCE = "暂扣或吊销证照名称及编号"
#: 当前状态 of 2016, in words or as one published program reads the digits: whether it says that the decision was annulled. Sources
#: disagree which of 2 and 3 is 异议; neither ends a decision.
_ANNULLED = {"0": False, "正常": False, "有效": False, "1": True, "撤销": True, "已撤销": True}
_UNSETTLED = frozenset({"2", "3", "异议", "其他"})


def _is_annulled(text: str) -> bool | Doubtful:
    word = name_key(text)
    if word in _UNSETTLED:
        return Doubtful(False, "status-unsettled")
    if word not in _ANNULLED:
        raise UncleanError("status-unknown")
    return _ANNULLED[word]


def _stamp(text: str) -> date | Doubtful:
    """Read a day on which little depends: one that cannot be read is worth a warning only."""
    try:
        return cleaning.day(text)
    except UncleanError as unclean:
        return Doubtful(None, unclean.code)


_DOCUMENT = Column("行政处罚决定书文号", cleaning.document_reference, "CF_WSH", needed=True, filled=True)
_GROUND = Column("处罚依据", _text, "CF_YJ", needed=True, filled=True)
_DECIDED = Column("处罚决定日期", cleaning.day, "CF_JDRQ", needed=True, filled=True)
_PUBLISHED = Column("公示截止期", cleaning.last_day_or_never, "CF_GSJZQ")
_NOTE = Column("备注", _text, "BZ")
_SINCE_2018 = (
    _DOCUMENT,
    Column("违法行为类型", _text, "CF_WFXW", needed=True, filled=True),
    Column("违法事实", _text, "CF_SY", needed=True, filled=True),
    _GROUND,
    Column("处罚类别", _text, "CF_CFLB", needed=True, filled=True),
    Column("处罚内容", _text, "CF_NR", needed=True, filled=True),
    Column("罚款金额（万元）", cleaning.fen_of_wan, "CF_NR_FK"),
    Column("没收违法所得、没收非法财物的金额（万元）", cleaning.fen_of_wan, "CF_NR_WFFF"),
    Column(_LICENCE, _text, "CF_NR_ZKDX"),
    _DECIDED,
    Column("处罚有效期", cleaning.last_day_or_never, "CF_YXQ", needed=True, filled=True),
    _PUBLISHED,
    Column("处罚机关", cleaning.organization_name, "CF_CFJG", needed=True, filled=True),
    Column("处罚机关统一社会信用代码", codes.doubtful_code, "CF_CFJGDM", needed=True, is_id=True),
    Column("数据来源单位", _text, "CF_SJLY", needed=True),
    Column("数据来源单位统一社会信用代码", codes.doubtful_code, "CF_SJLYDM", needed=True, is_id=True),
    _NOTE,
)
LAYOUT_2016 = Layout(
    "双公示 行政处罚（2016版）",
    (
        _DOCUMENT,
        Column("处罚名称", _text, "CF_CFMC", aliases=("案件名称", "CF_AJMC")),
        Column("处罚类别1", _text, "CF_CFLB1", needed=True, filled=True),
        Column("处罚类别2", _text, "CF_CFLB2"),
        Column("处罚事由", codes.text_without_ids, "CF_SY", needed=True, filled=True),
        _GROUND,
        *party_columns("CF", generation=2016),
        Column("处罚结果", _text, "CF_JG", needed=True, filled=True),
        _DECIDED,
        Column("处罚截止期", cleaning.last_day_or_never, "CF_JZQ"),
        _PUBLISHED,
        Column("公示期限", _text, "GSQX"),
        Column("处罚机关", cleaning.organization_name, "CF_XZJG", needed=True, filled=True),
        Column("当前状态", _is_annulled, "CF_ZT"),
        Column("地方编码", _text, "DFBM"),
        Column("数据更新时间戳", _stamp, "SJC"),
        _NOTE,
    ),
)
LAYOUT_2018 = Layout("双公示 行政处罚（2018版 法人）", (*party_columns("CF", generation=2018), *_SINCE_2018))
LAYOUT_2018_PERSONS = Layout("双公示 行政处罚（2018版 自然人）", (*person_columns("CF"), *_SINCE_2018))
LAYOUT_2019 = Layout("双公示 行政处罚（2019版）", (*party_columns("CF", generation=2019), *_SINCE_2018))


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who is punished and by which decision, and hold the row's days against each other."""
    sieve.combine("kinds", _joined, ("处罚类别", "处罚内容"))
    sieve.frame["reason"] = sieve.frame["违法行为类型"]
    sieve.frame["annulled"] = None
    _settle(sieve, known, "处罚有效期")


def check_2016(sieve: Sieve, known: Surroundings) -> None:
    """Do the same in the words of 2016, whose rows may say that the decision was annulled."""
    sieve.combine("kinds", _joined, ("处罚类别1", "处罚类别2", "处罚结果"))
    sieve.frame["reason"] = sieve.frame["处罚事由"]
    sieve.frame[_LICENCE] = None
    sieve.derive("annulled", _annulled, ("当前状态", "数据更新时间戳"))
    sieve.refuse_after("数据更新时间戳", known.received, "date-future")
    _settle(sieve, known, "处罚截止期")
    sieve.combine("decision", lambda keys: keys[0] if keys else None, (KEYS,))
    sieve.frame["ended"], sieve.frame["named_key"] = sieve.frame["annulled"], None


@lru_cache(maxsize=8192)
def _joined(*kinds: str | None) -> str:
    return ";".join(kind for kind in kinds if kind)


def _annulled(row: CleanRow) -> Doubtful | None:
    """Date an annulment by the day on which the row was last changed: it was so on that day at the latest.

    Raises:
        UncleanError: there is no such day; taken as it stands the decision would go on.
    """
    if not row["当前状态"]:
        return None
    if row["数据更新时间戳"] is None:
        raise UncleanError("annulled-without-day")
    return Doubtful(row["数据更新时间戳"], "annulled-day-from-timestamp")


def _settle(sieve: Sieve, known: Surroundings, last: str) -> None:
    settle_party(sieve, known, "处罚机关", "处罚决定日期")
    sieve.combine(KEYS, _keys, ("行政处罚决定书文号", "处罚机关", "organization", "namesakes", "主体名称"))
    sieve.refuse_earlier(last, "处罚决定日期", "decision-after-validity")
    sieve.refuse_earlier("公示截止期", "处罚决定日期", "decision-after-publication")
    sieve.refuse_after("处罚决定日期", known.received, "date-future")


def _keys(
    document: tuple[str, str] | None, authority: str | None, organization: str | None, namesakes: object, name: str | None
) -> tuple[str, ...]:
    if document is None or authority is None or name is None:
        return ()
    return (event_key(authority, document[1], named_subject(organization, name, masked=namesakes is not None)),)


def across_2016(whole: Whole, known: Surroundings) -> None:
    """Let a row that says that the decision was annulled win over one that does not say so yet."""
    leave_to_the_end(whole, "decision", "处罚决定日期")
    across_parties(whole, known)


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons punished and the representatives named."""
    return persons_of(rows, ("person", "representative"))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make of each row its subject and one event for every licence or kind of penalty that sets off other rules."""
    shaped = Shaped()
    for row in rows:
        mention_representative(shaped, row, keys)
        categories = penalty_categories(row["kinds"], row[_LICENCE], row["reason"])
        for at, category in enumerate(categories):
            event = numbered_event(row[KEYS][0], at)
            subject = state_party(shaped, row, keys, event)
            shaped.state("events", row[ROW], event_row(event, "penalty", category, subject, _said(row)))
    return shaped


def _said(row: CleanRow) -> dict[str, object]:
    return {
        "decision_date": row["处罚决定日期"],
        "annulled_date": row["annulled"],
        "reason": row["reason"],
        "office": row["处罚机关"],
        "document": row["行政处罚决定书文号"][0],
    }


def _source(kind: str, layout: Layout) -> Source:
    return Source(
        kind=kind,
        layout=layout,
        check=check,
        keeps=Keeps(persons=("person",)),
        across=across_parties,
        identities=identities,
        shape=shape,
        retires="Nothing: a decision missing from a later file stands until a record says that it was annulled.",
    )


#: In the order in which they are loaded: what a later layout says of the same decision says more.
SOURCES = (
    replace(
        _source("penalty_2016", LAYOUT_2016),
        check=check_2016,
        keeps=Keeps(("decision", "ended", "named_key", "处罚决定日期"), persons=("person",)),
        across=across_2016,
    ),
    _source("penalty_2018.organizations", LAYOUT_2018),
    _source("penalty_2018.persons", LAYOUT_2018_PERSONS),
    _source("penalty_2019", LAYOUT_2019),
)
