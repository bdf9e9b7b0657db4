"""What may come in on patterns and coverage. Same strictness as ``inputs``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from graph_service.api.inputs import OnDay, whole
from graph_service.query.coverage import DEFAULT_GAPS, MOST_GAPS
from graph_service.query.patterns import DEFAULT_ALERTS, MOST_ALERTS


class PatternChoice(OnDay):
    """Which patterns, on which day; all of them when none is named."""

    pattern: Annotated[list[str], Field(max_length=50, description="Patterns by id (`/v1/patterns`).")] = []
    limit: Annotated[int, BeforeValidator(whole), Field(ge=1, le=MOST_ALERTS)] = DEFAULT_ALERTS


class GapsShown(OnDay):
    """The day, and the most gaps told."""

    limit: Annotated[int, BeforeValidator(whole), Field(ge=1, le=MOST_GAPS)] = DEFAULT_GAPS
