"""Invented names. Given names and brands are made of the cycle of sixty, which nobody is called by."""

from __future__ import annotations

STEMS = "甲乙丙丁戊己庚辛壬癸"
CYCLE = tuple(STEMS[index % 10] + "子丑寅卯辰巳午未申酉戌亥"[index % 12] for index in range(60))
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
#: Word of the name, word of the register's industry.
INDUSTRIES = (
    ("食品", "食品制造业"),
    ("餐饮管理", "餐饮业"),
    ("建筑工程", "房屋建筑业"),
    ("科技", "软件和信息技术服务业"),
    ("商贸", "批发业"),
    ("物流", "道路运输业"),
    ("环保", "生态保护和环境治理业"),
    ("置业", "房地产业"),
)
LIMITED = "有限责任公司（自然人投资或控股）"


def brand(number: int) -> str:
    """Return the brand with this number from 0 on; two numbers never share one."""
    number, word = number + 60, ""
    while number:
        number, digit = divmod(number, 60)
        word = CYCLE[digit] + word
    return word
