"""GLEIF golden copy, CSV: level 1 (who has which LEI) and level 2 (who consolidates whose accounts), both kept for reference.

Consolidation is a matter of accounting rules, not a holding: no share is made of it. Columns are those of LEI-CDF and RR-CDF. Level 1
joins an organisation by its unified code where the Chinese register's number is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.loaders import cleaning
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.firms import lei_key
from graph_service.loaders.foreign import day
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.lei import lei, organization_of_lei
from graph_service.loaders.organizations import hashed, organization_row
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings
from graph_service.model.identifiers import check_credit_code

_text = cleaning.display
_PERIODS = range(1, 6)
#: Types of relationship of RR-CDF; another type is kept under its own name.
_TYPES = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "由其直接合并报表", "IS_ULTIMATELY_CONSOLIDATED_BY": "由其最终合并报表",
    "IS_INTERNATIONAL_BRANCH_OF": "系其境外分支机构", "IS_FUND-MANAGED_BY": "由其管理的基金", "IS_SUBFUND_OF": "系其子基金",
    "IS_FEEDER_TO": "系其联接基金",
}  # fmt: skip

ENTITIES = Layout(
    "GLEIF 一级数据（LEI）",
    (
        Column("LEI", lei, needed=True, filled=True, is_id=True),
        Column("法定名称", cleaning.organization_name, "Entity.LegalName", needed=True, filled=True),
        Column("法域", _text, "Entity.LegalJurisdiction", needed=True),
        Column("登记机构编号", _text, "Entity.RegistrationAuthority.RegistrationAuthorityID"),
        Column("登记号", _text, "Entity.RegistrationAuthority.RegistrationAuthorityEntityID", needed=True, is_id=True),
        Column("主体状态", _text, "Entity.EntityStatus", needed=True),
        Column("首次登记时间", day, "Registration.InitialRegistrationDate"),
        Column("最近更新时间", day, "Registration.LastUpdateDate"),
        Column("LEI 状态", _text, "Registration.RegistrationStatus", needed=True),
        Column("LEI 发放机构", _text, "Registration.ManagingLOU"),
    ),
)
RELATIONS = Layout(
    "GLEIF 二级数据（合并报表关系）",
    (
        Column("下级 LEI", lei, "Relationship.StartNode.NodeID", needed=True, filled=True, is_id=True),
        Column("上级 LEI", lei, "Relationship.EndNode.NodeID", needed=True, filled=True, is_id=True),
        Column("关系类型", _text, "Relationship.RelationshipType", needed=True, filled=True),
        Column("关系状态", _text, "Relationship.RelationshipStatus", needed=True),
        *(
            column
            for at in _PERIODS
            for column in (
                Column(f"期间{at}起", day, f"Relationship.Period.{at}.startDate"),
                Column(f"期间{at}止", day, f"Relationship.Period.{at}.endDate"),
                Column(f"期间{at}类型", _text, f"Relationship.Period.{at}.periodType"),
            )
        ),
        Column("登记状态", _text, "Registration.RegistrationStatus"),
        Column("更新时间", day, "Registration.LastUpdateDate"),
    ),
)


def check_entities(sieve: Sieve, _known: Surroundings) -> None:
    """Settle which organisation each LEI belongs to."""
    sieve.derive("organization", _organization, ("LEI", "法域", "登记号"))
    sieve.combine(KEYS, lambda code: (code,), ("LEI",))


def _organization(row: CleanRow) -> str | Doubtful | None:
    if row["LEI"] is None:
        return None
    own = f"lei:{row['LEI']}"
    if (row["法域"] or "").upper().partition("-")[0] != "CN":
        return own
    checked = check_credit_code(row["登记号"] or "")
    return checked.value or Doubtful(own, "lei-without-code")


def shape_entities(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """Make the entry that says whose LEI it is; its organisation is mentioned, never put over a register."""
    shaped = Shaped()
    for row in rows:
        shaped.mention("organizations", row[ROW], organization_row(row["organization"], row["法定名称"]))
        said = (f"主体状态 {row['主体状态']}", f"LEI 状态 {row['LEI 状态']}")
        entry = {
            "id": lei_key(row["LEI"]),
            "subject": row["organization"],
            "list": "全球法人识别编码（LEI）",
            "publisher": "GLEIF",
            "content": "；".join(said),
            "start": row["首次登记时间"],
            "end": None,
            "document": row["LEI"],
        }
        shaped.state("references", row[ROW], entry)
    return shaped


def check_relations(sieve: Sieve, known: Surroundings) -> None:
    """Settle whom each relationship is about, and its period."""
    found = known.firms.find(leis=sieve.frame["下级 LEI"])
    sieve.derive("organization", lambda row: row["下级 LEI"] and organization_of_lei(found, row["下级 LEI"]), ("下级 LEI",))
    periods = [f"期间{at}{side}" for at in _PERIODS for side in ("类型", "起", "止")]
    sieve.derive("period", _period, periods)
    sieve.combine(KEYS, lambda *about: (about,), ("下级 LEI", "上级 LEI", "关系类型", "period"))
    own = sieve.frame["下级 LEI"].notna() & (sieve.frame["下级 LEI"] == sieve.frame["上级 LEI"])
    sieve.refuse_where(own, "own-parent", "上级 LEI")


def _period(row: CleanRow) -> tuple[date | None, date | None]:
    """Return first and last day of the period of the relationship itself; those of accounts and documents are others."""
    for at in _PERIODS:
        if row[f"期间{at}类型"] == "RELATIONSHIP_PERIOD":
            return row[f"期间{at}起"], row[f"期间{at}止"]
    return None, None


def shape_relations(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """Make the entry about the lower organisation; the upper one stands in its words."""
    shaped = Shaped()
    for row in rows:
        start, end = row["period"]
        shaped.state("references", row[ROW], _relation(row, start, end))
    return shaped


def _relation(row: CleanRow, start: date | None, end: date | None) -> Mapping[str, object]:
    words = _TYPES.get(row["关系类型"], "")
    return {
        "id": hashed("rr-", row["下级 LEI"], row["上级 LEI"], row["关系类型"], str(start or "")),
        "subject": row["organization"],
        "list": "GLEIF 合并报表关系（非持股）",
        "publisher": "GLEIF",
        "content": f"{words}（{row['关系类型']}）；关系状态 {row['关系状态'] or '不详'}",
        "start": start,
        "end": end,
        "document": row["上级 LEI"],
    }


ENTITY_SOURCE = Source(
    kind="gleif.entities",
    layout=ENTITIES,
    check=check_entities,
    shape=shape_entities,
    retires="Nothing by absence: an LEI that lapses or retires says so in its row.",
)
RELATION_SOURCE = Source(
    kind="gleif.relations",
    layout=RELATIONS,
    check=check_relations,
    shape=shape_relations,
    retires="Nothing by absence: a relationship ends by its last day or its status.",
)
