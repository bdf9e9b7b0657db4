"""Which source a table belongs to: by its columns, never by the name of the file."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.errors import SourceFileError
from graph_service.loaders import (
    bids,
    branches,
    changes,
    courts,
    findings,
    foreign_links,
    foreign_others,
    foreign_parties,
    former_names,
    gleif,
    government,
    honours,
    licences,
    listings,
    objections,
    officers,
    penalties,
    practitioners,
    references,
    registry,
    repairs,
    results,
    sanctions,
    shareholders,
)
from graph_service.loaders.layout import Match
from graph_service.loaders.reading import Sheet
from graph_service.loaders.source import Source

#: In the order in which they are loaded: firms before their offices, decisions before the findings on them.
SOURCES: tuple[Source, ...] = (
    registry.ENTERPRISE_SOURCE,
    branches.SOURCE,
    former_names.SOURCE,
    officers.SOURCE,
    shareholders.SOURCE,
    changes.SOURCE,
    practitioners.SOURCE,
    *penalties.SOURCES,
    listings.SERIOUS_SOURCE,
    listings.SAMR_SOURCE,
    listings.ABNORMAL_SOURCE,
    courts.EXECUTEE_SOURCE,
    courts.ORDER_SOURCE,
    sanctions.SOURCE,
    *licences.SOURCES,
    findings.SOURCE,
    findings.ANSWER_SOURCE,
    objections.SOURCE,
    repairs.SOURCE,
    results.SOURCE,
    bids.SOURCE,
    honours.SOURCE,
    references.SOURCE,
    government.SOURCE,
    gleif.ENTITY_SOURCE,
    gleif.RELATION_SOURCE,
    foreign_parties.SOURCE,
    foreign_links.SOURCE,
    foreign_others.SANCTION_SOURCE,
    foreign_others.OTHER_SOURCE,
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table, its source and where its columns stand."""

    sheet: Sheet
    source: Source
    match: Match


def recognise(sheet: Sheet) -> Recognised | None:
    """Find the source whose needed columns are all there; ``None`` for a table that resembles none of them.

    Raises:
        SourceFileError: it resembles one, but columns are missing; the message names them.
    """
    matches = [Recognised(sheet, source, source.layout.match(sheet.header)) for source in SOURCES]
    fitting = [found for found in matches if found.match.fits]
    if fitting:
        return max(fitting, key=lambda found: (len(found.match.positions), -len(found.match.unknown)))
    nearest = max(matches, key=_likeness)
    if _likeness(nearest) < 0.5:
        return None
    raise _unfit(nearest)


def recognised_or_refused(sheets: tuple[Sheet, ...]) -> tuple[list[Recognised], list[str]]:
    """Recognise the tables of one file; the second list names the sheets that are no tables of ours (a cover page).

    Raises:
        SourceFileError: none of them is ours, or one lacks columns.
    """
    found = [(sheet, recognise(sheet)) for sheet in sheets]
    known = [recognised for _, recognised in found if recognised is not None]
    if known:
        return known, [sheet.where for sheet, recognised in found if recognised is None]
    candidates = [Recognised(sheet, source, source.layout.match(sheet.header)) for sheet in sheets for source in SOURCES]
    raise _unfit(max(candidates, key=_likeness))


def _likeness(found: Recognised) -> float:
    needed = sum(column.needed for column in found.source.layout.columns)
    return 1 - len(found.match.missing) / needed


def _unfit(nearest: Recognised) -> SourceFileError:
    sheet, match = nearest.sheet, nearest.match
    unknown = f" Not understood: {'、'.join(match.unknown)}." if match.unknown else ""
    return SourceFileError(
        sheet.where,
        f"not a table that we know. Nearest layout: {nearest.source.layout.title}; missing columns: {'、'.join(match.missing)}.",
        hint=f"Add or rename these columns; the first row must hold the titles (known layouts: {_titles()}).{unknown}",
    )


def _titles() -> str:
    return "、".join(source.layout.title for source in SOURCES)
