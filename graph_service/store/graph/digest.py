"""One number for a whole graph: equal for two graphs that say the same, whatever random person keys they use and when they learned it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.json_text import json_writer
from graph_service.store.graph.rows import Properties

#: Recorded times, counters, and hashes that contain a person's random key.
_LEFT_OUT = frozenset(
    "recorded_from recorded_at stated_from version fact_id fact_key live_key stated_id tellings older withdrawn".split()
)
_MODULUS = 1 << 256
_json = json_writer(str, sort_keys=True, separators=(", ", ": "))


def graph_digest(client: BoltClient, canonical_persons: Mapping[str, str]) -> str:
    """Return a number over canonical nodes and relationships, history included.

    Args:
        client: the graph to read; it should not be written to meanwhile.
        canonical_persons: for each person key, a name that is the same in every graph that is compared.
    """

    def node(row: Record) -> object:
        return [sorted(row["labels"]), _canonical(row["properties"], canonical_persons)]

    def link(row: Record) -> object:
        ends = (canonical_persons.get(row[end], row[end]) for end in ("start", "end"))
        return [row["kind"], *ends, _canonical(row["properties"], canonical_persons)]

    return _digest(client, node, link)


def exact_digest(client: BoltClient) -> str:
    """Return a number over all nodes and relationships with every property, recorded times and random keys included."""
    return _digest(
        client,
        lambda row: [sorted(row["labels"]), _filled(row["properties"])],
        lambda row: [row["kind"], row["start"], row["end"], _filled(row["properties"])],
    )


def _digest(client: BoltClient, node: Callable[[Record], object], link: Callable[[Record], object]) -> str:
    """Add up the hashes of all nodes and relationships, read one by one: their order makes no difference, their number does."""

    def total(transaction: Transaction) -> int:
        nodes = sum(_hashed(node(row)) for row in transaction.each("read/digest_nodes"))
        return nodes + sum(_hashed(link(row)) for row in transaction.each("read/digest_links"))

    return f"{client.read_everything(total) % _MODULUS:064x}"


def _hashed(said: object) -> int:
    return int.from_bytes(hashlib.sha256(_json(said).encode()).digest(), "big")


def _filled(properties: Mapping[str, object]) -> Properties:
    """Leave empty properties out: one server gives them, the other does not."""
    return {name: value for name, value in properties.items() if value is not None}


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
