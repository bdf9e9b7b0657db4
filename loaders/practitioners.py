"""执业人员: who practises which profession at which employer, under which certificate, from when to when.

A row is a registration: an entry of the person's certificates, and the office of 注册执业人员 at the employer under the certificate's
number, as the column 执业证书 of 主要人员 makes it. First and last days are both inside. Which professions a document means by
注册执业人员 it rarely says; a rule reaches one of these only where liability was found or decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.fingerprints import told_person
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import hashed, organization_row
from graph_service.loaders.parties import settle_firms
from graph_service.loaders.registry import exclusive
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
#: The professions of 京政发[2017]15号 and of the construction rules, each with the words that registers use for it.
PROFESSIONS = {
    "律师": ("执业律师", "专职律师", "兼职律师"),
    "教师": (),
    "医师": ("执业医师", "执业助理医师"),
    "执业药师": ("药师",),
    "评估师": ("资产评估师", "土地估价师", "房地产估价师", "注册房地产估价师"),
    "税务师": ("注册税务师",),
    "注册消防工程师": ("一级注册消防工程师", "二级注册消防工程师"),
    "会计审计人员": ("注册会计师", "会计人员", "审计人员", "会计师", "审计师"),
    "房地产中介从业人员": ("房地产经纪人", "房地产经纪人协理"),
    "认证人员": ("认证审核员", "注册审核员", "认证检查员"),
    "金融从业人员": ("证券从业人员", "基金从业人员", "期货从业人员", "保险从业人员", "银行从业人员"),
    "导游": ("领队",),
    "注册建造师": ("一级注册建造师", "二级注册建造师", "一级建造师", "二级建造师"),
    "注册建筑师": ("一级注册建筑师", "二级注册建筑师"),
    "注册结构工程师": ("一级注册结构工程师", "二级注册结构工程师"),
    "监理工程师": ("注册监理工程师",),
}
_KNOWN = {name: profession for profession, others in PROFESSIONS.items() for name in (profession, *others)}
_STATES = {
    "正常": "valid", "有效": "valid", "执业": "valid", "在册": "valid", "暂停": "suspended", "停止执业": "suspended", "吊销": "revoked",
    "撤销": "annulled", "注销": "cancelled", "失效": "expired", "过期": "expired",
}  # fmt: skip
#: States in which nobody practises any more: such a row must say since when.
_OVER = frozenset({"revoked", "annulled", "cancelled", "expired"})


def _profession(text: str) -> tuple[str, str]:
    """Keep the words of the register, beside the profession."""
    try:
        return _text(text), _KNOWN[name_key(text)]
    except KeyError:
        raise UncleanError("profession-unknown") from None


def _state(text: str) -> str:
    try:
        return _STATES[name_key(text)]
    except KeyError:
        raise UncleanError("practice-state-unknown") from None


LAYOUT = Layout(
    "执业人员",
    (
        Column("姓名", cleaning.person_name, needed=True, filled=True),
        Column("证件类型", codes.document_kind),
        Column("证件号码", _text, needed=True, is_id=True),
        Column("职业类别", _profession, needed=True, filled=True, aliases=("执业类别", "职业", "执业资格")),
        Column("执业证书编号", _text, needed=True, filled=True, is_id=True, aliases=("执业证号", "注册证书编号", "证书编号")),
        Column("发证机关", cleaning.organization_name, aliases=("注册机关", "注册管理机关")),
        Column("执业机构", cleaning.organization_name, needed=True, filled=True, aliases=("执业单位", "注册单位", "聘用单位", "所在单位")),
        Column("执业机构统一社会信用代码", codes.credit_code_or_registration, needed=True, is_id=True,
               aliases=("执业单位统一社会信用代码", "注册单位统一社会信用代码", "聘用单位统一社会信用代码")),
        Column("执业起始日期", cleaning.day, needed=True, aliases=("注册日期", "注册起始日期")),
        Column("执业截止日期", cleaning.last_day_or_never, needed=True, aliases=("注册有效期至", "注册截止日期", "有效期至")),
        Column("状态", _state, needed=True, filled=True, aliases=("执业状态", "注册状态")),
    ),
)  # fmt: skip


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle employer, person and registration."""
    settle_firms(sieve, known, "执业机构", "执业机构统一社会信用代码")
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "organization"))
    sieve.derive("certificate", _certificate, ("执业证书编号", "职业类别"))
    sieve.derive("registration", _registration, ("certificate", "organization", "执业起始日期"))
    sieve.derive(KEYS, _keys, ("registration", "identity"))
    sieve.combine("person", lambda identity: told_person(identity) if identity and identity.id_number else None, ("identity",))
    sieve.combine("profession", lambda said: said and said[1], ("职业类别",))
    sieve.refuse_earlier("执业截止日期", "执业起始日期", "end-before-start")
    sieve.refuse_after("执业起始日期", known.received, "date-future")
    for row, state, last in zip(sieve.frame.index, sieve.frame["状态"], sieve.frame["执业截止日期"], strict=True):
        if state in _OVER and (last is None or last > known.received):
            sieve.refuse(int(row), "practice-over-without-day", "执业截止日期")


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["姓名"] is None or row["organization"] is None:
        return None
    return identified(row["姓名"], read_document(row["证件类型"], row["证件号码"], masked_is_nothing=True), row["organization"])


def _certificate(row: CleanRow) -> str | None:
    """Return the key of the certificate: a number is unique within its profession alone."""
    if row["执业证书编号"] is None or row["职业类别"] is None:
        return None
    return hashed("", "licence", row["职业类别"][1], name_key(row["执业证书编号"]))


def _registration(row: CleanRow) -> str | None:
    """Return the key of the registration: the certificate goes with its holder from one employer to the next."""
    if row["certificate"] is None or row["organization"] is None:
        return None
    start = row["执业起始日期"]
    return hashed("lic-", row["certificate"], row["organization"], start.isoformat() if start else "")


def _keys(row: CleanRow) -> tuple[str, ...]:
    return () if row["registration"] is None or row["identity"] is None else (row["registration"],)


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each registration stand once; doubt two employers at one time, of one certificate or in one profession."""
    whole.one_name_an_identity("identity", "证件号码")
    whole.single_out()
    warned: set[int] = set()
    for who in ("certificate", "person"):
        warned |= _twice_at_once(whole, who)
    for row in sorted(warned):
        whole.warn(row, "two-employers", "执业机构")


def _twice_at_once(whole: Whole, who: str) -> set[int]:
    """Return the rows of one certificate, or of one person in one profession, whose days overlap with those at another employer."""
    spans: dict[object, list[tuple[date, date, object, int]]] = {}
    for row, (key, profession, organization, start, last) in whole.rows(
        who, "profession", "organization", "执业起始日期", "执业截止日期"
    ):
        spans.setdefault((key, profession), []).append((start or date.min, last or date.max, organization, row))
    found: set[int] = set()
    for held in spans.values():
        held.sort(key=lambda one: one[:2])
        for at, (_, last, organization, row) in enumerate(held):
            for start, _, other, later in held[at + 1 :]:
                if start > last:
                    break
                if other != organization:
                    found |= {row, later}
    return found


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the practitioners."""
    return persons_of(rows, ("identity",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the entry of the registration and the office at the employer."""
    shaped = Shaped()
    for row in rows:
        number, identity, organization = row[ROW], row["identity"], row["organization"]
        shaped.mention("persons", number, person_row(identity, keys[identity]))
        shaped.mention("organizations", number, organization_row(organization, row["执业机构"]))
        period = {"start": row["执业起始日期"], "end": exclusive(row["执业截止日期"])}
        stated, profession = row["职业类别"]
        licence = {
            "id": row["registration"],
            "holder": keys[identity],
            "name": stated,
            "number": row["执业证书编号"],
            "category": profession,
            "content": row["执业机构"],
            "authority": row["发证机关"],
            "state": row["状态"],
            **period,
        }
        shaped.state("licences", number, licence)
        office = {
            "person": keys[identity],
            "organization": organization,
            "role": "registered_practitioner",
            "registered_on": None,
            "title": stated,
            "licence": row["执业证书编号"],
            **period,
        }
        shaped.state("roles", number, office)
    return shaped


SOURCE = Source(
    kind="practitioners",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(("certificate", "person", "profession", "organization", "执业起始日期", "执业截止日期"), persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing by absence: a registration ends by a row that gives its last day.",
)
