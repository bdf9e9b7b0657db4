"""Objections and repairs as officers carry them: who may file, what a decision must say, what is missing. On every ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError, InputError
from graph_service.model.dossiers import Dossier
from graph_service.model.intervals import months_later
from graph_service.model.outcomes import State
from graph_service.store.ledger import SqlLedger
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.dossiers import Done, take
from graph_service.workflow.objections import (
    Filed,
    Upheld,
    answer_inquiry,
    dismiss,
    file_objection,
    open_objections,
    uphold,
)
from graph_service.workflow.repairs import Application, Granted, apply_for_repair, brought_in, grant, supplement
from tests.ledger.desk import EVENT, FIRM, HEAD, Desk, by, said_of

WHO = SubjectRecord(HEAD, "person", "赵甲")
FILED = Filed("window", "决定已被复议机关撤销", ("复议决定书",))
WHOLE = Application(date(2026, 4, 20), "验收报告", "信用承诺书")
GRANTED = Granted("serious", date(2025, 4, 1), "京甲修〔2026〕1号")


@pytest.fixture
def desk(ledger: SqlLedger, tmp_path: Path) -> Desk:
    desk = Desk(ledger, tmp_path)
    desk.at = desk.at.replace(month=5)
    desk.tell(said_of(), said_of(subject="p-free", state=State.NOT_AFFECTED), said_of("BJ-R3-ENTITY-ONLY", FIRM))
    return desk


def filed(desk: Desk, who: SubjectRecord = WHO, filed: Filed = FILED, **said: object) -> Done:
    return file_objection(desk.services, who, EVENT, filed, by(**said))


def applied(desk: Desk, brought: Application = WHOLE) -> Dossier:
    return apply_for_repair(desk.services, WHO, EVENT, brought, by())[0]


class TestObjections:
    def test_it_is_verified_by_the_source_and_answered_before_it_is_decided(self, desk: Desk) -> None:
        one, _ = filed(desk)
        one, _ = take(desk.services, one, "accept", by())
        one, _ = take(desk.services, one, "ask", by())
        waiting = [message.step.sends for message in desk.ledger.undelivered(0, 10)]
        one, _ = answer_inquiry(desk.services, one, "决定已撤销", by("source"))
        upheld, _ = uphold(desk.services, one, Upheld("annulled", "京甲异〔2026〕1号", desk.today, {}), by())

        assert (one.id, one.said.content["origin"], waiting) == ("o-1", "window", ["inquiry"])
        assert [step.did for step in upheld.steps] == ["file", "accept", "ask", "answer", "uphold"]
        assert upheld.steps[-1].content == {
            "result": "annulled",
            "document": "京甲异〔2026〕1号",
            "on": "2026-05-02",
            "days": {},
        }

    def test_it_is_seen_as_long_as_it_is_open(self, desk: Desk) -> None:
        one, _ = filed(desk)
        seen = open_objections(desk.services, [EVENT])
        one, _ = take(desk.services, one, "accept", by())
        dismissed, _ = dismiss(desk.services, one, "可依法申请行政复议", by())

        assert (seen, open_objections(desk.services, [EVENT])) == ({EVENT: ["o-1"]}, {})
        assert (dismissed.state, dismissed.steps[-1].content) == ("dismissed", {"remedies": "可依法申请行政复议"})

    def test_one_whom_a_run_considered_and_did_not_reach_may_object_too_and_a_stranger_may_not(self, desk: Desk) -> None:
        found, _ = filed(desk, SubjectRecord("p-free", "person", "钱乙"))

        with pytest.raises(ContradictionError, match="does not concern p-other"):
            filed(desk, SubjectRecord("p-other", "person", "孙丙"))
        assert found.state == "filed"

    def test_the_same_command_again_is_the_same_whatever_a_run_says_meanwhile(self, desk: Desk) -> None:
        one, _ = filed(desk, key="k-objection")
        brought = apply_for_repair(desk.services, WHO, EVENT, WHOLE, by(key="k-repair"))[0]
        desk.tell(said_of(subject="p-free", state=State.NOT_AFFECTED), facts="f2")

        again = apply_for_repair(desk.services, WHO, EVENT, WHOLE, by(key="k-repair"))

        assert filed(desk, key="k-objection") == (one, False)
        assert again == (brought, False)

    def test_a_subject_has_one_open_objection_on_an_event_and_may_file_again_once_it_is_decided(self, desk: Desk) -> None:
        one, _ = filed(desk)
        with pytest.raises(ContradictionError, match="o-1 of this subject on this event is open"):
            filed(desk, reason="again")
        take(desk.services, one, "refuse", by())

        again, _ = filed(desk, reason="anew")

        assert again.id == "o-2"

    @pytest.mark.parametrize("change", [{"origin": "rumour"}, {"disputed": " "}])
    def test_an_objection_says_how_it_came_and_what_is_wrong(self, change: dict[str, str]) -> None:
        with pytest.raises(InputError):
            Filed(**{"origin": "subject", "disputed": "日期有误", **change})

    @pytest.mark.parametrize(
        ("upheld", "words"),
        [
            (Upheld("gone", "文号", date(2026, 5, 1), {}), "not known"),
            (Upheld("annulled", " ", date(2026, 5, 1), {}), "name the decision"),
            (Upheld("annulled", "文号", date(2026, 5, 3), {}), "has not come yet"),
            (Upheld("corrected", "文号", date(2026, 5, 1), {}), "which days are right"),
            (Upheld("annulled", "文号", date(2026, 5, 1), {"decision_date": date(2024, 1, 1)}), "which days are right"),
            (Upheld("corrected", "文号", date(2026, 5, 1), {"annulled_date": date(2024, 1, 1)}), "no day of an event"),
            (Upheld("corrected", "文号", date(2026, 5, 1), {"decision_date": date(2027, 1, 1)}), "has not come yet"),
        ],
    )
    def test_a_decision_that_makes_no_sense_is_refused(self, desk: Desk, upheld: Upheld, words: str) -> None:
        one, _ = take(desk.services, filed(desk)[0], "accept", by())

        with pytest.raises(InputError, match=words):
            uphold(desk.services, one, upheld, by())

        assert desk.now_of(one) == one

    def test_a_reply_without_remedies_or_a_finding_is_refused(self, desk: Desk) -> None:
        one, _ = take(desk.services, filed(desk)[0], "accept", by())
        with pytest.raises(InputError, match="remedies"):
            dismiss(desk.services, one, " ", by())
        one, _ = take(desk.services, one, "ask", by())
        with pytest.raises(InputError, match="finding"):
            answer_inquiry(desk.services, one, "", by())


class TestRepairs:
    def test_correction_commitment_and_publication_are_all_needed(self, desk: Desk) -> None:
        found, _ = grant(desk.services, applied(desk), GRANTED, by())

        assert found.state == "granted"
        assert found.steps[-1].content == {
            "severity": "serious",
            "published_on": "2025-04-01",
            "document": "京甲修〔2026〕1号",
            "on": "2026-05-02",
            "corrected_on": "2026-04-20",
        }

    @pytest.mark.parametrize(
        ("brought", "granted", "words"),
        [
            (Application(None, "", "信用承诺书", ("志愿服务",)), GRANTED, "no document shows that the conduct was corrected"),
            (Application(date(2026, 4, 20), "", "信用承诺书"), GRANTED, "no document shows"),
            (Application(date(2026, 5, 3), "验收报告", "信用承诺书"), GRANTED, "corrected on 2026-05-03 only"),
            (Application(date(2026, 4, 20), "验收报告", "", ("慈善捐助",)), GRANTED, "no commitment"),
            (WHOLE, Granted("serious", date(2025, 5, 3), "文号"), "published until 2026-05-03"),
        ],
    )
    def test_what_is_missing_is_named_and_what_only_supports_never_suffices(
        self, desk: Desk, brought: Application, granted: Granted, words: str
    ) -> None:
        one = applied(desk, brought)

        with pytest.raises(ContradictionError, match=words):
            grant(desk.services, one, granted, by())

        assert desk.now_of(one).state == "applied"

    def test_the_last_day_of_the_shortest_publication_is_enough(self, desk: Desk) -> None:
        found, _ = grant(desk.services, applied(desk), Granted("serious", date(2025, 5, 2), "文号"), by())

        assert found.state == "granted"

    def test_what_was_missing_can_be_added(self, desk: Desk) -> None:
        one = applied(desk, Application(None, "", "信用承诺书"))
        one, _ = supplement(desk.services, one, Application(date(2026, 4, 20), "验收报告"), by())

        assert brought_in(one) == {
            "corrected_on": "2026-04-20",
            "correction": "验收报告",
            "commitment": "信用承诺书",
            "supporting": [],
        }
        assert grant(desk.services, one, GRANTED, by())[0].state == "granted"

    @pytest.mark.parametrize("granted", [Granted("huge", date(2025, 4, 1), "文号"), Granted("serious", date(2025, 4, 1), " ")])
    def test_a_grant_names_a_class_and_its_decision(self, desk: Desk, granted: Granted) -> None:
        with pytest.raises(InputError):
            grant(desk.services, applied(desk), granted, by())

    def test_no_rule_on_repairs_is_made_up_for_the_time_before_it(self, desk: Desk) -> None:
        one = applied(desk)
        desk.at = desk.at.replace(month=3)

        with pytest.raises(InputError, match="no rule on repairs is on record for 2026-03-02"):
            grant(desk.services, one, GRANTED, by())


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
