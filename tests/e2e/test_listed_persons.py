"""From files of lists and courts to whoever they reach, on both graph servers: for each family one who is reached and one who must not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_service.bootstrap import now
from graph_service.loaders.run import load_paths
from graph_service.model.outcomes import State
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.store.ports import PersonIdentity
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.loaders.tables import FIRMS, PEOPLE, write_csv

DAY = date(2026, 11, 24)
HEAD, DIRECTOR, OTHER = (
    PersonIdentity(name, "resident_id", number) for name, number in zip(("赵甲", "钱乙", "孙丙"), PEOPLE[:3], strict=True)
)
NOBODY = {"列名人员姓名": "", "列名人员证件类型": "", "列名人员证件号码": ""}


@pytest.fixture
def town(graph_store: BoltGraphStore, tmp_path: Path) -> Iterator[Services]:
    """A firm with its legal representative 赵甲 and a director 钱乙."""
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    services = Services(graph_store, ledger, load_rulebook(), tmp_path, now)
    director = {"姓名": DIRECTOR.name, "证件号码": PEOPLE[1], "职务": "董事"}
    write_csv(tmp_path, "enterprise", {})
    write_csv(tmp_path, "person", {}, director)
    load_paths(services, [tmp_path / "enterprise.csv", tmp_path / "person.csv"])
    yield services
    ledger.close()


def reached(services: Services, *files: Path) -> dict[tuple[str, PersonIdentity | str], State]:
    """Load files, propagate, and say how each rule stands towards whom; other states than *not affected* only."""
    assert load_paths(services, files).rejected == 0
    propagate_events(services, None, DAY)
    keys = services.ledger.person_keys([HEAD, DIRECTOR, OTHER])
    names: dict[str, PersonIdentity | str] = dict(zip(keys, (HEAD, DIRECTOR, OTHER), strict=True))
    entries = services.ledger.newest_runs(services.graph.event_ids())
    found = services.ledger.outcomes_in(entries, open_only=True)
    return {(one.rule, names.get(one.subject, one.subject)): one.state for one in found}


@pytest.mark.parametrize(
    ("name", "rule"),
    [("安全生产严重失信主体名单", "CN-SAFE-LIST-11"), ("拖欠农民工工资失信联合惩戒名单", "CN-WAGE-48")],
)
def test_a_list_reaches_the_person_that_it_names_and_no_other_office(
    town: Services, tmp_path: Path, name: str, rule: str
) -> None:
    found = reached(town, write_csv(tmp_path, "listing", {"名单名称": name}))

    assert found[rule, FIRMS[0]] == found[rule, HEAD] == State.IN_FORCE
    assert (rule, DIRECTOR) not in found


def test_a_list_that_names_nobody_lists_the_firm_alone(town: Services, tmp_path: Path) -> None:
    found = reached(town, write_csv(tmp_path, "listing", NOBODY))

    assert [who for rule, who in found if rule == "CN-SAFE-LIST-11"] == [FIRMS[0]]


def test_the_tax_list_discloses_the_representative_unless_a_court_found_another(town: Services, tmp_path: Path) -> None:
    tax = {"名单名称": "重大税收违法失信主体", "列入日期": "2025-03-05", "公布日期": "2025-03-05"}
    court_found = {"列名人员姓名": OTHER.name, "列名人员证件号码": PEOPLE[2], "列名方式": "法院裁判确定的实际责任人"}
    alone = reached(town, write_csv(tmp_path, "listing", tax | NOBODY, name="a.csv"))
    found = reached(town, write_csv(tmp_path, "listing", tax | court_found | {"法定代表人涉案": "否"}, name="b.csv"))

    assert alone["CN-TAX-54", HEAD] == State.IN_FORCE
    assert found["CN-TAX-54", OTHER] == State.IN_FORCE
    assert ("CN-TAX-54", HEAD) not in found


def test_the_policy_ban_follows_only_from_a_stated_basis_and_waits_for_the_authority(town: Services, tmp_path: Path) -> None:
    without = reached(town, write_csv(tmp_path, "listing", NOBODY, name="a.csv"))
    found = reached(town, write_csv(tmp_path, "listing", NOBODY | {"惩戒措施依据": "安全生产法"}, name="b.csv"))

    assert {who for rule, who in without if rule == "BJ-R1-MARKET-BAN"} == set()
    assert found["BJ-R1-MARKET-BAN", HEAD] == State.PENDING_DECISION
    assert ("BJ-R1-MARKET-BAN", DIRECTOR) not in found


def test_a_firm_that_published_nothing_bars_its_head_elsewhere_and_another_cause_does_not(
    town: Services, tmp_path: Path
) -> None:
    cause, day = "列入严重违法失信名单原因", {"列入日期": "2024-04-01"}
    unpublished = day | {cause: "被列入经营异常名录届满3年仍未履行相关义务"}
    other = reached(town, write_csv(tmp_path, "samr", day | {"列入日期": "2024-03-01"}, name="a.csv"))
    found = reached(town, write_csv(tmp_path, "samr", unpublished, name="b.csv"))

    assert other["CN-SAMR-44", FIRMS[0]] == State.IN_FORCE
    assert ("CN-PUB-2014-17", HEAD) not in other
    assert found["CN-PUB-2014-17", HEAD] == State.IN_FORCE
    assert ("CN-PUB-2014-17", DIRECTOR) not in found


def test_the_list_of_abnormal_operation_reaches_nobody(town: Services, tmp_path: Path) -> None:
    assert reached(town, write_csv(tmp_path, "abnormal", {})) == {}


def test_taken_off_the_list_frees_everybody_it_reached(town: Services, tmp_path: Path) -> None:
    listed = reached(town, write_csv(tmp_path, "listing", {}, name="a.csv"))
    off = {"移出日期": "2025-03-05", "移出原因": "信用修复"}
    found = reached(town, write_csv(tmp_path, "listing", NOBODY | off, name="b.csv"))

    assert {rule for rule, _ in listed} >= {"CN-SAFE-LIST-11", "BJ-R2-HONOUR"}
    assert found == {}


FIRM = {"主体名称": "北京甲一食品有限公司", "主体类别": "1", "证件号码": FIRMS[0]}
#: An order that somebody who took office in 2015 cannot have come to later.
ORDERED = FIRM | {"限制消费令日期": "2019-07-13"}


def test_a_listed_firm_restricts_its_head_and_lists_nobody_but_itself(town: Services, tmp_path: Path) -> None:
    found = reached(town, write_csv(tmp_path, "executee", ORDERED))

    assert found["CN-COURT-CONSUMPTION", HEAD] == found["CN-COURT-LIST-NAMES", FIRMS[0]] == State.IN_FORCE
    assert [who for rule, who in found if rule in {"CN-COURT-LIST-NAMES", "CN-CO-178-5"}] == [FIRMS[0]]
    assert ("CN-COURT-CONSUMPTION", DIRECTOR) not in found


def test_behind_a_mask_the_namesake_that_fits_is_for_review_and_the_other_free(town: Services, tmp_path: Path) -> None:
    town.ledger.person_keys([PersonIdentity(HEAD.name, "resident_id", PEOPLE[4])])
    masked = {"主体名称": HEAD.name, "证件号码": f"{PEOPLE[0][:10]}****{PEOPLE[0][-4:]}", "债务数额较大": "是"}
    found = reached(town, write_csv(tmp_path, "executee", masked))

    assert found["CN-CO-178-5", HEAD] == found["CN-COURT-LIST-NAMES", HEAD] == State.NEEDS_REVIEW
    assert {who for _, who in found} == {HEAD}
    assert set(found.values()) == {State.NEEDS_REVIEW}


def test_an_order_against_a_firm_binds_its_head_until_it_is_lifted(town: Services, tmp_path: Path) -> None:
    bound = reached(town, write_csv(tmp_path, "order", {}, name="a.csv"))
    lifted = reached(town, write_csv(tmp_path, "order", {"移出日期": "2020-07-13"}, name="b.csv"))

    assert bound["CN-COURT-CONSUMPTION", HEAD] == State.IN_FORCE
    assert ("CN-COURT-CONSUMPTION", DIRECTOR) not in bound
    assert lifted == {}


REMOVED = {"文书类别": "处分决定", "处理种类": "撤职", "事由": "导致发生生产安全事故", "期限": ""}
FRAUD = {
    "文书类别": "刑事判决",
    "处理种类": "有期徒刑",
    "刑罚": "有期徒刑三年",
    "罪名": "合同诈骗罪",
    "期限": "",
    "刑罚执行完毕日期": "2025-03-05",
}
DRUG = {"文书类别": "行政处罚决定", "处理种类": "终身禁止从事药品生产经营活动", "事由": "生产假药", "期限": "终身"}


@pytest.mark.parametrize(
    ("said", "rule"),
    [({}, "CN-SEC-221"), (REMOVED, "CN-SAFE-94"), (FRAUD, "CN-CO-178-2")],
    ids=["ban", "removed", "judgment"],
)
def test_a_decision_against_a_person_reaches_that_person_until_it_is_annulled(
    town: Services, tmp_path: Path, said: dict[str, str], rule: str
) -> None:
    found = reached(town, write_csv(tmp_path, "sanction", said, name="a.csv"))
    annulled = reached(town, write_csv(tmp_path, "sanction", said | {"撤销日期": "2026-01-01"}, name="b.csv"))

    assert found[rule, HEAD] == State.IN_FORCE
    assert {who for _, who in found} == {HEAD}
    assert annulled == {}


def test_a_ban_in_the_case_of_a_firm_is_in_force_for_whom_it_names_and_others_wait(town: Services, tmp_path: Path) -> None:
    manager = {"主体名称": OTHER.name, "证件号码": PEOPLE[2], "职务": "车间主任"}
    found = reached(town, write_csv(tmp_path, "sanction", DRUG | manager))

    assert found["CN-DRUG-118", OTHER] == State.IN_FORCE
    assert found["CN-DRUG-118", HEAD] in {State.PENDING_DECISION, State.NEEDS_REVIEW}
    assert ("CN-DRUG-118", DIRECTOR) not in found


def test_a_decision_of_other_words_reaches_nobody(town: Services, tmp_path: Path) -> None:
    fined = {"文书类别": "行政处罚决定", "处理种类": "罚款", "期限": ""}

    assert reached(town, write_csv(tmp_path, "sanction", fined)) == {}
