"""One digest over what the ledger says, to compare a disturbed run with an undisturbed one.

Left out or replaced is what legitimately differs: recorded times, order of recording, random person keys (replaced by the keyed
hash of the person, so both ledgers must use the same keys directory), and how a repeated load splits into new and unchanged.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

from sqlalchemy import Connection, RowMapping, select

from graph_service.model.identities import Judgement
from graph_service.model.outcomes import Outcome
from graph_service.store.ledger.ledger import SqlLedger
from graph_service.store.ledger.rows import dumps, outcome_of
from graph_service.store.ledger.tables import outcome, person, person_mask, person_name, run, run_event

_LISTS = ("articles", "clauses", "sources")
_PLAIN = tuple(field.name for field in fields(Outcome) if field.name not in _LISTS)
_PERSON_KEY = re.compile(r"p-[a-z2-7]{26}")


def canonical_identities(ledger: SqlLedger) -> Mapping[str, str]:
    """Return the keyed hash of every person by person key: the same in two ledgers that share their keys."""

    def work(connection: Connection) -> dict[str, str]:
        return {row.person_key: row.digest for row in connection.execute(select(person.c.person_key, person.c.digest))}

    return ledger.database.read(work)


def ledger_digest(ledger: SqlLedger, names: Mapping[str, str] | None = None) -> str:
    """Return a SHA-256 over loads, runs, outcomes, identities and judgements on them in canonical form.

    Args:
        ledger: the ledger to read.
        names: canonical names of ids that contain or are derived from a random person key (facts, events of persons). Fact ids
            that are not named count only by their number.
    """
    canonical = _Canonical(canonical_identities(ledger), names or {})
    parts = {
        "loads": sorted(dumps([load.id, load.source, load.source_hash, _counts(report)]) for load, report in ledger.loads()),
        "runs": ledger.database.read(lambda connection: _runs(connection, canonical)),
        "identities": ledger.database.read(_identities),
        "judgements": [dumps(_judgement(one, canonical)) for one in ledger.judgements()],
    }
    return hashlib.sha256(dumps(parts).encode()).hexdigest()


class _Canonical:
    """Replaces ids that differ between two ledgers that say the same."""

    def __init__(self, persons: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._persons = persons
        self._names = names

    def text(self, text: str) -> str:
        named = self._names.get(text, text)
        return _PERSON_KEY.sub(lambda match: self._persons.get(match[0], "unknown person"), named)

    def facts(self, facts: Sequence[str]) -> list[str]:
        return sorted(self.text(self._names.get(fact, "fact")) for fact in facts)

    def outcome(self, row: RowMapping) -> list[object]:
        item = outcome_of(row)
        words = [self.text(value) if isinstance(value, str) else str(value) for value in map(item.__getattribute__, _PLAIN)]
        clauses = [[clause.name, clause.holds, self.facts(clause.facts)] for clause in item.clauses]
        return [words, item.articles, clauses, self.facts(item.sources)]


def _runs(connection: Connection, canonical: _Canonical) -> list[str]:
    outcomes: dict[int, list[str]] = {}
    for row in connection.execute(select(outcome)).mappings():
        outcomes.setdefault(row["run_seq"], []).append(dumps(canonical.outcome(row)))
    events: dict[int, list[str]] = {}
    for event in connection.execute(select(run_event.c.run_seq, run_event.c.event)):
        events.setdefault(event.run_seq, []).append(canonical.text(event.event))
    columns = select(run.c.seq, run.c.on_day, run.c.rules)
    return sorted(
        dumps([str(row.on_day), row.rules, sorted(events.get(row.seq, [])), sorted(outcomes.get(row.seq, []))])
        for row in connection.execute(columns)
    )


def _identities(connection: Connection) -> list[str]:
    rows = connection.execute(select(person.c.kind, person.c.digest, person.c.key_version))
    persons = [dumps(["person", row.kind, row.digest, row.key_version]) for row in rows]
    marks = []
    for table in (person_name, person_mask):
        joined = select(person.c.digest, table.c.digest.label("mark")).join(table)
        marks += [dumps([table.name, row.digest, row.mark]) for row in connection.execute(joined)]
    return sorted(persons + marks)


def _judgement(said: Judgement, canonical: _Canonical) -> list[object]:
    act = said.act
    return [
        said.seq,
        said.verdict,
        *map(canonical.text, said.pair),
        said.undoes,
        act.user,
        act.reason,
        act.evidence,
        act.overrides,
    ]


def _counts(report: Mapping[str, object] | None) -> object:
    """Keep of a report what an interruption does not change: rows read, rejected, and on record afterwards."""
    if report is None:
        return None
    numbers = {name: value for name, value in report.items() if isinstance(value, int)}
    on_record = numbers.get("loaded", 0) + numbers.get("unchanged", 0)
    return [numbers.get("read"), numbers.get("rejected"), on_record]
