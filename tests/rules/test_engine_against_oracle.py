"""Laws of propagation on random facts, the first of them that the engine says what the slow reference says."""

from collections import Counter
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.agreeing import disagreements, disagreements_of
from tests.oracle.reference import Reference, reference
from tests.oracle.worlds import DAYS, one_world, together

RULES = cache(load_rulebook)
TODAY = date(2026, 11, 23)

random_worlds = st.randoms(use_true_random=False)
days = st.sampled_from(DAYS)
few = settings(max_examples=60, deadline=None)


def engine(rows, book, on):
    return propagate(Facts.from_rows(rows), book, on)


def spoken(result):
    """Everything a result says, without order."""
    return set(result.outcomes()), str(result.inquiries), {tuple(sorted(found.items())) for found in result.post_conflicts}


@few
@given(random_worlds, days)
def test_engine_and_reference_agree_on_any_facts(random, on):
    assert disagreements(one_world(random), RULES(), on) == []


@cache
def many_worlds(on):
    random = Random(f"worlds of {on}")
    return [one_world(random, f"w{number}-") for number in range(500)]


@cache
def references(on):
    return [reference(world, RULES(), on) for world in many_worlds(on)]


ON_DAYS = [date(2022, 2, 28), date(2022, 3, 1), date(2024, 6, 30), date(2024, 7, 1), TODAY, date(2027, 2, 28)]


@pytest.mark.parametrize("on", ON_DAYS, ids=str)
def test_a_batch_of_many_events_says_what_the_reference_says_of_each_alone(on):
    one_by_one = references(on)
    expected = Reference(
        {key: said for each in one_by_one for key, said in each.verdicts.items()},
        set().union(*(each.post_conflicts for each in one_by_one)),
        {event: asked for each in one_by_one for event, asked in each.inquiries.items()},
    )

    result = engine(together(many_worlds(on)), RULES(), on)

    assert disagreements_of(result, expected)[:3] == []


REACHING = {
    "BJ-R1-MARKET-BAN": "pending_decision",
    "BJ-R2-HONOUR": "pending_decision",
    "BJ-R3-ENTITY-ONLY": "pending_decision",
    "CN-CO-178-4": "in_force",
    "CN-CO-178-5": "in_force",
    "CN-COURT-CONSUMPTION": "in_force",
    "CN-COURT-LIST-NAMES": "in_force",
    "CN-FOOD-135-1": "in_force",
    "CN-REG-12-4": "in_force",
}
#: What a clause that no random fact can meet would be: none of them may be missing from the random worlds.
REASONS = (
    "annulled decided no_day version subject_type required_fact underlying_basis policy_route no_order started expired performed "
    "removed order_lifted list_removal role_listed mapping role_day also_review newcomer office_alone none_found "
    "denied both_found identity candidate excluded_candidate employer"
).split()


def test_the_random_facts_meet_every_rule_in_every_state_and_every_reason():
    met, reasons, second_pass = Counter(), Counter(), Counter()
    for on in ON_DAYS:
        for each in references(on):
            met.update((rule, said.state) for (_, rule, _), said in each.verdicts.items())
            reasons.update(said.reason for said in each.verdicts.values())
            second_pass.update(conflicts=len(each.post_conflicts), inquiries=len(each.inquiries))

    wanted = set(REACHING.items())
    wanted |= {(rule, state) for rule in REACHING for state in ("needs_review", "not_affected")}
    wanted |= {("CN-COURT-CONSUMPTION", "pending_decision"), ("CN-LR-1999-4-6", "not_affected")}
    assert wanted - {key for key, count in met.items() if count >= 3} == set()
    assert set(REASONS) - set(reasons) == set()
    assert min(second_pass.values()) > 20


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

    assert spoken(result) == (set(), "[]", set())


@few
@given(random_worlds, days)
def test_events_judged_together_come_out_as_judged_one_by_one(random, on):
    world = one_world(random)
    of_event = {"findings", "sanctions", "namings", "candidates"}

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
    assert (result.inquiries, result.post_conflicts) == ([], [])


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
