"""One rule file → one ``Rule``: every key checked, every word from the closed vocabulary, every number from a parameter."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast, get_args

from graph_service.model.facts import EVENT_DAYS, ROLES
from graph_service.policy.parameters import check_date_order, first_day
from graph_service.policy.schema import (
    AsOf,
    Effect,
    LegalBasis,
    Liability,
    Measure,
    RequiredFact,
    Rule,
    Selector,
    Target,
    Term,
    TermKind,
    Verified,
    Version,
)
from graph_service.policy.vocabulary import VERDICTS, Vocabulary
from graph_service.policy.yaml_tree import Entry

STATUSES = ("active", "active_uncertain", "historical", "repealed", "draft_unverified")
FORCES = (
    "mandatory",
    "recommended",
    "discretionary",
    "mandatory_for_the_authority",
    "mandatory_if_serious",
    "mandatory_if_underlying_law_else_recommended",
    "recommended_until_awarding_body_decides",
)
ENDS = ("performed", "removed", "order_lifted")
GRADES = ("high", "medium", "low")
#: The day of an authority's decision about one person; the other days are those of the event itself.
STARTS = (*EVENT_DAYS, "own_decision_date")

_REQUIRED = "from status legal_basis targets as_of term effect force"
_OPTIONAL = "law_as_of requires_underlying_basis requires not_targets ambiguity not_modelled"


def read_rule(root: Entry, file_id: str, words: Vocabulary) -> Rule:
    """Read one file of ``rules/``.

    Raises:
        PolicyFileError: with file and line, and what is allowed there.
    """
    fields = root.fields("id title enabled confidence measure trigger versions", "predecessor")
    if fields["id"].text() != file_id:
        raise fields["id"].fault(f"id {fields['id'].text()!r} must be the file's name, {file_id!r}")
    trigger = fields["trigger"].fields("subject categories")
    subject = words.subject_classes[trigger["subject"].choice(words.subject_classes, "subject class")]
    grades = fields["confidence"].fields("text reading")
    return Rule(
        id=file_id,
        title=fields["title"].text(),
        enabled=fields["enabled"].flag(),
        measure=_measure(fields["measure"], words),
        categories=words.expand(_not_empty(trigger["categories"], words.categories, "category")),
        covers=subject.covers,
        reviews=subject.reviews,
        versions=_versions(fields["versions"], words),
        predecessor=fields["predecessor"].choice(words.rule_ids - {file_id}, "rule") if "predecessor" in fields else None,
        confidence={key: entry.choice(GRADES, "grade") for key, entry in grades.items()},
        source_file=f"rules/{file_id}.yaml",
    )


def _versions(entry: Entry, words: Vocabulary) -> tuple[Version, ...]:
    """Read the versions; each holds until the next, and an entry with ``repealed: true`` only ends the one before it."""
    items = entry.items()
    days = [_starts(item) for item in items]
    check_date_order(list(zip(items, days, strict=True)))
    repealed = [_is_repealed(item) for item in items]
    if not items or repealed[0]:
        raise entry.fault("a rule needs a version before it can be repealed")
    for item, is_repealed in zip(items[:-1], repealed[:-1], strict=True):
        if is_repealed:
            raise item.fault("nothing may follow a repeal; write a new rule with `predecessor`")
    ends = [*days[1:], None]
    return tuple(
        _version(item, (day, end), words)
        for item, day, end, is_repealed in zip(items, days, ends, repealed, strict=True)
        if not is_repealed
    )


def _starts(item: Entry) -> date | None:
    found = item.mapping()
    if "from" not in found:
        raise item.fault("key 'from' is missing; write the first day of the version, or null")
    return first_day(found["from"])


def _is_repealed(item: Entry) -> bool:
    if "repealed" not in item.mapping():
        return False
    flag = item.fields("from repealed")["repealed"]
    if not flag.flag():
        raise flag.fault("write `repealed: true`, or leave the entry out")
    return True


def _version(item: Entry, days: tuple[date | None, date | None], words: Vocabulary) -> Version:
    fields = item.fields(_REQUIRED, _OPTIONAL)
    law_day = fields.get("law_as_of")
    return Version(
        valid_from=days[0],
        valid_until=days[1],
        status=fields["status"].choice(STATUSES, "status"),
        legal_basis=tuple(_legal_basis(entry) for entry in _at_least_one(fields["legal_basis"])),
        targets=_targets(fields["targets"], words),
        as_of=_as_of(fields["as_of"]),
        term=_term(fields["term"], days, words),
        effect=_word(fields["effect"], Effect, "effect"),
        force=fields["force"].choice(FORCES, "force"),
        law_as_of="evaluation_date" if law_day and _law_day(law_day) == "evaluation_date" else "decision_date",
        requires_underlying_basis=_flag(fields, "requires_underlying_basis"),
        requires=tuple(_required_fact(entry) for entry in fields["requires"].items()) if "requires" in fields else (),
        not_targets=fields["not_targets"].choices(ROLES, "role") if "not_targets" in fields else (),
        ambiguity=fields["ambiguity"].text() if "ambiguity" in fields else None,
        not_modelled=fields["not_modelled"].texts() if "not_modelled" in fields else (),
    )


def _law_day(entry: Entry) -> str:
    return entry.choice(("decision_date", "evaluation_date"), "day of the law")


def _measure(entry: Entry, words: Vocabulary) -> Measure:
    fields = entry.fields("code name list_category", "industry")
    category = fields["list_category"]
    return Measure(
        code=fields["code"].text(),
        name=fields["name"].text(),
        list_category=None if category.is_null else category.text(),
        industry=fields["industry"].choice(words.industries, "industry") if "industry" in fields else None,
    )


def _legal_basis(entry: Entry) -> LegalBasis:
    fields = entry.fields("instrument article verified quote", "note")
    quote = fields["quote"]
    return LegalBasis(
        instrument=fields["instrument"].text(),
        article=fields["article"].text(),
        verified=_word(fields["verified"], Verified, "mark of verification"),
        quote=None if quote.is_null else quote.text(),
        note=fields["note"].text() if "note" in fields else None,
    )


def _targets(entry: Entry, words: Vocabulary) -> tuple[Target, ...]:
    targets = tuple(_target(item, words) for item in _at_least_one(entry))
    for index, target in enumerate(targets):
        if target.role in {earlier.role for earlier in targets[:index]}:
            raise entry.items()[index].fault(f"role {target.role!r} is listed twice")
    return targets


def _target(entry: Entry, words: Vocabulary) -> Target:
    fields = entry.fields("role liability", "office_alone note")
    alone = fields["office_alone"].choice(VERDICTS, "verdict") if "office_alone" in fields else "reach"
    return Target(
        role=fields["role"].choice(words.target_roles, "role"),
        liability=_word(fields["liability"], Liability, "liability"),
        office_alone="review" if alone == "review" else "reach",
        note=fields["note"].text() if "note" in fields else None,
    )


def _as_of(entry: Entry) -> AsOf:
    fields = entry.fields("selector", "also_review newcomer")
    selector: Selector = _word(fields["selector"], Selector, "selector")
    also: tuple[Selector, ...] = ()
    if "also_review" in fields:
        also = tuple(_word(item, Selector, "selector") for item in fields["also_review"].items())
        if selector in also or len(set(also)) != len(also):
            raise fields["also_review"].fault("each day may be named once, and not the selector itself")
    newcomer = fields["newcomer"].choice(VERDICTS, "verdict") if "newcomer" in fields else "reach"
    return AsOf(selector, also, "review" if newcomer == "review" else "reach")


def _term(entry: Entry, days: tuple[date | None, date | None], words: Vocabulary) -> Term:
    fields = entry.fields("kind start", "years ends_on min_years max_years")
    kind: TermKind = _word(fields["kind"], TermKind, "kind of term")
    if (kind == "fixed") != ("years" in fields):
        raise entry.fault("a fixed term names its years, and only a fixed term does")
    if kind != "decision_defined" and ("min_years" in fields or "max_years" in fields):
        raise entry.fault("only a term that the decision defines has min_years and max_years")
    numbers = {key: _parameter(fields[key], days, words) for key in ("years", "min_years", "max_years") if key in fields}
    return Term(
        kind=kind,
        start=fields["start"].choice(STARTS, "day"),
        years=numbers.get("years"),
        ends_on=fields["ends_on"].choices(ENDS, "end") if "ends_on" in fields else (),
        min_years=numbers.get("min_years"),
        max_years=numbers.get("max_years"),
    )


def _parameter(entry: Entry, days: tuple[date | None, date | None], words: Vocabulary) -> int:
    """Read ``{parameter: NAME}``; the parameter must have one and the same value on every day of the version."""
    name = entry.fields("parameter")["parameter"]
    parameter = words.parameters[name.choice(words.parameters, "parameter")]
    values = parameter.values_within(*days)
    if len(values) != 1 or values[0] is None:
        raise name.fault(
            f"parameter {parameter.id!r} has the values {values} (None: no value yet) during this version; "
            "start a new version on the day the value changes"
        )
    return values[0]


def _required_fact(entry: Entry) -> RequiredFact:
    fields = entry.fields("fact missing")
    fact = cast(Literal["debt_large"], fields["fact"].choice(("debt_large",), "fact"))
    missing = cast(Literal["review", "not_affected"], fields["missing"].choice(("review", "not_affected"), "verdict"))
    return RequiredFact(fact, missing)


def _word(entry: Entry, kind: object, what: str) -> Any:  # one of the words of the literal type `kind`
    return entry.choice(get_args(kind), what)


def _flag(fields: dict[str, Entry], key: str) -> bool:
    return key in fields and fields[key].flag()


def _at_least_one(entry: Entry) -> list[Entry]:
    if not entry.items():
        raise entry.fault("at least one entry is needed")
    return entry.items()


def _not_empty(entry: Entry, allowed: frozenset[str], what: str) -> tuple[str, ...]:
    _at_least_one(entry)
    return entry.choices(allowed, what)
