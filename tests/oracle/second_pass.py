"""What follows for offices: those that a measure forbids, those that somebody reached holds, and those to ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_service.model.facts import Row
from graph_service.policy.schema import Forbids
from tests.oracle.answers import Verdict
from tests.oracle.case import Case
from tests.oracle.clauses import kinds_asked, rule_days
from tests.oracle.considered import links, targets_of


def banned(case: Case, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Give the persons against whom the measure is in force."""
    return [who for who, said in verdicts.items() if said.state == "in_force" and case.world.person(who)]


def employers(case: Case, verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    for person in banned(case, verdicts):
        yield from (role["organization"] for role in case.world.roles_of(person))


def post_conflicts(case: Case, verdicts: Mapping[str, Verdict]) -> Iterator[tuple[str, str, str, str]]:
    for person in banned(case, verdicts):
        for role in case.world.roles_of(person):
            firm = case.world.organization(role["organization"])
            if firm and verdicts[person].scope == "same_industry" and not _same_industry(case, firm):
                continue
            if firm and any(_forbidden(case, each, role["role"], firm) for each in _forbids(case)):
                yield person, firm["id"], role["role"], case.rule.id


def _forbids(case: Case) -> list[Forbids]:
    """Give what the rule forbids: its own entry stands in place of the measure's."""
    every = case.world.book.forbids
    own = [each for each in every if each.rule == case.rule.id]
    return own or [each for each in every if each.rule is None and each.measure == case.rule.measure.code]


def _forbidden(case: Case, forbids: Forbids, office: str, firm: Row) -> bool:
    words = case.world.book.industries[forbids.industry] if forbids.industry else ()
    return (
        office in forbids.offices
        and (not forbids.organization_types or firm["type"] in forbids.organization_types)
        and (not forbids.industry or _known_by(firm.get("industry"), words))
        and (not forbids.listed_only or bool(firm.get("listed")))
        and (not forbids.state_owned_only or bool(firm.get("state_owned")))
        and not (forbids.except_punished_firm and firm["id"] == case.event.get("subject"))
    )


def _known_by(industry: str | None, words: tuple[str, ...]) -> bool:
    return any(word in (industry or "") for word in words)


def _same_industry(case: Case, firm: Row) -> bool:
    theirs = firm.get("industry")
    mine = case.event.get("industry") or (case.firm or {}).get("industry")
    if not mine or not theirs:
        return False
    return mine == theirs or any(
        _known_by(mine, words) and _known_by(theirs, words) for words in case.world.book.industries.values()
    )


def inquiries(case: Case) -> Iterator[tuple[str, str]]:
    """Give the holders of offices whose liability the rule asks about and nobody has stated."""
    version = case.version
    decided = case.day is not None and case.day <= case.on and not case.known("annulled_date")
    if version is None or not decided or case.subject_type not in case.rule.covers | case.rule.reviews:
        return
    for who, ties in links(case).items():
        days = rule_days(case, version, who)
        for link in ties:
            for target, _ in targets_of(case, link):
                if target is None or link.kind != "office" or target.liability not in ("direct", "personal_finding"):
                    continue
                # Where the days are not on record, whoever ever held the office may have held it then.
                on_the_day = link.held.overlaps(days) if days else True
                if case.world.person(who) and on_the_day and not case.findings(who, kinds_asked(target)):
                    yield who, link.word
