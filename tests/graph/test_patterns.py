"""Patterns over facts that a graph server holds: the same alerts and groups on both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph_service.query.patterns import PatternQuestion, run_patterns
from graph_service.store.graph.store import BoltGraphStore
from tests.analysis.patterns.worlds import DECIDED, ON, VIOLATION
from tests.graph.facts import FIRM, OTHER, event, organization, put
from tests.query.test_patterns import Ledger
from tests.web.fakes import fake_services


def test_a_swap_a_cancelled_firm_and_an_address_are_found_with_their_rows(graph_store: BoltGraphStore) -> None:
    head = {"organization": FIRM, "role": "legal_representative"}
    decision = event("ev", FIRM, category="food.licence_revoked", violation_start=VIOLATION, decision_date=DECIDED)
    firm = organization(FIRM, registrar="某局", closed=DECIDED, status="cancelled", address="甲路1号")
    put(
        graph_store,
        1,
        {
            "organizations": [firm, *(organization(key, registrar="某局", address="乙路2号") for key in (OTHER, "reg:1"))],
            "persons": [{"id": key, "name": name, "confirmed": True} for key, name in (("P1", "赵甲"), ("P2", "钱乙"))],
            "roles": [head | {"person": "P1", "end": DECIDED}, head | {"person": "P2", "start": DECIDED}],
            "events": [decision],
        },
    )
    services = replace(fake_services(), graph=graph_store, ledger=Ledger())  # type: ignore[arg-type]  # what patterns ask for

    found: Any = run_patterns(services, PatternQuestion(ON))

    (alert,) = found["alerts"]
    assert alert["subject"]["id"] == FIRM
    assert [one["pattern"] for one in alert["findings"]] == ["deregistered-before-decision", "representative-swapped"]
    assert [len(one["rows"]) for one in alert["findings"]] == [2, 3]
    assert [(one["pattern"], one["subject"]["id"], one["other_count"]) for one in found["groups"]] == [
        ("same-address", min(OTHER, "reg:1"), 1)
    ]
