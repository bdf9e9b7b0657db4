"""Leads: what speaks for two being one, whom nobody need look at, and that the search is bounded. On both graph servers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_service.bootstrap import now
from graph_service.errors import InputError
from graph_service.model.facts import Row
from graph_service.model.identities import Verdict
from graph_service.policy.loader import load_rulebook
from graph_service.query import candidates as use_case
from graph_service.query.candidates import candidates_of, evidence_between, find_candidates
from graph_service.query.identities import shape_found
from graph_service.query.likeness import (
    MOST_POINTS,
    Candidate,
    Feature,
    Sight,
    features_of_masked,
    features_of_persons,
    ranked,
)
from graph_service.query.subjects import find_subject
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.identity_ports import IdAgreement, Office, Ties
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.store.ports import PersonIdentity
from graph_service.workflow.identities import bring_up
from graph_service.workflow.services import Services
from tests.graph.facts import put
from tests.identity.conftest import ACT, FIRM, MASKED, OTHER, World
from tests.ledger import samples
from tests.servers import GraphServer

NOTHING = IdAgreement.NOTHING


def sight(key: str, *firms: str, name: str = "张三", licence: str | None = None, colleagues: str = "") -> Sight:
    offices = tuple(Office(f"f-{key}-{firm}", firm, f"企业{firm}", "director", None, None, licence) for firm in firms)
    return Sight(Ties(key, name, False, (key,), offices), {one: f"同事{one}" for one in colleagues.split()})


def codes(features: tuple[Feature, ...]) -> list[str]:
    return [feature.code for feature in features]


class TestLikeness:
    def test_each_thing_that_speaks_for_it_is_named_with_points_and_words(self) -> None:
        one = sight("p-a", "A", "B", licence="执1", colleagues="x y")
        other = sight("p-b", "B", "C", licence="执1", colleagues="y z")

        found = features_of_persons(one, other, 2, IdAgreement.COMPATIBLE)

        assert [(feature.code, feature.points, feature.words["zh"]) for feature in found] == [
            ("same_name", 20, "姓名相同：张三"),
            ("rare_name", 15, "在案仅 2 人用此姓名"),
            ("shared_firm", 40, "在同一单位任职或持股：企业B"),
            ("co_officer", 25, "与同一批人员共事：同事y"),
            ("same_licence", 50, "执业证书编号相同"),
            ("compatible_digits", 30, "证件号码可见位相符"),
        ]
        assert Candidate("p-a", "p-b", found).score == MOST_POINTS

    @pytest.mark.parametrize("ids", [IdAgreement.DIFFERENT, IdAgreement.INCOMPATIBLE])
    def test_numbers_that_tell_them_apart_exclude_at_once(self, ids: IdAgreement) -> None:
        assert features_of_persons(sight("p-a", "A"), sight("p-b", "A"), 2, ids) == ()

    @pytest.mark.parametrize(("bearers", "rare"), [(2, True), (3, True), (4, False), (None, False)])
    def test_a_name_is_rare_where_few_on_record_bear_it(self, bearers: int | None, rare: bool) -> None:
        assert ("rare_name" in codes(features_of_persons(sight("p-a"), sight("p-b"), bearers, NOTHING))) is rare

    def test_a_masked_subject_with_one_fitting_person_speaks_more_for_it(self) -> None:
        assert codes(features_of_masked(9, 2)) == ["same_name", "compatible_digits"]
        assert codes(features_of_masked(1, 1)) == ["same_name", "compatible_digits", "rare_name", "only_candidate"]

    def test_the_likeliest_comes_first(self) -> None:
        weak, strong = (Candidate("p-a", key, (Feature("x", points, {}),)) for key, points in (("p-b", 1), ("p-c", 2)))

        assert ranked([weak, strong]) == [strong, weak]


class TestSearch:
    def test_leads_of_the_world_are_found_each_once_with_what_speaks_for_them(self, world: World) -> None:
        found = find_candidates(world.services)

        names = {key: name for name, key in world.keys.items()} | {MASKED: MASKED}
        shown = {(names[one.one], names[one.other]): codes(one.features) for one in found.candidates}
        assert shown == {
            ("named", "numbered"): ["same_name", "co_officer"],
            ("elsewhere", "namesake"): ["same_name", "shared_firm", "co_officer"],
            (MASKED, "numbered"): ["same_name", "compatible_digits"],
            (MASKED, "namesake"): ["same_name", "compatible_digits"],
        }
        assert (found.looked_at, found.after) == (3, None)

    def test_leads_of_one_person_or_firm_are_those_about_them(self, world: World) -> None:
        of_person = candidates_of(world.services, find_subject(world.services, world.keys["numbered"]))
        of_firm = candidates_of(world.services, find_subject(world.services, "91110105MA0FAKE33A"))

        assert {one.other for one in of_person.candidates} == {world.keys["numbered"]}
        assert {one.one for one in of_person.candidates} == {world.keys["named"], MASKED}
        assert {(one.one, one.other) for one in of_firm.candidates} == {
            (world.keys["elsewhere"], world.keys["namesake"]),
            (MASKED, world.keys["namesake"]),
        }

    def test_what_was_judged_is_no_lead_and_a_merged_person_is_compared_with_all_it_has(self, world: World) -> None:
        world.ledger.judge(Verdict.SAME, world.keys["named"], world.keys["numbered"], ACT)
        world.ledger.judge(Verdict.DIFFERENT, world.keys["elsewhere"], world.keys["namesake"], ACT)

        bring_up(world.services)
        found = find_candidates(world.services)

        # Of four bearers of the name three are left, which makes it rare.
        shown = {(one.one, one.other): codes(one.features) for one in found.candidates if one.one != MASKED}
        assert shown == {(world.keys["elsewhere"], world.keys["numbered"]): ["same_name", "rare_name"]}
        merged = found.ties[world.keys["numbered"]]
        assert merged.keys == (world.keys["numbered"], world.keys["named"])
        assert {office.firm for office in merged.offices} == {FIRM, OTHER}

    def test_evidence_between_two_is_what_a_judgement_keeps(self, world: World) -> None:
        keys = world.keys

        assert codes(evidence_between(world.services, keys["numbered"], keys["named"])) == ["same_name", "co_officer"]
        assert codes(evidence_between(world.services, keys["namesake"], MASKED)) == ["same_name", "compatible_digits"]
        assert evidence_between(world.services, keys["numbered"], keys["namesake"]) == ()
        assert evidence_between(world.services, keys["numbered"], "p-nobody") == ()

    def test_a_page_shows_both_persons_masked_with_offices_and_words(self, world: World) -> None:
        shaped = shape_found(world.services, find_candidates(world.services))

        lead = next(one for one in shaped["candidates"] if one["one"]["id"] == world.keys["named"])  # type: ignore[union-attr, index]  # JSON
        assert (lead["one"]["masked_id"], lead["one"]["confirmed"]) == (None, False)
        assert lead["other"]["masked_id"] == f"110101********{samples.id_number(1)[-4:]}"
        assert [(one["name"], one["words"]["zh"], one["first_day"]) for one in lead["one"]["offices"]] == [
            ("企业17J", "法定代表人", "2015-01-01")
        ]
        assert samples.id_number(1) not in str(shaped)

    def test_an_answer_goes_on_where_the_one_before_ended(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = find_candidates(world.services)
        monkeypatch.setattr(use_case, "STEP", 1)
        monkeypatch.setattr(use_case, "STEPS", 1)

        parts, after = [], ""
        while len(parts) < 20:
            parts.append(find_candidates(world.services, after))
            after = parts[-1].after or ""
            if not after:
                break

        assert 3 < len(parts) < 20
        together = [one for part in parts for one in part.candidates]
        assert ranked(together) == whole.candidates

    def test_a_place_to_go_on_from_that_is_none_is_refused(self, world: World) -> None:
        with pytest.raises(InputError, match="after"):
            find_candidates(world.services, "nowhere")


class Crowd:
    """Sixty bearers of one name, each named by a firm of its own; whoever shares a firm, a colleague or nothing."""

    def __init__(self, services: Services, ledger: SqlLedger, graph: BoltGraphStore) -> None:
        self.services, self.graph = services, graph
        people = [PersonIdentity("王伟", anchor=f"org:{number}") for number in range(60)]
        self.keys = list(ledger.person_keys(people))
        (self.numbered,) = ledger.person_keys([samples.person(5, "王伟")])
        (self.colleague,) = ledger.person_keys([samples.person(6, "李丽")])
        named: list[Row] = [{"id": key, "name": "王伟", "confirmed": False} for key in self.keys]
        known: list[Row] = [
            {"id": self.numbered, "name": "王伟", "confirmed": True},
            {"id": self.colleague, "name": "李丽", "confirmed": True},
        ]
        offices = [self._office(key, f"F{number}") for number, key in enumerate(self.keys)]
        offices += [self._office(self.numbered, "F0"), self._office(self.numbered, "G1")]
        offices += [self._office(self.colleague, "F7"), self._office(self.colleague, "G1")]
        rows: dict[str, list[Row]] = {"persons": [*named, *known], "roles": offices}
        put(graph, 1, rows)

    @staticmethod
    def _office(person: str, firm: str) -> Row:
        return {"person": person, "organization": firm, "role": "director", "start": date(2020, 1, 1)}


@pytest.fixture
def crowd(graph_server: GraphServer, tmp_path: Path) -> Iterator[Crowd]:
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        yield Crowd(Services(graph, ledger, load_rulebook(), tmp_path, now), ledger, graph)
    ledger.close()


def test_of_a_common_name_only_those_near_each_other_are_compared(crowd: Crowd) -> None:
    found = find_candidates(crowd.services, enough=1000)

    shown = {(one.one, one.other): codes(one.features) for one in found.candidates}
    assert shown == {
        (crowd.keys[0], crowd.numbered): ["same_name", "shared_firm"],
        (crowd.keys[7], crowd.numbered): ["same_name", "co_officer"],
    }
    assert found.looked_at == 60


def test_of_a_name_that_is_less_common_the_same_pairs_are_found(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    near = find_candidates(crowd.services, enough=1000)
    monkeypatch.setattr(use_case, "MOST_BEARERS", 1000)

    whole = find_candidates(crowd.services, enough=1000)

    assert [(one.one, one.other, one.features) for one in whole.candidates] == [
        (one.one, one.other, one.features) for one in near.candidates
    ]


def test_a_firm_with_very_many_officers_makes_nobody_colleagues(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use_case, "MOST_OFFICERS", 1)

    found = find_candidates(crowd.services, enough=1000)

    assert {code for one in found.candidates for code in codes(one.features)} == {"same_name", "shared_firm"}
