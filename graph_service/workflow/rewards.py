"""What a clean answer may open: rewards on an honour in force, or on years without a bad record (二（二）1)."""

from __future__ import annotations

from datetime import date

from graph_service.model.identities import is_person
from graph_service.model.intervals import Interval
from graph_service.policy.purposes import Purpose
from graph_service.store.screening_ports import Adverse, Praise, Screened

_LEAP = 29


def rewards_for(who: Screened, purpose: Purpose, on: date) -> list[dict[str, object]]:
    """Return the rewards of a purpose that a subject may be granted on a day; a department decides, for every one is recommended.

    Clean years are those of an organisation that a register has known for as long: silence about others proves nothing.
    """
    fits = {"any", "natural_person" if is_person(who.keys[0]) else "enterprise"}
    offered = [one for one in purpose.rewards if one.subjects in fits]
    ground = _honour(who, on)
    because = "honour" if ground else "clean_years" if _is_clean(who, purpose.clean_years, on) else ""
    if not because:
        return []
    return [
        {
            "measure": one.code,
            "name": one.name,
            "name_en": one.name_en,
            "duty": "may",
            "because": because,
            "title": ground.title if ground else None,
            "ground": ground.fact if ground else None,
        }
        for one in offered
    ]


def _honour(who: Screened, on: date) -> Praise | None:
    return next((one for one in who.honours if Interval(one.start, one.end).covers(on)), None)


def _is_clean(who: Screened, years: int, on: date) -> bool:
    since = _years_before(on, years)
    known = who.registered and who.founded is not None and who.founded <= since
    return known and not is_person(who.keys[0]) and not any(_counts(one, since) for one in who.adverse)


def _counts(event: Adverse, since: date) -> bool:
    """Say whether a record speaks against these years: it falls into them, stands open, or nobody knows its day."""
    if event.kind == "bid" or "annulled_date" in event.days:
        return False
    ended = event.days.get("removed_date") or event.days.get("performed_date")
    still_open = event.kind in {"listing", "court"} and ended is None
    return still_open or max(event.days.values(), default=date.max) >= since


def _years_before(day: date, years: int) -> date:
    """Return the same day so many years before; 29 February becomes the 28th, which asks for one day more."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=_LEAP - 1)
