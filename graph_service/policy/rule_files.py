"""One rule file → one ``Rule``: every key checked, every word from the closed vocabulary, every number from a parameter."""

from __future__ import annotations

from datetime import date
from typing import Any, cast, get_args

from graph_service.model.facts import ROLES
from graph_service.policy.parameters import check_date_order, first_day
from graph_service.policy.schema import (
    AsOf,
    Effect,
    ExceptionName,
    LegalBasis,
    Liability,
    MappedVerdict,
    Measure,
    Relation,
    Remark,
    RequiredFact,
    Rule,
    Selector,
    Silence,
    Target,
    Verified,
    Version,
)
from graph_service.policy.term_files import read_parameter_value, read_term, read_test
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
GRADES = ("high", "medium", "low")
#: From which day an early removal from a list may be asked for: so long after the first day, or after the conduct was corrected.
COUNTED_FROM = ("first_day", "correction_date")

_REQUIRED = "from status legal_basis targets as_of term effect force"
_OPTIONAL = "law_as_of requires_underlying_basis requires not_targets ambiguity ambiguity_zh not_modelled not_modelled_zh early_removal relations"


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
    early, counted_from = _early_removal(fields["early_removal"], days, words) if "early_removal" in fields else (None, None)
    return Version(
        valid_from=days[0],
        valid_until=days[1],
        status=fields["status"].choice(STATUSES, "status"),
        legal_basis=tuple(read_legal_basis(entry) for entry in _at_least_one(fields["legal_basis"])),
        targets=_targets(fields["targets"], words, required="relations" not in fields),
        as_of=_as_of(fields["as_of"]),
        term=read_term(fields["term"], days, words),
        effect=_word(fields["effect"], Effect, "effect"),
        force=fields["force"].choice(FORCES, "force"),
        law_as_of="evaluation_date" if law_day and _law_day(law_day) == "evaluation_date" else "decision_date",
        requires_underlying_basis=_flag(fields, "requires_underlying_basis"),
        requires=tuple(_required_fact(entry) for entry in fields["requires"].items()) if "requires" in fields else (),
        early_removal_months=early,
        early_removal_from=counted_from,
        relations=tuple(_word(item, Relation, "relation") for item in fields["relations"].items())
        if "relations" in fields
        else (),
        not_targets=fields["not_targets"].choices(ROLES, "role") if "not_targets" in fields else (),
        ambiguity=next(iter(read_remarks(item, "ambiguity")), None),
        not_modelled=read_remarks(item, "not_modelled"),
    )


def _law_day(entry: Entry) -> str:
    return entry.choice(("decision_date", "evaluation_date"), "day of the law")


def _measure(entry: Entry, words: Vocabulary) -> Measure:
    fields = entry.fields("code name list_category", "industry honours")
    category = fields["list_category"]
    return Measure(
        code=fields["code"].text(),
        name=fields["name"].text(),
        list_category=None if category.is_null else category.text(),
        industry=fields["industry"].choice(words.industries, "industry") if "industry" in fields else None,
        honours=_flag(fields, "honours"),
    )


def read_remarks(item: Entry, key: str) -> tuple[Remark, ...]:
    """Read one remark or a list of them under ``key``, and the same in Chinese under ``key_zh``; none where neither is given.

    Raises:
        PolicyFileError: one language is missing, or the lists differ in length.
    """
    given = item.mapping()
    english, chinese = (_texts(given[name]) if name in given else () for name in (key, f"{key}_zh"))
    if len(english) != len(chinese):
        raise item.fault(f"say the same in `{key}` and `{key}_zh`; found {len(english)} and {len(chinese)} texts")
    return tuple(Remark(zh, en) for zh, en in zip(chinese, english, strict=True))


def _texts(entry: Entry) -> tuple[str, ...]:
    return entry.texts() if isinstance(entry.value, list) else (entry.text(),)


def read_legal_basis(entry: Entry) -> LegalBasis:
    """Read one legal ground; a quotation may be null, its mark of verification may not."""
    fields = entry.fields("instrument article verified quote", "note")
    quote = fields["quote"]
    return LegalBasis(
        instrument=fields["instrument"].text(),
        article=fields["article"].text(),
        verified=_word(fields["verified"], Verified, "mark of verification"),
        quote=None if quote.is_null else quote.text(),
        note=fields["note"].text() if "note" in fields else None,
    )


def _targets(entry: Entry, words: Vocabulary, *, required: bool) -> tuple[Target, ...]:
    """Read whom the rule reaches; a rule that only names relations reaches nobody."""
    if not required and entry.items():
        raise entry.fault("a rule with `relations` punishes nobody; leave `targets` empty")
    targets = tuple(_target(item, words) for item in (_at_least_one(entry) if required else ()))
    for index, target in enumerate(targets):
        if target.role in {earlier.role for earlier in targets[:index]}:
            raise entry.items()[index].fault(f"role {target.role!r} is listed twice")
    return targets


def _target(entry: Entry, words: Vocabulary) -> Target:
    fields = entry.fields("role liability", "office_alone unless disclosed_with note")
    return Target(
        role=fields["role"].choice(words.target_roles, "role"),
        liability=_word(fields["liability"], Liability, "liability"),
        office_alone=_verdict(fields, "office_alone"),
        unless=_word(fields["unless"], ExceptionName, "exception") if "unless" in fields else None,
        disclosed_with=_flag(fields, "disclosed_with"),
        note=fields["note"].text() if "note" in fields else None,
    )


def _as_of(entry: Entry) -> AsOf:
    fields = entry.fields("selector", "also_review newcomer unknown")
    selector: Selector = _word(fields["selector"], Selector, "selector")
    also: tuple[Selector, ...] = ()
    if "also_review" in fields:
        also = tuple(_word(item, Selector, "selector") for item in fields["also_review"].items())
        if selector in also or len(set(also)) != len(also):
            raise fields["also_review"].fault("each day may be named once, and not the selector itself")
    if "unknown" in fields and selector != "violation_period":
        raise fields["unknown"].fault(
            "only a violation period may be unknown in this sense; other days fall back by themselves"
        )
    unknown = fields["unknown"].choice(("review", "event_day"), "answer") if "unknown" in fields else "review"
    return AsOf(selector, also, _verdict(fields, "newcomer"), "event_day" if unknown == "event_day" else "review")


def _early_removal(entry: Entry, days: tuple[date | None, date | None], words: Vocabulary) -> tuple[int, str]:
    """Read after how many months, from which day on, the subject may ask to be taken off a list before the term ends."""
    fields = entry.fields("after counted_from")
    months = read_parameter_value(fields["after"], days, words, unit="months")
    return months, fields["counted_from"].choice(COUNTED_FROM, "day")


def _required_fact(entry: Entry) -> RequiredFact:
    silence: Silence = _word(entry.mapping()["missing"], Silence, "answer") if "missing" in entry.mapping() else "review"
    return RequiredFact(read_test(entry, "missing"), silence)


def _verdict(fields: dict[str, Entry], key: str) -> MappedVerdict:
    return cast(MappedVerdict, fields[key].choice(VERDICTS, "verdict")) if key in fields else "reach"


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
