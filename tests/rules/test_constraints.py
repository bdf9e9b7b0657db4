"""The engine keeps every constraint of ``policy/data/constraints/``: one test for each, on random facts."""

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

import pytest

from graph_service.model.outcomes import State
from graph_service.policy.limits import load_constraints
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.worlds import one_world, together

RULES = cache(load_rulebook)
ON_DAYS = [date(2022, 3, 1), date(2024, 7, 1), date(2026, 11, 23)]
REACHING = (State.IN_FORCE, State.PENDING_DECISION)


@cache
def worlds():
    random = Random("constraints")
    return together([one_world(random, f"w{number}-") for number in range(400)])


@cache
def judged(on):
    result = propagate(Facts.from_rows(worlds()), RULES(), on)
    return result, result.outcomes()


def keeps_cn_limit_49(on):
    """Nothing of policy is in force by computation, and without a basis on record nothing that needs one is proposed."""
    versions = {(rule.id, version.effect): version for rule in RULES().rules for version in rule.versions}
    basis = {event["id"]: event.get("underlying_basis") for event in worlds()["events"]}
    policy = [outcome for outcome in judged(on)[1] if (outcome.rule, "policy_route") in versions and outcome.state in REACHING]
    assert policy
    for outcome in policy:
        assert outcome.state is State.PENDING_DECISION
        assert basis[outcome.event] or not versions[outcome.rule, "policy_route"].requires_underlying_basis
    assert all(version.legal_basis for version in versions.values())


def keeps_cn_limit_related(on):
    """Among organisations only the subject of the event itself is ever reached."""
    subjects = {event["id"]: event.get("subject") for event in worlds()["events"]}
    firms = {row["id"] for row in worlds()["organizations"]}
    reached = {(o.event, o.subject) for o in judged(on)[1] if o.state in REACHING and o.subject in firms}
    assert reached
    assert {(event, firm) for event, firm in reached if subjects[event] != firm} == set()


def keeps_cn_limit_state(on):
    """A holder that is a government body makes no relation: turn every holder into one, and no holding raises an alert."""
    holders = {row["holder"] for row in worlds()["holdings"]}
    organizations = [row | {"type": "government"} if row["id"] in holders else row for row in worlds()["organizations"]]
    state = propagate(Facts.from_rows(worlds() | {"organizations": organizations}), RULES(), on)
    assert {alert["kind"] for alert in state.relation_alerts} & {"direct_holding"} == set()
    bid = {
        "organizations": [{"id": name, "name": name, "type": "company"} for name in ("E1", "E2")],
        "holdings": [{"holder": "E1", "organization": "E2", "share": 0.9}],
        "events": [{"id": "V", "kind": "bid", "category": "bid.same_lot", "bid_date": on}],
        "participants": [{"event": "V", "organization": name} for name in ("E1", "E2")],
    }
    assert [alert["kind"] for alert in propagate(Facts.from_rows(bid), RULES(), on).relation_alerts] == ["direct_holding"]
    bid["organizations"][0] = bid["organizations"][0] | {"type": "government"}
    assert propagate(Facts.from_rows(bid), RULES(), on).relation_alerts == []


def keeps_cn_limit_auto(on):
    """An outcome says what the law says; it has no place for "confirmed", "pushed" or "applied"."""
    words = {str(outcome.state) for outcome in judged(on)[1]}
    assert words == {"in_force", "pending_decision", "needs_review", "not_affected"}


def keeps_cn_limit_annul(on):
    events = [event | {"annulled_date": on} for event in worlds()["events"]]
    result = propagate(Facts.from_rows(worlds() | {"events": events}), RULES(), on)
    assert {outcome.state for outcome in result.outcomes()} == {State.NOT_AFFECTED}
    assert {outcome.reason for outcome in result.outcomes()} == {"stands"}


KEEPS = {
    "CN-LIMIT-49": keeps_cn_limit_49,
    "CN-LIMIT-RELATED": keeps_cn_limit_related,
    "CN-LIMIT-STATE": keeps_cn_limit_state,
    "CN-LIMIT-AUTO": keeps_cn_limit_auto,
    "CN-LIMIT-ANNUL": keeps_cn_limit_annul,
}


def test_every_constraint_is_tested():
    assert {each.id for each in load_constraints()} == KEEPS.keys()


@pytest.mark.parametrize("constraint", sorted(KEEPS))
@pytest.mark.parametrize("on", ON_DAYS, ids=str)
def test_the_engine_keeps_the_constraint(constraint, on):
    KEEPS[constraint](on)


def test_a_rule_without_its_basis_would_be_noticed():
    """The planted fault: let a policy rule take effect by law, and the first constraint fails."""
    rules = tuple(
        replace(rule, versions=tuple(replace(v, effect="ipso_iure") for v in rule.versions))
        if rule.id == "BJ-R3-ENTITY-ONLY"
        else rule
        for rule in RULES().rules
    )
    book = replace(RULES(), rules=rules, fingerprint="planted")
    outcomes = propagate(Facts.from_rows(worlds()), book, ON_DAYS[-1]).outcomes()
    assert any(o.rule == "BJ-R3-ENTITY-ONLY" and o.state is State.IN_FORCE for o in outcomes)
