"""docs/api.md: its table is what the code says, and its commands are answered."""

from __future__ import annotations

import shlex
from pathlib import Path

import httpx
import pytest

from scripts.write_api_codes import PAGE, render
from tests.api.conftest import client_in_process
from tests.identity.conftest import FIRM, World
from tests.meta.documents import document

IN_THE_DEMO = "91110101MA0FAKE09X"
COMMANDS = [
    line
    for language, body in document("docs/api.md").blocks
    if language == "sh"
    for line in body.splitlines()
    if line.startswith("curl ")
]


def request_of(command: str) -> httpx.Request:
    """Read a curl command with -s, -H and -d, as the page writes them."""
    words = shlex.split(command)[1:]
    heads, body, address = {}, None, ""
    while words:
        match words.pop(0):
            case "-s":
                pass
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                heads[name] = value
            case "-d":
                body = words.pop(0).encode()
            case address:
                pass
    return httpx.Request("GET" if body is None else "POST", address, headers=heads, content=body)


def test_the_table_of_codes_is_what_the_code_says() -> None:
    page = PAGE.read_text("utf-8")

    assert page.count("| `internal` |") == 1
    assert render(page) == page, "run scripts/write_api_codes.py"


def test_every_command_is_answered(town: World, asking: httpx.Client) -> None:
    requests = [request_of(command.replace(IN_THE_DEMO, FIRM)) for command in COMMANDS]

    statuses = [asking.send(request).status_code for request in requests]

    assert len(requests) > 8
    assert statuses == [200] * len(requests)


def test_the_client_is_used_as_the_page_shows(
    town: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = [body for language, body in document("docs/api.md").blocks if language == "python" and "Client(" in body]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("graph_service.client.Client", lambda *_address, **_more: client_in_process(town.services)[0])

    exec(compile(block.replace(IN_THE_DEMO, FIRM), "docs/api.md", "exec"), {})  # noqa: S102  # the page's own lines

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("CN-FOOD-135-1 in_force ")
    assert lines[-2] == "['no']"
    assert lines[-1].startswith("not-found ")
