"""The tables of facts: which columns each has, of which kind, and which may be empty.

This is the one place that names them. Scenario reader, loaders, graph store and propagation all speak in these tables. Rules are
applied to ``JUDGED_TABLES`` alone; ``propagation.facts`` turns their rows into data frames and refuses any other table or column.
Days that end something are *exclusive* (``end``, ``closed``); a share is 0–1; money is in fen.
Ids are opaque keys: no id number and no masked id number ever enters these tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "day", "flag", "whole", "real"]
Row = Mapping[str, object]
FactRows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind and whether a row may leave it empty."""

    kind: Kind
    optional: bool = True


def _columns(required: str, optional: str = "") -> dict[str, Column]:
    """Read ``name:kind`` words; what is listed first must be given in every row."""

    def parse(words: str, *, may_be_empty: bool) -> dict[str, Column]:
        pairs = (word.partition(":") for word in words.split())
        return {name: Column(kind or "text", may_be_empty) for name, _, kind in pairs}  # type: ignore[arg-type]  # words of this file

    return parse(required, may_be_empty=False) | parse(optional, may_be_empty=True)


#: Days that an event may carry, as ``scenarios/format.md`` names them.
EVENT_DAYS = (
    "decision_date listing_date publication_date filing_date order_date judgment_effective_date completion_date "
    "sentence_served_date probation_end_date bid_date performed_date removed_date annulled_date correction_date"
).split()

#: What propagation reads, and nothing else: the columns that a rule, a clause or an outcome may rest on.
JUDGED_TABLES: dict[str, dict[str, Column]] = {
    # type: company, branch, government, individual_business, sole_proprietorship, partnership, cooperative, institution, ...
    "organizations": _columns("id name type", "uscc industry parent listed:flag state_owned:flag source"),
    # confirmed: the identity rests on an id number or on an officer's confirmation
    "persons": _columns("id name confirmed:flag", "honoured:flag source"),
    # role: see ROLES; start..end half-open, empty = open
    "roles": _columns("person organization role", "start:day end:day registered_on:day title licence source"),
    "holdings": _columns("holder organization", "share:real share_min:real share_max:real start:day end:day source"),
    "events": _columns(
        "id kind category",
        "subject violation_start:day violation_end:day "
        + " ".join(f"{day}:day" for day in EVENT_DAYS)
        + " term_years:whole lifetime:flag underlying_basis debt_large:flag evidence_against_lr:flag severity"
        " accident_level sentence reason performance industry client office document source",
    ),
    # liability: see LIABILITIES; found=False: expressly found not liable
    "findings": _columns("event person liability found:flag", "document source"),
    # what an authority decided about one person in this event
    "sanctions": _columns("event person", "decision_date:day years:whole lifetime:flag source"),
    # how: named (by the listing decision), court_found (actual responsible person), responsible
    "namings": _columns("event person how", "source"),
    # who a masked subject may be; compatible=False: the visible digits rule this person out
    "candidates": _columns("event person compatible:flag", "source"),
    "participants": _columns("event organization", "source"),
}

#: What else is kept of the same facts: for finding, showing and analysing, never for judging.
_KEPT_BESIDE: dict[str, dict[str, Column]] = {
    # name_key: what spellings of one name have in common (loaders compute it); area: six digits GB/T 2260 of the registering organ;
    # status: see ORGANIZATION_STATUSES; closed: first day on which it is cancelled or its licence revoked;
    # representative: the legal representative named beside the organisation itself, without days
    "organizations": _columns(
        "",
        "name_key organization_code registration_number area status founded:day closed:day capital_fen:whole registrar address "
        "representative",
    ),
    # 中标 or not, as the record of the tender says
    "participants": _columns("", "result"),
    # change, changed_on: the row is no entry of a list but one change on record, see CHANGES
    "roles": _columns("", "change changed_on:day"),
    # 认缴 and 实缴
    "holdings": _columns("", "subscribed_fen:whole paid_fen:whole change changed_on:day"),
}

#: Entries about one subject that are no relationship. No rule reads them.
ENTRY_TABLES: dict[str, dict[str, Column]] = {
    # former names; a name that is given up may be taken by another organisation later
    "names": _columns("organization name name_key", "start:day end:day change changed_on:day source"),
    # a permit of an organisation or a certificate of a person; state: see LICENCE_STATES
    "licences": _columns("id holder", "name number category content authority start:day end:day state source"),
    # 诚信典型: what an authority praised a subject for
    "honours": _columns("id subject title", "authority start:day end:day document source"),
    # what associations, banks and rating firms say: reference only, never a ground
    "references": _columns("id subject list", "publisher grade content start:day end:day document source"),
    # 政务失信 of authorities and civil servants
    "government_records": _columns("id subject kind", "authority content document day:day end:day source"),
}

#: Nobody may look at these yet: the permission that they need does not exist.
WITHHELD_TABLES = frozenset({"government_records"})

TABLES: dict[str, dict[str, Column]] = {
    **{table: {**columns, **_KEPT_BESIDE.get(table, {})} for table, columns in JUDGED_TABLES.items()},
    **ENTRY_TABLES,
}

#: The columns that name a fact. The same key with other content is a correction of the fact, not a second fact.
KEYS: dict[str, tuple[str, ...]] = {
    "organizations": ("id",),
    "persons": ("id",),
    "roles": ("person", "organization", "role", "start", "licence"),
    "holdings": ("holder", "organization", "start"),
    "events": ("id",),
    "findings": ("event", "person", "liability"),
    "sanctions": ("event", "person"),
    "namings": ("event", "person", "how"),
    "candidates": ("event", "person"),
    "participants": ("event", "organization"),
    "names": ("organization", "name_key", "start"),
    "licences": ("id",),
    "honours": ("id",),
    "references": ("id",),
    "government_records": ("id",),
}

#: What a record of a change (变更记录) says of an office, a holding or a name: that it was entered, or struck off, on ``changed_on``.
CHANGES = frozenset({"began", "ended"})


def key_of(table: str, row: Row) -> tuple[object, ...]:
    """Return what names the fact of a row. What is entered as a change never corrects what is listed: the two complete each other."""
    key = tuple(row.get(column) for column in KEYS[table])
    return (*key, row["change"], row["changed_on"]) if row.get("change") else key


ROLES = frozenset(
    "legal_representative principal_in_charge senior_manager general_manager director supervisor shareholder "
    "actual_controller individual_operator branch_head registered_practitioner project_manager eia_lead "
    "eia_main_author employee".split()
)
LIABILITIES = frozenset("direct direct_supervisor other_direct personal_finding actual_controller debt_responsible".split())
EVENT_KINDS = frozenset("penalty listing court sanction criminal_judgment bid".split())
ORGANIZATION_STATUSES = frozenset(
    "active establishing moved_in moved_out suspended liquidating revoked annulled cancelled".split()
)
LICENCE_STATES = frozenset("valid invalid suspended revoked annulled cancelled expired".split())
