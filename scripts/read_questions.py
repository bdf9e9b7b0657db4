"""Every question of the read side, asked of a generated registry."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from graph_service.bulk.ownership import frames_of_graph, look_through_register
from graph_service.errors import GraphServiceError
from graph_service.policy.ownership import in_force, load_ownership_terms
from graph_service.query.coverage import CoverageQuestion, coverage
from graph_service.query.feed import changes_after
from graph_service.query.neighbourhood import Around, neighbourhood
from graph_service.query.officers import officers
from graph_service.query.paths import PathQuestion, find_paths
from graph_service.query.patterns import PatternQuestion, run_patterns
from graph_service.query.profile import profile
from graph_service.query.search import SearchQuestion, search
from graph_service.query.subject_ownership import Asked, subject_ownership
from graph_service.store.names.initials import initials
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.screened import Question
from graph_service.workflow.screening import Screener
from graph_service.workflow.screening_batch import MOST, screen_batch
from graph_service.workflow.services import Services

#: Of how many subjects a question is asked.
ASKED = 9
_AT_ONCE = 5_000
_PERMIT = "permit"

#: What a question answers: how many rows, and whether anything was left out.
Told = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds of the first answer, of the median one and of the slowest; ``problem``: what went wrong."""

    question: str
    asked: int = 1
    first: float = 0.0
    usual: float = 0.0
    slowest: float = 0.0
    rows: int = 0
    truncated: int = 0
    problem: str = ""


def timed(question: str, asks: Sequence[Callable[[], Told]]) -> Row:
    """Ask, one after the other; an error ends it and is told."""
    seconds: list[float] = []
    told: list[Told] = []
    for ask in asks:
        begun = perf_counter()
        try:
            told.append(ask())
        except GraphServiceError as error:
            return Row(question, len(asks), problem=f"{type(error).__name__}: {error.message}")
        seconds.append(perf_counter() - begun)
    rows, cut = max((count for count, _ in told), default=0), sum(truncated for _, truncated in told)
    if not seconds:
        return Row(question, 0, problem="nobody to ask about")
    return Row(question, len(asks), seconds[0], median(seconds), max(seconds), rows, cut)


def spread(items: Sequence[str], most: int) -> list[str]:
    """Return some, spread evenly."""
    return [*dict.fromkeys(items[:: max(1, len(items) // most)])][:most]


class Registry:
    """The generated files: what a user would type in."""

    def __init__(self, tables: Path) -> None:
        """Read what is needed of them."""
        firms = list(_rows(tables / "企业基本信息.csv"))
        self.codes = [row["统一社会信用代码"] for row in firms if row["统一社会信用代码"]]
        self.names = [row["企业名称"] for row in firms]
        self.registrations = [row["注册号"] for row in firms if row["注册号"]]
        officers = list(_rows(tables / "主要人员.csv"))
        self.persons = [row["姓名"] for row in officers]
        self.id_numbers = [row["证件号码"] for row in officers if row["证件类型"] == "居民身份证"]
        self.former = [row["曾用名称"] for row in _rows(tables / "曾用名.csv")]
        self.punished, self.documents = _punished(tables / "行政处罚_2019版.csv")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _punished(path: Path) -> tuple[list[str], list[str]]:
    rows = [row for row in _rows(path) if row["行政相对人类别"] == "法人及非法人组织"]
    codes = [next((cell for name, cell in row.items() if name.startswith("行政相对人代码_1")), "") for row in rows]
    return [code for code in codes if code], [row["行政处罚决定书文号"] for row in rows]


class Questions:
    """Every question of the read side."""

    def __init__(self, services: Services, registry: Registry, folder: Path, asked: int = ASKED) -> None:
        """Take what is asked, of what, where files may be written, and of how many subjects a question is asked."""
        self._asked = asked
        self._services = services
        self._registry = registry
        self._folder = folder
        self._on = services.now().date()

    def rows(self) -> Iterator[Row]:
        """Give the line of each question."""
        yield timed("search: the first one", [partial(self._search, "甲乙丙丁")])
        for question, texts in self._texts():
            yield timed(f"search: {question}", [partial(self._search, text) for text in texts])
        yield from self._of_one()
        yield timed("paths between two: shortest", [partial(self._paths, one, all_=False) for one in self._pairs()])
        yield timed("paths between two: all", [partial(self._paths, one, all_=True) for one in self._pairs()])
        yield timed("ownership of the whole register", [self._register])
        yield timed("patterns: all of them", [self._patterns])
        yield timed("coverage", [self._coverage])
        codes = self._registry.codes
        yield timed("screening of one", [partial(self._screen, [code]) for code in self._spread(codes)])
        yield timed(f"screening of a list of {min(len(codes), MOST):,}", [partial(self._screen, codes[:MOST])])
        yield timed("changes: all of them, by pages of 100", [self._changes])

    def _texts(self) -> Iterator[tuple[str, list[str]]]:
        on = self._registry
        names = self._spread(on.names)
        yield "unified code", self._spread(on.codes)
        yield "registration number", self._spread(on.registrations)
        yield "id number", self._spread(on.id_numbers)
        yield "document number", self._spread(on.documents)
        yield "whole name of a firm", names
        yield "what it begins with, four characters", [name[:4] for name in names]
        yield "part in the middle, four characters", [name[3:7] for name in names]
        yield "part that most have (有限)", ["有限"]
        yield "part that many have (会计服务)", ["会计服务"]
        yield "former name", self._spread(on.former)
        yield "initials, six letters", [initials(name)[0][:6] for name in names]
        yield "initials, two letters", [initials(name)[0][2:4] for name in names]
        yield "name of a person", self._spread(on.persons)
        yield "part of a person's name", [name[-2:] for name in self._spread(on.persons)]

    def _spread(self, items: Sequence[str]) -> list[str]:
        return spread(items, self._asked)

    def _of_one(self) -> Iterator[Row]:
        everybody, punished = self._subjects(self._registry.codes), self._subjects(self._registry.punished)
        holders = [key for one in everybody for key in self._holders(one)][: self._asked]
        for who, subjects in (("a firm", everybody), ("a punished firm", punished), ("a person", self._records(holders))):
            yield timed(f"profile of {who}", [partial(self._profile, one) for one in subjects])
            yield timed(f"neighbourhood of {who}", [partial(self._around, one) for one in subjects])
            yield timed(f"ownership of {who}", [partial(self._ownership, one) for one in subjects])
        yield timed("who held which office", [partial(self._officers, one) for one in everybody])

    def _subjects(self, codes: Sequence[str]) -> list[SubjectRecord]:
        return self._records(self._spread(codes))

    def _records(self, keys: Sequence[str]) -> list[SubjectRecord]:
        return [one for key in keys if (one := self._services.graph.subject(key))]

    def _holders(self, one: SubjectRecord) -> list[str]:
        found: Any = officers(self._services, one.id, self._on)
        return [held["person"]["id"] for held in found["offices"] if held["person"]][:1]

    def _pairs(self) -> list[tuple[str, str]]:
        keys = [one.id for one in self._subjects(self._registry.codes)]
        return list(pairwise(keys))

    def _search(self, text: str) -> Told:
        found: Any = search(self._services, SearchQuestion(text))
        return len(found["hits"]), found["truncated"]

    def _profile(self, one: SubjectRecord) -> Told:
        found: Any = profile(self._services, one.id, self._on)
        return len(found["timeline"]), bool(found["truncated"])

    def _around(self, one: SubjectRecord) -> Told:
        found: Any = neighbourhood(self._services, one.id, Around(self._on))
        return len(found["neighbours"]), found["truncated"]

    def _ownership(self, one: SubjectRecord) -> Told:
        found: Any = subject_ownership(self._services, one, Asked(self._on))
        ways = [way for way in (found["up"], found["down"]) if way]
        return sum(len(value) for way in ways for value in way.values() if isinstance(value, list)), any(
            way["truncated"] for way in ways
        )

    def _officers(self, one: SubjectRecord) -> Told:
        found: Any = officers(self._services, one.id, self._on)
        return len(found["offices"]), found["truncated"]

    def _paths(self, ends: tuple[str, str], *, all_: bool) -> Told:
        found: Any = find_paths(self._services, PathQuestion(ends, self._on, all=all_))
        return sum(pair["paths"] for pair in found["pairs"]), bool(found["cut"])

    def _register(self) -> Told:
        terms = load_ownership_terms()
        control = in_force(terms.control, self._on)
        if control is None:
            raise LookupError(self._on)
        frames = frames_of_graph(self._services.graph)
        report = look_through_register(frames, (control, terms.state_bodies), self._on, self._folder / "register.parquet")
        return report.rows, False

    def _patterns(self) -> Told:
        found: Any = run_patterns(self._services, PatternQuestion(self._on))
        return sum(found["counts"].values()), bool(found["truncated"])

    def _coverage(self) -> Told:
        found: Any = coverage(self._services, CoverageQuestion(self._on))
        return len(found["gaps"]), bool(found["truncated"])

    def _screen(self, codes: Sequence[str]) -> Told:
        screener = Screener(self._services)
        asked = screener.occasion(_PERMIT, self._on, "scale")
        questions = [Question(row=number, code=code) for number, code in enumerate(codes, 1)]
        if len(questions) == 1:
            screener.screen(questions[0], asked)
            return 1, False
        pieces = (questions[first : first + _AT_ONCE] for first in range(0, len(questions), _AT_ONCE))
        return sum(screen_batch(screener, pieces, asked).counts.values()), False

    def _changes(self) -> Told:
        page: Any = changes_after(self._services)
        count = 0
        while page["more"]:
            page, count = changes_after(self._services, page["cursor"]), count + len(page["changes"])
        return count + len(page["changes"]), False
