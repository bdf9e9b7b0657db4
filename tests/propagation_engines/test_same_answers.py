"""The same facts in tables of another library give the same answers: Polars rows, Spark, pandas, Arrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import narwhals as nw
import pytest

from graph_service.errors import InputError
from graph_service.model.facts import JUDGED_TABLES, FactRows
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.oracle.worlds import DAYS, one_world
from tests.rules.case_files import read_cases, rules_with_cases
from tests.tiers import FULL

RULES = cache(load_rulebook)
#: Random worlds beside the cases of all rules; the full tier takes 7,000 on each of the three days.
WORLDS = 7_000 if FULL else 150
#: Spark takes its time over the plan of each rule: every run tries few, of different kinds; a full run all.
FEW_RULES = frozenset(
    {"CN-FOOD-135-1", "CN-CO-178-4", "CN-COURT-CONSUMPTION", "CN-SAFE-94", "CN-BID-53-54-60", "BJ-R1-MARKET-BAN"}
)
SPARK_RULES = cache(lambda: RULES() if FULL else RULES().only(FEW_RULES))
#: The day of most rule cases, a day on which laws change, and a leap day.
ON_DAYS = [date(2026, 11, 23), date(2024, 7, 1), date(2024, 2, 29)]


def bids() -> FactRows:
    """Give bidders with every relation that a rule looks for, and one that the record leaves open."""
    firms, named = [f"bid-{letter}" for letter in "abcdef"], {"kind": "bid", "category": "bid.same_lot"}
    return {
        "organizations": [
            {
                "id": firm,
                "name": firm,
                "type": "branch" if firm == "bid-b" else "company",
                "parent": "bid-a" if firm == "bid-b" else None,
            }
            for firm in firms
        ],
        "persons": [{"id": "bid-p", "name": "甲", "confirmed": True}],
        "roles": [{"person": "bid-p", "organization": firm, "role": "legal_representative"} for firm in ("bid-c", "bid-d")],
        "holdings": [
            {"holder": "bid-e", "organization": "bid-f", "share": 0.6},
            {"holder": "bid-a", "organization": "bid-f", "share_min": 0.1},
        ],
        "events": [named | {"id": "bid-1", "decision_date": DAYS[5], "bid_date": DAYS[5]}],
        "participants": [{"event": "bid-1", "organization": firm} for firm in firms],
    }


@cache
def facts() -> Facts:
    """Put random worlds, the cases of all rules and the bids side by side."""
    random = Random("the same on every engine")
    worlds: list[FactRows] = [one_world(random, f"w{number}-") for number in range(WORLDS)]
    worlds += [case.rows for number, rule in enumerate(rules_with_cases()) for case in read_cases(rule, f"r{number}:")]
    worlds.append(bids())
    return Facts.from_rows({table: [row for world in worlds for row in world.get(table, ())] for table in JUDGED_TABLES})


def tables() -> dict[str, nw.DataFrame[Any]]:
    given = facts().tables
    assert given is not None
    return dict(given)


@cache
def on_polars(on: date, rules: Callable[[], RuleBook]) -> dict[str, object]:
    return everything(propagate(facts(), rules(), on))


def everything(result: Result) -> dict[str, object]:
    """Give all that a result says; the rows of the clause table in order."""
    return {
        "schema": dict(result.clauses.schema),
        "clauses": result.clauses.sort(result.clauses.columns).rows(),
        "outcomes": result.outcomes(),
        "post conflicts": result.post_conflicts,
        "relation alerts": result.relation_alerts,
        "inquiries": result.inquiries,
    }


def differing(found: dict[str, object], on: date, rules: Callable[[], RuleBook] = RULES) -> list[str]:
    return [part for part, said in on_polars(on, rules).items() if found[part] != said]


@pytest.fixture(scope="module")
def spark_tables(spark: Any) -> dict[str, Any]:
    return {name: spark.createDataFrame(table.to_arrow()) for name, table in tables().items()}


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.parametrize("on", ON_DAYS if FULL else ON_DAYS[-1:], ids=str)
def test_spark_says_what_polars_says(spark_tables: dict[str, Any], on: date) -> None:
    result = propagate(Facts.from_frames(spark_tables), SPARK_RULES(), on)

    assert differing(everything(result), on, SPARK_RULES) == []


@pytest.mark.spark
@pytest.mark.slow
def test_a_table_that_is_not_there_is_empty_on_spark_too(spark_tables: dict[str, Any]) -> None:
    few = ("organizations", "events", "roles", "persons")
    rules = RULES() if FULL else RULES().only(frozenset({"CN-FOOD-135-1", "CN-CO-178-4"}))
    expected = propagate(Facts.from_frames({name: tables()[name].to_native() for name in few}), rules, ON_DAYS[0])

    result = propagate(Facts.from_frames({name: spark_tables[name] for name in few}), rules, ON_DAYS[0])

    assert everything(result) == everything(expected)


@pytest.mark.parametrize("on", ON_DAYS, ids=str)
def test_pandas_frames_say_what_rows_say(on: date) -> None:
    result = propagate(Facts.from_frames({name: table.to_pandas() for name, table in tables().items()}), RULES(), on)

    assert differing(everything(result), on) == []


def test_arrow_tables_and_lazy_polars_frames_say_what_rows_say() -> None:
    arrow = {name: table.to_arrow() for name, table in tables().items()}
    lazy = {name: table.to_native().lazy() for name, table in tables().items()}

    results = [propagate(Facts.from_frames(given), RULES(), ON_DAYS[0]) for given in (arrow, lazy)]

    assert [differing(everything(result), ON_DAYS[0]) for result in results] == [[], []]


def test_what_is_compared_holds_answers_of_every_kind() -> None:
    said = on_polars(ON_DAYS[0], RULES)

    assert [part for part, found in said.items() if not found] == []


@pytest.mark.parametrize(
    ("name", "change", "place"),
    [
        ("roles", lambda table: table.drop("start"), "roles.start: the column is missing"),
        ("roles", lambda table: table.with_columns(salary=nw.lit(1)), "roles.salary: unknown column"),
        ("people", lambda table: table, "facts: unknown table 'people'"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_place(name: str, change: Any, place: str) -> None:
    given = {name: change(tables()["roles"]).to_native()}

    with pytest.raises(InputError, match=place):
        Facts.from_frames(given)
