"""The page on which one logs in, and the way out. A session is a cookie that no script can read; only its hash is on record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.errors import UnauthenticatedError
from graph_service.web.rendering import page
from graph_service.workflow.accounts import SESSION, log_in, log_out
from graph_service.workflow.services import Services

COOKIE = "session"


def login_pages(services: Services) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @router.get("/login")
    def form(request: Request) -> HTMLResponse:
        return page(request, "login.html", {"refused": None})

    @router.post("/login")
    def logged_in(
        request: Request, login: Annotated[str, Form(max_length=40)], password: Annotated[str, Form(max_length=200)]
    ) -> Response:
        try:
            issued = log_in(services, login, password)
        except UnauthenticatedError as error:
            return page(request, "login.html", {"refused": error.message}, 401)
        answer = RedirectResponse("/", 303)
        is_secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, issued.secret, max_age=int(SESSION.total_seconds()), httponly=True, samesite="strict", secure=is_secure
        )
        return answer

    @router.post("/logout")
    def logged_out(request: Request) -> RedirectResponse:
        log_out(services, request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return router
