"""The page of third-party licences equals what is pinned and vendored; nothing copyleft is imported."""

import hashlib
import subprocess
import sys
from pathlib import Path

from scripts.third_party_licenses import faults, vendored
from tests.meta.tree import ROOT


def test_the_page_of_licences_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "third_party_licenses.py"], capture_output=True, check=False, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_every_vendored_file_is_the_one_described_and_has_its_licence_beside_it() -> None:
    lists = {path.parent for path in (ROOT / "graph_service").rglob("vendor.toml")}
    described = {one["name"]: one for one in vendored()}

    for folder in lists:
        present = {path.name for path in folder.iterdir() if path.suffix in {".js", ".css"}}
        assert present <= set(described)
        for name in present:
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == described[name]["sha256"]
            assert (folder / described[name]["licence_file"]).is_file()


def test_a_copyleft_licence_is_refused() -> None:
    found = faults({"a": "GPL-3.0-only", "b": "AGPL-3.0", "c": "", "d": "LGPL-3.0-only", "e": "GPL-2.0 OR MIT", "f": "MIT"})

    assert [fault.partition(":")[0] for fault in found] == ["a", "b", "c", "d"]


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = Path(ROOT / "LICENSE").read_text("utf-8")

    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
