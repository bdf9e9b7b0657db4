"""For notebooks: answers of the use cases as pandas frames and networkx graphs.

``search`` and its like take the services that ``bootstrap.open_services`` opens. A frame has the columns of an exported table (``subject.name``);
a list nested in a row stands as JSON. Id numbers are masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph_service.errors import InputError
from graph_service.query import exports
from graph_service.query.neighbourhood import HARD_PAGE, Around
from graph_service.query.neighbourhood import neighbourhood as around
from graph_service.query.paths import DEFAULT_LONGEST, PATH_KINDS, PathQuestion, find_paths
from graph_service.query.profile import profile as profile_of
from graph_service.query.resolve import resolve_subject
from graph_service.query.search import KINDS, SearchQuestion
from graph_service.query.search import search as find
from graph_service.query.subject_ownership import Asked, subject_ownership
from graph_service.store.reading_ports import RELATION_KINDS
from graph_service.workflow.services import Services

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


def frame(view: Mapping[str, Any], table: str) -> pd.DataFrame:
    """Return one list of an answer as a frame.

    Raises:
        InputError: the answer has no such list.
    """
    import pandas as pd

    found = exports.tables(view)
    if table not in found:
        raise InputError("table", f"must be one of {', '.join(sorted(found))}")
    return pd.DataFrame(found[table])


def graph(view: Mapping[str, Any]) -> nx.MultiDiGraph[str]:
    """Return a map, a neighbourhood or paths as a graph: subjects by their id, relationships by their fact.

    Raises:
        InputError: the answer links nobody.
    """
    return exports.graph(view)


def search(services: Services, text: str, limit: int = 100) -> pd.DataFrame:
    """Return the first hits; a name gives candidates only."""
    return frame(find(services, SearchQuestion(text, KINDS, "", limit)), "hits")


def profile(services: Services, subject: str, on: date) -> dict[str, pd.DataFrame]:
    """Return the lists of a profile by name: offices, holdings, decisions, outcomes, timeline and the others."""
    view = profile_of(services, resolve_subject(services, subject).id, on)
    return {name: frame(view, name) for name in exports.tables(view)}


def neighbourhood(services: Services, subject: str, on: date, *, former: bool = False) -> nx.MultiDiGraph[str]:
    """Return the neighbours of a subject, every page of them; folded groups stay folded."""
    key, after = resolve_subject(services, subject).id, ""
    pages: list[dict[str, Any]] = []
    while True:
        pages.append(around(services, key, Around(on, None, RELATION_KINDS, former, "", after, HARD_PAGE)))
        after = pages[-1]["after"] or ""
        if not after:
            return graph(pages[0] | {"neighbours": [one for page in pages for one in page["neighbours"]]})


def paths(services: Services, subjects: Sequence[str], on: date, *, every: bool = False) -> nx.MultiDiGraph[str]:
    """Return what links subjects: the shortest paths of each pair, or all simple ones."""
    asked = PathQuestion(list(subjects), on, None, PATH_KINDS, False, DEFAULT_LONGEST, every, False)
    return graph(find_paths(services, asked))


def owners(services: Services, subject: str, on: date) -> pd.DataFrame:
    """Return who owns a firm, looked through: a lead, with the share by each way of counting."""
    view = subject_ownership(services, resolve_subject(services, subject), Asked(on))
    return frame({"owners": [], **view}, "owners")
