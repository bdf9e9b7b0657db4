"""The API and the pages, served to a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from graph_service.api.app import create_app
from graph_service.web.pages import install_pages
from graph_service.workflow.services import Services
from tests.web.serving import running


@pytest.fixture(scope="module")
def serve_pages() -> Iterator[Callable[[Services], str]]:
    """Serve API and pages on services, and give the address; everything ends with the module."""
    with ExitStack() as stack:
        yield lambda services: stack.enter_context(running(create_app(services, install_pages)))
