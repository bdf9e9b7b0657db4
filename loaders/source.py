"""What a source module gives the runner: a layout and the pure steps check, across and shape. ``get`` and ``put`` are the same for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.loaders.checking import CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, person_name
from graph_service.loaders.codes import Document, Doubtful, Masked, person_document
from graph_service.loaders.firms import Firms
from graph_service.loaders.layout import Layout
from graph_service.loaders.whole import Keeps, Whole
from graph_service.model.facts import Row, key_of
from graph_service.store.ports import PersonIdentity
from graph_service.store.register_ports import KnownEvent

Keys = Mapping[PersonIdentity, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a check may know beyond its own chunk. It must tell the same of a chunk however often it is asked.

    Attributes:
        firms: the register on record.
        received: the day on which the file was first loaded; nothing in it can have happened later.
        events: returns those of some decisions that are on record, with what they are.
        namesakes: gives, for a name and a masked number, the persons of that name whose number is on record, and whether the visible
            digits agree. They are candidates for a person to choose from, never a match.
    """

    firms: Firms
    received: date
    events: Callable[[Iterable[str]], Mapping[str, KnownEvent]]
    namesakes: Callable[[str, str], Sequence[tuple[str, bool]]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one fact table with the row of the sheet that each comes from."""

    rows: list[Row] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def add(self, table: str, number: int, row: Row) -> None:
        """Append a row unless one with the same key is there: the first one says it."""
        key = key_of(table, row)
        if key not in self._seen:
            self._seen.add(key)
            self.rows.append(row)
            self.numbers.append(number)


@dataclass(frozen=True, slots=True)
class Shaped:
    """Facts by table. ``mentions`` are subjects that a row only names: they are put where nothing is on record, and never over it."""

    facts: dict[str, Table] = field(default_factory=dict)
    mentions: dict[str, Table] = field(default_factory=dict)

    def state(self, table: str, number: int, row: Row) -> None:
        """Add a fact that the source is there to state."""
        self.facts.setdefault(table, Table()).add(table, number, row)

    def mention(self, table: str, number: int, row: Row) -> None:
        """Add a subject that the source only names."""
        self.mentions.setdefault(table, Table()).add(table, number, row)


def stand_once(whole: Whole, _known: Surroundings) -> None:
    """Let each thing that rows are about stand in the table once."""
    whole.single_out()


def name_nobody(_rows: Sequence[CleanRow]) -> Sequence[PersonIdentity]:
    """Name no person."""
    return ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    Attributes:
        kind: stable name; part of the load id.
        layout: how its tables are recognised and read.
        check: refuses and doubts rows of one chunk, and adds the columns that ``across`` and ``shape`` need. It is called twice for
            each chunk and must find the same both times.
        shape: pure; checked rows and the persons' keys become facts.
        retires: what of earlier loads a newer file of this source ends, in words, unless it is called a full one; every source says it.
        keeps: the narrow columns of all chunks that ``across`` looks at.
        across: refuses and doubts rows for what only the whole table shows.
        identities: the persons that checked rows name, in order, for the identity ledger.
        partial: its rows add to decisions of other sources, so that none of them can be deleted by itself.
    """

    kind: str
    layout: Layout
    check: Callable[[Sieve, Surroundings], None]
    shape: Callable[[Sequence[CleanRow], Keys], Shaped]
    retires: str
    keeps: Keeps = field(default_factory=Keeps)
    across: Callable[[Whole, Surroundings], None] = stand_once
    identities: Callable[[Sequence[CleanRow]], Sequence[PersonIdentity]] = name_nobody
    partial: bool = False


class MaskedIdentity(PersonIdentity):
    """A name within one organisation that a source gives with a masked number; equal to the same name without one."""

    _masked_id: str

    @classmethod
    def of(cls, name: str, anchor: str, masked_id: str) -> MaskedIdentity:
        """Return the identity of that name in that organisation, remembering the masked number."""
        identity = cls(name, anchor=anchor)
        identity._masked_id = masked_id
        return identity

    @property
    def masked_id(self) -> str | None:
        """The masked number beside the name."""
        return self._masked_id


def identified(name: str, document: Document | Masked | Doubtful | None, anchor: str | None) -> PersonIdentity | Doubtful:
    """Say who a person is: by document number, else by name within one organisation; a doubt about the number stays a doubt."""
    if isinstance(document, Doubtful):
        found = document.value if isinstance(document.value, Document | Masked) else None
        return Doubtful(identified(name, found, anchor), document.code)
    if isinstance(document, Document):
        return PersonIdentity(name, document.kind, document.number)
    return MaskedIdentity.of(name, anchor, document.text) if document and anchor else PersonIdentity(name, anchor=anchor)


def person_row(identity: PersonIdentity, key: str) -> Row:
    """Build a row of the ``persons`` table; an id number confirms the identity, a name does not."""
    return {"id": key, "name": identity.name, "confirmed": identity.id_number is not None, "honoured": None}


def read_document(kind: object, number: object, *, masked_is_nothing: bool) -> Document | Doubtful | None:
    """Read a document from the cells of its type and number; ``None`` when there is no number.

    Args:
        kind: type as ``codes.document_kind`` read it, or ``None``.
        number: the text of the cell, or ``None``.
        masked_is_nothing: a masked number identifies nobody; it is kept beside the name, with a warning, instead of spoiling the row.

    Raises:
        UncleanError: the number is not usable.
    """
    if number is None:
        return None
    try:
        return person_document(str(kind) if kind else None, str(number))
    except UncleanError as unclean:
        if masked_is_nothing and unclean.code == "masked-id":
            return Doubtful(Masked(str(number)), "masked-id")
        raise


def persons_of(rows: Sequence[CleanRow], columns: Iterable[str]) -> list[PersonIdentity]:
    """Collect the distinct identities in these columns, in order; an identity with several masked numbers once for each."""
    wanted = tuple(columns)
    named = (row[name] for row in rows for name in wanted if isinstance(row[name], PersonIdentity))
    return list({(identity, identity.masked_id): identity for identity in named}.values())


def read_person_name(cell: object) -> str:
    """Read a person's name from a cell that was read as any name.

    Raises:
        UncleanError: it is none, or masked.
    """
    return person_name(str(cell))
