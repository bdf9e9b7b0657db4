"""One Spark session for all tests of a run; skipped, with the reason, where Spark cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph_service.bulk.spark import missing_for_spark, spark_session


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if lacking := missing_for_spark():
        pytest.skip(f"no Spark: {lacking}")
    with spark_session("local[2]", tmp_path_factory.mktemp("spark")) as session:
        yield session
