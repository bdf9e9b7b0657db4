"""How long a measure lasts: which term of the rule applies, its first and last day, scope and flag; and what facts say."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, or_

import narwhals as nw

from graph_service.policy.schema import FactTest
from graph_service.propagation import days
from graph_service.propagation.compiled import CompiledRules
from graph_service.propagation.facts import Facts, Frame
from graph_service.propagation.slots import Condition

#: What an outcome may say beside its state: ``docs/semantics.md`` tells what each means.
DISCLOSED_WITH, HONOUR_ON_RECORD, TERM_NOT_STATED = "disclosed_with", "honour_on_record", "term_not_stated"

_TERM = {"kind": "term_kind", "start": "term_start", "years": "rule_years", "min_years": "min_years", "max_years": "max_years"}
_NO_TEXT = nw.lit(None, dtype=nw.String())


def says(test: FactTest) -> nw.Expr:
    """Whether the event's fact says what the test wants: true, false, or null where nobody has stated it."""
    fact = nw.col(test.fact)
    if test.holds is not None:
        return fact if test.holds else ~fact
    if test.any_of:
        return fact.is_in(list(test.any_of))
    nothing = nw.lit(None, dtype=nw.Boolean())
    otherwise = nothing
    if test.denied_by:
        otherwise = nw.when(_contains(fact, test.denied_by)).then(nw.lit(value=False)).otherwise(nothing)
    return nw.when(_contains(fact, test.contains)).then(nw.lit(value=True)).otherwise(otherwise)


def _contains(fact: nw.Expr, pieces: tuple[str, ...]) -> nw.Expr:
    return reduce(or_, (fact.str.contains(piece, literal=True) for piece in pieces))


def required_facts(compiled: CompiledRules) -> dict[str, nw.Expr]:
    """Clauses on the facts that a rule asks for: not false, and stated where silence sends to review."""
    holds, stated = [nw.lit(value=True)], [nw.lit(value=True)]
    for number, test in enumerate(compiled.tests):
        needs, silence, said = nw.col(f"needs_{number}"), nw.col(f"silence_{number}"), says(test)
        holds.append(~needs | nw.coalesce(said, silence))
        stated.append(~silence | ~said.is_null())
    return {"fact_not_denied": reduce(and_, holds), "fact_stated": reduce(and_, stated)}


def chosen_term(compiled: CompiledRules) -> dict[str, nw.Expr]:
    """The term that applies: the first alternative whose condition holds, else the rule's own."""
    own = {name: nw.col(column) for name, column in _TERM.items()}
    for number in reversed(range(compiled.alternatives)):
        when = nw.col(f"alt{number}_when")
        applies = reduce(or_, ((when == index) & _holds(each) for index, each in enumerate(compiled.conditions)))
        applies = applies.fill_null(value=False)
        other = {name: nw.col(f"alt{number}_{name}") for name in own}
        other["start"] = nw.coalesce(other["start"], nw.col("term_start"))
        own = {name: nw.when(applies).then(other[name]).otherwise(own[name]) for name in own}
    return {column: own[name] for name, column in _TERM.items()}


def _holds(condition: Condition) -> nw.Expr:
    tests, stated = condition
    facts = [says(test).fill_null(value=False) for test in tests]
    return reduce(or_, [*facts, *(~nw.col(day).is_null() for day in stated)])


def with_term(table: Frame, facts: Facts, compiled: CompiledRules, on: date) -> Frame:
    """Add first and last day of the measure, whether it lasts for life, its flag, and the day from which early removal may be asked for."""
    by_person = _stated_for_person()
    decided = nw.when(by_person).then(nw.col("sanction_years")).otherwise(nw.col("term_years"))
    for_life = nw.when(by_person).then(nw.col("sanction_lifetime")).otherwise(nw.col("lifetime")).fill_null(value=False)
    by_decision = nw.col("term_kind") == "decision_defined"
    by_rule = nw.when(nw.col("term_kind") == "fixed").then(nw.col("rule_years"))
    correction = nw.when(nw.col("correction_date") <= on).then(nw.col("correction_date"))
    corrected = nw.when(nw.col("early_from_correction")).then(correction).otherwise(nw.col("first_day"))
    table = table.with_columns(
        first_day=days.term_start(compiled.term_starts),
        years=nw.when(by_decision).then(decided).otherwise(by_rule),
        lifetime=(nw.col("term_kind") == "lifetime") | (by_decision & for_life),
    )
    last_day = days.shifted(nw.col("first_day"), nw.col("years"), "y", compiled.years | facts.years)
    return table.with_columns(
        last_day=nw.when(~nw.col("lifetime")).then(last_day),
        early_removal_from=days.shifted(corrected, nw.col("early_months"), "mo", compiled.months),
        flag=_flag(),
    )


def _stated_for_person() -> nw.Expr:
    """Whether the decision against the person says how long it lasts."""
    return nw.col("sanction_lifetime").fill_null(value=False) | ~nw.col("sanction_years").is_null()


def otherwise_than_the_law() -> nw.Expr:
    """Whether a decision that must impose the term of the law states another one for the person."""
    by_law = nw.col("own_decision") & nw.col("term_kind").is_in(["fixed", "lifetime"])
    for_life = nw.col("sanction_lifetime").fill_null(value=False) == (nw.col("term_kind") == "lifetime")
    years = nw.col("sanction_years").fill_null(0) == nw.col("rule_years").fill_null(0)
    return by_law & _stated_for_person() & ~(for_life & years)


def _flag() -> nw.Expr:
    honoured = nw.col("asks_honours") & nw.col("honoured").fill_null(value=False)
    open_end = (nw.col("term_kind") == "decision_defined") & ~nw.col("lifetime") & nw.col("years").is_null()
    flag = nw.when(open_end).then(nw.lit(TERM_NOT_STATED)).otherwise(_NO_TEXT)
    flag = nw.when(honoured).then(nw.lit(HONOUR_ON_RECORD)).otherwise(flag)
    return nw.when(nw.col("disclosed_with").fill_null(value=False)).then(nw.lit(DISCLOSED_WITH)).otherwise(flag)
