"""Named queries: one Cypher text a file under ``cypher/``, each with a header that says what it is.

A text is never built from parts: labels and relationship types are fixed in the file, values are always parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from graph_service.errors import SchemaError

_FIELDS = ("name", "what", "params", "returns", "mode", "index")
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One query file: its header and its text. ``mode`` is ``read`` or ``write``; ``params`` are the parameters it takes."""

    name: str
    what: str
    params: frozenset[str]
    returns: str
    mode: str
    index: str
    text: str

    @property
    def used_params(self) -> frozenset[str]:
        """The parameters that the text itself mentions; a test holds them against the header."""
        return frozenset(_PARAMETER.findall(self.text))


def cypher_root() -> Traversable:
    """Return the directory that carries the queries, inside a checkout and inside an installed wheel alike."""
    return resources.files("graph_service") / "cypher"


@cache
def named_query(name: str) -> NamedQuery:
    """Return the query stored at ``cypher/<name>.cypher``.

    Raises:
        SchemaError: there is no such file, or its header is incomplete.
    """
    path = cypher_root().joinpath(*f"{name}.cypher".split("/"))
    try:
        raw = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SchemaError(f"no query named {name}", hint="Reinstall graph-service; its .cypher files are missing.") from error
    return parse_query(name, raw)


def parse_query(name: str, raw: str) -> NamedQuery:
    """Split a query file into header and text.

    Raises:
        SchemaError: a header line is missing, repeated or out of order, or the mode is unknown.
    """
    lines = raw.splitlines()
    comments = [line[2:].strip() for line in lines if line.startswith("//")]
    pairs = [comment.partition(":") for comment in comments]
    keys = tuple(key.strip() for key, _, _ in pairs)
    values = {key.strip(): value.strip() for key, _, value in pairs}
    if keys != _FIELDS or values["mode"] not in {"read", "write"} or values["name"] != name:
        raise SchemaError(f"the header of query {name} is not in order: expected {', '.join(_FIELDS)}, found {', '.join(keys)}")
    params = frozenset(word.strip() for word in values["params"].split(",") if word.strip() not in {"", "none"})
    text = "\n".join(line for line in lines if not line.startswith("//")).strip()
    return NamedQuery(name, values["what"], params, values["returns"], values["mode"], values["index"], text)


def all_query_names() -> tuple[str, ...]:
    """Return the names of all queries (migrations aside), in order."""
    folders = (folder for folder in cypher_root().iterdir() if folder.is_dir() and folder.name != "migrations")
    files = ((folder.name, file.name) for folder in folders for file in folder.iterdir())
    return tuple(sorted(f"{folder}/{file.removesuffix('.cypher')}" for folder, file in files if file.endswith(".cypher")))
