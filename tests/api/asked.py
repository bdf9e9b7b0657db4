"""One request for each operation, in an order in which all of them succeed on the world of ``tests/api/conftest.py``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from graph_service.client import Client
from graph_service.client.casework import DecisionGiven
from tests.identity.conftest import DAY, DECISION, FIRM, FOOD, MASKED, World

SCENARIO = next((Path(__file__).parents[1] / "data" / "scenarios").rglob("C01.json"))


class Operations:
    """What the description of an application says of each operation (``GET /v1/…``)."""

    def __init__(self, app: FastAPI) -> None:
        self.document = app.openapi()
        self.by_name: Mapping[str, dict[str, Any]] = {
            f"{method.upper()} {path}": operation
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }

    def named(self, method: str, path: str) -> str:
        """Name the operation that a request means; an address in full goes before one with a place to fill."""
        fitting = [
            name
            for name in self.by_name
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name.partition("?")[0]), f"{method} {path.partition('?')[0]}")
        ]
        return min(fitting, key=lambda name: name.count("{"))

    def inputs(self, name: str) -> set[str]:
        """Name what may be given in the address, the query and the body."""
        operation = self.by_name[name]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        members = self.document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
        return {one["name"] for one in operation.get("parameters", ())} | set(members.get("properties", ()))


def answers(world: World, client: Client, folder: Path) -> Iterator[Mapping[str, Any]]:
    """Ask every operation once."""
    named, numbered = world.keys["named"], world.keys["numbered"]
    yield from _of_subject(client)
    yield client.history(DECISION)
    yield client.fact(str(world.graph.facts_for([DECISION])["roles"][0]["source"]))
    yield client.candidates(subject=named)
    yield client.confirm(named, numbered, "公安机关函复", evidence=["函号2026-12"], on=DAY)
    yield client.identity(numbered)
    yield client.judgements()
    yield client.undo("j-1", "有误", on=DAY)
    yield client.reject(MASKED, numbered, "公安机关函复", evidence=["函号2026-12"], on=DAY)
    yield client.preview(FIRM, "food.licence_revoked", decision_date=DAY.replace(month=3, day=15), on=DAY)
    yield client.search(FIRM)
    yield client.paths([world.keys["wang"], FIRM], on=DAY)
    yield client.add_lead("family", world.keys["wang"], world.keys["li"], source="户籍材料2026-3", reason="同一户籍")
    yield client.leads(world.keys["wang"], on=DAY)
    yield client.alerts(on=DAY)
    yield client.coverage(on=DAY)
    yield from _of_screening(client, folder)
    yield from _of_casework(client)
    yield from _of_rules(client)


def _of_casework(client: Client) -> Iterator[Mapping[str, Any]]:
    opened = client.open_case(FIRM, DECISION, "吊销许可证", department="market_regulation")
    yield opened
    case = opened["dossier"]
    decision: DecisionGiven = {"did": "confirm", "rule": FOOD, "subject": FIRM}
    yield client.case_step(case["id"], "sign", case["version"], "事实清楚", decisions=[decision])
    pushed = client.push_case(case["id"], ["market_regulation"], "依法推送")
    yield pushed
    push = pushed["pushes"][0]
    yield client.feedback(push["id"], "apply", push["version"], "已列入", from_day=DAY)
    yield client.push(push["id"])
    yield client.case(case["id"])
    objection = client.file_objection(FIRM, DECISION, "window", "日期有误", "申请人来访", department="market_regulation")
    yield objection
    yield client.objection_step(objection["dossier"]["id"], "accept", 1, "材料齐全")
    yield client.objection(objection["dossier"]["id"])
    repair = client.apply_for_repair(FIRM, DECISION, "已整改", department="market_regulation")
    yield repair
    yield client.repair_step(repair["dossier"]["id"], "supplement", 1, "补充", commitment="信用承诺书")
    yield client.repair(repair["dossier"]["id"])
    yield client.inbox()


def _of_subject(client: Client) -> Iterator[Mapping[str, Any]]:
    yield client.subject_by_code(FIRM)
    yield client.subject(FIRM)
    yield client.outcomes(FIRM, on=DAY)
    yield client.profile(FIRM, on=DAY)
    yield client.officers(FIRM, on=DAY)
    yield client.neighbourhood(FIRM, on=DAY)
    yield client.map(FIRM, on=DAY)
    yield client.ownership(FIRM, on=DAY)


def _of_screening(client: Client, folder: Path) -> Iterator[Mapping[str, Any]]:
    file = folder / "名单.csv"
    file.write_text(f"统一社会信用代码,名称\n{FIRM},\n", "utf-8")
    one = client.screen("permit", code=FIRM, view="office")
    assert one["receipt"] is not None
    yield one
    yield client.screen_batch("permit", [{"code": FIRM}])
    yield client.screen_file("permit", file)
    yield client.answers(one["receipt"]["id"])
    yield client.receipt(one["receipt"]["id"])
    yield client.receipts(FIRM)
    yield client.changes()


def _of_rules(client: Client) -> Iterator[Mapping[str, Any]]:
    yield client.measures(kind="punishment")
    yield client.patterns()
    yield client.rules()
    yield client.rule(FOOD)
    yield client.evaluate(json.loads(SCENARIO.read_text("utf-8")))
    yield client.health()
    yield client.ready()
