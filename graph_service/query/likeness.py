"""How like two persons are: what speaks for their being one, each point in words. Pure; it decides nothing.

The points say in which order somebody should look, no more. They were chosen by judgement and learned from no data: what one person
alone can have (a licence) weighs more than what colleagues share, and a name that many bear weighs least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.query.words import Words
from graph_service.store.identity_ports import IdAgreement, Ties

#: A name borne by at most so many persons on record is rare.
RARE = 3
MOST_POINTS = 100
_NAMED = 3


#: What a judgement keeps of what spoke for it.
FEATURE_WORDS: Mapping[str, tuple[str, str]] = {
    "same_name": ("姓名相同", "same name"),
    "rare_name": ("姓名少见", "rare name"),
    "shared_firm": ("同一单位", "same firm"),
    "co_officer": ("共同同事", "same colleagues"),
    "same_licence": ("同一执业证书", "same licence"),
    "compatible_digits": ("证件可见位相符", "visible digits agree"),
    "only_candidate": ("唯一候选人", "only candidate"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for two being one: its code, its points, and its words."""

    code: str
    points: int
    words: Words


@dataclass(frozen=True, slots=True)
class Sight:
    """One person as it is compared: ties, and colleagues (persons in office in the same firms) with their names."""

    ties: Ties
    colleagues: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two who may be one; ``other`` is the better known.

    ``one`` is a person's key, or the id of an event whose masked subject ``other`` may be.
    """

    one: str
    other: str
    features: tuple[Feature, ...]

    @property
    def score(self) -> int:
        """The sum of the points, at most ``MOST_POINTS``."""
        return min(MOST_POINTS, sum(feature.points for feature in self.features))


def features_of_persons(one: Sight, other: Sight, bearers: int | None, ids: IdAgreement) -> tuple[Feature, ...]:
    """Say what speaks for two persons of one name being one.

    Args:
        one: the first of them.
        other: the second.
        bearers: how many persons on record bear the name; ``None``: nobody counted, they are many.
        ids: what their document numbers say; nothing is found where these tell them apart.
    """
    if ids in {IdAgreement.DIFFERENT, IdAgreement.INCOMPATIBLE}:
        return ()
    firms = {firm: name for firm, name in _firms(one.ties).items() if firm in other.ties.firms}
    colleagues = {key: name for key, name in one.colleagues.items() if key in other.colleagues}
    licences = one.ties.licences & other.ties.licences
    found = [_same_name(one.ties.name, other.ties.name), _rare(bearers), _shared_firms(firms), _colleagues(colleagues)]
    found += [_LICENCE if licences else None, _DIGITS if ids is IdAgreement.COMPATIBLE else None]
    return tuple(feature for feature in found if feature)


def features_of_masked(bearers: int | None, compatible: int) -> tuple[Feature, ...]:
    """Say what speaks for a candidate being the masked subject of an event that has so many ``compatible`` ones."""
    found = (_SAME_AS_MASKED, _DIGITS, _rare(bearers), _ALONE if compatible == 1 else None)
    return tuple(feature for feature in found if feature)


def _firms(ties: Ties) -> dict[str, str]:
    return {office.firm: office.firm_name for office in ties.offices} | dict(ties.holdings)


def _same_name(one: str, other: str) -> Feature:
    if one == other:
        return Feature("same_name", 20, {"zh": f"姓名相同：{one}", "en": f"same name: {one}"})
    return Feature("same_name", 20, {"zh": f"曾以同一姓名出现：{one}、{other}", "en": f"seen under one name: {one}, {other}"})


def _rare(bearers: int | None) -> Feature | None:
    if bearers is None or bearers > RARE:
        return None
    return Feature(
        "rare_name",
        15,
        {"zh": f"在案仅 {bearers} 人用此姓名", "en": f"only {bearers} persons on record bear the name"},
    )


def _shared_firms(firms: Mapping[str, str]) -> Feature | None:
    if not firms:
        return None
    points, listed = 40 + 5 * (len(firms) - 1), _listed(firms.values())
    return Feature(
        "shared_firm",
        min(points, 50),
        {"zh": f"在同一单位任职或持股：{listed}", "en": f"office or share in the same firm: {listed}"},
    )


def _colleagues(colleagues: Mapping[str, str]) -> Feature | None:
    if not colleagues:
        return None
    points, listed = 20 + 5 * len(colleagues), _listed(colleagues.values())
    return Feature(
        "co_officer",
        min(points, 35),
        {"zh": f"与同一批人员共事：{listed}", "en": f"in office with the same persons: {listed}"},
    )


def _listed(names: Iterable[str]) -> str:
    shown = sorted(set(names))
    return "、".join(shown[:_NAMED]) + (f" +{len(shown) - _NAMED}" if len(shown) > _NAMED else "")


_LICENCE = Feature("same_licence", 50, {"zh": "执业证书编号相同", "en": "the same licence to practise"})
_DIGITS = Feature(
    "compatible_digits",
    30,
    {"zh": "证件号码可见位相符", "en": "the visible characters of the id numbers agree"},
)
_SAME_AS_MASKED = Feature("same_name", 20, {"zh": "与公布的姓名相同", "en": "the same name as the one published"})
_ALONE = Feature(
    "only_candidate",
    20,
    {"zh": "在案人员中可见位相符者仅此一人", "en": "the only person on record whose visible digits agree"},
)


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Put the likeliest first."""
    return sorted(candidates, key=lambda found: (-found.score, found.one, found.other))
