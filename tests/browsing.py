"""A real browser that may speak to loopback only, and pages whose every complaint is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
_LOCAL_SCHEMES = {"file", "data", "blob", "about"}


@dataclass
class Watched:
    """A page, and what it did that it should not."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down errors, policy violations and dialogs, and block whatever leaves the machine."""
        self.page.on(
            "console", lambda message: self._note(f"{message.type}: {message.text}", message.type in {"error", "warning"})
        )
        self.page.on("pageerror", lambda error: self._note(f"error: {error}", True))
        self.page.on("dialog", lambda dialog: (self._note(f"dialog: {dialog.message}", True), dialog.dismiss()))
        self.page.route("**/*", self._route)

    def _note(self, words: str, bad: bool) -> None:
        if bad:
            self.complaints.append(words)

    def _route(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        self.requests.append(route.request.url)
        if address.scheme in _LOCAL_SCHEMES or address.hostname == "127.0.0.1":
            route.continue_()
        else:
            self._note(f"request to {route.request.url}", True)
            route.abort()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one for a module: while it lives, its event loop holds the thread and no test beside it can run another."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is not there (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh page of 1440 × 900; the test fails when the page complained or asked another host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    seen = Watched(context.new_page())
    seen.listen()
    yield seen
    context.close()
    assert seen.complaints == []
