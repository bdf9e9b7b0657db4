"""The governing document, verbatim, and what the product makes of each of its paragraphs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph_service.policy.files import parsed_file
from graph_service.policy.yaml_tree import Entry

#: A law's elision: what a quotation leaves out.
ELISION = "…"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``id`` is the document's own numbering (``二（三）1``), ``sha256`` that of the wording in UTF-8."""

    id: str
    wording: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its paragraphs in order."""

    instrument: str
    title: str
    dated: date
    paragraphs: tuple[Paragraph, ...]

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        """Return the paragraph, or ``None``."""
        return next((each for each in self.paragraphs if each.id == paragraph_id), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one paragraph: exactly one of the four is given; ``remark`` says what of it stays outside."""

    paragraph: str
    modelled_by: tuple[str, ...] = ()
    implemented_by: tuple[str, ...] = ()
    not_modelled: str | None = None
    not_normative: bool = False
    remark: str | None = None


def quoted(quotation: str, wording: str) -> bool:
    """Say whether every piece of the quotation stands in the wording, in this order; ``…`` parts the pieces."""
    position = 0
    for piece in quotation.split(ELISION):
        found = wording.find(piece, position)
        if found < 0 or not piece:
            return False
        position = found + len(piece)
    return True


def load_documents(directory: Path | None = None) -> tuple[Document, ...]:
    """Load the documents.

    Raises:
        PolicyFileError: a malformed file, a paragraph listed twice, or a wording that does not have the stated SHA-256.
    """
    root = parsed_file(directory, "documents.yaml")
    return tuple(_document(entry) for entry in root.fields("documents")["documents"].items())


def load_coverage(directory: Path | None = None) -> dict[str, tuple[Answer, ...]]:
    """Load what becomes of each paragraph, by instrument.

    Raises:
        PolicyFileError: a malformed file, or a paragraph with no answer or with more than one.
    """
    root = parsed_file(directory, "coverage.yaml").fields("coverage")["coverage"]
    return {
        instrument: tuple(_answer(paragraph, entry) for paragraph, entry in entries.mapping().items())
        for instrument, entries in root.mapping().items()
    }


def _document(entry: Entry) -> Document:
    fields = entry.fields("instrument title dated paragraphs")
    paragraphs: list[Paragraph] = []
    for item in fields["paragraphs"].items():
        paragraph = _paragraph(item)
        if paragraph.id in {earlier.id for earlier in paragraphs}:
            raise item.fault(f"paragraph {paragraph.id!r} occurs twice")
        paragraphs.append(paragraph)
    return Document(fields["instrument"].text(), fields["title"].text(), fields["dated"].day(), tuple(paragraphs))


def _paragraph(entry: Entry) -> Paragraph:
    fields = entry.fields("id sha256 wording")
    wording = fields["wording"].text()
    digest = hashlib.sha256(wording.encode()).hexdigest()
    if fields["sha256"].text() != digest:
        raise fields["sha256"].fault(f"the wording has SHA-256 {digest}; it was changed, or the digest was")
    return Paragraph(fields["id"].text(), wording, digest)


def _answer(paragraph: str, entry: Entry) -> Answer:
    fields = entry.fields("", "modelled_by implemented_by not_modelled not_normative remark")
    given = [key for key in fields if key != "remark"]
    if len(given) != 1:
        raise entry.fault(
            f"give exactly one of modelled_by, implemented_by, not_modelled, not_normative; found: {', '.join(given) or 'none'}"
        )
    if "not_normative" in fields and not fields["not_normative"].flag():
        raise fields["not_normative"].fault("write `not_normative: true`, or give another answer")
    return Answer(
        paragraph=paragraph,
        modelled_by=fields["modelled_by"].texts() if "modelled_by" in fields else (),
        implemented_by=fields["implemented_by"].texts() if "implemented_by" in fields else (),
        not_modelled=fields["not_modelled"].text() if "not_modelled" in fields else None,
        not_normative="not_normative" in fields,
        remark=fields["remark"].text() if "remark" in fields else None,
    )
