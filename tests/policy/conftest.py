from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

SHIPPED = Path(str(files("graph_service.policy"))) / "data"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def policy_copy(tmp_path: Path) -> Path:
    """The shipped policy files, copied to a place where a test may spoil them."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "policy"))


@pytest.fixture
def edit(policy_copy: Path) -> Edit:
    """Replace the first occurrence of a text in one file of the copy; the text must be there."""

    def replace(name: str, old: str, new: str) -> Path:
        path = policy_copy / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        return policy_copy

    return replace
