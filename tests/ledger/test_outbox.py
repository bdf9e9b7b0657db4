"""The outbox: each message until it has arrived, in order within a dossier, under one id, and signed. On every ledger."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from graph_service.errors import PolicyFileError, SettingsError
from graph_service.store.dossier_ports import Attempt, Delivered
from graph_service.store.ledger import SqlLedger
from graph_service.store.ledger.dossier_tables import DOSSIERS_APPEND_ONLY
from graph_service.workflow.channels import load_channels
from graph_service.workflow.delivering import Delivery, Reply, deliver
from graph_service.workflow.pushes import follow
from tests.ledger.desk import CLERK, STATUTE, Desk, said_of
from tests.ledger.test_pushes import lift

SECRET = b"a secret of a department, invented"


@dataclass
class Department:
    """A department that takes messages: the same id counts once. ``status`` is what it answers."""

    status: int = 200
    heard: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)
    effects: dict[str, str] = field(default_factory=dict)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        self.heard.append((url, body, headers))
        if self.status == 200:  # taken
            self.effects.setdefault(headers["webhook-id"], json.loads(body)["kind"])
        return Reply(self.status, "x" * 500)


@pytest.fixture
def desk(ledger: SqlLedger, tmp_path: Path) -> Desk:
    desk = Desk(ledger, tmp_path)
    desk.tell(said_of(), said_of(subject=CLERK))
    channel(desk)
    return desk


def channel(desk: Desk, url: str = "https://tax.invalid/credit", secret: bytes = SECRET, mode: int = 0o600) -> None:
    (desk.home / "tax.secret").write_bytes(secret)
    (desk.home / "tax.secret").chmod(mode)
    (desk.home / "channels.yaml").write_text(f"channels:\n  - {{department: tax, url: '{url}', secret_file: tax.secret}}\n")


def test_a_push_is_delivered_once_signed_and_says_what_it_rests_on(desk: Desk) -> None:
    push = desk.pushed("tax", "finance")[0]
    tax = Department()

    first, second = deliver(desk.services, tax), deliver(desk.services, tax)

    assert (first, second) == (Delivery(delivered=1, waiting=1), Delivery(waiting=1))
    ((url, body, headers),) = tax.heard
    said = json.loads(body)
    assert (url, said["push"], said["kind"], said["subject"], said["measure"]["rule"]) == (
        "https://tax.invalid/credit",
        push.id,
        "measure",
        "p-head",
        STATUTE,
    )
    sealed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    seal = base64.b64encode(hmac.digest(SECRET, sealed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{seal}"


def test_what_fails_is_tried_again_after_longer_and_longer_waits_until_it_arrives(desk: Desk) -> None:
    desk.pushed()
    tax = Department(status=503)
    tried = []
    for seconds in (0, 5, 6, 10, 11):
        desk.at += timedelta(seconds=seconds)
        tried.append(deliver(desk.services, tax).failed)
    tax.status = 200
    desk.at += timedelta(hours=1)

    last = deliver(desk.services, tax)

    assert (tried, last) == ([1, 0, 1, 0, 1], Delivery(delivered=1))
    assert {headers["webhook-id"] for _, _, headers in tax.heard} == {"m-3"}
    assert tax.effects == {"m-3": "measure"}


def test_a_lifting_never_overtakes_the_measure(desk: Desk) -> None:
    desk.pushed()
    lift(desk)
    follow(desk.services)
    tax = Department(status=500)

    deliver(desk.services, tax)
    desk.at += timedelta(hours=1)
    tax.status = 200
    deliver(desk.services, tax)

    assert [json.loads(body)["kind"] for _, body, _ in tax.heard] == ["measure", "measure", "lifting"]
    assert list(tax.effects.values()) == ["measure", "lifting"]


def test_a_message_that_is_refused_waits_for_a_person_and_holds_up_nothing(desk: Desk) -> None:
    desk.pushed()
    lift(desk)
    follow(desk.services)
    tax = Department(status=422)

    first, second = deliver(desk.services, tax), deliver(desk.services, tax)

    assert (first, second) == (Delivery(refused=2), Delivery())


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, "delivered"),
        (204, "delivered"),
        (302, "failed"),
        (400, "refused"),
        (404, "refused"),
        (408, "failed"),
        (429, "failed"),
        (500, "failed"),
        (0, "failed"),
    ],
)
def test_only_a_success_is_one_and_only_what_the_receiver_will_never_take_is_refused(
    desk: Desk, status: int, result: str
) -> None:
    desk.pushed()

    counts = deliver(desk.services, Department(status=status))

    assert counts == Delivery(**{result: 1})


def test_an_attempt_is_recorded_once_and_briefly(desk: Desk) -> None:
    desk.pushed()
    (message,) = desk.ledger.undelivered(0, 10)
    attempt = Attempt(1, "webhook", Delivered.FAILED, "no answer", desk.at)

    first, second = (
        desk.ledger.note_attempt(message, attempt),
        desk.ledger.note_attempt(message, replace(attempt, detail="late")),
    )
    desk.at += timedelta(hours=1)
    deliver(desk.services, Department(status=500))

    assert (first, second) == (True, False)
    (again,) = desk.ledger.undelivered(0, 10)
    assert [(one.number, one.detail) for one in again.attempts] == [(1, "no answer"), (2, "x" * 200)]


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://tax.invalid/"},
        {"url": "https://user:pw@tax.invalid/"},
        {"url": "https://tax.invalid/?key=1"},
        {"secret": b"short"},
        {"mode": 0o644},
    ],
)
def test_an_unsafe_channel_stops_delivery_before_anything_goes_out(desk: Desk, changes: dict[str, object]) -> None:
    desk.pushed()
    channel(desk, **changes)  # type: ignore[arg-type]  # its parameters
    tax = Department()

    with pytest.raises((PolicyFileError, SettingsError)):
        deliver(desk.services, tax)

    assert tax.heard == []


def test_channels_name_known_departments_once(desk: Desk) -> None:
    path = desk.home / "channels.yaml"
    line = path.read_text().splitlines()[1]
    path.write_text(f"channels:\n{line}\n{line}\n")
    with pytest.raises(PolicyFileError, match="occurs twice"):
        load_channels(desk.home)
    path.write_text(f"channels:\n{line.replace('department: tax', 'department: nobody')}\n")
    with pytest.raises(PolicyFileError, match="unknown department 'nobody'"):
        load_channels(desk.home)
    path.unlink()
    assert load_channels(desk.home) == {}


@pytest.mark.parametrize("table", DOSSIERS_APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {table} SET seq = seq", "DELETE FROM {table}"])
def test_dossiers_are_append_only(desk: Desk, table: str, change: str) -> None:
    desk.pushed()
    deliver(desk.services, Department())

    with pytest.raises(DBAPIError, match="append-only"), desk.ledger.database.engine.begin() as connection:
        connection.execute(text(change.format(table=table)))
