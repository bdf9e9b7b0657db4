"""Templates with their language: escaping is on for every template, and no template sees more than it is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from graph_service.model.intervals import CHINA
from graph_service.query import words as w
from graph_service.security.acting import ACTOR
from graph_service.web.templating import rendered
from graph_service.web.texts import text

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
_ONE_YEAR = 365 * 24 * 3600
_STATUSES = list(w.STATUS_WORDS)


def language_of(request: Request) -> str:
    """Return the language of the address, else of the cookie, else Chinese."""
    asked = (request.query_params.get("lang"), request.cookies.get("lang"))
    return next((lang for lang in asked if lang in LANGUAGES), "zh")


def subject_url(subject_id: str, on: str | None = None, view: str = "") -> str:
    """Return the page of a subject; keys are opaque, so no name and no id number comes into the address."""
    path = f"/subjects/{quote(subject_id, safe='')}" + (f"/{view}" if view else "")
    return f"{path}?{urlencode({'on': on})}" if on else path


def source_url(fact: str) -> str:
    """Return the page of a source row."""
    return f"/sources/{quote(fact, safe='')}"


def rule_url(rule_id: str) -> str:
    """Return the page of a rule."""
    return f"/rules/{quote(rule_id, safe='')}"


def page(request: Request, template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Render a page in the reader's language and remember the language when the address chose it."""
    lang = language_of(request)
    helpers: dict[str, object] = {
        "lang": lang,
        "t": lambda key, **given: text(lang, key, **given),
        "said": lambda both: cast("w.Words", both)[lang],
        "status_word": lambda code: w.words(w.STATUS_WORDS, code)[lang],
        "china_time": _china_time,
        "rank": _STATUSES.index,
        "subject_url": subject_url,
        "source_url": source_url,
        "rule_url": rule_url,
        "with_lang": lambda other: _with_lang(request, other),
        "here": request.url.path,
        "user": actor.login if (actor := ACTOR.get()) else None,
    }
    answer = HTMLResponse(rendered(template, {**helpers, **values}), status)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", lang, max_age=_ONE_YEAR, httponly=True, samesite="strict")
    return answer


def _china_time(moment: str) -> str:
    """Show a UTC moment as the time in China, to the second."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _with_lang(request: Request, lang: str) -> str:
    """Keep the page when the language changes; the answer to a form has no address of its own."""
    path = request.url.path if request.method == "GET" else "/"
    return f"{path}?{urlencode({**request.query_params, 'lang': lang})}"
