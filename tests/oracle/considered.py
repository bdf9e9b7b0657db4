"""Who is considered, by which links, and what each link counts as."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.model.facts import Row
from graph_service.policy.schema import Target
from tests.oracle.answers import Answer, Clause, Link
from tests.oracle.case import Case, held


def links(case: Case) -> dict[str, list[Link]]:
    """Give everybody who is considered, with every way in which they are tied to the event."""
    found: dict[str, list[Link]] = {}
    for who, link in _every_link(case):
        found.setdefault(str(who), []).append(link)
    return found


def _every_link(case: Case) -> Iterator[tuple[object, Link]]:
    event, world = case.event, case.world
    if event.get("subject"):
        yield event["subject"], Link("self", "self")
    if case.firm:
        yield from _office_links(case, case.firm)
    yield from _statement_links(case)
    for row in world.of_event("candidates", event):
        yield row["person"], Link("self", "self", candidate=row["compatible"])
    if client := event.get("client"):
        yield client, Link("other", "client")
        for role in world.roles_in(client):
            yield role["person"], Link("other", "client")


def _statement_links(case: Case) -> Iterator[tuple[object, Link]]:
    for table, word in (("findings", "liability"), ("sanctions", None), ("namings", "how")):
        for row in case.world.of_event(table, case.event):
            said = row[word] if word else "sanctioned"
            denied = table == "findings" and not row["found"]
            both = table == "findings" and len(case.findings(row["person"], frozenset({said}))) == 2
            yield row["person"], Link("other" if denied else "statement", said, both_found=both)


def _office_links(case: Case, firm: Row) -> Iterator[tuple[object, Link]]:
    for role in case.world.roles_in(firm["id"]):
        yield role["person"], _office(role["role"], role)
    for holding in case.world.table("holdings"):
        if holding["organization"] == firm["id"]:
            word = "corporate_shareholder" if case.world.organization(holding["holder"]) else "shareholder"
            yield holding["holder"], Link("office", word, held(holding))
    if firm.get("parent"):  # of a branch; what it counts as for others is for the role mappings to say
        yield firm["parent"], Link("self", "parent_company")
        for role in case.world.roles_in(firm["parent"]):
            if role["role"] == "legal_representative":
                yield role["person"], _office("parent_legal_representative", role)


def _office(word: str, role: Row) -> Link:
    return Link("office", word, held(role), registered_on=role.get("registered_on"))


def targets_of(case: Case, link: Link) -> Iterator[tuple[Target | None, list[Clause]]]:
    """Give the targets that a link counts as, each with what the mapping itself is worth."""
    book = case.world.book
    mappings = book.finding_mappings if link.kind == "statement" else book.role_mappings
    counted = False
    for mapping in mappings:
        fits = mapping.held == link.word and (not mapping.subject_types or case.subject_type in mapping.subject_types)
        for target in case.version.targets if case.version and fits and link.kind != "other" else ():
            if target.role == mapping.counts_as:
                counted = True
                yield target, [("mapping", Answer.REVIEW)] if mapping.verdict == "review" else []
    if not counted:
        yield None, [("role_listed", Answer.NO)]
