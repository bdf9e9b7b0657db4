"""What the documents say: their headings, code blocks, links, and the words between backticks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.meta.tree import ROOT, tracked

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_WORD = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file; ``prose`` is its text without code blocks."""

    path: Path
    text: str
    prose: str

    @property
    def blocks(self) -> list[tuple[str, str]]:
        return _FENCE.findall(self.text)

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(len(marks), title.strip()) for marks, title in _HEADING.findall(self.prose)]

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @property
    def words(self) -> set[str]:
        return set(_WORD.findall(self.prose))

    @property
    def anchors(self) -> set[str]:
        """The anchors of the headings, as the usual Markdown viewers build them."""
        return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for _, title in self.headings}


def document(name: str) -> Document:
    """Read a document by its path in the repository."""
    text = (ROOT / name).read_text("utf-8")
    return Document(ROOT / name, text, _FENCE.sub("", text))


def documents() -> list[Document]:
    """Read all documents of the repository."""
    return [document(path.relative_to(ROOT).as_posix()) for path in tracked(".md")]
