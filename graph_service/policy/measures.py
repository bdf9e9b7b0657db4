"""The catalogue of measures (信用联合奖惩措施清单): one for each measure that the governing document names, rewarding or punitive.

The files decide no outcome: they say which measure a rule proposes and who carries it out. The catalogue is complete or refused:
every word of the paragraphs that it treats is part of a measure's phrase, or of a piece with the reason why it is no measure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from graph_service.policy.departments import Department, load_departments
from graph_service.policy.documents import load_documents
from graph_service.policy.files import parsed_file, read_policy_files
from graph_service.policy.schema import Verified
from graph_service.policy.wording import SEPARATORS, Place, places, positions, unanswered, unique
from graph_service.policy.yaml_tree import Entry

MeasureKind = Literal["reward", "punishment"]
MeasureField = Literal["administrative", "market", "social"]
KINDS: tuple[str, ...] = get_args(MeasureKind)
FIELDS: tuple[str, ...] = get_args(MeasureField)
BINDINGS = ("mandatory", "recommended")
SUBJECTS = ("enterprise", "natural_person", "any")
NEEDS = ("court_order", "honour_on_record", "finding")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A department of a measure. ``verified`` S: the measure's own phrase names it; M: assigned by its function."""

    department: Department
    verified: Literal["S", "M"]


@dataclass(frozen=True, slots=True)
class BindingNote:
    """The law behind ``binding``, in both languages, and how it was verified (L, S, W or M)."""

    zh: str
    en: str
    verified: str


@dataclass(frozen=True, slots=True)
class CatalogueMeasure:
    """One measure.

    Attributes:
        paragraph: id of the paragraph in ``documents.yaml``.
        phrase: verbatim pieces of its wording, in order.
        places: where in the wording the pieces stand.
        binding: ``mandatory`` where law obliges, else ``recommended`` (二（四）1).
        list_category: item of the national list of measures, if one fits.
        needs: what must be on record first; ``None``: nothing besides the ground.
        proposed_by: ids of the rules that propose it.
    """

    code: str
    name: str
    name_en: str
    paragraph: str
    phrase: tuple[str, ...]
    places: tuple[Place, ...]
    kind: str
    field: str
    binding: str
    subjects: str
    departments: tuple[Assignment, ...]
    binding_note: BindingNote | None = None
    list_category: str | None = None
    needs: str | None = None
    proposed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoMeasure:
    """A piece of wording that is no measure, and why."""

    paragraph: str
    piece: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The measures in the order of the file, what is none, and the paragraphs that both answer for."""

    paragraphs: tuple[str, ...]
    measures: tuple[CatalogueMeasure, ...]
    not_measures: tuple[NoMeasure, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an entry may name."""

    wordings: Mapping[str, str]
    departments: Mapping[str, Department]
    rules: frozenset[str]
    list_categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """The paragraph that an entry stands under."""

    id: str
    wording: str
    kind: str
    field: str


def load_catalogue(directory: Path | None = None) -> Catalogue:
    """Load the catalogue shipped with the package, or that of a directory of the same layout.

    Raises:
        PolicyFileError: a malformed file, an unknown paragraph, department or rule, a code given twice, a phrase that is not
            verbatim, or wording that nothing answers for.
    """
    root = parsed_file(directory, "measures.yaml").fields("list_categories connectives paragraphs")
    known = _Known(
        wordings={each.id: each.wording for document in load_documents(directory) for each in document.paragraphs},
        departments=load_departments(directory),
        rules=frozenset(path[len("rules/") : -len(".yaml")] for path in read_policy_files(directory).in_folder("rules")),
        list_categories=root["list_categories"].texts(),
    )
    connectives = root["connectives"].texts()
    measures: list[CatalogueMeasure] = []
    others: list[NoMeasure] = []
    paragraphs: list[str] = []
    for entry in root["paragraphs"].items():
        section = _section(entry, known, paragraphs)
        paragraphs.append(section.id)
        own, rest = _answers(entry, section, known, connectives)
        _refuse_repeated(entry, measures)
        measures += own
        others += rest
    return Catalogue(tuple(paragraphs), tuple(measures), tuple(others))


def _section(entry: Entry, known: _Known, earlier: Collection[str]) -> _Section:
    fields = entry.fields("id kind field measures not_measures")
    paragraph = fields["id"].choice(known.wordings, "paragraph")
    if paragraph in earlier:
        raise fields["id"].fault(f"paragraph {paragraph!r} occurs twice")
    return _Section(
        id=paragraph,
        wording=known.wordings[paragraph],
        kind=fields["kind"].choice(KINDS, "kind"),
        field=fields["field"].choice(FIELDS, "field"),
    )


def _answers(
    entry: Entry, section: _Section, known: _Known, connectives: tuple[str, ...]
) -> tuple[list[CatalogueMeasure], list[NoMeasure]]:
    """Read what is said about one paragraph, and refuse it if a word is left without an answer or has two."""
    fields = entry.mapping()
    measures = [_measure(item, section, known) for item in fields["measures"].items()]
    taken = {place for measure in measures for place in measure.places}
    others: list[NoMeasure] = []
    for item in fields["not_measures"].items():
        other, place = _no_measure(item, section)
        if any(start < place[1] and place[0] < end for start, end in taken):
            raise item.fault(f"{other.piece!r} is part of a measure's phrase or of an earlier entry; keep one")
        taken.add(place)
        others.append(other)
    left = [run for run in unanswered(section.wording, taken) if run not in connectives]
    if left:
        raise entry.fault(f"{section.id}: neither a measure nor not_measures answers for: {', '.join(left)}")
    _refuse_hidden(fields["measures"], measures)
    return measures, others


def _measure(entry: Entry, section: _Section, known: _Known) -> CatalogueMeasure:
    fields = entry.fields(
        "code name name_en phrase binding subjects departments", "binding_note list_category needs proposed_by"
    )
    phrase, found = _phrase(fields["phrase"], section)
    binding = fields["binding"].choice(BINDINGS, "binding")
    if binding == "mandatory" and "binding_note" not in fields:
        raise fields["binding"].fault("a mandatory measure needs a binding_note: which law obliges, and how it was verified")
    codes = fields["departments"].choices(known.departments, "department")
    if not codes:
        raise fields["departments"].fault("name at least one department")
    return CatalogueMeasure(
        code=fields["code"].text(),
        name=fields["name"].text(),
        name_en=fields["name_en"].text(),
        paragraph=section.id,
        phrase=phrase,
        places=found,
        kind=section.kind,
        field=section.field,
        binding=binding,
        subjects=fields["subjects"].choice(SUBJECTS, "kind of subject"),
        departments=tuple(_assignment(known.departments[code], phrase) for code in codes),
        binding_note=_binding_note(fields["binding_note"]) if "binding_note" in fields else None,
        list_category=(
            fields["list_category"].choice(known.list_categories, "list category") if "list_category" in fields else None
        ),
        needs=fields["needs"].choice(NEEDS, "need") if "needs" in fields else None,
        proposed_by=fields["proposed_by"].choices(known.rules, "rule") if "proposed_by" in fields else (),
    )


def _phrase(entry: Entry, section: _Section) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    pieces = tuple(_piece(item, section) for item in entry.items())
    if not unique(pieces, section.wording):
        raise entry.fault(f"no piece of it occurs only once in {section.id}; take more of the wording")
    found = places(pieces, section.wording)
    if found is None:
        raise entry.fault(f"the pieces do not follow one another in this order in {section.id}")
    return pieces, found


def _piece(entry: Entry, section: _Section) -> str:
    piece = entry.text()
    if marks := "".join(char for char in piece if char in SEPARATORS):
        raise entry.fault(f"{piece!r} reaches across {marks!r}; write the pieces apart, so that none hides a measure")
    if piece not in section.wording:
        raise entry.fault(f"{piece!r} is not in the wording of {section.id}; quote it verbatim")
    return piece


def _no_measure(entry: Entry, section: _Section) -> tuple[NoMeasure, Place]:
    fields = entry.fields("piece reason")
    piece = _piece(fields["piece"], section)
    if not unique((piece,), section.wording):
        raise fields["piece"].fault(f"{piece!r} occurs more than once in {section.id}; take more of the wording")
    start = section.wording.index(piece)
    return NoMeasure(section.id, piece, fields["reason"].text()), (start, start + len(piece))


def _assignment(department: Department, phrase: tuple[str, ...]) -> Assignment:
    return Assignment(department, "S" if any(department.name in piece for piece in phrase) else "M")


def _binding_note(entry: Entry) -> BindingNote:
    fields = entry.fields("zh en verified")
    return BindingNote(fields["zh"].text(), fields["en"].text(), fields["verified"].choice(get_args(Verified), "verification"))


def _refuse_repeated(entry: Entry, earlier: Sequence[CatalogueMeasure]) -> None:
    seen = {measure.code for measure in earlier}
    for item in entry.mapping()["measures"].items():
        code = item.mapping()["code"]
        if code.text() in seen:
            raise code.fault(f"measure {code.text()!r} occurs twice")
        seen.add(code.text())


def _refuse_hidden(entries: Entry, measures: Sequence[CatalogueMeasure]) -> None:
    """Refuse a measure all of whose wording others have too: it would be one measure under two codes."""
    covered = [positions(measure.places) for measure in measures]
    for number, entry in enumerate(entries.items()):
        others = covered[:number] + covered[number + 1 :]
        if covered[number] <= frozenset().union(*others):
            raise entry.fault(f"{measures[number].code!r} has no piece of its own; another measure already says it")
