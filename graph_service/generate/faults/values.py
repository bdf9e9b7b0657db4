"""What is wrong with names, days, amounts, shares and words, and how differently right ones are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

from graph_service.generate import spelling
from graph_service.generate.faults.base import WORKBOOK, CellFault, Spelling, cleaned, kept, refused
from graph_service.generate.spelling import Cell

_FIRMS = "firm name|stated firm name"
_DAYS = "day|past day|last day"
_TEXTS = "free text|stated text"
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!")


def _of_day(spell: Callable[[date], Cell]) -> Spelling:
    """Write a cell that holds a plain day in another way."""

    def write(text: str, _random: Random) -> Cell | None:
        try:
            return spell(date.fromisoformat(text))
        except ValueError:
            return None

    return write


def _of_amount(spell: Callable[[Decimal], Cell | None]) -> Spelling:
    return lambda text, _: spell(Decimal(text))


def _of_share(spell: Callable[[Decimal], Cell | None]) -> Spelling:
    return lambda text, _: spell(Decimal(text.removesuffix("%")))


def _always(written: Cell) -> Spelling:
    return lambda _text, _random: written


def _one_of(words: tuple[str, ...]) -> Spelling:
    return lambda _text, random: random.choice(words)


def _swapped(pairs: dict[str, Cell]) -> Spelling:
    """Write another word of the same meaning, where there is one."""
    return lambda text, _: pairs.get(text)


def _bracketed(text: str, random: Random) -> str:
    return spelling.bracketed(text, random.choice(spelling.BRACKETS))


def _han(text: str) -> bool:
    return "·" not in text and not text.isascii()


_DAY_NAMES = ("slashes", "dots", "eight digits", "Chinese words", "a time behind it", "a serial number")
_SPELT_DAYS = tuple(
    cleaned(f"day with {name}", _DAYS, _of_day(spell)) for name, spell in zip(_DAY_NAMES, spelling.DAYS, strict=False)
)
DAY_FAULTS = (
    kept("day of change that is none", "day of change", _one_of(("去年", "见附件")), "date-format"),
    *_SPELT_DAYS,
    cleaned("day in full width", _DAYS, _of_day(lambda day: spelling.wide(day.isoformat()))),
    cleaned("day as a date cell", _DAYS, _of_day(spelling.DAYS[-1]), WORKBOOK),
    cleaned("day as a number cell", _DAYS, _of_day(lambda day: (day - spelling.EXCEL_EPOCH).days), WORKBOOK),
    cleaned("no end in words", "last day", lambda t, r: r.choice(spelling.OPEN_ENDED) if t == "2099/12/31" else None),
    refused("day that does not exist", _DAYS, "date-invalid", _of_day(lambda day: f"{day.year}-02-30")),
    refused("month that does not exist", _DAYS, "date-invalid", _of_day(lambda day: f"{day.year}13{day.day:02d}")),
    refused(
        "day and month in doubt", _DAYS, "date-ambiguous", _of_day(lambda day: f"{day.month:02d}/{day.day:02d}/{day.year}")
    ),
    refused("year of two digits", _DAYS, "date-ambiguous", _of_day(lambda day: f"{day:%y-%m-%d}")),
    refused("month without a day", _DAYS, "date-format", _of_day(lambda day: f"{day.year}年{day.month}月")),
    refused("day in words", _DAYS, "date-format", _one_of(("去年", "不详", "见附件"))),
    refused("year before 1900", _DAYS, "date-range", _of_day(lambda day: f"10{day:%y}-{day:%m}-01")),
)
MONEY_FAULTS = (
    cleaned("amount with its unit", "money", lambda t, _: f"{t}万元"),
    cleaned("amount with the name of the currency", "money", lambda t, _: f"人民币{t}万"),
    cleaned("amount with six decimals", "money", _of_amount(lambda amount: f"{amount:.6f}")),
    cleaned("amount in groups of three", "money", _of_amount(lambda amount: f"{amount:,}" if amount >= 1000 else None)),
    cleaned("amount in full width", "money", lambda t, _: spelling.wide(t)),
    cleaned("amount as a number cell", "money", _of_amount(float), WORKBOOK),
    refused("amount in yuan", "money", "money-unit", _of_amount(lambda amount: f"{amount * 10000:.0f}元")),
    refused("amount in a foreign currency", "money", "money-unit", lambda t, _: f"{t}万美元"),
    refused("amount with a sign of currency", "money", "money-unit", lambda t, _: f"￥{t}"),
    refused("amount in words", "money", "money-format", _one_of(("伍拾", "详见决定书", "约100"))),
    refused("amount below zero", "money", "money-negative", lambda t, _: f"-{t}" if t != "0" else None),
    refused("amount finer than one fen", "money", "money-precision", _of_amount(lambda amount: f"{amount + Decimal('1e-8')}")),
)
SHARE_FAULTS = (
    cleaned("share without its sign", "share", _of_share(lambda share: f"{share}" if share > 1 else None)),
    cleaned("share in full width", "share", lambda t, _: spelling.wide(t)),
    cleaned("share with blanks and zeros", "share", _of_share(lambda share: f" {share:.4f} %")),
    cleaned("share as a number cell", "share", _of_share(lambda share: float(share) if share > 1 else None), WORKBOOK),
    refused("share as a fraction", "share", "share-ambiguous", _of_share(lambda share: f"{share / 100}")),
    refused("share as a percent cell", "share", "share-ambiguous", _of_share(lambda share: float(share / 100)), WORKBOOK),
    refused("share above the whole", "share", "share-range", _of_share(lambda share: f"{share + 100}%")),
    refused("share below zero", "share", "share-range", lambda t, _: f"-{t}"),
    refused("share in words", "share", "share-format", _one_of(("一半", "控股", "约三成"))),
)
NAME_FAULTS = (
    cleaned("name of a person with a wide blank", "person name", lambda t, _: f"{t[0]}　{t[1:]}" if _han(t) else None),
    cleaned("name of a person with an invisible character", "person name", lambda t, _: f"{t[0]}\u200b{t[1:]}"),
    cleaned("name of a person with another dot", "person name", lambda t, r: t.replace("·", r.choice("•・‧∙"))),
    cleaned("name of a firm with outer blanks", _FIRMS, lambda t, _: f" {t}　"),
    cleaned("name of a firm with an invisible character", _FIRMS, lambda t, _: f"{t[:2]}\u200b{t[2:]}"),
    cleaned("name of a firm with a blank inside", "firm name", lambda t, _: f"{t[:2]} {t[2:]}"),
    cleaned("name of a firm with other brackets", "firm name", lambda t, _: t.replace("（", "(").replace("）", ")")),
    refused("digits for the name of a person", "person name", "not-a-name", _always("12345")),
    refused("digits for the name of a firm", _FIRMS, "not-a-name", _always("9988")),
    refused("name with a star", "person name", "masked-name", lambda t, _: f"{t[0]}*"),
    refused("two names in one cell", "person name", "not-a-name", lambda t, _: f"{t}、钱二"),
    refused("name with 某", "person name", "masked-name", lambda t, _: f"{t[0]}某某"),
)  # fmt: skip
LIST_FAULTS = (
    cleaned("list that ends with its separator", "list of names", lambda t, _: f"{t}；"),
    refused("list that only counts the others", "list of names", "name-list-unclear", lambda t, _: f"{t}等3人"),
    refused("two heads of one firm", "list of names", "name-list-unclear", lambda t, _: f"{t}；钱二"),
    refused("list with a masked name", "list of names", "masked-name", lambda t, _: f"{t[0]}*"),
    refused("matter that nobody has described", "matter", "change-item-unknown", _always("股权冻结")),
)
WORD_FAULTS = (
    cleaned("yes or no as a letter", "yes or no", _swapped({"是": "Y", "否": "N"})),
    cleaned("yes or no as a digit", "yes or no", _swapped({"是": "1", "否": "0"})),
    cleaned("yes or no as a truth cell", "yes or no", _swapped({"是": True, "否": False}), WORKBOOK),
    cleaned("document type by another word", "document type|holder's document type", _swapped({"居民身份证": "公民身份号码"})),
    cleaned("holder type by another word", "holder type", _swapped({"自然人股东": "自然人", "企业法人": "法人股东"})),
    cleaned("party type by another word", "party type", _swapped({"法人及非法人组织": "法人", "个体工商户": "个体"})),
    cleaned("status by a word", "status of 2016", _swapped({"0": "正常", "1": "撤销"})),
    cleaned("status by another word", "status", _swapped({"有效": "正常", "撤销": "已撤销", "注销": "已注销"})),
    cleaned("文号 in other brackets", "文号", _bracketed),
    cleaned("文号 with blanks", "文号", lambda t, _: t.replace("〔", " 〔").replace("〕", "〕 ")),
    cleaned("文号 in full width", "文号", lambda t, _: spelling.wide(t)),
    kept("文号 of the decision in other brackets", "stated 文号", _bracketed),
    kept("formula in a text", "free text", lambda t, _: f"=HYPERLINK(\"http://example.invalid\",\"{t}\")"),
    kept("markup in a text", "free text", lambda t, _: f"<script>alert(1)</script>{t}"),
    kept("commas and quotes in a text", "free text", lambda t, _: f'{t}, "引号", 甲,乙'),
    kept("characters beyond the first plane in a text", "free text", lambda t, _: f"{t}𠮷䶮𫖯"),
    CellFault("line break in a text", frozenset({"free text"}), lambda t, _: f"{t}\n续", becomes="written", spans=True),
    refused("text too long", _TEXTS, "too-long", lambda t, _: (t * 20_001)[:20_001]),
    refused("error value of a spreadsheet", f"{_TEXTS}|{_FIRMS}|person name", "excel-error", _one_of(_ERRORS)),
    refused("neither yes nor no", "yes or no", "not-yes-or-no", _one_of(("待定", "见备注"))),
    refused("unknown state", "state", "state-unknown", _one_of(("很好", "其他"))),
    refused("unknown position", "position", "position-unknown", _one_of(("部门经理", "安全负责人", "董事助理"))),
    refused("unknown type of holder", "holder type", "holder-type-unknown", _always("亲戚")),
    refused("unknown type of party", "party type", "party-type-unknown", _always("其他")),
    refused("unknown status", "status|status of 2016", "status-unknown", _one_of(("撤消", "待定", "9"))),
    refused("unknown liability", "liability", "liability-unknown", _one_of(("领导责任", "有责任"))),
    refused("unknown profession", "profession", "profession-unknown", _one_of(("厨师", "司机"))),
    refused("unknown state of a registration", "practice state", "practice-state-unknown", _one_of(("在岗", "其他"))),
    refused("unknown conclusion of an answer", "conclusion", "conclusion-unknown", _one_of(("领导责任", "有责任"))),
    refused("unknown result of an objection", "result", "result-unknown", _one_of(("再议", "已受理"))),
    refused("unknown kind of publisher", "publisher", "publisher-unknown", _one_of(("某机构", "其他"))),
    refused("list of an authority among those for reference", "publisher", "list-official", _one_of(("行政机关", "人民法院"))),
    refused("unknown type of document", "document type", "document-type-unknown", _one_of(("工作证", "学生证"))),
    refused("文号 without a number", "文号|stated 文号", "document-number", _one_of(("京处罚字", "详见原件"))),
)  # fmt: skip
VALUE_FAULTS = (*DAY_FAULTS, *MONEY_FAULTS, *SHARE_FAULTS, *NAME_FAULTS, *LIST_FAULTS, *WORD_FAULTS)
