"""The audit chain: every act and look leaves an entry in its own transaction, and nothing about it can be changed unseen."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text

from graph_service.errors import InputError, StoreUnavailableError
from graph_service.model.dossiers import Command, NewDossier, NewStep
from graph_service.model.identities import Act, Verdict
from graph_service.model.leads import LeadKind, LeadStep, NewLead
from graph_service.security.acting import ORIGIN
from graph_service.security.keyring import KeyRing
from graph_service.store.account_ports import AccountStep, NewToken
from graph_service.store.audit_ports import Break, Head, Look
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.store.ledger import audit as chain_module
from graph_service.store.ledger.audit import AUDITED, NOTHING_BEFORE, audit_entry
from graph_service.store.ports import PersonIdentity
from tests.ledger import samples
from tests.ledger.samples import NOON, clock
from tests.ledger.test_acts import Tell, new, said, tell  # noqa: F401  # a fixture
from tests.ledger.test_receipts import HEAD
from tests.tiers import FULL

LEAD = NewLead("k", LeadKind.FAMILY, "p-li", "p-wang", "笔录2026-31", "同一住所", "officer")
ACCOUNT = {"name": "李某", "department": "tax", "district": "", "roles": ["auditor"]}
LOOK = Look("look.file", "officer", "quarantine/load-1", "更正代码")


def everything(ledger: SqlLedger) -> list[str]:
    """Do one of each act that is audited; return what the entries must say."""
    one, other = ledger.person_keys([samples.person(1), PersonIdentity("测试1", anchor="org-1")])
    judged, _ = ledger.judge(Verdict.SAME, one, other, Act("officer", "same address"))
    ledger.undo(judged.seq, Act("officer", "another address"))
    ledger.add_lead(LEAD)
    ledger.step_on_lead(1, LeadStep.SUBMIT, "officer", "please look")
    ledger.id_number(one, reason="letter to the person")
    ledger.keep_receipt(HEAD, [])
    step = NewStep(NewDossier("case", "p-li", "ev-1", "tax"), 0, "open", "open", samples.DAY)
    ledger.carry_out(Command("k", "officer", "tax", "proposed", (step,)))
    ledger.step_on_account("li", AccountStep("add", "officer", "starts", ACCOUNT))
    token = NewToken("token", 1, "a program", "digest", frozenset(), NOON, "officer", "asked for")
    ledger.end_token(ledger.add_token(token).seq, "officer", "lost")
    ledger.note_login("li", good=False)
    ledger.note_look(LOOK)
    return [
        "audit.begin",
        "identity.same",
        "identity.undo",
        "lead.add",
        "lead.submit",
        "look.id_number",
        "look.batch",
        "case.open",
        "account.add",
        "token.new",
        "token.end",
        "login.failed",
        "look.file",
    ]


def codes(breaks: Sequence[Break]) -> set[str]:
    return {one.code for one in breaks}


class TestEntries:
    def test_every_act_and_look_leaves_one_and_the_chain_is_sound(self, ledger: SqlLedger, tell: Tell) -> None:  # noqa: F811
        tell(said())

        expected = [*everything(ledger), "act.confirm"]
        ledger.act(new())

        found = ledger.audited(0, 100)
        verified = ledger.verify_audit()
        assert [one.act for one in found] == expected
        assert [one.seq for one in found] == list(range(1, len(expected) + 1))
        assert (verified.breaks, verified.rows, verified.head) == ([], 14, ledger.audit_head())
        assert all(one.at == NOON for one in found)
        act = found[-1]
        assert (act.user, act.what, act.reason, act.origin) == ("officer", "ev-1 R1 p-a", "looked at the file", "command")

    def test_every_audited_table_is_among_them(self, ledger: SqlLedger, tell: Tell) -> None:  # noqa: F811
        tell(said())
        everything(ledger)
        ledger.act(new())

        with ledger.database.engine.connect() as connection:
            filled = {name for name in AUDITED if connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()}

        assert filled == AUDITED.keys()

    def test_an_act_that_is_on_record_already_leaves_no_second_entry(self, ledger: SqlLedger) -> None:
        ledger.add_lead(LEAD)
        before = ledger.audit_head()

        ledger.add_lead(LEAD)

        assert ledger.audit_head() == before

    def test_an_act_that_is_refused_leaves_none(self, ledger: SqlLedger) -> None:
        with pytest.raises(Exception, match="No lead"):
            ledger.step_on_lead(9, LeadStep.SUBMIT, "officer", "please look")

        assert ledger.audit_head() == NOTHING_BEFORE

    @pytest.mark.parametrize("change", [{"user": " "}, {"reason": ""}])
    def test_a_look_by_nobody_or_for_nothing_is_refused(self, ledger: SqlLedger, change: dict[str, str]) -> None:
        with pytest.raises(InputError, match="look"):
            ledger.note_look(replace(LOOK, **change))

    def test_an_entry_says_from_where_the_act_came(self, ledger: SqlLedger) -> None:
        token = ORIGIN.set("127.0.0.1")
        try:
            ledger.note_look(LOOK)
        finally:
            ORIGIN.reset(token)

        assert ledger.audited(1, 1)[0].origin == "127.0.0.1"

    def test_entries_are_given_page_by_page(self, ledger: SqlLedger) -> None:
        everything(ledger)

        assert [one.seq for one in ledger.audited(2, 3)] == [3, 4, 5]

    def test_no_id_number_and_no_name_stands_in_it(self, ledger: SqlLedger) -> None:
        everything(ledger)
        person = samples.person(1)

        with ledger.database.engine.connect() as connection:
            written = " ".join(connection.execute(text("SELECT body FROM audit_entry")).scalars())

        assert person.id_number is not None
        assert person.id_number not in written
        assert person.name not in written


class TestFailClosed:
    """Planted: the chain cannot be written. Then nothing may have happened."""

    @pytest.fixture
    def broken(self, ledger: SqlLedger) -> Iterator[SqlLedger]:
        def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.lstrip().upper().startswith("INSERT INTO AUDIT_ENTRY"):
                raise sqlite3.OperationalError("database or disk is full")

        event.listen(ledger.database.engine, "before_cursor_execute", refuse)
        yield ledger
        event.remove(ledger.database.engine, "before_cursor_execute", refuse)

    @pytest.mark.parametrize(
        "act",
        [
            lambda ledger: ledger.add_lead(LEAD),
            lambda ledger: ledger.note_look(LOOK),
            lambda ledger: ledger.keep_receipt(HEAD, []),
            lambda ledger: ledger.id_number("p-x", reason="letter"),
        ],
        ids=["lead", "look", "receipt", "id number"],
    )
    def test_no_act_without_its_entry(self, broken: SqlLedger, act: Callable[[SqlLedger], object]) -> None:
        with pytest.raises((StoreUnavailableError, sqlite3.OperationalError)):
            act(broken)

        with broken.database.engine.connect() as connection:
            assert [
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in (*AUDITED, "audit_entry")
            ] == [0] * (len(AUDITED) + 1)


class TestBegin:
    def test_what_was_written_before_there_was_a_chain_is_held_too(
        self, ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr("graph_service.store.ledger.leads.chain", lambda *_: None)
            ledger.add_lead(LEAD)
        ledger.add_lead(replace(LEAD, key="second"))
        sound = ledger.verify_audit()

        _tamper(ledger, "UPDATE lead SET reason = 'another' WHERE seq = 1", "lead")

        assert sound.breaks == []
        assert ledger.verify_audit().breaks == [Break(1, "row-differs", "lead 1 to 1")]

    def test_an_act_that_forgets_its_entry_is_found(self, ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        """Planted bug."""
        ledger.add_lead(LEAD)
        monkeypatch.setattr("graph_service.store.ledger.leads.chain", lambda *_: None)

        ledger.add_lead(replace(LEAD, key="second"))

        assert ledger.verify_audit().breaks == [Break(0, "row-without-entry", "lead 2")]


def _tamper(ledger: SqlLedger, statement: str, table: str = "audit_entry") -> None:
    """Change what the triggers protect, as somebody with the database could."""
    sqlite = ledger.database.engine.dialect.name == "sqlite"
    with ledger.database.engine.begin() as connection:
        if sqlite:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        else:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"))
        connection.execute(text(statement))


class TestTampering:
    @pytest.fixture
    def filled(self, ledger: SqlLedger) -> SqlLedger:
        everything(ledger)
        return ledger

    @pytest.mark.parametrize(
        ("statement", "table", "code"),
        [
            ("DELETE FROM audit_entry WHERE seq = 3", "audit_entry", "entry-missing"),
            ("UPDATE audit_entry SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)", "audit_entry", "entry-missing"),
            ("INSERT INTO audit_entry SELECT 14, body, key_version, seal FROM audit_entry WHERE seq = 13", "audit_entry", "seal-differs"),
            ("UPDATE audit_entry SET key_version = (SELECT max(version) FROM key_state), body = body || ' ' WHERE seq = 2", "audit_entry",
             "seal-differs"),
            ("DELETE FROM audit_entry WHERE seq = 1", "audit_entry", "entry-missing"),
            ("UPDATE lead SET other = 'p-else'", "lead", "row-differs"),
            ("UPDATE lead_step SET step = 'withdraw'", "lead_step", "row-differs"),
            ("DELETE FROM lead_step", "lead_step", "row-missing"),
            ("UPDATE reveal_log SET reason = 'another'", "reveal_log", "row-differs"),
            ("UPDATE identity_judgement SET recorded_at = recorded_at + 1 WHERE seq = 2", "identity_judgement", "row-differs"),
            ("UPDATE receipt SET purpose = 'another'", "receipt", "row-differs"),
        ],
    )  # fmt: skip
    def test_it_is_found(self, filled: SqlLedger, statement: str, table: str, code: str) -> None:
        _tamper(filled, statement, table)

        assert code in codes(filled.verify_audit().breaks)

    def test_a_cut_off_end_is_found_by_a_head_kept_elsewhere_only(self, filled: SqlLedger) -> None:
        kept = filled.audit_head()
        _tamper(filled, "DELETE FROM audit_entry WHERE seq = 13")

        assert filled.verify_audit().breaks == []
        assert filled.verify_audit([kept]).breaks == [Break(13, "cut-off", "ends at 12")]

    def test_a_chain_written_anew_with_the_keys_is_found_by_a_head_kept_elsewhere_only(
        self, filled: SqlLedger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        early, kept = Head(3, _seal(filled, 3)), filled.audit_head()
        before = filled.audited(0, 100)
        _tamper(filled, "DELETE FROM audit_entry")

        for one in before[1:]:
            filled.note_look(Look(one.act, "somebody else", one.what, one.reason))

        assert codes(filled.verify_audit([early]).breaks) == {"head-differs"}
        assert codes(filled.verify_audit([kept]).breaks) == {"head-differs"}

    def test_a_chain_written_anew_without_the_keys_is_found(self, filled: SqlLedger, tmp_path: Path) -> None:
        forged = KeyRing(tmp_path / "other-keys")
        forged.current()
        body = '{"act":"audit.begin","at":1,"origin":"","reason":"","rows":[],"tables":{},"user":"","what":""}'
        seal = chain_module.seal_of(forged.current(), NOTHING_BEFORE, body)
        _tamper(filled, "DELETE FROM audit_entry")
        with filled.database.engine.begin() as connection:
            connection.execute(insert(audit_entry).values(seq=1, body=body, key_version=1, seal=seal))

        assert "seal-differs" in codes(filled.verify_audit().breaks)


def _seal(ledger: SqlLedger, seq: int) -> str:
    with ledger.database.engine.connect() as connection:
        return str(connection.execute(text(f"SELECT seal FROM audit_entry WHERE seq = {seq}")).scalar_one())


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[SqlLedger]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'audit.sqlite3'}", KeyRing(tmp_path / "audit-keys"), clock)
    yield ledger
    ledger.close()


@pytest.mark.slow
def test_no_single_byte_of_the_chain_can_be_changed_unseen(on_sqlite: SqlLedger) -> None:
    """Every byte of every entry, sixteen other values each; in every run a sample of them."""
    everything(on_sqlite)
    chance = random.Random(20170331)
    _tamper(on_sqlite, "SELECT 1")
    engine = on_sqlite.database.engine
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT seq, body, seal FROM audit_entry")).all()
    places = [
        (row.seq, name, at) for row in rows for name in ("body", "seal") for at in range(len(getattr(row, name).encode()))
    ]
    missed = []
    for seq, name, at in places if FULL else chance.sample(places, 60):
        whole = next(getattr(row, name) for row in rows if row.seq == seq).encode()
        for value in chance.sample(sorted({*range(1, 256)} - {whole[at]}), 16 if FULL else 2):
            changed = whole[:at] + bytes([value]) + whole[at + 1 :]
            with engine.begin() as connection:
                connection.execute(
                    text(f"UPDATE audit_entry SET {name} = CAST(:new AS TEXT) WHERE seq = :seq"), {"new": changed, "seq": seq}
                )
            try:
                found = bool(on_sqlite.verify_audit().breaks)
            except Exception:  # noqa: BLE001  # a text that is none cannot be read at all: that is no silence
                found = True
            if not found:
                missed.append((seq, name, at, value))
            with engine.begin() as connection:
                connection.execute(
                    text(f"UPDATE audit_entry SET {name} = :old WHERE seq = :seq"), {"old": whole.decode(), "seq": seq}
                )

    assert missed == []
    assert on_sqlite.verify_audit().breaks == []


def test_entries_of_an_earlier_key_are_verified_with_it(ledger: SqlLedger) -> None:
    everything(ledger)
    ledger.rotate_keys()
    ledger.note_look(LOOK)

    assert ledger.verify_audit().breaks == []


def test_two_processes_write_one_chain(open_another: Callable[[], SqlLedger]) -> None:
    first, second = open_another(), open_another()
    for number in range(5):
        first.add_lead(replace(LEAD, key=f"first {number}"))
        second.note_look(replace(LOOK, what=f"second {number}"))

    verified = first.verify_audit()

    assert (verified.breaks, verified.head.seq, verified.rows) == ([], 11, 5)
