"""Judgements on identity in the ledger: append-only, checked against all that stands, on every database alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.loaders.source import MaskedIdentity
from graph_service.model.identities import Act, KnownAs, Standing, Verdict
from graph_service.security.keyring import KeyRing
from graph_service.store.identity_ports import IdAgreement, JudgementLedger
from graph_service.store.ledger import SqlLedger, ledger_digest, open_ledger
from graph_service.store.ledger.tables import identity_judgement, person_mask
from graph_service.store.ports import PersonIdentity
from tests.ledger import samples

SAME, DIFFERENT, UNDO = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNDO
ACT = Act("officer", "  档案核对 ", ("shared_firm", "档号 2026-1"))


def anchored(*firms: str, name: str = "测试甲", mask: str | None = None) -> list[PersonIdentity]:
    return [MaskedIdentity.of(name, firm, mask) if mask else PersonIdentity(name, anchor=firm) for firm in firms]


@pytest.fixture
def persons(ledger: SqlLedger) -> Sequence[str]:
    """One with an id number and three that are only named; the one with the number was seen last."""
    named = ledger.person_keys(anchored("org-1", "org-2", "org-3"))
    return [*ledger.person_keys([samples.person(1, "测试甲")]), *named]


def test_a_judgement_is_kept_with_user_reason_evidence_and_time(ledger: SqlLedger, persons: Sequence[str]) -> None:
    as_port: JudgementLedger = ledger
    said, written = as_port.judge(SAME, persons[2], persons[1], ACT)

    assert written
    assert (said.id, said.verdict, said.pair, said.undoes) == ("j-1", SAME, tuple(sorted(persons[1:3])), None)
    assert said.act == Act("officer", "档案核对", ("shared_firm", "档号 2026-1"))
    assert said.recorded_at == samples.NOON
    assert ledger.judgements() == [said]
    assert ledger.last_judgement() == 1


def test_the_same_judgement_again_is_found_and_not_written(ledger: SqlLedger, persons: Sequence[str]) -> None:
    first, _ = ledger.judge(SAME, *persons[1:3], ACT)
    undone, _ = ledger.undo(1, ACT)

    again = ledger.undo(1, Act("other", "again"))
    anew, written = ledger.judge(SAME, *persons[1:3], ACT)

    assert again == (undone, False)
    assert (anew.seq, written) == (3, True)
    assert ledger.judge(SAME, persons[2], persons[1], Act("other", "again")) == (anew, False)
    assert [one.seq for one in ledger.judgements()] == [1, 2, 3]
    assert (undone.verdict, undone.pair, undone.undoes) == (UNDO, first.pair, 1)


@pytest.mark.parametrize("act", [Act("", "why"), Act("officer", " \u3000")])
def test_a_judgement_without_user_or_reason_is_refused(ledger: SqlLedger, persons: Sequence[str], act: Act) -> None:
    with pytest.raises(InputError, match="needs one"):
        ledger.judge(SAME, *persons[1:3], act)

    with pytest.raises(InputError, match="needs one"):
        ledger.undo(1, act)

    assert ledger.judgements() == []


def test_a_person_who_is_not_on_record_is_refused(ledger: SqlLedger, persons: Sequence[str]) -> None:
    with pytest.raises(NotFoundError, match="p-nobody"):
        ledger.judge(SAME, persons[0], "p-nobody", ACT)


def test_what_contradicts_is_refused_in_the_ledger_itself(ledger: SqlLedger, persons: Sequence[str]) -> None:
    ledger.judge(SAME, persons[1], persons[2], ACT)
    ledger.judge(DIFFERENT, persons[2], persons[3], ACT)

    with pytest.raises(ContradictionError, match="j-2"):
        ledger.judge(SAME, persons[1], persons[3], ACT)
    with pytest.raises(ContradictionError, match="j-1"):
        ledger.judge(DIFFERENT, persons[1], persons[2], ACT)

    assert len(ledger.judgements()) == 2


def test_two_id_numbers_of_one_kind_are_never_one_person_unless_an_officer_overrides_it(ledger: SqlLedger) -> None:
    one, other = ledger.person_keys([samples.person(1, "测试甲"), samples.person(2, "测试甲")])
    (between,) = ledger.person_keys(anchored("org-1"))
    ledger.judge(SAME, one, between, ACT)

    for theirs in (one, between):
        with pytest.raises(ContradictionError, match=r"different id numbers of one kind .* override"):
            ledger.judge(SAME, theirs, other, ACT)

    said, _ = ledger.judge(SAME, one, other, Act("officer", "双重户籍，派出所证明", overrides=True))
    assert ledger.judgements()[-1].act.overrides
    assert Standing([*ledger.judgements()]).group(other) == {one, other, between}
    assert samples.id_number(1) not in str(said)


def test_numbers_of_two_kinds_of_documents_may_be_one_person(ledger: SqlLedger) -> None:
    keys = ledger.person_keys([samples.person(1, "Test"), PersonIdentity("Test", "护照", "E12345678")])

    assert ledger.compare_ids([((keys[0],), (keys[1],))]) == [IdAgreement.NOTHING]
    assert ledger.judge(SAME, *keys, ACT)[1]


def test_the_other_form_of_a_number_is_no_second_number(ledger: SqlLedger) -> None:
    number = samples.id_number(1)
    keys = ledger.person_keys([samples.person(1), PersonIdentity("测试1", "身份证", number[:6] + number[8:17])])

    assert keys[0] == keys[1]


def masked(number: int, shown: str = "##########****####") -> str:
    return "".join(digit if sign == "#" else "*" for digit, sign in zip(samples.id_number(number), shown, strict=True))


@pytest.mark.parametrize(
    ("mask", "agreement"),
    [
        (masked(1), IdAgreement.COMPATIBLE),
        (masked(2), IdAgreement.INCOMPATIBLE),
        (masked(1, "######************"), IdAgreement.NOTHING),
        ("1101****0014", IdAgreement.NOTHING),
        (None, IdAgreement.NOTHING),
        ("****", IdAgreement.NOTHING),
    ],
)
def test_masked_numbers_tell_two_persons_apart_and_nobody_the_same(
    ledger: SqlLedger, mask: str | None, agreement: IdAgreement
) -> None:
    (whole,) = ledger.person_keys([samples.person(1, "测试甲")])
    (part,) = ledger.person_keys(anchored("org-1", mask=mask))

    assert part != whole
    assert ledger.compare_ids([((whole,), (part,)), ((part,), (whole,))]) == [agreement, agreement]
    if agreement is IdAgreement.INCOMPATIBLE:
        with pytest.raises(ContradictionError, match="visible digits"):
            ledger.judge(SAME, whole, part, ACT)


def test_two_masks_are_compared_where_both_show_and_merged_keys_count_together(ledger: SqlLedger) -> None:
    here, there = ledger.person_keys(
        [*anchored("org-1", mask=masked(1)), *anchored("org-2", mask=masked(2, "######********####"))]
    )
    (third,) = ledger.person_keys(anchored("org-3"))

    assert ledger.compare_ids([((third, here), (there,)), ((third,), (there,))]) == [
        IdAgreement.INCOMPATIBLE,
        IdAgreement.NOTHING,
    ]


def test_a_mask_makes_nobody_another_person_and_is_kept_encrypted_under_every_key(ledger: SqlLedger) -> None:
    keys = ledger.person_keys([*anchored("org-1"), *anchored("org-1", mask=masked(1)), *anchored("org-1", mask=masked(1001))])
    ledger.person_keys(anchored("org-1", mask=masked(1)))
    (whole,) = ledger.person_keys([samples.person(1)])

    ledger.rotate_keys()

    rows = ledger.database.read(lambda connection: connection.execute(select(person_mask)).all())
    assert len(set(keys)) == 1
    assert [row.key_version for row in rows] == [2, 2]
    assert masked(1) not in repr(rows)
    assert ledger.compare_ids([((whole,), (keys[0],))]) == [IdAgreement.INCOMPATIBLE]


def test_the_key_is_that_of_the_one_with_an_id_number_else_of_the_eldest(url: str, ring: KeyRing, tmp_path: Path) -> None:
    times = iter(samples.NOON + timedelta(seconds=second) for second in range(100))
    ledger = open_ledger(url, ring, lambda: next(times))
    eldest, younger = (ledger.person_keys(anchored(firm))[0] for firm in ("org-1", "org-2"))
    (numbered,) = ledger.person_keys([samples.person(1, "测试甲")])

    ledger.judge(SAME, eldest, younger, ACT)
    of_two = ledger.known_as(Standing(ledger.judgements()))
    ledger.judge(SAME, younger, numbered, ACT)
    of_three = ledger.known_as(Standing(ledger.judgements()))
    ledger.close()

    assert of_two == {key: KnownAs(key, eldest) for key in sorted((eldest, younger))}
    assert of_three == {key: KnownAs(key, numbered) for key in sorted((eldest, younger, numbered))}


def test_what_was_known_at_a_moment_is_what_was_recorded_until_then(url: str, ring: KeyRing) -> None:
    clock = [samples.NOON]
    ledger = open_ledger(url, ring, lambda: clock[0])
    keys = ledger.person_keys(anchored("org-1", "org-2"))
    for act in (lambda: ledger.judge(SAME, *keys, ACT), lambda: ledger.undo(1, ACT)):
        clock[0] += timedelta(hours=1)
        act()

    known = [len(Standing(ledger.judgements(samples.NOON + timedelta(hours=hours))).groups()) for hours in (0, 1, 1.5, 2)]
    ledger.close()

    assert known == [0, 1, 1, 0]


@pytest.mark.parametrize("statement", ["UPDATE identity_judgement SET reason = 'x'", "DELETE FROM identity_judgement"])
def test_a_judgement_can_be_neither_changed_nor_removed(ledger: SqlLedger, persons: Sequence[str], statement: str) -> None:
    ledger.judge(SAME, *persons[1:3], ACT)

    with pytest.raises(DBAPIError, match="append-only"), ledger.database.engine.begin() as connection:
        connection.execute(text(statement))

    assert ledger.judgements()[0].act.reason == "档案核对"


def test_a_judgement_is_part_of_the_ledgers_digest(ledger: SqlLedger, persons: Sequence[str]) -> None:
    before = ledger_digest(ledger)

    ledger.judge(SAME, *persons[1:3], ACT)

    assert ledger_digest(ledger) != before


def test_of_contradicting_judgements_at_one_moment_only_one_is_recorded(
    ledger: SqlLedger, persons: Sequence[str], open_another: Callable[[], SqlLedger]
) -> None:
    """Confirm a–b and b–c and reject a–c, eight of each at once: never all three."""
    first, second, third = persons[1:]
    acts = [(SAME, first, second), (SAME, second, third), (DIFFERENT, first, third)] * 8
    ledgers = [open_another() for _ in acts]
    barrier = Barrier(len(acts))

    def judged(number: int) -> bool:
        barrier.wait(timeout=60)
        try:
            return ledgers[number].judge(*acts[number], ACT)[1]
        except ContradictionError:
            return False

    with ThreadPoolExecutor(len(acts)) as pool:
        written = sum(pool.map(judged, range(len(acts))))

    said = ledger.judgements()
    assert (written, len(said)) == (2, 2)
    assert len({one.pair for one in said}) == 2
    stored = select(identity_judgement.c.seq)
    assert ledger.database.read(lambda connection: len(connection.scalars(stored).all())) == 2
