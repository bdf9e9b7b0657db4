"""An instance with accounts: one for each role in a department and a district, one in another department, and one in another district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.model.accounts import Profile
from graph_service.policy.permissions import load_permissions
from graph_service.security.acting import ACTOR
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.workflow.accounts import TokenTerms, add_account, issue_token
from graph_service.workflow.services import GraphStore, Services
from tests.ledger.desk import RULES
from tests.ledger.samples import clock

TABLE = load_permissions()
HERE, ELSEWHERE = ("market_regulation", "110105"), ("tax", "110101")
FIRST = Profile("首个账号", "credit_joint_conference", "", frozenset({"security_administrator"}))


class Down:
    """A graph that never answers: what is let in fails later, and never with 401 or 403."""

    def __getattr__(self, name: str) -> object:
        def fail(*_: object, **__: object) -> None:
            raise StoreUnavailableError(f"{name}: the graph is down")

        return fail


@dataclass
class Office:
    """Services over a real ledger, and a token for each role."""

    services: Services
    tokens: dict[str, str]


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """No test acts as whom another one let in."""
    before = ACTOR.set(None)
    yield
    ACTOR.reset(before)


def services_over(ledger: SqlLedger, home: Path, graph: object = None) -> Services:
    return Services(cast(GraphStore, graph), ledger, RULES, home, clock)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), clock)
    services = services_over(ledger, home, Down())
    add_account(services, "first", FIRST, "启用")
    tokens = {}
    for role in TABLE.roles:
        for place, (department, district) in (("here", HERE), ("elsewhere", ELSEWHERE)):
            login = f"{role.replace('_', '-')}.{place}"
            add_account(services, login, Profile(role, department, district, frozenset({role})), "启用")
            tokens[f"{role}.{place}"] = issue_token(services, login, TokenTerms("test", 30), "测试").secret
    yield Office(services, tokens)
    ledger.close()
