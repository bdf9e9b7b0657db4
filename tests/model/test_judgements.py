"""What stands of a history of judgements on identity: groups, refusals, and who is read otherwise after a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.identities import (
    Act,
    Judgement,
    KnownAs,
    Standing,
    Verdict,
    concerned,
    known_as,
    number_of,
    ordered_pair,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACT = Act("officer", "档案核对")
SAME, DIFFERENT, UNDO = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNDO


def history(*said: tuple[Verdict, str, str] | int) -> list[Judgement]:
    """Number judgements from 1; a bare number undoes that one."""
    made: list[Judgement] = []
    for seq, one in enumerate(said, 1):
        if isinstance(one, int):
            verdict, pair, undoes = UNDO, made[one - 1].pair, one
        else:
            verdict, pair, undoes = one[0], ordered_pair(*one[1:]), None
        made.append(Judgement(seq, verdict, *pair, undoes, ACT, NOON + timedelta(seconds=seq)))
    return made


def groups(*said: Any) -> list[list[str]]:
    return sorted(sorted(group) for group in Standing(history(*said)).groups())


def test_what_is_judged_to_be_one_is_one_through_others_too() -> None:
    said = ((SAME, "p-a", "p-b"), (SAME, "p-c", "p-d"), (SAME, "p-b", "p-c"), (SAME, "p-x", "p-y"))

    assert groups(*said) == [["p-a", "p-b", "p-c", "p-d"], ["p-x", "p-y"]]
    assert groups(*said, 3) == [["p-a", "p-b"], ["p-c", "p-d"], ["p-x", "p-y"]]


def test_a_person_held_by_two_judgements_stays_when_one_is_undone() -> None:
    said = ((SAME, "p-a", "p-b"), (SAME, "p-b", "p-c"), (SAME, "p-a", "p-c"))

    assert groups(*said, 1) == [["p-a", "p-b", "p-c"]]
    assert groups(*said, 1, 3) == [["p-b", "p-c"]]


def test_the_chain_says_why_two_are_one() -> None:
    standing = Standing(history((SAME, "p-a", "p-b"), (SAME, "p-x", "p-y"), (SAME, "p-c", "p-b"), (SAME, "p-c", "p-d")))

    assert [one.seq for one in standing.why_one("p-a", "p-d")] == [1, 3, 4]
    assert standing.why_one("p-a", "p-x") == []


def test_a_rejection_within_a_group_is_refused_and_names_what_stands() -> None:
    standing = Standing(history((SAME, "p-a", "p-b"), (SAME, "p-b", "p-c")))

    with pytest.raises(ContradictionError, match=r"j-1 \(same, officer: 档案核对\); j-2 .* identities undo j-1"):
        standing.refuse_contradiction(DIFFERENT, ("p-a", "p-c"))


def test_a_merge_of_groups_that_a_rejection_keeps_apart_is_refused_until_that_is_undone() -> None:
    said = ((SAME, "p-a", "p-b"), (DIFFERENT, "p-b", "p-c"), (SAME, "p-c", "p-d"))

    with pytest.raises(ContradictionError, match=r"j-2 \(different"):
        Standing(history(*said)).refuse_contradiction(SAME, ("p-a", "p-d"))

    Standing(history(*said, 2)).refuse_contradiction(SAME, ("p-a", "p-d"))


def test_a_masked_subject_that_is_recognised_is_nobody_else_until_that_is_undone() -> None:
    said = ((SAME, "ev-1", "p-a"), (SAME, "p-b", "p-c"))

    with pytest.raises(ContradictionError, match="j-1"):
        Standing(history(*said)).refuse_contradiction(SAME, ("ev-1", "p-b"))

    joined = Standing(history(*said, (SAME, "p-a", "p-c")))
    joined.refuse_contradiction(SAME, ("ev-1", "p-b"))
    assert joined.found(SAME, ("ev-1", "p-b")) == joined.found(SAME, ("ev-1", "p-a")) == history(*said)[0]
    Standing(history(*said, 1)).refuse_contradiction(SAME, ("ev-1", "p-b"))


@pytest.mark.parametrize("pair", [("p-a", "p-a"), ("ev-1", "ev-2")])
def test_one_key_twice_and_two_events_are_no_pair(pair: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        ordered_pair(*pair)


def test_a_pair_has_one_order() -> None:
    assert ordered_pair("p-b", "p-a") == ("p-a", "p-b")
    assert ordered_pair("p-b", "zz-event") == ("zz-event", "p-b")


@pytest.mark.parametrize("text", ["", "j-", "12a", "p-12", "j-１"])
def test_what_is_no_number_of_a_judgement_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        number_of(text)


def test_only_a_judgement_that_was_made_can_be_undone_and_an_undoing_cannot() -> None:
    standing = Standing(history((SAME, "p-a", "p-b"), 1))

    assert standing.to_undo(1) is None
    assert standing.undoing(1).seq == 2
    with pytest.raises(NotFoundError, match="j-9"):
        standing.to_undo(9)
    with pytest.raises(InputError, match="Judge anew"):
        standing.to_undo(2)


def test_the_key_is_that_of_the_least_by_rank_and_never_an_events() -> None:
    standing = Standing(history((SAME, "ev-1", "p-b"), (SAME, "p-a", "p-b"), (DIFFERENT, "ev-2", "p-c")))

    found = known_as(standing, {"p-a": (1,), "p-b": (0,)}.__getitem__)

    assert found == {
        "ev-1": KnownAs("ev-1", "p-b"),
        "p-a": KnownAs("p-a", "p-b"),
        "p-b": KnownAs("p-b", "p-b"),
        "ev-2": KnownAs("ev-2", "ev-2", ("p-c",)),
    }


def test_whoever_is_in_a_group_in_which_anybody_changed_is_concerned_and_nobody_else() -> None:
    said = history((SAME, "p-a", "p-b"), (SAME, "p-x", "p-y"), (SAME, "p-b", "p-c"), (DIFFERENT, "p-x", "p-a"))
    before, merged, rejected = (known_as(Standing(said[:count]), lambda key: (key,)) for count in (2, 3, 4))

    assert concerned(before, merged) == concerned(merged, before) == {"p-a", "p-b", "p-c"}
    assert concerned(merged, rejected) == frozenset()


KEYS = [f"p-{letter}" for letter in "abcdef"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([SAME, DIFFERENT]), st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(
            lambda said: said[1] != said[2]
        ),
        st.integers(1, 12),
    ),
    max_size=14,
)


def judged(steps: list[Any]) -> list[Judgement]:
    """Judge one after the other, leaving out what is refused."""
    made: list[Any] = []
    for step in steps:
        standing = Standing(history(*made))
        try:
            if isinstance(step, int):
                if standing.to_undo(step) is None:
                    continue
            else:
                standing.refuse_contradiction(step[0], ordered_pair(*step[1:]))
        except (ContradictionError, InputError, NotFoundError):
            continue
        made.append(step)
    return history(*made)


@given(STEPS)
def test_no_history_ever_says_of_two_that_they_are_one_and_are_not(steps: list[Any]) -> None:
    standing = Standing(judged(steps))

    for one in standing.judgements:
        assert (one.other in standing.group(one.one)) == (one.verdict is SAME)


@given(STEPS)
def test_groups_are_the_closure_of_what_stands_and_undoing_all_of_it_leaves_nothing(steps: list[Any]) -> None:
    said = judged(steps)
    standing = Standing(said)
    parent = {key: key for key in KEYS}
    for one in standing.judgements:
        if one.verdict is SAME:
            kept, gone = parent[one.one], parent[one.other]
            parent = {key: kept if head == gone else head for key, head in parent.items()}

    for key in KEYS:
        assert standing.group(key) == {other for other in KEYS if parent[other] == parent[key]}
    undone = [Judgement(100 + one.seq, UNDO, *one.pair, one.seq, ACT, NOON) for one in standing.judgements]
    assert Standing([*said, *undone]).groups() == []
