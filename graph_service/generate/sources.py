"""The tables that are generated, in the order in which they are loaded, each with what writes its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from graph_service.generate import layouts, sheet_layouts, sheet_rows
from graph_service.generate.decision_rows import finding_rows, penalty_rows
from graph_service.generate.layouts import Table
from graph_service.generate.licence_rows import licence_rows
from graph_service.generate.lines import Block, Line
from graph_service.generate.publicity_layouts import LICENCES, PENALTIES
from graph_service.generate.register_history import branch_rows, change_rows, former_name_rows
from graph_service.generate.register_rows import enterprise_rows, holding_rows, office_rows


@dataclass(frozen=True, slots=True)
class Source:
    """One table and its rows."""

    table: Table
    rows: Callable[[Block], Iterator[Line]]


SOURCES = (
    Source(layouts.ENTERPRISES, enterprise_rows),
    Source(layouts.BRANCHES, branch_rows),
    Source(layouts.FORMER_NAMES, former_name_rows),
    Source(layouts.PERSONS, office_rows),
    Source(layouts.HOLDINGS, holding_rows),
    Source(layouts.CHANGES, change_rows),
    *(Source(table, partial(penalty_rows, table)) for table in PENALTIES),
    Source(layouts.FINDINGS, finding_rows),
    *(Source(table, partial(licence_rows, table)) for table in LICENCES),
    Source(sheet_layouts.PRACTITIONERS, sheet_rows.practitioner_rows),
    Source(sheet_layouts.ANSWERS, sheet_rows.answer_rows),
    Source(sheet_layouts.OBJECTIONS, sheet_rows.objection_rows),
    Source(sheet_layouts.REPAIRS, sheet_rows.repair_rows),
    Source(sheet_layouts.BIDS, sheet_rows.bid_rows),
    Source(sheet_layouts.REFERENCES, sheet_rows.reference_rows),
    Source(sheet_layouts.GOVERNMENT, sheet_rows.government_rows),
)
