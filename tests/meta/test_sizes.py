"""A module has one subject, a function does one thing: both stay small enough to be read at once."""

import ast
from pathlib import Path

from tests.meta.tree import name_of, tracked

MODULE_LINES = 300
FUNCTION_LINES = 40
PRODUCT = tracked(".py", under=("graph_service", "loaders", "scripts"))
TESTS = tracked(".py", under=("tests",))


def functions_over(path: Path, limit: int) -> dict[str, int]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    return {name: lines for name, lines in lengths.items() if lines > limit}


def test_a_module_has_at_most_300_lines() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in PRODUCT}

    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_a_function_has_at_most_40_lines() -> None:
    found = {name_of(path): functions_over(path, FUNCTION_LINES) for path in PRODUCT + TESTS}

    assert {name: functions for name, functions in found.items() if functions} == {}


def test_the_measure_sees_a_long_function(tmp_path: Path) -> None:
    module = tmp_path / "long.py"
    module.write_text("def long():\n" + "    x = 1\n" * FUNCTION_LINES, "utf-8")

    assert functions_over(module, FUNCTION_LINES) == {"long": FUNCTION_LINES + 1}
