"""What a load did, for people and for the ledger. Personal values are masked; the clear ones lie in the quarantine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.errors import GraphServiceError
from graph_service.loaders.checking import Rejection
from graph_service.loaders.layout import Layout
from graph_service.loaders.reasons import REASONS
from graph_service.model.identifiers import masked
from graph_service.security.masking import mask_id, mask_name

_NAME_COLUMNS = frozenset({"姓名", "法定代表人", "股东名称", "行政相对人名称", "当事人名称"})
_LONG_NUMBER = re.compile(r"[0-9]{14,}[0-9Xx]")
_SHOWN = 40
#: So many refused cells of a file are in its report; all of them are in the quarantine.
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """One fault of one row as a report shows it: ``value`` is masked."""

    row: int
    line: int
    column: str
    value: str
    code: str
    text: str
    fix: str
    text_en: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the records of one table. ``read = loaded + unchanged + rejected`` always.

    Attributes:
        load_id: the load; derived from source and content, so the same table again has the same.
        source: kind of the source (``penalty_2019``).
        facts_created: facts new in the graph by this very call.
        facts_closed: facts that this call replaced.
        reasons: faults by code; a row may have several.
        warnings: doubts about rows that were loaded, by code.
        refused: the first ``MAX_SHOWN`` faults, masked.
        ignored_columns: titles of the file that the layout does not know.
        quarantined: whether refused rows lie in the quarantine.
        mapping: SHA-256 of the mapping file by which it was read, which lies in the archive; empty without one.
        retired: of a full file, how many facts it ended by passing them over in silence, by table.
        retired_facts: ids of the first of those that ended in this very call.
    """

    file: str
    sheet: str
    source: str
    title: str
    load_id: str
    encoding: str
    read: int
    loaded: int
    unchanged: int
    rejected: int
    facts_created: int = 0
    facts_closed: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    quarantined: bool = False
    mapping: str = ""
    retired: Mapping[str, int] | None = None
    retired_facts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse counts that do not add up: a record would have been dropped in silence."""
        if self.read != self.loaded + self.unchanged + self.rejected:
            counts = f"{self.read} read, {self.loaded} loaded, {self.unchanged} unchanged, {self.rejected} rejected"
            raise GraphServiceError(
                f"{self.file}: counts do not add up ({counts}).", hint="This is a defect; please report it."
            )

    def for_ledger(self) -> dict[str, object]:
        """Return the counts that the ledger keeps. They do not depend on how often a load was interrupted."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "source": self.source,
            "read": self.read,
            "loaded": self.loaded,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "reasons": dict(self.reasons),
            "warnings": dict(self.warnings),
            "mapping": self.mapping,
            **({} if self.retired is None else {"retired": dict(self.retired)}),
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """All tables of one call, in the order in which they were loaded. ``ignored_sheets`` are no tables of ours."""

    files: tuple[FileReport, ...]
    ignored_sheets: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Records read."""
        return sum(file.read for file in self.files)

    @property
    def loaded(self) -> int:
        """Records that brought something new."""
        return sum(file.loaded for file in self.files)

    @property
    def unchanged(self) -> int:
        """Records that said what was on record already."""
        return sum(file.unchanged for file in self.files)

    @property
    def rejected(self) -> int:
        """Records in quarantine."""
        return sum(file.rejected for file in self.files)


def show(layout: Layout, rejections: Sequence[Rejection], most: int = MAX_SHOWN) -> list[Refused]:
    """List the first faults with masked values."""
    ids = {column.name for column in layout.columns if column.is_id} | {"证件号码", "法定代表人证件号码", "股东证照号码"}
    shown: list[Refused] = []
    if most <= 0:
        return shown
    for rejection in rejections:
        for fault in rejection.faults:
            reason = REASONS[fault.code]
            value = masked_value(fault.column, fault.value, is_id=fault.column in ids)
            place = (rejection.record.row, rejection.record.line)
            shown.append(Refused(*place, fault.column, value, fault.code, reason.text, reason.fix, reason.text_en))
            if len(shown) == most:
                return shown
    return shown


def masked_value(column: str, value: str, *, is_id: bool) -> str:
    """Mask a cell for a report: numbers of persons and names by their style, and any long number inside other text."""
    if is_id:
        return mask_id(value.strip())
    if column in _NAME_COLUMNS:
        return mask_name(value)
    hidden = _LONG_NUMBER.sub(lambda found: masked(found.group()), value)
    return hidden if len(hidden) <= _SHOWN else hidden[:_SHOWN] + "…"
