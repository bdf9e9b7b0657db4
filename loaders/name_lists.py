"""Lists of names in one cell (赵甲（董事）；钱乙（监事）): taken apart only where nothing else can be meant.

``name-list-unclear`` is everything that leaves open who is on the list: 等3人, blanks between names, names run together, an empty item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.loaders.cleaning import UncleanError, display, fen_of_wan, name_key, organization_name, person_name, share
from graph_service.loaders.fingerprints import spelling
from graph_service.loaders.organizations import roles_of

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff〇"
#: Two to four ideographs, one syllable apart where a short name is spread out; longer ones only with middle dots.
_PERSON = re.compile(rf"[{_HAN}] ?[{_HAN}]|[{_HAN}]{{3,4}}|[{_HAN}]+(·[{_HAN}]+)+|[A-Za-z]+(·[A-Za-z]+)*")
_FIRM = re.compile(
    r"(公司|企业|合伙|集团|中心|工厂|合作社|联社|委员会|管理局|大学|学院|研究院|研究所|事务所|基金会|基金|协会|银行)(\(.*\))?$"
)
_MASKED = re.compile(r"[*＊×]|某")
_REMARK = re.compile(r"等(人|共)?$|^(无|其他|其余)")
_MARK = re.compile(r"[\[【](新增|退出)[\]】]")
_MONEY = re.compile(r"[: ]?(?:认缴)?(?:出资额?)?[: ]?([\d.]+)万元(?:人民币)?$")
_PERCENT = re.compile(r"[: ]?(?:持股|出资)?(?:比例)?[: ]?([\d.]+%)$")
_BRACKETED = re.compile(r"(?P<name>[^()]+)\((?P<title>[^()]+)\)")
_BEHIND = re.compile(r"(?P<name>[^ :]+)[ :](?P<title>[^ :]+)")
#: A place, a name and a legal form have more characters than this.
_SHORTEST = 4
_FOLD = str.maketrans("（）；，：｜／\n\r\t", "();,:|/;; ")


@dataclass(frozen=True, slots=True)
class Officer:
    """One item of a list of officers; ``roles`` are empty and ``title`` is where the list names no office."""

    name: str
    roles: tuple[str, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """One item of a list of holders: a person or a firm, with the amount (fen) and the share (0–1) that the list gives."""

    name: str
    is_person: bool
    subscribed_fen: int | None = None
    share: float | None = None


def content(text: str) -> str:
    """Return the text of a cell with its lines as items of a list."""
    return display(re.sub(r"\s*[\r\n]+\s*", "；", text.strip()))


def former_names(text: str) -> tuple[str, ...]:
    """Read a list of names that a firm once had.

    Raises:
        UncleanError: an item is too short to be a firm's name, so that a name may have been taken apart.
    """
    items = [display(item) for item in re.split(r"[;；,，、|\r\n]", text) if display(item)]
    if any(len(item) < _SHORTEST for item in items):
        raise UncleanError("name-list-unclear")
    return tuple(organization_name(item) for item in items)


def officers(text: str, *, after: bool) -> tuple[Officer, ...]:
    """Read a list of persons with or without their offices.

    Args:
        text: the list.
        after: it is what holds after a change: nobody can be marked as gone in it, nor as new in what held before.

    Raises:
        UncleanError: ``name-list-unclear``, ``masked-name``, ``position-unknown``, ``conflicting-duplicate`` (one name twice).
    """
    found = tuple(_officer(item) for item in _items(text, after=after))
    _told_apart((one.name, *one.roles) for one in found)
    return found


def partners(text: str, *, after: bool) -> tuple[Partner, ...]:
    """Read a list of holders; arguments and errors as for ``officers``."""
    found = tuple(_partner(item) for item in _items(text, after=after))
    _told_apart((one.name,) for one in found)
    return found


def _items(text: str, *, after: bool) -> list[str]:
    gone = "退出" if after else "新增"
    items: list[str] = []
    depth = begun = 0
    folded = text.translate(_FOLD).rstrip("; 。")
    for at, char in enumerate(folded + ";"):
        depth += (char == "(") - (char == ")")
        if char in ";,、|/" and depth == 0:
            items.append(folded[begun:at].strip())
            begun = at + 1
    if depth or not all(items) or any(mark == gone for mark in _MARK.findall(folded)):
        raise UncleanError("name-list-unclear")
    return [_MARK.sub("", item).strip() for item in items]


def _officer(item: str) -> Officer:
    if stated := _BRACKETED.fullmatch(item):
        return Officer(_person(stated["name"]), roles_of(stated["title"]), stated["title"])
    if (stated := _BEHIND.fullmatch(item)) and (roles := _offices(stated["title"])):
        return Officer(_person(stated["name"]), roles, stated["title"])
    return Officer(_person(item))


def _person(text: str) -> str:
    shown = text.strip()
    if _MASKED.search(shown):
        raise UncleanError("masked-name")
    if not _PERSON.fullmatch(_folded(shown)) or _REMARK.search(shown) or _offices(shown):
        raise UncleanError("name-list-unclear")
    return person_name(shown)


def _folded(text: str) -> str:
    """Fold middle dots and width and keep blanks: they decide whether one name is meant."""
    return " ".join(name_key(part) for part in unicodedata.normalize("NFKC", text).split(" "))


def _offices(text: str) -> tuple[str, ...]:
    """Return the offices that a text names, if it names any."""
    try:
        return roles_of(text)
    except UncleanError:
        return ()


def _partner(item: str) -> Partner:
    money, percent = _MONEY.search(item), _PERCENT.search(item)
    stated = money or percent
    name = item[: stated.start()].strip() if stated else item
    said = {
        "subscribed_fen": fen_of_wan(money[1]) if money else None,
        "share": share(percent[1]) if percent else None,
    }
    if _FIRM.search(name) and " " not in name:
        if _MASKED.search(name):
            raise UncleanError("masked-name")
        return Partner(organization_name(name.replace("(", "（").replace(")", "）")), is_person=False, **said)  # type: ignore[arg-type]  # as the two readers give them
    return Partner(_person(name), is_person=True, **said)  # type: ignore[arg-type]  # as above


def _told_apart(found: Iterable[tuple[str, ...]]) -> None:
    """Refuse one name twice with nothing that tells the two apart: they may be two persons."""
    keys = [(spelling(name), *more) for name, *more in found]
    if len(set(keys)) < len(keys):
        raise UncleanError("conflicting-duplicate")
