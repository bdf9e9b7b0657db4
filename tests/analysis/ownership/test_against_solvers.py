"""Random small graphs with rings, self-holdings and open shares, held against other ways to the same numbers."""

from __future__ import annotations

import os
from itertools import count

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph_service.analysis.ownership.control import control
from graph_service.analysis.ownership.holdings import WHOLE
from graph_service.analysis.ownership.integrated import integrated, upper_bounds
from graph_service.analysis.ownership.paths import path_products, paths_above
from tests.analysis.ownership.solvers import controlled, dense, over_simple_paths
from tests.analysis.ownership.worlds import holdings, terms, worlds

MANY = settings(deadline=None, max_examples=1000 if os.environ.get("FULL_TESTS") else 60)


@MANY
@given(worlds())
def test_integrated_ownership_is_that_of_a_dense_solve(triples):
    expected = dense(triples)
    assume(expected is not None)

    found = integrated(holdings(triples)).shares

    assert {org: set(owners) for org, owners in found.items()} == {org: set(owners) for org, owners in expected.items()}
    for org, owners in expected.items():
        assert {owner: float(share) for owner, share in found[org].items()} == pytest.approx(owners, abs=1e-9)


@MANY
@given(worlds())
def test_where_there_is_no_inverse_a_loop_is_named(triples):
    found = integrated(holdings(triples))

    assert (dense(triples) is not None) or bool(found.loops or found.overstated)


@MANY
@given(worlds())
def test_path_products_are_those_of_every_simple_path(triples):
    expected = over_simple_paths(triples)

    found = path_products(holdings(triples))

    assert found.cut == []
    for org, holders in expected.items():
        assert {holder: float(share) for holder, share in found.sums[org].items()} == pytest.approx(holders, abs=1e-12)


@MANY
@given(worlds())
def test_paths_told_one_by_one_add_up_to_the_path_products_of_terminal_owners(triples):
    held = holdings(triples)
    sums = path_products(held).sums

    for org in held.into:
        paths, more = paths_above(held, org, most=10_000)
        told: dict[str, object] = {}
        for path in paths:
            assert path.subjects[-1] == org
            if path.subjects[0] in held.terminal:
                told[path.subjects[0]] = told.get(path.subjects[0], 0) + path.share
        assert not more
        assert told == {owner: share for owner, share in sums[org].items() if owner in held.terminal}


@MANY
@given(worlds())
def test_control_is_the_least_set_that_its_own_votes_hold(triples):
    assert control(holdings(triples), terms().control).pairs() == controlled(triples)


@MANY
@given(worlds(unknown=True), st.randoms(use_true_random=False))
def test_whatever_open_shares_turn_out_to_be_lies_between_the_bounds(triples, random):
    held = holdings(triples)
    completed = list(_completed(held, random))
    truth = dense(completed)
    assume(truth is not None)

    low = integrated(held)
    upper = upper_bounds(held, low)

    for org, owners in truth.items():
        for owner, share in owners.items():
            if owner.startswith("Q"):  # a stranger, on no record
                continue
            assert float(low.shares[org].get(owner, 0)) <= share + 1e-9
            assert share <= float(upper[org][owner]) + 1e-9
    sure, possible = (control(held, terms().control, bound=bound).pairs() for bound in ("low", "high"))
    assert sure <= {pair for pair in controlled(completed) if not pair[0].startswith("Q")} <= possible


def _completed(held, random):
    """Choose a value within each open share so that no sum exceeds the whole; what then remains goes to strangers."""
    strangers = count()
    for org, holders in held.into.items():
        left = WHOLE - sum(share.low for share in holders.values())
        for holder, share in holders.items():
            more = random.randint(0, min(left, share.high - share.low))
            left -= more
            yield holder, org, (share.low + more) * 100 / WHOLE
        yield f"Q{next(strangers)}", org, left * 100 / WHOLE
