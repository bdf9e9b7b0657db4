"""Every operation under invented requests, over real stores: nothing unforeseen, nothing undescribed, nothing invalid accepted."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.specs.openapi.checks import positive_data_acceptance

from graph_service.api.app import create_app
from tests.identity.conftest import World
from tests.tiers import FULL
from tests.web.fakes import fake_services
from tests.web.serving import running

SCHEMA = schemathesis.openapi.from_dict(create_app(fake_services()).openapi())
#: What a schema cannot say (a code's check digit, whether a draft is one) is refused too, and described as 422.
LEFT_OUT = [positive_data_acceptance]


@pytest.fixture(scope="module")
def address(town: World) -> Iterator[str]:
    with running(create_app(town.services)) as served:
        yield served


@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload:UserWarning")  # no workbook is invented
@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=100 if FULL else 3,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_an_invented_request_is_answered_as_described(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address, excluded_checks=LEFT_OUT)
