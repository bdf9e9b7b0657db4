"""落实到人 over everything on record: figures with numerator and denominator, and the list of gaps with their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from graph_service.analysis.coverage import DIMENSIONS, Part, Punished, Said, broken_down, figure, parts_of
from graph_service.analysis.frames import Frames
from graph_service.model.acts import act_state
from graph_service.model.identifiers import area_of_number
from graph_service.model.outcomes import Outcome
from graph_service.query import words as w
from graph_service.query.pattern_world import Progress, read_frames
from graph_service.store.act_ports import Spoken
from graph_service.workflow.services import Services

DEFAULT_GAPS, MOST_GAPS = 100, 10_000
GAP_WORDS: Mapping[str, tuple[str, str]] = {
    "no-id": ("身份未经证件号码或经办人确认", "no id number and no officer's confirmation"),
    "only-corporate-holder": (
        "条文所列角色中没有自然人在案，仅有法人股东",
        "no person in the roles that the rule names, only a corporate holder",
    ),
    "nobody-on-record": ("条文所列角色中没有人在案", "nobody on record in the roles that the rule names"),
    "unknown-date": ("判断所需日期未载明", "a day that decides is not on record"),
    "awaiting-decision": ("待主管机关决定", "awaiting the decision of an authority"),
    "awaiting-confirmation": ("已生效，待经办人确认", "in force, awaiting an officer's confirmation"),
    "needs-review": ("须人工核查", "needs review"),
    "not-judged": ("该日尚未评定", "nobody has judged the day"),
}
_CHUNK = 1000
_CODE = 18
_DAYS = ("decision_date", "listing_date", "order_date", "judgment_effective_date", "publication_date")


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """On which day, how many gaps are told, and the most facts that may be read (``None``: any number)."""

    on: date
    limit: int = DEFAULT_GAPS
    most_facts: int | None = None


def coverage(services: Services, asked: CoverageQuestion, progress: Progress | None = None) -> dict[str, object]:
    """Count how many punished enterprises have everybody whom the rules name resolved, and confirmed.

    Raises:
        InputError: there are more facts than the question allows.
        StoreConflictError: the graph was changed meanwhile; trying again helps.
    """
    facts, version = read_frames(services, most=asked.most_facts, progress=progress)
    persons = frozenset(facts["persons"]["id"])
    roles = {rule.id: {t.role for v in rule.versions for t in v.targets} for rule in services.rules.enabled().rules}
    parts = [part for one in _punished(services, facts, persons, asked.on) for part in parts_of(one, roles, persons)]
    names = dict(pl.concat([facts[table].select("id", "name") for table in ("organizations", "persons")]).iter_rows())
    gaps = sorted(
        (part for part in parts if part.gap), key=lambda one: (one.of.enterprise, one.of.event, one.rule, one.subject or "")
    )
    return {
        "on": asked.on,
        "graph_version": version,
        "counted": ["resolved", "confirmed"],
        "total": asdict(figure(parts)),
        "by": {name: [{"value": value, **asdict(found)} for value, found in broken_down(parts, name)] for name in DIMENSIONS},
        "gap_counts": [_reason(gap) | {"count": count} for gap, count in Counter(str(part.gap) for part in gaps).most_common()],
        "gaps": [_gap(part, names) for part in gaps[: asked.limit]],
        "truncated": len(gaps) > asked.limit,
    }


def _punished(services: Services, facts: Frames, persons: frozenset[str], on: date) -> Iterator[Punished]:
    """Give every event against an organisation that has a run, with what is said in it on the day."""
    open_ones: dict[str, list[Spoken]] = defaultdict(list)
    rules = [rule.id for rule in services.rules.enabled().rules]
    for one in services.ledger.spoken_on(on, rules)[1]:
        if one.outcome.subject in persons and one.outcome.state != "not_affected":
            open_ones[one.outcome.event].append(one)
    firms = facts["organizations"].select(subject="id")
    events = facts["events"].join(firms, on="subject", how="semi").with_columns(day=pl.coalesce(*_DAYS)).sort("id")
    for page in events.iter_slices(_CHUNK):
        said = _said(services, page["id"].to_list())
        for row in page.select("id", "subject", "office", "day").iter_rows(named=True):
            if row["id"] in said:
                spoken = [Said(one.outcome, act_state(one.outcome, one.act), one.holds) for one in open_ones[row["id"]]]
                yield _event(row, spoken, said[row["id"]])


def _event(row: Mapping[str, object], spoken: Sequence[Said], outcomes: Sequence[Outcome]) -> Punished:
    day, firm, office = row["day"], str(row["subject"]), row["office"]
    period = str(day.year) if isinstance(day, date) else None
    return Punished(str(row["id"]), firm, str(office) if office else None, area_of(firm), period, spoken, outcomes)


def area_of(organization: str) -> str | None:
    """Return the area in the number that an organisation is known by; ``None`` without a unified code or registration number."""
    code = organization if len(organization) == _CODE else None
    found = area_of_number(code, organization.removeprefix("reg:"))
    return found if found and found.isdigit() else None


def _said(services: Services, events: Sequence[str]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    entries = services.ledger.newest_runs(events)
    found.update((entry.event, []) for entry in entries)
    for one in services.ledger.outcomes_in(entries):
        found[one.event].append(one)
    return found


def _reason(gap: str) -> dict[str, object]:
    return {"reason": gap, "words": w.words(GAP_WORDS, gap)}


def _gap(part: Part, names: Mapping[str, str]) -> dict[str, object]:
    person = {"id": part.subject, "name": names.get(part.subject)} if part.subject else None
    return {
        "enterprise": {"id": part.of.enterprise, "name": names.get(part.of.enterprise)},
        "event": part.of.event,
        "rule": part.rule,
        "role": part.role,
        "person": person,
        "department": part.of.department,
        **_reason(str(part.gap)),
    }
