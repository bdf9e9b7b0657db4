"""Worked examples that others have published; the numbers are theirs, the source is named with each."""

from __future__ import annotations

import pytest

from graph_service.analysis.ownership.cascade import cascade
from graph_service.analysis.ownership.control import control
from graph_service.analysis.ownership.integrated import integrated
from graph_service.analysis.ownership.look_through import close_links
from graph_service.analysis.ownership.paths import path_products, paths_above
from graph_service.query.ownership import CascadeRequest
from tests.analysis.ownership.worlds import holdings, percents, terms

FIFTY = CascadeRequest().threshold


def spelled(text: str) -> list[tuple[str, str, float]]:
    """Read ``holder organisation percent, …``."""
    return [(holder, org, float(percent)) for holder, org, percent in (entry.split() for entry in text.split(","))]


#: OFAC, FAQ 401 (of 2014-08-13), examples 1 to 3: X is blocked; is the last entity of each?
OFAC_401 = {
    "1": ("X A 50, A B 50", {"A": 50, "B": 50}),
    "2": ("X A 50, X B 50, A C 25, B C 25", {"A": 50, "B": 50, "C": 50}),
    "3": ("X A 50, X B 10, A B 40", {"A": 50, "B": 50}),
}


@pytest.mark.parametrize(("text", "reached"), OFAC_401.values(), ids=OFAC_401)
def test_the_fifty_percent_rule_of_ofac_goes_down_as_its_examples_say(text, reached):
    assert percents(cascade(holdings(spelled(text)), ["X"], FIFTY)) == reached


@pytest.mark.parametrize(("text", "reached"), OFAC_401.values(), ids=OFAC_401)
def test_more_than_fifty_percent_is_reached_in_none_of_those_examples(text, reached):
    strictly = CascadeRequest(inclusive=False).threshold

    assert cascade(holdings(spelled(text)), ["X"], strictly) == {}


#: Prometheux, example "Company control" of its documentation: 14 holdings, and everything that follows from them.
COMPANY_CONTROL = "1 2 90, 2 3 100, 3 2 10, 3 4 90, 4 5 100, 5 1 10, 1 6 90, 6 5 100, 5 10 90, 10 20 100, 20 1 50, 1 10 90, 19 5 100, 10 19 50"


def test_company_control_is_that_of_the_published_example():
    group = {"1", "2", "3", "4", "5", "6"}
    expected = {(holder, org) for holder in group for org in {*group, "10", "20"} - {holder}}
    expected |= {("10", "20")} | {("19", org) for org in {*group, "10", "20"}}

    assert control(holdings(spelled(COMPANY_CONTROL)), terms().control).pairs() == expected


#: The same, example "Close link detection": 20 % or more along simple paths.
CLOSE_LINKS = "A B 20, B A 80, B C 20, C D 60, D A 90, A C 20"


def test_path_products_and_close_links_are_those_of_the_published_example():
    held = holdings(spelled(CLOSE_LINKS))
    products = path_products(held)

    enough = {(holder, org): share for org, found in products.sums.items() for holder, share in percents(found).items()}
    assert {pair: share for pair, share in enough.items() if share >= 20} == {
        ("A", "C"): 24, ("B", "D"): 21.6, ("D", "C"): 21.6, ("B", "A"): 90.8, ("C", "D"): 60,
        ("A", "B"): 20, ("B", "C"): 36, ("C", "A"): 54, ("D", "A"): 90,
    }  # fmt: skip
    linked = {(one, other) for one, other, how in close_links(products, held, terms().close_links) if how == "holding"}
    assert linked == {("A", "C"), ("B", "D"), ("C", "D"), ("A", "B"), ("B", "C"), ("A", "D")}


def test_indirect_percentages_of_a_group_are_those_of_the_published_paths():
    """A. White, "When matrix theory explains consolidation" (Sigma Conso): 10 + 32 + 2.4 + 12 = 56.4 %."""
    held = holdings(spelled("S0 S1 80, S0 S2 60, S0 S3 10, S1 S3 40, S2 S1 10, S2 S3 20"))

    paths, more = paths_above(held, "S3", most=10)

    assert [(path.subjects, round(float(path.share), 6)) for path in paths] == [
        (("S0", "S1", "S3"), 0.32),
        (("S0", "S2", "S3"), 0.12),
        (("S0", "S3"), 0.1),
        (("S0", "S2", "S1", "S3"), 0.024),
    ]
    assert not more
    assert percents(path_products(held).sums["S3"]) == {"S0": 56.4, "S1": 40, "S2": 24}


def test_a_group_with_cross_holdings_has_the_interest_of_the_published_inverse():
    """Groupe Revue Fiduciaire, Manuel de consolidation, p. 117: B·(I - A)^-1 of four firms and the outside."""
    held = holdings(spelled("M F1 60, M F2 65, F1 F2 10, F2 F1 20, F2 F3 60, F3 F1 10, out F1 10, out F2 25, out F3 40"))

    found = {org: percents(owners) for org, owners in integrated(held).shares.items()}

    # Printed: 78.95, 72.89 and 43.73 %, cut off after two decimals, and the rest outside.
    assert {org: int(owners["M"] * 100) / 100 for org, owners in found.items()} == {"F1": 78.95, "F2": 72.89, "F3": 43.73}
    assert {org: round(sum(owners.values()), 6) for org, owners in found.items()} == {"F1": 100, "F2": 100, "F3": 100}


def test_two_firms_that_hold_half_of_each_other_belong_to_their_owners_by_thirds():
    """Mathematics Stack Exchange, "Computing a company's shareholders ownership percentage": 66.66 % and 33.33 %."""
    found = integrated(holdings(spelled("A B 50, UserA A 50, UserB B 50, B A 50"))).shares

    assert percents(found["A"]) == {"UserA": 66.666667, "UserB": 33.333333}


def test_a_pyramid_of_bare_majorities_gives_all_of_the_control_for_an_eighth_of_the_equity():
    """The textbook pyramid (La Porta and others 1999; Almeida and Wolfenzon 2006): 51 % at each of three levels."""
    held = holdings(spelled("F A 51, A B 51, B C 51"))

    assert percents(integrated(held).shares["C"]) == {"F": 13.2651}
    assert ("F", "C") in control(held, terms().control).pairs()
