"""Laws of propagation on random facts, the first of them that the engine says what the slow reference says."""

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.agreeing import disagreements, first_disagreement
from tests.oracle.worlds import DAYS, ON_DAYS, one_world
from tests.tiers import FULL

RULES = cache(load_rulebook)

random_worlds = st.randoms(use_true_random=False)
days = st.sampled_from(DAYS)
few = settings(max_examples=600 if FULL else 25, deadline=None)


def engine(rows, book, on):
    return propagate(Facts.from_rows(rows), book, on)


def spoken(result):
    """Everything a result says, without order."""
    conflicts = {tuple(sorted(found.items())) for found in result.post_conflicts}
    return set(result.outcomes()), str(result.inquiries), conflicts, sorted(map(str, result.relation_alerts))


@few
@given(random_worlds, days)
def test_engine_and_reference_agree_on_any_facts(random, on):
    assert disagreements(one_world(random), RULES(), on) == []


def many_worlds(on, count):
    random = Random(f"worlds of {on}")
    return [one_world(random, f"w{number}-") for number in range(count)]


def agree_on(worlds, on):
    """Fail with the smallest world on which the two differ."""
    found = first_disagreement(worlds, RULES(), on)
    if found:
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize("on", ON_DAYS, ids=str)
def test_a_batch_of_many_events_says_what_the_reference_says_of_each_alone(on):
    agree_on(many_worlds(on, 300), on)


@pytest.mark.slow
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_twenty_thousand_worlds_come_out_as_by_the_reference(on):
    worlds = many_worlds(f"the full tier, {on}", 1_000)

    for batch in batched(worlds, 250):
        agree_on(batch, on)


def batched(worlds, size):
    return [worlds[start : start + size] for start in range(0, len(worlds), size)]


@few
@given(random_worlds, days, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(random, on, other):
    world = one_world(random)
    shuffled = {table: other.sample(rows, len(rows)) for table, rows in world.items()}

    assert spoken(engine(shuffled, RULES(), on)) == spoken(engine(world, RULES(), on))


@few
@given(random_worlds, days)
def test_without_rules_nobody_is_considered(random, on):
    result = engine(one_world(random), RULES().only(frozenset()), on)

    assert spoken(result) == (set(), "[]", set(), [])


@few
@given(random_worlds, days)
def test_events_judged_together_come_out_as_judged_one_by_one(random, on):
    world = one_world(random)
    of_event = {"findings", "sanctions", "namings", "candidates", "participants"}

    alone = set()
    for event in world["events"]:
        mine = {table: [row for row in world[table] if row["event"] == event["id"]] for table in of_event}
        alone |= spoken(engine(world | mine | {"events": [event]}, RULES(), on))[0]

    assert spoken(engine(world, RULES(), on))[0] == alone


@few
@given(random_worlds, days)
def test_annulment_frees_everybody_and_withdraws_every_letter(random, on):
    world = one_world(random)
    annulled = world | {"events": [event | {"annulled_date": on} for event in world["events"]]}

    result = engine(annulled, RULES(), on)

    assert {str(outcome.state) for outcome in result.outcomes()} <= {"not_affected"}
    assert (result.inquiries, result.post_conflicts, result.relation_alerts) == ([], [], [])


@few
@given(random_worlds, days)
def test_an_unrelated_relationship_changes_nothing(random, on):
    world = one_world(random)
    stranger = {"id": "P-other", "name": "P-other", "confirmed": True}
    firm = {"id": "E-other", "name": "E-other", "type": "company"}
    role = {"person": "P-other", "organization": "E-other", "role": "legal_representative", "start": None, "end": None}
    more = {"persons": [stranger], "organizations": [firm], "roles": [role]}

    wider = world | {table: world[table] + rows for table, rows in more.items()}

    assert spoken(engine(wider, RULES(), on)) == spoken(engine(world, RULES(), on))


@few
@given(random_worlds, days)
def test_facts_after_the_day_of_judgment_do_not_shape_the_answer(random, on):
    world = one_world(random)
    later = ("performed_date", "removed_date", "annulled_date", "correction_date")

    def forgotten(event):
        return event | {name: None for name in later if event[name] and event[name] > on}

    cleared = world | {"events": [forgotten(event) for event in world["events"]]}

    assert spoken(engine(cleared, RULES(), on)) == spoken(engine(world, RULES(), on))
