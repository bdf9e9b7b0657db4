"""Who is the same person, from lead to judgement to outcome and back, on both graph servers and both ledgers."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.errors import ContradictionError, InputError, MovedError, NotFoundError, StoreConflictError
from graph_service.model.identities import Act, KnownAs, Verdict
from graph_service.model.outcomes import State
from graph_service.query.candidates import candidates_of, find_candidates
from graph_service.query.explain import explain_subject
from graph_service.query.history import history_of_subject
from graph_service.query.resolve import resolve_subject
from graph_service.query.subjects import find_subject
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import ledger_digest
from graph_service.workflow.identities import bring_up, confirm, differences, redo, reject, undo
from graph_service.workflow.preview import Draft, preview
from graph_service.workflow.propagate import propagate_events
from tests.identity.conftest import ACT, DAY, DECISION, ELSEWHERE, FIRM, FOOD, MASKED, OTHER, World

UNSURE = (State.NEEDS_REVIEW, "identity_confirmed")
LISTED = "CN-COURT-LIST-NAMES"


def pairs(world: World) -> set[tuple[str, ...]]:
    names = {key: name for name, key in world.keys.items()} | {MASKED: MASKED}
    return {tuple(names[key] for key in (one.one, one.other)) for one in find_candidates(world.services).candidates}


class TestOnEveryLedger:
    def test_a_confirmed_merge_puts_in_force_what_was_in_review_and_undoing_it_leaves_no_trace(
        self, either_world: World
    ) -> None:
        world = either_world
        before = (world.digest(), world.facts(), world.told())
        assert world.state(DECISION, FOOD, "named") == [UNSURE]

        merged = confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)

        assert world.state(DECISION, FOOD, "named", "numbered") == [(State.IN_FORCE, "reached")]
        changes = {(one.kind, one.what, one.subject) for one in merged.replayed.changes if one.rule == FOOD}
        assert changes == {
            ("ended", "review", world.keys["named"]),
            ("added", "measure", world.keys["numbered"]),
        }
        assert world.digest() != before[0]

        apart = undo(world.services, merged.judgement.id, ACT, DAY)

        assert (world.digest(), world.facts(), world.told()) == before
        assert {(one.kind, one.what, one.subject) for one in apart.replayed.changes if one.rule == FOOD} == {
            ("added", "review", world.keys["named"]),
            ("ended", "measure", world.keys["numbered"]),
        }
        assert (merged.written, apart.written, apart.still) == (True, True, ())

    def test_a_lead_alone_changes_nothing_at_all(self, either_world: World) -> None:
        world = either_world
        before = (world.digest(), ledger_digest(world.ledger), world.facts(), world.graph.graph_version())

        found = find_candidates(world.services)
        for name in world.keys:
            candidates_of(world.services, find_subject(world.services, world.keys[name]))
        again = propagate_events(world.services, None, DAY, only_changed=True)

        assert found.candidates
        assert (world.digest(), ledger_digest(world.ledger), world.facts(), world.graph.graph_version()) == before
        assert (again.events, world.state(DECISION, FOOD, "named")) == (0, [UNSURE])

    def test_a_recognised_masked_subject_is_exact_and_frees_the_others_until_that_is_undone(self, either_world: World) -> None:
        world = either_world
        before = (world.digest(), world.facts(), world.told())
        unsure = (State.NEEDS_REVIEW, "exact_identity")
        assert world.state(MASKED, LISTED, "numbered", "namesake") == [unsure, unsure]

        known = confirm(world.services, world.keys["numbered"], MASKED, ACT, DAY)

        assert world.state(MASKED, LISTED, "numbered")[0][0] is State.IN_FORCE
        assert world.state(MASKED, LISTED, "namesake")[0][0] is State.NOT_AFFECTED
        undo(world.services, known.judgement.id, ACT, DAY)
        assert (world.digest(), world.facts(), world.told()) == before


class TestReplay:
    def test_exactly_the_events_that_are_read_otherwise_are_propagated_again(self, world: World) -> None:
        facts = {event: str(world.graph.facts_for([event])) for event in world.graph.event_ids()}

        merged = confirm(world.services, world.keys["elsewhere"], world.keys["named"], ACT, DAY)

        other = {event for event in facts if str(world.graph.facts_for([event])) != facts[event]}
        assert other == {DECISION, ELSEWHERE}
        assert (merged.replayed.events, dict(merged.replayed.causes)) == (2, {"facts": 2})
        assert propagate_events(world.services, None, DAY, only_changed=True).events == 0

    def test_a_merge_in_which_no_event_reads_anything_else_propagates_nothing(self, world: World) -> None:
        anywhere, nowhere = (world.ledger.person_keys([one])[0] for one in _strangers())

        merged = confirm(world.services, anywhere, nowhere, ACT, DAY)

        assert (merged.written, merged.replayed.events) == (True, 0)

    def test_a_rejection_of_two_persons_changes_no_outcome_and_is_no_lead_any_longer(self, world: World) -> None:
        told = world.told()
        assert ("named", "numbered") in pairs(world)

        said = reject(world.services, world.keys["numbered"], world.keys["named"], ACT, DAY)

        assert ("named", "numbered") not in pairs(world)
        assert (said.replayed.events, world.told()) == (0, told)
        with pytest.raises(ContradictionError, match="j-1"):
            confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)
        undo(world.services, "j-1", ACT, DAY)
        assert ("named", "numbered") in pairs(world)

    def test_two_who_stay_one_through_a_third_are_named_when_a_judgement_is_undone(self, world: World) -> None:
        keys = world.keys
        for one, other in (("named", "numbered"), ("numbered", "elsewhere"), ("named", "elsewhere")):
            confirm(world.services, keys[one], keys[other], ACT, DAY)

        said = undo(world.services, "j-1", ACT, DAY)

        assert sorted(one.id for one in said.still) == ["j-2", "j-3"]
        assert world.graph.known_as([keys["named"]]) == {keys["named"]: keys["numbered"]}

    def test_a_rejected_candidate_is_freed_and_the_other_stays_in_review(self, world: World) -> None:
        said = reject(world.services, MASKED, world.keys["namesake"], ACT, DAY)

        assert said.replayed.events == 1
        assert world.state(MASKED, LISTED, "namesake")[0][0] is State.NOT_AFFECTED
        assert world.state(MASKED, LISTED, "numbered")[0][0] is State.NEEDS_REVIEW
        with pytest.raises(ContradictionError, match=r"j-1 \(different"):
            confirm(world.services, MASKED, world.keys["namesake"], ACT, DAY)


def _strangers() -> list:  # type: ignore[type-arg]  # of identities
    from graph_service.store.ports import PersonIdentity

    return [PersonIdentity("赵六", anchor=firm) for firm in ("org:1", "org:2")]


class TestRefusals:
    def test_two_numbers_of_one_kind_are_refused_before_anything_is_written(self, world: World) -> None:
        digest = world.digest()

        with pytest.raises(ContradictionError, match="override"):
            confirm(world.services, world.keys["numbered"], world.keys["namesake"], ACT, DAY)

        assert (world.ledger.judgements(), world.digest()) == ([], digest)

    def test_whom_the_visible_digits_rule_out_is_refused_unless_an_officer_overrides_it(self, world: World) -> None:
        with pytest.raises(ContradictionError, match="visible digits"):
            confirm(world.services, MASKED, world.keys["wang"], ACT, DAY)

        said = confirm(world.services, MASKED, world.keys["wang"], Act("officer", "公布的号码有误", overrides=True), DAY)

        assert said.judgement.act.overrides
        assert world.graph.facts_for([MASKED])["events"][0]["subject"] == world.keys["wang"]

    @pytest.mark.parametrize("event", [DECISION, ELSEWHERE, "ev-none"])
    def test_only_a_candidate_can_be_recognised_in_a_masked_subject(self, world: World, event: str) -> None:
        with pytest.raises(NotFoundError, match="no candidate"):
            confirm(world.services, event, world.keys["li"], ACT, DAY)

    def test_a_judgement_without_a_reason_is_refused(self, world: World) -> None:
        with pytest.raises(InputError, match="reason"):
            confirm(world.services, world.keys["named"], world.keys["numbered"], Act("officer", " "), DAY)


class TestInterruptions:
    def test_a_judgement_that_did_not_reach_the_graph_is_brought_up_by_whatever_opens_it_next(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pair = (world.keys["named"], world.keys["numbered"])
        with monkeypatch.context() as broken:
            broken.setattr(BoltGraphStore, "project", _out_of_reach)
            with pytest.raises(StoreConflictError):
                confirm(world.services, *pair, ACT, DAY)
        assert (len(world.ledger.judgements()), world.graph.projection()) == (1, {})

        bring_up(world.services)

        assert differences(world.services) == {}
        assert world.graph.projected() == 1

    def test_the_same_call_again_does_what_an_interrupted_one_left_undone(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pair = (world.keys["named"], world.keys["numbered"])
        with monkeypatch.context() as broken:
            broken.setattr("graph_service.workflow.identities.propagate_events", _out_of_reach)
            with pytest.raises(StoreConflictError):
                confirm(world.services, *pair, ACT, DAY)
        assert world.state(DECISION, FOOD, "named") == [UNSURE]

        again = confirm(world.services, *pair, ACT, DAY)

        assert (again.written, again.replayed.events) == (False, 2)
        assert world.state(DECISION, FOOD, "numbered") == [(State.IN_FORCE, "reached")]

    def test_a_damaged_projection_is_seen_and_made_anew(self, world: World) -> None:
        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)
        good = world.digest()
        world.graph.project(1, 1, [KnownAs("p-stray", "p-stray")], [world.keys["named"]])
        assert differences(world.services).keys() == {"p-stray", world.keys["named"]}

        redo(world.services)

        assert (differences(world.services), world.digest()) == ({}, good)

    def test_a_projection_of_another_ledger_is_replaced(self, world: World) -> None:
        world.graph.project(0, 9, [KnownAs("p-stray", "p-stray")], [])

        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)

        assert (differences(world.services), world.graph.projected()) == ({}, 1)


def _out_of_reach(*_: object, **__: object) -> None:
    raise StoreConflictError("cut off here")


class TestDoors:
    def test_a_merged_key_leads_to_the_person_and_its_earlier_record_is_found_there(self, world: World) -> None:
        named, numbered = world.keys["named"], world.keys["numbered"]
        confirm(world.services, named, numbered, ACT, DAY)

        found = resolve_subject(world.services, named)

        assert (found.id, found.merged) == (numbered, (named,))
        with pytest.raises(MovedError) as moved:
            find_subject(world.services, named)
        assert moved.value.moved_to == numbered
        record = history_of_subject(world.services, found)
        subjects = {change["subject"] for entry in record["entries"] for change in entry["difference"]["changes"]}  # type: ignore[attr-defined, index]  # JSON
        assert subjects == {named, numbered}

    def test_what_was_stored_before_a_merge_is_shown_for_the_person_and_called_out_of_date(self, world: World) -> None:
        named, numbered = world.keys["named"], world.keys["numbered"]
        world.ledger.judge(Verdict.SAME, named, numbered, ACT)
        bring_up(world.services)

        stale = explain_subject(world.services, resolve_subject(world.services, named), DAY)
        propagate_events(world.services, None, DAY, only_changed=True)
        fresh = explain_subject(world.services, resolve_subject(world.services, named), DAY)

        assert {(one.subject, one.state) for one in stale.outcomes if one.rule == FOOD} == {(named, State.NEEDS_REVIEW)}
        assert (stale.is_current, stale.names[named]) == (False, "张三")
        assert {(one.subject, one.state) for one in fresh.outcomes if one.rule == FOOD} == {(numbered, State.IN_FORCE)}
        assert fresh.is_current

    def test_a_preview_takes_a_merged_key_for_the_person(self, world: World) -> None:
        named, numbered = world.keys["named"], world.keys["numbered"]
        confirm(world.services, named, numbered, ACT, DAY)
        draft = Draft(FIRM, "food.licence_revoked", findings=[(named, "direct_supervisor")])

        found = preview(world.services, draft, DAY)

        assert {one.state for one in found.outcomes if (one.rule, one.subject) == (FOOD, numbered)} == {State.IN_FORCE}
        assert named not in {one.subject for one in found.outcomes}
        assert {(row["person"], row["organization"]) for row in world.graph.facts_around(FIRM, [named])["roles"]} >= {
            (numbered, OTHER)
        }

    def test_an_outcome_of_the_past_stays_in_the_ledger_under_the_key_of_its_time(self, world: World) -> None:
        before = world.ledger.outcomes_of(world.keys["named"], DAY)
        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)

        runs = world.ledger.runs_of_event(DECISION)
        first = [one for one in world.ledger.outcomes_in(runs[:1]) if one.subject == world.keys["named"]]
        assert (len(runs), first) == (2, [one for one in before if one.event == DECISION])
        assert runs[0].on == date(2026, 11, 24)
