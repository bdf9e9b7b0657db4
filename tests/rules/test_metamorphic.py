"""Relations between the answers to related questions, which need no oracle: what must stay, grow, shrink or move with the facts."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.facts import EVENT_DAYS
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.worlds import DAYS, one_world
from tests.tiers import FULL

RULES = cache(load_rulebook)
random_worlds = st.randoms(use_true_random=False)
days = st.sampled_from(DAYS)
few = settings(max_examples=300 if FULL else 12, deadline=None)

IDS = {
    "organizations": ("id", "parent"),
    "persons": ("id",),
    "roles": ("person", "organization"),
    "holdings": ("holder", "organization"),
    "events": ("id", "subject", "client"),
    **dict.fromkeys(("findings", "sanctions", "namings", "candidates"), ("event", "person")),
    "participants": ("event", "organization"),
}
ROW_DAYS = {
    "roles": ("start", "end", "registered_on"),
    "holdings": ("start", "end"),
    "events": ("violation_start", "violation_end", *EVENT_DAYS),
    "sanctions": ("decision_date",),
}
#: What a person is reached by: in force, or waiting for an authority.
REACHING = {"in_force", "pending_decision"}


def engine(rows, book, on):
    return propagate(Facts.from_rows(rows), book, on)


def told(result):
    """Give what a result says, without order and without the places in the source."""
    said = {
        (o.event, o.rule, o.subject, str(o.state), o.reason, o.target, o.first_day, o.last_day, o.lifetime, o.scope, o.flag)
        for o in result.outcomes()
    }
    conflicts = {
        (found["event"], found["rule"], found["person"], found["org"], found["post"]) for found in result.post_conflicts
    }
    alerts = {(alert["event"], *alert["pair"], alert["kind"], alert["settled"]) for alert in result.relation_alerts}
    letters = {
        (letter["event"], office["person"], office["role"]) for letter in result.inquiries for office in letter["offices"]
    }
    return said, conflicts, alerts, letters


def reached(result):
    return {(o.event, o.rule, o.subject) for o in result.outcomes() if str(o.state) in REACHING}


@few
@given(random_worlds, days)
def test_facts_stated_twice_count_once(random, on):
    world = one_world(random)
    repeated = dict(world)
    for table in ("roles", "holdings", "findings", "sanctions", "namings", "candidates", "participants"):
        repeated[table] = [*world.get(table, ()), *world.get(table, ())]

    assert told(engine(repeated, RULES(), on)) == told(engine(world, RULES(), on))


@few
@given(random_worlds, days)
def test_other_names_for_the_same_subjects_give_the_same_answer(random, on):
    world = one_world(random)

    def renamed(word):
        return f"~{word[::-1]}" if isinstance(word, str) else word

    def in_row(table, row):
        return row | {name: renamed(row[name]) for name in IDS[table] if name in row}

    other = {table: [in_row(table, row) for row in rows] for table, rows in world.items()}

    ids = {row[name] for table, rows in world.items() for row in rows for name in IDS[table] if row.get(name)}
    here = tuple(
        {tuple(renamed(part) if part in ids else part for part in each) for each in part_of}
        for part_of in told(engine(world, RULES(), on))
    )
    there = told(engine(other, RULES(), on))
    assert there[0] == here[0]
    assert there[1] == here[1]
    assert {(event, frozenset((one, two)), *rest) for event, one, two, *rest in there[2]} == {
        (event, frozenset((one, two)), *rest) for event, one, two, *rest in here[2]
    }
    assert there[3] == here[3]


@few
@given(random_worlds, days)
def test_what_was_annulled_leaves_the_rest_as_if_it_had_never_been(random, on):
    world = one_world(random)
    first, *others = world["events"]
    annulled = world | {"events": [first | {"annulled_date": on}, *others]}
    without = {
        table: [row for row in rows if row.get("event") != first["id"]] if table != "events" else others
        for table, rows in world.items()
    }

    given, expected = engine(annulled, RULES(), on), engine(without, RULES(), on)

    assert reached(given) == reached(expected)
    assert told(given)[1:] == told(expected)[1:]


@few
@given(random_worlds, days)
def test_a_repaired_listing_leaves_no_list_entry_and_no_policy_measure_but_every_ban_of_the_law(random, on):
    book = RULES()
    lists = {rule.id for rule in book.rules if all("removed" in version.term.ends_on for version in rule.versions)}
    world = one_world(random)
    repaired = world | {"events": [event | {"removed_date": on} for event in world["events"]]}
    untouched = world | {"events": [event | {"removed_date": None} for event in world["events"]]}

    after, before = reached(engine(repaired, book, on)), reached(engine(untouched, book, on))

    assert {key for key in after if key[1] in lists} == set()
    statutory = {rule.id for rule in book.rules if not any(version.term.ends_on for version in rule.versions)}
    assert {key for key in after if key[1] in statutory} == {key for key in before if key[1] in statutory}


@few
@given(random_worlds, days, st.integers(0, 50))
def test_an_office_taken_away_reaches_nobody_new(random, on, number):
    world = one_world(random)
    roles = world["roles"]
    fewer = world | {"roles": [row for place, row in enumerate(roles) if not roles or place != number % len(roles)]}

    assert reached(engine(fewer, RULES(), on)) <= reached(engine(world, RULES(), on))


def registered(world, day_of):
    """The same world with other days of registration."""
    return world | {"roles": [row | {"registered_on": day_of(row)} for row in world["roles"]]}


def states(result):
    return {(o.event, o.rule, o.subject): str(o.state) for o in result.outcomes()}


@few
@given(random_worlds, days)
def test_an_office_registered_when_it_began_counts_as_one_whose_registration_is_not_stated(random, on):
    world = one_world(random)

    at_once = engine(registered(world, lambda row: row["start"]), RULES(), on)

    assert told(at_once) == told(engine(registered(world, lambda row: None), RULES(), on))


@few
@given(random_worlds, days)
def test_a_stated_registration_sends_some_of_those_reached_to_review_and_does_nothing_else(random, on):
    world = one_world(random)
    stated = registered(world, lambda row: random.choice([None, *DAYS]))

    silent, given = (states(engine(each, RULES(), on)) for each in (registered(world, lambda row: None), stated))

    # Employers are considered for whoever is reached, and only for them.
    assert given.keys() <= silent.keys()
    changed = {(silent[key], state) for key, state in given.items() if state != silent[key]}
    assert changed <= {(state, "needs_review") for state in REACHING}


@few
@given(random_worlds, days, st.integers(1, 3000))
def test_a_later_registration_reaches_nobody_new(random, on, number):
    world = one_world(random)
    stated = registered(world, lambda row: random.choice([None, *DAYS]))

    later = registered(stated, lambda row: row["registered_on"] and row["registered_on"] + timedelta(days=number))

    assert reached(engine(later, RULES(), on)) <= reached(engine(stated, RULES(), on))


@few
@given(random_worlds, days, st.sampled_from((-8, -4, 4, 8)))
def test_facts_and_law_moved_by_whole_years_move_the_answer(random, on, years):
    world = one_world(random)

    def moved(day):
        """Move by a cycle of leap years, so that every day has its counterpart."""
        return day.replace(year=day.year + years) if isinstance(day, date) else day

    def in_row(table, row):
        return row | {name: moved(row[name]) for name in ROW_DAYS.get(table, ()) if row.get(name)}

    later = {table: [in_row(table, row) for row in rows] for table, rows in world.items()}
    book = moved_law(RULES(), moved, years)

    given, expected = told(engine(later, book, moved(on))), told(engine(world, RULES(), on))

    assert {tuple(moved(part) for part in each) for each in expected[0]} == given[0]
    assert expected[1:] == given[1:]


def moved_law(book, moved, years):
    def version(each):
        return replace(each, valid_from=moved(each.valid_from), valid_until=moved(each.valid_until))

    rules = tuple(replace(rule, versions=tuple(version(each) for each in rule.versions)) for rule in book.rules)
    shares = tuple(replace(each, first_day=moved(each.first_day)) for each in book.controlling_share)
    return replace(book, rules=rules, controlling_share=shares, fingerprint=f"{book.fingerprint} moved by {years} years")


@few
@given(random_worlds, days)
def test_a_rule_that_asks_for_a_finding_reaches_no_more_than_one_that_does_not(random, on):
    book = RULES().only(frozenset({"BJ-R2-HONOUR"}))
    (rule,) = book.rules
    lax = tuple(replace(target, liability="none") for target in rule.versions[0].targets)
    wider = replace(
        book, rules=(replace(rule, versions=(replace(rule.versions[0], targets=lax),)),), fingerprint="no finding asked for"
    )
    world = one_world(random)

    assert reached(engine(world, book, on)) <= reached(engine(world, wider, on))


@few
@given(random_worlds, days)
def test_a_term_once_over_stays_over(random, on):
    world = one_world(random)
    result = engine(world, RULES(), on)
    ended = {(o.event, o.rule, o.subject) for o in result.outcomes() if o.reason in ("within_term", "not_ended", "stands")}

    later = reached(engine(world, RULES(), on + timedelta(days=3653)))

    # A rule that reads today's law or today's office may free somebody otherwise, but nobody comes back.
    assert later & ended == set()
