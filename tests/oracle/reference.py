"""A slow, obvious propagation, one subject and one link after the other: the oracle that the engine is compared with.

Written from ``docs/scenario-format.md`` and the rule files alone. Every condition is an *answer*: NO, REVIEW, PENDING or YES. A link
is worth its worst answer, a subject its best link. ``without`` leaves single clauses out, so that a test can show that each is needed.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from graph_service.model.facts import FactRows, Row
from graph_service.model.intervals import Interval
from graph_service.policy.schema import Rule, RuleBook, Target, Version

ONE_DAY = timedelta(days=1)


class Answer(IntEnum):
    """What a clause is worth; the order is the meaning."""

    NO = 0
    REVIEW = 1
    PENDING = 2
    YES = 3


STATE = {
    Answer.NO: "not_affected",
    Answer.REVIEW: "needs_review",
    Answer.PENDING: "pending_decision",
    Answer.YES: "in_force",
}
DAY_ORDER = (
    "decision_date listing_date order_date publication_date judgment_effective_date completion_date filing_date bid_date"
).split()
FIRST_DAYS = {"listing": ["listing_date", "publication_date"], "court": ["order_date", "listing_date"]}
DIRECT = frozenset({"direct", "direct_supervisor", "other_direct"})
DEBT = frozenset({"debt_responsible", "direct"})
CLAUSES = frozenset(
    "annulled decided no_day version subject_type required_fact underlying_basis policy_route no_order started expired performed "
    "removed order_lifted list_removal role_listed mapping role_day violation_unknown also_review newcomer office_alone none_found "
    "denied both_found named identity candidate excluded_candidate".split()
)


@dataclass(frozen=True)
class Link:
    """One way in which a subject is tied to the event: an office, itself, or something that a document says."""

    kind: str  # office, self, statement, other
    word: str
    held: Interval = field(default_factory=Interval)
    both_found: bool = False
    candidate: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What the oracle says about one (event, rule, subject)."""

    state: str
    reason: str
    targets: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Reference:
    """Everything the oracle says."""

    verdicts: dict[tuple[str, str, str], Verdict]
    post_conflicts: set[tuple[str, str, str, str]]
    inquiries: dict[str, set[tuple[str, str]]]


def reference(rows: FactRows, book: RuleBook, on: date, without: frozenset[str] = frozenset()) -> Reference:
    """Judge every event under every rule that its category triggers."""
    assert without <= CLAUSES
    world = World(rows, book, on, without)
    result = Reference({}, set(), {})
    for event in world.table("events"):
        for rule in book.rules:
            if event["category"] in rule.categories:
                case = Case(world, event, rule)
                result.verdicts.update({(event["id"], rule.id, who): said for who, said in case.verdicts().items()})
                result.post_conflicts.update(case.post_conflicts())
                result.inquiries.setdefault(event["id"], set()).update(case.inquiries())
    return Reference(result.verdicts, result.post_conflicts, {e: asked for e, asked in result.inquiries.items() if asked})


@dataclass(frozen=True)
class World:
    """The facts, the rules and the day."""

    rows: FactRows
    book: RuleBook
    on: date
    without: frozenset[str]

    def table(self, name: str) -> list[Row]:
        return list(self.rows.get(name, ()))

    def of_event(self, table: str, event: Row, person: str | None = None) -> list[Row]:
        return [row for row in self.table(table) if row["event"] == event["id"] and person in (None, row["person"])]

    def organization(self, key: object) -> Row | None:
        return next((row for row in self.table("organizations") if row["id"] == key), None)

    def person(self, key: object) -> Row | None:
        return next((row for row in self.table("persons") if row["id"] == key), None)

    def roles_in(self, organization: object) -> list[Row]:
        return [row for row in self.table("roles") if row["organization"] == organization]


def held(row: Row) -> Interval:
    """Read the days of a role or a holding."""
    return Interval(row.get("start"), row.get("end"))


def own_day(event: Row) -> date | None:
    """Give the event's own day: the first that is there."""
    days = [*FIRST_DAYS.get(event["kind"], []), *DAY_ORDER]
    return next((event[name] for name in days if event.get(name)), None)


def years_later(day: date, years: int) -> date:
    """Give the corresponding day, or the last of the month where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


class Case:
    """One event under one rule."""

    def __init__(self, world: World, event: Row, rule: Rule) -> None:
        self.world, self.event, self.rule, self.on = world, event, rule, world.on
        self.day = own_day(event)
        organization = world.organization(event.get("subject"))
        self.subject_type = organization["type"] if organization else "person"
        self.firm = organization
        self.version = self._version()

    def _version(self) -> Version | None:
        for version in self.rule.versions:
            law_day = self.day if version.law_as_of == "decision_date" and self.day else self.on
            started = version.valid_from is None or version.valid_from <= law_day
            if started and (version.valid_until is None or law_day < version.valid_until):
                return version
        return None

    def known(self, name: str) -> date | None:
        """Give a day that ended or cured something, unless it lies after the day of judgment."""
        day = self.event.get(name)
        return day if day and day <= self.on else None

    # --- who is considered, and by which links

    def links(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for who, link in self._every_link():
            found.setdefault(str(who), []).append(link)
        return found

    def _every_link(self) -> Iterator[tuple[object, Link]]:
        event, world = self.event, self.world
        if event.get("subject"):
            yield event["subject"], Link("self", "self")
        if self.firm:
            yield from self._office_links(self.firm)
        for table, word in (("findings", "liability"), ("sanctions", None), ("namings", "how")):
            for row in world.of_event(table, event):
                said = row[word] if word else "sanctioned"
                denied = table == "findings" and not row["found"]
                both = table == "findings" and len(self.findings(row["person"], frozenset({said}))) == 2
                yield row["person"], Link("other" if denied else "statement", said, both_found=both)
        for row in world.of_event("candidates", event):
            yield row["person"], Link("self", "self", candidate=row["compatible"])
        if client := event.get("client"):
            yield client, Link("other", "client")
            for role in world.roles_in(client):
                yield role["person"], Link("other", "client")

    def _office_links(self, firm: Row) -> Iterator[tuple[object, Link]]:
        for role in self.world.roles_in(firm["id"]):
            yield role["person"], Link("office", role["role"], held(role))
        for holding in self.world.table("holdings"):
            if holding["organization"] == firm["id"]:
                yield holding["holder"], Link("office", "shareholder", held(holding))
        if firm.get("parent"):  # of a branch; what it counts as for others is for the role mappings to say
            yield firm["parent"], Link("self", "parent_company")
            for role in self.world.roles_in(firm["parent"]):
                if role["role"] == "legal_representative":
                    yield role["person"], Link("office", "parent_legal_representative", held(role))

    # --- verdicts

    def verdicts(self) -> dict[str, Verdict]:
        said = {who: self.verdict(who, links) for who, links in self.links().items()}
        for person in [who for who, verdict in said.items() if verdict.state == "in_force" and self.world.person(who)]:
            for role in self.world.table("roles"):
                if role["person"] == person and held(role).covers(self.on):
                    said.setdefault(role["organization"], Verdict("not_affected", "employer"))
        return said

    def verdict(self, who: str, links: list[Link]) -> Verdict:
        general = [*self.event_answers(), *self.term_answers(who), *self.identity_answers(who)]
        worth: list[tuple[Answer, str, str | None]] = []
        for link in links:
            for target, answers in self.targets_of(link):
                clauses = [*general, *answers, *(self.link_answers(who, link, target) if target else [])]
                answer, reason = min(
                    ((answer, name) for name, answer in clauses if name not in self.world.without),
                    default=(Answer.YES, ""),
                    key=lambda pair: pair[0],
                )
                worth.append((answer, reason, target.role if target else None))
        best, reason, _ = max(worth, key=lambda item: item[0])
        targets = frozenset(target for answer, _, target in worth if answer == best and target)
        if best < Answer.PENDING:
            return Verdict(STATE[best], reason, targets)
        return Verdict(STATE[best], reason, targets, self.start(who), self.last_day(who))

    def targets_of(self, link: Link) -> Iterator[tuple[Target | None, list[tuple[str, Answer]]]]:
        """Give the targets that a link counts as, each with what the mapping itself is worth."""
        book = self.world.book
        mappings = book.finding_mappings if link.kind == "statement" else book.role_mappings
        counted = False
        for mapping in mappings:
            fits = mapping.held == link.word and (not mapping.subject_types or self.subject_type in mapping.subject_types)
            for target in self.version.targets if self.version and fits and link.kind != "other" else ():
                if target.role == mapping.counts_as:
                    counted = True
                    yield target, [("mapping", Answer.REVIEW)] if mapping.verdict == "review" else []
        if not counted:
            yield None, [("role_listed", Answer.NO)]

    # --- clauses about the event

    def event_answers(self) -> Iterator[tuple[str, Answer]]:
        if self.known("annulled_date"):
            yield "annulled", Answer.NO
        if self.day is None:
            yield "no_day", Answer.REVIEW
        elif self.day > self.on:
            yield "decided", Answer.NO
        if self.version is None:
            yield "version", Answer.NO
        if self.subject_type in self.rule.reviews:
            yield "subject_type", Answer.REVIEW
        elif self.subject_type not in self.rule.covers:
            yield "subject_type", Answer.NO
        if self.version is not None:
            yield from self._effect_answers(self.version)

    def _effect_answers(self, version: Version) -> Iterator[tuple[str, Answer]]:
        for required in version.requires:
            stated = self.event.get(required.fact)
            if stated is None:
                yield "required_fact", Answer.REVIEW if required.missing == "review" else Answer.NO
            elif not stated:
                yield "required_fact", Answer.NO
        if version.requires_underlying_basis and not self.event.get("underlying_basis"):
            yield "underlying_basis", Answer.NO
        if version.effect == "policy_route":
            yield "policy_route", Answer.PENDING
        if version.effect == "court_order" and not self.event.get("order_date"):
            yield "no_order", Answer.PENDING

    # --- clauses about the term

    def sanction(self, who: str) -> Row | None:
        return next(iter(self.world.of_event("sanctions", self.event, who)), None)

    def start(self, who: str) -> date | None:
        assert self.version is not None
        term = self.version.term
        if term.start == "own_decision_date":
            sanction = self.sanction(who)
            return (sanction.get("decision_date") if sanction else None) or self.day
        return self.event.get(term.start) or self.day

    def last_day(self, who: str) -> date | None:
        assert self.version is not None
        term, years = self.version.term, None
        if term.kind == "fixed":
            years = term.years
        elif term.kind == "decision_defined":
            sanction = self.sanction(who) or {}
            if sanction.get("lifetime") or sanction.get("years"):
                years = None if sanction.get("lifetime") else sanction.get("years")
            else:
                years = None if self.event.get("lifetime") else self.event.get("term_years")
        start = self.start(who)
        return years_later(start, years) if start and years is not None else None

    def term_answers(self, who: str) -> Iterator[tuple[str, Answer]]:
        if self.version is None:
            return
        start, last, ends = self.start(who), self.last_day(who), self.version.term.ends_on
        if start and self.on < start:
            yield "started", Answer.NO
        if last and self.on > last:
            yield "expired", Answer.NO
        if "performed" in ends and self.known("performed_date"):
            yield "performed", Answer.NO
        if self.known("removed_date"):
            yield from self.removal_answers(ends)

    def removal_answers(self, ends: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
        if "removed" in ends:
            yield "removed", Answer.NO
        elif "order_lifted" in ends and self.event["category"] == "court.consumption_order":
            yield "order_lifted", Answer.NO
        elif "order_lifted" in ends and self.event["category"] == "court.dishonest_executee":
            yield "list_removal", Answer.REVIEW

    # --- clauses about the person and the link

    def identity_answers(self, who: str) -> Iterator[tuple[str, Answer]]:
        person = self.world.person(who)
        if person and not person["confirmed"]:
            yield "identity", Answer.REVIEW

    def link_answers(self, who: str, link: Link, target: Target) -> Iterator[tuple[str, Answer]]:
        assert self.version is not None
        if link.candidate is not None:
            yield ("candidate", Answer.REVIEW) if link.candidate else ("excluded_candidate", Answer.NO)
        if link.both_found:
            yield "both_found", Answer.REVIEW
        if link.kind == "office":
            yield from self.day_answers(link, self.version)
            if target.office_alone == "review":
                yield "office_alone", Answer.REVIEW
        yield from self.liability_answers(who, link, target)

    def days_of(self, selector: str, version: Version, *, fall_back: bool) -> Interval | None:
        """Give the day (or the days) that a selector names; ``None`` when it is not known."""
        if selector == "violation_period":
            return self.violation()
        day = self.on if selector == "evaluation_date" else self.event.get(selector)
        if day is None and fall_back:
            listing = self.event.get("listing_date") if version.effect == "court_order" and selector == "order_date" else None
            day = listing or self.day
        return Interval(day, day + ONE_DAY) if day else None

    def violation(self) -> Interval | None:
        """Give the days of the violation; where only one of them is on record, that one."""
        start, end = self.event.get("violation_start"), self.event.get("violation_end")
        if not start and not end:
            return None
        first = start or end - ONE_DAY
        return Interval(first, end or first + ONE_DAY)

    def day_answers(self, link: Link, version: Version) -> Iterator[tuple[str, Answer]]:
        as_of = version.as_of
        if as_of.selector == "own_decision":
            return
        days = self.days_of(as_of.selector, version, fall_back=True)
        if days is None:
            yield "violation_unknown", Answer.REVIEW
        elif not link.held.overlaps(days):
            others = [self.days_of(selector, version, fall_back=False) for selector in as_of.also_review]
            on_another = any(other and link.held.overlaps(other) for other in others)
            yield ("also_review", Answer.REVIEW) if on_another else ("role_day", Answer.NO)
        elif as_of.newcomer == "review" and (violation := self.violation()) and not link.held.overlaps(violation):
            yield "newcomer", Answer.REVIEW

    def findings(self, who: object, kinds: frozenset[str]) -> set[bool]:
        """Give what documents say: liable, not liable, both, or nothing."""
        rows = self.world.of_event("findings", self.event, str(who))
        return {bool(row["found"]) for row in rows if row["liability"] in kinds}

    def liability_answers(self, who: str, link: Link, target: Target) -> Iterator[tuple[str, Answer]]:
        if target.liability == "own_sanction":
            stated = self.world.of_event("sanctions", self.event, who) or self.world.of_event("namings", self.event, who)
            if link.word != "self" and not stated:
                yield "named", Answer.NO
            return
        if target.liability == "none":
            return
        personal = target.liability == "personal_finding"
        kinds = frozenset({"personal_finding"}) if personal else direct_kinds(target)
        said = [self.findings(who, frozenset({kind})) for kind in kinds]
        if {True} in said:
            return
        if {True, False} in said:
            yield "both_found", Answer.REVIEW
        elif {False} in said:
            yield "denied", Answer.NO
        else:
            yield "none_found", Answer.REVIEW if personal else Answer.NO

    # --- the second pass: offices forbidden, offices to ask about

    def post_conflicts(self) -> Iterator[tuple[str, str, str, str]]:
        banned = [who for who, verdict in self.verdicts().items() if verdict.state == "in_force" and self.world.person(who)]
        for forbidden in self.world.book.forbids:
            if forbidden.measure != self.rule.measure.code:
                continue
            for role in self.world.table("roles"):
                firm = self.world.organization(role["organization"])
                words = self.world.book.industries[forbidden.industry] if forbidden.industry else ()
                matches = (
                    firm is not None
                    and role["person"] in banned
                    and held(role).covers(self.on)
                    and role["role"] in forbidden.offices
                    and (not forbidden.organization_types or firm["type"] in forbidden.organization_types)
                    and (not words or any(word in (firm.get("industry") or "") for word in words))
                    and (not forbidden.listed_only or bool(firm.get("listed")))
                    and (not forbidden.state_owned_only or bool(firm.get("state_owned")))
                    and not (forbidden.except_punished_firm and role["organization"] == self.event.get("subject"))
                )
                if matches:
                    yield role["person"], role["organization"], role["role"], self.rule.id

    def inquiries(self) -> Iterator[tuple[str, str]]:
        version = self.version
        decided = self.day is not None and self.day <= self.on and not self.known("annulled_date")
        if version is None or not decided or self.firm is None or self.subject_type not in self.rule.covers | self.rule.reviews:
            return
        days = self.days_of(version.as_of.selector, version, fall_back=True)
        for who, links in self.links().items():
            for link in links:
                for target, _ in self.targets_of(link):
                    if target is None or link.kind != "office" or target.liability not in ("direct", "personal_finding"):
                        continue
                    kinds = frozenset({"personal_finding"}) if target.liability == "personal_finding" else direct_kinds(target)
                    if self.world.person(who) and days and link.held.overlaps(days) and not self.findings(who, kinds):
                        yield who, link.word


def direct_kinds(target: Target) -> frozenset[str]:
    """Give the kinds of findings that satisfy ``direct`` for a target."""
    return DEBT if target.role == "debt_responsible_person" else DIRECT
