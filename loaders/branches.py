"""Register extract: 分支机构, a table of the branches of firms."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import organization_row
from graph_service.loaders.registry import key_by_number
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings

LAYOUT = Layout(
    "分支机构",
    (
        Column("企业名称", cleaning.organization_name, "entName", needed=True, filled=True),
        Column("企业统一社会信用代码", codes.credit_code, "uniscId", needed=True, filled=True, is_id=True),
        Column("分支机构名称", cleaning.organization_name, needed=True, filled=True),
        Column("分支机构统一社会信用代码", codes.credit_code, needed=True, is_id=True),
        Column("分支机构注册号", codes.registration_number, is_id=True),
        Column("登记机关", cleaning.organization_name, "regOrg_CN", needed=True, filled=True),
    ),
)


def check(sieve: Sieve, _known: Surroundings) -> None:
    """Settle the key of each branch.

    The firm is named by its unified code alone: this table tells of numbers and names, so it must not look any up.
    """
    numbers = ("分支机构统一社会信用代码", "分支机构注册号", "分支机构名称", "登记机关")
    sieve.derive("branch", lambda row: key_by_number(*row.values()), numbers)
    sieve.combine(KEYS, lambda branch: (branch,), ("branch",))
    own = sieve.frame["branch"].notna() & (sieve.frame["branch"] == sieve.frame["企业统一社会信用代码"])
    sieve.refuse_where(own, "own-parent", "分支机构统一社会信用代码")


def shape(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """Make the branch of each row, and name its firm."""
    shaped = Shaped()
    for row in rows:
        shaped.mention("organizations", row[ROW], organization_row(row["企业统一社会信用代码"], row["企业名称"]))
        more = {
            "parent": row["企业统一社会信用代码"],
            "registration_number": row["分支机构注册号"],
            "registrar": row["登记机关"],
        }
        shaped.state("organizations", row[ROW], organization_row(row["branch"], row["分支机构名称"], "分支机构", **more))
    return shaped


SOURCE = Source(
    kind="registry.branches",
    layout=LAYOUT,
    check=check,
    shape=shape,
    retires="Nothing by absence: an extract may be partial. A branch moves by a row that names another firm.",
)
