"""One case from its opening to the day on which all is lifted, through the API, on both graph servers and both ledgers."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from graph_service.bootstrap.sending import HttpSender
from graph_service.client import Client
from graph_service.errors import GraphServiceError
from graph_service.loaders.carrying_out import carry_out_decisions
from graph_service.model.facts import Row
from graph_service.store.ports import Load
from graph_service.workflow.projection import compare_with_ledger
from graph_service.workflow.rounds import one_round
from tests.api.conftest import client_in_process
from tests.identity.conftest import DAY, DECISION, FIRM, FOOD, World, either_world  # noqa: F401  # a fixture
from tests.ledger.conftest import postgres_server, ring, url  # noqa: F401  # fixtures

SECRET = b"a secret of a department, invented"
DEPARTMENT = "market_regulation"


class Department(HTTPServer):
    """A department with an interface: it checks seals, and lets the same message count once. ``broken``: it takes the message, and its answer is lost."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.broken = False
        self.effects: dict[str, Any] = {}


class Taking(BaseHTTPRequestHandler):
    server: Department

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        named = self.headers["webhook-id"]
        sealed = f"{named}.{self.headers['webhook-timestamp']}.".encode() + body
        seal = "v1," + base64.b64encode(hmac.digest(SECRET, sealed, "sha256")).decode()
        genuine = hmac.compare_digest(seal, self.headers["webhook-signature"])
        if genuine:
            self.server.effects.setdefault(named, json.loads(body))
        if self.server.broken:
            return
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def department(home: Path) -> Iterator[Department]:
    server = Department()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    (home / "secret").write_bytes(SECRET)
    (home / "secret").chmod(0o600)
    address = f"http://127.0.0.1:{server.server_port}/credit"
    (home / "channels.yaml").write_text(f"channels:\n  - {{department: {DEPARTMENT}, url: '{address}', secret_file: secret}}\n")
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def annul(world: World) -> None:
    row: Row = {"id": DECISION, "kind": "penalty", "category": "food.licence_revoked", "subject": FIRM}
    load = Load("load-annulled", "test", "annulled.csv", "f" * 64, world.services.now() + timedelta(seconds=1))
    annulled = row | {"decision_date": date(2024, 3, 15), "annulled_date": date(2026, 11, 20)}
    world.graph.put(load, {"events": [annulled]}, {"events": [1]})


def states(client: Client, case: str) -> list[str]:
    return [one["state"] for one in client.case(case)["pushes"]]


def shown(world: World) -> list[tuple[object, object, object]]:
    """What the graph shows of the measure on the firm."""
    rows = world.graph.measures_of([DECISION]).values()
    return [
        (row["state"], row.get("act_state"), row.get("pushes")) for row in rows if (row["rule"], row["subject"]) == (FOOD, FIRM)
    ]


def test_a_case_from_its_opening_to_the_day_on_which_all_is_lifted(either_world: World) -> None:  # noqa: F811  # a fixture
    world = either_world
    client, _ = client_in_process(world.services)
    with department(world.services.home) as office, HttpSender() as sender:
        case = client.open_case(FIRM, DECISION, "吊销许可证", department=DEPARTMENT, key="k-open")["dossier"]
        again = client.open_case(FIRM, DECISION, "吊销许可证", department=DEPARTMENT, key="k-open")
        signed = client.case_step(
            case["id"], "sign", case["version"], "事实清楚", decisions=[{"did": "confirm", "rule": FOOD, "subject": FIRM}]
        )
        late = _refused(lambda: client.case_step(case["id"], "hand_over", case["version"], "岗位调整", to="wang"))
        push = client.push_case(case["id"], [DEPARTMENT], "依法推送")["pushes"][0]
        office.broken = True
        lost = one_round(world.services, sender, carry_out_decisions).delivery
        office.broken = False
        early = one_round(world.services, sender, carry_out_decisions).delivery
        applied = client.feedback(push["id"], "apply", push["version"], "已列入", from_day=DAY)["dossier"]
        pushed = shown(world)

        annul(world)
        fallen = one_round(world.services, sender, carry_out_decisions)
        falling = client.outcomes(FIRM)["casework"]
        client.feedback(push["id"], "confirm_lifting", client.push(push["id"])["version"], "已移出", lifted_on=DAY)
        closed = client.case_step(case["id"], "close", client.case(case["id"])["version"], "全部解除")["dossier"]
    assert (again["written"], again["dossier"]["id"], signed["dossier"]["state"], late) == (
        False,
        case["id"],
        "decided",
        "contradiction",
    )
    assert (lost.failed, lost.delivered, early.waiting) == (1, 0, 1)
    assert (applied["state"], pushed) == ("applied", [("in_force", "confirmed", [f"{DEPARTMENT}:applied"])])
    assert (fallen.lifted, [one["state"] for one in falling]) == ((push["id"],), ["decided", "lifting"])
    assert [one["kind"] for one in office.effects.values()] == ["measure"]
    assert (closed["state"], states(client, case["id"]), shown(world)) == ("closed", ["lifted"], [])
    differing = [one for one in compare_with_ledger(world.services).differing if one.event == DECISION]
    assert (differing, world.ledger.verify_audit().breaks) == ([], [])
    told = [one["dossier"] + " " + one["did"] for one in client.changes(limit=500)["changes"] if one["kind"] == "step"]
    assert told[:4] == [f"{case['id']} open", f"{case['id']} sign", f"{push['id']} send", f"{push['id']} apply"]


def _refused(asked: Any) -> str:
    try:
        asked()
    except GraphServiceError as error:
        return error.code
    return ""
