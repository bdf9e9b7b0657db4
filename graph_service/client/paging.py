"""Every page of a list, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
PageT = TypeVar("PageT", bound=Mapping[str, object])


def pages(ask: Callable[P, PageT], *args: P.args, **kwargs: P.kwargs) -> Iterator[PageT]:
    """Ask for page after page, ``pages(client.search, "食品", limit=50)``; the next one is asked for when it is wanted.

    What is added meanwhile is told once, and nothing is told twice: pages name the last item, not a number of items.
    """
    again = cast("Callable[..., PageT]", ask)
    page = ask(*args, **kwargs)
    while (after := _after(page)) is not None:
        yield page
        page = again(*args, **(kwargs | {"after": after}))
    yield page


def _after(page: Mapping[str, object]) -> object:
    """Return where to go on; the change feed says so in words of its own, for it has no end."""
    if "cursor" in page:
        return page["cursor"] if page["more"] else None
    return page["after"]
