"""How much a decision usually touches, a load usually changes, and when it is unusual. The thresholds are data (``volume.yaml``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil

from graph_service.errors import UnusualVolumeError
from graph_service.policy.yaml_tree import parse

_FILE = "volume.yaml"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a volume is unusual: more than ``floor``, and than ``times`` the ``percentile`` (0–100) of the events on record."""

    events: int
    fewest_events: int
    percentile: int
    times: int
    floor: int
    load_percent: int
    load_floor: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A volume that is unusual, with the words to say so.

    Attributes:
        touched: subjects reached or sent to review.
        limit: the most that is still usual.
        events: how many events on record were compared with.
        usual: the percentile among them; ``None`` when they are too few to tell.
    """

    touched: int
    limit: int
    events: int
    usual: int | None
    why: str
    why_en: str


@cache
def thresholds() -> Thresholds:
    """Read the thresholds.

    Raises:
        PolicyFileError: the file was changed into something that is none.
    """
    content = (files("graph_service.workflow") / _FILE).read_bytes()
    names = "events fewest_events percentile times floor load_percent load_floor"
    fields = parse(f"workflow/{_FILE}", content).fields(f"source {names}")
    return Thresholds(**{name: fields[name].whole() for name in names.split()})


def alarm(touched: int, per_event: Sequence[int], limits: Thresholds) -> Alarm | None:
    """Return an alarm when ``touched`` is unusual beside the numbers ``per_event``; ``None`` when it is not."""
    usual = _percentile(per_event, limits.percentile) if len(per_event) >= limits.fewest_events else None
    limit = max(limits.floor, limits.times * (usual or 0))
    if touched <= limit:
        return None
    return Alarm(touched, limit, len(per_event), usual, *_words(touched, limit, usual, limits))


def refuse_unusual_load(what: str, ended: int, told: int, limits: Thresholds) -> None:
    """Stop a load that would end or change unusually many of the facts that its source has told.

    Raises:
        UnusualVolumeError: with the numbers, and how to go on.
    """
    if ended > limits.load_floor and ended * 100 > limits.load_percent * told:
        raise UnusualVolumeError(
            f"{what}: would end or change {ended} of the {told} facts that its source has told, more than {limits.load_percent} %.",
            hint="Check that the file is whole and the right one. If it is, load it again with --yes.",
        )


def _percentile(numbers: Sequence[int], percent: int) -> int:
    """The smallest number that at least ``percent`` of a hundred do not exceed."""
    ordered = sorted(numbers)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)] if ordered else 0


def _words(touched: int, limit: int, usual: int | None, limits: Thresholds) -> tuple[str, str]:
    compared = (
        ("台账中事项过少，只按下限判断", "too few events on record to compare with; the floor alone counts")
        if usual is None
        else (
            f"台账事项的第 {limits.percentile} 百分位为 {usual} 个",
            f"the {limits.percentile}th percentile of the events on record is {usual}",
        )
    )
    english = f"This decision would touch {touched} subjects, more than the usual {limit} ({compared[1]})."
    return (
        f"该决定将涉及 {touched} 个主体，超过通常上限 {limit} 个（{compared[0]}）。签发前请核对当事人、类别和人员身份。",
        f"{english} Check subject, category and identities before it is issued.",
    )
