"""Small random worlds of facts: one to three events around one firm, on days where answers change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from graph_service.model.facts import LIABILITIES, ROLES
from tests.oracle.world_events import DAYS, INDUSTRIES, SCENES, random_event, sometimes

__all__ = ["DAYS", "ON_DAYS", "one_world", "together"]

#: Days of judgment on which many answers change.
ON_DAYS = [
    date(2022, 2, 28),
    date(2022, 3, 1),
    date(2024, 6, 30),
    date(2024, 7, 1),
    date(2026, 11, 23),
    date(2027, 2, 28),
]

Rows = dict[str, list[dict[str, object]]]

FIRM_TYPES = (
    ["company"] * 9
    + ["branch"] * 3
    + (
        "individual_business sole_proprietorship institution social_organization government partnership cooperative "
        "non_company_enterprise"
    ).split()
)
OTHER_TYPES = ["company"] * 4 + ["branch", "partnership", "government", "non_company_enterprise"]
USUAL_ROLES = ["legal_representative"] * 4 + (
    "principal_in_charge principal_in_charge actual_controller director supervisor senior_manager general_manager shareholder "
    "registered_practitioner eia_lead individual_operator branch_head"
).split()
LEADING = ["legal_representative"] * 8 + "principal_in_charge director general_manager individual_operator eia_lead".split()
#: Shares around the half, and what is known only from an interval: share, least, most.
SHARES = [(0.5, None, None), (0.51, None, None), (0.3, None, None), (None, None, None)] + [
    (None, least, most) for least, most in ((0.5, 0.6), (0.51, None), (0.4, 0.5), (0.2, 0.51), (0.1, 0.4), (None, 0.3))
]


def one_world(random: Random, prefix: str = "") -> Rows:
    """Make one world; ids start with ``prefix``, so that worlds can be put side by side.

    Most worlds are *ripe*: offices are open and events lie early, so that what matters is the one thing that stands in the way.
    """
    ripe, events = random.random() < 0.7, random.choice([1, 1, 1, 2, 3])
    firms, people = [f"{prefix}E{number}" for number in (1, 2, 3)], [f"{prefix}P{number}" for number in (1, 2, 3, 4)]
    rows: Rows = {
        "organizations": [_organization(random, firm, firms) for firm in firms],
        "persons": [_person(random, who) for who in people],
        "roles": _roles(random, firms, people, ripe=ripe),
        "holdings": _holdings(random, firms, people),
        "events": [random_event(random, f"{prefix}V{number}", firms, people, ripe=ripe) for number in range(events)],
    }
    for name in ("findings", "sanctions", "namings", "candidates", "participants"):
        rows[name] = []
    for event in rows["events"]:
        _add_statements(random, rows, event, people)
        if event["kind"] == "bid" or event["category"] == "bid.same_lot":
            taking_part = random.sample(firms, random.choice([1, 2, 2, 3]))
            rows["participants"] += [{"event": event["id"], "organization": firm} for firm in taking_part]
    return rows


def together(worlds: Sequence[Mapping[str, list]]) -> Rows:
    """Put worlds with different ids side by side."""
    return {table: [row for world in worlds for row in world[table]] for table in worlds[0]}


def _organization(random: Random, firm: str, firms: list[str]) -> dict[str, object]:
    first = firm == firms[0]
    kind = random.choice(FIRM_TYPES if first else OTHER_TYPES)
    company = firms[1] if first else firms[0]
    return {
        "id": firm,
        "name": firm,
        "type": kind,
        "parent": sometimes(random, 0.9, company) if kind == "branch" else None,
        "industry": random.choice(INDUSTRIES),
        "listed": random.choice([None, True, False]),
        "state_owned": random.choice([None, True, False]),
    }


def _person(random: Random, who: str) -> dict[str, object]:
    return {"id": who, "name": who, "confirmed": random.random() < 0.87, "honoured": random.choice([None, False, True])}


def _days_held(random: Random, *, ripe: bool) -> dict[str, object]:
    if random.random() < (0.75 if ripe else 0.4):
        return {"start": random.choice([None, DAYS[0]]), "end": None}
    start, end = sorted(random.choices(DAYS, k=2))
    return {"start": sometimes(random, 0.7, start), "end": sometimes(random, 0.5 if ripe else 0.7, end)}


def _roles(random: Random, firms: list[str], people: list[str], *, ripe: bool) -> list[dict[str, object]]:
    """Choose offices, and the day on which some of them were registered, before or after they began.

    Each has a source, as every fact on record: of two spells that are equally good, the engine names the first by its source.
    """
    roles = [_role(random, firms, people) | _days_held(random, ripe=ripe) for _ in range(random.randint(0, 6))]
    if ripe:
        roles += _leaders(random, firms, people)
    return [
        role | {"registered_on": sometimes(random, 0.15, random.choice(DAYS)), "source": f"{firms[0]}-role-{number}"}
        for number, role in enumerate(roles)
    ]


def _leaders(random: Random, firms: list[str], people: list[str]) -> list[dict[str, object]]:
    """Let somebody lead the first firm, often as a successor, and hold an office elsewhere."""
    change = sometimes(random, 0.35, random.choice(DAYS[5:13]))
    leads = {"person": people[0], "organization": firms[0], "role": random.choice(LEADING), "start": change, "end": None}
    before = [leads | {"person": people[2], "start": None, "end": change}] if change else []
    second = leads | {"person": people[1], "role": random.choice(USUAL_ROLES), "start": None}
    elsewhere = leads | {"organization": random.choice(firms[1:]), "role": random.choice(USUAL_ROLES), "start": None}
    return [*before, leads, second, elsewhere]


def _role(random: Random, firms: list[str], people: list[str]) -> dict[str, object]:
    role = random.choice(USUAL_ROLES) if random.random() < 0.75 else random.choice(sorted(ROLES))
    firm = firms[0] if random.random() < 0.6 else random.choice(firms)
    return {"person": random.choice(people), "organization": firm, "role": role}


def _holdings(random: Random, firms: list[str], people: list[str]) -> list[dict[str, object]]:
    """Make holdings, each of another holder or in another firm."""
    pairs = [(holder, firms[0]) for holder in people + firms[1:]] + [(firms[0], firms[1]), (firms[1], firms[2])]
    chosen = random.sample(pairs, random.choice([0, 0, 1, 2])) + [(firms[1], firms[0])] * (random.random() < 0.3)
    return [_holding(random, *pair) for pair in sorted(set(chosen))]


def _holding(random: Random, holder: str, firm: str) -> dict[str, object]:
    share, least, most = random.choice(SHARES)
    shares = {"share": share, "share_min": least, "share_max": most}
    return {"holder": holder, "organization": firm} | shares | _days_held(random, ripe=True)


def _add_statements(random: Random, rows: Rows, event: dict[str, object], people: list[str]) -> None:
    key = {"event": event["id"]}
    concerned = _concerned(rows, event, people)
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        usual = SCENES[str(event["category"])].liability
        liability = random.choice([usual, usual, random.choice(sorted(LIABILITIES))])
        said = {"person": random.choice(concerned), "liability": liability, "found": random.random() < 0.75}
        rows["findings"] += [key | said] + [key | said | {"found": not said["found"]}] * (random.random() < 0.08)
    if random.random() < 0.35:
        rows["sanctions"].append(key | {"person": random.choice(concerned)} | _decision(random))
    taxes = event["category"] == "tax.serious_list"
    for _ in range(random.choice([0, 0, 1, 2]) or taxes):
        hows = ["court_found"] * 4 if taxes else ["named"]
        naming = key | {
            "person": random.choice(concerned),
            "how": random.choice([*hows, "named", "court_found", "responsible"]),
        }
        rows["namings"] += [naming] if naming not in rows["namings"] else []
    if event["subject"] is None and event["kind"] != "bid":
        rows["candidates"] += [key | {"person": who, "compatible": random.random() < 0.6} for who in random.sample(people, 2)]


def _concerned(rows: Rows, event: dict[str, object], people: list[str]) -> list[object]:
    """Give whom documents may speak of: anybody, more often the event's own subject, or somebody in office."""
    subject = [event["subject"]] * 3 if event["subject"] in people else []
    in_office = [role["person"] for role in rows["roles"] if role["organization"] == event["subject"]]
    return [*people, *in_office * 3, *subject]


def _decision(random: Random) -> dict[str, object]:
    term = {"years": random.choice([None, 1, 3, 6]), "lifetime": random.choice([None, False, random.random() < 0.4])}
    return {"decision_date": sometimes(random, 0.7, random.choice(DAYS))} | term
