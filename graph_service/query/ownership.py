"""Look-through of a scenario file, as plain JSON data: percentages by organisation and holder. Needs no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from graph_service.analysis.ownership.cascade import cascade
from graph_service.analysis.ownership.holdings import Holdings, holdings_on, percent
from graph_service.analysis.ownership.look_through import LookThrough, Terms, look_through, terms_of
from graph_service.analysis.ownership.remarks import Remark, remarks
from graph_service.errors import InputError
from graph_service.model.facts import FactRows
from graph_service.policy.ownership import OwnershipTerms, Threshold, controlling_shareholder, load_ownership_terms
from graph_service.policy.schema import RuleBook
from graph_service.query.scenario_format import Scenario, read_scenario
from graph_service.query.scenario_rows import scenario_rows

Json = dict[str, Any]
#: What a scenario's outcome takes over of these sections.
IN_OUTCOME = (
    "effective_ownership",
    "path_product",
    "control",
    "controllers",
    "controlling_shareholders",
    "beneficial_owners",
)
#: What is said of a holder, and the sections that say so by organisation.
_LEADS = {
    "actual_controller": "controllers",
    "controlling_shareholder": "controlling_shareholders",
    "beneficial_owner": "beneficial_owners",
}


@dataclass(frozen=True, slots=True)
class CascadeRequest:
    """Where a cascade starts, and from which percentage on it goes on; ``inclusive``: that percentage itself is enough."""

    seeds: Sequence[str] = ()
    percent: float = 50.0
    aggregate: bool = True
    inclusive: bool = True

    @property
    def threshold(self) -> Threshold:
        """The threshold as exact as it was written."""
        share = Fraction(str(self.percent)) / 100
        return Threshold(None, share, inclusive=self.inclusive, source="as asked for", verified="R")


def ownership_of_scenario(
    document: bytes | str, rules: RuleBook, asked: CascadeRequest | None = None, on: date | None = None
) -> Json:
    """Look through the holdings of a scenario file; only ``evaluate_on`` and ``graph.holdings`` are needed, and ids need not be listed.

    Args:
        document: the JSON text.
        rules: the rule book, which defines 控股股东.
        asked: the cascade; without seeds it reaches nobody.
        on: another day than the file's.

    Raises:
        InputError: the scenario is malformed, more follows from its holdings than can be told (``holdings.MOST_PAIRS``), or a seed is not among the
            ids of the day's holdings.
    """
    scenario = read_scenario(document, holders_listed=False)
    terms = ownership_terms()
    day = on or scenario.evaluate_on
    found = looked_through(scenario_rows(scenario), rules, terms, day)
    return {
        "on": day.isoformat(),
        **shape_look_through(found),
        **shape_cascade(found.holdings, asked or CascadeRequest()),
        "warnings": [shape_remark(remark) for remark in remarks(found, terms)],
        "definitions": shape_terms(found.terms),
    }


@cache
def ownership_terms() -> OwnershipTerms:
    """Return the definitions shipped with the package; read once."""
    return load_ownership_terms()


def ownership_sections(scenario: Scenario, rules: RuleBook) -> Json:
    """Return what the outcome of a scenario says of its holdings; nothing where it has none."""
    if not scenario.graph.holdings:
        return {}
    found = looked_through(scenario_rows(scenario), rules, ownership_terms(), scenario.evaluate_on)
    shaped = shape_look_through(found)
    return {name: shaped[name] for name in IN_OUTCOME}


def looked_through(facts: FactRows, rules: RuleBook, terms: OwnershipTerms, on: date) -> LookThrough:
    """Look through the holdings of a day under its definitions."""
    return look_through(holdings_on(facts, on, terms.state_bodies), day_terms(rules, terms, on))


def day_terms(rules: RuleBook, terms: OwnershipTerms, on: date) -> Terms:
    """Return the definitions of a day."""
    return terms_of(terms, controlling_shareholder(rules.controlling_share), on)


def shape_look_through(found: LookThrough) -> Json:
    """Shape every measure: ``{organisation: {holder: percent}}``, ``{organisation: [ids]}`` or pairs, all in order of id."""
    organizations = sorted(found.holdings.into)
    return {
        "effective_ownership": {org: _percents(found.integrated.shares[org]) for org in organizations},
        "path_product": {org: _percents(found.products.sums[org]) for org in organizations},
        "control": [list(pair) for pair in sorted(found.control.pairs())],
        "controllers": _ordered(found.controllers.certain),
        "controlling_shareholders": _ordered(found.controlling_shareholders.certain),
        "beneficial_owners": _ordered(found.beneficial_owners.certain),
        "unattributed": {org: percent(found.unattributed(org)) for org in organizations},
        "undetermined": {
            "control": [list(pair) for pair in sorted(found.open_control)],
            "controllers": _ordered(found.controllers.open),
            "controlling_shareholders": _ordered(found.controlling_shareholders.open),
            "beneficial_owners": _ordered(found.beneficial_owners.open),
        },
        "grounds": {org: _ordered(grounds) for org, grounds in sorted(found.grounds.items()) if grounds},
        "upper_bounds": {org: bounds for org in organizations if (bounds := _open_bounds(found, org))},
        "state": {org: state for org in organizations if (state := shape_state(found, org))},
        "close_links": [list(link) for link in found.close_links],
    }


def owner_rows(found: Mapping[str, Any]) -> list[Json]:
    """Return what was found in a scenario as rows, one a holder of an organisation, terminal owners first.

    The rest that nobody is known to hold is the row without a ``holder``.
    """
    return [row for org in found["path_product"] for row in _owner_rows(found, org)]


def _owner_rows(found: Mapping[str, Any], org: str) -> Iterator[Json]:
    owners, products = found["effective_ownership"][org], found["path_product"][org]
    for holder in dict.fromkeys([*owners, *products]):
        leads = {name: _answer(found, lists, org, holder) for name, lists in _LEADS.items()}
        shares = {"percent": owners.get(holder), "path_product": products.get(holder)}
        yield {"organization": org, "holder": holder, **shares, **leads}
    if rest := found["unattributed"][org]:
        yield {"organization": org, "holder": None, "percent": rest, "path_product": None, **dict.fromkeys(_LEADS, "no")}


def _answer(found: Mapping[str, Any], lists: str, org: str, holder: str) -> str:
    if holder in found[lists].get(org, ()):
        return "yes"
    return "undetermined" if holder in found["undetermined"][lists].get(org, ()) else "no"


def _percents(shares: Mapping[Any, Fraction]) -> dict[str, float]:
    return {holder: percent(share) for holder, share in sorted(shares.items())}


def _ordered(answers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return dict(sorted(answers.items()))


def _open_bounds(found: LookThrough, organization: str) -> dict[str, float]:
    """Return the most that an owner may hold where that is more than what it certainly holds."""
    low = found.integrated.shares[organization]
    bounds = found.upper[organization].items()
    return _percents({owner: share for owner, share in bounds if share > low.get(owner, Fraction())})


def shape_state(found: LookThrough, organization: str) -> Json | None:
    """Say what the state holds of an organisation and whether it controls it; ``None`` where nothing on record says so."""
    share, controllers = found.state_share(organization), found.state_controllers(organization)
    marked = organization in found.holdings.state_owned
    if not (share or controllers or marked):
        return None
    words = {
        "zh": "国有控股" if controllers else "有国有成分",
        "en": "controlled by the state" if controllers else "state stake",
    }
    return {"percent": percent(share), "controlled_by": controllers, "marked_by_register": marked, "words": words}


def shape_cascade(holdings: Holdings, asked: CascadeRequest) -> Json:
    """Shape the cascade: who is reached, by which stake, and who may be.

    Raises:
        InputError: a seed that holds nothing and in which nothing is held on the day.
    """
    known = holdings.held.keys() | holdings.into.keys()
    for seed in asked.seeds:
        if seed not in known:
            raise InputError("--seeds", f"{seed!r} is not among the holders and organisations of the day")
    options = {"threshold": asked.threshold, "aggregate": asked.aggregate}
    certain = cascade(holdings, asked.seeds, **options)  # type: ignore[arg-type]  # as named
    possible = cascade(holdings, asked.seeds, bound="high", **options)  # type: ignore[arg-type]  # as named
    return {
        "cascade": sorted(certain),
        "cascade_asked": {
            "seeds": sorted(asked.seeds),
            "threshold": asked.percent,
            "aggregate": asked.aggregate,
            "inclusive": asked.inclusive,
        },
        "cascade_stakes": _percents(certain),
        "cascade_undetermined": sorted(possible.keys() - certain.keys()),
    }


def shape_remark(remark: Remark) -> Json:
    """Shape a warning."""
    return {"code": remark.code, "subjects": list(remark.subjects), "words": {"zh": remark.zh, "en": remark.en}}


def shape_terms(terms: Terms) -> Json:
    """Say which definitions were applied, from which source, and how it was verified."""
    named = {name: getattr(terms, name) for name in Terms.__slots__ if name != "votes_are_lost"}
    return {name: _definition(asdict(each)) for name, each in named.items() if each is not None}


def _definition(fields: Json) -> Json:
    first, share = fields.pop("first_day"), fields.pop("share", None)
    return {"from": first.isoformat() if first else None, **({"percent": percent(share)} if share else {}), **fields}
