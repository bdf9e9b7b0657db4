"""A graph and a ledger in memory that keep the promises of the ports which loading relies on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.errors import StoreUnavailableError
from graph_service.model.facts import KEYS, TABLES, FactRows, Row
from graph_service.security.masking import mask_is_compatible
from graph_service.store.ports import Load, PersonIdentity, PutCounts
from graph_service.store.register_ports import OrganizationKey, OrganizationMatch, Registered, Representative

Key = tuple[object, ...]


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
    before_call: Callable[[str], None] = lambda name: None

    def put(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]]) -> PutCounts:
        self.before_call("put")
        created, written = set(), set()
        unchanged = closed = new = 0
        for table, given in rows.items():
            for row, number in zip(given, row_numbers[table], strict=True):
                key, content = self._checked(table, row)
                known = self.facts[table].get(key)
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

    def _checked(self, table: str, row: Row) -> tuple[Key, dict[str, object]]:
        columns = TABLES[table]
        assert row.keys() <= columns.keys(), f"{table}: {row.keys() - columns.keys()}"
        missing = [name for name, column in columns.items() if not column.optional and row.get(name) is None]
        assert not missing, f"{table}: {missing}"
        content = {name: row.get(name) for name in columns if name != "source"}
        return tuple(content[name] for name in KEYS[table]), content

    def known(self, subject_ids: Sequence[str]) -> frozenset[str]:
        self.before_call("known")
        return frozenset(i for i in subject_ids if (i,) in self.facts["organizations"] or (i,) in self.facts["persons"])

    def known_events(self, event_ids: Iterable[str]) -> frozenset[str]:
        self.before_call("known_events")
        return frozenset(i for i in event_ids if (i,) in self.facts["events"])

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
            str(firm): Registered(row["capital_fen"], row["representative"], heads.get(firm, []))  # type: ignore[arg-type]  # as above
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
    masks: list[tuple[str, str]] = field(default_factory=list)
    before_call: Callable[[str], None] = lambda name: None

    def person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str]:
        self.before_call("person_keys")
        self.masks += [(one.name, one.masked_id) for one in identities if one.masked_id]
        return [self._key(identity) for identity in identities]

    def _key(self, identity: PersonIdentity) -> str:
        assert identity.id_number or identity.anchor
        anchored = PersonIdentity(identity.name, anchor=identity.anchor)
        same = PersonIdentity("", identity.id_type, identity.id_number) if identity.id_number else anchored
        key = self.persons.setdefault(same, f"p-{len(self.persons):026d}")
        self.names.setdefault(key, set()).add(identity.name)
        return key

    def masked_candidates(self, name: str, masked_id: str) -> Sequence[tuple[str, bool]]:
        numbers = {key: same.id_number for same, key in self.persons.items() if same.id_number and name in self.names[key]}
        return [(key, mask_is_compatible(masked_id, number)) for key, number in sorted(numbers.items())]

    def begin_load(self, load: Load) -> Load:
        self.before_call("begin_load")
        return self.journal.setdefault(load.id, load)

    def finish_load(self, load_id: str, report: Mapping[str, object]) -> None:
        self.before_call("finish_load")
        self.reports.append((load_id, dict(report)))

    def loads(self) -> Sequence[tuple[Load, Mapping[str, object] | None]]:
        newest = dict(self.reports)
        return [(load, newest.get(load.id)) for load in self.journal.values()]


class CutOff:
    """Lets ``allowed`` store calls pass and fails the next one."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def __call__(self, name: str) -> None:
        if self.left == 0:
            raise StoreUnavailableError(f"cut off before {name}")
        self.left -= 1
