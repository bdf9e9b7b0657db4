"""Relations between two who take part in the same event: told, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

from graph_service.model.facts import Row
from tests.oracle.answers import RelationAlert
from tests.oracle.case import Case, World, held


def relation_alerts(case: Case) -> Iterator[RelationAlert]:
    """Give the relations that the rule names, of every pair of participants; ``settled``: the record leaves no doubt."""
    too_early = case.day is not None and case.day > case.on
    if case.version is None or too_early or case.known("annulled_date"):
        return
    day = case.event.get("bid_date") or case.on
    together = {row["organization"] for row in case.world.table("participants") if row["event"] == case.event["id"]}
    for first, second in combinations(sorted(together), 2):
        for kind in case.version.relations:
            settled = RELATIONS[kind](case.world, (first, second), day)
            if settled is not None:
                yield case.event["id"], (first, second), case.rule.id, kind, settled


def _same_principal(world: World, pair: tuple[str, str], day: date) -> bool | None:
    of_first, of_second = (
        {role["person"] for role in world.roles_in(firm) if _in_charge(world, role) and held(role).covers(day)} for firm in pair
    )
    same = of_first & of_second
    return any((world.person(who) or {}).get("confirmed") for who in same) if same else None


def _in_charge(world: World, role: Row) -> bool:
    kind = (world.organization(role["organization"]) or {}).get("type")
    offices = [each for each in world.book.in_charge if each.held == role["role"]]
    return any(not each.subject_types or kind in each.subject_types for each in offices)


def _direct_holding(world: World, pair: tuple[str, str], day: date) -> bool | None:
    found = [
        control
        for row in world.table("holdings")
        if {row["holder"], row["organization"]} == set(pair) and held(row).covers(day)
        if (world.organization(row["holder"]) or {}).get("type") != "government"
        if (control := _controls(world, row, day)) is not None
    ]
    return any(found) if found else None


def _controls(world: World, row: Row, day: date) -> bool | None:
    """Say whether a holding makes a controlling shareholder: surely (True), perhaps (False), or not at all (None)."""
    asked = [each for each in world.book.controlling_share if each.first_day is None or each.first_day <= day][-1]

    def enough(share: float) -> bool:
        return share >= asked.share if asked.inclusive else share > asked.share

    known = row.get("share")
    least = known if known is not None else row.get("share_min") or 0.0
    most = known if known is not None else row.get("share_max")
    if enough(least):
        return True
    return False if most is None or enough(most) else None


def _management(world: World, pair: tuple[str, str], day: date) -> bool | None:
    first, second = pair
    firms = {one: world.organization(one) or {} for one in pair}
    is_branch = any(
        firms[one].get("type") == "branch" and firms[one].get("parent") == other
        for one, other in ((first, second), (second, first))
    )
    return True if is_branch else None


RELATIONS: dict[str, Callable[[World, tuple[str, str], date], bool | None]] = {
    "same_principal": _same_principal,
    "direct_holding": _direct_holding,
    "management": _management,
}
