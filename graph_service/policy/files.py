"""The policy files of one directory: which there are, their bytes, and the fingerprint that names them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from graph_service.errors import PolicyFileError
from graph_service.policy.yaml_tree import Entry, parse

#: Files that decide outcomes, apart from ``rules/`` and ``parameters/``; the fingerprint is over exactly these.
REFERENCE_FILES = ("categories.yaml", "definitions.yaml", "forbids.yaml", "industries.yaml", "roles.yaml", "subject_types.yaml")
FOLDERS = ("parameters", "rules")


@dataclass(frozen=True, slots=True)
class PolicyFiles:
    """The bytes of the files that decide outcomes, by path within the directory (``rules/X.yaml``)."""

    label: str
    contents: Mapping[str, bytes]

    def parsed(self, path: str) -> Entry:
        """Parse one file."""
        return parse(self.label + path, self.contents[path])

    def in_folder(self, folder: str) -> tuple[str, ...]:
        """Return the paths in a folder, in order of name."""
        return tuple(path for path in sorted(self.contents) if path.startswith(f"{folder}/"))

    def fingerprint(self) -> str:
        """Return the SHA-256 over paths and contents; the kind of line end does not matter."""
        digest = hashlib.sha256()
        for path in sorted(self.contents):
            content = self.contents[path].replace(b"\r\n", b"\n")
            digest.update(f"{path}\n{len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()


def read_policy_files(directory: Path | None) -> PolicyFiles:
    """Read the directory, or the one shipped with the package.

    Raises:
        PolicyFileError: a file is missing, or ``rules/`` or ``parameters/`` holds something that is not a ``.yaml`` file.
    """
    root, label = policy_directory(directory)
    contents = {name: read_bytes(root, label, name) for name in REFERENCE_FILES}
    for folder in FOLDERS:
        contents.update(_read_folder(root, label, folder))
    return PolicyFiles(label, contents)


def read_folder(directory: Path | None, folder: str) -> tuple[str, dict[str, bytes]]:
    """Read a folder of the directory that decides no outcome; return what to put before a path in messages, and the contents.

    Raises:
        PolicyFileError: the folder is missing, or holds something that is not a ``.yaml`` file.
    """
    root, label = policy_directory(directory)
    return label, _read_folder(root, label, folder)


def policy_directory(directory: Path | None) -> tuple[Traversable, str]:
    """Return the directory and what to put before a path in messages."""
    if directory is None:
        return package_files("graph_service.policy") / "data", ""
    return directory, f"{directory}/"


def read_bytes(root: Traversable, label: str, path: str) -> bytes:
    """Read one file of the directory.

    Raises:
        PolicyFileError: it is not there or cannot be read.
    """
    try:
        return root.joinpath(*path.split("/")).read_bytes()
    except OSError as error:
        raise PolicyFileError(label + path, f"the file cannot be read: {error.strerror}") from error


def parsed_file(directory: Path | None, path: str) -> Entry:
    """Read and parse one file of the directory, or of the one shipped with the package.

    Raises:
        PolicyFileError: it is not there or is not YAML.
    """
    root, label = policy_directory(directory)
    return parse(label + path, read_bytes(root, label, path))


def _read_folder(root: Traversable, label: str, folder: str) -> dict[str, bytes]:
    place = root / folder
    if not place.is_dir():
        raise PolicyFileError(label + folder, "the folder is missing")
    names = sorted(child.name for child in place.iterdir() if not child.name.startswith("."))
    for name in names:
        if not name.endswith(".yaml"):
            raise PolicyFileError(
                f"{label}{folder}/{name}", "only .yaml files may lie here; a file of another kind would be ignored"
            )
    return {f"{folder}/{name}": read_bytes(root, label, f"{folder}/{name}") for name in names}
