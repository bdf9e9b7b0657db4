"""Small loads for the tests of the graph store. All persons are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from graph_service.model.facts import FactRows, Row
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ports import Load, PutCounts

FIRM = "91110000MA0FAKE01X"
BRANCH = "91110000MA0FAKE02X"
CLIENT = "91110000MA0FAKE03X"
OTHER = "91110000MA0FAKE04X"
#: What a register says of an organisation beside what is judged.
REGISTERED = {
    "name_key": "企业01X", "organization_code": "MA0FAKE01", "registration_number": "110000000000011", "area": "110000", "status": "revoked",
    "founded": date(2001, 2, 3), "closed": date(2024, 5, 6), "capital_fen": 10**15, "registrar": "某市场监督管理局", "address": "某街一号",
    "representative": "赵甲",
}  # fmt: skip


def load(number: int) -> Load:
    """Return the load of day ``number``."""
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return Load(f"load-{number}", "registry", f"file-{number}.csv", f"{number:064x}", moment)


def numbers(rows: FactRows) -> Mapping[str, Sequence[int]]:
    """Number the rows of each table from 1."""
    return {table: range(1, len(given) + 1) for table, given in rows.items()}


def put(store: BoltGraphStore, number: int, rows: FactRows) -> PutCounts:
    """Put rows as the load of day ``number``."""
    return store.put(load(number), rows, numbers(rows))


def organization(key: str, **more: object) -> Row:
    return {"id": key, "name": f"企业{key[-3:]}", "type": "company", **more}


def person(key: str, **more: object) -> Row:
    return {"id": key, "name": f"人{key[-2:]}", "confirmed": True, **more}


def representative(holder: str, firm: str, start: date | None, end: date | None = None) -> Row:
    return {"person": holder, "organization": firm, "role": "legal_representative", "start": start, "end": end}


def event(key: str, subject: str | None = FIRM, **more: object) -> Row:
    return {"id": key, "kind": "penalty", "category": "food", "subject": subject, "decision_date": date(2020, 5, 1), **more}


def story() -> dict[str, list[Row]]:
    """Return rows of every table around one event against a branch."""
    return {
        "organizations": [
            organization(FIRM, uscc=FIRM, **REGISTERED), organization(BRANCH, type="branch", parent=FIRM), organization(CLIENT), organization(OTHER),
        ],
        "persons": [person(f"p-{letter}") for letter in "abcdefgh"],
        "roles": [
            representative("p-a", FIRM, date(2015, 1, 1)),
            {"person": "p-b", "organization": BRANCH, "role": "branch_head", "start": date(2018, 1, 1), "end": date(2021, 1, 1)},
            {"person": "p-c", "organization": CLIENT, "role": "director", "start": date(2019, 1, 1)},
            {"person": "p-b", "organization": OTHER, "role": "supervisor", "start": date(2022, 1, 1)},
            {"person": "p-h", "organization": OTHER, "role": "director", "start": date(2022, 1, 1)},
        ],
        "holdings": [{"holder": FIRM, "organization": BRANCH, "share": 1.0, "subscribed_fen": 10**15, "paid_fen": 5}, {"holder": "p-d", "organization": BRANCH, "share": 0.25}],
        "events": [event("ev-1", BRANCH, client=CLIENT, term_years=3, lifetime=False), event("ev-2", OTHER)],
        "findings": [{"event": "ev-1", "person": "p-e", "liability": "direct", "found": True}],
        "sanctions": [{"event": "ev-1", "person": "p-e", "decision_date": date(2020, 5, 2), "years": 3}],
        "namings": [{"event": "ev-1", "person": "p-f", "how": "named"}],
        "candidates": [{"event": "ev-1", "person": "p-g", "compatible": True}],
        "participants": [{"event": "ev-1", "organization": CLIENT, "result": "中标"}],
        **entries(),
    }  # fmt: skip


def entries() -> dict[str, list[Row]]:
    """Return one entry of each kind, with every column."""
    period = {"start": date(2010, 1, 1), "end": date(2018, 1, 1)}
    return {
        "names": [{"organization": FIRM, "name": "旧名（北京）", "name_key": "旧名(北京)", **period}],
        "licences": [
            {"id": "lic-1", "holder": FIRM, "name": "食品经营许可证", "number": "JY1", "category": "food", "content": "热食类",
             "authority": "某局", "state": "valid", **period},
            {"id": "lic-2", "holder": "p-b", "name": "执业药师注册证", "number": "211"},
        ],
        "honours": [{"id": "hon-1", "subject": FIRM, "title": "诚信典型", "authority": "某局", "document": "一号", **period}],
        "references": [{"id": "ref-1", "subject": FIRM, "list": "信用评级", "publisher": "某协会", "grade": "AA", "content": "年度",
                        "document": "二号", **period}],
        "government_records": [{"id": "gov-1", "subject": OTHER, "kind": "contract", "authority": "某院", "content": "拖欠",
                                "document": "三号", "day": date(2019, 1, 1), "end": date(2022, 1, 1)}],
    }  # fmt: skip


def register(firms: int) -> dict[str, list[Row]]:
    """Return a register of so many firms: each with two successive representatives, an owner and a decision against it."""
    keys = [f"FIRM{number:04d}" for number in range(firms)]
    people = [f"p-{number:05d}" for number in range(2 * firms)]
    pairs = list(zip(keys, people[::2], people[1::2], strict=True))
    return {
        "organizations": [organization(key) for key in keys],
        "persons": [person(key) for key in people],
        "events": [event(f"ev-{key}", key) for key in keys],
        "roles": [representative(who, firm, date(year, 1, 1)) for firm, *two in pairs for who, year in zip(two, (2015, 2019), strict=True)],
        "holdings": [{"holder": owner, "organization": firm, "share": 0.5} for firm, owner, _ in pairs],
        "findings": [{"event": f"ev-{firm}", "person": who, "liability": "direct", "found": True} for firm, who, _ in pairs],
    }  # fmt: skip


def live_representatives(rows: FactRows, firm: str) -> list[tuple[object, object, object]]:
    """Return (person, start, end) of the believed representatives of a firm, by start."""
    found = [row for row in rows["roles"] if row["organization"] == firm and row["role"] == "legal_representative"]
    return sorted(((row["person"], row["start"], row["end"]) for row in found), key=str)
