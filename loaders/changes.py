"""Register extract, fourth table: 变更记录. Who is on the list after a change and not before was entered on that day, who is missing struck off.

The day is that of registration: an office may have begun or ended before it. Persons are known by name within the firm alone. What a record
says of an office, a holding or a name completes what lists say of it (``store.graph.spells``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from graph_service.loaders import cleaning, ready
from graph_service.loaders.change_items import Item, item_of
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.fingerprints import spelling
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.name_lists import Officer, content, officers, partners
from graph_service.loaders.organizations import organization_row
from graph_service.loaders.registry import FIRM, resolved, roles_in
from graph_service.loaders.shareholders import holder_by_name
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, person_row
from graph_service.model.facts import Row
from graph_service.store.ports import PersonIdentity

LAYOUT = Layout(
    "变更记录",
    (
        *FIRM,
        Column("变更事项", item_of, "altItem_CN", needed=True, filled=True, aliases=("变更项目",)),
        Column("变更前内容", content, "altBe", needed=True, aliases=("变更前",)),
        Column("变更后内容", content, "altAf", needed=True, aliases=("变更后",)),
        Column("变更日期", cleaning.day, "altDate", needed=True, filled=True, aliases=("核准日期", "变更核准日期")),
    ),
)
#: Columns from which a side of a change is read; the first is where a fault of it is reported.
_SAID = ("变更事项", "企业名称", "organization")
_Side = Mapping[tuple[object, ...], "_Named"]


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom, or what name, one side of a change names: a person, the key of a firm, or a name; in which office; and what is said beside it."""

    who: PersonIdentity | str
    role: str = ""
    name: str = ""
    beside: tuple[tuple[str, object], ...] = ()


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle the firm of each row, and who came and who went."""
    by_code = ready.unified_codes(sieve.frame["企业统一社会信用代码"])
    found = _found_firms(sieve, known)
    sieve.derive("organization", partial(resolved, found), ("企业统一社会信用代码", "企业名称"), ready=by_code)
    for side, column in (("before", "变更前内容"), ("after", "变更后内容")):
        sieve.derive(side, partial(_side, found, column), (column, *_SAID))
    sieve.combine("began", _beyond, ("after", "before"))
    sieve.combine("ended", _beyond, ("before", "after"))
    sieve.combine(
        KEYS, lambda *about: (about,) if about[0] else (), ("organization", "变更事项", "变更日期", "变更前内容", "变更后内容")
    )
    sieve.refuse_after("变更日期", known.received, "date-future")
    for row, began, ended in zip(sieve.frame.index, sieve.frame["began"], sieve.frame["ended"], strict=True):
        if not began and not ended:
            sieve.warn(int(row), "change-without-fact", "变更事项")


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms of a chunk, and those that may be among their holders."""
    stated = sieve.frame["企业统一社会信用代码"]
    names = [*sieve.frame["企业名称"][stated.isna()], *_names_of_firms(sieve)]
    return known.firms.find(names, (code for code in stated.dropna() if len(code) == 15))


def _names_of_firms(sieve: Sieve) -> list[str]:
    found: list[str] = []
    for column in ("变更前内容", "变更后内容"):
        for item, text in zip(sieve.frame["变更事项"], sieve.frame[column], strict=True):
            if item is not None and item.kind == "holding" and text is not None:
                found += _firms_in(text, after=column == "变更后内容")
    return found


def _firms_in(text: str, *, after: bool) -> list[str]:
    try:
        return [one.name for one in partners(text, after=after) if not one.is_person]
    except UncleanError:
        return []


def _side(found: FoundFirms, column: str, row: CleanRow) -> object:
    """Read one side of a change; nothing where the change is about something else.

    Raises:
        UncleanError: ``required``: an empty side would make everybody on the other one come or go.
    """
    item: Item | None = row["变更事项"]
    if item is None or item.kind == "other" or row["organization"] is None:
        return None
    text = row[column]
    if text is None:
        raise UncleanError("required")
    return _READERS[item.kind](found, row, text, column == "变更后内容")


def _offices(_found: FoundFirms, row: CleanRow, text: str, after: bool) -> _Side:  # called by place
    item: Item = row["变更事项"]
    named = officers(text, after=after)
    if item.kind == "head" and len(named) != 1:
        raise UncleanError("name-list-unclear")
    side: dict[tuple[object, ...], _Named] = {}
    for one in named:
        for role in _roles(one, item, row):
            identity = PersonIdentity(one.name, anchor=row["organization"])
            side[spelling(one.name), role] = _Named(identity, role, one.name, (("title", one.title),))
    return side


def _roles(one: Officer, item: Item, row: CleanRow) -> tuple[str, ...]:
    """Return the offices of an item; one that the list leaves out is that of the matter changed, if that is about one office only.

    Raises:
        UncleanError: ``office-not-stated``: it is about several.
    """
    roles = one.roles if item.kind == "officers" else ()
    roles = roles or item.roles_in(row["organization"], row["企业名称"] or "")
    if not roles:
        raise UncleanError("office-not-stated")
    return roles_in(roles, row["organization"], row["企业名称"] or "")


def _holdings(found: FoundFirms, row: CleanRow, text: str, after: bool) -> object:  # called by place
    side: dict[tuple[object, ...], _Named] = {}
    doubts: list[str] = []
    for one in partners(text, after=after):
        beside = (("share", one.share), ("subscribed_fen", one.subscribed_fen))
        if one.is_person:
            side[(spelling(one.name),)] = _Named(PersonIdentity(one.name, anchor=row["organization"]), "", one.name, beside)
            continue
        holder = holder_by_name(found, one.name, row["organization"])
        doubts.append(holder.code)
        if holder.value == row["organization"]:
            raise UncleanError("own-shareholder")
        side[(holder.value,)] = _Named(str(holder.value), "", one.name, beside)
    return Doubtful(side, doubts[0]) if doubts else side


def _names(_found: FoundFirms, _row: CleanRow, text: str, _after: bool) -> _Side:  # called by place
    name = cleaning.organization_name(text)
    return {(name_key(name),): _Named(name_key(name), "", name)}


_READERS: Mapping[str, Callable[[FoundFirms, CleanRow, str, bool], object]] = {
    "head": _offices, "officers": _offices, "holding": _holdings, "name": _names,
}  # fmt: skip


def _beyond(side: _Side | None, other: _Side | None) -> tuple[_Named, ...]:
    """Return what one side names and the other does not."""
    return tuple(named for key, named in side.items() if key not in other) if side and other else ()


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons who came or went."""
    named = (one.who for row in rows for one in (*row["began"], *row["ended"]))
    return list(dict.fromkeys(who for who in named if isinstance(who, PersonIdentity)))


_TABLES = {"head": "roles", "officers": "roles", "holding": "holdings", "name": "names"}


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the beginning or the end of an office, a holding or a name of everything that a row adds or strikes off."""
    shaped = Shaped()
    for row in rows:
        shaped.mention("organizations", row[ROW], organization_row(row["organization"], row["企业名称"]))
        for change in ("began", "ended"):
            for named in row[change]:
                _state(shaped, row, keys, named, change)
    return shaped


def _state(shaped: Shaped, row: CleanRow, keys: Keys, named: _Named, change: str) -> None:
    table, number, day = _TABLES[row["变更事项"].kind], row[ROW], row["变更日期"]
    who = named.who
    if isinstance(who, PersonIdentity):
        shaped.mention("persons", number, person_row(who, keys[who]))
        who = keys[who]
    elif table == "holdings":
        shaped.mention("organizations", number, organization_row(who, named.name))
    about: Mapping[str, Row] = {
        "roles": {"person": who, "role": named.role, "registered_on": day if change == "began" else None},
        "holdings": {"holder": who},
        "names": {"name": named.name, "name_key": who},
    }
    when = {"start": day if change == "began" else None, "end": day if change == "ended" else None}
    shaped.state(
        table,
        number,
        {
            "organization": row["organization"],
            **about[table],
            **dict(named.beside),
            **when,
            "change": change,
            "changed_on": day,
        },
    )


SOURCE = Source(
    kind="registry.changes",
    layout=LAYOUT,
    check=check,
    identities=identities,
    shape=shape,
    retires="Nothing: a change that was once on record stays so.",
)
