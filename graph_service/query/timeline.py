"""All that is dated about a subject, in one order: the register, offices, holdings, decisions, measures, entries. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph_service.query import words as w
from graph_service.query.fact_words import COLUMN_WORDS
from graph_service.query.sections import both
from graph_service.query.verdicts import Json, iso
from graph_service.store.ports import SubjectRecord

_BEGINS, _ENDS = ("开始", "begins"), ("结束", "ends")
_OF_SUBJECTS = ("founded", "closed")
_MEASURES = frozenset({"punished", "reached", "pending"})
_Shaped = Mapping[str, Any]


def timeline(
    record: SubjectRecord,
    relationships: Mapping[str, Sequence[Json]],
    entries: Sequence[Json],
    decisions: Sequence[Json],
    outcomes: Sequence[Json],
) -> list[Json]:
    """Return what happened on which day, the oldest first; of what ends, the last day on which it still was.

    Each item has ``day``, ``words``, ``title`` (the other subject, the document, the entry), and the ``fact`` or ``event`` behind it.
    """
    found = [
        *_of_the_subject(record),
        *(item for several in relationships.values() for one in several for item in _of_a_relationship(one)),
        *(item for one in entries for item in _of_an_entry(one)),
        *(item for one in decisions for item in _of_a_decision(one)),
        *(item for one in outcomes for item in _of_an_outcome(one)),
    ]
    return sorted(found, key=lambda one: (str(one["day"]), str(one["words"]), str(one["title"]), str(one["fact"])))


def _item(day: object, words: w.Words, title: object, *, fact: object = None, event: object = None) -> Json:
    return {"day": day, "words": words, "title": title, "fact": fact, "event": event}


def _of_the_subject(record: SubjectRecord) -> Iterator[Json]:
    fact = record.provenance.fact if record.provenance else None
    for column in _OF_SUBJECTS:
        if day := iso((record.properties or {}).get(column)):
            yield _item(day, w.words(COLUMN_WORDS, column), record.name, fact=fact)


def _spell(one: _Shaped, words: w.Words, title: object) -> Iterator[Json]:
    for day, (chinese, english) in ((one["start"], _BEGINS), (one["last_day"], _ENDS)):
        if day:
            yield _item(day, both(f"{words['zh']} {chinese}", f"{words['en']} {english}"), title, fact=one["fact"])


def _of_an_entry(one: _Shaped) -> Iterator[Json]:
    yield from _spell(one, one["words"], one["title"])


def _of_a_relationship(one: _Shaped) -> Iterator[Json]:
    other = one["other"] or {}
    yield from _spell(one, one["words"], other.get("name"))
    if one["registered_on"]:
        words = both(f"{one['words']['zh']} 登记", f"{one['words']['en']} registered")
        yield _item(one["registered_on"], words, other.get("name"), fact=one["fact"])


def _of_a_decision(one: _Shaped) -> Iterator[Json]:
    for name, day in one["days"].items():
        column = w.words(COLUMN_WORDS, name)
        words = both(f"{one['words']['zh']} {column['zh']}", f"{one['words']['en']}: {column['en']}")
        yield _item(day, words, one["document"], event=one["id"])


def _of_an_outcome(one: _Shaped) -> Iterator[Json]:
    """Give the term of a measure that the law imposes or asks for; what is in review or does not apply has none to show."""
    if one["status"] not in _MEASURES:
        return
    for day, (chinese, english) in ((one["first_day"], _BEGINS), (one["last_day"], _ENDS)):
        if day:
            state = one["state_words"]
            words = both(
                f"{one['measure_name']} {chinese}（{state['zh']}）", f"{one['measure_name']} {english} ({state['en']})"
            )
            yield _item(day, words, one["rule"], event=one["event"])
