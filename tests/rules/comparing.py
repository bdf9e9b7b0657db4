"""Compare an answer, in the sections of the scenario format, with what a scenario expects: the comparison the format describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

REACHED = ("in_force", "pending_decision")


def differences(answer: Mapping, expect: Mapping) -> list[str]:
    """Say in words what differs; an empty list means that the answer is as expected."""
    return [
        *_set_differences("in_force", answer, expect, ("subject", "rule", "from", "to")),
        *_set_differences("pending_decision", answer, expect, ("subject", "rule")),
        *_set_differences("post_conflicts", answer, expect, ("person", "org", "post", "rule")),
        *_alert_differences(answer, expect),
        *_missing_reviews(answer, expect),
        *_wrongly_affected(answer, expect),
        *_inquiry_differences(answer, expect),
        *_ownership_differences(answer, expect),
    ]


def _set_differences(section: str, answer: Mapping, expect: Mapping, keys: tuple[str, ...]) -> Iterator[str]:
    given = {tuple(entry[key] for key in keys) for entry in answer.get(section, ())}
    wanted = {tuple(entry[key] for key in keys) for entry in expect.get(section, ())}
    yield from (f"{section}: missing {entry}" for entry in sorted(wanted - given, key=str))
    yield from (f"{section}: not expected {entry}" for entry in sorted(given - wanted, key=str))


def _alert_differences(answer: Mapping, expect: Mapping) -> Iterator[str]:
    given = {(frozenset(entry["pair"]), entry["rule"]) for entry in answer.get("relation_alerts", ())}
    wanted = {(frozenset(entry["pair"]), entry["rule"]) for entry in expect.get("relation_alerts", ())}
    yield from (f"relation_alerts: {entry}" for entry in sorted(wanted ^ given, key=str))


def _named(entry: Mapping, expected: Mapping) -> bool:
    """Whether an entry is about the expected subject, and the rule or measure where one is named."""
    return all(entry[key] == expected[key] for key in ("subject", "rule", "measure") if key in expected)


def _missing_reviews(answer: Mapping, expect: Mapping) -> Iterator[str]:
    for expected in expect.get("needs_review", ()):
        if not any(_named(entry, expected) for entry in answer.get("needs_review", ())):
            yield f"needs_review: missing {expected['subject']} {expected.get('rule', '')}"


def _wrongly_affected(answer: Mapping, expect: Mapping) -> Iterator[str]:
    for expected in expect.get("not_affected", ()):
        for section in (*REACHED, "needs_review"):
            if any(_named(entry, expected) for entry in answer.get(section, ())):
                yield f"not_affected: {expected['subject']} is in {section}"


def _inquiry_differences(answer: Mapping, expect: Mapping) -> Iterator[str]:
    if "inquiries" not in expect:
        return
    given, wanted = _asked(answer), _asked(expect)
    if given != wanted:
        yield f"inquiries: {sorted(given)} instead of {sorted(wanted)}"


def _asked(sections: Mapping) -> set[tuple[str, str, str]]:
    return {
        (letter["event"], office["person"], office["role"])
        for letter in sections.get("inquiries", ())
        for office in letter["offices"]
    }


def _ownership_differences(answer: Mapping, expect: Mapping) -> Iterator[str]:
    for section in ("effective_ownership", "controllers", "controlling_shareholders", "beneficial_owners"):
        if section in expect and answer.get(section) != expect[section]:
            yield f"{section}: {answer.get(section)} instead of {expect[section]}"
