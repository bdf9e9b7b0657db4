"""Delivery: what steps send goes out until it has arrived, by signed webhooks (Standard Webhooks 1.0). At least once, under one id.

A message is its step on record, so a crash loses none; the receiver knows the id and lets the same one count once. Within a dossier the
next waits for the one before.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from graph_service.store.dossier_ports import Attempt, Delivered, Message
from graph_service.workflow.canonical import dumps
from graph_service.workflow.channels import Webhook, load_channels
from graph_service.workflow.services import Services

WEBHOOK = "webhook"
_PAGE = 200
_DOUBLINGS = 10
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
_MOST_DETAIL = 200
_TRY_AGAIN = frozenset({408, 409, 425, 429})
_OK, _REDIRECT, _BAD, _SERVER = 200, 300, 400, 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered: an HTTP status, 0 where there was none, with words for the record."""

    status: int
    detail: str


class Sender(Protocol):
    """Posts bytes to an address. It never raises because of the receiver."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post, and wait a bounded time for the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round did."""

    delivered: int = 0
    failed: int = 0
    refused: int = 0
    waiting: int = 0


def deliver(services: Services, sender: Sender) -> Delivery:
    """Try every message that is due, once; those of departments without a webhook wait for a letter or for the inbox to be read.

    Raises:
        PolicyFileError, SettingsError: see ``load_channels``.
        StoreUnavailableError: the ledger did not answer; the same call again goes on.
    """
    channels = load_channels(services.home)
    counts = dict.fromkeys(("delivered", "failed", "refused", "waiting"), 0)
    after = 0
    while messages := services.ledger.undelivered(after, _PAGE):
        for message in messages:
            channel = channels.get(message.dossier.said.department)
            if channel is None or services.now() < next_try(message.attempts):
                counts["waiting"] += 1
                continue
            attempt = _attempt(services, sender, message, channel)
            counts[attempt.result.value] += 1
        after = messages[-1].step.seq
    return Delivery(**counts)


def next_try(attempts: Sequence[Attempt]) -> datetime:
    """Return when a message may be tried again: the wait doubles with each attempt, up to an hour."""
    if not attempts:
        return datetime.min.replace(tzinfo=UTC)
    wait = min(_FIRST_WAIT * (1 << min(len(attempts) - 1, _DOUBLINGS)), _LONGEST_WAIT)
    last = attempts[-1].recorded_at
    return last + wait


def body_of(message: Message) -> dict[str, object]:
    """Return what a message says: the dossier, what it is about, what was done. Subjects are named by their keys alone."""
    about, step = message.dossier, message.step
    return {
        "id": message.id,
        "kind": step.sends,
        "push": about.id,
        "department": about.said.department,
        "subject": about.said.subject,
        "event": about.said.event,
        "measure": dict(about.said.content),
        "did": step.did,
        "reason": step.reason,
        "content": dict(step.content),
        "on": step.on,
        "due": step.due,
    }


def signed(message_id: str, at: datetime, body: bytes, secret: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks: id, time in seconds, and HMAC-SHA256 over both and the body."""
    stamp = str(int(at.timestamp()))
    said = b".".join([message_id.encode(), stamp.encode(), body])
    seal = base64.b64encode(hmac.digest(secret, said, "sha256")).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{seal}",
        "content-type": "application/json",
    }


def _attempt(services: Services, sender: Sender, message: Message, channel: Webhook) -> Attempt:
    body = dumps(body_of(message)).encode()
    reply = sender.post(channel.url, body, signed(message.id, services.now(), body, channel.secret))
    attempt = Attempt(len(message.attempts) + 1, WEBHOOK, _result(reply.status), reply.detail[:_MOST_DETAIL], services.now())
    services.ledger.note_attempt(message, attempt)
    return attempt


def _result(status: int) -> Delivered:
    if _OK <= status < _REDIRECT:
        return Delivered.DELIVERED
    if _BAD <= status < _SERVER and status not in _TRY_AGAIN:
        return Delivered.REFUSED
    return Delivered.FAILED
