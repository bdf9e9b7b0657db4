"""A small hand-made graph with outcomes in all four states, behind the ports that pages and API read.

天和食品 lost its food licence; its legal representative was swapped a month before. Around it: shareholders, a branch, a state-owned
shareholder chain, a cross-holding and a firm in which a banned person still holds an office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from graph_service.model.acts import MeasureAct
from graph_service.model.dossiers import Dossier, DossierChoice
from graph_service.model.facts import Row
from graph_service.model.identities import AsKnown
from graph_service.model.leads import ALL_LEADS, Lead, LeadChoice, LeadKind, LeadStep, NewLead, Taken
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import RuleBook
from graph_service.store.act_ports import Position
from graph_service.store.history_ports import EventRun
from graph_service.store.ownership_ports import HoldingsAround, Reach, Then
from graph_service.store.ports import Neighbourhood, Provenance, Relationship, StatedFact, SubjectRecord
from graph_service.store.reading_ports import (
    RELATION_KINDS,
    EventsAbout,
    LinkFilter,
    LinkGroup,
    Links,
    Neighbour,
    NeighbourPage,
    PageStart,
    Place,
)
from graph_service.store.register_ports import Entry, FormerName
from graph_service.workflow.services import Services

T = TypeVar("T")

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FIRM = "91110105MA0FAKE17J"
EVENT = "ev-food-2024"
LISTING = "ev-listing-2024"

_ORGANIZATIONS = [
    (FIRM, "北京天和食品有限公司", "company"),
    ("91110105MA0FAKE25F", "北京天和食品有限公司朝阳第一分公司", "branch"),
    ("91110105MA0FAKE33A", "北京盛泽投资控股（集团）有限责任公司", "company"),
    ("91110105MA0FAKE418", "北京嘉禾冷链物流股份有限公司", "company"),
    ("91110105MA0FAKE50X", "天津恒信商贸有限公司", "company"),
    ("91110105MA0FAKE68T", "北京京西国有资产经营管理中心", "company"),
    ("91110105MA0FAKE76P", "北京惠民餐饮管理有限公司", "company"),
    ("reg:110105000000017", "朝阳区老马面馆", "individual_business"),
]
_PERSONS = [
    ("p-wang", "王建国", True),
    ("p-li", "李淑芬", True),
    ("p-zhang", "张伟", True),
    ("p-zhao", "赵敏", True),
    ("p-sun", "孙浩然", True),
    ("p-zhou", "周丽娟", True),
    ("p-ma", "马文博", True),
    ("p-namesake", "张伟", False),
    ("p-qian", "钱学明", True),
    ("p-wu", "吴晓燕", True),
]
#: person, organisation, role, start, end (exclusive)
_ROLES = [
    ("p-wang", FIRM, "legal_representative", "2018-01-05", "2024-02-10"),
    ("p-wang", FIRM, "director", "2018-01-05", "2024-02-10"),
    ("p-li", FIRM, "legal_representative", "2024-02-10", None),
    ("p-zhang", FIRM, "general_manager", "2019-06-01", None),
    ("p-zhao", FIRM, "supervisor", "2018-01-05", None),
    ("p-sun", FIRM, "director", "2020-03-01", None),
    ("p-sun", "91110105MA0FAKE33A", "legal_representative", "2012-04-01", None),
    ("p-zhou", FIRM, "registered_practitioner", "2021-09-01", None),
    ("p-zhang", "91110105MA0FAKE76P", "general_manager", "2024-08-01", None),
    ("p-ma", "reg:110105000000017", "individual_operator", "2010-01-01", None),
    ("p-ma", FIRM, "senior_manager", "2022-01-01", "2023-06-30"),
    ("p-namesake", "91110105MA0FAKE418", "director", "2016-01-01", None),
    ("p-qian", "91110105MA0FAKE68T", "legal_representative", "2015-01-01", None),
    ("p-wu", "91110105MA0FAKE25F", "branch_head", "2020-01-01", None),
]
#: holder, organisation, share, lowest, highest
_HOLDINGS = [
    ("91110105MA0FAKE33A", FIRM, 0.4471, None, None),
    ("p-sun", FIRM, 0.2, None, None),
    ("p-wang", FIRM, None, 0.1, 0.25),
    ("91110105MA0FAKE68T", "91110105MA0FAKE33A", 0.6, None, None),
    (FIRM, "91110105MA0FAKE418", 0.51, None, None),
    ("91110105MA0FAKE418", "91110105MA0FAKE50X", 1.0, None, None),
    ("91110105MA0FAKE50X", "91110105MA0FAKE418", 0.15, None, None),
    ("p-zhang", "91110105MA0FAKE76P", None, None, None),
]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _relationships() -> list[Relationship]:
    edges = [
        Relationship(f"f-role-{number:02}", "HOLDS_ROLE", person, firm, role, _day(start), _day(end), {})
        for number, (person, firm, role, start, end) in enumerate(_ROLES)
    ]
    for number, (holder, firm, share, low, high) in enumerate(_HOLDINGS):
        shares = {"share": share, "share_min": low, "share_max": high}
        edges.append(Relationship(f"f-own-{number:02}", "OWNS", holder, firm, "OWNS", date(2018, 1, 5), None, shares))
    edges.append(Relationship("f-branch-0", "BRANCH_OF", "91110105MA0FAKE25F", FIRM, "BRANCH_OF", date(2020, 1, 1), None, {}))
    return edges


_EVENTS: list[Row] = [
    {
        "id": EVENT,
        "kind": "penalty",
        "category": "food.licence_revoked",
        "subject": FIRM,
        "violation_start": date(2023, 6, 1),
        "violation_end": date(2023, 10, 1),
        "decision_date": date(2024, 3, 15),
        "office": "北京市朝阳区市场监督管理局",
        "document": "京朝市监罚〔2024〕第17号",
        "source": "f-event-0",
    },
    {
        "id": LISTING,
        "kind": "listing",
        "category": "samr.serious_list",
        "subject": FIRM,
        "violation_start": date(2023, 6, 1),
        "violation_end": date(2023, 10, 1),
        "decision_date": date(2024, 4, 20),
        "listing_date": date(2024, 4, 20),
        "underlying_basis": "食品安全法",
        "office": "北京市市场监督管理局",
        "document": "京市监列〔2024〕第3号",
        "source": "f-event-1",
    },
]
_FINDINGS: list[Row] = [
    {"event": EVENT, "person": "p-zhang", "liability": "direct_supervisor", "found": True, "source": "f-finding-0"},
    {"event": LISTING, "person": "p-zhou", "liability": "direct", "found": True, "source": "f-finding-1"},
]
_PERIOD = {"start": date(2010, 1, 1), "end": date(2018, 1, 1)}
FORMER = "北京天和饮食有限公司"
ENTRIES = [
    Entry(FIRM, "names", "f-name-0", {"organization": FIRM, "name": FORMER, "name_key": FORMER, **_PERIOD}),
    Entry(FIRM, "licences", "f-licence-0", {"holder": FIRM, "name": "食品经营许可证", "number": "JY1", "state": "valid"}),
    Entry("p-li", "licences", "f-licence-1", {"holder": "p-li", "name": "执业药师注册证", "state": "revoked"}),
    Entry(FIRM, "references", "f-reference-0", {"subject": FIRM, "list": "会员信用评级", "publisher": "某协会", "grade": "AA"}),
]
_CANDIDATES: list[Row] = [{"event": EVENT, "person": "p-namesake", "compatible": True, "source": "f-event-0"}]


@cache
def rules() -> RuleBook:
    """The rules shipped with the package, read once."""
    return load_rulebook()


def _is_chosen(one: Relationship, chosen: LinkFilter) -> bool:
    begun = chosen.on is None or one.start is None or one.start <= chosen.on
    over = chosen.on is not None and one.end is not None and one.end <= chosen.on
    return one.type in chosen.kinds and begun and (chosen.former or not over)


def _group_of(one: Relationship, subject: str) -> LinkGroup:
    return LinkGroup(one.type, one.label if one.type == "HOLDS_ROLE" else None, outward=one.source == subject, neighbours=0)


class FakeGraph:
    """The hand-made graph. ``names`` replaces names, to try hostile ones; ``broken`` makes every call fail."""

    def __init__(self, names: Mapping[str, str] | None = None, broken: Exception | None = None) -> None:
        named = names or {}
        records = [
            SubjectRecord(key, "organization", name, kind, key if key[0] == "9" else None) for key, name, kind in _ORGANIZATIONS
        ]
        records += [SubjectRecord(key, "person", name, properties={"confirmed": sure}) for key, name, sure in _PERSONS]
        self.records = {record.id: replace(record, name=named.get(record.id, record.name)) for record in records}
        self.edges = _relationships()
        self.broken = broken
        #: How many neighbours somebody has, and how often each neighbour counts in its group.
        self.degree: dict[str, int] = {}
        self.many = 1
        #: Pairs of firms that state the same address.
        self.addresses: list[tuple[str, str]] = []
        self.events = _EVENTS
        self.register("f-role-00", date(2018, 1, 10))

    def change_events(self, **values: object) -> None:
        """Put other values into every event."""
        self.events = [{**row, **values} for row in self.events]

    def register(self, fact: str, day: date) -> None:
        """Let the register have recorded an office on this day."""
        stated = {"registered_on": day}
        self.edges = [replace(edge, properties=stated) if edge.fact == fact else edge for edge in self.edges]

    def at_once(self, work: Callable[[], T]) -> T:
        return work()

    def graph_version(self) -> int:
        if self.broken:
            raise self.broken
        return 7

    def check_schema(self) -> None:
        if self.broken:
            raise self.broken

    def event_ids(self) -> Sequence[str]:
        return (EVENT, LISTING)

    def newest_events(self, limit: int) -> Sequence[str]:
        return (LISTING, EVENT)[:limit]

    def facts_for(self, event_ids: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        held = [edge for edge in self.edges if edge.type == "HOLDS_ROLE"]
        owned = [edge for edge in self.edges if edge.type == "OWNS"]
        return {
            "organizations": [
                {"id": key, "name": self.records[key].name, "type": kind, "industry": "餐饮" if "餐饮" in name else None}
                for key, name, kind in _ORGANIZATIONS
            ],
            "persons": [{"id": key, "name": self.records[key].name, "confirmed": sure} for key, _, sure in _PERSONS],
            "roles": [
                {
                    "person": e.source,
                    "organization": e.target,
                    "role": e.label,
                    "start": e.start,
                    "end": e.end,
                    "source": e.fact,
                }
                | dict(e.properties or {})
                for e in held
            ],
            "holdings": [
                {"holder": e.source, "organization": e.target, "start": e.start, "end": e.end, "source": e.fact}
                | dict(e.properties or {})
                for e in owned
            ],
            "events": [row for row in self.events if row["id"] in event_ids],
            "findings": [row for row in _FINDINGS if row["event"] in event_ids],
            "candidates": [row for row in _CANDIDATES if row["event"] in event_ids],
        }

    def facts_around(self, subject: str, others: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        return self.facts_for(())

    def holdings_around(self, subject: str, reach: Reach, then: Then | None = None) -> HoldingsAround:
        facts = self.facts_for(())
        return HoldingsAround(
            {table: facts[table] for table in ("organizations", "persons", "holdings")}, frozenset(), full=False
        )

    def provenance(self, fact_ids: Sequence[str]) -> Mapping[str, Provenance]:
        known = {
            "f-event-0": ("行政处罚_2019版.xlsx", 12),
            "f-event-1": ("严重失信主体名单.xlsx", 3),
            "f-finding-0": ("责任认定表.xlsx", 1),
            "f-finding-1": ("责任认定表.xlsx", 2),
        } | {edge.fact: ("登记抽取_主要人员.csv", number + 2) for number, edge in enumerate(self.edges)}
        return {
            fact: Provenance(fact, known[fact][0], "ab" * 32, known[fact][1], "load-5f3a", NOW)
            for fact in fact_ids
            if fact in known
        }

    def fact(self, fact_id: str) -> StatedFact | None:
        edge = next((edge for edge in self.edges if edge.fact == fact_id and edge.type == "HOLDS_ROLE"), None)
        if edge is None:
            return None
        said = {"person": edge.source, "organization": edge.target, "role": edge.label, "start": edge.start, "end": edge.end}
        return StatedFact("roles", said | dict(edge.properties or {}), self.provenance([fact_id])[fact_id])

    def subject(self, subject_id: str) -> SubjectRecord | None:
        if self.broken:
            raise self.broken
        return self.records.get(subject_id)

    def known_as(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {}

    def neighbourhood(self, subject_id: str, *, limit: int) -> Neighbourhood:
        kept = [self.records[subject_id]] + [one for key, one in self.records.items() if key != subject_id]
        kept = kept[:limit]
        ids = {one.id for one in kept}
        edges = tuple(edge for edge in self.edges if {edge.source, edge.target} <= ids)
        outside = [pair for edge in self.edges for pair in ((edge.source, edge.target), (edge.target, edge.source))]
        hidden = Counter(inside for inside, other in outside if inside in ids and other not in ids)
        if limit >= len(self.records):
            hidden["91110105MA0FAKE68T"] = 14
        return Neighbourhood(subject_id, tuple(kept), edges, hidden, limit < len(self.records))

    def events_of(self, subject_id: str) -> Sequence[str]:
        stated = {row["event"] for row in (*_FINDINGS, *_CANDIDATES) if row["person"] == subject_id}
        in_firm = {subject_id} | {edge.target for edge in self.edges if edge.source == subject_id}
        return sorted(stated | {str(row["id"]) for row in _EVENTS if row["subject"] in in_firm})

    def events_about(self, subject_id: str, *, limit: int) -> EventsAbout:
        rows = [row for row in self.events if row["id"] in self.events_of(subject_id)][:limit]
        return EventsAbout(self.graph_version(), rows, self.provenance([str(row["source"]) for row in rows]))

    def events_touching(self, subject_ids: Sequence[str]) -> Sequence[str]:
        return sorted({event for subject in subject_ids for event in self.events_of(subject)})

    def subjects_named(self, name: str, *, limit: int) -> Sequence[SubjectRecord]:
        if name == FORMER:
            return [replace(self.records[FIRM], former_name=FormerName(FORMER, *_PERIOD.values(), "f-name-0"))]
        return [record for record in self.records.values() if record.name == name][:limit]

    def entries_of(self, subject_ids: Sequence[str], *, limit: int, known: AsKnown | None = None) -> Sequence[Entry]:
        return [entry for entry in ENTRIES if entry.subject in subject_ids]

    def subjects_known(self, subject_ids: Sequence[str], known: AsKnown | None) -> Mapping[str, SubjectRecord]:
        return {key: self.records[key] for key in subject_ids if key in self.records}

    def neighbours(self, subject: SubjectRecord, chosen: LinkFilter, page: PageStart, *, limit: int) -> NeighbourPage:
        ties: dict[Place, list[Relationship]] = {}
        for one in self.links_of([subject.id], chosen, limit=1000).relationships:
            if _group_of(one, subject.id).name in page.folded or page.group not in ("", _group_of(one, subject.id).name):
                continue
            other = one.target if one.source == subject.id else one.source
            rank = min([RELATION_KINDS.index(one.type), *(place.rank for place in ties if place.key == other)])
            ties[Place(rank, other)] = [tie for place in list(ties) if place.key == other for tie in ties.pop(place)] + [one]
        left = [place for place in sorted(ties) if page.after is None or place > page.after]
        found = [Neighbour(self.records[p.key], tuple(ties[p]), self.degree.get(p.key, 1)) for p in left[:limit]]
        return NeighbourPage(tuple(found), left[limit - 1] if len(left) > limit else None)

    def link_groups(self, subject: SubjectRecord, chosen: LinkFilter, *, limit: int) -> Sequence[LinkGroup]:
        found = Counter(_group_of(one, subject.id) for one in self.links_of([subject.id], chosen, limit=1000).relationships)
        groups = [replace(group, neighbours=number * self.many) for group, number in found.items()]
        return sorted(groups, key=lambda group: (-group.neighbours, group.name))

    def at_same_address(self, subject_ids: Sequence[str], *, limit: int) -> Links:
        ties = [Relationship("", "SAME_ADDRESS", *pair, "same_address", None, None, {}) for pair in self.addresses]
        found = [one for one in ties if {one.source, one.target} & set(subject_ids)]
        touched = Counter(end for one in found for end in (one.source, one.target))
        return Links(tuple(found), frozenset(key for key in subject_ids if touched[key] > limit))

    def links_of(self, subject_ids: Sequence[str], chosen: LinkFilter, *, limit: int, described: bool = False) -> Links:
        found = [one for one in self.edges if {one.source, one.target} & set(subject_ids) and _is_chosen(one, chosen)]
        touched = Counter(end for one in found for end in {one.source, one.target})
        kept = [replace(one, provenance=self.provenance([one.fact]).get(one.fact)) for one in found]
        return Links(tuple(kept), frozenset(key for key in subject_ids if touched[key] > limit))


class FakeLedger:
    """A ledger without runs, so that everything is computed; id numbers are shown masked only."""

    def __init__(self, broken: Exception | None = None) -> None:
        self.broken = broken
        self.entered: Sequence[Lead] = ()

    def latest_run(self, event: str, on: date) -> None:
        return None

    def touched_per_event(self, most_events: int) -> Sequence[int]:
        return ()

    def runs_of_event(self, event: str) -> Sequence[EventRun]:
        return ()

    def events_naming(self, subject: str) -> Sequence[str]:
        return ()

    def position(self) -> Position:
        return Position(0, None)

    def has_accounts(self) -> bool:
        return False

    def newest_acts(self, events: Sequence[str]) -> Sequence[MeasureAct]:
        return ()

    def dossiers(self, chosen: DossierChoice) -> Sequence[Dossier]:
        return ()

    def masked_id(self, person_key: str) -> str | None:
        return None if person_key == "p-namesake" else "1101**********0014"

    def masked_ids(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        return {key: masked for key in person_keys if (masked := self.masked_id(key))}

    def leads(self, chosen: LeadChoice = ALL_LEADS) -> Sequence[Lead]:
        return self.entered

    def loads(self) -> Sequence[object]:
        if self.broken:
            raise self.broken
        return ()


def suspected(
    seq: int, kind: LeadKind, one: str, other: str, *steps: LeadStep, days: tuple[date | None, date | None] = (None, None)
) -> Lead:
    """A lead with the steps that were taken on it."""
    said = NewLead(f"k{seq}", kind, one, other, "笔录2026-31", "资金来往", "officer", *days)
    return Lead(seq, said, NOW, tuple(Taken(step, "officer", "请核查", NOW) for step in steps))


def services_with(*leads: Lead) -> Services:
    """The hand-made graph with leads beside it."""
    services = fake_services()
    services.ledger.entered = leads  # type: ignore[attr-defined]  # a fake
    return services


def fake_services(names: Mapping[str, str] | None = None, broken: Exception | None = None) -> Services:
    return Services(FakeGraph(names, broken), FakeLedger(broken), rules(), Path("home"), lambda: NOW)
