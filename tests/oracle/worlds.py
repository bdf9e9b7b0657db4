"""Small random worlds of facts: one to three events around one firm, on days where answers change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from graph_service.model.facts import EVENT_DAYS, LIABILITIES, ROLES

Rows = dict[str, list[dict[str, object]]]

#: Starts and ends of rules, leap days, corresponding days, and the days around them.
DAYS = [
    date.fromisoformat(text)
    for text in (
        "2015-07-21 2017-03-30 2017-03-31 2020-02-29 2021-11-23 2022-02-28 2022-03-01 2023-02-28 2023-03-01 2023-06-01 2023-11-23 "
        "2024-02-29 2024-06-30 2024-07-01 2025-02-28 2025-03-01 2025-06-01 2026-06-30 2026-11-23 2027-02-28"
    ).split()
]
FIRM_TYPES = (
    ["company"] * 9
    + ["branch"] * 3
    + ("individual_business sole_proprietorship institution government partnership non_company_enterprise".split())
)
KIND_OF = {"court": "court", "samr": "listing", "safety": "listing", "wage": "listing", "tax": "listing"}
CATEGORIES = (
    ["food.licence_revoked", "business_licence_revoked"] * 4
    + ["court.dishonest_executee", "court.consumption_order", "samr.serious_list"] * 3
    + "ordered_to_close industry_ban_decision tour.licence_revoked tax.serious_list serious_dishonesty_list penalty.other".split()
)
USUAL_ROLES = [
    "legal_representative"
] * 4 + "principal_in_charge director supervisor senior_manager general_manager shareholder".split()


def one_world(random: Random, prefix: str = "") -> Rows:
    """Make one world; ids start with ``prefix``, so that worlds can be put side by side."""
    firms, people = [f"{prefix}E{number}" for number in (1, 2, 3)], [f"{prefix}P{number}" for number in (1, 2, 3, 4)]
    rows: Rows = {
        "organizations": [_organization(random, firm, firms) for firm in firms],
        "persons": [{"id": who, "name": who, "confirmed": random.random() < 0.85} for who in people],
        "roles": [_role(random, firms, people) for _ in range(random.randint(0, 6))],
        "holdings": [_holding(random, firms, people) for _ in range(random.choice([0, 0, 1, 2]))],
        "events": [_event(random, f"{prefix}V{number}", firms, people) for number in range(random.choice([1, 1, 1, 2, 3]))],
    }
    for name in ("findings", "sanctions", "namings", "candidates"):
        rows[name] = []
    for event in rows["events"]:
        _add_statements(random, rows, event, people)
    return rows


def together(worlds: Sequence[Mapping[str, list]]) -> Rows:
    """Put worlds with different ids side by side."""
    return {table: [row for world in worlds for row in world[table]] for table in worlds[0]}


def _sometimes(random: Random, share: float, value: object) -> object:
    return value if random.random() < share else None


def _organization(random: Random, firm: str, firms: list[str]) -> dict[str, object]:
    first = firm == firms[0]
    kind = random.choice(FIRM_TYPES) if first else random.choice(["company", "company", "company", "partnership", "government"])
    return {
        "id": firm,
        "name": firm,
        "type": kind,
        "parent": _sometimes(random, 0.9, firms[1]) if kind == "branch" else None,
        "industry": random.choice([None, "食品制造", "餐饮业", "批发业"]),
        "listed": random.choice([None, True, False]),
        "state_owned": random.choice([None, True, False]),
    }


def _days_held(random: Random) -> dict[str, object]:
    if random.random() < 0.5:
        return {"start": random.choice([None, DAYS[0]]), "end": None}
    start, end = sorted(random.choices(DAYS, k=2))
    return {"start": _sometimes(random, 0.7, start), "end": _sometimes(random, 0.7, end)}


def _role(random: Random, firms: list[str], people: list[str]) -> dict[str, object]:
    role = random.choice(USUAL_ROLES) if random.random() < 0.7 else random.choice(sorted(ROLES))
    firm = firms[0] if random.random() < 0.65 else random.choice(firms)
    return {"person": random.choice(people), "organization": firm, "role": role} | _days_held(random)


def _holding(random: Random, firms: list[str], people: list[str]) -> dict[str, object]:
    return {"holder": random.choice(people + firms[1:]), "organization": firms[0], "share": 0.3} | _days_held(random)


def _event(random: Random, key: str, firms: list[str], people: list[str]) -> dict[str, object]:
    category = random.choice(CATEGORIES)
    usual = KIND_OF.get(category.partition(".")[0], "penalty")
    kind = usual if random.random() < 0.9 else random.choice(["penalty", "listing", "court"])
    person_wanted = 0.3 if category.startswith("court") else 0.05
    subject = random.choice(people) if random.random() < person_wanted else firms[0]
    event: dict[str, object] = dict.fromkeys(EVENT_DAYS)
    wanted = {"penalty": ["decision_date"], "listing": ["listing_date"], "court": ["order_date", "listing_date", "filing_date"]}
    for name in EVENT_DAYS:
        likely = 0.85 if name in wanted[kind] else 0.12
        event[name] = _sometimes(random, likely, random.choice(DAYS))
    event["annulled_date"] = _sometimes(random, 0.05, random.choice(DAYS))
    start, end = sorted(random.choices(DAYS, k=2))
    known = random.random() < 0.55
    return event | {
        "id": key,
        "kind": kind,
        "category": category,
        "subject": _sometimes(random, 0.95, subject),
        "violation_start": _sometimes(random, 0.9, start) if known else None,
        "violation_end": end if known and start < end else None,
        "term_years": _sometimes(random, 0.2, random.choice([1, 2, 5])),
        "lifetime": random.choice([None, False, False, random.random() < 0.3]),
        "underlying_basis": _sometimes(random, 0.5, "食品安全法"),
        "debt_large": random.choice([None, True, True, False]),
        "client": _sometimes(random, 0.1, firms[2]),
    }


def _add_statements(random: Random, rows: Rows, event: dict[str, object], people: list[str]) -> None:
    key = {"event": event["id"]}
    in_office = [role["person"] for role in rows["roles"] if role["role"] == "legal_representative"]
    for _ in range(random.choice([0, 0, 1, 1, 2, 3])):
        liability = random.choice(["personal_finding", "direct", random.choice(sorted(LIABILITIES))])
        said = {"person": random.choice(people + in_office * 2), "liability": liability, "found": random.random() < 0.75}
        rows["findings"].append(key | said)
    if random.random() < 0.25:
        term = {"years": random.choice([None, 1, 3]), "lifetime": random.choice([None, False, random.random() < 0.3])}
        decided = {"decision_date": _sometimes(random, 0.7, random.choice(DAYS))}
        rows["sanctions"].append(key | {"person": random.choice(people)} | decided | term)
    if random.random() < 0.25:
        rows["namings"].append(
            key | {"person": random.choice(people), "how": random.choice(["named", "court_found", "responsible"])}
        )
    if event["subject"] is None:
        rows["candidates"] += [key | {"person": who, "compatible": random.random() < 0.5} for who in random.sample(people, 2)]
