"""Makes an instance from a backup, into an empty home: everything is looked at before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph_service.backup.folders import copy_file, made_whole, refuse_without_space
from graph_service.backup.manifest import GRAPH, Manifest, read_manifest, verified
from graph_service.backup.taking import Progress, counted, fingerprints
from graph_service.errors import InputError

#: Unpacks a copy of a graph into a home; says how many bytes it will take.
PlaceGraph = Callable[[Path, Path], None]
GraphBytes = Callable[[Path], int]


def check(source: Path, keys: Path | None, progress: Progress) -> Manifest:
    """Read every byte of a backup, and hold the keys against those that it was made with.

    Raises:
        InputError: it is none, or it is damaged; the file is named. Or the keys are others.
        SettingsError: a key is malformed, or can be read by others.
    """
    manifest = verified(source, counted(read_manifest(source).bytes, progress))
    if keys and fingerprints(keys) != manifest.keys:
        raise InputError(str(keys), "does not hold the keys of this backup", hint="Name the directory `keys` of that instance.")
    return manifest


def restore(
    source: Path, home: Path, keys: Path | None, graph: tuple[PlaceGraph, GraphBytes] | None, progress: Progress
) -> Manifest:
    """Make a home of a backup; it appears under its name as a whole, or not at all.

    Args:
        source: the backup.
        home: a directory that is empty or not there.
        keys: the keys, where the backup does not hold them; ``None``: they are put there later.
        graph: how a graph is unpacked; ``None``: it will be rebuilt.
        progress: told bytes done and all of them.

    Raises:
        InputError: see ``check``; or the home is not empty; or there is too little space.
    """
    manifest = check(source, keys, progress)
    unpacked = graph[1](source / GRAPH) if graph and manifest.has_graph else 0
    refuse_without_space(home, manifest.bytes + unpacked)
    moved = counted(manifest.bytes, progress)
    with made_whole(home) as part:
        for name in sorted(manifest.files.keys() - {GRAPH}):
            copy_file(source / name, part / name, moved)
        for key in sorted(keys.glob("key-*.json")) if keys and not manifest.has_keys else ():
            copy_file(key, part / "keys" / key.name, lambda _more: None)
        if graph and manifest.has_graph:
            graph[0](source / GRAPH, part)
    return manifest
