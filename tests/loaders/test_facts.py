"""What the rows become: facts with their days, keys and persons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.organizations import organization_type, roles_of, status_of
from graph_service.loaders.run import load_paths
from graph_service.model.facts import ORGANIZATION_STATUSES
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph, MemoryLedger
from tests.loaders.tables import AUTHORITY, FIRMS, PEOPLE, REGISTRATION, write_csv


def loaded(services: Services, *paths: Path) -> MemoryGraph:
    report = load_paths(services, paths)
    assert report.rejected == 0, [file.refused for file in report.files]
    graph = services.graph
    assert isinstance(graph, MemoryGraph)
    return graph


def picked(rows: list[dict[str, object]], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_last_day_is_inside_and_the_end_of_a_fact_outside(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "person", {"任职截止日期": "2019-12-31"}))

    assert picked(graph.rows("roles"), "start", "end") == [(date(2015, 1, 1), date(2020, 1, 1))]


def test_offices_held_together_become_a_role_each(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "person", {"职务": "执行董事兼总经理"}))

    assert picked(graph.rows("roles"), "role", "title") == [
        ("director", "执行董事兼总经理"),
        ("general_manager", "执行董事兼总经理"),
    ]


@pytest.mark.parametrize(
    ("position", "roles"),
    [("法定代表人", ("legal_representative",)), ("董事长、经理", ("director", "general_manager")), ("监事会主席", ("supervisor",)),
     ("副总经理、财务负责人", ("senior_manager",)), ("董事会秘书", ("senior_manager",)), ("主要负责人", ("principal_in_charge",)),
     ("实际控制人", ("actual_controller",)), ("经营者", ("individual_operator",)), ("一级注册建造师", ())],
)  # fmt: skip
def test_positions_are_read_as_whole_words(position: str, roles: tuple[str, ...]) -> None:
    if roles:
        assert roles_of(position) == roles
    else:
        with pytest.raises(UncleanError):
            roles_of(position)


@pytest.mark.parametrize("position", ["部门经理", "安全负责人", "董事助理", "董事、厨师"])
def test_a_position_that_only_contains_an_office_is_none(position: str) -> None:
    with pytest.raises(UncleanError):
        roles_of(position)


def test_the_head_of_a_branch_heads_a_branch(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "person", {"企业名称": "北京甲一食品有限公司朝阳分公司", "职务": "负责人"}))

    assert picked(graph.rows("roles"), "role") == [("branch_head",)]


def test_a_registered_firm_keeps_what_only_the_register_says(services: Services, tmp_path: Path) -> None:
    branch = {"企业名称": "北京甲一食品有限公司朝阳分公司", "统一社会信用代码": FIRMS[1], "企业类型": "有限责任公司分公司",
              "隶属企业统一社会信用代码": FIRMS[0]}  # fmt: skip
    graph = loaded(services, write_csv(tmp_path, "enterprise", branch))

    (row,) = graph.rows("organizations")
    assert (row["type"], row["parent"], row["industry"], row["listed"]) == ("branch", FIRMS[0], "食品", False)


def test_a_registered_firm_keeps_its_numbers_state_and_capital_and_the_key_of_its_name(
    services: Services, tmp_path: Path
) -> None:
    said = {"企业名称": "北京甲一（集团）有限公司", "注册号": REGISTRATION, "登记状态": "吊销，未注销", "成立日期": "2015年1月1日",
            "注册资本（万元）": "100.5", "登记机关": "北京市市场监督管理局", "住所": "某街一号"}  # fmt: skip
    (row,) = loaded(services, write_csv(tmp_path, "enterprise", said)).rows("organizations")

    kept = (
        "name_key",
        "organization_code",
        "registration_number",
        "area",
        "status",
        "founded",
        "capital_fen",
        "registrar",
        "address",
        "representative",
    )
    assert picked([row], *kept) == [
        ("北京甲一(集团)有限公司", FIRMS[0][8:17], REGISTRATION, FIRMS[0][2:8], "revoked", date(2015, 1, 1), 100_500_000,
         "北京市市场监督管理局", "某街一号", "赵甲")
    ]  # fmt: skip


def test_a_firm_that_a_row_only_names_can_be_found_by_its_name_and_number_too(services: Services, tmp_path: Path) -> None:
    with_code, without = {}, {"统一社会信用代码": "", "工商注册号": REGISTRATION, "行政处罚决定书文号": "京甲市监罚〔2024〕2号"}
    graph = loaded(services, write_csv(tmp_path, "penalty", with_code, without))

    assert picked(graph.rows("organizations"), "name_key", "organization_code", "registration_number", "area") == [
        ("北京甲一食品有限公司", FIRMS[0][8:17], None, FIRMS[0][2:8]),
        ("北京甲一食品有限公司", None, REGISTRATION, REGISTRATION[:6]),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [("存续（在营、开业、在册）", "active"), ("在业", "active"), ("吊销", "revoked"), ("吊销，未注销", "revoked"), ("吊销，已注销", "cancelled"),
     ("注销", "cancelled"), ("正在注销", "liquidating"), ("简易注销公告", "liquidating"), ("清算", "liquidating"), ("撤销", "annulled"),
     ("迁出", "moved_out"), ("迁入", "moved_in"), ("歇业", "suspended"), ("停业", "suspended"), ("设立中", "establishing"),
     ("存续（正在注销）", "active")],
)  # fmt: skip
def test_a_state_of_registration_is_read_by_what_is_settled(said: str, code: str) -> None:
    assert status_of(said) == code
    assert code in ORGANIZATION_STATUSES


def test_a_penalty_never_overwrites_what_the_register_says(services: Services, tmp_path: Path) -> None:
    graph = loaded(
        services, write_csv(tmp_path, "enterprise", {}), write_csv(tmp_path, "penalty", {"行政相对人名称": "旧名有限公司"})
    )

    assert picked(graph.rows("organizations"), "name", "industry") == [("北京甲一食品有限公司", "食品")]


def test_the_representative_of_a_penalty_row_gets_no_office(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty", {}))

    assert graph.rows("roles") == []
    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", True)]


def test_a_representative_without_a_number_stays_unconfirmed(services: Services, tmp_path: Path) -> None:
    nameless = {"法定代表人证件类型": "", "法定代表人证件号码": ""}
    masked = {"法定代表人证件号码": "110101********0014", "统一社会信用代码": FIRMS[1]}
    graph = loaded(services, write_csv(tmp_path, "penalty", nameless, masked))

    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", False), ("赵甲", False)]


MASK = "110101********0014"


@pytest.mark.parametrize(
    ("sheet", "cell"), [("penalty", "法定代表人证件号码"), ("person", "证件号码"), ("holding", "股东证照号码")]
)
def test_a_masked_number_identifies_nobody_and_is_kept_beside_the_name(
    services: Services, tmp_path: Path, sheet: str, cell: str
) -> None:
    another = MASK.replace("14", "22")
    first, again = {cell: MASK}, {cell: another} | ({"职务": "监事"} if sheet == "person" else {"统一社会信用代码": FIRMS[1]})
    rows = [first, again] if sheet != "holding" else [first]

    graph = loaded(services, write_csv(tmp_path, sheet, *rows))

    ledger: MemoryLedger = services.ledger  # type: ignore[assignment]  # the one in memory
    assert [mask for _, mask in ledger.masks] == ([MASK, another] if sheet != "holding" else [MASK])
    assert {row["confirmed"] for row in graph.rows("persons")} == {False}
    assert MASK not in str(graph.rows("persons")) + str(list(ledger.persons.values()))


def test_a_decision_keeps_who_decided_when_and_under_which_number(services: Services, tmp_path: Path) -> None:
    (event,) = loaded(services, write_csv(tmp_path, "penalty", {})).rows("events")

    assert (event["office"], event["document"], event["decision_date"]) == (
        AUTHORITY,
        "京甲市监罚〔2024〕1号",
        date(2024, 3, 5),
    )


def test_one_decision_published_twice_is_one_event(services: Services, tmp_path: Path) -> None:
    first = write_csv(tmp_path, "penalty", {}, name="a.csv")
    again = write_csv(tmp_path, "penalty", {"备注": "部门", "行政处罚决定书文号": "京甲市监罚〔2024〕1号"}, name="b.csv")

    assert len(loaded(services, first, again).rows("events")) == 1


def test_one_decision_against_two_subjects_is_two_events(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty", {}, {"统一社会信用代码": FIRMS[1]}))

    assert picked(graph.rows("events"), "subject") == [(FIRMS[0],), (FIRMS[1],)]


def test_a_natural_person_is_the_subject_and_no_number_enters_a_fact(services: Services, tmp_path: Path) -> None:
    natural = {"行政相对人名称": "孙丙", "行政相对人类别": "自然人", "统一社会信用代码": "", "法定代表人": "", "法定代表人证件类型": "",
               "法定代表人证件号码": "", "证件类型": "身份证", "证件号码": PEOPLE[2]}  # fmt: skip
    graph = loaded(services, write_csv(tmp_path, "penalty", natural))

    ((subject,),) = picked(graph.rows("events"), "subject")
    assert picked(graph.rows("persons"), "id", "name") == [(subject, "孙丙")]
    assert PEOPLE[2] not in repr(graph.facts)


def test_a_firm_without_a_code_is_keyed_by_its_registration_number(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty", {"统一社会信用代码": "", "工商注册号": REGISTRATION}))

    assert picked(graph.rows("organizations"), "id", "uscc") == [(f"reg:{REGISTRATION}", None)]


def test_a_registration_number_leads_to_the_unified_code_of_the_extract(services: Services, tmp_path: Path) -> None:
    firm = write_csv(tmp_path, "enterprise", {"注册号": REGISTRATION})
    graph = loaded(services, firm, write_csv(tmp_path, "penalty", {"统一社会信用代码": "", "工商注册号": REGISTRATION}))

    assert picked(graph.rows("events"), "subject") == [(FIRMS[0],)]


def test_a_name_joins_no_firm_registered_elsewhere(services: Services, tmp_path: Path) -> None:
    firm = write_csv(tmp_path, "enterprise", {})
    graph = loaded(services, firm, write_csv(tmp_path, "penalty", {"统一社会信用代码": ""}))

    ((subject,),) = picked(graph.rows("events"), "subject")
    assert str(subject).startswith("org:")


def test_same_names_without_numbers_are_two_persons_in_two_firms(services: Services, tmp_path: Path) -> None:
    unknown = {"证件类型": "", "证件号码": "", "职务": "监事"}
    graph = loaded(services, write_csv(tmp_path, "person", unknown, unknown | {"企业统一社会信用代码": FIRMS[1]}))

    assert len({row["person"] for row in graph.rows("roles")}) == 2


def test_a_share_is_computed_from_subscribed_capital_where_none_is_stated(services: Services, tmp_path: Path) -> None:
    firm = write_csv(tmp_path, "enterprise", {"注册资本（万元）": "200"})
    graph = loaded(services, firm, write_csv(tmp_path, "holding", {"持股比例": "", "认缴出资额（万元）": "50"}))

    assert picked(graph.rows("holdings"), "share") == [(0.25,)]


def test_an_unknown_share_stays_unknown(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "holding", {"持股比例": "", "认缴出资额（万元）": ""}))

    assert picked(graph.rows("holdings"), "share") == [(None,)]


def test_a_corporate_shareholder_holds_by_its_code(services: Services, tmp_path: Path) -> None:
    parent = {"股东类型": "企业法人", "股东名称": "北京母一有限公司", "股东证照类型": "营业执照", "股东证照号码": FIRMS[1]}
    graph = loaded(services, write_csv(tmp_path, "holding", parent))

    assert picked(graph.rows("holdings"), "holder", "organization") == [(FIRMS[1], FIRMS[0])]


def test_a_finding_reaches_its_decision_over_brackets_and_files(services: Services, tmp_path: Path) -> None:
    loaded(services, write_csv(tmp_path, "penalty", {}))
    graph = loaded(services, write_csv(tmp_path, "finding", {}, {"姓名": "钱乙", "证件号码": PEOPLE[1], "是否认定": "否"}))

    ((event,),) = picked(graph.rows("events"), "id")
    assert picked(graph.rows("findings"), "event", "liability", "found") == [
        (event, "direct_supervisor", True),
        (event, "direct_supervisor", False),
    ]


def test_a_decision_that_revokes_two_licences_is_an_event_for_each_and_a_finding_is_on_both(
    services: Services, tmp_path: Path
) -> None:
    both = {
        "处罚类别": "吊销许可证;吊销营业执照",
        "处罚内容": "吊销食品经营许可证；吊销营业执照",
        "暂扣或吊销证照名称及编号": "食品经营许可证、营业执照",
    }
    graph = loaded(services, write_csv(tmp_path, "penalty", both), write_csv(tmp_path, "finding", {}))

    categories = {category for (category,) in picked(graph.rows("events"), "category")}
    assert categories == {"food.licence_revoked", "business_licence_revoked"}
    assert {row["event"] for row in graph.rows("findings")} == {row["id"] for row in graph.rows("events")}


def test_a_representative_who_differs_from_the_register_is_a_warning(services: Services, tmp_path: Path) -> None:
    write_csv(tmp_path, "person", {"姓名": "钱乙", "证件号码": PEOPLE[1]})
    write_csv(tmp_path, "penalty", {})

    report = load_paths(services, [tmp_path])

    assert [file.warnings.get("representative-differs") for file in report.files] == [None, 1]


def test_a_rounded_or_unknown_authority_code_does_not_cost_the_row(services: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "penalty", {"处罚机关统一社会信用代码": "11230500001755309A"})

    report = load_paths(services, [path])

    assert (report.loaded, report.files[0].warnings) == (1, {"uscc-check-digit": 1})


def test_a_firm_of_an_unusual_kind_is_typed_by_its_code_or_name() -> None:
    assert organization_type("个体工商户", "", "甲店") == "individual_business"
    assert organization_type(None, "11230500001755309F", "某局") == "government"
    assert organization_type(None, FIRMS[0], "甲公司") == "company"


def test_subscribed_and_paid_capital_are_kept_beside_the_share(services: Services, tmp_path: Path) -> None:
    amounts = {"认缴出资额（万元）": "60", "实缴出资额（万元）": "12.34", "持股比例": "60%"}
    graph = loaded(services, write_csv(tmp_path, "holding", amounts))

    assert picked(graph.rows("holdings"), "share", "subscribed_fen", "paid_fen") == [(0.6, 60_000_000, 12_340_000)]
