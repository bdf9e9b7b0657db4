"""The definitions of a day: each clause reaches, and does not reach; boundary days; what is open stays open."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.analysis.ownership.holdings import WHOLE
from graph_service.analysis.ownership.remarks import remarks
from graph_service.errors import PolicyFileError
from graph_service.policy.files import policy_directory, read_bytes
from graph_service.policy.ownership import load_ownership_terms
from tests.analysis.ownership.worlds import definitions, looked, percents

LAST_OLD, FIRST_NEW = date(2024, 6, 30), date(2024, 7, 1)
PERSONS = ("P1", "P2", "P3")


def codes(found):
    return {remark.code for remark in remarks(found, definitions())}


@pytest.mark.parametrize(
    ("day", "percent", "expected"),
    [(LAST_OLD, 50, ["P1"]), (FIRST_NEW, 50, []), (FIRST_NEW, 50.01, ["P1"]), (LAST_OLD, 49.99, [])],
)
def test_half_is_a_controlling_shareholder_until_june_2024_and_more_than_half_since(day, percent, expected):
    found = looked([("P1", "E1", percent), ("P2", "E1", 49.99 if percent != 49.99 else 20)], PERSONS, day)

    assert found.controlling_shareholders.certain["E1"] == expected


def test_a_controlling_shareholder_holds_directly():
    found = looked([("P1", "E1", 100), ("E1", "E2", 60), ("P2", "E2", 40)], PERSONS)

    assert found.controlling_shareholders.certain == {"E1": ["P1"], "E2": ["E1"]}


@pytest.mark.parametrize(("day", "of_own_firm"), [(LAST_OLD, []), (FIRST_NEW, ["P1"])])
def test_a_shareholder_can_be_the_actual_controller_only_since_july_2024(day, of_own_firm):
    found = looked([("P1", "E1", 60), ("P2", "E1", 40), ("E1", "E2", 100)], PERSONS, day)

    assert found.controllers.certain == {"E1": of_own_firm, "E2": ["P1"]}


def test_control_goes_down_a_chain_and_stops_at_half():
    found = looked([("P1", "E1", 51), ("E1", "E2", 51), ("E2", "E3", 50), ("P2", "E3", 50)], PERSONS)

    assert found.control.pairs() == {("P1", "E1"), ("P1", "E2"), ("E1", "E2")}
    assert found.controllers.certain["E3"] == []


def test_votes_of_controlled_firms_add_up_whole():
    found = looked([("P1", "E1", 60), ("P1", "E2", 60), ("E1", "E3", 30), ("E2", "E3", 21), ("P2", "E3", 49)], PERSONS)

    assert found.controllers.certain["E3"] == ["P1"]
    assert percents(found.integrated.shares["E3"]) == {"P1": 30.6, "P2": 49}


def test_a_ring_that_nobody_outside_holds_controls_nothing_from_nothing():
    found = looked([("E1", "E2", 100), ("E2", "E1", 100)])

    assert found.integrated.loops == [("E1", "E2")]
    assert found.integrated.shares == {"E1": {}, "E2": {}}
    assert found.unattributed("E1") == 1
    assert found.controllers.certain == {"E1": [], "E2": []}
    assert "closed_loop" in codes(found)


def test_half_by_three_paths_is_half_whatever_binary_fractions_make_of_it():
    thirds = [("P1", f"E{n}", 33.1) for n in (1, 2, 3)] + [("E1", "E4", 50.1), ("E2", "E4", 26.9), ("E3", "E4", 23)]

    found = looked([*thirds, ("P1", "E5", 10.1), ("P1", "E6", 100), ("E6", "E5", 39.9)], PERSONS)

    assert found.integrated.shares["E4"]["P1"] * 1000 == 331
    assert found.integrated.shares["E5"]["P1"] * 2 == 1
    assert found.control.votes["P1"]["E5"] * 2 == WHOLE
    assert ("P1", "E5") not in found.control.pairs()


def test_a_self_holding_leaves_the_firm_to_the_others():
    found = looked([("E1", "E1", 20), ("P1", "E1", 80)], PERSONS)

    assert percents(found.integrated.shares["E1"]) == {"P1": 100}
    assert percents(found.products.sums["E1"]) == {"P1": 80}
    assert "self_holding" in codes(found)


@pytest.mark.parametrize(("percent", "expected"), [(25, ["P1", "P2"]), (24.99, ["P2"])])
def test_a_quarter_of_the_equity_makes_a_beneficial_owner(percent, expected):
    found = looked([("P1", "E1", percent), ("P2", "E1", 75)], PERSONS)

    assert found.beneficial_owners.certain["E1"] == expected


@pytest.mark.parametrize(("through", "grounds"), [(51, ["votes"]), (50, None)])
def test_a_quarter_of_the_votes_counts_through_a_controlled_firm_alone(through, grounds):
    found = looked([("P1", "E1", through), ("P2", "E1", 100 - through), ("E1", "E2", 30), ("P3", "E2", 70)], PERSONS)

    assert found.grounds["E2"].get("P1") == grounds


def test_control_with_little_equity_makes_a_beneficial_owner():
    found = looked([("P1", "E1", 51), ("E1", "E2", 51), ("E2", "E3", 51), ("E3", "E4", 51)], PERSONS)

    assert found.grounds["E4"]["P1"] == ["votes", "control"]
    assert percents(found.integrated.shares["E4"]) == {"P1": 6.765201}


def test_before_november_2024_there_is_no_beneficial_owner():
    found = looked([("P1", "E1", 100)], PERSONS, date(2024, 10, 31))

    assert found.beneficial_owners.certain == {}
    assert "no_definition" in codes(found)
    assert looked([("P1", "E1", 100)], PERSONS, date(2024, 11, 1)).beneficial_owners.certain == {"E1": ["P1"]}


def test_an_organisation_is_no_beneficial_owner_and_of_an_unlisted_id_it_stays_open():
    found = looked([("F", "E1", 40), ("X", "E1", 60)], F={})

    assert found.beneficial_owners.certain == {"E1": []}
    assert found.beneficial_owners.open == {"E1": ["X"]}
    assert "kind_unknown" in codes(found)


def test_nobody_is_looked_for_above_a_state_body():
    found = looked([("P1", "G", 100), ("G", "E1", 100), ("E1", "E2", 67), ("P2", "E2", 33)], PERSONS, G={"type": "government"})

    assert percents(found.integrated.shares["E2"]) == {"G": 67, "P2": 33}
    assert found.controllers.certain["E2"] == ["G"]
    assert found.state_controllers("E2") == ["G"]
    assert found.beneficial_owners.certain == {"E1": [], "E2": ["P2"]}
    assert {"above_state_body", "state_controlled"} <= codes(found)


def test_a_state_body_is_known_by_its_name_too():
    found = looked([("P1", "S", 100), ("S", "E1", 100)], PERSONS, S={"name": "某市国有资产监督管理委员会", "type": "unknown"})

    assert found.holdings.state == {"S"}
    assert percents(found.integrated.shares["E1"]) == {"S": 100}


def test_thirty_percent_control_a_listed_firm_that_nobody_holds_by_half():
    widely = [("P1", "E1", 31), ("P2", "E1", 30), ("E1", "E2", 100)]

    assert looked(widely, PERSONS, E1={"listed": True}).controllers.certain == {"E1": ["P1"], "E2": ["P1"]}
    assert looked(widely, PERSONS).controllers.certain == {"E1": [], "E2": []}
    by_half = looked([("P1", "E1", 31), ("P2", "E1", 51)], PERSONS, E1={"listed": True})
    assert by_half.controllers.certain == {"E1": ["P2"]}


@pytest.mark.parametrize(("day", "listed", "votes"), [(LAST_OLD, True, 70), (FIRST_NEW, True, 60), (FIRST_NEW, False, 70)])
def test_a_subsidiary_casts_no_vote_in_its_listed_parent_since_july_2024(day, listed, votes):
    held = [("P1", "E1", 60), ("P2", "E1", 30), ("E2", "E1", 10), ("E1", "E2", 60), ("P2", "E2", 40)]

    found = looked(held, PERSONS, day, E1={"listed": listed})

    assert found.control.votes["P1"]["E1"] * 100 == votes * WHOLE


def test_a_range_and_an_unknown_share_leave_open_what_they_may_decide():
    found = looked([("P1", "E1", (40, 60)), ("P2", "E1", 30), ("P3", "E1", None)], PERSONS)

    assert found.controllers.certain == {"E1": []}
    assert found.controllers.open == {"E1": ["P1"]}
    assert found.controlling_shareholders.open == {"E1": ["P1"]}
    assert found.beneficial_owners.certain == {"E1": ["P1", "P2"]}
    assert found.beneficial_owners.open == {"E1": ["P3"]}
    assert percents(found.upper["E1"]) == {"P1": 60, "P2": 30, "P3": 30}
    assert float(found.unattributed("E1")) == pytest.approx(0.3)


def test_what_no_entry_speaks_of_is_left_open_and_never_taken_as_nothing():
    found = looked([("P1", "E1", 40), ("P2", "E2", 40), ("P3", "E2", 60)], PERSONS)

    assert found.controllers.open == {"E1": ["P1"]}
    assert found.open_control == {("P1", "E1")}
    assert float(found.unattributed("E1")) == pytest.approx(0.6)
    assert "shares_below_whole" in codes(found)


def test_entries_beyond_the_whole_are_told_and_not_scaled():
    found = looked([("P1", "E1", 80), ("P2", "E1", 40)], PERSONS)

    assert percents(found.integrated.shares["E1"]) == {"P1": 80, "P2": 40}
    assert found.unattributed("E1") == 0
    assert "shares_above_whole" in codes(found)


def test_a_loop_whose_entries_exceed_the_whole_is_not_looked_through():
    found = looked([("P1", "E1", 50), ("E2", "E1", 100), ("E1", "E2", 100)], PERSONS)

    assert found.integrated.shares == {"E1": {}, "E2": {}}
    assert "overstated_loop" in codes(found)


def test_close_links_are_drawn_between_organisations_and_by_a_common_holder():
    found = looked([("P1", "E1", 100), ("P1", "E2", 20), ("E1", "E3", 19.99), ("E1", "E4", 20)], PERSONS)

    assert set(found.close_links) == {
        ("E1", "E4", "holding"),
        ("E1", "E2", "common_holder"),
        ("E2", "E4", "common_holder"),
    }


def test_more_than_forty_firms_in_one_component_are_solved_in_floats_and_say_so():
    ring = [(f"E{n}", f"E{(n + 1) % 50}", 50) for n in range(50)] + [(f"P{n}", f"E{n}", 50) for n in range(50)]

    found = looked(ring)

    assert float(sum(found.integrated.shares["E0"].values())) == pytest.approx(1, abs=1e-9)
    assert "rounded" in codes(found)


def test_every_definition_says_how_it_was_checked():
    terms = load_ownership_terms()

    assert (terms.stand_in_for_nobody.verified, terms.stand_in_for_state.verified) == ("M", "M")
    assert [each.verified for each in terms.beneficial_owner] == ["W"]


def test_a_percentage_above_the_whole_is_refused_with_its_line(tmp_path):
    shipped = read_bytes(*policy_directory(None), "ownership.yaml").decode()
    (tmp_path / "ownership.yaml").write_text(shipped.replace("percent: 25", "percent: 250"), "utf-8")

    with pytest.raises(PolicyFileError, match=r"ownership.yaml:\d+: 250"):
        load_ownership_terms(tmp_path)
