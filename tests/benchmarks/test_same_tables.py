"""What the benchmark compares in speed is the same in content: hand-written SQL and ``propagate()``, row by row."""

import re
from collections import Counter
from datetime import date
from functools import cache
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.clauses import CLAUSES
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.benchmarks.by_hand import CLAUSE_TABLE, ByHand
from tests.benchmarks.registry import registry
from tests.oracle.worlds import one_world, together

TODAY = date(2026, 11, 23)
DAYS = [date(2022, 2, 28), date(2022, 3, 1), date(2024, 6, 30), TODAY]
EVENTS = 2_000


@cache
def frames() -> dict[str, pl.DataFrame]:
    return registry(EVENTS)


@cache
def judged(on: date) -> Result:
    return propagate(Facts.from_frames(frames()), load_rulebook().enabled(), on)


def difference(by_engine: pl.DataFrame, by_hand: pl.DataFrame) -> tuple[Counter, Counter]:
    """Rows that only one of the two has, with how often."""
    mine, other = Counter(by_engine.rows()), Counter(by_hand.select(by_engine.columns).rows())
    return mine - other, other - mine


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_the_clause_table_by_hand_is_that_of_the_engine(on):
    by_hand = pl.DataFrame(ByHand(frames()).clause_table(on))

    assert by_hand.schema == judged(on).clauses.to_native().schema
    assert difference(judged(on).clauses.to_native(), by_hand) == (Counter(), Counter())


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_the_verdicts_by_hand_are_those_of_the_engine(on):
    by_hand = pl.DataFrame(ByHand(frames()).clauses_and_verdicts(on))

    assert_frame_equal(judged(on).verdicts.to_native().drop("near"), by_hand, check_row_order=False)


def test_the_clause_table_by_hand_is_that_of_the_engine_on_the_worlds_of_the_oracle():
    random = Random("by hand")
    facts = Facts.from_rows(together([one_world(random, f"w{number}-") for number in range(400)]))

    by_hand = ByHand({name: table.to_native() for name, table in facts.tables.items()}).clause_table(TODAY)

    expected = propagate(facts, load_rulebook().enabled(), TODAY).clauses.to_native()
    assert difference(expected, pl.DataFrame(by_hand)) == (Counter(), Counter())


def test_frames_copied_into_the_database_give_the_same():
    copied = pl.DataFrame(ByHand(frames(), copied=True).clause_table(TODAY))

    assert difference(judged(TODAY).clauses.to_native(), copied) == (Counter(), Counter())


def test_one_year_more_in_the_sql_is_seen():
    longer = re.sub("(?m)^(.*'CN-FOOD-135-1',.*'fixed'.*) 5, ", r"\1 6, ", CLAUSE_TABLE)

    by_hand = pl.DataFrame(ByHand(frames()).clause_table(TODAY, longer))

    only_engine, only_hand = difference(judged(TODAY).clauses.to_native(), by_hand)
    assert {row[1] for row in only_engine} == {row[1] for row in only_hand} == {"CN-FOOD-135-1"}


def test_every_rule_is_set_in_motion_and_every_clause_holds_and_fails_somewhere():
    rules = {rule.id for rule in load_rulebook().enabled().rules}

    table = pl.concat([judged(on).clauses.to_native() for on in DAYS])

    assert set(table["rule"]) == rules
    assert {clause.name: set(table[clause.name]) for clause in CLAUSES} == {clause.name: {True, False} for clause in CLAUSES}


def test_the_same_seed_gives_the_same_registry():
    again = registry(EVENTS)

    assert all(table.equals(frames()[name]) for name, table in again.items())
