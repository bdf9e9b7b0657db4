"""The part of the town that shows something: each function tells one case, numbered as in the README beside the files."""

from __future__ import annotations

from datetime import date

from graph_service.generate.records import Finding, Firm, Holding, Office, Penalty, Person, Town
from scripts.sample_data import names
from scripts.sample_data.background import Supply, staff

_FOOD_LICENCE = ("罚款;吊销许可证", "罚款5万元，吊销食品经营许可证", "违反食品安全管理规定")
_REVOKED = ("吊销营业执照", "吊销营业执照", "未按规定报送年度报告且无法取得联系")


def tell_all(town: Town, goods: Supply) -> None:
    """Tell every story."""
    swapped_representative(town, goods)
    banned_in_office_elsewhere(town, goods)
    cross_holding(town, goods)
    state_owned_chain(town, goods)
    individual_business(town, goods)
    branch(town, goods)
    same_names(town, goods)
    closed_without_fault(town, goods)
    long_expired(town, goods)
    revoked_in_silence(town, goods)
    known_by_one_number_only(town, goods)
    natural_person(town, goods)
    two_licences_at_once(town, goods)
    listed_company(town, goods)


def _food_penalty(firm: Firm, number: int, decided: date, representative: Person | None) -> Penalty:
    kinds, content, violation = _FOOD_LICENCE
    licence = f"食品经营许可证JY1110105000{number:04d}"
    document = f"京甲市监处罚〔{decided.year}〕{number}号"
    return Penalty(firm, document, decided, kinds, content, violation, representative, licence, 5.0)


def _revocation(firm: Firm, number: int, decided: date, representative: Person | None) -> Penalty:
    kinds, content, violation = _REVOKED
    document = f"京甲市监处罚〔{decided.year}〕{number}号"
    return Penalty(firm, document, decided, kinds, content, violation, representative, "营业执照")


def _found(town: Town, penalty: Penalty, person: Person, liability: str, *, is_found: bool = True) -> None:
    document = penalty.document.replace("处罚", "责认")
    town.findings.append(Finding(penalty, person, liability, is_found, document, penalty.decided))


def swapped_representative(town: Town, goods: Supply) -> None:
    """The representative is replaced between the violation (2023) and the decision; the one who left is found liable."""
    firm = goods.firm("食品", "食品制造业", founded=date(2012, 5, 8))
    old, new = next(goods.people), next(goods.people)
    town.firms.append(firm)
    town.offices += [
        Office(firm, old, "法定代表人", date(2018, 1, 1), date(2023, 12, 31)),
        Office(firm, new, "法定代表人", date(2024, 1, 1)),
        Office(firm, next(goods.people), "监事", date(2018, 1, 1)),
    ]
    town.holdings += [Holding(firm, old, 90.0, date(2018, 1, 1)), Holding(firm, next(goods.people), 10.0, date(2018, 1, 1))]
    penalty = _food_penalty(firm, 1, date(2024, 3, 15), new)
    town.penalties.append(penalty)
    _found(town, penalty, old, "直接负责的主管人员")


def banned_in_office_elsewhere(town: Town, goods: Supply) -> None:
    """A representative with personal fault for a revoked licence sits on the board of one firm and represents another."""
    firm = goods.firm("商贸", "批发业", state="吊销，未注销", founded=date(2014, 3, 3))
    board, other = goods.firm("科技", "软件和信息技术服务业"), goods.firm("物流", "道路运输业")
    person = next(goods.people)
    town.firms += [firm, board, other]
    town.offices += [
        Office(firm, person, "法定代表人", date(2016, 1, 1)),
        Office(firm, next(goods.people), "监事", date(2016, 1, 1)),
        Office(board, person, "董事", date(2020, 1, 1)),
        Office(other, person, "法定代表人、执行董事", date(2021, 1, 1)),
    ]
    staff(town, goods, board)
    town.holdings += [Holding(firm, person, 100.0, date(2016, 1, 1)), Holding(other, person, 100.0, date(2021, 1, 1))]
    penalty = _revocation(firm, 2, date(2025, 1, 10), person)
    town.penalties.append(penalty)
    _found(town, penalty, person, "个人责任")


def cross_holding(town: Town, goods: Supply) -> None:
    """Two firms hold each other; what people own in the end needs a linear solve."""
    first, second = goods.firm("置业", "房地产业"), goods.firm("置业", "房地产业")
    one, two = next(goods.people), next(goods.people)
    town.firms += [first, second]
    start = date(2017, 1, 1)
    town.offices += [Office(first, one, "法定代表人", start), Office(second, two, "法定代表人", start)]
    town.holdings += [
        Holding(first, second, 40.0, start),
        Holding(first, one, 60.0, start),
        Holding(second, first, 25.0, start),
        Holding(second, two, 75.0, start),
    ]


def state_owned_chain(town: Town, goods: Supply) -> None:
    """An asset body over a group over a food firm whose licence is revoked: nobody above is reached."""
    organ = Firm(
        "北京市甲区国有资产监督管理委员会", names.credit_code("11", "110101", "0"), "", "机关", "国家机构", date(2003, 6, 1)
    )
    group = goods.firm("控股集团", "商务服务业", kind="有限责任公司（国有独资）", is_state_owned=True, founded=date(2005, 1, 1))
    middle = goods.firm("投资", "商务服务业", kind="有限责任公司（国有控股）", is_state_owned=True, founded=date(2008, 1, 1))
    food = goods.firm("食品", "食品制造业", is_state_owned=True, founded=date(2010, 1, 1))
    town.firms += [organ, group, middle, food]
    for firm, holder, percent in ((group, organ, 100.0), (middle, group, 51.0), (food, middle, 60.0)):
        town.holdings.append(Holding(firm, holder, percent, firm.founded))
        representative = next(goods.people)
        town.offices.append(Office(firm, representative, "董事长兼法定代表人", firm.founded))
        town.offices.append(Office(firm, next(goods.people), "职工监事", firm.founded))
    town.holdings += [
        Holding(middle, next(goods.people), 49.0, middle.founded),
        Holding(food, next(goods.people), 40.0, food.founded),
    ]
    town.penalties.append(_food_penalty(food, 3, date(2024, 9, 2), town.offices[-2].person))


def individual_business(town: Town, goods: Supply) -> None:
    """An individual business has no legal representative: its operator is the party."""
    number = names.registration_number(next(goods.numbers))
    shop = Firm("北京市甲区甲子餐饮店", "", number, "个体工商户", "餐饮业", date(2018, 1, 1), capital=5)
    operator = next(goods.people)
    town.firms.append(shop)
    town.offices += [
        Office(shop, operator, "经营者", date(2018, 1, 1)),
        Office(shop, next(goods.people), "员工", date(2018, 1, 1)),
    ]
    town.penalties.append(_food_penalty(shop, 4, date(2025, 2, 2), None))


def branch(town: Town, goods: Supply) -> None:
    """A branch holds the licence: its head, its company and that company's representative go to review."""
    company = goods.firm("餐饮管理", "餐饮业", founded=date(2011, 1, 1))
    outlet = goods.firm(
        "餐饮管理",
        "餐饮业",
        name=f"{company.name}甲区分公司",
        kind="有限责任公司分公司",
        parent=company.code,
        founded=date(2018, 1, 1),
    )
    town.firms += [company, outlet]
    staff(town, goods, company)
    head = next(goods.people)
    town.offices.append(Office(outlet, head, "负责人", date(2018, 1, 1)))
    town.penalties.append(_food_penalty(outlet, 5, date(2025, 2, 20), head))


def same_names(town: Town, goods: Supply) -> None:
    """Three people of one name in three firms; one of them without a number. Only one is reached."""
    model = next(goods.people)
    owner, other = next(goods.namesakes), next(goods.namesakes)
    twins = [model, Person(model.name, "居民身份证", other.number), Person(model.name, "", "")]
    for index, person in enumerate(twins):
        firm = goods.firm(
            "环保", "生态保护和环境治理业", state="吊销，未注销" if index == 0 else "存续", founded=date(2015, 6, 1)
        )
        town.firms.append(firm)
        town.offices.append(Office(firm, person, "法定代表人", date(2015, 6, 1)))
        town.holdings.append(Holding(firm, owner, 100.0, date(2015, 6, 1)))
        if index == 0:
            penalty = _revocation(firm, 6, date(2024, 2, 29), person)
            town.penalties.append(penalty)
            _found(town, penalty, person, "个人责任")


def closed_without_fault(town: Town, goods: Supply) -> None:
    """Ordered to close, and the representative is expressly found not liable."""
    firm = goods.firm("建筑工程", "房屋建筑业")
    town.firms.append(firm)
    representative = staff(town, goods, firm)
    penalty = Penalty(
        firm, "京甲应急处罚〔2025〕7号", date(2025, 4, 18), "责令关闭", "责令关闭", "违反安全生产规定", representative,
        authority="北京市甲区应急管理局",
    )  # fmt: skip
    town.penalties.append(penalty)
    _found(town, penalty, representative, "个人责任", is_found=False)


def long_expired(town: Town, goods: Supply) -> None:
    """A food licence revoked in 2018: the five years are over."""
    firm = goods.firm("食品", "食品制造业", founded=date(2009, 9, 9))
    town.firms.append(firm)
    representative = staff(town, goods, firm)
    town.penalties.append(_food_penalty(firm, 8, date(2018, 6, 1), representative))


def revoked_in_silence(town: Town, goods: Supply) -> None:
    """Three licences revoked and nothing said about anybody's fault: review."""
    for number in (9, 10, 11):
        firm = goods.firm("商贸", "批发业", state="吊销，未注销")
        town.firms.append(firm)
        town.penalties.append(_revocation(firm, number, date(2025, number - 6, 5), staff(town, goods, firm)))


def known_by_one_number_only(town: Town, goods: Supply) -> None:
    """Three firms that their penalty rows name by organisation code, by registration number, and by name alone."""
    for index, code in enumerate(names.unique_codes()):
        number = names.registration_number(next(goods.numbers))
        firm = goods.firm("食品", "食品制造业", code=code, number=number)
        town.firms.append(firm)
        penalty = _food_penalty(firm, 12 + index, date(2024, 5 + index, 6), staff(town, goods, firm))
        town.penalties.append(penalty)
        _found(town, penalty, town.offices[-1].person, "其他直接责任人员")


def natural_person(town: Town, goods: Supply) -> None:
    """A fine against a person, who happens to be a director: nothing climbs to the firm."""
    person = next(goods.people)
    firm = goods.firm("科技", "软件和信息技术服务业")
    town.firms.append(firm)
    staff(town, goods, firm)
    town.offices.append(Office(firm, person, "董事", date(2019, 1, 1)))
    town.penalties.append(
        Penalty(person, "京甲市监处罚〔2024〕15号", date(2024, 11, 11), "罚款", "罚款0.2万元", "无照经营", fine=0.2)
    )


def two_licences_at_once(town: Town, goods: Supply) -> None:
    """One decision takes the business licence and the food licence; a manager is found directly liable."""
    firm = goods.firm("餐饮管理", "餐饮业", state="吊销，未注销")
    town.firms.append(firm)
    representative = staff(town, goods, firm)
    manager = next(goods.people)
    town.offices.append(Office(firm, manager, "副总经理", firm.founded))
    penalty = Penalty(
        firm, "京甲市监处罚〔2025〕16号", date(2025, 8, 8), "吊销营业执照;吊销许可证",
        "吊销营业执照，吊销食品经营许可证", "违反食品安全管理规定", representative, "营业执照、食品经营许可证JY11101050000016",
    )  # fmt: skip
    town.penalties.append(penalty)
    _found(town, penalty, manager, "直接责任")
    _found(town, penalty, representative, "个人责任")


def listed_company(town: Town, goods: Supply) -> None:
    """A listed company whose controller the register names; its penalty does not say whether a licence was revoked or suspended."""
    name = f"北京{next(goods.brands)}科技股份有限公司"
    firm = goods.firm("", "软件和信息技术服务业", name=name, kind="股份有限公司（上市）", is_listed=True, capital=36000)
    town.firms.append(firm)
    representative = staff(town, goods, firm)
    town.offices.append(Office(firm, representative, "实际控制人", firm.founded))
    town.penalties.append(
        Penalty(
            firm,
            "京甲市监处罚〔2025〕17号",
            date(2025, 6, 6),
            "暂扣或者吊销许可证",
            "按规定处理",
            "未按规定备案",
            representative,
        )
    )
