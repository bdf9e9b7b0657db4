"""The pinned requirements fit pyproject.toml, carry hashes, and name no place to download from."""

import re
import tomllib
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.meta.tree import ROOT

FILES = ("runtime.txt", "dev.txt", "spark.txt", "spark-build.txt")
#: One entry: ``name==version ; marker \`` and its indented hashes.
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+)[^\n]*(?P<hashes>(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)+)",
    re.MULTILINE,
)


@cache
def project() -> dict[str, dict[str, list[object]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@cache
def pins(file: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in ENTRY.finditer((ROOT / "requirements" / file).read_text("utf-8")):
        found.setdefault(entry["name"], set()).add(entry["version"])
    return found


def declared(file: str) -> list[Requirement]:
    data = project()
    extras, groups = data["project"]["optional-dependencies"], data["dependency-groups"]
    if file.startswith("spark"):
        return [Requirement(str(word)) for word in groups[file.removesuffix(".txt")]]
    words = [*data["project"]["dependencies"], *extras["embedded"], *groups["install"]]  # type: ignore[call-overload]  # TOML
    if file == "dev.txt":
        words += [*extras["postgres"], *groups["dev"]]  # type: ignore[call-overload]  # TOML
    return [Requirement(word) for word in words]


@pytest.mark.parametrize("file", FILES)
def test_every_declared_dependency_is_pinned_at_versions_it_allows(file: str) -> None:
    allowed = {need.name: need.specifier for need in declared(file)}

    unmet = {name for name, span in allowed.items() if not all(map(span.contains, pins(file).get(canonicalize_name(name), [])))}

    assert unmet == set()
    assert {canonicalize_name(name) for name in allowed} <= set(pins(file))


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_pin_a_hash_or_a_comment(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text("utf-8")

    left = [line for line in ENTRY.sub("", text).splitlines() if line.strip() and not line.lstrip().startswith("#")]

    assert left == []


def test_the_tools_are_pinned_on_top_of_what_runs() -> None:
    runtime, dev = pins("runtime.txt"), pins("dev.txt")

    assert {name: dev.get(name) for name in runtime} == runtime


def test_spark_is_pinned_as_the_extra_asks_and_changes_nothing_that_is_pinned_elsewhere() -> None:
    data = project()
    spark = pins("spark.txt") | pins("spark-build.txt")

    assert data["project"]["optional-dependencies"]["spark"] == data["dependency-groups"]["spark"]  # type: ignore[call-overload]  # TOML
    assert {name: pins("dev.txt").get(name, versions) for name, versions in spark.items()} == spark
