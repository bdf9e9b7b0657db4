"""Who a subject is, as screening asks: in one look, with the version of the graph. On both servers."""

from __future__ import annotations

from datetime import date

from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.screening_ports import Adverse, Praise
from tests.graph.facts import FIRM, OTHER, event, organization, person, put


def test_names_honours_events_and_days_come_in_one_look(graph_store: BoltGraphStore) -> None:
    period = {"start": date(2020, 1, 1), "end": date(2030, 1, 1)}
    put(
        graph_store,
        1,
        {
            "organizations": [organization(FIRM, registrar="某局", founded=date(2001, 2, 3)), organization(OTHER)],
            "persons": [person("p-a")],
            "names": [{"organization": FIRM, "name": "旧名", "name_key": "旧名"}],
            "honours": [{"id": "h-1", "subject": FIRM, "title": "诚信企业", **period}],
            "events": [event("ev-1"), event("ev-2", OTHER, removed_date=date(2022, 1, 1))],
        },
    )

    version, found = graph_store.screened([FIRM, OTHER, "p-a", "p-nobody"])

    assert version == graph_store.graph_version()
    assert {key: (one.keys, one.names, one.registered, one.founded) for key, one in found.items()} == {
        FIRM: ((FIRM,), ("企业01X", "旧名"), True, date(2001, 2, 3)),
        OTHER: ((OTHER,), ("企业04X",), True, None),
        "p-a": (("p-a",), ("人-a",), True, None),
    }
    (honour,) = found[FIRM].honours
    assert honour == Praise("诚信企业", date(2020, 1, 1), date(2030, 1, 1), honour.fact)
    assert found[FIRM].adverse == (Adverse("ev-1", "penalty", {"decision_date": date(2020, 5, 1)}),)
    assert found[OTHER].adverse[0].days == {"decision_date": date(2020, 5, 1), "removed_date": date(2022, 1, 1)}


def test_nobody_asked_for_is_the_version_alone(graph_store: BoltGraphStore) -> None:
    put(graph_store, 1, {"organizations": [organization(FIRM)]})

    assert graph_store.screened([]) == (graph_store.graph_version(), {})
