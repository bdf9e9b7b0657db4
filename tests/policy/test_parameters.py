"""A number of the law has a value for each day: which values hold within a span, and on which days there is none."""

from datetime import date

import pytest

from graph_service.policy.parameters import DatedValue, Parameter

A, B, C = date(2006, 1, 1), date(2014, 3, 1), date(2024, 7, 1)


def parameter(*values):
    dated = tuple(DatedValue(first, value, "公司法") for first, value in values)
    return Parameter("ban_years", "年数", "years", "corresponding_day_or_month_end", dated)


@pytest.mark.parametrize(
    ("first", "end", "values"),
    [
        (A, B, (3,)),  # the value ends on the day before the next begins
        (B, C, (5,)),
        (C, None, (7,)),
        (A, date(2014, 3, 2), (3, 5)),  # one day of the next
        (date(2014, 2, 28), B, (3,)),
        (date(2014, 2, 28), None, (3, 5, 7)),
        (A, None, (3, 5, 7)),
        (date(2005, 12, 31), B, (None, 3)),  # a day before the first value
        (None, B, (None, 3)),
        (None, None, (None, 3, 5, 7)),
    ],
)
def test_the_values_of_a_span_are_those_of_its_days(first, end, values):
    assert parameter((A, 3), (B, 5), (C, 7)).values_within(first, end) == values


@pytest.mark.parametrize(("first", "end", "values"), [(None, A, (3,)), (None, None, (3, 5)), (B, C, (5,))])
def test_a_value_without_a_first_day_holds_since_before_our_records(first, end, values):
    assert parameter((None, 3), (B, 5)).values_within(first, end) == values


def test_a_value_that_comes_again_is_given_once():
    assert parameter((A, 3), (B, 5), (C, 3)).values_within(A, None) == (3, 5)
