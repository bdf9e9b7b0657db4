"""关联路径查询: how some subjects are linked on a day, as known at a moment; each step in words, with the source rows behind it.

A path is a way through the register and nothing more: nobody is answerable for lying on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

from graph_service.errors import InputError
from graph_service.model.identities import AsKnown
from graph_service.query.known import as_known
from graph_service.query.path_search import Bounds, Found, Path, Web
from graph_service.query.relations import relationship_words, stated_relationship
from graph_service.query.resolve import resolve_subject
from graph_service.query.sections import joined
from graph_service.query.subjects import shape_subjects
from graph_service.query.verdicts import Json, iso
from graph_service.store.ports import Relationship
from graph_service.store.reading_ports import HUB, RELATION_KINDS, LinkFilter
from graph_service.workflow.services import Services

SAME_ADDRESS = "SAME_ADDRESS"
PATH_KINDS = (*RELATION_KINDS, SAME_ADDRESS)
MOST_ENDS = 10
LONGEST = 6
DEFAULT_LONGEST = 4
#: Bounds of one search.
MOST_SUBJECTS = 5_000
MOST_PATHS = 100
SECONDS = 10
#: Most relationships of one end, and of one hub that is walked through.
MOST_OF_ONE = 2_000


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """What is asked for.

    Attributes:
        subjects: two to ``MOST_ENDS`` codes or keys, no names.
        on: the day on which a relationship is held.
        known: as it was known at that moment; ``None``: now.
        kinds: of ``PATH_KINDS``.
        former: relationships that ended by then, too.
        longest: most steps, up to ``LONGEST``.
        all: all simple paths; else the shortest of each pair.
        through_hubs: paths that lead through a subject with more than ``HUB`` relationships, too.
    """

    subjects: Sequence[str]
    on: date
    known: datetime | None = None
    kinds: Sequence[str] = PATH_KINDS
    former: bool = False
    longest: int = DEFAULT_LONGEST
    all: bool = False
    through_hubs: bool = False


def find_paths(services: Services, asked: PathQuestion) -> Json:
    """Return the paths between every two of the subjects, the shortest first, as plain JSON data.

    ``hubs`` were met and not walked through. ``truncated`` says that a bound cut something off, ``cut`` which: ``paths``, ``subjects``,
    ``time``, ``relationships`` (of an end, or of a hub), or ``addresses`` (asked for as of an earlier moment, when they are not known).

    Raises:
        InputError: fewer than two subjects, too many, a name, an unknown kind, or a length out of range.
        NotFoundError: a subject is not on record.
    """
    _check(asked)
    found = [resolve_subject(services, text) for text in asked.subjects]
    ends = list(dict.fromkeys(one.id for one in found))
    if len(ends) < 2:
        raise InputError("subjects", "are one and the same", hint="Give at least two subjects.")
    until = services.now() + timedelta(seconds=SECONDS)
    ties = _Ties(services, asked, ends)
    bounds = Bounds(asked.longest, MOST_SUBJECTS, MOST_PATHS, lambda: services.now() > until)
    web = Web(ends, bounds, ties.ask)
    paths = web.paths(shortest_only=not asked.all)
    return _answer(services, asked, (ends, paths), ties, web)


def _check(asked: PathQuestion) -> None:
    if not 2 <= len(asked.subjects) <= MOST_ENDS:
        raise InputError("subjects", f"give 2 to {MOST_ENDS} subjects")
    if not 1 <= asked.longest <= LONGEST:
        raise InputError("longest", f"must be 1 to {LONGEST}")
    unknown = set(asked.kinds) - set(PATH_KINDS)
    if unknown or not asked.kinds:
        raise InputError("kinds", f"unknown kind {min(unknown, default='')!r}", hint=f"Known: {', '.join(PATH_KINDS)}.")


class _Ties:
    """Asks the graph for neighbours, and keeps the relationships behind them."""

    def __init__(self, services: Services, asked: PathQuestion, ends: Collection[str]) -> None:
        self.known: AsKnown | None = as_known(services, asked.known)
        self.cut: set[str] = set()
        self._graph = services.graph
        self._ends = frozenset(ends)
        self._through_hubs = asked.through_hubs
        self._chosen = LinkFilter([kind for kind in asked.kinds if kind in RELATION_KINDS], asked.on, asked.former, self.known)
        self._by_address = SAME_ADDRESS in asked.kinds and self.known is None
        if SAME_ADDRESS in asked.kinds and self.known is not None:
            self.cut.add("addresses")
        self._near: dict[str, set[str]] = defaultdict(set)
        self._between: dict[frozenset[str], dict[str, Relationship]] = defaultdict(dict)

    def ask(self, subjects: Sequence[str]) -> Found:
        """Return the neighbours of subjects; an address that very many state ties nobody."""
        inner = [one for one in subjects if one not in self._ends]
        outer = [one for one in subjects if one in self._ends]
        hubs = self._links(inner, MOST_OF_ONE if self._through_hubs else HUB)
        crowded = self._links(outer, MOST_OF_ONE)
        if crowded or (hubs and self._through_hubs):
            self.cut.add("relationships")
        if self._by_address:
            shared = self._graph.at_same_address(subjects, limit=HUB)
            self._keep(one for one in shared.relationships if not {one.source, one.target} & shared.more)
        return Found({one: self._near[one] for one in subjects}, () if self._through_hubs else hubs)

    def _links(self, subjects: Sequence[str], limit: int) -> frozenset[str]:
        if not subjects or not self._chosen.kinds:
            return frozenset()
        found = self._graph.links_of(subjects, self._chosen, limit=limit)
        self._keep(found.relationships)
        return found.more

    def _keep(self, relationships: Iterable[Relationship]) -> None:
        for one in relationships:
            self._near[one.source].add(one.target)
            self._near[one.target].add(one.source)
            self._between[frozenset((one.source, one.target))][f"{one.type} {one.fact}"] = one

    def of(self, one: str, other: str) -> list[Relationship]:
        """Return what ties two, offices first."""
        kinds = {kind: place for place, kind in enumerate(PATH_KINDS)}
        found = self._between[frozenset((one, other))].values()
        return sorted(found, key=lambda tie: (kinds[tie.type], tie.label, tie.fact))


def _answer(
    services: Services, asked: PathQuestion, found: tuple[Sequence[str], Sequence[Path]], ties: _Ties, web: Web
) -> Json:
    ends, paths = found
    met = sorted({key for path in paths for key in path} | set(ends) | web.hubs)
    records = services.graph.subjects_known(met, ties.known)
    cut = sorted(ties.cut | web.cut)
    return {
        "on": asked.on.isoformat(),
        "known": iso(asked.known),
        "subjects": shape_subjects(services, list(records.values())),
        "pairs": [_pair(pair, paths) for pair in combinations(ends, 2)],
        "paths": [_path(path, ties, asked.on) for path in paths],
        "hubs": sorted(web.hubs),
        "truncated": bool(cut),
        "cut": cut,
    }


def _pair(pair: tuple[str, str], paths: Sequence[Path]) -> Json:
    lengths = [len(path) - 1 for path in paths if (path[0], path[-1]) == pair]
    return {"from": pair[0], "to": pair[1], "distance": min(lengths, default=None), "paths": len(lengths)}


def _path(path: Path, ties: _Ties, on: date) -> Json:
    return {
        "from": path[0],
        "to": path[-1],
        "length": len(path) - 1,
        "steps": [_step(one, other, ties.of(one, other), on) for one, other in pairwise(path)],
    }


def _step(one: str, other: str, relationships: Sequence[Relationship], on: date) -> Json:
    return {
        "from": one,
        "to": other,
        "title": joined([relationship_words(tie) for tie in relationships]),
        "relationships": [stated_relationship(tie, on) for tie in relationships],
    }
