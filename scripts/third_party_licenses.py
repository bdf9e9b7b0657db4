"""Keep THIRD_PARTY_LICENSES.md equal to what is pinned, and refuse licences that this product must not rest on.

``--write`` rewrites the tables; without it the file is only compared. Licences are read from the metadata of the installed
packages, names and versions from ``requirements/``. Exit code 1: a forbidden or unknown licence, or a file that is out of date.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY_LICENSES.md"
FILES = ("runtime.txt", "dev.txt", "spark.txt", "spark-build.txt")
MARK = "<!-- written by scripts/third_party_licenses.py; do not edit below -->"
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
_COPYLEFT = re.compile(r"\b(AGPL|GPL|SSPL|Affero|GNU General Public|Server Side Public)", re.IGNORECASE)
_LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)

#: Weak copyleft that is used unchanged, as a library of its own; anything else of that kind stops the build.
LESSER_ALLOWED = {"psycopg": "extra `postgres`", "psycopg-binary": "extra `postgres`", "python-stdnum": "tests only"}

#: Packages of other systems, Python versions or extras, which may not be installed here, or not in the version that is pinned.
ELSEWHERE = {
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "greenlet": "MIT AND PSF-2.0",
    "importlib-metadata": "Apache-2.0",
    "py4j": "BSD-3-Clause",
    "pyspark": "Apache-2.0",
    "pywin32": "PSF-2.0",
    "pyreadline3": "BSD-3-Clause",
    "setuptools": "MIT",
    "tzdata": "Apache-2.0",
}


def pinned(name: str) -> dict[str, str]:
    """Return the versions that one requirements file pins, by package (two versions where Pythons differ)."""
    found: dict[str, list[str]] = {}
    for package, version in _PIN.findall((ROOT / "requirements" / name).read_text("utf-8")):
        found.setdefault(package, []).append(version)
    return {package: ", ".join(versions) for package, versions in sorted(found.items())}


def licence_of(package: str) -> str:
    """Return the licence of a package: as looked up, else as it states it; an empty text when it states none or is not installed."""
    if package in ELSEWHERE:
        return ELSEWHERE[package]
    try:
        stated = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ""
    if "License-Expression" in stated:
        return stated["License-Expression"]
    names = [line.rpartition("::")[2].strip() for line in stated.get_all("Classifier") or () if line.startswith("License ::")]
    names = [name for name in names if name not in {"OSI Approved", "DFSG approved"}]
    if names:
        return ", ".join(names)
    text = " ".join(stated.get_all("License") or ()).strip()
    return text if text and "\n" not in text and text != "UNKNOWN" else ""


def faults(licences: dict[str, str]) -> list[str]:
    """Name the packages whose licence is unknown, or of a kind that must not be here."""
    found = []
    for package, licence in licences.items():
        if not licence:
            found.append(f"{package}: no licence is stated; look it up and add it to ELSEWHERE")
        elif _LESSER.search(licence):
            if package not in LESSER_ALLOWED:
                found.append(f"{package}: {licence} is weak copyleft; decide and add it to LESSER_ALLOWED")
        elif _COPYLEFT.search(licence) and " OR " not in licence:
            found.append(f"{package}: {licence} must not be imported by this product")
    return found


def vendored() -> list[dict[str, str]]:
    """Return the files taken from elsewhere into this repository, as their ``vendor.toml`` describes them."""
    lists = sorted((ROOT / "graph_service").rglob("vendor.toml"))
    return [entry for path in lists for entry in tomllib.loads(path.read_text("utf-8"))["file"]]


def _package_table(versions: dict[str, str], licences: dict[str, str]) -> list[str]:
    rows = [f"| {package} | {version} | {licences[package]} |" for package, version in versions.items()]
    return ["| package | version | licence |", "|---|---|---|", *rows]


def _vendored_table() -> list[str]:
    rows = [
        f"| {one['name']} | {one['package']} {one['version']} | {one['licence']} | {one['licence_file']} |"
        for one in vendored()
    ]
    return ["| file | from | licence | its text |", "|---|---|---|---|", *rows]


def render(licences: dict[str, str]) -> str:
    """Render the part of the page that is written by this script."""
    runtime, dev = pinned("runtime.txt"), pinned("dev.txt")
    spark = pinned("spark.txt") | pinned("spark-build.txt")
    tools = {package: version for package, version in dev.items() if package not in runtime}
    parts = [
        MARK,
        "",
        "## Files in this repository",
        "",
        *_vendored_table(),
        "",
        "## Python packages: running",
        "",
        *_package_table(runtime, licences),
        "",
        "## Python packages: extra `postgres`, checking and testing only",
        "",
        *_package_table(tools, licences),
        "",
        "## Python packages: extra `spark`, and what builds it",
        "",
        *_package_table(spark, licences),
    ]
    return "\n".join(parts) + "\n"


def main() -> int:
    """Compare, or write with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite the tables")
    writes = parser.parse_args().write
    licences = {package: licence_of(package) for file in FILES for package in pinned(file)}
    problems = faults(licences)
    before, _, after = PAGE.read_text("utf-8").partition(MARK)
    page = before + render(licences)
    if writes and not problems:
        PAGE.write_text(page, "utf-8")
    elif page != before + MARK + after:
        problems.append("THIRD_PARTY_LICENSES.md is out of date; run: make licences")
    for problem in problems:
        print(f"licences: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
