"""From a confirmation to its end on both graph servers: hit, receipt, batch, annulment, recall, statement, feed; and who a subject is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.bootstrap import now
from graph_service.loaders.run import load_paths
from graph_service.model.acts import ActKind, NewAct
from graph_service.model.facts import Row
from graph_service.model.identities import Act, Verdict
from graph_service.policy.loader import load_rulebook
from graph_service.query.feed import changes_after
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.store.ports import Load, PersonIdentity
from graph_service.workflow import identities
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.receipts import relying_on, verify, verify_document
from graph_service.workflow.services import Services, today
from graph_service.workflow.statement import issue_statement
from tests.e2e.test_retraction import FOOD_FIRM, SAMPLE, the_food_decision
from tests.servers import GraphServer
from tests.web.serving import running

RULE = "CN-FOOD-135-1"
REPRESENTATIVE = PersonIdentity("金己亥", "居民身份证", "110101190001160012")


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample, loaded and propagated for today; the last test takes a decision back."""
    graph_server.empty()
    tmp_path = tmp_path_factory.mktemp("town")
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        services = Services(graph, ledger, load_rulebook(), tmp_path, now)
        load_paths(services, sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"}))
        propagate_events(services, None, today(services))
        yield services
    ledger.close()


@pytest.fixture
def client(town: Services) -> Iterator[httpx.Client]:
    with running(create_app(town)) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        yield client


def confirm(services: Services, event_id: str, subject: str) -> None:
    services.ledger.act(NewAct(f"c-{subject}", ActKind.CONFIRM, event_id, RULE, subject, today(services), "officer", "属实"))


def annul(services: Services, row: Row) -> None:
    annulled = {name: row[name] for name in ("id", "kind", "category", "subject", "document")}
    load = Load("load-annulled", "test", "annulled.csv", "f" * 64, services.now() + timedelta(seconds=1))
    services.graph.put(load, {"events": [annulled | {"annulled_date": date(2026, 11, 20)}]}, {"events": [1]})


def post(client: httpx.Client, path: str = "", **body: Any) -> Any:
    answer = client.post(f"/v1/screenings{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_whom_it_does_not_reach_is_given_a_statement(town: Services) -> None:
    event_id = str(the_food_decision(town)["id"])
    _, spoken = town.ledger.spoken_on(today(town), {RULE})
    reached = {one.outcome.subject for one in spoken if one.outcome.event == event_id}
    outcomes = town.ledger.outcomes_of_event(event_id, today(town))
    freed = sorted({one.subject for one in outcomes} - {one.subject for one in outcomes if one.state != "not_affected"})

    record = town.graph.subject(freed[0])
    assert record
    document = issue_statement(town, record, event_id, today(town), "officer")

    assert freed[0] not in reached
    assert document["content"]["event"]["id"] == event_id
    assert document["content"]["considered"]
    assert verify_document(town, json.loads(json.dumps(document))).genuine


def test_a_judgement_on_identity_does_not_leave_the_ledger_behind(town: Services) -> None:
    one, other = town.ledger.person_keys([REPRESENTATIVE, PersonIdentity("金己亥", anchor=FOOD_FIRM)])
    before = town.graph.graph_version()

    identities.confirm(town, one, other, Act("officer", "档案"), today(town))

    check = town.ledger.position().check
    assert check
    assert (check.graph_version, town.graph.graph_version()) == (before + 1, before + 1)
    assert [said.verdict for said in town.ledger.judgements()] == [Verdict.SAME]


def test_a_confirmed_measure_is_told_and_recalled_when_its_ground_falls(town: Services, client: httpx.Client) -> None:
    row = the_food_decision(town)
    event_id = str(row["id"])
    (holder,) = town.ledger.known_person_keys([REPRESENTATIVE])
    before = post(client, purpose="permit", code=FOOD_FIRM)
    confirm(town, event_id, FOOD_FIRM)
    asked = {"name": REPRESENTATIVE.name, "id_number": REPRESENTATIVE.id_number}

    hit = post(client, purpose="permit", code=FOOD_FIRM)
    rows = [{"code": FOOD_FIRM}, {"name": "只有名称"}, {"code": "91110101MA0FAKE001"}, asked]
    batch = post(client, "/batch", purpose="permit", rows=rows)
    listed = client.get(f"/v1/screenings/{batch['receipt']['id']}/answers", params={"limit": 3}).json()
    annul(town, row)
    ahead = post(client, purpose="permit", code=FOOD_FIRM)
    propagate_events(town, None, today(town), only_changed=True)
    after = post(client, purpose="permit", code=FOOD_FIRM)

    assert holder
    assert [one["answer"]["answer"] for one in (before, hit, ahead, after)] == ["no", "yes", "unverifiable", "no"]
    assert [one["rule"] for one in hit["answer"]["measures"]] == [RULE]
    assert [one["answer"] for one in listed["answers"]] == ["yes", "identity_needed", "identity_needed"]
    assert listed["after"] == 3
    recalled = client.get("/v1/receipts", params={"relying_on": event_id}).json()["receipts"]
    assert {hit["receipt"]["id"], batch["receipt"]["id"]} <= {one["id"] for one in recalled}
    assert client.get(f"/v1/receipts/{hit['receipt']['id']}").json()["genuine"]
    assert [verify(town, head.id).genuine for head, _ in relying_on(town, event_id)] == [True] * len(recalled)


def test_the_feed_told_everything_once_whatever_the_step(town: Services) -> None:
    seen: list[Any] = []
    cursor, more = "", True
    while more:
        page: Any = changes_after(town, cursor, 7)
        seen, cursor, more = seen + page["changes"], page["cursor"], page["more"]

    whole: Any = changes_after(town, limit=500)
    assert seen == whole["changes"]
    assert len({one["entry"] for one in seen}) == len(seen)
    assert {one["kind"] for one in seen} == {"load", "run", "act", "judgement"}
    assert changes_after(town, cursor) == {"changes": [], "cursor": cursor, "more": False}
    ended = [change for one in seen if one["kind"] == "run" for change in one["changes"] if change["kind"] == "ended"]
    assert {(one["rule"], one["from_start"]) for one in ended if one["subject"] == FOOD_FIRM} == {(RULE, True)}
