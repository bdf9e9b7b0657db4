"""The command line starts fast: nothing heavy is imported until a command needs it."""

import subprocess
import sys

import pytest

HEAVY = frozenset(
    "alembic arcadedb_embedded cryptography fastapi jinja2 jpype narwhals neo4j networkx numpy pandas polars pyarrow "
    "python_calamine pyvis ruamel scipy sqlalchemy uvicorn xlsxwriter".split()
)


@pytest.mark.parametrize("module", ["graph_service.cli", "graph_service.bootstrap"])
def test_importing_the_command_line_pulls_in_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*(name.partition('.')[0] for name in sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()

    assert HEAVY & set(loaded) == set()
