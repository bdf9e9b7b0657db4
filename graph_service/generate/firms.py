"""The firms of a registry. A firm is known by its number alone: its place in its block says what it is.

In each block of a thousand, an asset body stands over a tree of state-owned firms; behind it come a chain of holdings, a ring of three,
two firms that hold each other, two that hold nothing but each other, and two of one name. The rest is what registers are full of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from graph_service.generate import names, numbers
from graph_service.generate.people import scattered
from graph_service.generate.records import Firm

BLOCK = 1000
#: Blocks smaller than this have ordinary firms only.
_LEAST = 50
#: Places in a block. The tree takes the places before the chain.
CHAIN, RING, PAIR, CLOSED, TWINS = range(25, 33), range(33, 36), range(36, 38), range(38, 40), range(40, 42)
ORDINARY = range(42, BLOCK)
#: Every eighth place holds a company, so that others can name it as their parent or holder without looking.
_STEP, _COMPANY = 8, 1
#: One company in so many writes its name with brackets.
_BRACKETED = 13
#: Kinds of ordinary firms, by how many of a hundred.
_KINDS = (
    ("company", 60), ("individual", 15), ("individual without code", 9), ("branch", 5), ("sole", 3), ("partnership", 2),
    ("old", 2), ("cooperative", 1), ("institution", 1), ("office of a foreign firm", 1), ("listed", 1),
)  # fmt: skip
_BY_CHANCE = tuple(kind for kind, count in _KINDS for _ in range(count))
_STATED = {
    "company": names.LIMITED,
    "individual": "个体工商户",
    "individual without code": "个体工商户",
    "branch": "有限责任公司分公司",
    "sole": "个人独资企业",
    "partnership": "有限合伙企业",
    "old": names.LIMITED,
    "cooperative": "农民专业合作社",
    "institution": "事业单位",
    "office of a foreign firm": "外国（地区）企业常驻代表机构",
    "listed": "股份有限公司（上市）",
    "organ": "机关",
    "state": "有限责任公司（国有控股）",
}
_PREFIX = {"individual": "92", "cooperative": "93", "institution": "12", "organ": "11"}
_SUFFIX = {
    "individual": "店",
    "individual without code": "经营部",
    "sole": "厂",
    "partnership": "合伙企业",
    "cooperative": "合作社",
    "institution": "所",
    "office of a foreign firm": "代表处",
    "listed": "股份有限公司",
}
_INDUSTRIES = (
    *names.INDUSTRIES,
    ("医药", "医药制造业"),
    ("旅行社", "旅行社"),
    ("工程检测", "专业技术服务业"),
    ("会计服务", "商务服务业"),
)
_CAPITALS = (50, 100, 200, 300, 500, 800, 1000, 2000, 5000)
_DAYS_OF_FOUNDING = (date(2019, 1, 1) - date(1998, 1, 1)).days
DISTRICTS = tuple(f"北京市{stem}区" for stem in names.STEMS)


def organ_of(district: int) -> str:
    """Return six digits of a registering organ that does not exist."""
    return f"1199{district + 1:02d}"


def authority_code(name: str, district: int) -> str:
    """Return the unified code of an authority of a district."""
    return numbers.credit_code("11", organ_of(district), f"MA0FAKE{len(name) % 10}")


@dataclass(frozen=True, slots=True)
class Firms:
    """All firms of a registry, by their number from 0 on."""

    seed: int
    count: int

    def numbers(self, block: int) -> range:
        """Return the numbers of the firms of a block."""
        return range(block * BLOCK, min((block + 1) * BLOCK, self.count))

    def tree(self, block: int) -> int:
        """Return how many state-owned firms stand below the asset body of a block; 0: there is none."""
        size = len(self.numbers(block))
        return min(CHAIN.start - 1, size // 25) if size >= _LEAST else 0

    def is_special(self, number: int) -> bool:
        """Say whether the firm belongs to one of the structures of its block."""
        return number % BLOCK < ORDINARY.start and self.tree(number // BLOCK) > 0

    def kind(self, number: int) -> str:
        """Return what the firm is, in words of this module."""
        place = number % BLOCK
        if self.is_special(number):
            return "organ" if place == 0 else "state" if place <= self.tree(number // BLOCK) else "company"
        if place % _STEP == _COMPANY:
            return "company"
        kind = _BY_CHANCE[scattered(self.seed, 1, number) % 100]
        return "company" if kind == "branch" and self.company_near(number) >= self.count else kind

    def company_near(self, number: int) -> int:
        """Return the number of the company whose branch a firm would be, or which may hold it."""
        return number - number % BLOCK % _STEP + _COMPANY

    def firm(self, number: int) -> Firm:
        """Return the firm with this number."""
        return _firm(self, number)

    def district(self, number: int) -> int:
        """Return the district in which the firm is registered."""
        return scattered(self.seed, 2, number) % len(DISTRICTS)


@lru_cache(maxsize=512)
def _firm(firms: Firms, number: int) -> Firm:
    kind, bits, district = firms.kind(number), scattered(firms.seed, 3, number), firms.district(number)
    word, industry = _INDUSTRIES[bits % len(_INDUSTRIES)]
    organ = organ_of(district)
    has_code = kind not in {"individual without code", "old", "office of a foreign firm"}
    # Older firms have a registration number beside their code.
    has_number = kind in {"individual without code", "old"} or (kind == "company" and bits >> 8 & 3 == 0)
    sequence = number + (60_000_000 if kind.startswith("individual") else 0)
    return Firm(
        name=_name(firms, number, kind, word),
        code=numbers.credit_code(_PREFIX.get(kind, "91"), organ, numbers.distinct_body(number)) if has_code else "",
        number=numbers.registration_number(organ, sequence) if has_number else "",
        kind=_STATED[kind],
        industry={"organ": "国家机构", "state": "商务服务业"}.get(kind, industry),
        founded=date(1998, 1, 1) + timedelta(days=(bits >> 16) % _DAYS_OF_FOUNDING),
        capital=5 if kind.startswith("individual") else _CAPITALS[(bits >> 32) % len(_CAPITALS)],
        state="注销"
        if kind in {"company", "individual"} and not firms.is_special(number) and (bits >> 40) % 20 == 0
        else "存续",
        registrar=f"{DISTRICTS[district]}市场监督管理局",
        parent=firms.firm(firms.company_near(number)).code if kind == "branch" else "",
        is_listed=kind == "listed",
        is_state_owned=kind in {"organ", "state"},
    )


def _name(firms: Firms, number: int, kind: str, word: str) -> str:
    place = number % BLOCK
    if kind == "organ":
        return f"北京市{names.brand(number // BLOCK)}区国有资产监督管理委员会"
    if kind == "branch":
        return f"{firms.firm(firms.company_near(number)).name}第{'零一二三四五六七'[place % _STEP]}分公司"
    if firms.is_special(number) and place == TWINS[1]:
        return firms.firm(number - 1).name
    brand = names.brand(number)
    if kind == "company" and number % _BRACKETED == 0:
        brand = f"（{brand}）"
    return f"北京{brand}{word}{_SUFFIX.get(kind, '有限公司')}"
