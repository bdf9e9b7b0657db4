"""The tables that are generated, in the order in which they are loaded, each with what writes its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph_service.generate import layouts
from graph_service.generate.decision_rows import finding_rows, penalty_rows
from graph_service.generate.layouts import Table
from graph_service.generate.lines import Block, Line
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
    Source(layouts.PENALTIES, penalty_rows),
    Source(layouts.FINDINGS, finding_rows),
)
