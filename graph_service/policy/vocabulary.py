"""The closed vocabulary that rule files may use, read from the reference files beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from graph_service.model.facts import LIABILITIES, ROLES
from graph_service.policy.parameters import Parameter, check_date_order, first_day
from graph_service.policy.schema import ControllingShare, Forbids, MappedVerdict, RoleMapping
from graph_service.policy.yaml_tree import Entry

#: What the engine calls the subject of an event and the two around a branch; they are held by nobody in a register.
ENGINE_ROLES = frozenset({"self", "parent_company", "parent_legal_representative", "corporate_shareholder"})
#: Entries of an event that bring a person in without an office or a finding.
NAMINGS = frozenset({"named", "court_found", "responsible", "sanctioned"})
VERDICTS = ("reach", "review")


@dataclass(frozen=True, slots=True)
class SubjectClass:
    """Subject types that a class of triggers covers, and those where a person must decide; any other is expressly left out."""

    covers: frozenset[str]
    reviews: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a rule file may name."""

    subject_classes: Mapping[str, SubjectClass]
    categories: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    orders: frozenset[str]
    industries: Mapping[str, tuple[str, ...]]
    role_mappings: tuple[RoleMapping, ...]
    finding_mappings: tuple[RoleMapping, ...]
    forbids: tuple[Forbids, ...]
    parameters: Mapping[str, Parameter]
    rule_ids: frozenset[str]
    controlling_share: tuple[ControllingShare, ...]
    in_charge: tuple[RoleMapping, ...]

    @property
    def target_roles(self) -> frozenset[str]:
        """What a rule may ask for: whatever some office, engine role, finding or naming counts as."""
        return frozenset(mapping.counts_as for mapping in (*self.role_mappings, *self.finding_mappings))

    def expand(self, words: tuple[str, ...]) -> frozenset[str]:
        """Return the categories with every group's members beside its name."""
        return frozenset(words).union(*(self.groups.get(word, frozenset()) for word in words))


def read_subject_types(root: Entry) -> tuple[frozenset[str], dict[str, SubjectClass]]:
    """Read the known subject types and the classes of triggers."""
    fields = root.fields("types classes")
    types = frozenset(fields["types"].texts())
    return types, {name: _subject_class(entry, types) for name, entry in fields["classes"].mapping().items()}


def read_categories(root: Entry) -> tuple[frozenset[str], dict[str, frozenset[str]], frozenset[str]]:
    """Read the trigger words (group names included), the groups, and the words for orders, which a removal lifts."""
    fields = root.fields("categories groups orders")
    plain = frozenset(fields["categories"].texts())
    groups: dict[str, frozenset[str]] = {}
    for name, entry in fields["groups"].mapping().items():
        if name in plain:
            raise entry.fault(f"{name!r} is both a category and a group; keep one")
        groups[name] = frozenset(entry.choices(plain, "category"))
    return plain | groups.keys(), groups, frozenset(fields["orders"].choices(plain, "category"))


def read_industries(root: Entry) -> dict[str, tuple[str, ...]]:
    """Read the words by which a register's industry is known."""
    entries = root.fields("industries")["industries"].mapping()
    return {name: entry.texts() for name, entry in entries.items()}


def read_roles(root: Entry, types: frozenset[str]) -> tuple[tuple[RoleMapping, ...], tuple[RoleMapping, ...]]:
    """Read what held roles and findings count as; every office also counts as itself."""
    fields = root.fields("target_roles roles findings")
    targets = ROLES | frozenset(fields["target_roles"].texts())
    identities = tuple(RoleMapping(role, role) for role in sorted(ROLES))
    roles = _role_mappings(fields["roles"], ROLES | ENGINE_ROLES, targets, types)
    findings = _role_mappings(fields["findings"], LIABILITIES | NAMINGS, targets, types)
    unmapped = targets - {mapping.counts_as for mapping in (*identities, *roles, *findings)}
    if unmapped:
        raise fields["target_roles"].fault(f"nothing counts as {', '.join(sorted(unmapped))}; nobody could be reached")
    return identities + roles, findings


def read_forbids(
    root: Entry, types: frozenset[str], industries: Mapping[str, tuple[str, ...]], rules: Collection[str]
) -> tuple[Forbids, ...]:
    """Read which offices each measure forbids, and where; a rule may have an entry of its own."""
    fields = root.fields("organization_scopes office_sets measures", "rules")
    scopes = {
        name: frozenset(entry.choices(types, "subject type")) for name, entry in fields["organization_scopes"].mapping().items()
    }
    sets = {name: frozenset(entry.choices(ROLES, "role")) for name, entry in fields["office_sets"].mapping().items()}
    measures = [_forbids(name, entry, scopes, sets, industries) for name, entry in fields["measures"].mapping().items()]
    own = fields["rules"].mapping() if "rules" in fields else {}
    for name, entry in own.items():
        if name not in rules:
            raise entry.fault(f"unknown rule {name!r}; an entry of its own needs a rule of this id")
    return (*measures, *(replace(_forbids("", entry, scopes, sets, industries), rule=rule) for rule, entry in own.items()))


def _subject_class(entry: Entry, types: frozenset[str]) -> SubjectClass:
    """Read a class; each type must be answered for, so that 事业单位 and 社会组织 are never left out in silence."""
    fields = entry.fields("covers reviews excludes")
    answers = {name: fields[name].choices(types, "subject type") for name in ("covers", "reviews", "excludes")}
    given = [word for words in answers.values() for word in words]
    for word in sorted(types):
        if given.count(word) != 1:
            raise entry.fault(
                f"subject type {word!r} must stand once under covers, reviews or excludes; found {given.count(word)}"
            )
    return SubjectClass(frozenset(answers["covers"]), frozenset(answers["reviews"]))


def _role_mappings(
    entries: Entry, held: frozenset[str], targets: frozenset[str], types: frozenset[str]
) -> tuple[RoleMapping, ...]:
    found: list[RoleMapping] = []
    for entry in entries.items():
        mapping = _role_mapping(entry, held, targets, types)
        if (mapping.held, mapping.counts_as) in {(each.held, each.counts_as) for each in found}:
            raise entry.fault(f"{mapping.held!r} already counts as {mapping.counts_as!r}; keep one")
        found.append(mapping)
    return tuple(found)


def _role_mapping(entry: Entry, held: frozenset[str], targets: frozenset[str], types: frozenset[str]) -> RoleMapping:
    fields = entry.fields("held counts_as", "verdict subject_types note")
    verdict: MappedVerdict = "reach"
    if "verdict" in fields:
        verdict = fields["verdict"].choice(VERDICTS, "verdict")  # type: ignore[assignment]  # checked against the words
    subject_types = fields["subject_types"].choices(types, "subject type") if "subject_types" in fields else ()
    note = fields["note"].text() if "note" in fields else None
    return RoleMapping(
        held=fields["held"].choice(held, "held role"),
        counts_as=fields["counts_as"].choice(targets, "role"),
        verdict=verdict,
        subject_types=frozenset(subject_types),
        note=note,
    )


def _forbids(
    measure: str,
    entry: Entry,
    scopes: Mapping[str, frozenset[str]],
    sets: Mapping[str, frozenset[str]],
    industries: Mapping[str, tuple[str, ...]],
) -> Forbids:
    fields = entry.fields("offices organizations", "industry listed_only state_owned_only except_punished_firm")
    offices = fields["offices"]
    named_set = isinstance(offices.value, str)
    return Forbids(
        measure=measure,
        offices=sets[offices.choice(sets, "set of offices")] if named_set else frozenset(offices.choices(ROLES, "role")),
        organization_types=scopes[fields["organizations"].choice(scopes, "scope of organisations")],
        industry=fields["industry"].choice(industries, "industry") if "industry" in fields else None,
        listed_only="listed_only" in fields and fields["listed_only"].flag(),
        state_owned_only="state_owned_only" in fields and fields["state_owned_only"].flag(),
        except_punished_firm="except_punished_firm" in fields and fields["except_punished_firm"].flag(),
    )


def read_definitions(root: Entry, types: frozenset[str]) -> tuple[tuple[ControllingShare, ...], tuple[RoleMapping, ...]]:
    """Read from which share on a holder is a controlling shareholder, in date order, and who is the 单位负责人."""
    fields = root.fields("controlling_share in_charge")
    return _controlling_share(fields["controlling_share"]), tuple(
        _in_charge(item, types) for item in fields["in_charge"].items()
    )


def _in_charge(entry: Entry, types: frozenset[str]) -> RoleMapping:
    fields = entry.fields("held", "subject_types")
    kinds = fields["subject_types"].choices(types, "subject type") if "subject_types" in fields else ()
    return RoleMapping(fields["held"].choice(ROLES, "role"), "in_charge", subject_types=frozenset(kinds))


def _controlling_share(root: Entry) -> tuple[ControllingShare, ...]:
    items = root.items()
    found = []
    for item in items:
        fields = item.fields("from percent inclusive source")
        share = Decimal(fields["percent"].whole()) / 100
        found.append(ControllingShare(first_day(fields["from"]), share, fields["inclusive"].flag(), fields["source"].text()))
    check_date_order([(item, each.first_day) for item, each in zip(items, found, strict=True)])
    if not found or found[0].first_day is not None:
        raise root.fault("the first entry must leave `from` empty, so that every day has a definition")
    return tuple(found)
