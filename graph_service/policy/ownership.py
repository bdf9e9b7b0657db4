"""The dated definitions that look-through applies (``ownership.yaml``). They decide no outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol, TypeVar, cast, get_args

from graph_service.policy.files import parsed_file
from graph_service.policy.parameters import check_date_order, first_day
from graph_service.policy.schema import ControllingShare
from graph_service.policy.yaml_tree import Entry

#: L, S, W, M as for rules; R: this project's own reading.
Checked = Literal["L", "S", "W", "M", "R"]


class _Dated(Protocol):
    @property
    def first_day(self) -> date | None: ...


Version = TypeVar("Version", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which share on (0-1) something holds, since ``first_day`` (``None``: before our records)."""

    first_day: date | None
    share: Fraction
    inclusive: bool
    source: str
    verified: Checked

    def reached(self, share: Fraction) -> bool:
        """Say whether a share is enough; compared exactly."""
        return share > self.share or (self.inclusive and share == self.share)


@dataclass(frozen=True, slots=True)
class ActualController:
    """Whether a shareholder of the firm itself can be its 实际控制人."""

    first_day: date | None
    shareholders: bool
    source: str
    verified: Checked


@dataclass(frozen=True, slots=True)
class UncastVotes:
    """Since when shares that a controlled subsidiary holds in its listed parent carry no vote."""

    first_day: date | None
    source: str
    verified: Checked


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who would be the beneficial owner otherwise: a hint in both languages, applied to nobody."""

    who: str
    who_en: str
    source: str
    verified: Checked


@dataclass(frozen=True, slots=True)
class StateBodies:
    """Which organisations end a chain: by type, or by the end of the name."""

    types: frozenset[str]
    names_ending: tuple[str, ...]
    source: str
    verified: Checked


@dataclass(frozen=True, slots=True)
class OwnershipTerms:
    """Every definition, each in date order."""

    control: tuple[Threshold, ...]
    listed_control: tuple[Threshold, ...]
    actual_controller: tuple[ActualController, ...]
    beneficial_owner: tuple[Threshold, ...]
    close_links: tuple[Threshold, ...]
    uncast_votes: tuple[UncastVotes, ...]
    stand_in_for_nobody: StandIn
    stand_in_for_state: StandIn
    state_bodies: StateBodies


def in_force(versions: Sequence[Version], day: date) -> Version | None:
    """Return the version of the day, or ``None`` before the first."""
    begun = [each for each in versions if each.first_day is None or each.first_day <= day]
    return begun[-1] if begun else None


def controlling_shareholder(versions: Sequence[ControllingShare]) -> tuple[Threshold, ...]:
    """Return the rule book's definition of a 控股股东 as thresholds; both texts were read verbatim."""
    return tuple(
        Threshold(each.first_day, Fraction(each.share), inclusive=each.inclusive, source=each.source, verified="L")
        for each in versions
    )


def load_ownership_terms(directory: Path | None = None) -> OwnershipTerms:
    """Load the definitions.

    Raises:
        PolicyFileError: a malformed file; the message names the line.
    """
    root = parsed_file(directory, "ownership.yaml").fields(
        "control listed_control actual_controller beneficial_owner stand_ins close_links uncast_votes state_bodies"
    )
    thresholds = {name: _thresholds(root[name]) for name in ("control", "listed_control", "beneficial_owner", "close_links")}
    stand_ins = root["stand_ins"].fields("nobody state")
    return OwnershipTerms(
        **thresholds,
        actual_controller=tuple(_actual_controller(item) for item in _in_order(root["actual_controller"])),
        uncast_votes=tuple(_uncast(item) for item in _in_order(root["uncast_votes"])),
        stand_in_for_nobody=_stand_in(stand_ins["nobody"]),
        stand_in_for_state=_stand_in(stand_ins["state"]),
        state_bodies=_state_bodies(root["state_bodies"]),
    )


def _in_order(root: Entry) -> list[Entry]:
    items = root.items()
    if not items:
        raise root.fault("at least one version is needed")
    check_date_order([(item, first_day(item.mapping()["from"])) for item in items if "from" in item.mapping()])
    return items


def _thresholds(root: Entry) -> tuple[Threshold, ...]:
    return tuple(_threshold(item) for item in _in_order(root))


def _threshold(entry: Entry) -> Threshold:
    fields = entry.fields("from percent inclusive source verified")
    percent = fields["percent"].whole()
    if not 0 < percent <= 100:
        raise fields["percent"].fault(f"{percent} is no percentage between 1 and 100")
    share, first = Fraction(percent, 100), first_day(fields["from"])
    return Threshold(
        first, share, inclusive=fields["inclusive"].flag(), source=fields["source"].text(), verified=_checked(fields)
    )


def _actual_controller(entry: Entry) -> ActualController:
    fields = entry.fields("from shareholders source verified")
    source, checked = fields["source"].text(), _checked(fields)
    return ActualController(
        first_day(fields["from"]), shareholders=fields["shareholders"].flag(), source=source, verified=checked
    )


def _uncast(entry: Entry) -> UncastVotes:
    fields = entry.fields("from source verified")
    return UncastVotes(first_day(fields["from"]), fields["source"].text(), _checked(fields))


def _stand_in(entry: Entry) -> StandIn:
    fields = entry.fields("who who_en source verified")
    return StandIn(fields["who"].text(), fields["who_en"].text(), fields["source"].text(), _checked(fields))


def _state_bodies(entry: Entry) -> StateBodies:
    fields = entry.fields("types names_ending source verified")
    types, names = frozenset(fields["types"].texts()), fields["names_ending"].texts()
    return StateBodies(types, names, fields["source"].text(), _checked(fields))


def _checked(fields: dict[str, Entry]) -> Checked:
    return cast(Checked, fields["verified"].choice(get_args(Checked), "verification"))
