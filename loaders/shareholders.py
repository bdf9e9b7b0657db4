"""Register extract, third table: 股东及出资. A share is the stated percentage, else subscribed capital over registered capital."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain

import pyarrow as pa

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Ready, Sieve
from graph_service.loaders.cleaning import UncleanError, person_name
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.doubts import NUMBERED, doubt_births, doubt_days, tell_numbered, two_numbers_a_name
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import is_credit_code, nameless_key, organization_row
from graph_service.loaders.plain import Flags, Texts, person_names
from graph_service.loaders.registry import FIRM, exclusive, resolved
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.model.identifiers import DOCUMENT_KINDS, normalized
from graph_service.store.ports import PersonIdentity

#: Rounded percentages of many shareholders may add up to a little more than the whole.
TOLERANCE = 0.0005
_text = cleaning.display
_ORGANIZATION_WORDS = (
    "法人",
    "企业",
    "公司",
    "合伙",
    "机关",
    "事业",
    "社团",
    "社会团体",
    "国有",
    "国资",
    "集体",
    "基金",
    "外国投资",
    "境外机构",
)


def _holder_kind(text: str) -> str:
    word = cleaning.name_key(text)
    if "自然人" in word or word in {"个人", "个人股东"}:
        return "person"
    if any(known in word for known in _ORGANIZATION_WORDS):
        return "organization"
    raise UncleanError("holder-type-unknown")


LAYOUT = Layout(
    "股东及出资",
    (
        *FIRM,
        Column("股东名称", cleaning.organization_name, "inv", needed=True, filled=True, aliases=("股东", "股东名称/姓名")),
        Column("股东类型", _holder_kind, "invType_CN", needed=True, filled=True),
        Column("股东证照类型", _text, "cerType_CN", needed=True),
        Column("股东证照号码", _text, "cerNo", needed=True, is_id=True),
        Column("认缴出资额（万元）", cleaning.fen_of_wan, "liSubConAm", needed=True),
        Column("实缴出资额（万元）", cleaning.fen_of_wan, "liAcConAm"),
        Column("持股比例", cleaning.share),
        Column("持股起始日期", cleaning.day),
        Column("持股截止日期", cleaning.last_day_or_never, beside="持股起始日期"),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle firm, holder and share of each row."""
    found = _found_firms(sieve, known)
    by_code = ready.unified_codes(sieve.frame["企业统一社会信用代码"])
    sieve.derive("organization", partial(resolved, found), ("企业统一社会信用代码", "企业名称"), ready=by_code)
    plain = person_names(Texts.of(pa.array(sieve.frame["股东名称"].fillna("").tolist(), pa.string())))[0]
    sieve.derive("name", _name, ("股东名称", "股东类型"), ready=Ready(plain, sieve.frame["股东名称"].to_numpy()))
    holders = ("股东证照号码", "股东证照类型", "股东类型", "股东名称", "name", "organization")
    sieve.derive("holder", partial(_holder, found), holders, ready=_plain_holders(sieve, plain))
    on_record = known.firms.registered(sieve.frame["organization"].dropna())
    capital = {firm: registered.capital_fen for firm, registered in on_record.items() if registered.capital_fen}
    alone = sieve.frame["持股比例"].notna() & ~sieve.frame["organization"].isin(list(capital))
    stated = Ready(alone.to_numpy(dtype=bool), sieve.frame["持股比例"].to_numpy())
    sieve.derive("share", partial(_share, capital), ("持股比例", "认缴出资额（万元）", "organization"), ready=stated)
    sieve.combine(KEYS, lambda *about: (about,), ("organization", "holder", "持股起始日期"))
    own = sieve.frame["holder"].notna() & (sieve.frame["holder"] == sieve.frame["organization"])
    sieve.refuse_where(own, "own-shareholder", "股东名称")
    sieve.refuse_earlier("持股截止日期", "持股起始日期", "end-before-start")
    _check_amounts(sieve)
    sieve.refuse_after("持股起始日期", known.received, "date-future")
    doubt_births(sieve, "持股起始日期", "holder")
    tell_numbered(sieve, "holder")


def across(whole: Whole, known: Surroundings) -> None:
    """Give each person one name; see that a firm is owned at most once."""
    whole.one_name_an_identity("holder", "股东证照号码")
    whole.single_out()
    _check_totals(whole)
    two_numbers_a_name(whole, "股东证照号码")
    doubt_days(whole, known, "持股起始日期")


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms of a chunk, and those that hold them, by what they may be known by."""
    frame = sieve.frame
    bodies = frame[frame["股东类型"] == "organization"]
    stated = frame["企业统一社会信用代码"]
    # A list, no ``map``: pandas would turn a column of nothing but ``None`` into numbers.
    numbers = (stated, [normalized(text) for text in bodies["股东证照号码"] if text])
    names = (frame["企业名称"][stated.isna()], bodies["股东名称"])
    return known.firms.find(chain(*names), (number for number in chain(*numbers) if number and not is_credit_code(number)))


def _name(row: CleanRow) -> str | None:
    """Read the name of a natural person as one; that of an organisation is read already."""
    name: str | None = row["股东名称"]
    return person_name(name) if name is not None and row["股东类型"] == "person" else name


def _plain_holders(sieve: Sieve, plain: Flags) -> Ready:
    """Identify natural persons by a plain name and a resident id, or by a plain name alone."""
    stated = sieve.frame["股东证照类型"]
    frame = sieve.frame.assign(kind=stated.map({one: _kind_of_document(one) for one in stated.unique()}))
    rows = (frame["股东类型"] == "person").to_numpy(dtype=bool) & plain
    known = frame["kind"].notna().to_numpy() | frame["股东证照类型"].isna().to_numpy() | frame["股东证照号码"].isna().to_numpy()
    return ready.identities(frame, ("股东名称", "kind", "股东证照号码", "organization"), rows & known)


def _kind_of_document(stated: str | None) -> str | None:
    return DOCUMENT_KINDS.get(normalized(stated)) if stated else None


def _holder(found_firms: FoundFirms, row: CleanRow) -> object:
    """Return a person's identity or an organisation's key."""
    name, organization = row["股东名称"], row["organization"]
    if organization is None or name is None or row["股东类型"] is None:
        return None
    if row["股东类型"] == "person":
        return _person_holder(row, organization)
    number = row["股东证照号码"]
    if number is not None and "护照" not in (row["股东证照类型"] or ""):
        code = codes.credit_code_or_registration(number)
        settled = code.value if isinstance(code, Doubtful) else code
        if settled:
            key = found_firms.resolve(str(settled), name)
            return Doubtful(key, code.code) if isinstance(code, Doubtful) else key
    return holder_by_name(found_firms, name, organization)


def holder_by_name(found_firms: FoundFirms, name: str, organization: str) -> Doubtful:
    """Find a firm that holds another one by its name alone, or set it apart as a holder of just this one.

    Raises:
        UncleanError: several firms on record bear the name.
    """
    if found := found_firms.by_name(name):
        return Doubtful(found, "joined-by-name")
    return Doubtful(nameless_key(name, organization), "organization-without-code")


def _person_holder(row: CleanRow, organization: str) -> PersonIdentity | Doubtful:
    stated = row["股东证照类型"]
    kind = _kind_of_document(stated)
    if stated and kind is None and row["股东证照号码"] is not None:
        raise UncleanError("document-type-unknown")
    document = read_document(kind, row["股东证照号码"], masked_is_nothing=True)
    return identified(row["name"], document, organization)


def _share(capitals: Mapping[str, int], row: CleanRow) -> object:
    """Take the stated share; without one compute it; with neither it is unknown, which is not 0 and not the whole."""
    stated, subscribed = row["持股比例"], row["认缴出资额（万元）"]
    capital = capitals.get(row["organization"])
    computed = subscribed / capital if subscribed is not None and capital else None
    if stated is None:
        if computed is None or computed > 1:
            return Doubtful(None, "share-unknown")
        return Doubtful(round(computed, 8), "share-computed")
    if computed is not None and abs(computed - stated) > 0.01:
        return Doubtful(stated, "share-differs-from-capital")
    return stated


def _check_amounts(sieve: Sieve) -> None:
    amounts = zip(sieve.frame["认缴出资额（万元）"].tolist(), sieve.frame["实缴出资额（万元）"].tolist(), strict=True)
    above = [subscribed is not None and paid is not None and paid > subscribed for subscribed, paid in amounts]
    sieve.refuse_where(above, "paid-above-subscribed", "实缴出资额（万元）")


def _check_totals(whole: Whole) -> None:
    """Refuse all rows of a firm that together exceed the whole on some day: which of them is wrong nobody can say."""
    frame = whole.frame
    totals = frame.groupby("organization")["share"].sum()
    above = set(totals.index[totals > 1 + TOLERANCE])
    if not above:
        return
    held: dict[object, list[tuple[int, float, date, date]]] = {}
    for row, (organization, share, start, last) in whole.rows("organization", "share", "持股起始日期", "持股截止日期"):
        if organization in above and share is not None:
            held.setdefault(organization, []).append((row, share, start or date.min, last or date.max))
    for row in sorted(row for of_firm in held.values() for row in _excessive(of_firm)):
        whole.refuse(row, "shares-above-hundred", "持股比例")


def _excessive(held: Sequence[tuple[int, float, date, date]]) -> set[int]:
    """Return the rows that are held on some first day on which the sum is too large."""
    found: set[int] = set()
    for day in {start for _, _, start, _ in held}:
        together = [(row, share) for row, share, start, last in held if start <= day <= last]
        if sum(share for _, share in together) > 1 + TOLERANCE:
            found.update(row for row, _ in together)
    return found


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons among the holders."""
    return persons_of(rows, ("holder",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the holding of each row, and name both its sides."""
    shaped = Shaped()
    for row in rows:
        number, holder = row[ROW], row["holder"]
        shaped.mention("organizations", number, organization_row(row["organization"], row["企业名称"]))
        if isinstance(holder, PersonIdentity):
            shaped.mention("persons", number, person_row(holder, keys[holder]))
            holder = keys[holder]
        else:
            stated = None if is_credit_code(holder) else row["股东类型"]
            shaped.mention("organizations", number, organization_row(holder, row["股东名称"], stated))
        holding = {
            "holder": holder,
            "organization": row["organization"],
            "share": row["share"],
            "share_min": None,
            "share_max": None,
            "subscribed_fen": row["认缴出资额（万元）"],
            "paid_fen": row["实缴出资额（万元）"],
            "start": row["持股起始日期"],
            "end": exclusive(row["持股截止日期"]),
        }
        shaped.state("holdings", number, holding)
    return shaped


SOURCE = Source(
    kind="registry.shareholders",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(("organization", "share", "持股起始日期", "持股截止日期", *NUMBERED), persons=("holder",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing by absence: an extract may be partial. A holding ends by a row that gives its last day.",
)
