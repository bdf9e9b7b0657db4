"""Which clauses can stop somebody under a rule follows from whom it reaches and what it asks for."""

from functools import cache

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.stopping import stopping_clauses

RULES = cache(load_rulebook)
#: They can stop somebody under any rule that reaches anybody.
ALWAYS = {"stands", "decided", "type_covered", "role_listed", "day_known", "identity_confirmed"}

STOPPED_BY = {
    # a policy that wants a basis and an authority; directors and shareholders only with a direct liability
    "BJ-R1-MARKET-BAN": {
        *("rule_in_force", "held", "not_denied", "liability_found", "basis_on_record", "begun", "not_ended", "type_settled"),
        *("role_settled", "held_on_the_day", "registration_settled", "findings_agree", "authority_decided"),
    },
    # direct persons are there by a finding alone: nobody waits for one, but findings may contradict each other
    "CN-FOOD-135-1": {
        *("rule_in_force", "held", "begun", "within_term", "type_settled", "role_settled", "exact_identity", "held_on_the_day"),
        *("not_newcomer", "registration_settled", "findings_agree"),
    },
    # managers only where a finding states a fault of their own
    "CN-BANKR-125": {
        *("rule_in_force", "held", "not_denied", "begun", "within_term", "type_settled", "registration_settled"),
        *("findings_agree", "fault_stated"),
    },
    # the listed person alone: no office, a fact asked for
    "CN-CO-178-5": {"rule_in_force", "fact_not_denied", "begun", "not_ended", "exact_identity", "fact_stated"},
    # a court's order, in force since before our records
    "CN-COURT-CONSUMPTION": {
        *("held", "begun", "not_ended", "type_settled", "role_settled", "held_on_the_day", "registration_settled"),
        *("findings_agree", "lifting_known", "order_on_record"),
    },
}


@pytest.mark.parametrize("name", STOPPED_BY)
def test_a_rule_can_be_stopped_by_what_it_asks_for_and_by_nothing_else(name):
    book = RULES()
    (rule,) = book.only(frozenset({name})).rules

    assert set(stopping_clauses(book, rule)) - ALWAYS == STOPPED_BY[name]
    assert set(stopping_clauses(book, rule)) >= ALWAYS


def test_a_rule_on_relations_reaches_nobody_whom_a_clause_could_stop():
    book = RULES()
    related = [rule for rule in book.rules if rule.versions[-1].relations]

    assert related
    assert [list(stopping_clauses(book, rule)) for rule in related] == [[]] * len(related)
