"""The audit chain for people and programs: its entries, its head, and what a verification found, in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph_service.errors import InputError
from graph_service.store.audit_ports import Audited, Break, Head, Verified

#: Code of a break → what it means, in both languages.
BREAKS = {
    "entry-missing": ("缺少记录", "an entry is missing"),
    "seal-differs": ("记录被改动或顺序被调换", "an entry was changed, put in or moved"),
    "not-canonical": ("记录文本不规范", "the text of an entry is not in the one form"),
    "begins-anew": ("留痕链从中间重新开始", "the chain begins in its middle"),
    "key-missing": ("缺少当时的密钥，无法核验", "the key of that time is not here: it cannot be verified"),
    "row-differs": ("台账内容与记录不符", "a row of the ledger is not what the entry says"),
    "row-missing": ("台账中缺少记录所指内容", "a row of the ledger is missing"),
    "row-without-entry": ("台账内容没有留痕", "a row of the ledger has no entry"),
    "row-twice": ("同一内容留痕两次", "two entries speak of one row"),
    "head-differs": ("与另行保存的链首不符，链被重写", "it is not the chain of which a head was kept"),
    "cut-off": ("链尾被截去", "the end of the chain was cut off"),
}


def shape_entry(entry: Audited) -> dict[str, Any]:
    """Lay an entry out."""
    plain = {name: getattr(entry, name) for name in ("seq", "act", "user", "origin", "what", "reason")}
    return {**plain, "at": entry.at.isoformat()}


def shape_head(head: Head) -> dict[str, Any]:
    """Lay a head out, as it is kept elsewhere."""
    return {"seq": head.seq, "seal": head.seal}


def shape_verified(found: Verified) -> dict[str, Any]:
    """Lay out what a verification found."""
    return {
        "sound": not found.breaks,
        "entries": found.head.seq,
        "rows": found.rows,
        "head": shape_head(found.head),
        "breaks": [_shape_break(one) for one in found.breaks],
    }


def _shape_break(one: Break) -> dict[str, Any]:
    zh, en = BREAKS[one.code]
    return {"entry": one.seq, "code": one.code, "words": {"zh": zh, "en": en}, "detail": one.detail}


def read_heads(paths: Sequence[Path]) -> list[Head]:
    """Read heads that were kept elsewhere.

    Raises:
        InputError: a file is not there, or is no head.
    """
    return [_read_head(path) for path in paths]


def _read_head(path: Path) -> Head:
    try:
        said = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(str(path), "cannot be read") from error
    except ValueError:
        said = None
    seq, seal = (said.get("seq"), said.get("seal")) if isinstance(said, dict) else (None, None)
    if type(seq) is not int or not isinstance(seal, str) or seq < 0:
        raise InputError(str(path), "is no head of an audit chain", hint="Write one: graph-service audit head --to FILE.")
    return Head(seq, seal)


def write_head(head: Head, path: Path) -> None:
    """Write a head to a new file.

    Raises:
        InputError: the file exists, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(json.dumps(shape_head(head)) + "\n")
    except FileExistsError as error:
        raise InputError(str(path), "exists already", hint="Name another file.") from error
    except OSError as error:
        raise InputError(str(path), "cannot be written") from error
