"""A graph and a ledger in memory that keep the promises of the ports which loading relies on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.errors import StoreUnavailableError
from graph_service.model.facts import TABLES, FactRows, Row, key_of
from graph_service.security.masking import mask_is_compatible
from graph_service.store.audit_ports import Look
from graph_service.store.load_ports import Retired, Try
from graph_service.store.ports import Load, PersonIdentity, PutCounts
from graph_service.store.register_ports import KnownEvent, OrganizationKey, OrganizationMatch, Registered, Representative

Key = tuple[object, ...]
#: What a row of these leaves empty is kept as it stands.
NODE_TABLES = frozenset({"organizations", "persons", "events"})


@dataclass
class Fact:
    content: dict[str, object]
    load: str
    row: int


@dataclass
class MemoryGraph:
    """Facts by table and key. ``before_call`` may raise, to cut a load off."""

    facts: dict[str, dict[Key, Fact]] = field(default_factory=lambda: {table: {} for table in TABLES})
    version: int = 0
    told_by: dict[str, set[tuple[str, Key]]] = field(default_factory=dict)
    withdrawn: set[tuple[str, Key, str]] = field(default_factory=set)
    before_call: Callable[[str], None] = lambda name: None

    def put(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Mapping[int, date] | None = None
    ) -> PutCounts:
        self.before_call("put")
        created, written = set(), set()
        unchanged = closed = new = 0
        for table, given in rows.items():
            for row, number in zip(given, row_numbers[table], strict=True):
                key, content = self._checked(table, row)
                self.told_by.setdefault(load.id, set()).add((table, key))
                known = self.facts[table].get(key)
                if known is not None and table in NODE_TABLES:
                    content |= {name: said for name, said in known.content.items() if content[name] is None}
                if known is not None and known.content == content:
                    unchanged += 1
                else:
                    new += 1
                    closed += known is not None
                    self.facts[table][key] = Fact(content, load.id, number)
                    created.add(number)
                if self.facts[table][key].load == load.id:
                    written.add(number)
        self.version += bool(created)
        return PutCounts(new, unchanged, closed, frozenset(created), frozenset(written))

    def withdraw(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Mapping[int, date] | None = None
    ) -> PutCounts:
        self.before_call("withdraw")
        gone = set()
        for table, given in rows.items():
            for row, number in zip(given, row_numbers[table], strict=True):
                key, _ = self._checked(table, row)
                if table not in {"persons", "organizations"} and self.facts[table].pop(key, None) is not None:
                    self.withdrawn.add((table, key, load.id))
                    gone.add(number)
        return PutCounts(0, 0, len(gone), frozenset(gone), frozenset(gone) | self.rows_on_record(load, rows, row_numbers))

    def rows_on_record(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]]) -> frozenset[int]:
        found = set()
        for table, given in rows.items():
            for row, number in zip(given, row_numbers[table], strict=True):
                key, _ = self._checked(table, row)
                here = key in self.facts[table] or (table, key, load.id) in self.withdrawn
                if here and (table not in {"persons", "organizations"} or len(rows) == 1):
                    found.add(number)
        return frozenset(found)

    def retire(self, load: Load, *, rehearse: bool = False) -> Retired:
        """End every office that the load does not bear or repeat; sources are not told apart here."""
        told = sum(map(len, self.facts.values()))
        silent = [key for key in self.facts["roles"] if ("roles", key) not in self.told_by.get(load.id, set())]
        if rehearse:
            return Retired((), {}, told)
        for key in silent:
            del self.facts["roles"][key]
        return Retired(tuple(map(str, silent)), {"roles": len(silent)}, told)

    def rehearse(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Mapping[int, date] | None = None
    ) -> PutCounts:
        pairs = [
            (self.facts[table].get(key), content)
            for table in rows
            for key, content in (self._checked(table, row) for row in rows[table])
        ]
        same = sum(known is not None and known.content == content for known, content in pairs)
        changed = sum(known is not None and known.content != content for known, content in pairs)
        return PutCounts(len(pairs) - same, same, changed)

    def _checked(self, table: str, row: Row) -> tuple[Key, dict[str, object]]:
        columns = TABLES[table]
        assert row.keys() <= columns.keys(), f"{table}: {row.keys() - columns.keys()}"
        missing = [name for name, column in columns.items() if not column.optional and row.get(name) is None]
        assert not missing, f"{table}: {missing}"
        content = {name: row.get(name) for name in columns if name != "source"}
        return key_of(table, content), content

    def known(self, subject_ids: Sequence[str]) -> frozenset[str]:
        self.before_call("known")
        return frozenset(i for i in subject_ids if (i,) in self.facts["organizations"] or (i,) in self.facts["persons"])

    def known_events(self, event_ids: Iterable[str]) -> dict[str, KnownEvent]:
        self.before_call("known_events")
        found = {i: self.facts["events"][i,].content for i in event_ids if (i,) in self.facts["events"]}
        return {i: KnownEvent(str(row["kind"]), str(row["category"])) for i, row in found.items()}

    def organizations_found(
        self, keys: Sequence[OrganizationKey], *, besides: str | None = None
    ) -> Mapping[OrganizationKey, Sequence[OrganizationMatch]]:
        self.before_call("organizations_found")
        bearing: dict[tuple[str, object], list[OrganizationMatch]] = {}
        registered = {str(row["id"]): row for row in self.rows("organizations") if row["registrar"]}
        for firm, row in sorted(registered.items()):
            for kind in ("organization_code", "registration_number", "name"):
                bearing.setdefault((kind, row["name_key" if kind == "name" else kind]), []).append(OrganizationMatch(firm))
        for former in self.facts["names"].values():
            if former.content["organization"] in registered and former.load != besides:
                match = OrganizationMatch(str(former.content["organization"]), former=True)
                bearing.setdefault(("name", former.content["name_key"]), []).append(match)
        for entry in self.rows("references"):
            bearing.setdefault(("lei", entry["id"]), []).append(OrganizationMatch(str(entry["subject"])))
        return {key: bearing.get((key.kind, key.value), []) for key in keys}

    def registered(self, organization_ids: Sequence[str]) -> Mapping[str, Registered]:
        self.before_call("registered")
        asked = {row["id"]: row for row in self.rows("organizations") if row["id"] in set(organization_ids)}
        names = {row["id"]: row["name"] for row in self.rows("persons")}
        heads: dict[object, list[Representative]] = {}
        for row in self.rows("roles"):
            if row["role"] == "legal_representative" and row["organization"] in asked:
                head = Representative(str(names[row["person"]]), row["start"], row["end"])  # type: ignore[arg-type]  # days by TABLES
                heads.setdefault(row["organization"], []).append(head)
        return {
            str(firm): Registered(
                row["capital_fen"],
                row["representative"],
                heads.get(firm, []),
                row["founded"],
                row["closed"],
                row["status"],
                row["address"],  # type: ignore[arg-type]  # as above
            )
            for firm, row in asked.items()
        }

    def rows(self, table: str) -> list[dict[str, object]]:
        return [fact.content for fact in self.facts[table].values()]


@dataclass
class MemoryLedger:
    """Persons by identity and the journal of loads."""

    persons: dict[PersonIdentity, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    journal: dict[str, Load] = field(default_factory=dict)
    reports: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    attempts: list[tuple[str, str]] = field(default_factory=list)
    masks: list[tuple[str, str]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    before_call: Callable[[str], None] = lambda name: None

    def note_look(self, look: Look) -> None:
        self.looks.append(look)

    def person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str]:
        self.before_call("person_keys")
        self.masks += [(one.name, one.masked_id) for one in identities if one.masked_id]
        return [self._key(identity) for identity in identities]

    def _key(self, identity: PersonIdentity) -> str:
        assert identity.id_number or identity.anchor
        key = self.persons.setdefault(_same(identity), f"p-{len(self.persons):026d}")
        self.names.setdefault(key, set()).add(identity.name)
        return key

    def masked_candidates(self, name: str, masked_id: str) -> Sequence[tuple[str, bool]]:
        numbers = {key: same.id_number for same, key in self.persons.items() if same.id_number and name in self.names[key]}
        return [(key, mask_is_compatible(masked_id, number)) for key, number in sorted(numbers.items())]

    def known_person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str | None]:
        return [self.persons.get(_same(identity)) for identity in identities]

    def begin_load(self, load: Load, command: str = "") -> Load:
        self.before_call("begin_load")
        self.attempts.append((command, load.id))
        return self.journal.setdefault(load.id, load)

    def finish_load(self, load_id: str, report: Mapping[str, object]) -> None:
        self.before_call("finish_load")
        self.reports.append((load_id, dict(report)))

    def tries(self) -> Sequence[Try]:
        finished = {load_id for load_id, _ in self.reports}
        return [Try(command, self.journal[load_id], load_id in finished) for command, load_id in self.attempts]

    def loads(self) -> Sequence[tuple[Load, Mapping[str, object] | None]]:
        newest = dict(self.reports)
        return [(load, newest.get(load.id)) for load in self.journal.values()]


def _same(identity: PersonIdentity) -> PersonIdentity:
    anchored = PersonIdentity(identity.name, anchor=identity.anchor)
    return PersonIdentity("", identity.id_type, identity.id_number) if identity.id_number else anchored


class CutOff:
    """Lets ``allowed`` store calls pass and fails the next one."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def __call__(self, name: str) -> None:
        if self.left == 0:
            raise StoreUnavailableError(f"cut off before {name}")
        self.left -= 1
