"""What an outcome tells about a person, as a whole: words in both languages, the link it rests on, and the facts that prove it."""

from datetime import date
from functools import cache

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts

RULES = cache(load_rulebook)
FOOD = "CN-FOOD-135-1"
ON = date(2026, 11, 23)

#: A restaurant loses its licence. 赵甲 runs it, and a shop too; 钱乙 only supervises it; 孙丙 is found not liable.
ROWS = {
    "organizations": [
        {"id": "甲公司", "name": "甲公司", "type": "company", "industry": "food"},
        {"id": "乙公司", "name": "乙公司", "type": "company", "industry": "food"},
    ],
    "persons": [{"id": who, "name": who, "confirmed": True} for who in ("赵甲", "钱乙", "孙丙")],
    "roles": [
        {
            "person": "赵甲",
            "organization": "甲公司",
            "role": "legal_representative",
            "start": date(2018, 1, 1),
            "source": "任职1",
        },
        {
            "person": "赵甲",
            "organization": "乙公司",
            "role": "legal_representative",
            "start": date(2018, 1, 1),
            "source": "任职2",
        },
        {"person": "钱乙", "organization": "甲公司", "role": "supervisor", "start": date(2018, 1, 1), "source": "任职3"},
    ],
    "events": [
        {
            "id": "吊销",
            "kind": "penalty",
            "category": "food.licence_revoked",
            "subject": "甲公司",
            "decision_date": date(2024, 3, 15),
            "violation_start": date(2023, 1, 1),
            "violation_end": date(2023, 6, 1),
            "industry": "food",
            "source": "决定书",
        }
    ],
    "findings": [
        {"event": "吊销", "person": "赵甲", "liability": "direct", "found": True, "source": "认定1"},
        {"event": "吊销", "person": "孙丙", "liability": "direct", "found": False, "source": "认定2"},
    ],
}


def judged(rows):
    return propagate(Facts.from_rows(rows), RULES().only(frozenset({FOOD})), ON)


def told(outcome):
    """The parts of an outcome that neither the rule cases nor the slow reference look at."""
    return outcome.role, outcome.reason, outcome.why, outcome.why_en, outcome.sources


def test_everyone_considered_is_told_why_by_which_link_and_by_which_facts():
    outcomes = judged(ROWS).outcomes()

    unlisted = (
        "role_listed",
        "所任角色不在条文所列责任人员范围内，亦无使其成为责任人员的认定",
        "the role is not among those that the article lists, and no finding makes the person one of them",
    )
    reached = ("reached", "各项条件均满足", "every clause holds")
    employer = (
        "employer",
        "惩戒不向其任职的其他单位传导；该单位只负变更或解除职务的义务",
        "a measure does not pass to other organisations in which the person holds an office; they only have to end that office",
    )
    assert {outcome.subject: told(outcome) for outcome in outcomes} == {
        "甲公司": ("self", *reached, ("决定书",)),
        "乙公司": ("employer", *employer, ("任职2",)),
        "赵甲": ("legal_representative", *reached, ("任职1", "决定书", "认定1")),
        "钱乙": ("supervisor", *unlisted, ("任职3", "决定书")),
        "孙丙": ("finding_denied", *unlisted, ("决定书", "认定2")),
    }


def test_every_outcome_names_version_measure_force_and_articles_and_only_a_firm_elsewhere_no_article():
    outcomes = judged(ROWS).outcomes()

    article = ("食品安全法(2021) 第一百三十五条第一款",)
    assert {(o.event, o.rule, o.version, o.measure, o.force) for o in outcomes} == {
        ("吊销", FOOD, "2015-10-01", "food_ban", "mandatory")
    }
    assert {o.subject: o.articles for o in outcomes} == dict.fromkeys(("甲公司", "赵甲", "钱乙", "孙丙"), article) | {
        "乙公司": ()
    }


def test_whoever_is_not_reached_has_neither_days_nor_scope_nor_flag():
    free = [outcome for outcome in judged(ROWS).outcomes() if outcome.reason != "reached"]

    assert len(free) == 3
    assert {(o.first_day, o.last_day, o.lifetime, o.scope, o.flag, o.early_removal_from) for o in free} == {
        (None, None, False, None, None, None)
    }


def test_forbidden_offices_come_in_a_fixed_order_each_with_its_fact():
    turned = ROWS | {name: ROWS[name][::-1] for name in ("organizations", "roles")}

    found = [judged(rows).post_conflicts for rows in (ROWS, turned)]

    said = {"event": "吊销", "rule": FOOD, "person": "赵甲", "post": "legal_representative"}
    assert found == [[said | {"org": "乙公司", "source": "任职2"}, said | {"org": "甲公司", "source": "任职1"}]] * 2


def test_the_client_of_the_work_and_its_officers_are_shown_by_that_link_and_not_reached():
    client = {
        "organizations": [*ROWS["organizations"], {"id": "丙公司", "name": "丙公司", "type": "company"}],
        "persons": [*ROWS["persons"], {"id": "李丁", "name": "李丁", "confirmed": True}],
        "roles": [*ROWS["roles"], {"person": "李丁", "organization": "丙公司", "role": "legal_representative"}],
        "events": [ROWS["events"][0] | {"client": "丙公司"}],
    }

    outcomes = {outcome.subject: outcome for outcome in judged(ROWS | client).outcomes()}

    assert {who: (outcomes[who].role, outcomes[who].reason) for who in ("丙公司", "李丁")} == {
        "丙公司": ("client", "role_listed"),
        "李丁": ("client_office", "role_listed"),
    }
