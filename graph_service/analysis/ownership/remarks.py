"""What must be said beside the numbers: doubts about the entries, and where an answer stays open or was cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from graph_service.analysis.ownership.holdings import WHOLE, Holdings, Share
from graph_service.analysis.ownership.look_through import MOST_LINKS, LookThrough
from graph_service.policy.ownership import OwnershipTerms

#: Entries are rounded by those who write them: sums that miss the whole by less are taken as the whole.
_ROUNDING = WHOLE // 1000


class Remark(NamedTuple):
    """One warning: its code, the organisations concerned, and its words."""

    code: str
    subjects: tuple[str, ...]
    zh: str
    en: str


_WORDS = {
    "shares_above_whole": ("在案持股比例合计超过100%", "shares on record exceed 100 %"),
    "shares_below_whole": ("在案持股比例合计不足100%，其余部分未归属", "shares on record do not reach 100 %; the rest is unattributed"),
    "share_open": ("持股比例未知或仅有区间", "a share is unknown or only a range"),
    "self_holding": ("持有自身股权", "holds itself"),
    "closed_loop": ("循环持股，无外部所有人在案", "a closed loop without an outside owner on record"),
    "overstated_loop": ("循环持股比例超出整体，无法穿透", "holdings around the loop exceed the whole: no look-through"),
    "rounded": ("相互持股企业过多，按浮点数求解后取整", "so many hold each other that they were solved in floating point, then rounded"),
    "paths_cut": ("路径过多，路径乘积为下限", "too many paths: sums over paths are lower bounds"),
    "links_cut": ("密切联系过多，未全部列出", "too many close links: not all are told"),
    "above_state_body": ("国家机关之上的持股记录不再上溯", "holdings in a state body are not followed"),
    "cut": ("上溯止于层数或数量上限，其上所有人未归属", "the walk up stopped at its bounds; owners above are unattributed"),
    "kind_unknown": ("持有人是否为自然人不明", "not known whether the holder is a natural person"),
    "no_definition": ("该日尚无受益所有人的定义", "no definition of beneficial owners on the day"),
}  # fmt: skip


def remarks(found: LookThrough, terms: OwnershipTerms) -> list[Remark]:
    """Return the warnings, in the order of their codes above."""
    told = [Remark(code, subjects, *_WORDS[code]) for code, subjects in _noticed(found)]
    return [*told, *_stand_ins(found, terms)]


def _noticed(found: LookThrough) -> Iterator[tuple[str, tuple[str, ...]]]:
    holdings, low = found.holdings, found.integrated
    yield from _about_entries(holdings)
    for code, components in (("closed_loop", low.loops), ("overstated_loop", low.overstated), ("rounded", low.rounded)):
        yield from ((code, component) for component in sorted(components))
    if found.products.cut:
        yield "paths_cut", tuple(sorted(found.products.cut))
    if len(found.close_links) == MOST_LINKS:
        yield "links_cut", ()
    if holdings.above_state:
        yield "above_state_body", tuple(sorted(holdings.above_state))
    if holdings.cut:
        yield "cut", tuple(sorted(holdings.cut))
    if unknown := holdings.terminal - holdings.persons - holdings.organizations - holdings.state:
        yield "kind_unknown", tuple(sorted(unknown))
    if found.terms.beneficial_owner is None:
        yield "no_definition", ()


def _about_entries(holdings: Holdings) -> Iterator[tuple[str, tuple[str, ...]]]:
    entries = sorted(holdings.into.items())
    tests: dict[str, Callable[[str, Mapping[str, Share]], bool]] = {
        "shares_above_whole": lambda org, _: holdings.stated(org, "low") > WHOLE + _ROUNDING,
        "shares_below_whole": lambda org, _: holdings.unrecorded(org) > _ROUNDING,
        "share_open": lambda _, holders: not all(share.exact for share in holders.values()),
        "self_holding": lambda org, holders: org in holders,
    }
    for code, test in tests.items():
        if concerned := tuple(org for org, holders in entries if test(org, holders)):
            yield code, concerned


def _stand_ins(found: LookThrough, terms: OwnershipTerms) -> Iterator[Remark]:
    """Say who would stand in where nobody is a beneficial owner, or where the state controls; nobody is put in."""
    if found.terms.beneficial_owner is None:
        return
    owners = found.beneficial_owners
    state = {org for org in found.holdings.into if found.state_controllers(org)}
    nobody = {org for org, certain in owners.certain.items() if not certain and org not in owners.open and org not in state}
    for code, concerned, who in (
        ("state_controlled", state, terms.stand_in_for_state),
        ("nobody_reaches", nobody, terms.stand_in_for_nobody),
    ):
        if concerned:
            zh = f"受益所有人或为{who.who}：{who.source}，核实程度 {who.verified}，未据此认定"
            en = f"the beneficial owner may be {who.who_en}: {who.source}, verified {who.verified}, applied to nobody"
            yield Remark(code, tuple(sorted(concerned)), zh, en)
