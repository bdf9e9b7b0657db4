"""招标投标: who bid for which lot (标段) on which day. One row a bidder and lot.

A lot is an event with its bidders as participants; nobody is punished by it. The 单位负责人 whom a bid names headed the bidder on that
day, which is all that the row tells of the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.endings import one_content_an_event, say
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import hashed, organization_row
from graph_service.loaders.parties import event_row, settle_firms
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.policy.list_words import list_category
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)
LAYOUT = Layout(
    "招标投标",
    (
        Column("项目编号", cleaning.document_number, needed=True, filled=True, aliases=("招标项目编号", "采购项目编号")),
        Column("项目名称", _text, aliases=("招标项目名称", "采购项目名称")),
        Column("标段编号", _text, needed=True, filled=True, aliases=("标段", "标段（包）编号", "包号", "合同包")),
        Column("招标人", cleaning.organization_name, needed=True, filled=True, aliases=("采购人", "招标人名称", "采购人名称")),
        Column("投标人名称", cleaning.organization_name, needed=True, filled=True, aliases=("投标人", "供应商名称", "供应商")),
        Column("投标人统一社会信用代码", codes.credit_code_or_registration, needed=True, is_id=True,
               aliases=("供应商统一社会信用代码",)),
        Column("单位负责人", cleaning.person_name, aliases=("投标人法定代表人或负责人", "负责人")),
        Column("单位负责人证件类型", codes.document_kind, aliases=("负责人证件类型",)),
        Column("单位负责人证件号码", _text, is_id=True, aliases=("负责人证件号码",)),
        Column("开标日期", cleaning.day, needed=True, filled=True, aliases=("投标日期", "投标截止日期")),
        Column("投标结果", _text, aliases=("结果", "中标情况")),
    ),
)  # fmt: skip


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle lot, bidder and who heads it."""
    settle_firms(sieve, known, "投标人名称", "投标人统一社会信用代码")
    sieve.derive("head", _head, ("单位负责人证件号码", "单位负责人证件类型", "单位负责人", "organization"))
    sieve.derive("lot", _lot, ("项目编号", "标段编号", "招标人"))
    sieve.derive(KEYS, _keys, ("lot", "organization"))
    say(sieve, ("项目名称", "开标日期"))
    sieve.refuse_after("开标日期", known.received, "date-future")


def _head(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["单位负责人"] is None or row["organization"] is None:
        return None
    document = read_document(row["单位负责人证件类型"], row["单位负责人证件号码"], masked_is_nothing=True)
    return identified(row["单位负责人"], document, row["organization"])


def _lot(row: CleanRow) -> str | None:
    if row["项目编号"] is None or row["标段编号"] is None or row["招标人"] is None:
        return None
    return hashed("ev-", "bid", name_key(row["招标人"]), row["项目编号"], name_key(row["标段编号"]))


def _keys(row: CleanRow) -> tuple[tuple[str, str], ...]:
    return () if row["lot"] is None or row["organization"] is None else ((row["lot"], row["organization"]),)


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each bidder stand once in a lot; the rows of one lot must agree on its day."""
    whole.single_out()
    whole.one_name_an_identity("head", "单位负责人证件号码")
    one_content_an_event(whole, "lot")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name those who head the bidders."""
    return persons_of(rows, ("head",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the lot, the bidder's part in it, and who headed the bidder on that day."""
    shaped = Shaped()
    category = str(list_category("同一标段投标人名单"))
    for row in rows:
        number, lot, organization, head, day = row[ROW], row["lot"], row["organization"], row["head"], row["开标日期"]
        shaped.mention("organizations", number, organization_row(organization, row["投标人名称"]))
        said = {
            "bid_date": day,
            "office": row["招标人"],
            "document": f"{row['项目编号']} {name_key(row['标段编号'])}",
            "reason": row["项目名称"],
        }
        shaped.state("events", number, event_row(lot, "bid", category, None, said))
        shaped.state("participants", number, {"event": lot, "organization": organization, "result": row["投标结果"]})
        if head is not None:
            shaped.mention("persons", number, person_row(head, keys[head]))
            office = {
                "person": keys[head],
                "organization": organization,
                "role": "principal_in_charge",
                "start": day,
                "end": day + _DAY,
                "registered_on": None,
                "title": "单位负责人（投标文件）",
                "licence": None,
            }
            shaped.state("roles", number, office)
    return shaped


SOURCE = Source(
    kind="bids",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(("lot", "said"), persons=("head",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing: a bid was made or it was not.",
)
