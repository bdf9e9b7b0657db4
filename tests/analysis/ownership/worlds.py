"""Small ownership graphs for tests: from triples, from published examples, and at random."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from hypothesis import strategies as st

from graph_service.analysis.ownership.holdings import Holdings, holdings_on
from graph_service.analysis.ownership.look_through import LookThrough, Terms, look_through
from graph_service.policy.loader import load_rulebook
from graph_service.policy.ownership import OwnershipTerms, load_ownership_terms
from graph_service.query.ownership import day_terms

DAY = date(2026, 11, 23)
#: holder, organisation, percent; a pair of percents is a range, ``None`` unknown
Triple = tuple[str, str, float | tuple[float | None, float | None] | None]

OWNERSHIP_TERMS = cache(load_ownership_terms)
RULES = cache(load_rulebook)


def facts(
    triples: Iterable[Triple], persons: Iterable[str] = (), organizations: Mapping[str, Mapping[str, object]] | None = None
) -> dict[str, list[dict[str, object]]]:
    return {
        "persons": [{"id": person, "name": person, "confirmed": True} for person in persons],
        "organizations": [{"id": org, "name": org, "type": "company", **said} for org, said in (organizations or {}).items()],
        "holdings": [
            {"holder": holder, "organization": org, "source": f"f-{number}", **shares(percent)}
            for number, (holder, org, percent) in enumerate(triples)
        ],
    }


def shares(percent: object) -> dict[str, float | None]:
    low, high = percent if isinstance(percent, tuple) else (None, None)
    exact = percent if isinstance(percent, int | float) else None
    named = {"share": exact, "share_min": low, "share_max": high}
    return {name: None if value is None else value / 100 for name, value in named.items()}


def holdings(triples: Iterable[Triple], persons: Iterable[str] = (), on: date = DAY, **organizations: object) -> Holdings:
    return holdings_on(facts(triples, persons, organizations), on, OWNERSHIP_TERMS().state_bodies)  # type: ignore[arg-type]


def terms(on: date = DAY) -> Terms:
    return day_terms(RULES(), definitions(), on)


def definitions() -> OwnershipTerms:
    return OWNERSHIP_TERMS()


def looked(triples: Iterable[Triple], persons: Iterable[str] = (), on: date = DAY, **organizations: object) -> LookThrough:
    return look_through(holdings(triples, persons, on, **organizations), terms(on))


def percents(shares: Mapping) -> dict:
    """Round shares (0-1) to percentages with six decimals."""
    return {key: round(float(share) * 100, 6) for key, share in shares.items()}


@st.composite
def worlds(draw: st.DrawFn, *, unknown: bool = False) -> list[Triple]:
    """Up to six organisations and three persons; rings and self-holdings are common, sums never exceed the whole."""
    organizations = [f"E{number}" for number in range(draw(st.integers(1, 6)))]
    holders = [*organizations, "P1", "P2", "P3"]
    triples: list[Triple] = []
    for organization in organizations:
        left = 100
        for holder in draw(st.lists(st.sampled_from(holders), unique=True, max_size=4)):
            share = draw(st.integers(1, 100))
            if unknown and draw(st.integers(0, 4)) == 0:
                least, most = draw(st.sampled_from([(None, None), (5, 60), (None, 30), (10, None)]))
                if (least or 0) <= left:
                    left -= least or 0
                    triples.append((holder, organization, (least, most)))
            elif share <= left:
                left -= share
                triples.append((holder, organization, share))
    return triples
