"""The whole register on arrays gives what one look-through after the other gives."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from itertools import chain

import polars as pl
import pytest
from hypothesis import given, settings

from graph_service.analysis.ownership import register_integrated
from graph_service.analysis.ownership.control import control
from graph_service.analysis.ownership.integrated import integrated
from graph_service.analysis.ownership.register import COLUMNS, Register, register_on
from graph_service.analysis.ownership.register_control import control_pairs
from graph_service.analysis.ownership.register_integrated import integrated_shares
from graph_service.bulk.ownership import look_through_register
from graph_service.bulk.tables import FACT_SCHEMAS
from tests.analysis.ownership.worlds import DAY, OWNERSHIP_TERMS, Triple, facts, holdings, terms, worlds

MANY = settings(deadline=None, max_examples=600 if os.environ.get("FULL_TESTS") else 60)


def frames(triples: Iterable[Triple], **organizations: dict[str, object]) -> dict[str, pl.DataFrame]:
    rows = facts(triples, (), organizations)
    return {
        table: pl.DataFrame(
            pl.from_arrow(FACT_SCHEMAS[table].empty_table()).select(columns).extend(  # type: ignore[union-attr]
                pl.DataFrame([{name: row.get(name) for name in columns} for row in rows[table]], schema=_schema(table, columns))
            )
        )
        for table, columns in COLUMNS.items()
    }  # fmt: skip


def _schema(table: str, columns: Iterable[str]) -> dict[str, object]:
    whole = pl.from_arrow(FACT_SCHEMAS[table].empty_table())
    return {name: whole.schema[name] for name in columns}  # type: ignore[union-attr]


def register(triples: Iterable[Triple], on: date = DAY, **organizations: dict[str, object]) -> Register:
    return register_on(frames(triples, **organizations), on, OWNERSHIP_TERMS().state_bodies)


def shares_of(found: Register) -> dict[str, dict[str, float]]:
    solved = integrated_shares(found)
    shares: dict[str, dict[str, float]] = {found.ids[int(number)]: {} for number in set(found.organization.tolist())}
    for organization, owner, share in zip(solved.organization, solved.owner, solved.share, strict=True):
        shares[found.ids[int(organization)]][found.ids[int(owner)]] = float(share)
    return shares


@MANY
@given(worlds(unknown=True))
def test_shares_and_control_are_those_of_one_after_the_other(triples):
    one_by_one, whole = holdings(triples), register(triples)

    expected = {org: {o: float(s) for o, s in owners.items()} for org, owners in integrated(one_by_one).shares.items()}
    found, unsolved = shares_of(whole), integrated_shares(whole).unsolved

    named = integrated(one_by_one)
    assert {whole.ids[int(number)] for number in unsolved.nonzero()[0]} == set(chain(*named.loops, *named.overstated))
    assert {org: set(owners) for org, owners in found.items()} == {org: set(owners) for org, owners in expected.items()}
    for org, owners in expected.items():
        assert found[org] == pytest.approx(owners, abs=1e-9)
    for bound in ("low", "high"):
        holders, firms = control_pairs(whole, terms().control, bound)
        pairs = {(whole.ids[int(holder)], whole.ids[int(firm)]) for holder, firm in zip(holders, firms, strict=True)}
        assert pairs == control(one_by_one, terms().control, bound=bound).pairs()


RING = [(f"E{n}", f"E{(n + 1) % 30}", 70) for n in range(30)] + [(f"P{n}", f"E{n}", 30) for n in range(30)]
CLOSED = [("E0", "E1", 100), ("E1", "E0", 100), ("E1", "E2", 50), ("P1", "E2", 50)]


@pytest.mark.parametrize("triples", [RING, CLOSED, [*RING, ("E5", "E9", 10)]], ids=["ring", "closed", "overstated"])
def test_components_too_large_for_a_block_give_the_same(monkeypatch, triples):
    whole = register(triples)
    expected, unsolved = shares_of(whole), integrated_shares(whole).unsolved.tolist()

    monkeypatch.setattr(register_integrated, "DENSE", 1)
    monkeypatch.setattr(register_integrated, "COLUMNS_AT_ONCE", 4)

    found = shares_of(whole)
    assert {org: pytest.approx(owners, abs=1e-9) for org, owners in expected.items()} == found
    assert integrated_shares(whole).unsolved.tolist() == unsolved


def test_a_loop_without_an_outside_owner_is_unattributed_and_named():
    whole = register(CLOSED)
    solved = integrated_shares(whole)

    rest = {whole.ids[number]: round(float(share), 9) for number, share in enumerate(solved.unattributed)}
    assert rest == {"E0": 1, "E1": 1, "E2": 0.5, "P1": 0}
    assert [whole.ids[number] for number, flag in enumerate(solved.unsolved) if flag] == ["E0", "E1"]


def test_nothing_is_held_in_a_state_body_and_only_what_is_held_on_the_day_counts():
    triples = [("P1", "G", 100), ("G", "E1", 60), ("S", "E1", 40), ("P1", "S", 100)]
    named = {"G": {"type": "government"}, "S": {"name": "某市财政局"}}
    whole = register(triples, **named)

    assert shares_of(whole) == {"E1": {"G": pytest.approx(0.6), "S": pytest.approx(0.4)}}
    dated = frames(triples, **named)
    dated["holdings"] = dated["holdings"].with_columns(end=pl.lit(DAY))
    assert register_on(dated, DAY, OWNERSHIP_TERMS().state_bodies).size == 0


def test_the_file_has_owners_controllers_and_what_is_unattributed(tmp_path):
    triples = [("P1", "E1", 60), ("P2", "E1", 30), ("E1", "E2", 51), ("P3", "E2", None)]
    out = tmp_path / "owners.parquet"

    report = look_through_register(frames(triples), (terms().control, OWNERSHIP_TERMS().state_bodies), DAY, out)

    rows = [tuple(round(v, 6) if isinstance(v, float) else v for v in row) for row in pl.read_parquet(out).iter_rows()]
    assert rows == [
        ("E1", None, 0.1, None, False),
        ("E1", "P1", 0.6, "yes", False),
        ("E1", "P2", 0.3, None, False),
        ("E2", None, 0.541, None, False),
        ("E2", "E1", None, "yes", False),
        ("E2", "P1", 0.306, "yes", False),
        ("E2", "P2", 0.153, None, False),
    ]
    assert (report.organizations, report.holdings, report.rows, report.unsolved) == (2, 4, 7, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["owners.parquet"]


def test_a_share_that_may_still_control_is_undetermined(tmp_path):
    out = tmp_path / "owners.parquet"

    look_through_register(
        frames([("P1", "E1", None), ("P2", "E1", 20)]), (terms().control, OWNERSHIP_TERMS().state_bodies), DAY, out
    )

    assert pl.read_parquet(out).filter(pl.col("controls") == "undetermined")["holder"].to_list() == ["P1"]
