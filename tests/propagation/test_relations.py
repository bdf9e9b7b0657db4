"""A relation alert names the facts that prove it: both offices, the holding, the branch's entry."""

from datetime import date
from functools import cache

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts

RULES = cache(load_rulebook)
ON = date(2026, 11, 23)
BIDDERS = ("甲公司", "乙公司", "丙公司", "丁公司")


def bidder(name, **more):
    return {"id": name, "name": name, "type": "company", "source": f"登记:{name}"} | more


#: 赵甲 is in charge of 甲公司 and 乙公司; 乙公司 controls 丙公司; 丁公司 is a branch of 丙公司.
ROWS = {
    "organizations": [
        *(bidder(name) for name in BIDDERS[:3]),
        bidder("丁公司", type="branch", parent="丙公司"),
    ],
    "persons": [{"id": "赵甲", "name": "赵甲", "confirmed": True}],
    "roles": [
        {"person": "赵甲", "organization": firm, "role": "legal_representative", "source": f"任职:{firm}"}
        for firm in BIDDERS[:2]
    ],
    "holdings": [{"holder": "乙公司", "organization": "丙公司", "share": 0.6, "source": "持股"}],
    "events": [
        {"id": "投标", "kind": "bid", "category": "bid.same_lot", "decision_date": ON, "bid_date": ON, "source": "标书"}
    ],
    "participants": [{"event": "投标", "organization": firm} for firm in BIDDERS],
}


def alerts(rows):
    found = propagate(Facts.from_rows(rows), RULES().enabled(), ON).relation_alerts
    return {(*said["pair"], said["kind"], *said["sources"]) for said in found}


def test_every_alert_names_the_facts_that_prove_it():
    assert alerts(ROWS) == {
        ("乙公司", "甲公司", "same_principal", "任职:乙公司", "任职:甲公司"),
        ("丙公司", "乙公司", "direct_holding", "持股"),
        ("丁公司", "丙公司", "management", "登记:丁公司"),
    }


def test_a_fact_without_a_source_proves_an_alert_without_naming_it():
    unnamed = {table: [row | {"source": None} for row in ROWS[table]] for table in ("organizations", "roles", "holdings")}

    assert alerts(ROWS | unnamed) == {
        ("乙公司", "甲公司", "same_principal"),
        ("丙公司", "乙公司", "direct_holding"),
        ("丁公司", "丙公司", "management"),
    }
