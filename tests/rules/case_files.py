"""Rule cases in the compact form of ``tests/rules/cases/``: facts that a lawyer can read → fact rows and expectations.

``offices``: ``赵甲 legal_representative 2018-01-01..2023-12-31`` (first and last day; either may be left out), with
``registered 2018-03-01`` where the register recorded it, of another firm with ``of 乙公司`` at the end. ``holdings``: ``丁公司``, or with a
share and days ``丁公司 0.51 2020-01-01..``; a range is ``0.4-0.6`` (either end may be left out).
``findings``: ``钱乙 direct`` or ``钱乙 not direct``. ``named``: ``钱乙``, or ``钱乙 court_found``. A case repeats
only what differs from the file's base: mappings are merged, everything else is replaced. ``each: [a, b]`` makes one case of every
word, which then stands wherever the case says ``$each``; ``each: other_categories`` of every category that is not among the file's
``triggers``. ``unnoticed``: see ``test_case_strength.py``.

Expected of a subject: ``reached`` (what the file's ``reached:`` says), ``in_force 2024-03-15..2029-03-15``, another state (with days
or without), or ``not_considered``; after it whatever else the outcome carries, as ``lifetime``, ``scope=…``, ``flag=…``,
``early=2026-05-08``, ``basis=…`` (of the decision). ``relation_alerts``: ``甲公司 乙公司 direct_holding``, with ``?`` at the end where the
record does not settle it. ``clause``: what decides about everybody who is expected otherwise than ``reached``, in the words
of ``docs/semantics.md``; nothing else may stand between them and the measure. Where several clauses fail, the list names them all,
the deciding one first. ``measure``, ``force`` and ``articles`` are those of every outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from graph_service.model.facts import EVENT_DAYS, FactRows, Row
from graph_service.policy.files import read_policy_files
from graph_service.policy.loader import read_vocabulary

FOLDER = Path(__file__).parent / "cases"
FACTS = frozenset(
    "on firms event offices holdings findings named sanctions candidates unconfirmed honoured participants".split()
)
REQUIRED = frozenset({"rule", "reached", "measure", "force", "articles"})
#: Every word of ``categories.yaml``; ``each: other_categories`` stands for those that are not among the file's ``triggers``.
CATEGORIES = read_vocabulary(read_policy_files(None)).categories
CASE_KEYS = FACTS | frozenset("name each clause expect reached articles post_conflicts relation_alerts inquiries".split())
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATES = ("in_force", "pending_decision", "needs_review", "not_affected", "not_considered")


@dataclass(frozen=True)
class RuleCase:
    """One case: the facts, the day, and what is expected of the subjects that it names."""

    rule: str
    name: str
    clauses: tuple[str, ...]
    on: date
    rows: FactRows
    expect: dict[str, str]
    reached: str
    labels: dict[str, Any]
    post_conflicts: set[tuple[str, str, str]] | None
    relation_alerts: set[tuple[str, str, str, bool]] | None
    inquiries: set[tuple[str, str]] | None


def read_cases(rule: str, prefix: str = "") -> list[RuleCase]:
    """Read the cases of one rule; the ids of case number N start with the prefix and ``N:``.

    What holds under an earlier version of the rule may lie in a file of its own, ``<rule>@<version>.yaml``.
    """
    found = []
    for path in sorted(FOLDER.glob(f"{rule}.yaml")) + sorted(FOLDER.glob(f"{rule}@*.yaml")):
        base = _loaded(path)
        version = path.stem.removeprefix(rule)
        others = sorted(CATEGORIES - set(base.pop("triggers", ())))
        base.pop("unnoticed", None)
        named = [case | {"name": f"{case['name']}{version}"} for case in base.pop("cases")]
        found += [(base, each) for case in named for each in _spread(case, others)]
        assert base["rule"] == rule, f"{path.name}: the file's name must be the rule"
        assert REQUIRED <= base.keys() <= REQUIRED | FACTS, f"{path.name}: keys {sorted(base.keys())}"
    return [_case(base, case, f"{prefix}{number}:") for number, (base, case) in enumerate(found)]


def rules_with_cases() -> list[str]:
    return sorted({path.stem.partition("@")[0] for path in FOLDER.glob("*.yaml")})


def unnoticed_changes(rule: str) -> dict[str, str]:
    """Give the changes of the rule that its cases need not notice, each with the reason."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"{rule}.yaml")) + sorted(FOLDER.glob(f"{rule}@*.yaml")):
        found |= _loaded(path).get("unnoticed") or {}
    return found


def _loaded(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def _spread(case: dict[str, Any], others: list[str]) -> list[dict[str, Any]]:
    """Make one case of every word of ``each``."""
    if "each" not in case:
        return [case]
    plain = {key: value for key, value in case.items() if key != "each"}
    words = others if case["each"] == "other_categories" else case["each"]
    return [_filled(plain, str(word)) | {"name": f"{case['name']}：{word}"} for word in words]


def _filled(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {_filled(key, word): _filled(child, word) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, word) for child in value]
    if not isinstance(value, str) or "$each" not in value:
        return value
    filled = value.replace("$each", word)
    return date.fromisoformat(filled) if DAY.fullmatch(filled) else filled


def _case(base: dict[str, Any], case: dict[str, Any], prefix: str) -> RuleCase:
    assert case.keys() <= CASE_KEYS, f"{case['name']}: unknown keys {case.keys() - CASE_KEYS}"
    facts = dict(base)
    for key, value in case.items():
        facts[key] = {**base.get(key, {}), **value} if key in ("firms", "event") else value
    expect = {prefix + str(who): str(said) for who, said in case.get("expect", {}).items()}
    assert all(said.split()[0] in (*STATES, "reached") for said in expect.values()), f"{case['name']}: unknown state"
    conflicts, inquiries, alerts = case.get("post_conflicts"), case.get("inquiries"), case.get("relation_alerts")
    assert expect or conflicts or inquiries or alerts is not None, f"{case['name']}: nothing is expected"
    clause = case.get("clause", [])
    return RuleCase(
        rule=base["rule"],
        name=case["name"],
        clauses=(clause,) if isinstance(clause, str) else tuple(clause),
        on=facts["on"],
        rows=_rows(facts, prefix),
        expect=expect,
        reached=facts["reached"],
        labels={name: facts[name] for name in ("measure", "force", "articles")},
        post_conflicts=None if conflicts is None else {_post(text, prefix) for text in conflicts},
        relation_alerts=None if alerts is None else {_alert(text, prefix) for text in alerts},
        inquiries=None if inquiries is None else {_asked(text, prefix) for text in inquiries},
    )


def _post(text: str, prefix: str) -> tuple[str, str, str]:
    who, post, _, firm = text.split()
    return prefix + who, prefix + firm, post


def _alert(text: str, prefix: str) -> tuple[str, str, str, bool]:
    one, other, kind = text.removesuffix("?").split()
    first, second = sorted((prefix + one, prefix + other))
    return first, second, kind, not text.endswith("?")


def _asked(text: str, prefix: str) -> tuple[str, str]:
    who, role = text.split()
    return prefix + who, role


def _days(text: str) -> tuple[date | None, date | None]:
    """Read ``first..last``, both inside, as a half-open pair."""
    first, _, last = text.partition("..")
    start = date.fromisoformat(first) if first else None
    return start, date.fromisoformat(last) + timedelta(days=1) if last else None


def _rows(facts: dict[str, Any], prefix: str) -> FactRows:
    firms = facts["firms"]
    event = _event(facts, prefix)
    offices = [_office(text, prefix, next(iter(firms))) for text in facts.get("offices", ())]
    findings = [_finding(text, prefix, event["id"]) for text in facts.get("findings", ())]
    key = {"event": event["id"]}
    rows: dict[str, list[Row]] = {
        "organizations": [_firm(name, firm, prefix) for name, firm in firms.items()],
        "roles": offices,
        "holdings": [_holding(text, prefix, next(iter(firms))) for text in facts.get("holdings", ())],
        "events": [event],
        "findings": findings,
        "namings": [key | _naming(text, prefix) for text in facts.get("named", ())],
        "sanctions": [key | said | {"person": prefix + said["person"]} for said in facts.get("sanctions", ())],
        "participants": [key | {"organization": prefix + name} for name in facts.get("participants", ())],
        "candidates": [key | {"person": prefix + who, "compatible": fits} for who, fits in facts.get("candidates", {}).items()],
    }
    unconfirmed = {prefix + who for who in facts.get("unconfirmed", ())}
    people = {
        str(row["person"]) for table in ("roles", "findings", "namings", "sanctions", "candidates") for row in rows[table]
    }
    people |= {str(row["holder"]) for row in rows["holdings"]} - {prefix + name for name in firms}
    if event["subject"] and event["subject"] not in {prefix + name for name in firms}:
        people.add(event["subject"])
    honoured = {prefix + who for who in facts.get("honoured", ())}
    rows["persons"] = [
        {"id": who, "name": who, "confirmed": who not in unconfirmed, "honoured": who in honoured} for who in sorted(people)
    ]
    return rows


def _firm(name: str, firm: dict[str, Any], prefix: str) -> Row:
    plain: dict[str, Any] = {"industry": None, "listed": None, "state_owned": None}
    parent = firm.get("parent")
    return plain | firm | {"id": prefix + name, "name": name, "parent": prefix + parent if parent else None}


def _event(facts: dict[str, Any], prefix: str) -> dict[str, Any]:
    given = dict(facts["event"])
    subject = given.pop("subject", next(iter(facts["firms"])) if "participants" not in facts else None)
    client = given.pop("client", None)
    start, end = _days(given.pop("violation", None) or "..")
    facts_asked = "underlying_basis debt_large evidence_against_lr severity accident_level sentence reason performance industry"
    unstated = dict.fromkeys((*EVENT_DAYS, "term_years", "lifetime", *facts_asked.split()))
    ids = {
        "id": f"{prefix}事件",
        "subject": prefix + subject if subject else None,
        "client": prefix + client if client else None,
    }
    return {**unstated, "violation_start": start, "violation_end": end, **given, **ids}


def _office(text: str, prefix: str, firm: str) -> Row:
    text, _, other = text.partition(" of ")
    words, _, registered = text.partition(" registered ")
    who, role, *days = words.split()
    start, end = _days(days[0] if days else "..")
    held = {"start": start, "end": end, "registered_on": date.fromisoformat(registered) if registered else None}
    return {"person": prefix + who, "organization": prefix + (other or firm), "role": role, **held}


def _naming(text: str, prefix: str) -> Row:
    who, *how = text.split()
    return {"person": prefix + who, "how": how[0] if how else "named"}


def _holding(text: str, prefix: str, firm: str) -> Row:
    text, _, other = text.partition(" of ")
    holder, *words = text.split()
    start, end = _days(next((word for word in words if ".." in word), ".."))
    share = next((word for word in words if ".." not in word), "-")
    low, between, high = share.partition("-")
    size = {"share": None if between else float(share), "share_min": _real(between and low), "share_max": _real(high)}
    return {"holder": prefix + holder, "organization": prefix + (other or firm), **size, "start": start, "end": end}


def _real(text: str) -> float | None:
    return float(text) if text else None


def _finding(text: str, prefix: str, event: str) -> Row:
    who, *middle, liability = text.split()
    assert middle in ([], ["not"]), text
    return {"event": event, "person": prefix + who, "liability": liability, "found": not middle}
