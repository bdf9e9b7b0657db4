"""From the shapes met in files to one form each: names, days, money, shares, document numbers, and what stands for *nothing*.

Every function is pure and takes text. ``UncleanError`` carries a code of ``reasons``; nothing is repaired by guessing.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from graph_service.model import names

#: What registers write where they have nothing to say.
NULLS = frozenset(
    {"", "空", "无", "暂无", "-", "--", "---", "—", "——", "/", "\\", "NULL", "null", "Null", "None", "N/A", "n/a"}
)
#: Day and later days that mean *no end* (2099/12/31 in 双公示, 9999-12-31 elsewhere).
OPEN_ENDED_FROM = date(2099, 12, 31)
#: Words that mean *no end*.
_OPEN_WORDS = frozenset({"长期", "长期有效", "永久", "至今", "无固定期限"})
#: What spreadsheets show where a formula failed, as a pattern.
ERROR_VALUES = (
    r"#(?:N/A|(?:REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN)!|NAME\?|GETTING_DATA)|Err:[0-9]{3}"
)
#: Words that stand in the place of a name and are none, and those that begin the last line of a printed list.
NO_NAMES = frozenset({"未知", "不详", "不明", "待定", "待查", "待核实", "保密"})
TOTALS = frozenset({"合计", "总计", "小计", "共计", "总合计", "本页合计", "本页小计"})
_ERROR = re.compile(ERROR_VALUES)
_EXCEL_EPOCH = date(1899, 12, 30)
_EARLIEST = date(1900, 1, 1)
#: Between the names of several persons; a Latin name may have a comma of its own.
_SEVERAL = re.compile(r"[、；;]|(?<=[^\x00-\xff])[,，/]|[,，/](?=[^\x00-\xff])")
_SEPARATED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+08:00)?)?")
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DOCUMENT_BRACKETS = str.maketrans("〔﹝［[【（(〕﹞］]】）)", "[[[[[[[]]]]]]]")


class UncleanError(ValueError):
    """A cell that cannot be understood. ``code`` is one of ``reasons.REASONS``."""

    def __init__(self, code: str) -> None:
        """Keep the code; the words and the fix are looked up by it."""
        super().__init__(code)
        self.code = code


def is_null(text: str) -> bool:
    """Say whether the cell says nothing, in any of the ways of the field."""
    return text.strip() in NULLS or unicodedata.normalize("NFKC", text).strip() in NULLS


def is_error_value(text: str) -> bool:
    """Say whether the cell is the error value of a formula (``#REF!``)."""
    return _ERROR.fullmatch(text.strip()) is not None


def display(text: str) -> str:
    """Return text for people: outer space and invisible characters gone, runs of white space one blank, else as written."""
    return re.sub(r"\s+", " ", names.INVISIBLE.sub("", text)).strip()


#: The key of a name for comparing.
name_key = names.name_key


def person_name(text: str) -> str:
    """Return a person's name in one spelling: no blanks between Han characters, one kind of middle dot.

    Raises:
        UncleanError: it has no letter, it is masked, it stands for none, or there are several in it.
    """
    shown = names.one_spelling(display(text))
    _check_word(shown)
    if re.search(r"[*＊×]|某", shown):
        raise UncleanError("masked-name")
    if not any(char.isalpha() for char in shown) or any(char.isdigit() for char in shown) or _SEVERAL.search(shown):
        raise UncleanError("not-a-name")
    return shown


def organization_name(text: str) -> str:
    """Return a firm's name for showing.

    Raises:
        UncleanError: it has no letter, or it stands for none.
    """
    shown = display(text)
    _check_word(shown)
    if not any(char.isalpha() for char in shown):
        raise UncleanError("not-a-name")
    return shown


def _check_word(name: str) -> None:
    if name in TOTALS:
        raise UncleanError("totals-row")
    if name in NO_NAMES:
        raise UncleanError("not-a-name")


def folded(text: str) -> str:
    """Fold a text for comparing: 〔〕［］【】（） and [] are one; width, case and spaces do not count."""
    plain = unicodedata.normalize("NFKC", names.INVISIBLE.sub("", text).translate(_DOCUMENT_BRACKETS))
    return "".join(plain.split()).upper()


@lru_cache(maxsize=8192)
def document_number(text: str) -> str:
    """Fold a 文号 for comparing.

    Raises:
        UncleanError: it holds no digit.
    """
    number = folded(text)
    if not any(char.isdigit() for char in number):
        raise UncleanError("document-number")
    return number


def document_reference(text: str) -> tuple[str, str]:
    """Read a 文号 as written, beside its folded form.

    Raises:
        UncleanError: as ``document_number``.
    """
    return display(text), document_number(text)


@lru_cache(maxsize=16384)
def day(text: str) -> date:
    """Read a day: ISO, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日, with a time, or an Excel serial of the 1900 system (45356).

    Raises:
        UncleanError: no such day (``date-invalid``), a shape that leaves day and month open (``date-ambiguous``) or any other
            (``date-format``), or a year before 1900 (``date-range``).
    """
    shown = unicodedata.normalize("NFKC", text).strip().replace(" 年", "年")
    if found := _SEPARATED.fullmatch(shown) or _CHINESE_DAY.fullmatch(re.sub(r"\s", "", shown)):
        return _calendar(*found.groups()[:3])
    if re.fullmatch(r"\d{8}", shown):
        return _calendar(shown[:4], shown[4:6], shown[6:])
    if re.fullmatch(r"\d{5}(\.\d+)?", shown):
        return _EXCEL_EPOCH + timedelta(days=int(shown.partition(".")[0]))
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", shown):
        raise UncleanError("date-ambiguous")
    raise UncleanError("date-format")


def _calendar(year: str, month: str, number: str) -> date:
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        raise UncleanError("date-invalid") from None
    if found < _EARLIEST:
        raise UncleanError("date-range")
    return found


def last_day(text: str) -> date | None:
    """Read the last day of something; ``None`` where the cell says that there is no end (2099/12/31, 长期).

    Raises:
        UncleanError: as ``day``.
    """
    if display(text) in _OPEN_WORDS:
        return None
    found = day(text)
    return None if found >= OPEN_ENDED_FROM else found


def last_day_or_never(text: str) -> date:
    """Read a last day; one that stands for *no end* is ``date.max``, so that it differs from an empty cell until shaped.

    Raises:
        UncleanError: as ``day``.
    """
    return last_day(text) or date.max


@lru_cache(maxsize=8192)
def fen_of_wan(text: str) -> int:
    """Read an amount in 万元 as whole fen (``0.2`` is 200,000 fen, 2,000 yuan); a unit 万 or 万元 may follow.

    Raises:
        UncleanError: not a number, negative, another unit (``money-unit``), or finer than one fen.
    """
    shown = unicodedata.normalize("NFKC", text).strip().replace("人民币", "")
    return _fen(re.sub(r"\s*万元?$", "", shown), 1_000_000)


@lru_cache(maxsize=8192)
def fen_of_yuan(text: str) -> int:
    """Read an amount in 元 as whole fen; the unit 元 may follow.

    Raises:
        UncleanError: as ``fen_of_wan``.
    """
    shown = unicodedata.normalize("NFKC", text).strip().replace("人民币", "")
    return _fen(re.sub(r"(?<![万亿美港欧日])\s*元$", "", shown), 100)


def _fen(shown: str, factor: int) -> int:
    if shown.endswith(("元", "万", "亿")) or re.search(r"[$€£¥￥]|美元|港元", shown):
        raise UncleanError("money-unit")
    if _GROUPED.fullmatch(shown):
        shown = shown.replace(",", "")
    if not _NUMBER.fullmatch(shown):
        raise UncleanError("money-format")
    amount = Decimal(shown) * factor
    if amount < 0:
        raise UncleanError("money-negative")
    if amount != amount.to_integral_value():
        raise UncleanError("money-precision")
    return int(amount)


@lru_cache(maxsize=8192)
def share(text: str) -> float:
    """Read a percentage as a share of 0 to 1: ``44.71%`` and ``44.71``. A bare number up to 1 may mean either and is refused.

    Raises:
        UncleanError: ``share-ambiguous``, ``share-range`` (above 100 % or below 0), ``share-format``.
    """
    shown = unicodedata.normalize("NFKC", text).strip()
    bare = shown.removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare):
        raise UncleanError("share-format")
    percent = Decimal(bare)
    if bare == shown and 0 < percent <= 1:
        raise UncleanError("share-ambiguous")
    if not 0 <= percent <= 100:
        raise UncleanError("share-range")
    return float(percent / 100)


def yes_no(text: str) -> bool:
    """Read 是 or 否 (also Y/N, 1/0).

    Raises:
        UncleanError: anything else.
    """
    word = unicodedata.normalize("NFKC", text).strip().upper()
    if word in {"是", "Y", "YES", "1", "TRUE"}:
        return True
    if word in {"否", "N", "NO", "0", "FALSE"}:
        return False
    raise UncleanError("not-yes-or-no")
