"""Every query that reads is bounded in rows, or stands here with the reason why it need not, or must not, be.

What none of these bounds in time is bounded by the time that one read may take (``GRAPH_SERVICE_READ_SECONDS``).
"""

import re

import pytest

from graph_service.store.graph.queries import all_query_names, named_query

READING = [name for name in all_query_names() if named_query(name).mode == "read"]
WHOLE = "goes through the whole graph, one record after the other"
PROOF = "the facts of a judgement: to cut them would change who is reached; callers pass few anchors at a time"
STATED = "what a load is compared with, anchor by anchor: to cut it would state facts twice"
ORIGIN = "only the facts asked for, each with its earlier spells"
OF_EACH = "one record for each id asked for, of which callers pass few at a time"
NAMES = "every name, one record after the other, when the index of names is made"
#: What each of these returns is as large as what is on record about the ids it is given, or as the graph.
UNCUT = {
    "read/subject_keys": WHOLE,
    "read/references_keys": WHOLE,
    "read/licences_keys": WHOLE,
    "read/honours_keys": WHOLE,
    "read/government_records_keys": WHOLE,
    "read/digest_links": WHOLE,
    "read/digest_nodes": WHOLE,
    "read/event_keys": WHOLE,
    "read/former_names": NAMES,
    "read/former_names_of": OF_EACH,
    "read/names": NAMES,
    "read/names_changed": "the writes since the index of names was brought up, which it follows one by one",
    "read/event_ids": "the ids alone of every event, for propagating them all",
    "read/events_of": PROOF,
    "read/events_reading": PROOF,
    "read/facts_of_events": PROOF,
    "read/facts_of_organizations": PROOF,
    "read/government_records_count": "one number",
    "read/identities": "the whole projection, which has as many rows as officers have judged",
    "read/identity_groups": "whoever officers have confirmed to be one of the persons asked for",
    "read/masked_for": PROOF,
    "read/measure_counts": WHOLE,
    "read/named_subjects": OF_EACH,
    "read/parents": "one company of one branch",
    "read/provenance_of_candidates": ORIGIN,
    "read/provenance_of_events": ORIGIN,
    "read/provenance_of_findings": ORIGIN,
    "read/provenance_of_holdings": ORIGIN,
    "read/provenance_of_names": ORIGIN,
    "read/provenance_of_namings": ORIGIN,
    "read/provenance_of_participants": ORIGIN,
    "read/provenance_of_roles": ORIGIN,
    "read/provenance_of_sanctions": ORIGIN,
    "read/provenance_of_subjects": ORIGIN,
    "read/rebuilding": "one record",
    "read/registered": OF_EACH,
    "read/roles_of_persons": PROOF,
    "read/screened": OF_EACH,
    "read/ties_of_persons": OF_EACH,
    "read/versions_at": OF_EACH,
    "schema/applied": "as many rows as there are migrations",
    "state/candidates": STATED,
    "state/findings": STATED,
    "state/holdings": STATED,
    "state/measures": STATED,
    "state/names": STATED,
    "state/namings": STATED,
    "state/participants": STATED,
    "state/roles": STATED,
    "state/sanctions": STATED,
}


def is_cut(text: str) -> bool:
    """Say whether a text is cut at a parameter, or finds at most one record for each id that it is given."""
    keyed = "-[" not in text and all("{id: " in found for found in re.findall(r"MATCH \((.*?)\)", text))
    return "LIMIT $" in text or "[..$" in text or keyed


@pytest.mark.parametrize("name", READING)
def test_a_query_that_reads_is_bounded_in_rows_or_listed_with_its_reason(name: str) -> None:
    assert is_cut(named_query(name).text) is not (name in UNCUT)


def test_the_list_names_queries_that_are_there() -> None:
    assert UNCUT.keys() <= set(READING)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("MATCH (one:Subject) RETURN one", False),
        ("MATCH (one:Subject {id: $id})-[link]-(other) RETURN other", False),
        ("MATCH (one:Subject {name: $name}) RETURN one", False),
        ("MATCH (one:Subject {name: $name}) RETURN one LIMIT $most", True),
        ("UNWIND $ids AS id MATCH (one:Subject {id: id}) RETURN one", True),
        ("MATCH (one:Subject {id: $id}) RETURN [(one)-[link]-() | link {.*}][..$most] AS links", True),
    ],
)
def test_a_text_without_a_bound_is_seen(text: str, cut: bool) -> None:
    assert is_cut(text) is cut


@pytest.mark.parametrize("name", all_query_names())
def test_a_node_that_is_looked_up_by_its_key_names_one_label(name: str) -> None:
    """With two the embedded engine passes over the index and looks at every node of both."""
    assert re.findall(r"MATCH \(\w*(?::\w+){2,} \{", named_query(name).text) == []
