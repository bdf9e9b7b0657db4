"""What screening answers: a hit needs law and act, a name is never enough, and without fresh data *no* is no answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import InputError
from graph_service.model.acts import ActKind
from graph_service.model.outcomes import State
from graph_service.query.screenings import department_answer, shape_screening
from graph_service.store.ports import Load
from graph_service.store.screening_ports import Adverse, Praise, Screened
from graph_service.workflow.freshness import Freshness
from graph_service.workflow.rewards import rewards_for
from graph_service.workflow.screening import Screener, verdict_of
from tests.screening.conftest import DAY, EVENT, FIRM, LIST_RULE, NOW, OFFICE_RULE, OTHER, STRANGER, Confirm, Town, said

LATE = """
title: 目录
items:
  - {id: "1", name: 处罚, department: 某局, source: penalty_2019, since: 2026-01-01, every_days: 30}
"""


def content(town: Town, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(town.screen(**asked).answer.content)
    return found


def verdict(town: Town, **asked: Any) -> str:
    return town.screen(**asked).answer.verdict


def told(town: Town, **asked: Any) -> str:
    return department_answer(content(town, **asked))


class TestBothColumns:
    def test_what_binds_by_law_is_a_hit_once_an_officer_confirmed_it(self, town: Town, confirm: Confirm) -> None:
        town.tell(said())
        before = verdict(town, code=FIRM), told(town, code=FIRM)

        confirm()

        assert before == ("review", "no")
        assert (verdict(town, code=FIRM), told(town, code=FIRM)) == ("hit", "yes")

    def test_so_it_is_for_a_person_named_by_number(self, town: Town, confirm: Confirm) -> None:
        town.tell(said(OFFICE_RULE, town.who))
        before = verdict(town, purpose="office", **town.numbered)

        confirm(OFFICE_RULE, town.who)

        assert (before, verdict(town, purpose="office", **town.numbered)) == ("review", "hit")

    @pytest.mark.parametrize("state", [State.PENDING_DECISION, State.NEEDS_REVIEW])
    def test_what_is_not_in_force_is_for_the_credit_office_alone(self, town: Town, state: State) -> None:
        town.tell(said(state=state))

        assert (verdict(town, code=FIRM), told(town, code=FIRM)) == ("review", "no")

    def test_nobody_is_hit_by_what_does_not_reach_them(self, town: Town) -> None:
        town.tell(said(state=State.NOT_AFFECTED))

        assert verdict(town, code=FIRM) == "none"

    @pytest.mark.parametrize(("kind", "counts"), [(ActKind.REJECT, "rejected"), (ActKind.LIFT, "lifted")])
    def test_what_an_officer_rejected_or_lifted_is_no_hit(
        self, town: Town, confirm: Confirm, kind: ActKind, counts: str
    ) -> None:
        town.tell(said())
        if kind is ActKind.LIFT:
            confirm()
        confirm(kind=kind)

        found = content(town, code=FIRM)

        assert (found["verdict"], [item["counts"] for item in found["items"]]) == ("none", [counts])

    def test_what_is_disclosed_with_the_firm_is_no_hit(self, town: Town, confirm: Confirm) -> None:
        town.tell(said("CN-TAX-54", town.who, flag="disclosed_with"))
        confirm("CN-TAX-54", town.who)

        found = content(town, **town.numbered)

        assert (found["verdict"], [item["counts"] for item in found["items"]]) == ("none", ["disclosed_with"])

    def test_a_shortened_term_ends_where_the_officer_said(self, town: Town, confirm: Confirm) -> None:
        town.tell(said())
        confirm(kind=ActKind.NARROW, until=DAY)

        (item,) = content(town, code=FIRM)["items"]

        assert (item["counts"], item["last_day"]) == ("hit", DAY.isoformat())

    def test_a_ground_that_fell_is_no_hit_at_once(self, town: Town, confirm: Confirm) -> None:
        town.tell(said())
        confirm()
        town.tell(said(state=State.NOT_AFFECTED, reason="stands"), facts="f2")

        assert verdict(town, code=FIRM) == "none"


class TestPurpose:
    def test_a_measure_counts_only_for_the_purposes_that_ask_for_it(self, town: Town, confirm: Confirm) -> None:
        town.tell(said(OFFICE_RULE, town.who))
        confirm(OFFICE_RULE, town.who)

        found = {purpose: verdict(town, purpose=purpose, **town.numbered) for purpose in Screener(town.services).purposes}

        assert found == {"permit": "none", "tender": "none", "subsidy": "none", "honour": "none", "office": "hit"}

    def test_a_hit_says_rule_term_articles_and_whether_it_must_be_carried_out(self, town: Town, confirm: Confirm) -> None:
        town.tell(said(), replace(said("CN-GP-77"), force="discretionary"))
        confirm()
        confirm("CN-GP-77")
        screening = town.screen(purpose="tender", code=FIRM)

        shaped: Any = shape_screening(town.services, screening, "department")

        assert [(one["rule"], one["duty"], one["last_day"], one["articles"]) for one in shaped["answer"]["measures"]] == [
            ("CN-GP-77", "may", "2028-12-31", ["第十条"]),
            (LIST_RULE, "must", "2028-12-31", ["第十条"]),
        ]

    def test_an_unknown_purpose_and_a_day_that_lies_ahead_are_refused(self, town: Town) -> None:
        screener = Screener(town.services)

        with pytest.raises(InputError, match=r"unknown purpose 'x'"):
            screener.occasion("x", None, "officer")
        with pytest.raises(InputError, match="lies ahead"):
            screener.occasion("permit", DAY + timedelta(days=1), "officer")


class TestWhoIsMeant:
    @pytest.mark.parametrize(
        ("asked", "problem"),
        [
            ({"name": "测试1"}, "name_only"),
            ({"name": "天和食品"}, "name_only"),
            ({}, "name_only"),
            ({"code": "91110105MA0FAKE17K"}, "bad_code"),
            ({"code": "天和食品"}, "bad_code"),
            ({"name": "测试1", "id_number": "110101190001010010"}, "bad_number"),
            ({"name": "测试1", "id_number": "1101********0010"}, "bad_number"),
            ({"name": "别人", "code": FIRM}, "other_name"),
        ],
    )
    def test_whoever_is_not_named_without_doubt_is_only_ever_a_review(
        self, town: Town, confirm: Confirm, asked: dict[str, str], problem: str
    ) -> None:
        town.tell(said())
        confirm()

        found = content(town, **asked)

        assert (found["verdict"], found["problem"], found["items"]) == ("review", problem, [])
        assert department_answer(found) == "identity_needed"

    def test_a_number_under_another_name_gives_nobody_away(self, town: Town, confirm: Confirm) -> None:
        town.tell(said(OFFICE_RULE, town.who))
        confirm(OFFICE_RULE, town.who)

        assert told(town, purpose="office", **(town.numbered | {"name": "别人"})) == "identity_needed"

    @pytest.mark.parametrize("name", ["天和食品", "天 和 食 品", "天和饮食", ""])
    def test_any_spelling_and_any_former_name_will_do(self, town: Town, confirm: Confirm, name: str) -> None:
        town.tell(said())
        confirm()

        assert verdict(town, code="９１１１０１０５ma0fake17j", name=name) == "hit"

    def test_whoever_is_not_on_record_is_none_and_nobody_is_created(self, town: Town) -> None:
        from tests.ledger.samples import id_number, person

        assert told(town, name="测试2", id_number=id_number(2)) == "no"
        assert told(town, code=STRANGER) == "no"
        assert town.ledger.known_person_keys([person(2)]) == [None]

    def test_outcomes_under_every_key_of_a_merged_person_count(self, town: Town, confirm: Confirm) -> None:
        town.register.known[town.who] = Screened((town.who, "p-old"), ("测试1",), True)
        town.tell(said(OFFICE_RULE, "p-old"))
        confirm(OFFICE_RULE, "p-old")

        assert verdict(town, purpose="office", **town.numbered) == "hit"


class TestFreshness:
    def test_a_graph_ahead_of_the_ledger_gives_neither_yes_nor_no(self, town: Town, confirm: Confirm) -> None:
        town.tell(said())
        confirm()
        town.register.version += 1

        assert [told(town, code=one) for one in (FIRM, OTHER)] == ["unverifiable"] * 2
        town.check()
        assert [told(town, code=one) for one in (FIRM, OTHER)] == ["yes", "no"]

    def test_a_ledger_that_never_saw_the_whole_graph_cannot_answer(self, town: Town) -> None:
        town.register.version = 99

        assert content(town, code=OTHER)["stale"] == ["graph_ahead"]

    def test_an_overdue_source_never_gives_no(self, town: Town, confirm: Confirm) -> None:
        town.tell(said(), said("CN-WAGE-48", OTHER, State.NEEDS_REVIEW))
        confirm()
        (town.services.home / "catalogue.yaml").write_text(LATE, "utf-8")

        assert [told(town, code=one) for one in (FIRM, OTHER, STRANGER)] == ["yes", "unverifiable", "unverifiable"]

        deliver(town)
        assert [told(town, code=one) for one in (FIRM, OTHER, STRANGER)] == ["yes", "no", "no"]

    def test_a_day_that_nobody_propagated_cannot_be_answered_for_whom_it_concerns(self, town: Town) -> None:
        town.tell(said(), on=DAY - timedelta(days=5))

        assert [verdict(town, code=FIRM, on=day) for day in (DAY, DAY - timedelta(days=5))] == ["unverifiable", "review"]
        assert verdict(town, code=OTHER) == "none"


def deliver(town: Town) -> None:
    load = Load("load-1", "penalty_2019", "处罚.csv", "hash", NOW)
    town.ledger.begin_load(load)
    part = {"department": "某局", "records": 1, "refused": 0, "delays": {"1": 1}, "filled": {}}
    town.ledger.finish_load(load.id, {"read": 1, "deliveries": [part]})


@pytest.mark.parametrize(
    ("problem", "behind", "overdue", "counts"),
    list(product(["", "name_only"], [False, True], [(), ("1",)], [[], ["hit"], ["review"], ["hit", "review"], ["unjudged", "hit"], ["lifted"]])),
)  # fmt: skip
def test_the_verdict_over_everything(problem: str, behind: bool, overdue: tuple[str, ...], counts: list[str]) -> None:
    found = verdict_of(problem, counts, Freshness(behind, overdue))

    unverifiable = behind or "unjudged" in counts
    expected = (
        "review" if problem
        else "unverifiable" if unverifiable
        else "hit" if "hit" in counts
        else "review" if "review" in counts
        else "unverifiable" if overdue
        else "none"
    )  # fmt: skip
    assert found == expected


class TestRewards:
    def who(self, **changes: Any) -> Screened:
        return replace(Screened((FIRM,), ("天和食品",), True, date(2010, 1, 1)), **changes)

    def because(self, town: Town, who: Screened) -> set[str]:
        purpose = Screener(town.services).purposes["permit"]
        return {str(one["because"]) for one in rewards_for(who, purpose, DAY)}

    def test_three_clean_years_open_the_green_channel(self, town: Town) -> None:
        found = content(town, code=FIRM)

        assert [(one["measure"], one["because"], one["duty"]) for one in found["rewards"]] == [
            ("green_channel", "clean_years", "may"),
            ("acceptance_with_gaps", "clean_years", "may"),
        ]

    def test_no_reward_beside_a_hit_a_review_or_stale_data(self, town: Town) -> None:
        town.tell(said(state=State.NEEDS_REVIEW))
        reviewed = content(town, code=FIRM)["rewards"]
        town.register.version += 1

        assert (reviewed, content(town, code=OTHER)["rewards"]) == ([], [])

    def test_an_honour_opens_it_while_it_is_in_force(self, town: Town) -> None:
        young = self.who(founded=date(2026, 1, 1))
        honour = Praise("纳税信用A级", date(2026, 1, 1), DAY, "f-honour")

        assert self.because(town, young) == set()
        assert self.because(town, replace(young, honours=(honour,))) == set()
        assert self.because(town, replace(young, honours=(replace(honour, end=DAY + timedelta(days=1)),))) == {"honour"}

    @pytest.mark.parametrize(
        ("event", "clean"),
        [
            (Adverse("e", "penalty", {"decision_date": date(2023, 11, 23)}), False),
            (Adverse("e", "penalty", {"decision_date": date(2023, 11, 22)}), True),
            (Adverse("e", "penalty", {}), False),
            (Adverse("e", "penalty", {"decision_date": DAY, "annulled_date": DAY}), True),
            (Adverse("e", "listing", {"listing_date": date(2015, 1, 1)}), False),
            (Adverse("e", "listing", {"listing_date": date(2015, 1, 1), "removed_date": date(2018, 1, 1)}), True),
            (Adverse("e", "listing", {"listing_date": date(2015, 1, 1), "removed_date": date(2024, 1, 1)}), False),
            (Adverse("e", "bid", {"bid_date": DAY}), True),
        ],
    )
    def test_what_a_clean_record_is(self, town: Town, event: Adverse, clean: bool) -> None:
        assert bool(self.because(town, self.who(adverse=(event,)))) is clean

    def test_silence_about_the_young_the_unregistered_and_persons_proves_nothing(self, town: Town) -> None:
        for who in (
            self.who(founded=date(2023, 11, 24)),
            self.who(founded=None),
            self.who(registered=False),
            self.who(keys=("p-a",)),
        ):
            assert self.because(town, who) == set()
        assert self.because(town, self.who(founded=date(2023, 11, 23))) == {"clean_years"}


class TestViews:
    def test_a_department_never_learns_what_is_in_review(self, town: Town) -> None:
        town.tell(said(state=State.NEEDS_REVIEW))
        screening = town.screen(code=FIRM)

        department, office = (shape_screening(town.services, screening, view) for view in ("department", "office"))

        assert LIST_RULE not in json.dumps(department)
        assert EVENT not in json.dumps(department)
        assert office["answer"]["considered"][0]["counts"] == "review"  # type: ignore[index]  # plain JSON

    def test_the_receipt_names_the_data_that_answered(self, town: Town) -> None:
        town.tell(said())
        screening = town.screen(code=FIRM)

        assert screening.receipt
        head = screening.receipt.head
        assert (head.kind, head.purpose, head.on, head.user) == ("screening", "permit", DAY, "officer")
        assert (head.graph_version, head.entry, head.rows) == (7, town.ledger.position().entry, 1)
        assert head.recorded_at == NOW


def test_screening_writes_nothing_but_its_receipt(town: Town, tmp_path: Path) -> None:
    screener = Screener(town.services)
    from graph_service.workflow.screened import Question

    found = screener.screen(Question(code=FIRM), screener.occasion("permit", None, "officer"), receipt=False)

    assert found.receipt is None
    assert town.ledger.relying_on(FIRM, "", 10) == []
