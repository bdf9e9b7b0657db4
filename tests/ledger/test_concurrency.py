"""Many writers at once leave no person twice, no run twice, no half of anything. Writers are held at a barrier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Engine, func, select, text

from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.store.ledger.tables import outcome, person, run
from tests.ledger import samples

WRITERS = 16
Result = TypeVar("Result")


def together(work: Callable[[int], Result]) -> list[Result]:
    """Run ``work`` in 16 threads that start at the same moment."""
    barrier = Barrier(WRITERS)

    def held(number: int) -> Result:
        barrier.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(held, range(WRITERS)))


def shuffled_keys(ledger: SqlLedger, number: int) -> Sequence[str]:
    """Ask for the same 200 persons in an order of one's own, in batches of 40; return the keys in the common order."""
    order = list(range(200))
    Random(number).shuffle(order)
    keys: dict[int, str] = {}
    for start in range(0, 200, 40):
        batch = order[start : start + 40]
        keys.update(zip(batch, ledger.person_keys([samples.person(one) for one in batch]), strict=True))
    return [keys[one] for one in range(200)]


def test_sixteen_writers_give_the_same_200_persons_one_key_each(open_another: Callable[[], SqlLedger]) -> None:
    ledgers = [open_another() for _ in range(WRITERS)]

    answers = together(lambda number: shuffled_keys(ledgers[number], number))

    count = select(func.count()).select_from(person)
    assert {tuple(answer) for answer in answers} == {tuple(answers[0])}
    assert ledgers[0].database.read(lambda connection: connection.scalar(count)) == 200


def test_without_the_unique_digest_a_naive_look_then_write_makes_persons_twice(ledger: SqlLedger) -> None:
    """The control: the test above would catch a ledger that looks first and writes later."""
    engine = ledger.database.engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE naive (digest VARCHAR(64))"))
    barrier = Barrier(WRITERS)

    together(lambda _: naive_ensure(engine, "one person", barrier))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM naive")) == WRITERS


def naive_ensure(engine: Engine, digest: str, all_have_looked: Barrier) -> None:
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM naive WHERE digest = :digest"), {"digest": digest})
    all_have_looked.wait(timeout=60)
    if not found:
        with engine.connect().execution_options(ledger_writes=True) as connection, connection.begin():
            connection.execute(text("INSERT INTO naive VALUES (:digest)"), {"digest": digest})


def test_sixteen_writers_of_the_same_run_store_it_once(open_another: Callable[[], SqlLedger]) -> None:
    ledgers = [open_another() for _ in range(WRITERS)]
    outcomes = [samples.outcome(rule=f"R{number}") for number in range(20)]

    answers = together(lambda number: ledgers[number].store_run(samples.run(), outcomes))

    counts = select(
        select(func.count()).select_from(run).scalar_subquery(), select(func.count()).select_from(outcome).scalar_subquery()
    )
    assert sorted(answers) == [False] * (WRITERS - 1) + [True]
    assert tuple(ledgers[0].database.read(lambda connection: connection.execute(counts).one())) == (1, 20)


def test_sixteen_that_open_an_empty_ledger_agree_on_one_schema_and_one_key(url: str, tmp_path: Path) -> None:
    def opened(_: int) -> str:
        ledger = open_ledger(url, KeyRing(tmp_path / "keys"), samples.clock)
        try:
            return ledger.person_keys([samples.person(1)])[0]
        finally:
            ledger.close()

    answers = together(opened)

    assert len(set(answers)) == 1
    assert sorted(path.name for path in (tmp_path / "keys").glob("key-*")) == ["key-0001.json"]


def test_persons_written_while_keys_are_rotated_stay_one_each(open_another: Callable[[], SqlLedger]) -> None:
    ledgers = [open_another() for _ in range(WRITERS)]

    def work(number: int) -> Sequence[str]:
        if number == 0:
            return [str(ledgers[0].rotate_keys())]
        return shuffled_keys(ledgers[number], number)

    answers = together(work)

    assert answers[0] == ["2"]
    assert {tuple(answer) for answer in answers[1:]} == {tuple(shuffled_keys(ledgers[0], 0))}
