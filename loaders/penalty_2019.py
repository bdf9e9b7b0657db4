"""双公示 行政处罚, layout of 2019: thirty columns, one row a decision and subject.

The layout has no day of the violation and no directly liable person; both come from findings. The 法定代表人 of a row held the
office on some day that the row does not tell, so no office is made of it: it is compared with the register, and differing is a
warning. 处罚有效期 and 公示截止期 are checked, not kept: how long a consequence lasts is what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Document, Doubtful
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import event_key, is_credit_code, nameless_key, organization_row
from graph_service.loaders.source import (
    Keys,
    Shaped,
    Source,
    Surroundings,
    identified,
    person_row,
    persons_of,
    read_document,
    read_person_name,
)
from graph_service.loaders.whole import Keeps, Whole
from graph_service.model.facts import TABLES
from graph_service.policy.penalties import penalty_categories
from graph_service.store.ports import PersonIdentity

_PARTIES = {
    "法人及非法人组织": "organization", "法人和非法人组织": "organization", "法人": "organization", "非法人组织": "organization",
    "个体工商户": "individual_business", "个体": "individual_business", "自然人": "person",
}  # fmt: skip


def party_type(text: str) -> str:
    """Read a 行政相对人类别: ``organization``, ``individual_business`` or ``person``.

    Raises:
        UncleanError: another word.
    """
    try:
        return _PARTIES[name_key(text)]
    except KeyError:
        raise UncleanError("party-type-unknown") from None


_text = cleaning.display
LAYOUT = Layout(
    "双公示 行政处罚（2019版）",
    (
        Column("行政相对人名称", cleaning.organization_name, "CF_XDR_MC", needed=True, filled=True),
        Column("行政相对人类别", party_type, "CF_XDR_LB", needed=True, filled=True),
        Column("统一社会信用代码", codes.credit_code, "CF_XDR_SHXYM", needed=True, is_id=True,
               aliases=("行政相对人代码_1(统一社会信用代码)", "行政相对人代码_1")),
        Column("工商注册号", codes.registration_number, "CF_XDR_GSZC", is_id=True,
               aliases=("行政相对人代码_2(工商注册号)", "行政相对人代码_2", "_2(工商注册号)")),
        Column("组织机构代码", codes.organization_code, "CF_XDR_ZZJG", is_id=True,
               aliases=("行政相对人代码_3(组织机构代码)", "行政相对人代码_3", "_3(组织机构代码)")),
        Column("税务登记号", _text, "CF_XDR_SWDJ", is_id=True,
               aliases=("行政相对人代码_4(税务登记号)", "行政相对人代码_4", "_4(税务登记号)")),
        Column("事业单位证书号", _text, "CF_XDR_SYDW", is_id=True,
               aliases=("行政相对人代码_5(事业单位证书号)", "行政相对人代码_5", "_5(事业单位证书号)")),
        Column("社会组织登记证号", _text, "CF_XDR_SHZZ", is_id=True,
               aliases=("行政相对人代码_6(社会组织登记证号)", "行政相对人代码_6", "_6(社会组织登记证号)")),
        Column("法定代表人", cleaning.person_name, "CF_FRDB", needed=True, aliases=("CF_FDDB", "法定代表人姓名")),
        Column("法定代表人证件类型", codes.document_kind, "CF_FR_ZJLX"),
        Column("法定代表人证件号码", _text, "CF_FR_ZJHM", is_id=True, aliases=("CF_FR_SFZH", "法定代表人身份证号")),
        Column("证件类型", codes.document_kind, "CF_XDR_ZJLX", aliases=("证件类型(自然人)",)),
        Column("证件号码", _text, "CF_XDR_ZJHM", is_id=True, aliases=("证件号码(自然人)",)),
        Column("行政处罚决定书文号", cleaning.document_reference, "CF_WSH", needed=True, filled=True, is_id=False),
        Column("违法行为类型", _text, "CF_WFXW", needed=True, filled=True),
        Column("违法事实", _text, "CF_SY", needed=True, filled=True),
        Column("处罚依据", _text, "CF_YJ", needed=True, filled=True),
        Column("处罚类别", _text, "CF_CFLB", needed=True, filled=True),
        Column("处罚内容", _text, "CF_NR", needed=True, filled=True),
        Column("罚款金额（万元）", cleaning.fen_of_wan, "CF_NR_FK"),
        Column("没收违法所得、没收非法财物的金额（万元）", cleaning.fen_of_wan, "CF_NR_WFFF"),
        Column("暂扣或吊销证照名称及编号", _text, "CF_NR_ZKDX"),
        Column("处罚决定日期", cleaning.day, "CF_JDRQ", needed=True, filled=True),
        Column("处罚有效期", cleaning.last_day_or_never, "CF_YXQ", needed=True, filled=True),
        Column("公示截止期", cleaning.last_day_or_never, "CF_GSJZQ"),
        Column("处罚机关", cleaning.organization_name, "CF_CFJG", needed=True, filled=True),
        Column("处罚机关统一社会信用代码", codes.doubtful_code, "CF_CFJGDM", needed=True, is_id=True),
        Column("数据来源单位", _text, "CF_SJLY", needed=True),
        Column("数据来源单位统一社会信用代码", codes.doubtful_code, "CF_SJLYDM", needed=True, is_id=True),
        Column("备注", _text, "BZ"),
    ),
)  # fmt: skip


#: What a firm may be known by.
_IDENTIFYING = ("行政相对人名称", "行政相对人类别", "统一社会信用代码", "工商注册号", "组织机构代码", "处罚机关",
                "处罚机关统一社会信用代码")  # fmt: skip


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who is punished and by which decision, and hold the row's days against each other."""
    parties = sieve.frame["行政相对人类别"]
    no_person = ready.nothing((parties != "person").to_numpy(dtype=bool))
    sieve.derive("document", _document_of_person, ("证件号码", "证件类型", "行政相对人类别"), ready=no_person)
    by_code = ready.unified_codes(sieve.frame["统一社会信用代码"].where(parties.notna() & (parties != "person"), None))
    sieve.derive("organization", partial(_organization, _found_firms(sieve, known)), _IDENTIFYING, ready=by_code)
    sieve.derive("identity", _natural_person, ("行政相对人名称", "行政相对人类别", "document"), ready=no_person)
    heads = ("法定代表人", "法定代表人证件类型", "法定代表人证件号码", "organization")
    named = ready.identities(sieve.frame, heads, sieve.frame["法定代表人"].notna().to_numpy())
    sieve.derive("representative", _representative, ("法定代表人证件号码", *heads[:2], "organization"), ready=named)
    sieve.combine(KEYS, _keys, ("行政处罚决定书文号", "处罚机关", "organization", "行政相对人名称"))
    sieve.refuse_earlier("处罚有效期", "处罚决定日期", "decision-after-validity")
    sieve.refuse_earlier("公示截止期", "处罚决定日期", "decision-after-publication")
    sieve.refuse_after("处罚决定日期", known.received, "date-future")
    _compare_representatives(sieve, known)


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each decision against one subject stand once; give each natural person one name."""
    whole.single_out()
    whole.one_name_an_identity("identity", "证件号码")


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms that a chunk names without a unified code."""
    frame = sieve.frame[sieve.frame["统一社会信用代码"].isna() & (sieve.frame["行政相对人类别"] != "person")]
    return known.firms.find(frame["行政相对人名称"], frame["工商注册号"], frame["组织机构代码"])


def _document_of_person(row: CleanRow) -> Document | Doubtful | None:
    if row["行政相对人类别"] != "person":
        return None
    if row["证件号码"] is None:
        raise UncleanError("required-for-person")
    return read_document(row["证件类型"], row["证件号码"], masked_is_nothing=False)


def _organization(found: FoundFirms, row: CleanRow) -> object:
    """Find the key: unified code, organisation code, registration number, name where it was registered, else a key of its own."""
    if row["行政相对人类别"] in {"person", None}:
        return None
    number = row["工商注册号"]
    if key := row["统一社会信用代码"] or found.by_number(number, row["组织机构代码"]):
        return key
    if number:
        return f"reg:{number}"
    name, authority = row["行政相对人名称"], row["处罚机关统一社会信用代码"]
    same_name = found.by_name(name)
    if same_name and is_credit_code(same_name) and authority and same_name[2:4] == authority[2:4]:
        return Doubtful(same_name, "joined-by-name")
    return Doubtful(nameless_key(name, row["处罚机关"] or ""), "organization-without-code")


def _natural_person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["行政相对人类别"] != "person" or row["document"] is None:
        return None
    return identified(read_person_name(row["行政相对人名称"]), row["document"], None)


def _representative(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["organization"] is None or row["法定代表人"] is None:
        return None
    document = read_document(row["法定代表人证件类型"], row["法定代表人证件号码"], masked_is_nothing=True)
    return identified(row["法定代表人"], document, row["organization"])


def _keys(
    document: tuple[str, str] | None, authority: str | None, organization: str | None, name: str | None
) -> tuple[str, ...]:
    if document is None or authority is None or name is None:
        return ()
    return (event_key(authority, document[1], organization or f"person:{name_key(name)}"),)


def _compare_representatives(sieve: Sieve, known: Surroundings) -> None:
    """Warn where the register knows holders of the office on the decision day, and the row names somebody else."""
    rows = sieve.sound()
    on_record = known.firms.registered(rows["organization"].dropna())
    representatives = {firm: registered.representatives for firm, registered in on_record.items() if registered.representatives}
    rows = rows[rows["organization"].isin(list(representatives)) & rows["法定代表人"].notna()]
    columns = (rows["organization"], rows["法定代表人"], rows["处罚决定日期"])
    for row, organization, name, decided in zip(rows.index.tolist(), *columns, strict=True):
        holders = {name_key(office.name) for office in representatives[organization] if office.held_on(decided)}
        if holders and name_key(name) not in holders:
            sieve.warn(row, "representative-differs", "法定代表人")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons punished and the representatives named."""
    return persons_of(rows, ("identity", "representative"))


_NO_DAYS = dict.fromkeys(TABLES["events"])


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make of each row its subject and one event for every licence or kind of penalty that sets off other rules."""
    shaped = Shaped()
    for row in rows:
        number, organization = row[ROW], row["organization"]
        for identity in (row["identity"], row["representative"]):
            if identity is not None:
                shaped.mention("persons", number, person_row(identity, keys[identity]))
        if organization:
            stated = "个体工商户" if row["行政相对人类别"] == "individual_business" else None
            shaped.mention("organizations", number, organization_row(organization, row["行政相对人名称"], stated))
        kinds = f"{row['处罚类别']};{row['处罚内容']}"
        categories = penalty_categories(kinds, row["暂扣或吊销证照名称及编号"], row["违法行为类型"])
        for at, category in enumerate(categories):
            shaped.state("events", number, _event(row, organization or keys[row["identity"]], at, category))
    return shaped


def _event(row: CleanRow, subject: str, at: int, category: str) -> dict[str, object]:
    event = dict(_NO_DAYS)
    event.pop("source")
    event |= {
        "id": numbered_event(row[KEYS][0], at),
        "kind": "penalty",
        "category": category,
        "subject": subject,
        "decision_date": row["处罚决定日期"],
        "reason": row["违法行为类型"],
        "office": row["处罚机关"],
        "document": row["行政处罚决定书文号"][0],
    }
    return event


def numbered_event(key: str, at: int) -> str:
    """Return the key of the first, second, ... event of one decision against one subject (``at`` counts from 0)."""
    return key if at == 0 else f"{key}.{at + 1}"


SOURCE = Source(
    kind="penalty_2019",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing: a decision missing from a later file stands until a record says that it was annulled.",
)
