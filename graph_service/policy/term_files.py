"""The parts of a rule file that speak of terms and facts: how long a measure lasts, from which day, and on what it turns."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast, get_args

from graph_service.model.facts import EVENT_DAYS
from graph_service.policy.schema import Alternative, FactTest, MappedVerdict, Term, TermKind
from graph_service.policy.vocabulary import VERDICTS, Vocabulary
from graph_service.policy.yaml_tree import Entry

ENDS = ("performed", "removed", "order_lifted")
#: The day of an authority's decision about one person; the other days are those of the event itself.
STARTS = (*EVENT_DAYS, "own_decision_date")
SCOPES = ("same_industry",)
#: What a rule may ask of an event: yes/no facts, and facts in words.
YES_NO_FACTS = ("debt_large", "evidence_against_lr")
WORD_FACTS = ("category", "severity", "accident_level", "sentence", "reason", "performance", "industry")

Days = tuple[date | None, date | None]


def read_term(entry: Entry, days: Days, words: Vocabulary) -> Term:
    """Read how long the measure lasts; ``days`` are those of the version, on all of which a parameter must have one value.

    Raises:
        PolicyFileError: with file and line, and what is allowed there.
    """
    fields = entry.fields("kind start", "years ends_on min_years max_years before_start scope alternatives")
    kind = cast(TermKind, fields["kind"].choice(get_args(TermKind), "kind of term"))
    numbers = _numbers(entry, kind, days, words)
    before = fields["before_start"].choice(VERDICTS, "verdict") if "before_start" in fields else "reach"
    others = fields["alternatives"].items() if "alternatives" in fields else []
    return Term(
        kind=kind,
        start=_start(fields["start"]),
        years=numbers.get("years"),
        ends_on=fields["ends_on"].choices(ENDS, "end") if "ends_on" in fields else (),
        min_years=numbers.get("min_years"),
        max_years=numbers.get("max_years"),
        before_start=cast(MappedVerdict, before),
        scope=fields["scope"].choice(SCOPES, "scope") if "scope" in fields else None,
        alternatives=tuple(_alternative(item, days, words) for item in others),
    )


def _numbers(entry: Entry, kind: str, days: Days, words: Vocabulary) -> dict[str, int]:
    """Read the years of a fixed term, or the range of one that the decision defines."""
    fields = entry.mapping()
    if (kind == "fixed") != ("years" in fields):
        raise entry.fault("a fixed term names its years, and only a fixed term does")
    if kind != "decision_defined" and ("min_years" in fields or "max_years" in fields):
        raise entry.fault("only a term that the decision defines has min_years and max_years")
    keys = ("years", "min_years", "max_years")
    return {key: read_parameter_value(fields[key], days, words, unit="years") for key in keys if key in fields}


def read_parameter_value(entry: Entry, days: Days, words: Vocabulary, *, unit: str) -> int:
    """Read ``{parameter: NAME}``; the parameter must have one and the same value on every day of the version."""
    name = entry.fields("parameter")["parameter"]
    parameter = words.parameters[name.choice(words.parameters, "parameter")]
    if parameter.unit != unit:
        raise name.fault(f"parameter {parameter.id!r} counts {parameter.unit}; {unit} are needed here")
    values = parameter.values_within(*days)
    if len(values) != 1 or values[0] is None:
        raise name.fault(
            f"parameter {parameter.id!r} has the values {values} (None: no value yet) during this version; "
            "start a new version on the day the value changes"
        )
    return values[0]


def read_test(entry: Entry, besides: str = "") -> FactTest:
    """Read what a fact of the event must say; ``besides``: further keys that the entry may have."""
    fields = entry.fields("fact", f"is any_of contains denied_by {besides}")
    yes_no = "is" in fields
    given = [key for key in ("is", "any_of", "contains") if key in fields]
    if len(given) != 1 or ("denied_by" in fields and "contains" not in fields):
        raise entry.fault("give exactly one of is, any_of, contains; denied_by goes with contains")
    return FactTest(
        fact=fields["fact"].choice(YES_NO_FACTS if yes_no else WORD_FACTS, "yes/no fact" if yes_no else "fact in words"),
        holds=fields["is"].flag() if yes_no else None,
        any_of=_some(fields, "any_of"),
        contains=_some(fields, "contains"),
        denied_by=_some(fields, "denied_by"),
    )


def _some(fields: dict[str, Entry], key: str) -> tuple[str, ...]:
    if key not in fields:
        return ()
    if not fields[key].items():
        raise fields[key].fault("at least one entry is needed")
    return fields[key].texts()


def _start(entry: Entry) -> tuple[str, ...]:
    """Read the day that a term starts on: one, or the later of several."""
    if isinstance(entry.value, str):
        return (entry.choice(STARTS, "day"),)
    later = entry.fields("later_of")["later_of"]
    if len(later.items()) < 2:  # "the later of" needs two
        raise later.fault("name at least two days, or write the one day alone")
    return later.choices(STARTS, "day")


def _alternative(entry: Entry, days: Days, words: Vocabulary) -> Alternative:
    fields = entry.fields("when kind", "start years min_years max_years")
    kind = fields["kind"].choice(("fixed", "lifetime", "decision_defined"), "kind of alternative term")
    conditions = fields["when"].items()
    if not conditions:
        raise fields["when"].fault("at least one condition is needed")
    stated = [item for item in conditions if "stated" in item.mapping()]
    return Alternative(
        when=tuple(read_test(item) for item in conditions if item not in stated),
        stated=tuple(item.fields("stated")["stated"].choice(EVENT_DAYS, "day") for item in stated),
        kind=cast(Literal["fixed", "lifetime", "decision_defined"], kind),
        start=_start(fields["start"]) if "start" in fields else (),
        **_numbers(entry, kind, days, words),
    )
