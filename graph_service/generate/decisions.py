"""What happens to firms: which decisions, when, and who is then said to be liable, expressly not liable, or not spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from graph_service.generate.firms import Firms
from graph_service.generate.names import STEMS
from graph_service.generate.records import Finding, Firm, Office, Penalty, Person

#: The last day of which a generated registry tells.
LATEST = date(2026, 6, 30)
_FIRST = date(2016, 1, 4)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision, as the columns of a penalty say it.

    Attributes:
        often: how often it occurs, beside the others.
        events: how many events the decision makes: one for each licence that it takes.
        grave: rules ask who is answerable, so there may be findings.
        licence: 暂扣或吊销证照名称及编号 without the number.
        fined: whether there is a fine.
    """

    kinds: str
    content: str
    violation: str
    often: int
    events: int = 1
    grave: bool = False
    licence: str = ""
    fined: bool = False

    @property
    def takes_business_licence(self) -> bool:
        """Say whether the firm lost its business licence."""
        return "吊销营业执照" in self.content or "吊销执照" in self.content


KINDS = (
    Kind("罚款", "罚款", "虚假宣传", 22, fined=True),
    Kind("罚款;没收违法所得", "罚款，没收违法所得", "销售不合格产品", 14, fined=True),
    Kind("警告", "警告", "未按规定公示年度报告", 12),
    Kind("其他-通报批评", "通报批评", "未按规定备案", 5),
    Kind("责令停产停业", "责令停产停业整顿", "违反食品安全管理规定", 5),
    Kind("其他-降低资质等级", "降低资质等级", "违反建设工程质量管理规定", 2),
    Kind("其他-限制从业", "限制从业", "违反证券管理规定", 2),
    Kind("行政拘留", "行政拘留五日", "违反治安管理规定", 1),
    Kind("吊销营业执照", "吊销营业执照", "未按规定报送年度报告且无法取得联系", 14, grave=True),
    Kind("暂扣或者吊销执照", "吊销执照", "提交虚假材料取得登记", 3, grave=True, licence="营业执照"),
    Kind("责令关闭", "责令关闭", "违反安全生产规定", 4, grave=True),
    Kind("罚款;吊销许可证", "罚款，吊销食品经营许可证", "违反食品安全管理规定", 8, grave=True, licence="食品经营许可证", fined=True),
    Kind("吊销许可证", "吊销许可证", "餐饮服务违法行为", 2, grave=True),
    Kind("吊销许可证", "吊销药品经营许可证", "违反药品管理规定", 2, grave=True, licence="药品经营许可证"),
    Kind("吊销许可证", "吊销旅行社业务经营许可证", "违反旅游管理规定", 1, grave=True, licence="旅行社业务经营许可证"),
    Kind("吊销许可证", "吊销安全生产许可证", "违反安全生产规定", 1, grave=True, licence="安全生产许可证"),
    Kind(
        "吊销营业执照;吊销许可证", "吊销营业执照，吊销食品经营许可证", "违反食品安全管理规定", 2, events=2, grave=True,
        licence="营业执照、食品经营许可证",
    ),
    Kind("暂扣或者吊销许可证", "按规定处理", "未按规定备案", 2),
)  # fmt: skip
_OFTEN = tuple(kind.often for kind in KINDS)
_LIABILITIES = ("直接负责的主管人员", "其他直接责任人员", "直接责任", "个人责任", "实际控制人")
_AUTHORITIES = ("市场监督管理局", "应急管理局", "卫生健康委员会", "住房和城乡建设委员会")
_FINES = (0.2, 0.5, 1.0, 2.35, 5.0, 12.5, 50.0, 300.0)
_HAS_ONE, _HAS_MORE, _MOST, _ANNULLED, _OF_PERSON = 0.2, 0.25, 9, 0.03, 0.04
_SPOKEN_OF, _FOUND, _OF_OFFICER = 0.7, 0.75, 0.35


@dataclass(frozen=True, slots=True)
class Planned:
    """A decision of which the kind and the day are settled before anybody is appointed; ``at`` counts those of one firm from 1."""

    kind: Kind
    decided: date
    at: int


class Decisions:
    """Draws the decisions and findings of one block."""

    def __init__(self, random: Random, firms: Firms) -> None:
        """Take what chance is drawn from, and the firms for their districts."""
        self._random, self._firms = random, firms

    def planned(self, firm: Firm) -> list[Planned]:
        """Settle which decisions a firm will meet, in order of their days."""
        if firm.kind == "机关" or self._random.random() >= _HAS_ONE:
            return []
        count = 1
        while count < _MOST and self._random.random() < _HAS_MORE:
            count += 1
        first = max(_FIRST, firm.founded + timedelta(days=400))
        days = sorted(self._random.randrange((LATEST - first).days) for _ in range(count))
        kinds = self._random.choices(KINDS, _OFTEN, k=count)
        numbered = enumerate(zip(kinds, days, strict=True), start=1)
        return [Planned(kind, first + timedelta(days=day), at) for at, (kind, day) in numbered]

    def penalty(self, number: int, firm: Firm, planned: Planned, offices: list[Office]) -> Penalty:
        """Write the decision down; what was registered too late is not known to the authority yet."""
        kind, decided, district = planned.kind, planned.decided, self._firms.district(number)
        has_numbers = bool(firm.code or firm.number)
        authority = self._random.choice(_AUTHORITIES) if has_numbers else _AUTHORITIES[0]
        return Penalty(
            party=firm,
            document=f"京{STEMS[district]}处罚〔{decided.year}〕{number}{planned.at}号",
            decided=decided,
            kinds=kind.kinds,
            content=kind.content,
            violation=kind.violation,
            representative=self._named(decided, offices),
            licence=f"{kind.licence}JY{number:012d}" if kind.licence else "",
            fine=self._random.choice(_FINES) if kind.fined else None,
            authority=f"{firm.registrar.removesuffix(_AUTHORITIES[0])}{authority}",
            annulled=min(decided + timedelta(days=200), LATEST) if self._random.random() < _ANNULLED else None,
        )

    def _named(self, decided: date, offices: list[Office]) -> Person | None:
        heads = [office for office in offices if office.is_head]
        known = [office for office in heads if office.held_on(decided) and (office.registered or office.start) <= decided]
        former = [office for office in heads if office.last and office.last < decided]
        found = known or sorted(former, key=lambda office: office.last or decided)[-1:]
        return found[0].person if found else None

    def of_person(self, penalty: Penalty, person: Person) -> Penalty | None:
        """Punish a person by the same document, now and then: one decision with two parties, and nothing climbs from one to the other."""
        if self._random.random() >= _OF_PERSON:
            return None
        return Penalty(
            person, penalty.document, penalty.decided, "罚款", "罚款", penalty.violation, fine=0.2,
            authority=penalty.authority,
        )  # fmt: skip

    def findings(self, penalty: Penalty, planned: Planned, offices: list[Office]) -> list[Finding]:
        """Say who is liable: mostly who headed the firm some months before, also officers; sometimes nothing is said."""
        if not planned.kind.grave or self._random.random() >= _SPOKEN_OF:
            return []
        before = penalty.decided - timedelta(days=self._random.randrange(30, 400))
        spoken_of = [office.person for office in offices if office.is_head and office.held_on(before)][:1]
        others = [office.person for office in offices if office.person not in spoken_of]
        if others and self._random.random() < _OF_OFFICER:
            spoken_of.append(self._random.choice(others))
        document, day = penalty.document.replace("处罚", "责认"), min(penalty.decided + timedelta(days=20), LATEST)
        return [
            Finding(penalty, person, self._random.choice(_LIABILITIES), self._random.random() < _FOUND, document, day)
            for person in spoken_of
        ]
