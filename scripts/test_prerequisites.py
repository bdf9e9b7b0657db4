"""Install what the tests need beside Python, where that is possible, and say plainly what stays missing and what it costs.

As root on Debian or Ubuntu the missing packages are installed with apt-get. In CI (``CI=true``) Maven and a Java runtime are
installed too, so that the tests run on a real Neo4j server and on Spark. Where Java is, PySpark is installed into this environment
from its pinned requirements. Exits 0 in any case: what cannot run is skipped, and a skipped test
fails the run where ``REQUIRE_ALL_TESTS=1`` is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from graph_service.bulk.spark import missing_java

ROOT = Path(__file__).resolve().parent.parent
NEO4J_SCRIPT = ROOT / "scripts" / "neo4j_server.py"


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """Something of the machine that some tests need.

    Attributes:
        packages: Debian packages that bring it.
        cost: what is not tested without it.
        only_in_ci: whether it is installed only in CI (on a developer's machine it is used when it is there).
    """

    name: str
    packages: tuple[str, ...]
    is_here: Callable[[], bool]
    cost: str
    only_in_ci: bool = False


def _has_chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _has_chinese_font() -> bool:
    if not (fc_list := shutil.which("fc-list")):
        return False
    return bool(subprocess.run([fc_list, ":lang=zh"], capture_output=True, check=False, text=True).stdout.strip())


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _has_maven_and_java() -> bool:
    return bool(shutil.which("mvn") and shutil.which("java"))


PREREQUISITES = (
    Prerequisite("Chromium", ("chromium",), _has_chromium, "the pages are not tried in a browser"),
    Prerequisite("Chinese font", ("fonts-noto-cjk", "fontconfig"), _has_chinese_font, "pictures of the pages show boxes"),
    Prerequisite("PostgreSQL", ("postgresql",), _has_postgresql, "the ledger is tried on SQLite alone"),
    Prerequisite(
        "Maven and Java",
        ("maven", "openjdk-17-jre-headless"),
        _has_maven_and_java,
        "the graph store is tried on the embedded engine alone, not on Neo4j",
        only_in_ci=True,
    ),
)


def install(packages: list[str]) -> str:
    """Install Debian packages; return why that was not possible, or an empty text."""
    if not shutil.which("apt-get"):
        return "this is not Debian or Ubuntu (no apt-get)"
    if os.geteuid() != 0:
        return "not root"
    print(f"tests: installing {' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
    for command in ([*quiet, "update"], [*quiet, "install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
            return f"{' '.join(command[:1])} {command[2]} failed: {lines[-1]}"
    return ""


def _problem(need: Prerequisite, reason: str) -> str:
    """Say what is missing, what is not tested without it, why it was not installed, and the command that would."""
    why = f" It was not installed: {reason}." if reason and not need.only_in_ci else ""
    return f"{need.name}: not here, so {need.cost}.{why} To have it: sudo apt-get install {' '.join(need.packages)}"


def resolve_neo4j() -> str:
    """Fetch the Neo4j server with Maven, so that no test waits for it; return what went wrong, or an empty text."""
    done = subprocess.run([sys.executable, str(NEO4J_SCRIPT), "resolve"], stdin=subprocess.DEVNULL, check=False)
    return "" if done.returncode == 0 else f"Neo4j could not be fetched with Maven (exit {done.returncode}, see above)"


def install_pyspark() -> str:
    """Install PySpark where there is a Java for it; return why it is not here, or an empty text."""
    if lacking := missing_java():
        return lacking
    if find_spec("pyspark"):
        return ""
    print("tests: installing requirements/spark.txt (about 450 MB, the first time this takes a few minutes)", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    pinned = [*pip, "--require-hashes", "--only-binary", ":all:", "-r"]
    # PySpark is published as source alone: it is built here, with the pinned setuptools and nothing fetched beside it.
    built = ["--no-build-isolation", "--no-binary", "pyspark"]
    for file, options in (("spark-build.txt", []), ("spark.txt", built)):
        command = [*pinned, str(ROOT / "requirements" / file), *options]
        if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
            return f"requirements/{file} could not be installed (see above)"
    return ""


def main() -> int:
    """Install, fetch and report."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    missing = [need for need in PREREQUISITES if not need.is_here()]
    wanted = [package for need in missing if in_ci or not need.only_in_ci for package in need.packages]
    reason = install(wanted) if wanted else ""
    problems = [_problem(need, reason) for need in missing if not need.is_here()]
    if _has_maven_and_java() and (failure := resolve_neo4j()):
        problems.append(f"{failure}; the graph store is tried on the embedded engine alone.")
    if failure := install_pyspark():
        problems.append(f"PySpark: {failure}; propagation is tried on Polars alone.")
    for problem in problems:
        print(f"tests: {problem}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
