"""The generated registry itself: the same for a seed, nobody real in it, and of the shape of a real one."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from graph_service.errors import InputError
from graph_service.generate.decisions import KINDS
from graph_service.generate.people import person
from graph_service.generate.records import Firm, Office, Town
from graph_service.generate.run import MOST_ENTERPRISES, TABLES, TRUTH, Plan, generate
from graph_service.generate.world import World
from graph_service.model.identifiers import check_credit_code, check_person_document, check_registration_number
from graph_service.policy.penalties import penalty_categories

COUNT = 3000


@pytest.fixture(scope="module")
def town() -> Town:
    """Three blocks together."""
    whole = Town()
    for block in World(1, COUNT).blocks():
        whole.firms += block.firms
        whole.offices += block.offices
        whole.holdings += block.holdings
        whole.penalties += block.penalties
        whole.findings += block.findings
    return whole


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    for name, seed in (("first", 1), ("second", 1), ("other", 2)):
        generate(Plan(120, seed, 0.2, form), tmp_path / name)

    first, second, other = (files(tmp_path / name) for name in ("first", "second", "other"))

    both = first.keys() & other.keys()
    assert first == second
    assert len(both) >= 10
    assert all(first[name] != other[name] for name in both)


def test_dirt_does_not_change_the_registry(tmp_path: Path) -> None:
    generate(Plan(120, 1, 0.2), tmp_path / "dirty")
    generate(Plan(120, 1), tmp_path / "clean")

    dirty = (tmp_path / "dirty" / TABLES / "企业基本信息.csv").read_bytes().splitlines()
    clean = (tmp_path / "clean" / TABLES / "企业基本信息.csv").read_bytes().splitlines()

    assert len(set(clean) & set(dirty)) > 80


def test_the_share_of_dirty_rows_is_what_was_asked_for(tmp_path: Path) -> None:
    written = generate(Plan(1000, 4, 0.1), tmp_path / "registry")

    assert 0.08 < written.dirty / written.rows < 0.12
    assert all(file.rows == file.loaded + file.unchanged + file.rejected for file in written.files)


def test_a_long_table_goes_on_in_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.generate.run.ROWS_OF_A_FILE", 1000)

    written = generate(Plan(2500, 1), tmp_path / "registry")

    names = [file.name for file in written.files if file.source == "registry.enterprises"]
    assert names == ["企业基本信息.csv", "企业基本信息_2.csv", "企业基本信息_3.csv"]
    with (tmp_path / "registry" / TABLES / names[2]).open(encoding="utf-8", newline="") as lines:
        assert len(list(csv.reader(lines))) == 501


@pytest.mark.slow
def test_memory_does_not_grow_with_the_registry(tmp_path: Path) -> None:
    peaks = []
    for count in (1000, 1000, 3000):
        tracemalloc.start()
        generate(Plan(count, 1, 0.05), tmp_path / f"registry-{len(peaks)}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[2] < peaks[1] * 1.25


@pytest.mark.parametrize(
    ("option", "plan"),
    [
        ("--enterprises", {"enterprises": 0}),
        ("--enterprises", {"enterprises": MOST_ENTERPRISES + 1}),
        ("--dirty", {"dirty": 1.0}),
        ("--dirty", {"dirty": -0.1}),
        ("--format", {"form": "pdf"}),
        ("--encoding", {"encoding": "latin-1"}),
    ],
)
def test_what_cannot_be_written_is_refused_by_the_name_of_its_option(option: str, plan: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        Plan(**{"enterprises": 10, "seed": 1} | plan)  # type: ignore[arg-type]  # as a caller might

    assert refused.value.where == option


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")

    with pytest.raises(InputError, match="not empty"):
        generate(Plan(10, 1), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    assert not (tmp_path / TRUTH).exists()


def test_every_number_is_valid_and_belongs_to_nobody(town: Town) -> None:
    codes = [firm.code for firm in town.firms if firm.code]
    registrations = [firm.number for firm in town.firms if firm.number]
    persons = {office.person.number: office.person for office in town.offices}

    assert {check_credit_code(code).grade for code in codes} == {"valid"}
    assert {(code[2:6], code[8:11]) for code in codes} == {("1199", "FAK")}
    assert len(set(codes)) == len({code[8:17] for code in codes}) == len(codes)
    assert {check_registration_number(number).grade for number in registrations} == {"valid"}
    assert len(set(registrations)) == len(registrations)
    assert {check_person_document(one.document_type, one.number).grade for one in persons.values()} == {"valid"}
    assert {one.number[6:10] for one in persons.values()} == {"1900"}


def test_no_two_persons_share_a_number() -> None:
    numbers = [person(1, number).number for number in (*range(30_000), *range(8_000_000, 8_030_000))]

    assert len(set(numbers)) == len(numbers)


def test_a_few_persons_hold_dozens_of_offices_and_most_hold_one(town: Town) -> None:
    held = Counter(office.person.number for office in town.offices)
    counts = sorted(held.values(), reverse=True)

    assert counts[0] >= 24
    assert 5 <= sum(count >= 24 for count in counts) < 0.02 * len(counts)
    assert counts.count(1) > 0.5 * len(counts)


def test_some_persons_are_legal_representatives_of_many_firms_and_nothing_else(town: Town) -> None:
    roles: dict[str, set[bool]] = {}
    firms: dict[str, set[str]] = {}
    for office in town.offices:
        roles.setdefault(office.person.number, set()).add(office.is_representative)
        firms.setdefault(office.person.number, set()).add(office.firm.name)

    serial = [number for number, found in roles.items() if found == {True} and len(firms[number]) >= 10]

    assert len(serial) >= 5


def test_different_persons_share_their_names(town: Town) -> None:
    numbers: dict[str, set[str]] = {}
    for office in town.offices:
        numbers.setdefault(office.person.name, set()).add(office.person.number)

    assert max(len(found) for found in numbers.values()) >= 5


def owned(town: Town) -> nx.DiGraph[str]:
    return nx.DiGraph(
        (holding.holder.any_number, holding.firm.any_number) for holding in town.holdings if isinstance(holding.holder, Firm)
    )


def test_firms_hold_each_other_in_rings_pairs_and_long_chains(town: Town) -> None:
    graph = owned(town)

    rings = [component for component in nx.strongly_connected_components(graph) if len(component) > 1]
    order = nx.condensation(graph)

    assert len(rings) >= 9
    assert {2, 3} <= {len(ring) for ring in rings}
    assert nx.dag_longest_path_length(order) >= 7
    closed = [ring for ring in rings if not any(_has_outside_owner(town, code, ring) for code in ring)]
    assert len(closed) >= 3


def _has_outside_owner(town: Town, code: str, ring: set[str]) -> bool:
    return any(
        holding.firm.any_number == code and not (isinstance(holding.holder, Firm) and holding.holder.any_number in ring)
        for holding in town.holdings
    )


def test_no_firm_is_held_by_more_than_the_whole(town: Town) -> None:
    now = Counter[str]()
    for holding in town.holdings:
        if holding.last is None:
            now[holding.firm.any_number] += holding.percent or 0

    assert max(now.values()) <= 100.01


def test_an_asset_body_stands_over_a_tree_of_firms(town: Town) -> None:
    graph = owned(town)
    bodies = [firm.code for firm in town.firms if "国有资产监督管理委员会" in firm.name]

    below = [nx.descendants(graph, code) for code in bodies]

    assert len(bodies) == 3
    assert min(map(len, below)) >= 20
    assert min(max(nx.single_source_shortest_path_length(graph, code).values()) for code in bodies) >= 3


def representatives(town: Town) -> dict[str, list[Office]]:
    found: dict[str, list[Office]] = {}
    for office in town.offices:
        if office.is_representative:
            found.setdefault(office.firm.any_number, []).append(office)
    return found


def test_representatives_are_swapped_before_and_after_decisions_and_entered_too_late(town: Town) -> None:
    offices, near = representatives(town), timedelta(days=90)
    swaps = [
        (office, penalty.decided)
        for penalty in town.penalties
        if isinstance(penalty.party, Firm)
        for office in offices.get(penalty.party.any_number, [])
        if office.start > penalty.party.founded
    ]

    assert sum(day - near <= office.start < day for office, day in swaps) >= 10
    assert sum(day < office.start <= day + near for office, day in swaps) >= 5
    assert sum(office.start < day < (office.registered or day) for office, day in swaps) >= 5


def test_nobody_shares_the_office_of_legal_representative(town: Town) -> None:
    for offices in representatives(town).values():
        spans = sorted((office.start, office.last) for office in offices)
        assert all(last is not None and last < start for (_, last), (start, _) in pairwise(spans))


def test_every_kind_of_firm_and_of_officer_occurs(town: Town) -> None:
    kinds = Counter(firm.kind for firm in town.firms)
    positions = Counter(office.position for office in town.offices)

    assert {"个体工商户", "有限责任公司分公司", "有限合伙企业", "个人独资企业", "机关", "农民专业合作社"} <= kinds.keys()
    assert {"经营者", "负责人", "执行事务合伙人", "法定代表人、执行董事兼总经理", "执业药师", "注册建造师"} <= positions.keys()
    assert sum(not firm.code for firm in town.firms) > 100
    assert sum(not firm.any_number for firm in town.firms) > 10
    assert all(firm.parent for firm in town.firms if "分公司" in firm.kind)
    assert sum(firm.state == "注销" for firm in town.firms) > 30


def test_decisions_of_every_kind_make_the_events_that_they_promise(town: Town) -> None:
    licensed = {(penalty.kinds, penalty.content): penalty.licence for penalty in town.penalties}

    made = {kind: penalty_categories(f"{kind.kinds};{kind.content}", kind.licence, kind.violation) for kind in KINDS}

    assert {kind.kinds + kind.content: len(made[kind]) for kind in KINDS} == {
        kind.kinds + kind.content: kind.events for kind in KINDS
    }
    assert {"business_licence_revoked", "ordered_to_close", "food.licence_revoked", "penalty.revocation_unclear"} <= {
        category for categories in made.values() for category in categories
    }
    assert licensed.keys() >= {(kind.kinds, kind.content) for kind in KINDS}


def test_liability_is_found_denied_and_passed_over(town: Town) -> None:
    spoken_of = {finding.penalty for finding in town.findings}
    grave = {(kind.kinds, kind.content) for kind in KINDS if kind.grave}

    silent = [one for one in town.penalties if (one.kinds, one.content) in grave and one not in spoken_of]

    assert {finding.is_found for finding in town.findings} == {True, False}
    assert len({finding.liability for finding in town.findings}) == 5
    assert len(silent) > 20
    assert sum(penalty.annulled is not None for penalty in town.penalties) >= 5
    assert sum(not isinstance(penalty.party, Firm) for penalty in town.penalties) >= 5
