"""Random events, of every category in the kind that fits it, with the days and facts that rules ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from graph_service.model.facts import EVENT_DAYS, EVENT_KINDS

#: Starts and ends of rules, leap days, corresponding days, and the days around them.
DAYS = [
    date.fromisoformat(text)
    for text in (
        "2015-07-21 2017-03-30 2017-03-31 2020-02-29 2021-08-31 2021-11-23 2022-02-28 2022-03-01 2023-02-28 2023-03-01 2023-06-01 "
        "2023-11-23 2024-02-29 2024-06-30 2024-07-01 2025-02-28 2025-03-01 2025-06-01 2026-06-30 2026-11-23 2027-02-28"
    ).split()
]
INDUSTRIES = [
    None,
    "食品制造",
    "餐饮业",
    "批发业",
    "药品零售",
    "医疗器械",
    "房屋建筑",
    "旅行社",
    "安全评价",
    "消防技术服务",
    "证券",
]
SENTENCES = [None, "有期徒刑二年", "拘役", "有期徒刑一年缓刑二年", "单处罚金", "依法判决"]
SEVERITIES = [None, None, "serious", "especially_serious", "criminal", "一般"]
ACCIDENTS = [None, "一般事故", "重大事故", "特别重大生产安全事故", "重大火灾"]


@dataclass(frozen=True)
class Scene:
    """What events of a category are usually like.

    ``person``: how often they are about a person; ``weight``: how often they occur; ``liability``: what is usually found.
    """

    kind: str = "penalty"
    days: str = "decision_date"
    person: float = 0.05
    weight: int = 3
    liability: str = "direct"


PERSONAL = Scene(kind="sanction", person=0.9)
JUDGMENT = Scene("criminal_judgment", "judgment_effective_date sentence_served_date", person=0.9, weight=4)
LISTING = Scene("listing", "listing_date")
COURT = Scene("court", "order_date listing_date filing_date", person=0.35, weight=8)
BANKRUPTCY = Scene("court", "completion_date", weight=12, liability="personal_finding")

SCENES: dict[str, Scene] = {
    "business_licence_revoked": Scene(weight=20, liability="personal_finding"),
    "food.licence_revoked": Scene(weight=18),
    "ordered_to_close": Scene(weight=5, liability="personal_finding"),
    "industry_ban_decision": Scene(),
    "tour.licence_revoked": Scene(weight=5),
    "ad.false_licence_revoked": Scene(weight=5, liability="personal_finding"),
    "court.consumption_order": COURT,
    "court.dishonest_executee": COURT,
    "court.exit_order": Scene("court", "order_date", person=0.6),
    "samr.serious_list": Scene("listing", "listing_date", weight=8),
    "samr.serious_list_nondisclosure": LISTING,
    "samr.serious_list_false_disclosure": LISTING,
    "serious_dishonesty_list": LISTING,
    "safety.serious_list": Scene("listing", "listing_date", weight=5),
    "wage.arrears_list": Scene("listing", "listing_date correction_date", weight=5),
    "tax.serious_list": Scene("listing", "publication_date", weight=10),
    "tax.arrears": Scene(person=0.2, weight=4),
    "bankruptcy_liquidation_completed": BANKRUPTCY,
    "bankruptcy_terminated": BANKRUPTCY,
    "criminal.economic": JUDGMENT,
    "criminal.food": JUDGMENT,
    "safety.principal_criminal": JUDGMENT,
    "drug.fake": Scene(),
    "drug.inferior_serious": Scene(weight=2),
    "drug.licence_forged_serious": Scene(weight=2),
    "drug.licence_by_fraud_serious": Scene(weight=2),
    "device.serious": Scene(),
    "securities.ban_decision": Scene("sanction", person=0.6),
    "safety.principal_removed": PERSONAL,
    "safety.false_report": Scene(),
    "fire.service_major_loss": Scene(),
    "construction.quality_accident": PERSONAL,
    "construction.standard_violation": PERSONAL,
    "construction.principal_sanctioned": Scene("sanction", "decision_date sentence_served_date", person=0.9),
    "eia.serious_quality": Scene(weight=4),
    "procurement.violation": Scene(person=0.2),
    "bid.same_lot": Scene("bid", "bid_date", weight=12),
    "bid.collusion": Scene(person=0.2, weight=2),
    "bid.fraud": Scene(weight=2),
    "bid.breach": Scene(weight=2),
    "soe.removed": PERSONAL,
    "penalty.revocation_unclear": Scene(weight=1),
    "penalty.other": Scene(weight=1),
}
_WORDS, _WEIGHTS = list(SCENES), [scene.weight for scene in SCENES.values()]


def sometimes(random: Random, share: float, value: object) -> object:
    return value if random.random() < share else None


def random_event(random: Random, key: str, firms: list[str], people: list[str], *, ripe: bool) -> dict[str, object]:
    """Make one event around the first firm, or about a person; a ripe one has little in the way of an effect."""
    (category,) = random.choices(_WORDS, _WEIGHTS)
    scene = SCENES[category]
    kind = scene.kind if ripe or random.random() < 0.85 else random.choice(sorted(EVENT_KINDS))
    subject = random.choice(people) if random.random() < scene.person else firms[0]
    named = random.random() < (0.3 if scene.kind == "bid" else 0.95)
    ids = {"id": key, "kind": kind, "category": category, "subject": subject if named else None}
    days = _days(random, scene, ripe=ripe) | _violation(random, ripe=ripe)
    return days | _stated(random) | ids | {"client": sometimes(random, 0.1, firms[2])}


def _days(random: Random, scene: Scene, *, ripe: bool) -> dict[str, object]:
    """Choose the days that such an event has, seldom another; in a ripe one they lie rather early."""
    usual = [
        *scene.days.split(),
        *(["probation_end_date"] if scene.kind == "criminal_judgment" and random.random() < 0.4 else []),
    ]
    other = 0.04 if ripe else 0.1
    likely = {name: 0.85 if name in usual else other for name in EVENT_DAYS} | {"annulled_date": 0.03, "removed_date": 0.12}
    return {name: sometimes(random, share, min(random.choices(DAYS, k=2 if ripe else 1))) for name, share in likely.items()}


def _violation(random: Random, *, ripe: bool) -> dict[str, object]:
    start, end = sorted(random.choices(DAYS[:10] if ripe else DAYS, k=2))
    known = random.random() < 0.6
    return {
        "violation_start": sometimes(random, 0.9, start) if known else None,
        "violation_end": end if known and start < end else None,
    }


def _stated(random: Random) -> dict[str, object]:
    return {
        "term_years": sometimes(random, 0.4, random.choice([1, 2, 3, 5, 6, 10])),
        "lifetime": random.choice([None, False, False, random.random() < 0.4]),
        "underlying_basis": sometimes(random, 0.5, "食品安全法"),
        "debt_large": random.choice([None, True, True, False]),
        "evidence_against_lr": random.choice([None, True, False]),
        "severity": random.choice(SEVERITIES),
        "accident_level": random.choice(ACCIDENTS),
        "sentence": random.choice(SENTENCES),
        "industry": random.choice([None, None, *INDUSTRIES]),
    }
