"""A statement (未涉及说明) as one file: HTML that loads and runs nothing and carries its own data, or that data as JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2.exceptions import UndefinedError

from graph_service.errors import InputError
from graph_service.web.templating import rendered
from graph_service.web.whole_file import write_whole

_DATA = re.compile(r'<pre id="statement" hidden>(.*?)</pre>', re.DOTALL)
_MOST_BYTES = 5 * 1024 * 1024


def write_statement(document: Mapping[str, object], target: Path) -> None:
    """Write a statement; an existing file is replaced as a whole."""
    write_whole(target, _data(document) + "\n" if target.suffix == ".json" else _page(document))


def read_statement(path: Path) -> Mapping[str, object]:
    """Read back what ``write_statement`` was given.

    Raises:
        InputError: the file cannot be read, or is no statement; or a page shows anything else than its data say.
    """
    try:
        text = path.read_bytes()[: _MOST_BYTES + 1].decode()
    except OSError as error:
        raise InputError(path.name, f"cannot be read: {error.strerror}", hint="Check the path.") from error
    except UnicodeDecodeError:
        raise _none(path) from None
    found = _DATA.search(text) if path.suffix == ".html" else None
    try:
        document = json.loads(html.unescape(found[1]) if found else text)
    except (ValueError, RecursionError):
        raise _none(path) from None
    if len(text) > _MOST_BYTES or not isinstance(document, dict):
        raise _none(path)
    if found and not _shows(document, text):
        raise InputError(
            path.name, "shows something else than what was issued", hint="Verify the receipt that it names by its number."
        )
    return document


def _shows(document: Mapping[str, object], text: str) -> bool:
    try:
        return _page(document) == text
    except (KeyError, UndefinedError, TypeError):
        return False


def _page(document: Mapping[str, object]) -> str:
    values = {"said": document["content"], "receipt": document["receipt"], "data": _data(document)}
    return rendered("files/statement.html", values)


def _data(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def _none(path: Path) -> InputError:
    return InputError(path.name, "is no statement", hint="Give the file as it was issued (.html or .json).")
