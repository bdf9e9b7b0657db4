"""From sheets of answers, repairs and objections to whoever they reach or free, on both graph servers."""

from __future__ import annotations

from pathlib import Path

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.e2e.test_listed_persons import DIRECTOR, HEAD, NOBODY, reached, town  # noqa: F401  # fixture
from tests.loaders.tables import FIRMS, OF_LIST, PEOPLE, write_csv

FOOD = {"处罚类别": "罚款;吊销许可证", "处罚内容": "吊销食品经营许可证"}


def test_people_are_reached_by_an_answer_and_freed_by_repair_and_objection(town: Services, tmp_path: Path) -> None:  # noqa: F811
    """A practitioner is found liable by the answer; the repair ends list and policy; the penalty stays until it is taken back."""
    practitioner = {"姓名": DIRECTOR.name, "证件号码": PEOPLE[1]}
    listed = write_csv(tmp_path, "listing", NOBODY | {"惩戒措施依据": "安全生产法"})
    penalty = write_csv(tmp_path, "penalty", FOOD)
    registered = write_csv(tmp_path, "practitioner", practitioner)
    silent = reached(town, registered, listed, penalty)
    answered = reached(town, write_csv(tmp_path, "answer", OF_LIST | practitioner))
    repaired = reached(town, write_csv(tmp_path, "repair", OF_LIST, {}))
    again = load_paths(town, [listed, penalty])
    taken_back = reached(town, write_csv(tmp_path, "objection", {}))

    assert {who for rule, who in silent if rule == "BJ-R1-MARKET-BAN"} == {FIRMS[0], HEAD}
    assert {who for rule, who in answered if rule == "BJ-R1-MARKET-BAN"} == {FIRMS[0], HEAD, DIRECTOR}
    assert {rule for rule, _ in repaired} == {"CN-FOOD-135-1"}
    assert ("CN-FOOD-135-1", HEAD) in repaired
    assert (again.loaded, again.unchanged) == (0, 2)
    assert taken_back == {}


def test_lots_references_and_government_records_reach_nobody(town: Services, tmp_path: Path) -> None:  # noqa: F811
    rival = {"投标人名称": "北京乙二工程有限公司", "投标人统一社会信用代码": FIRMS[1]}
    about = {"主体名称": "北京甲一食品有限公司", "统一社会信用代码": FIRMS[0]}

    found = reached(
        town,
        write_csv(tmp_path, "bid", {}, rival),
        write_csv(tmp_path, "reference", {}),
        write_csv(tmp_path, "government", {}, about),
    )

    assert found == {}
    assert town.graph.withheld_entries() == 2
    assert [(one.subject, one.content["list"]) for one in town.graph.entries_of([FIRMS[0]], limit=9)] == [
        (FIRMS[0], "严重失信企业名单")
    ]
