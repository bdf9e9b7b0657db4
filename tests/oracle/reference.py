"""A slow, obvious propagation, one subject and one link after the other: the oracle that the engine is compared with.

Written from ``docs/semantics.md``, ``docs/scenario-format.md`` and the rule files alone, never from the engine. Every condition is
an *answer*: NO, REVIEW, PENDING or YES. A link is worth its worst answer, a subject its best link. ``without`` leaves single clauses
out, so that a test can show that each is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph_service.model.facts import FactRows
from graph_service.policy.schema import RuleBook, Target, Version
from tests.oracle.answers import CLAUSES, STATE, Answer, Clause, Link, Reference, Verdict
from tests.oracle.case import Case, World
from tests.oracle.clauses import event_answers, identity_answers, link_answers
from tests.oracle.considered import links, targets_of
from tests.oracle.relations import relation_alerts
from tests.oracle.second_pass import employers, inquiries, post_conflicts
from tests.oracle.terms import PersonalTerm, basis_at_decision, early_removal_from, personal_term, term_answers

__all__ = ["Reference", "Verdict", "all_of", "reference"]


def reference(rows: FactRows, book: RuleBook, on: date, without: frozenset[str] = frozenset()) -> Reference:
    """Judge every event under every rule that its category triggers."""
    assert without <= CLAUSES
    said = Reference({}, set(), {}, set())
    for case in World(rows, book, on, without).cases():
        verdicts = verdicts_of(case)
        event = case.event["id"]
        said.verdicts.update({(event, case.rule.id, who): verdict for who, verdict in verdicts.items()})
        said.post_conflicts.update(post_conflicts(case, verdicts))
        if asked := set(inquiries(case)):
            said.inquiries.setdefault(event, set()).update(asked)
        said.relation_alerts.update(relation_alerts(case))
    return said


def all_of(said: Iterable[Reference]) -> Reference:
    """Put together what was said of worlds that have no id in common."""
    every = Reference({}, set(), {}, set())
    for each in said:
        every.verdicts.update(each.verdicts)
        every.post_conflicts.update(each.post_conflicts)
        every.inquiries.update(each.inquiries)
        every.relation_alerts.update(each.relation_alerts)
    return every


def verdicts_of(case: Case) -> dict[str, Verdict]:
    """Judge everybody who is considered; the employers of whoever is reached are considered, and not affected."""
    verdicts = {who: _verdict(case, who, ties) for who, ties in links(case).items()}
    for firm in list(employers(case, verdicts)):
        verdicts.setdefault(firm, Verdict("not_affected", "employer"))
    return verdicts


def _verdict(case: Case, who: str, ties: list[Link]) -> Verdict:
    worth = [_worth(case, who, link, target, answers) for link in ties for target, answers in targets_of(case, link)]
    best = max(answer for answer, _, _ in worth)
    deciding = [names for answer, names, _ in worth if answer == best]
    reason, reasons = next(iter(deciding[0]), ""), frozenset(name for names in deciding for name in names)
    targets = [target for answer, _, target in worth if answer == best and target]
    if best < Answer.PENDING or case.version is None:
        return Verdict(STATE[best], reason, {target.role: None for target in targets}, reasons=reasons)
    term = personal_term(case, case.version, who)
    return Verdict(
        state=STATE[best],
        reason=reason,
        targets={target.role: _flag(case, who, target, term) for target in targets},
        first_day=term.first_day,
        last_day=term.last_day,
        lifetime=term.lifetime,
        scope=term.scope,
        early_removal_from=early_removal_from(case, case.version, term.first_day),
        basis_at_decision=basis_at_decision(case, case.version),
        reasons=reasons,
    )


def _worth(
    case: Case, who: str, link: Link, target: Target | None, answers: list[Clause]
) -> tuple[Answer, list[str], Target | None]:
    """Give the worst answer that stands between this link and the measure, and the clauses that give it."""
    clauses = [*event_answers(case), *_of_the_person(case, case.version, who), *answers]
    clauses += link_answers(case, who, link, target) if target else []
    kept = [(answer, name) for name, answer in clauses if name not in case.world.without]
    worst = min((answer for answer, _ in kept), default=Answer.YES)
    return worst, [name for answer, name in kept if answer == worst], target


def _of_the_person(case: Case, version: Version | None, who: str) -> list[Clause]:
    term = term_answers(case, version, who) if version else ()
    return [*term, *identity_answers(case, who)]


def _flag(case: Case, who: str, target: Target, term: PersonalTerm) -> str | None:
    person = case.world.person(who)
    if target.disclosed_with:
        return "disclosed_with"
    if case.rule.measure.honours and person and person.get("honoured"):
        return "honour_on_record"
    return term.flag
