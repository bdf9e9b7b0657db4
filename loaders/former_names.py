"""Register extract: 曾用名, a table of the names that firms once had, with their days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph_service.loaders import cleaning, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import organization_row
from graph_service.loaders.registry import FIRM, exclusive, found_firms, resolved
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings

LAYOUT = Layout(
    "曾用名",
    (
        *FIRM,
        Column("曾用名称", cleaning.organization_name, needed=True, filled=True, aliases=("曾用名",)),
        Column("使用起始日期", cleaning.day, needed=True, aliases=("起始日期",)),
        Column("使用截止日期", cleaning.last_day_or_never, needed=True, aliases=("截止日期",)),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle the firm of each row."""
    by_code = ready.unified_codes(sieve.frame["企业统一社会信用代码"])
    firms = partial(resolved, found_firms(sieve, known))
    sieve.derive("organization", firms, ("企业统一社会信用代码", "企业名称"), ready=by_code)
    sieve.derive(KEYS, _about, ("曾用名称", "organization", "使用起始日期"))
    sieve.refuse_earlier("使用截止日期", "使用起始日期", "end-before-start")


def _about(row: CleanRow) -> tuple[object, ...]:
    if row["曾用名称"] is None or row["organization"] is None:
        return ()
    return ((row["organization"], name_key(row["曾用名称"]), row["使用起始日期"]),)


def shape(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """Make the former name of each row."""
    shaped = Shaped()
    for row in rows:
        number, name = row[ROW], row["曾用名称"]
        shaped.mention("organizations", number, organization_row(row["organization"], row["企业名称"]))
        former = {
            "organization": row["organization"],
            "name": name,
            "name_key": name_key(name),
            "start": row["使用起始日期"],
            "end": exclusive(row["使用截止日期"]),
        }
        shaped.state("names", number, former)
    return shaped


SOURCE = Source(
    kind="registry.former_names",
    layout=LAYOUT,
    check=check,
    shape=shape,
    retires="Nothing: a name that was once borne was borne.",
)
