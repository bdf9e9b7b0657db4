"""Who publishes a list: only that of an authority or a court may be a ground for anything."""

from __future__ import annotations

from graph_service.loaders.cleaning import UncleanError, name_key

_OFFICIAL = frozenset({"行政机关", "政府部门", "行政主管部门", "司法机关", "人民法院", "法院", "严重失信主体名单"})
_PRIVATE = frozenset({
    "行业协会", "行业协会商会", "协会", "商会", "银行", "银行业金融机构", "金融机构", "评级机构", "信用评级机构", "征信机构", "信用服务机构", "仅供参考",
})  # fmt: skip


def is_official(text: str) -> bool:
    """Say whether a 发布机构类别 (or 名单性质) means an authority or a court.

    Raises:
        UncleanError: it is no kind of publisher that we know; nothing is guessed from a name.
    """
    said = name_key(text)
    if said not in _OFFICIAL | _PRIVATE:
        raise UncleanError("publisher-unknown")
    return said in _OFFICIAL


def official(text: str) -> str:
    """Read the 发布机构类别 in a table of lists that rules look at.

    Raises:
        UncleanError: the list is somebody else's, or nobody knows whose.
    """
    if not is_official(text):
        raise UncleanError("list-reference-only")
    return name_key(text)
