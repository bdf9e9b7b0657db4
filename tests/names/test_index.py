"""The index of parts of names: it agrees with reading every name, follows the graph, and holds no name."""

from __future__ import annotations

import random
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_service.errors import StoreConflictError, StoreUnavailableError
from graph_service.store.names.index import Bearer, Edition, Found, NameIndex
from graph_service.store.reading_ports import NamePart, Place

FIRM, OTHER, PERSON = "FIRM", "OTHER", "p-a"
START = Place(-1, "")
KEY = b"k" * 32


@dataclass
class Names:
    """What is on record, and what was asked of it."""

    bearers: list[Bearer]
    lineage: str = "a"
    version: int = 1
    changes: list[tuple[int, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def edition(self) -> Edition:
        return Edition(self.lineage, self.version)

    def all(self, take: Callable[[Iterable[Bearer]], None]) -> None:
        self.asked.append("all")
        take(iter(self.bearers))

    def changed_since(self, version: int) -> Sequence[str]:
        self.asked.append(f"since {version}")
        return [subject for number, subject in self.changes if number > version]

    def of(self, subjects: Sequence[str]) -> Iterable[Bearer]:
        return [one for one in self.bearers if one.subject in subjects]

    def now(self, *bearers: Bearer) -> None:
        """Let these be all, in a new version that says whose names changed."""
        self.version += 1
        changed = {one.subject for one in {*self.bearers} ^ {*bearers}}
        self.changes += [(self.version, subject) for subject in changed]
        self.bearers = list(bearers)


def firm(key: str, name: str, former: str | None = None) -> Bearer:
    return Bearer(key, "organization", name, former)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[NameIndex]:
    index = NameIndex(tmp_path / "names" / "index.sqlite3", lambda: KEY)
    yield index
    index.close()


def found(index: NameIndex, part: str, *, initials: str = "", kind: str = "organization") -> list[Found]:
    return [one for _, one in index.found({kind: NamePart(part, part, initials)}, START, 99)]


def keys(index: NameIndex, names: Names, part: str) -> set[str]:
    index.bring_up(names)
    return {one.subject for one in found(index, part)}


def by_reading(bearers: Sequence[Bearer], part: str, whole: str) -> list[tuple[int, str]]:
    """Return what is found by looking at every name: a former name counts where the present one has it not."""
    ranks: dict[str, int] = {}
    for one in sorted(bearers, key=lambda one: one.former is not None):
        if part not in one.name or (one.former and ranks.get(one.subject, 9) in {0, 1, 4}):
            continue
        own = (0, 1, 4) if one.former is None else (2, 3, 5)
        rank = own[0] if one.name == whole else own[1] if one.name.startswith(part) else own[2]
        ranks[one.subject] = min(rank, ranks.get(one.subject, 9))
    return sorted((rank, subject) for subject, rank in ranks.items())


@pytest.mark.parametrize("seed", range(20))
def test_pages_agree_with_reading_every_name(index: NameIndex, seed: int) -> None:
    chance = random.Random(seed)
    bearers = [
        firm(
            f"o{number % 60}",
            "".join(chance.choices("天和京南", k=chance.randint(2, 6))),
            f"f{number}" if number > 59 else None,
        )
        for number in range(120)
    ]
    index.bring_up(Names(bearers))
    part = "".join(chance.choices("天和京", k=chance.randint(2, 3)))
    whole = chance.choice([part, part + "南"])

    pages, after = [], START
    while page := [one for _, one in index.found({"organization": NamePart(part, whole)}, after, 7)]:
        pages += page
        after = Place(page[-1].rank, page[-1].subject)

    assert [(one.rank, one.subject) for one in pages] == by_reading(bearers, part, whole)
    assert all((one.former is None) is (one.rank in {0, 1, 4}) for one in pages)


def test_initials_come_behind_names_and_name_the_former_one(index: NameIndex) -> None:
    index.bring_up(Names([firm(FIRM, "重庆天和"), firm(OTHER, "新名"), firm(OTHER, "天和重庆", "f-1"), firm("X", "CQ天和")]))

    assert found(index, "CQ", initials="CQ") == [Found(1, "X", None), Found(6, FIRM, None), Found(7, OTHER, "f-1")]
    assert found(index, "CQ") == [Found(1, "X", None)]
    assert found(index, "ZQ", initials="ZQ") == []


def test_kinds_are_kept_apart(index: NameIndex) -> None:
    index.bring_up(Names([firm(FIRM, "天和"), Bearer(PERSON, "person", "天和")]))

    assert [one.subject for one in found(index, "天和", kind="person")] == [PERSON]


@pytest.mark.parametrize("name", ["天 和", "天　和", "Ａ天和", "天\u200b和"])
def test_spellings_of_a_name_are_one(index: NameIndex, name: str) -> None:
    index.bring_up(Names([firm(FIRM, name)]))

    assert [one.subject for one in found(index, "天和")] == [FIRM]


def test_what_changes_is_read_again_and_nothing_else(index: NameIndex) -> None:
    names = Names([firm(FIRM, "京天和"), firm(OTHER, "京天和"), firm(OTHER, "老天和", "f-1")])
    assert keys(index, names, "天和") == {FIRM, OTHER}

    names.now(firm(FIRM, "新名"), firm("NEW", "天和新"))

    assert keys(index, names, "天和") == {"NEW"}
    assert keys(index, names, "新名") == {FIRM}
    assert names.asked == ["all", "since 1"]


@pytest.mark.parametrize(("lineage", "version"), [("b", 1), ("b", 2), ("a", 0)])
def test_another_graph_is_read_as_a_whole(index: NameIndex, lineage: str, version: int) -> None:
    assert keys(index, Names([firm(FIRM, "京天和")]), "天和") == {FIRM}

    other = Names([firm(OTHER, "京天和")], lineage, version)

    assert keys(index, other, "天和") == {OTHER}
    assert other.asked == ["all"]


def test_several_processes_share_the_file_and_one_with_another_secret_makes_it_anew(index: NameIndex, tmp_path: Path) -> None:
    names = Names([firm(FIRM, "京天和")])
    path = tmp_path / "names" / "index.sqlite3"
    index.bring_up(names)
    other, stranger = NameIndex(path, lambda: KEY), NameIndex(path, lambda: b"another")

    assert (keys(other, names, "天和"), names.asked) == ({FIRM}, ["all"])
    assert (keys(stranger, names, "天和"), names.asked) == ({FIRM}, ["all", "all"])
    other.close()
    stranger.close()


def test_whoever_waited_for_another_process_reads_nothing_twice(index: NameIndex, tmp_path: Path) -> None:
    names = Names([firm(FIRM, "京天和")])
    other = NameIndex(tmp_path / "names" / "index.sqlite3", lambda: KEY)
    index.bring_up(names)

    def asked_before_the_other_was_done() -> Edition:
        before = Edition(names.lineage, names.version)
        names.edition = whole  # type: ignore[method-assign]  # from now on
        names.now(firm(FIRM, "天和新"))
        other.bring_up(names)
        return before._replace(version=0)

    whole, names.edition = names.edition, asked_before_the_other_was_done  # type: ignore[method-assign]  # once
    index.bring_up(names)

    assert [one.rank for one in found(index, "天和")] == [1]
    assert names.asked == ["all", "since 1", "since 2"]
    other.close()


def test_a_place_where_nothing_can_be_kept_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite3").mkdir()
    (tmp_path / "folder").write_text("")

    with pytest.raises(StoreUnavailableError, match="cannot be used"):
        NameIndex(tmp_path / "index.sqlite3").bring_up(Names([]))
    with pytest.raises(StoreUnavailableError, match="cannot be used"):
        NameIndex(tmp_path / "folder" / "index.sqlite3").bring_up(Names([]))


def test_a_reading_that_breaks_off_leaves_the_index_as_it_was(index: NameIndex) -> None:
    names = Names([firm(FIRM, "京天和")])
    index.bring_up(names)
    names.now(firm(FIRM, "新名"))

    def torn(subjects: Sequence[str]) -> Iterable[Bearer]:
        raise ConnectionError(subjects)

    whole, names.of = names.of, torn  # type: ignore[method-assign]  # the server goes away
    with pytest.raises(ConnectionError):
        index.bring_up(names)
    assert [one.subject for one in found(index, "天和")] == [FIRM]

    names.of = whole  # type: ignore[method-assign]  # and is back
    assert keys(index, names, "新名") == {FIRM}


def test_the_file_is_its_owners_alone_and_holds_no_name(index: NameIndex, tmp_path: Path) -> None:
    index.bring_up(Names([Bearer(PERSON, "person", "王某某"), firm(FIRM, "京天和")]))
    index.close()

    (file,) = (tmp_path / "names").iterdir()
    content = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PERSON.encode() in content
    assert not any(part.encode(code) in content for part in ("王某", "某某", "天和", "WMM") for code in ("utf-8", "utf-16-le"))


def test_a_damaged_file_is_thrown_away_and_made_anew(index: NameIndex, tmp_path: Path) -> None:
    names = Names([firm(FIRM, "京天和")])
    path = tmp_path / "names" / "index.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"no index" * 999)

    with pytest.raises(StoreConflictError):
        index.bring_up(names)

    assert keys(index, names, "天和") == {FIRM}
