"""Rows enter propagation through one door: what does not fit is refused with its place, what is not there is empty."""

from datetime import date

import pytest

from graph_service.errors import InputError
from graph_service.model.facts import JUDGED_TABLES
from graph_service.propagation.facts import Facts

FIRM = {"id": "C1", "name": "甲公司", "type": "company"}


def test_a_table_that_is_not_there_is_empty():
    facts = Facts.from_rows({"organizations": [FIRM]})

    sizes = {name: len(facts[name].collect()) for name in JUDGED_TABLES}

    assert sizes == {name: int(name == "organizations") for name in JUDGED_TABLES}


def test_a_column_that_may_be_left_out_is_empty_and_every_column_is_there():
    (firm,) = Facts.from_rows({"organizations": [FIRM]})["organizations"].collect().iter_rows(named=True)

    assert firm == dict.fromkeys(JUDGED_TABLES["organizations"]) | FIRM


def test_the_years_that_events_and_decisions_fix_are_known_beforehand():
    event = {"id": "E1", "kind": "penalty", "category": "x", "term_years": 3}
    decision = {"event": "E1", "person": "P1", "years": 5}

    facts = Facts.from_rows({"events": [event, event | {"id": "E2", "term_years": None}], "sanctions": [decision]})

    assert facts.years == {3, 5}


@pytest.mark.parametrize(
    ("rows", "place", "hint"),
    [
        ({"people": []}, "facts: unknown table 'people'", "Known: organizations, persons, "),
        ({"organizations": [FIRM, FIRM | {"capital": 1}]}, "organizations[1].capital: unknown column", "Known: id, name, "),
        ({"organizations": [FIRM, {"id": "C2", "type": "company"}]}, "organizations[1].name: a value is required", None),
        ({"organizations": [FIRM | {"type": None}]}, "organizations[0].type: a value is required", None),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_their_place(rows, place, hint):
    with pytest.raises(InputError) as refused:
        Facts.from_rows(rows)

    assert place in str(refused.value)
    assert (refused.value.hint or "").startswith(hint or "")


def test_days_are_days_in_the_frames():
    office = {"person": "P1", "organization": "C1", "role": "director", "start": date(2020, 1, 1)}

    (row,) = Facts.from_rows({"roles": [office]})["roles"].collect().iter_rows(named=True)

    assert (row["start"], row["end"]) == (date(2020, 1, 1), None)
