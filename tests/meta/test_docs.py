"""The documents name what exists, and what exists is named in them."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import typer.main

from graph_service import errors, settings
from graph_service.api.app import create_app
from graph_service.cli.app import app
from graph_service.query.words import ROLE_WORDS, STATE_WORDS
from graph_service.workflow.services import Services
from tests.meta.documents import Document, document, documents
from tests.meta.tree import ROOT, tracked

REFERENCE = document("docs/reference.md")
CALL = re.compile(r"(?:^|[\s/(`])graph-service((?: [a-z]+)+)")


def error_classes(base: type[errors.GraphServiceError] = errors.GraphServiceError) -> Iterator[type[errors.GraphServiceError]]:
    yield base
    for child in base.__subclasses__():
        yield from error_classes(child)


def commands() -> set[str]:
    root: Any = typer.main.get_command(app)
    nested = {name: getattr(command, "commands", None) for name, command in root.commands.items()}
    return {f"{name} {child}" if child else name for name, children in nested.items() for child in children or [""]}


def routes() -> set[str]:
    parts = SimpleNamespace(graph=SimpleNamespace(graph_version=int, check_schema=int), ledger=SimpleNamespace(loads=list))
    paths = create_app(cast(Services, parts)).openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def rule_ids() -> set[str]:
    return {path.stem for path in (ROOT / "graph_service" / "policy" / "data" / "rules").glob("*.yaml")}


def documented(pattern: str) -> set[str]:
    """Find the words between backticks in the reference that match; only the matching part counts."""
    return {found[0] for word in REFERENCE.words if (found := re.match(pattern, word))}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    assert documented(r"GRAPH_SERVICE_[A-Z0-9_]+$") == set(settings.known_variables())


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    named = {found.removeprefix("graph-service ") for found in documented(r"graph-service(?: [a-z]+)+")}

    assert named == commands()


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    assert documented(r"(?:GET|POST|PUT|DELETE|PATCH) /\S+$") == routes()


def test_every_error_code_is_documented() -> None:
    assert {kind.code for kind in error_classes()} <= REFERENCE.words


def test_every_rule_is_documented_and_every_documented_rule_exists() -> None:
    assert documented(r"(?:BJ|CN)-[A-Z0-9-]+$") == rule_ids()


def test_the_glossary_has_the_words_that_people_are_shown() -> None:
    rows = {
        cells[2].strip(): cells[1].strip()
        for line in document("docs/glossary.md").prose.splitlines()
        if len(cells := line.split("|")) > 3
    }

    shown = {f"`{code}`": chinese for code, (chinese, _) in {**ROLE_WORDS, **STATE_WORDS}.items()}

    assert {code: rows.get(code) for code in shown} == shown


def test_the_enterprise_that_the_readme_asks_for_is_in_the_sample() -> None:
    sample = "".join(path.read_bytes().decode("utf-8", "replace") for path in tracked(".csv") if "sample" in path.parts)

    codes = set(re.findall(r"\b9\d{7}MA0FAKE\w{3}\b", document("README.md").text))

    assert codes
    assert {code for code in codes if code not in sample} == set()


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.path.name)
def test_every_command_that_a_document_calls_exists(page: Document) -> None:
    tops = {command.partition(" ")[0] for command in commands()}
    called = {words.split()[0] for words in CALL.findall("\n".join(body for _, body in page.blocks))}

    assert called <= tops


#: What follows the product's name in a sentence of ours and is no command.
NO_COMMANDS = {"again", "key"}


def options() -> dict[str, set[str]]:
    """The options of each command, by its words."""
    root: Any = typer.main.get_command(app)
    named = {name: command for name in commands() if (command := _command(root, name.split()))}
    return {name: {option for parameter in command.params for option in parameter.opts} for name, command in named.items()}


def _command(root: Any, words: list[str]) -> Any:
    for word in words:
        root = root.commands[word]
    return root


def test_every_command_line_in_a_message_of_ours_exists() -> None:
    known = options()
    lines = [
        (path.name, line)
        for path in tracked(".py", under=("graph_service", "loaders"))
        for line in re.findall(r"graph-service ([a-z][^`\"'\\;，。\n]*)", path.read_text("utf-8"))
    ]

    wrong = []
    for name, line in lines:
        words = [word.rstrip(".,;)") for word in line.split()]
        command = next((one for one in (" ".join(words[:2]), words[0]) if one in known), None)
        asked = set(re.findall(r"(?<!\S)--[a-z-]+", line))
        if (command is None or not asked <= known[command]) and words[0] not in NO_COMMANDS:
            wrong.append((name, line))

    assert len(lines) > 20
    assert wrong == []


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.path.name)
def test_every_make_target_that_a_document_calls_exists(page: Document) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    in_blocks = re.findall(r"^make ([a-z-]+)", "\n".join(body for _, body in page.blocks), re.MULTILINE)
    in_prose = re.findall(r"`make ([a-z-]+)", page.prose)

    assert {*in_blocks, *in_prose} <= targets


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.path.name)
def test_every_link_between_documents_leads_somewhere(page: Document) -> None:
    for link in page.links:
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.path.parent / path).resolve() if path else page.path
        assert target.exists(), link
        if anchor:
            assert anchor in document(target.relative_to(ROOT).as_posix()).anchors, link


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        read = document(page.relative_to(ROOT).as_posix())
        waiting += [
            (page.parent / link.partition("#")[0]).resolve() for link in read.links if "://" not in link and link[0] != "#"
        ]

    assert {page.path for page in documents()} - seen == set()


def test_the_two_readmes_have_the_same_sections_commands_and_links() -> None:
    def alike(page: Document) -> list[str]:
        """Pictures come in both languages; the link to the twin has no twin."""
        return [re.sub(r"\.(en|zh)\.png$", ".png", link) for link in page.links if "README" not in link]

    english, chinese = document("README.md"), document("README.zh-CN.md")

    assert [level for level, _ in english.headings] == [level for level, _ in chinese.headings]
    assert [body for _, body in english.blocks] == [body for _, body in chinese.blocks]
    assert alike(english) == alike(chinese)


def test_every_python_block_of_a_document_is_valid_python() -> None:
    for page in documents():
        for language, body in page.blocks:
            if language == "python":
                compile(body, str(page.path), "exec")


def test_every_decision_says_context_choice_alternatives_and_consequences() -> None:
    for path in tracked(".md", under=("docs",)):
        if path.parent.name == "decisions" and path.stem != "README":
            page = document(path.relative_to(ROOT).as_posix())
            assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
            assert [title for level, title in page.headings if level == 2] == [
                "Context",
                "Choice",
                "Alternatives",
                "Consequences",
            ]
