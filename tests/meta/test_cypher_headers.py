"""Every query says in its header what it is, and the header equals the text."""

import re

import pytest

from graph_service.store.graph.queries import all_query_names, named_query
from tests.meta.tree import ROOT, name_of, tracked

WRITING = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b")
# Compared with the engine in content and speed; the product never runs it.
BENCHMARK = "tests/benchmarks/clause_table_food.cypher"


@pytest.mark.parametrize("name", all_query_names())
def test_the_header_names_the_parameters_that_the_text_uses(name: str) -> None:
    query = named_query(name)

    assert query.params == query.used_params


@pytest.mark.parametrize("name", all_query_names())
def test_a_query_that_changes_the_graph_says_so_in_its_header(name: str) -> None:
    query = named_query(name)

    assert query.mode == "write" or not WRITING.search(query.text)


@pytest.mark.parametrize(
    ("label", "reading"),
    [
        (
            "Reference",
            {
                "state/references",
                "read/provenance_of_references",
                "read/references_of",
                "read/organizations_by_lei",
                "read/references_keys",
                "read/digest_nodes",
            },
        ),
        (
            "GovernmentRecord",
            {
                "state/government_records",
                "read/provenance_of_government_records",
                "read/government_records_count",
                "read/government_records_keys",
                "read/digest_nodes",
            },
        ),
    ],
)
def test_what_must_never_be_judged_is_named_by_its_own_queries_alone(label: str, reading: set[str]) -> None:
    naming = {name for name in all_query_names() if re.search(rf":{label}\b", named_query(name).text)}

    assert {name for name in naming if named_query(name).mode == "read"} == reading
    assert not any("-[" in named_query(name).text for name in naming)


def test_every_other_cypher_file_is_a_query_or_a_numbered_migration() -> None:
    queries = {f"cypher/{name}.cypher" for name in all_query_names()}
    others = [name_of(path) for path in tracked(".cypher") if name_of(path) not in queries | {BENCHMARK}]

    assert [name for name in others if not re.fullmatch(r"cypher/migrations/\d{4}_[a-z0-9_]+\.cypher", name)] == []
    assert (ROOT / "cypher").is_dir()
