"""What the pages are made of: vendored files are what they claim, nothing loads from elsewhere, no script stands in a page."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from graph_service.web.texts import TEXTS

PACKAGE = Path(__file__).parents[2] / "graph_service"
VENDORED = [PACKAGE / "web" / "static" / "vendor", PACKAGE / "api" / "static" / "vendor"]
TEMPLATES = sorted((PACKAGE / "web" / "templates").glob("*.html"))
WHOLE_FILES = sorted((PACKAGE / "web" / "templates" / "files").glob("*.html"))
MODULES = [*sorted((PACKAGE / "web" / "static" / "map").glob("*.js")), PACKAGE / "web" / "static" / "list.js"]
OWN = [
    *TEMPLATES,
    *MODULES,
    *sorted((PACKAGE / "web" / "static").glob("*.css")),
    *sorted((PACKAGE / "api" / "static").glob("*.*")),
]
NAMESPACE = "http://www.w3.org/2000/svg"


@pytest.mark.parametrize("folder", VENDORED, ids=["web", "api"])
def test_every_vendored_file_has_its_hash_and_its_licence(folder: Path) -> None:
    listed = tomllib.loads((folder / "vendor.toml").read_text(encoding="utf-8"))["file"]

    assert {one["name"] for one in listed} == {path.name for path in folder.iterdir() if path.suffix in {".js", ".css"}}
    for one in listed:
        assert hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        assert "Copyright" in (folder / one["licence_file"]).read_text(encoding="utf-8")
        assert one["integrity"].startswith("sha512-")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_of_ours_names_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")

    assert not re.search(r"https?:|//[a-z]+\.[a-z]", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_set_text_and_never_markup(path: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|\.style\b|setAttribute\(\"style"

    assert not re.search(forbidden, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_inline_script_style_or_handler_and_no_unescaped_value(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son[a-z]+=|\|\s*safe|autoescape|javascript:", text)


@pytest.mark.parametrize("path", WHOLE_FILES, ids=lambda path: path.name)
def test_whole_files_run_and_fetch_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<script|<link|<img|\bstyle=|\son[a-z]+=|\|\s*safe|autoescape|javascript:|https?:|url\(", text)
    assert "default-src 'none'" in text


def test_texts_are_those_that_templates_and_pages_ask_for() -> None:
    sources = [path.read_text(encoding="utf-8") for path in [*TEMPLATES, *(PACKAGE / "web").glob("*.py")]]
    asked = {key for text in sources for key in re.findall(r"\bt\('(\w+)'", text)}
    by_message = {"not_found", "is_a_name", "no_personal_number"}
    by_word = {"holds", "fails", "unknown"}

    assert asked | by_message | by_word == set(TEXTS)


def test_both_languages_have_the_same_words_to_fill_in() -> None:
    for key, (chinese, english) in TEXTS.items():
        assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", english)), key


def test_the_map_has_the_same_texts_in_both_languages() -> None:
    text = (PACKAGE / "web" / "static" / "map" / "texts.js").read_text(encoding="utf-8")
    chinese, english = (set(re.findall(r"(\w+): \"", half)) for half in text.split("en: {"))
    used = {key for path in MODULES for key in re.findall(r"\btext\(\"(\w+)\"", path.read_text(encoding="utf-8"))}

    assert chinese == english
    assert used <= chinese
