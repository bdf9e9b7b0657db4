"""The wheel carries everything it needs and nothing beside ``graph_service``, and works outside the checkout."""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.meta.tree import ROOT, name_of, tracked_files

pytestmark = pytest.mark.slow

SCENARIO = ROOT / "tests" / "data" / "scenarios" / "C01.json"
#: What is read at run time beside Python; a symlinked directory counts under its place in the package.
CARRIED = {
    ".cypher",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".csv",
    ".xlsx",
    ".toml",
    ".svg",
    ".txt",
    ".woff2",
    ".mako",
    ".typed",
}


def place_in_package(path: Path) -> str | None:
    name = name_of(path)
    if name.startswith(("cypher/", "loaders/")):
        name = f"graph_service/{name}"
    return name if name.startswith("graph_service/") else None


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive as a publisher would."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of a fresh environment with the wheel in it; the dependencies are those of this environment, ours left out."""
    home = tmp_path_factory.mktemp("outside")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
    python = home / "env" / "bin" / "python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        str(wheel),
    ]
    subprocess.run(install, check=True, cwd=home)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], capture_output=True, check=True, text=True).stdout.strip()
    # A directory that a .pth names is searched, but its own .pth files (the editable install of the checkout) are not read.
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python.parent


def run(installed: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the fresh environment, outside the checkout."""
    program = [str(installed / command[0]), *command[1:]]
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(installed),
        "LANG": "C.UTF-8",
        "GRAPH_SERVICE_HOME": str(installed / "home"),
    }
    return subprocess.run(
        program, capture_output=True, check=False, cwd=installed, env=environment, stdin=subprocess.DEVNULL, text=True
    )


def test_only_graph_service_becomes_importable(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"graph_service"}


def test_every_tracked_file_of_the_package_is_inside(wheel: Path) -> None:
    expected = {place_in_package(path) for path in tracked_files() if path.suffix in CARRIED | {".py"}} - {None}

    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_the_kinds_of_files_that_the_product_reads_are_all_there(wheel: Path) -> None:
    suffixes = {Path(name).suffix for name in zipfile.ZipFile(wheel).namelist()}

    assert {".cypher", ".yaml", ".html", ".js", ".css", ".csv", ".xlsx", ".typed"} <= suffixes


def test_licence_and_third_party_licences_travel_along(wheel: Path) -> None:
    names = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}

    assert {"LICENSE", "THIRD_PARTY_LICENSES.md"} <= names


def test_the_installed_package_is_the_wheel_and_not_the_checkout(installed: Path) -> None:
    code = "import graph_service.loaders, importlib.util as u; print(graph_service.__file__, u.find_spec('loaders'), u.find_spec('cypher'))"

    shown = run(installed, "python", "-c", code).stdout.split()

    assert shown[0].startswith(str(installed.parent))
    assert shown[1:] == ["None", "None"]


def test_the_command_says_how_to_use_it(installed: Path) -> None:
    done = run(installed, "graph-service", "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "evaluate" in done.stdout


def test_a_scenario_is_evaluated_from_the_installed_wheel(installed: Path) -> None:
    done = run(installed, "graph-service", "evaluate", str(SCENARIO))

    assert (done.returncode, done.stderr) == (0, "")
    assert "in_force" in json.loads(done.stdout)


def test_the_queries_and_the_rules_are_read_from_the_installed_wheel(installed: Path) -> None:
    code = (
        "from graph_service.store.graph.queries import all_query_names; from graph_service.policy.loader import load_rulebook;"
        "print(len(all_query_names()) > 10, len(load_rulebook().rules) > 5)"
    )

    assert run(installed, "python", "-c", code).stdout.split() == ["True", "True"]
