"""Look-through of one subject on record: who owns and controls it, along which paths, and what it holds itself, each step with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from graph_service.analysis.ownership.control import control
from graph_service.analysis.ownership.holdings import Bound, Holdings, fraction, holdings_on, percent
from graph_service.analysis.ownership.integrated import integrated
from graph_service.analysis.ownership.look_through import LookThrough, look_through
from graph_service.analysis.ownership.paths import Path, paths_above
from graph_service.analysis.ownership.remarks import remarks
from graph_service.model.facts import FactRows, Row
from graph_service.model.identities import Standing
from graph_service.policy.ownership import OwnershipTerms
from graph_service.query import words as w
from graph_service.query.ownership import Json, day_terms, ownership_terms, shape_remark, shape_state, shape_terms
from graph_service.query.subjects import shape_subject
from graph_service.query.verdicts import shape_days, shape_provenance
from graph_service.store.ownership_ports import HoldingsAround, Reach, Then
from graph_service.store.ports import Provenance, SubjectRecord
from graph_service.workflow.services import Services

DEPTH, MOST_HOLDINGS = 20, 5_000
#: Paths and holdings told, unless more are asked for; and the most that may be.
MOST_PATHS, MOST_TOLD = 100, 1_000
LEAD = {"zh": "线索，非认定", "en": "a lead, no finding"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the moment as of which it is told (``None``: now), and how many paths and holdings of the subject are shown at most."""

    on: date
    known: datetime | None = None
    limit: int = MOST_PATHS


def subject_ownership(services: Services, subject: SubjectRecord, asked: Asked) -> Json:
    """Look through the holdings above and below a subject, as plain JSON data.

    Up: ``DEPTH`` steps and ``MOST_HOLDINGS`` holdings at most; ``truncated`` says whether anything was cut, and its owners are unattributed.

    Raises:
        StoreUnavailableError, StoreConflictError: a store did not answer, or kept changing; trying again may help.
    """
    terms = ownership_terms()
    then = _then(services, asked.known)
    answer: Json = {"subject": shape_subject(services, subject), "on": asked.on.isoformat(), "lead": LEAD}
    answer["known"] = asked.known.isoformat() if asked.known else None
    found = {way: services.graph.holdings_around(subject.id, _reach(way, asked), then) for way in ("up", "down")}
    telling = _Telling(services, subject.id, found)
    up, warnings = _up(found["up"], subject.id, telling, (services, terms, asked)) if subject.kind != "person" else (None, [])
    down = _down(found["down"], subject.id, telling, (services, terms, asked))
    definitions = shape_terms(day_terms(services.rules, terms, asked.on))
    return answer | {"up": up, "down": down, "warnings": warnings, "definitions": definitions}


def _reach(way: str, asked: Asked) -> Reach:
    return Reach("up" if way == "up" else "down", asked.on, DEPTH, MOST_HOLDINGS)


def _then(services: Services, known: datetime | None) -> Then | None:
    if known is None:
        return None
    return Then(known, list(services.ledger.known_as(Standing(services.ledger.judgements(known))).values()))


_Given = tuple[Services, OwnershipTerms, Asked]


def _up(around: HoldingsAround, subject: str, telling: _Telling, given: _Given) -> tuple[Json, list[Json]]:
    services, terms, asked = given
    read = holdings_on(around.rows, asked.on, terms.state_bodies)
    holdings = replace(read, cut=around.cut).above([subject])
    found = look_through(holdings, day_terms(services.rules, terms, asked.on))
    if subject not in holdings.into:
        empty: Json = {"owners": [], "holders": [], "paths": [], "unattributed": 100.0, "state": None}
        return empty | {"closed_loops": [], "paths_truncated": False, "truncated": around.full or bool(around.cut)}, []
    paths, more = paths_above(holdings, subject, asked.limit)
    return {
        "owners": [_owner(found, subject, owner, telling) for owner in _owners(found, subject)],
        "holders": [telling.step(holdings, holder, subject) for holder in sorted(holdings.into[subject])],
        "paths": [_path(holdings, path, telling) for path in paths],
        "unattributed": percent(found.unattributed(subject)),
        "state": shape_state(found, subject),
        "closed_loops": [list(loop) for loop in found.integrated.loops],
        "paths_truncated": more,
        "truncated": around.full or bool(around.cut),
    }, [shape_remark(remark) for remark in remarks(found, terms)]


def _owners(found: LookThrough, subject: str) -> list[str]:
    """Return terminal owners and whoever controls the subject, the largest share first."""
    shares = found.integrated.shares[subject]
    named = {owner for owner in found.upper[subject] if owner is not None} | _controllers(found, subject)
    return sorted(named, key=lambda owner: (-shares.get(owner, Fraction()), owner))


def _owner(found: LookThrough, subject: str, owner: str, telling: _Telling) -> Json:
    known, most = found.integrated.shares[subject].get(owner), found.upper[subject].get(owner)
    pair = (owner, subject)
    return telling.named(owner) | {
        "percent": None if known is None else percent(known),
        "most_percent": None if most is None else percent(most),
        "path_product": percent(found.products.sums[subject].get(owner, Fraction())),
        "ultimate": owner in found.holdings.terminal,
        "state_body": owner in found.holdings.state,
        "controls": _answer(owner in _controllers(found, subject), pair in found.open_control),
        "actual_controller": _of(found.controllers.certain, found.controllers.open, pair),
        "controlling_shareholder": _of(found.controlling_shareholders.certain, found.controlling_shareholders.open, pair),
        "beneficial_owner": _of(found.beneficial_owners.certain, found.beneficial_owners.open, pair),
        "grounds": found.grounds.get(subject, {}).get(owner, []),
    }


def _controllers(found: LookThrough, subject: str) -> set[str]:
    return {holder for holder, firms in found.control.controlled.items() if subject in firms}


def _of(certain: Mapping[str, list[str]], open_: Mapping[str, list[str]], pair: tuple[str, str]) -> str:
    owner, subject = pair
    return _answer(owner in certain.get(subject, ()), owner in open_.get(subject, ()))


def _answer(certain: bool, is_open: bool) -> str:
    return "yes" if certain else "undetermined" if is_open else "no"


def _path(holdings: Holdings, path: Path, telling: _Telling) -> Json:
    steps = [telling.step(holdings, holder, organization) for holder, organization in pairwise(path.subjects)]
    product = percent(path.share) if path.exact else None
    return {
        "subjects": list(path.subjects),
        "percent": product,
        "least_percent": percent(path.share),
        "loop": path.loop,
        "steps": steps,
    }


def _down(around: HoldingsAround, subject: str, telling: _Telling, given: _Given) -> Json:
    """Tell what the subject holds, and what it controls or owns through that; it is taken as an owner, whoever holds it."""
    services, terms, asked = given
    holdings = holdings_on(around.rows, asked.on, terms.state_bodies).below(subject)
    general = day_terms(services.rules, terms, asked.on).control
    sure, possible = (control(holdings, general, bound=bound).controlled.get(subject, frozenset()) for bound in _BOUNDS)
    shares = {org: owners[subject] for org, owners in integrated(holdings).shares.items() if subject in owners}
    reached = sorted(
        shares.keys() | possible | holdings.held.get(subject, {}).keys(), key=lambda org: (-shares.get(org, Fraction()), org)
    )
    held = [
        telling.named(org)
        | {"percent": percent(shares[org]) if org in shares else None, "controls": _answer(org in sure, org in possible)}
        | {"direct": telling.step(holdings, subject, org) if subject in holdings.into[org] else None}
        for org in reached[: asked.limit]
    ]
    return {"held": held, "total": len(reached), "truncated": around.full or bool(around.cut) or len(reached) > asked.limit}


_BOUNDS: tuple[Bound, Bound] = ("low", "high")


class _Telling:
    """Names and sources of everything that was read, asked for once."""

    def __init__(self, services: Services, subject: str, found: Mapping[str, HoldingsAround]) -> None:
        read = [around.rows for around in found.values()]
        self._names = {str(row["id"]): (str(row["name"]), kind) for rows in read for kind, row in _described(rows)}
        own = [row for row in found["down"].rows.get("holdings", ()) if row["holder"] == subject]
        facts = sorted({str(row["source"]) for row in (*found["up"].rows.get("holdings", ()), *own)})
        self._provenance: Mapping[str, Provenance] = services.graph.provenance(facts) if facts else {}

    def named(self, subject: str) -> Json:
        name, kind = self._names.get(subject, (subject, "unknown"))
        return {"id": subject, "name": name, "kind": kind}

    def step(self, holdings: Holdings, holder: str, organization: str) -> Json:
        """Tell one holding: words, days, fact ids and source rows of each entry, and what they add up to."""
        share = holdings.into[organization][holder]
        entries = [self._entry(row) for row in holdings.rows.get((holder, organization), ())]
        total = percent(fraction(share.low)) if share.exact else None
        return {"holder": self.named(holder), "organization": self.named(organization), "percent": total, "entries": entries}

    def _entry(self, row: Row) -> Json:
        source = self._provenance.get(str(row["source"]))
        said = w.share_words(row.get("share"), row.get("share_min"), row.get("share_max"))
        days = shape_days(row.get("start"), row.get("end"))
        return {"fact": row["source"], "words": said, **days, "source": shape_provenance(source) if source else None}


def _described(rows: FactRows) -> list[tuple[str, Row]]:
    return [(kind, row) for kind, table in _TABLES.items() for row in rows.get(table, ())]


_TABLES = {"person": "persons", "organization": "organizations"}
