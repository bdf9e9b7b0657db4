"""What every ledger database must do: the same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from graph_service.errors import InputError, NotFoundError
from graph_service.model.identities import Act, Verdict
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import SqlLedger, ledger_digest, open_ledger
from graph_service.store.ledger.tables import APPEND_ONLY, metadata, outcome, person, person_name, reveal_log
from graph_service.store.ports import PersonIdentity
from graph_service.workflow.services import Ledger
from tests.ledger import samples
from tests.ledger.samples import DAY

SUBJECT = "91110105MA0FAKE17J"
Opener = Callable[[], SqlLedger]


def rows_of(ledger: SqlLedger, name: str) -> int:
    table = metadata.tables[name]
    return ledger.database.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)


class TestRuns:
    def test_it_satisfies_the_ports(self, ledger: SqlLedger) -> None:
        as_port: Ledger = ledger

        assert as_port.outcomes_of(SUBJECT, DAY) == []

    def test_an_outcome_comes_back_exactly_as_it_was_given(self, ledger: SqlLedger) -> None:
        given = [samples.full_outcome(), samples.outcome(rule="BJ-R2")]

        ledger.store_run(samples.run(), given)

        assert ledger.outcomes_of(SUBJECT, DAY) == given
        assert ledger.outcomes_of_event("ev-1", DAY) == given

    def test_a_run_comes_back_exactly_as_it_was_given(self, ledger: SqlLedger) -> None:
        given = samples.run(events=("ev-2", "ev-1"))

        ledger.store_run(given, [])

        assert ledger.latest_run("ev-1", DAY) == given
        assert ledger.latest_run("ev-2", DAY) == given
        assert ledger.latest_run("ev-2", DAY + timedelta(days=1)) is None
        assert ledger.latest_run("ev-3", DAY) is None

    def test_the_same_inputs_are_stored_once(self, ledger: SqlLedger) -> None:
        first = ledger.store_run(samples.run(), [samples.outcome()])
        before = ledger_digest(ledger)

        again = ledger.store_run(replace(samples.run(), recorded_at=samples.NOON + timedelta(1)), [samples.outcome()])

        assert (first, again) == (True, False)
        assert {name: rows_of(ledger, name) for name in ("run", "run_event", "outcome")} == {
            "run": 1, "run_event": 1, "outcome": 1,
        }  # fmt: skip
        assert ledger_digest(ledger) == before

    def test_only_the_newest_run_of_an_event_speaks(self, ledger: SqlLedger) -> None:
        old = [samples.outcome("ev-1"), samples.outcome("ev-2")]
        ledger.store_run(samples.run("a", ("ev-1", "ev-2")), old)

        new = samples.outcome("ev-1", reason="annulled")
        ledger.store_run(samples.run("b", ("ev-1",)), [new])

        assert ledger.outcomes_of(SUBJECT, DAY) == [new, old[1]]
        assert ledger.outcomes_of_event("ev-1", DAY) == [new]

    def test_a_newest_run_without_outcomes_silences_the_older(self, ledger: SqlLedger) -> None:
        ledger.store_run(samples.run("a"), [samples.outcome()])

        ledger.store_run(samples.run("b"), [])

        assert ledger.outcomes_of(SUBJECT, DAY) == []

    def test_facts_that_change_back_make_the_earlier_run_the_newest_again(self, ledger: SqlLedger) -> None:
        ledger.store_run(samples.run("a"), [samples.outcome()])
        ledger.store_run(samples.run("b"), [])

        written = [ledger.store_run(samples.run("a"), [samples.outcome()]) for _ in range(2)]

        assert written == [True, False]
        assert ledger.outcomes_of(SUBJECT, DAY) == [samples.outcome()]
        assert ledger.latest_run("ev-1", DAY) == samples.run("a")

    def test_each_day_has_its_own_outcomes(self, ledger: SqlLedger) -> None:
        other_day = date(2020, 1, 1)
        ledger.store_run(samples.run("a", on=other_day), [samples.outcome(reason="then")])
        ledger.store_run(samples.run("b"), [samples.outcome(reason="now")])

        found = {day: [one.reason for one in ledger.outcomes_of(SUBJECT, day)] for day in (other_day, DAY)}

        assert found == {other_day: ["then"], DAY: ["now"]}

    def test_outcomes_come_in_a_stated_order(self, ledger: SqlLedger) -> None:
        given = [samples.outcome(event, rule) for event in ("ev-b", "ev-a") for rule in ("Z", "a", "B")]
        ledger.store_run(samples.run("a", ("ev-a", "ev-b")), given)
        ledger.store_run(samples.run("b", ("ev-c",)), [samples.outcome("ev-c", "R", subject) for subject in "zaB"])

        by_event = [(one.event, one.rule) for one in ledger.outcomes_of(SUBJECT, DAY)]
        by_subject = [one.subject for one in ledger.outcomes_of_event("ev-c", DAY)]

        assert by_event == [(event, rule) for event in ("ev-a", "ev-b") for rule in ("B", "Z", "a")]
        assert by_subject == ["B", "a", "z"]

    def test_an_outcome_of_an_event_that_the_run_does_not_name_is_refused(self, ledger: SqlLedger) -> None:
        with pytest.raises(InputError, match="ev-9"):
            ledger.store_run(samples.run(), [samples.outcome("ev-9")])

    def test_a_run_id_used_twice_for_different_inputs_is_refused_and_nothing_is_written(self, ledger: SqlLedger) -> None:
        ledger.store_run(samples.run("a"), [])

        with pytest.raises(InputError, match="already used"):
            ledger.store_run(replace(samples.run("b"), id="run-a"), [samples.outcome()])

        assert (rows_of(ledger, "run"), rows_of(ledger, "outcome")) == (1, 0)

    def test_a_run_of_many_outcomes_is_stored_whole(self, ledger: SqlLedger) -> None:
        events = tuple(f"ev-{number}" for number in range(1200))
        given = [samples.outcome(event, f"R{rule:02d}") for event in events for rule in range(10)]

        ledger.store_run(samples.run("many", events), given)

        assert rows_of(ledger, "outcome") == 12_000
        assert ledger.outcomes_of(SUBJECT, DAY) == sorted(given, key=lambda one: (one.event, one.rule))


class TestAppendOnly:
    @pytest.fixture
    def filled(self, ledger: SqlLedger) -> SqlLedger:
        ledger.store_run(samples.run(), [samples.outcome()])
        ledger.begin_load(samples.a_load())
        ledger.finish_load("load-a", {"read": 1})
        one, other = ledger.person_keys([samples.person(1), PersonIdentity("测试1", anchor="org-1")])
        ledger.id_number(one, reason="test")
        ledger.judge(Verdict.DIFFERENT, one, other, Act("officer", "test"))
        return ledger

    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
    def test_a_row_once_written_can_be_neither_changed_nor_removed(self, filled: SqlLedger, table: str, change: str) -> None:
        statement = change.format(table=table, column=next(iter(metadata.tables[table].columns)).name)

        with pytest.raises(DBAPIError, match="append-only"), filled.database.engine.begin() as connection:
            connection.execute(text(statement))

        assert rows_of(filled, table) == 1

    def test_a_row_cannot_be_replaced_or_truncated_away(self, filled: SqlLedger) -> None:
        statements = {
            "sqlite": "INSERT OR REPLACE INTO reveal_log (seq, person_key, reason, recorded_at) VALUES (1, 'x', 'x', 1)",
            "postgresql": "TRUNCATE reveal_log",
        }
        statement = statements[filled.database.engine.dialect.name]

        with pytest.raises(DBAPIError, match="append-only"), filled.database.engine.begin() as connection:
            connection.execute(text(statement))

    def test_a_row_that_points_nowhere_is_refused(self, filled: SqlLedger) -> None:
        entry = insert(metadata.tables["load_report"]).values(load_id="load-none", recorded_at=1, report="{}")

        with pytest.raises(DBAPIError, match=r"(?i)foreign key"), filled.database.engine.begin() as connection:
            connection.execute(entry)


class TestLoads:
    def test_a_load_begun_again_is_returned_as_first_recorded(self, ledger: SqlLedger) -> None:
        first = ledger.begin_load(samples.a_load())

        again = ledger.begin_load(replace(samples.a_load(), recorded_at=datetime(2030, 1, 1, tzinfo=UTC)))

        assert (first, again) == (samples.a_load(), samples.a_load())

    def test_loads_are_listed_oldest_first_with_their_newest_report(self, ledger: SqlLedger) -> None:
        for content in ("b", "a", "c"):
            ledger.begin_load(samples.a_load(content))
        for report in ({"read": 2, "loaded": 2}, {"read": 2, "unchanged": 2, "文件": ["一"]}):
            ledger.finish_load("load-a", report)

        found = ledger.loads()

        newest = {"read": 2, "unchanged": 2, "文件": ["一"]}
        assert found == [(samples.a_load("b"), None), (samples.a_load("a"), newest), (samples.a_load("c"), None)]
        assert rows_of(ledger, "load_report") == 2

    def test_the_same_report_twice_in_a_row_is_once(self, ledger: SqlLedger) -> None:
        ledger.begin_load(samples.a_load())

        for _ in range(2):
            ledger.finish_load("load-a", {"read": 2})

        assert rows_of(ledger, "load_report") == 1

    def test_a_report_without_a_load_is_refused(self, ledger: SqlLedger) -> None:
        with pytest.raises(NotFoundError, match="load-none"):
            ledger.finish_load("load-none", {})


class TestIdentities:
    def test_one_person_has_one_key_however_the_number_is_written(self, ledger: SqlLedger) -> None:
        old_form, new_form = "110101000101001", "110101190001010014"
        wide_x = "11010119000101009ｘ"
        written = [
            old_form,
            new_form,
            " 1101 0119 0001 0100 14 ",
            "１１０１０１１９０００１０１００１４",
            wide_x,
            "11010119000101009X",
        ]

        keys = ledger.person_keys([PersonIdentity("测试甲", "身份证", number) for number in written])

        assert keys == [keys[0]] * 4 + [keys[4]] * 2
        assert keys[0] != keys[4]
        assert len(keys[0]) == 28
        assert keys[0].startswith("p-")

    def test_keys_are_the_same_the_next_time_and_tell_nothing(self, ledger: SqlLedger, open_another: Opener) -> None:
        people = [samples.person(number) for number in range(30)]

        first = ledger.person_keys(people)
        again = open_another().person_keys(list(reversed(people)))

        assert list(reversed(again)) == first
        assert len(set(first)) == 30

    def test_the_same_name_is_never_a_merge(self, ledger: SqlLedger) -> None:
        same_name = [samples.person(1, "测试甲"), samples.person(2, "测试甲")]
        anchored = [PersonIdentity("测试甲", anchor=firm) for firm in ("org-1", "org-2")]

        keys = ledger.person_keys([*same_name, *anchored])

        assert len(set(keys)) == 4
        assert ledger.person_keys([*same_name, *anchored]) == keys

    def test_a_name_within_one_organisation_is_one_person(self, ledger: SqlLedger) -> None:
        keys = ledger.person_keys([PersonIdentity(name, anchor="org-1") for name in ("阿卜·测试", "阿卜•测试 ", "阿卜测试")])

        assert len(set(keys)) == 1
        assert ledger.masked_id(keys[0]) is None
        assert ledger.id_number(keys[0], reason="check") is None

    def test_a_foreign_passport_number_alone_joins_nobody(self, ledger: SqlLedger) -> None:
        same_number = [PersonIdentity(name, "护照", "AB1234567") for name in ("Test One", "Test Two", "TEST ONE")]

        keys = ledger.person_keys(same_number)

        assert keys[0] == keys[2] != keys[1]
        assert ledger.id_number(keys[1], reason="check") == "AB1234567"

    @pytest.mark.parametrize("number", ["110101********0014", "110101190001010015", "1101011900010100", "000000000000000000"])
    def test_a_number_that_identifies_nobody_is_refused_without_repeating_it(self, ledger: SqlLedger, number: str) -> None:
        batch = [samples.person(1), PersonIdentity("测试甲", "身份证", number, anchor="org-1")]

        with pytest.raises(InputError, match=r"identities\[1\]") as raised:
            ledger.person_keys(batch)

        assert number not in str(raised.value)
        assert rows_of(ledger, "person") == 0

    def test_neither_number_nor_organisation_is_refused(self, ledger: SqlLedger) -> None:
        with pytest.raises(InputError, match="organisation"):
            ledger.person_keys([PersonIdentity("测试甲")])

    def test_no_number_and_no_name_stands_in_the_database_in_clear(self, ledger: SqlLedger) -> None:
        ledger.person_keys([samples.person(1, "测试甲"), PersonIdentity("测试乙", anchor="org-1")])

        def everything(table: str) -> str:
            query = select(metadata.tables[table])
            return ledger.database.read(lambda connection: repr(connection.execute(query).all()))

        stored = everything("person") + everything("person_name")
        assert [
            word for word in (samples.id_number(1), "测试甲", "测试乙") if word in stored or repr(word.encode())[2:-1] in stored
        ] == []

    def test_a_look_at_a_number_is_logged_with_its_reason(self, ledger: SqlLedger) -> None:
        key = ledger.person_keys([samples.person(1)])[0]

        number = ledger.id_number(key, reason=" 案件核对 ")

        entries = select(reveal_log.c.person_key, reveal_log.c.reason)
        assert number == samples.id_number(1)
        assert ledger.database.read(lambda connection: connection.execute(entries).all()) == [(key, "案件核对")]

    @pytest.mark.parametrize("reason", ["", " ", "\u3000\n"])
    def test_a_look_without_a_reason_is_refused(self, ledger: SqlLedger, reason: str) -> None:
        key = ledger.person_keys([samples.person(1)])[0]

        with pytest.raises(InputError, match="reason"):
            ledger.id_number(key, reason=reason)

        assert rows_of(ledger, "reveal_log") == 0

    def test_a_look_that_cannot_be_logged_gives_no_number(self, ledger: SqlLedger) -> None:
        key = ledger.person_keys([samples.person(1)])[0]
        with ledger.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE reveal_log RENAME TO reveal_log_gone"))

        with pytest.raises(Exception, match="reveal_log"):
            ledger.id_number(key, reason="check")

    def test_the_number_is_shown_masked(self, ledger: SqlLedger) -> None:
        key = ledger.person_keys([samples.person(1)])[0]

        assert ledger.masked_id(key) == f"110101********{samples.id_number(1)[-4:]}"
        assert ledger.masked_id("p-unknown") is None
        assert ledger.masked_ids([key, "p-unknown"]) == {key: ledger.masked_id(key)}
        assert ledger.masked_ids([]) == {}

    def test_candidates_for_a_masked_number_are_the_persons_of_that_name(self, ledger: SqlLedger) -> None:
        people = [samples.person(1, "测试甲"), samples.person(1002, "测试 甲"), samples.person(3, "测试乙")]
        first, second, _ = ledger.person_keys(people)
        ledger.person_keys([PersonIdentity("测试甲", anchor="org-1")])

        found = ledger.masked_candidates("测试甲", samples.id_number(1)[:10] + "****" + samples.id_number(1)[-4:])

        assert found == sorted([(first, True), (second, False)])

    def test_a_person_is_found_under_every_name_it_was_seen_with(self, ledger: SqlLedger) -> None:
        key = ledger.person_keys([samples.person(1, "测试甲")])[0]
        ledger.person_keys([samples.person(1, "测试丙")])

        found = [ledger.masked_candidates(name, "*" * 18) for name in ("测试甲", "测试丙", "测试丁")]

        assert found == [[(key, True)], [(key, True)], []]


class TestRotation:
    def test_after_a_rotation_everybody_is_the_same_under_the_new_key(self, ledger: SqlLedger, open_another: Opener) -> None:
        people = [*(samples.person(number) for number in range(20)), PersonIdentity("测试甲", anchor="org-1")]
        keys = ledger.person_keys(people)
        started_before = open_another()

        version = ledger.rotate_keys()

        assert version == 2
        assert started_before.person_keys(people) == keys
        assert ledger.masked_candidates("测试3", "*" * 18) == [(keys[3], True)]
        assert ledger.id_number(keys[3], reason="check") == samples.id_number(3)
        for table in (person, person_name):
            versions = select(table.c.key_version).distinct()
            assert ledger.database.read(lambda connection, query=versions: connection.scalars(query).all()) == [2]

    def test_a_process_that_started_before_a_rotation_makes_no_second_person(
        self, ledger: SqlLedger, open_another: Opener
    ) -> None:
        started_before = open_another()
        ledger.rotate_keys()

        theirs = started_before.person_keys([samples.person(5)])

        assert ledger.person_keys([samples.person(5)]) == theirs
        assert rows_of(ledger, "person") == 1


class TestDigest:
    def test_two_ledgers_that_say_the_same_have_one_digest(self, ledger: SqlLedger, ring: KeyRing, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
        other = open_ledger(
            f"sqlite:///{tmp_path_factory.mktemp('other')}/ledger.sqlite3", ring, lambda: samples.NOON + timedelta(9)
        )
        try:
            digests = [_filled(one, order) for one, order in ((ledger, 1), (other, -1))]
        finally:
            other.close()

        assert digests[0] == digests[1]

    def test_one_outcome_more_changes_the_digest(self, ledger: SqlLedger) -> None:
        before = _filled(ledger, 1)

        ledger.store_run(samples.run("z", ("ev-z",)), [samples.outcome("ev-z")])

        assert ledger_digest(ledger) != before

    def test_a_verdict_about_somebody_else_changes_the_digest(self, ledger: SqlLedger) -> None:
        first, second = ledger.person_keys([samples.person(1), samples.person(2)])
        ledger.store_run(samples.run("a"), [samples.outcome(subject=first)])
        before = ledger_digest(ledger)

        with ledger.database.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER outcome_no_update") if connection.dialect.name == "sqlite" else
                               text("DROP TRIGGER outcome_append_only ON outcome"))  # fmt: skip
            connection.execute(outcome.update().values(subject=second))

        assert ledger_digest(ledger) != before


def _filled(ledger: SqlLedger, order: int) -> str:
    people = [samples.person(number) for number in range(5)][::order]
    keys = ledger.person_keys(people)[::order]
    for content in ["a", "b"][::order]:
        ledger.begin_load(samples.a_load(content))
    ledger.finish_load("load-a", {"read": 5, "loaded": 4 + order, "unchanged": 1 - order, "rejected": 0})
    for name in ["a", "b"][::order]:
        facts = (f"fact-of-{keys[0]}",)
        one = samples.outcome(f"ev-{name}", subject=keys[0], why=f"{keys[1]} held it", sources=facts)
        ledger.store_run(samples.run(f"{name}-{keys[0]}", (f"ev-{name}",)), [one])
    ledger.judge(Verdict.DIFFERENT, keys[0], "ev-a", Act("officer", "test"))
    return ledger_digest(ledger)
