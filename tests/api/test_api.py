"""The contract of ``/v1``: answers, problem details, what is refused, and what every answer carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.api.guard import MAX_BODY
from graph_service.api.inputs import MAX_DEPTH
from graph_service.api.problems import STATUS, status_of
from graph_service.errors import GraphServiceError, SchemaError, StoreUnavailableError
from graph_service.query.subject_map import subject_card
from tests.web.fakes import EVENT, FIRM, fake_services
from tests.web.serving import running

SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios"


@contextmanager
def client_of(app: Any) -> Iterator[httpx.Client]:
    with running(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with client_of(create_app(fake_services())) as client:
        yield client


@pytest.fixture
def scenario() -> dict[str, Any]:
    return json.loads(sorted(SCENARIOS.rglob("C01.json"))[0].read_text(encoding="utf-8"))


def test_an_organisation_is_found_by_its_code_as_a_register_prints_it(client: httpx.Client) -> None:
    answer = client.get("/v1/subjects/by-code/９１１１０１０５ma0fake17j")

    assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (200, FIRM, "北京天和食品有限公司")


def test_a_person_is_found_by_key_with_a_masked_id_number(client: httpx.Client) -> None:
    answer = client.get("/v1/subjects/p-li").json()

    assert (answer["name"], answer["masked_id"]) == ("李淑芬", "1101**********0014")


def test_outcomes_carry_every_clause_the_article_and_the_source_row(client: httpx.Client) -> None:
    outcomes = client.get("/v1/subjects/p-wang/outcomes", params={"on": "2026-11-23"}).json()["outcomes"]

    food = next(one for one in outcomes if one["rule"] == "CN-FOOD-135-1")
    failed = [clause["name"] for clause in food["clauses"] if clause["holds"] is False]
    assert (food["status"], failed) == ("review", ["held_on_the_day"])
    assert "法定代表人" in food["articles"][0]["quote"]
    rows = {(source["source_file"], source["source_row"]) for source in food["sources"]}
    assert ("登记抽取_主要人员.csv", 2) in rows
    assert {"source_hash", "load_id", "recorded_from"} <= set(food["sources"][0])


def test_a_fact_says_what_is_on_record_and_where_it_comes_from(client: httpx.Client) -> None:
    found = client.get("/v1/facts/f-role-00").json()

    said = {line["column"]: line["value"]["zh"] for line in found["said"]}
    assert said | {"end": "2024-02-09"} == said
    assert (said["person"], said["role"], found["source_row"]) == ("王建国", "法定代表人", 2)
    assert client.get("/v1/facts/none").status_code == 404


def test_the_day_decides_and_nobody_is_reached_on_the_day_before_the_decision(client: httpx.Client) -> None:
    def statuses(day: str) -> dict[str, str]:
        around = client.get(f"/v1/subjects/{FIRM}/map", params={"on": day}).json()
        return {one["id"]: one["status"] for one in around["subjects"] if one["status"] in {"punished", "reached"}}

    assert statuses("2024-03-15") == {FIRM: "punished", "p-zhang": "reached"}
    assert statuses("2024-03-14") == {}


def test_the_map_tells_states_relationships_and_hidden_neighbours(client: httpx.Client) -> None:
    around = client.get(f"/v1/subjects/{FIRM}/map", params={"on": "2026-11-23"}).json()

    by_id = {one["id"]: one for one in around["subjects"]}
    assert {key: by_id[key]["statuses"][0] for key in ("p-zhang", "p-li", "p-wang", "p-zhao")} == {
        "p-zhang": "reached",
        "p-li": "pending",
        "p-wang": "review",
        "p-zhao": "not_affected",
    }
    assert "conflict" in by_id["p-zhang"]["statuses"]
    assert by_id["91110105MA0FAKE68T"]["hidden"] == 14
    words = {one["words"]["zh"] for one in around["relationships"]}
    assert {"法定代表人", "持股 44.71 %", "持股 10 %–25 %", "持股（比例未知）"} <= words
    left = next(one for one in around["relationships"] if one["fact"] == "f-role-00")
    assert (left["end"], left["last_day"], left["former"]) == ("2024-02-10", "2024-02-09", True)
    assert left["registered_on"] == "2018-01-10"
    assert left["days"]["en"] == "2018-01-05 to 2024-02-09; registered on 2018-01-10"
    assert around["events"][EVENT]["source"]["source_row"] == 12


def test_a_decision_without_effect_on_its_subject_is_told_apart_until_it_is_removed_or_annulled() -> None:
    services = fake_services()
    services.graph.change_events(category="penalty.other", annulled_date=date(2025, 1, 1))  # type: ignore[attr-defined]  # a fake

    def statuses(on: date) -> object:
        return subject_card(services, FIRM, on)["statuses"]

    assert statuses(date(2024, 3, 14)) == []
    assert statuses(date(2024, 3, 15)) == ["on_record"]
    assert statuses(date(2025, 1, 1)) == []


def test_the_ownership_of_a_subject_is_told_up_and_down_as_a_lead(client: httpx.Client) -> None:
    found = client.get(f"/v1/subjects/{FIRM}/ownership", params={"on": "2026-11-23", "limit": 5}).json()

    assert {"owners", "holders", "paths", "unattributed", "truncated"} <= set(found["up"])
    assert found["lead"]["zh"] == "线索，非认定"
    assert found["definitions"]["controlling_shareholder"]["from"] == "2024-07-01"
    assert len(found["up"]["paths"]) <= 5
    assert client.get("/v1/subjects/p-li/ownership").json()["up"] is None
    assert client.get("/v1/subjects/nobody/ownership").status_code == 404
    assert client.get(f"/v1/subjects/{FIRM}/ownership", params={"limit": 0}).status_code == 422


def test_a_limit_truncates_the_map_and_says_so(client: httpx.Client) -> None:
    around = client.get(f"/v1/subjects/{FIRM}/map", params={"limit": 5}).json()

    assert (len(around["subjects"]), around["truncated"]) == (5, True)
    assert around["hidden_total"] > 0


@pytest.mark.parametrize("query", ["limit=0", "limit=301", "limit=1.5", "on=2026-1-1", "on=today", "unknown=1", "limit=true"])
def test_a_malformed_query_is_refused_with_its_place(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/v1/subjects/{FIRM}/map?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["where"] == f"query.{query.partition('=')[0]}"


def test_the_catalogue_of_measures_says_who_carries_a_measure_out_and_how_that_is_known() -> None:
    with client_of(create_app(fake_services(broken=StoreUnavailableError("down")))) as client:
        found = client.get("/v1/measures", params={"kind": "punishment", "field": "market"}).json()

    loans = next(one for one in found["measures"] if one["code"] == "loan_rate_raised")
    assert (loans["name"]["zh"], loans["binding"], loans["paragraph"]) == ("提高贷款利率", "recommended", "二（三）2")
    assert [(one["name"]["zh"], one["verified"]) for one in loans["departments"]] == [("商业银行", "S")]
    air = next(one for one in found["measures"] if one["code"] == "air_travel_restriction")
    assert (air["needs"], air["binding"], air["binding_note"]["verified"]) == ("court_order", "mandatory", "M")
    assert [one["verified_words"]["zh"] for one in air["departments"]] == ["按职能推定，市级清单未取得"] * 2


def test_the_four_kinds_of_conduct_come_with_the_catalogue(client: httpx.Client) -> None:
    conduct = client.get("/v1/measures").json()["conduct"]

    assert [one["name"]["zh"] for one in conduct][-1] == "危害国防利益和拒不履行国防义务"
    assert [trigger["enabled"] for trigger in conduct[-1]["triggers"]] == [False]
    assert "未取得经核对的法律条文" in conduct[-1]["triggers"][0]["reason"]["zh"]


@pytest.mark.parametrize("query", ["kind=penalty", "field=economic", "kind=", "unknown=1"])
def test_a_choice_of_measures_that_does_not_exist_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/v1/measures?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, f"query.{query.partition('=')[0]}")


def test_a_given_scenario_is_judged_without_a_store(scenario: dict[str, Any]) -> None:
    broken = create_app(fake_services(broken=StoreUnavailableError("down")))
    with client_of(broken) as client:
        answer = client.post("/v1/evaluate", json=scenario)

    found = {(one["subject"], one["from"], one["to"]) for one in answer.json()["in_force"]}
    assert found == {(one["subject"], one["from"], one["to"]) for one in scenario["expect"]["in_force"]}


def test_a_malformed_scenario_is_refused_with_the_name_of_the_field(client: httpx.Client, scenario: dict[str, Any]) -> None:
    scenario["events"][0]["decision_date"] = "15 March"

    answer = client.post("/v1/evaluate", json=scenario)

    assert (answer.status_code, answer.json()["where"]) == (422, "events[0].decision_date")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "is not JSON"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "nested more than"),
        (b'{"a":[' + b"0," * 200_001 + b"0]}", "more than 200000 values"),
        (b'{"evaluate_on": NaN}', "evaluate_on"),
    ],
)
def test_a_body_that_no_scenario_has_is_refused(client: httpx.Client, body: bytes, words: str) -> None:
    answer = client.post("/v1/evaluate", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert words in json.dumps(answer.json())


def test_brackets_inside_of_texts_are_no_depth(client: httpx.Client, scenario: dict[str, Any]) -> None:
    scenario["title"] = "[" * 100 + '\\"' + "{" * 100

    assert client.post("/v1/evaluate", json=scenario).status_code == 200


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(6):
            yield b" " * (MAX_BODY // 5)

    head = {"content-type": "application/json"}
    announced = client.post("/v1/evaluate", content=b" " * (MAX_BODY + 1), headers=head)
    chunked = client.post("/v1/evaluate", content=chunks(), headers=head)

    assert [announced.status_code, chunked.status_code] == [413, 413]
    assert announced.headers["content-type"] == chunked.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("DELETE", "/v1/health", 405, "method-not-allowed"),
        ("GET", "/v1/subjects/p-nobody", 404, "not-found"),
        ("GET", "/v1/subjects/by-code/91110105MA0FAKE999", 404, "not-found"),
        ("POST", "/v1/evaluate", 422, "bad-input"),
        ("GET", "/v1/subjects/by-code/110101190001010014", 422, "bad-input"),
    ],
)
def test_every_error_is_a_problem_with_a_kind(client: httpx.Client, method: str, path: str, status: int, kind: str) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:graph-service:problem:{kind}"
    assert {"title", "status", "detail"} <= set(answer.json())


def test_a_rejected_id_number_is_not_repeated(client: httpx.Client) -> None:
    answer = client.get("/v1/subjects/by-code/110101190001010014")

    assert "110101190001010014" not in answer.text


def test_what_was_not_foreseen_is_answered_without_a_trace() -> None:
    with client_of(create_app(fake_services(broken=RuntimeError("secret detail")))) as client:
        answer = client.get(f"/v1/subjects/{FIRM}")

    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:graph-service:problem:internal"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_class_of_error_has_its_status_in_the_one_table() -> None:
    def classes(kind: type[GraphServiceError]) -> Iterator[type[GraphServiceError]]:
        yield kind
        for below in kind.__subclasses__():
            yield from classes(below)

    ours = {kind for kind in classes(GraphServiceError) if kind.__module__ == "graph_service.errors"}
    assert ours == set(STATUS)
    assert status_of(StoreUnavailableError("down")) == 503


def test_liveness_asks_no_store_and_readiness_names_what_is_missing() -> None:
    with client_of(create_app(fake_services(broken=StoreUnavailableError("graph is down")))) as client:
        live, ready = client.get("/v1/health"), client.get("/v1/ready")

    assert (live.status_code, ready.status_code) == (200, 503)
    assert set(ready.json()["reasons"]) == {"graph", "ledger", "schema"}


def test_a_graph_without_its_constraints_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_schema() -> None:
        raise SchemaError("constraint person_id is missing", hint="Run graph-service doctor.")

    services = fake_services()
    monkeypatch.setattr(services.graph, "check_schema", no_schema)
    with client_of(create_app(services)) as client:
        ready = client.get("/v1/ready")

    assert (ready.status_code, list(ready.json()["reasons"])) == (503, ["schema"])
    assert "person_id" in ready.json()["reasons"]["schema"]


def test_a_ready_service_lists_what_was_asked(client: httpx.Client) -> None:
    assert client.get("/v1/ready").json() == {"status": "ready", "checked": ["graph", "ledger", "schema"]}


def test_an_unanswering_store_is_a_503_that_may_be_tried_again() -> None:
    with client_of(create_app(fake_services(broken=StoreUnavailableError("graph is down")))) as client:
        answer = client.get(f"/v1/subjects/{FIRM}")

    assert (answer.status_code, answer.json()["retryable"], answer.headers["retry-after"]) == (503, True, "1")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_foreign_host_name_is_refused(client: httpx.Client, host: str) -> None:
    answer = client.get("/v1/health", headers={"host": host})

    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "[::1]:8765", "127.0.0.1:8765"])
def test_loopback_host_names_are_served(client: httpx.Client, host: str) -> None:
    assert client.get("/v1/health", headers={"host": host}).status_code == 200


def test_every_answer_carries_the_policy_and_personal_data_is_not_stored(client: httpx.Client) -> None:
    answer = client.get("/v1/subjects/p-li")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_description_and_its_page_need_nothing_from_outside(client: httpx.Client) -> None:
    page = client.get("/v1/docs").text

    assert "http:" not in page
    assert "https:" not in page
    assert client.get("/v1/static/vendor/swagger-ui-5.35.0-bundle.js").status_code == 200
    assert "/v1/inbox" in client.get("/v1/openapi.json").json()["paths"]
