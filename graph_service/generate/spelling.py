"""How differently real files spell one clean value. Every spelling here is one that a loader reads without guessing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

#: A cell as it goes into a file: text, a number cell, or a date cell (the last two only differ in workbooks).
Cell = str | int | float | date

EXCEL_EPOCH = date(1899, 12, 30)
NOTHING = ("无", "-", "/", "空", "暂无", "NULL")
OPEN_ENDED = ("2099/12/31", "9999-12-31", "长期", "至今")
BRACKETS = ("[]", "【】", "（）", "［］")
MIDDLE_DOTS = "·•・"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

DAYS: tuple[Callable[[date], Cell], ...] = (
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.isoformat()} 00:00:00",
    lambda day: str((day - EXCEL_EPOCH).days),
    lambda day: day,
)
NAMES: tuple[Callable[[str], str], ...] = (
    lambda name: f" {name}",
    lambda name: f"{name}　",
    lambda name: f"{name[:2]}\u200b{name[2:]}",
    lambda name: f"{name[:2]} {name[2:]}",
)


def wide(text: str) -> str:
    """Write every character of ASCII in full width."""
    return text.translate(_WIDE)


CODES: tuple[Callable[[str], str], ...] = (
    str.lower,
    wide,
    lambda code: " ".join((code[:6], code[6:14], code[14:])),
)


def legacy_id(number: str) -> str:
    """Return the fifteen digits that a resident id had before 1999."""
    return number[:6] + number[8:17]


def masked_id(number: str) -> str:
    """Mask a resident id as public extracts do: six and four characters stay."""
    return f"{number[:6]}********{number[-4:]}"


def bracketed(document: str, pair: str) -> str:
    """Write a 文号 with another pair of brackets."""
    return document.replace("〔", pair[0]).replace("〕", pair[1])
