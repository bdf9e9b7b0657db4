"""One number for a whole graph: equal for two graphs that say the same, whatever random person keys they use and when they learned it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from graph_service.store.graph.client import BoltClient
from graph_service.store.graph.rows import Properties

#: Recorded times, counters, and hashes that contain a person's random key.
_LEFT_OUT = frozenset(
    "recorded_from recorded_at stated_from version fact_id fact_key live_key stated_id tellings older withdrawn".split()
)


def graph_digest(client: BoltClient, canonical_persons: Mapping[str, str]) -> str:
    """Return the SHA-256 over canonical nodes and relationships, history included.

    Args:
        client: the graph to read; it should not be written to meanwhile.
        canonical_persons: for each person key, a name that is the same in every graph that is compared.
    """
    nodes = [
        [sorted(row["labels"]), _canonical(row["properties"], canonical_persons)]
        for row in client.read_one("read/digest_nodes")
    ]
    links = [
        [row["kind"], *(canonical_persons.get(row[end], row[end]) for end in ("start", "end")),
         _canonical(row["properties"], canonical_persons)]
        for row in client.read_one("read/digest_links")
    ]  # fmt: skip
    lines = sorted(json.dumps(item, ensure_ascii=False, sort_keys=True, default=str) for item in [*nodes, *links])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def exact_digest(client: BoltClient) -> str:
    """Return the SHA-256 over all nodes and relationships with every property, recorded times and random keys included."""
    nodes = [[sorted(row["labels"]), row["properties"]] for row in client.read_one("read/digest_nodes")]
    links = [[row["kind"], row["start"], row["end"], row["properties"]] for row in client.read_one("read/digest_links")]
    lines = sorted(json.dumps(_filled(item), ensure_ascii=False, sort_keys=True, default=str) for item in [*nodes, *links])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _filled(item: list[object]) -> list[object]:
    """Leave empty properties out: one server gives them, the other does not."""
    *named, properties = item
    kept = {name: value for name, value in dict(properties).items() if value is not None}  # type: ignore[call-overload]  # a map
    return [*named, kept]


def _canonical(properties: Mapping[str, object], persons: Mapping[str, str]) -> Properties:
    said = {name: _named(value, persons) for name, value in properties.items()}
    kept = {name: value for name, value in said.items() if name not in _LEFT_OUT and value is not None}
    if "of" in kept:  # a version's own id is made of its recorded time
        del kept["id"]
    if "recorded_to" in kept:
        kept["recorded_to"] = "closed"
    return kept


def _named(value: object, persons: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return sorted(persons.get(one, one) for one in value)
    return persons.get(value, value) if isinstance(value, str) else value
