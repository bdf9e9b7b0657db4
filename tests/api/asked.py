"""One request for each operation, in an order in which all of them succeed on the world of ``tests/api/conftest.py``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.identity.conftest import DAY, DECISION, FIRM, FOOD, MASKED, World

SCENARIO = next((Path(__file__).parents[1] / "data" / "scenarios").rglob("C01.json"))
ON = {"on": DAY.isoformat()}
DRAFT = {"subject": FIRM, "category": "food.licence_revoked", "decision_date": "2026-03-15"}


def answers(world: World, client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    """Ask every operation once; yields it, as the description writes it, with its answer."""
    named, numbered = world.keys["named"], world.keys["numbered"]
    fact = str(world.graph.facts_for([DECISION])["roles"][0]["source"])
    yield from _of_subject(client)
    yield "GET /v1/events/{event_id}/history", client.get(f"/v1/events/{DECISION}/history")
    yield "GET /v1/facts/{fact_id}", client.get(f"/v1/facts/{fact}")
    yield "GET /v1/identities/candidates", client.get("/v1/identities/candidates", params={"subject": named})
    pair = {"one": named, "other": numbered, "reason": "公安机关函复", "evidence": ["函号2026-12"], **ON}
    yield "POST /v1/identities/confirm", client.post("/v1/identities/confirm", json=pair)
    yield "GET /v1/identities/{key}", client.get(f"/v1/identities/{numbered}")
    yield "GET /v1/identities/judgements", client.get("/v1/identities/judgements")
    yield "POST /v1/identities/undo", client.post("/v1/identities/undo", json={"judgement": "j-1", "reason": "有误", **ON})
    yield "POST /v1/identities/reject", client.post("/v1/identities/reject", json=pair | {"one": MASKED})
    yield "POST /v1/preview", client.post("/v1/preview", json=DRAFT | ON)
    yield "POST /v1/search", client.post("/v1/search", json={"text": FIRM})
    yield "POST /v1/paths", client.post("/v1/paths", json={"subjects": [world.keys["wang"], FIRM], **ON})
    lead = {
        "kind": "family",
        "one": world.keys["wang"],
        "other": world.keys["li"],
        "source": "户籍材料2026-3",
        "reason": "同一户籍",
    }
    yield "POST /v1/leads", client.post("/v1/leads", json=lead)
    yield "GET /v1/alerts", client.get("/v1/alerts", params=ON)
    yield "GET /v1/coverage", client.get("/v1/coverage", params=ON)
    yield from _of_screening(client)
    yield from _of_rules(client)


def _of_subject(client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    yield "GET /v1/subjects/by-code/{uscc}", client.get(f"/v1/subjects/by-code/{FIRM}")
    yield "GET /v1/subjects/{subject_id}", client.get(f"/v1/subjects/{FIRM}")
    for view in ("outcomes", "profile", "officers", "neighbourhood", "map", "ownership"):
        yield f"GET /v1/subjects/{{subject_id}}/{view}", client.get(f"/v1/subjects/{FIRM}/{view}", params=ON)


def _of_screening(client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    asked: dict[str, Any] = {"purpose": "permit"}
    one = client.post("/v1/screenings", json=asked | {"code": FIRM, "view": "office"})
    yield "POST /v1/screenings", one
    yield "POST /v1/screenings/batch", client.post("/v1/screenings/batch", json=asked | {"rows": [{"code": FIRM}]})
    rows = f"统一社会信用代码,名称\n{FIRM},\n".encode()
    head = {"content-type": "text/csv"}
    yield "POST /v1/screenings/file", client.post("/v1/screenings/file", params=asked, content=rows, headers=head)
    receipt = one.json()["receipt"]["id"]
    yield "GET /v1/screenings/{receipt_id}/answers", client.get(f"/v1/screenings/{receipt}/answers")
    yield "GET /v1/receipts/{receipt_id}", client.get(f"/v1/receipts/{receipt}")
    yield "GET /v1/receipts", client.get("/v1/receipts", params={"relying_on": FIRM})
    yield "GET /v1/changes", client.get("/v1/changes")


def _of_rules(client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    yield "GET /v1/measures", client.get("/v1/measures", params={"kind": "punishment"})
    yield "GET /v1/patterns", client.get("/v1/patterns")
    yield "GET /v1/rules", client.get("/v1/rules")
    yield "GET /v1/rules/{rule_id}", client.get(f"/v1/rules/{FOOD}")
    yield "POST /v1/evaluate", client.post("/v1/evaluate", json=json.loads(SCENARIO.read_text("utf-8")))
    yield "GET /v1/health", client.get("/v1/health")
    yield "GET /v1/ready", client.get("/v1/ready")
