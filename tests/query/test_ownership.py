"""Look-through of scenario files: what ``ownership`` prints, and what ``evaluate`` takes over of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from graph_service.errors import InputError
from graph_service.policy.loader import load_rulebook
from graph_service.query.ownership import IN_OUTCOME, CascadeRequest, ownership_of_scenario
from graph_service.query.scenario import evaluate_scenario

FOLDER = Path(__file__).parents[1] / "data" / "scenarios"
RULES = cache(load_rulebook)


def scenario(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def bare(*triples, on="2026-11-23"):
    """A file with nothing but a day and holdings."""
    holdings = [{"holder": holder, "org": org, "pct": percent} for holder, org, percent in triples]
    return json.dumps({"evaluate_on": on, "graph": {"holdings": holdings}})


def test_c35_has_the_ownership_and_the_controllers_that_it_expects():
    expected = scenario("C35")["expect"]

    answer = evaluate_scenario(scenario("C35"), RULES())

    assert answer["effective_ownership"] == expected["effective_ownership"]
    assert answer["controllers"] == expected["controllers"]
    assert answer["control"] == [["P1", "E1"]]
    assert answer["controlling_shareholders"] == {"E1": ["P1"], "E2": []}
    assert answer["beneficial_owners"] == {"E1": ["P1", "P2"], "E2": ["P1", "P2"]}
    assert answer["path_product"] == {
        "E1": {"E2": 40.0, "P1": 60.0, "P2": 20.0},
        "E2": {"E1": 50.0, "P1": 30.0, "P2": 50.0},
    }


def test_the_outcome_of_a_scenario_without_holdings_has_no_section_of_ownership():
    without = scenario("C35")
    without["graph"]["holdings"] = []

    assert not set(IN_OUTCOME) & set(evaluate_scenario(without, RULES()))


def test_ids_that_only_holdings_name_are_enough_for_ownership_and_not_for_evaluate():
    document = bare(("P1", "E1", 60), ("P2", "E1", 40), ("E1", "E2", 100))

    answer = ownership_of_scenario(document, RULES())

    assert answer["effective_ownership"] == {"E1": {"P1": 60.0, "P2": 40.0}, "E2": {"P1": 60.0, "P2": 40.0}}
    assert answer["controllers"] == {"E1": ["P1"], "E2": ["P1"]}
    assert answer["unattributed"] == {"E1": 0.0, "E2": 0.0}
    with pytest.raises(InputError, match=r"graph.holdings\[0\].holder"):
        evaluate_scenario(document, RULES())


def test_nothing_can_be_held_in_a_person():
    document = json.loads(bare(("E1", "P1", 60)))
    document["graph"]["persons"] = [{"id": "P1", "name": "赵甲"}]

    with pytest.raises(InputError, match=r"graph.holdings\[0\].org"):
        ownership_of_scenario(json.dumps(document), RULES())


def test_only_what_is_held_on_the_day_counts_and_the_last_day_is_held():
    document = json.loads(bare(("P1", "E1", 60), ("P2", "E1", 40)))
    document["graph"]["holdings"][0]["to"] = "2026-11-23"
    document["graph"]["holdings"][1]["from"] = "2026-11-24"

    answer = ownership_of_scenario(json.dumps(document), RULES())

    assert answer["effective_ownership"] == {"E1": {"P1": 60.0}}


def test_entries_of_one_holder_are_added_and_decimals_stay_what_they_are():
    answer = ownership_of_scenario(bare(("P1", "E1", 33.33), ("P1", "E1", 33.33), ("P2", "E1", 33.34)), RULES())

    assert answer["effective_ownership"] == {"E1": {"P1": 66.66, "P2": 33.34}}
    assert answer["unattributed"] == {"E1": 0.0}


#: OFAC's FAQ 399 asks whether stakes of different blocked persons are added: they are.
TWO_SEEDS = (("X", "A", 25), ("Y", "A", 25), ("A", "B", 50), ("Z", "B", 50))


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        (CascadeRequest(("X", "Y")), ["A", "B"]),
        (CascadeRequest(("X", "Y"), aggregate=False), []),
        (CascadeRequest(("X", "Y"), inclusive=False), []),
        (CascadeRequest(("X", "Y"), percent=49.99, inclusive=False), ["A", "B"]),
        (CascadeRequest(("X",), percent=25), ["A", "B"]),
        (CascadeRequest(("X",), percent=25.01), []),
        (CascadeRequest(("Z",)), ["B"]),
        (CascadeRequest(), []),
    ],
)
def test_a_cascade_goes_on_by_threshold_and_by_whether_stakes_are_added(asked, reached):
    assert ownership_of_scenario(bare(*TWO_SEEDS), RULES(), asked)["cascade"] == reached


def test_an_unknown_stake_leaves_the_cascade_open():
    answer = ownership_of_scenario(bare(("X", "A", None), ("Y", "A", 40)), RULES(), CascadeRequest(("X",)))

    assert (answer["cascade"], answer["cascade_undetermined"]) == ([], ["A"])


def test_a_seed_that_nobody_knows_is_refused():
    with pytest.raises(InputError, match="'Q' is not among"):
        ownership_of_scenario(bare(("P1", "E1", 60)), RULES(), CascadeRequest(("Q",)))


def test_what_is_undetermined_stands_apart_from_what_is_known():
    answer = ownership_of_scenario(bare(("P1", "E1", None), ("P2", "E1", 30)), RULES())

    assert answer["effective_ownership"] == {"E1": {"P2": 30.0}}
    assert answer["unattributed"] == {"E1": 70.0}
    assert answer["undetermined"]["controllers"] == {"E1": ["P1"]}
    assert answer["upper_bounds"] == {"E1": {"P1": 70.0}}
    assert [warning["code"] for warning in answer["warnings"]] == ["share_open", "kind_unknown"]


def test_many_firms_in_a_dense_component_do_not_run_away():
    """Twelve firms that each hold eight percent of every other: 10^8 simple paths, of which a bounded number is walked."""
    firms = [f"E{number}" for number in range(12)]
    triples = [(one, other, 8) for one in firms for other in firms if one != other]

    answer = ownership_of_scenario(bare(*triples, ("P1", "E0", 12)), RULES())

    assert "paths_cut" in {warning["code"] for warning in answer["warnings"]}
    assert answer["unattributed"]["E0"] > 0


def test_a_chain_so_long_that_every_pair_could_not_be_told_is_refused():
    chain = [(f"E{number}", f"E{number + 1}", 60) for number in range(500)]

    with pytest.raises(InputError, match="more than 100,000 pairs"):
        ownership_of_scenario(bare(*chain), RULES())
