"""What a screening is made for, and which rules and rewards it asks for (``purposes.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_service.policy.files import parsed_file
from graph_service.policy.measures import Catalogue, CatalogueMeasure
from graph_service.policy.schema import RuleBook
from graph_service.policy.yaml_tree import Entry


@dataclass(frozen=True, slots=True)
class Purpose:
    """One occasion for a screening.

    Attributes:
        rules: ids of the rules whose outcomes are asked for.
        measures: of the catalogue, those asked for; ``rewards``: those that a clean answer may open.
        must: forces of an outcome that oblige the department.
        clean_years: years without a bad record that open the rewards.
    """

    code: str
    name: str
    name_en: str
    rules: frozenset[str]
    measures: tuple[CatalogueMeasure, ...]
    rewards: tuple[CatalogueMeasure, ...]
    must: frozenset[str]
    clean_years: int


def load_purposes(catalogue: Catalogue, rules: RuleBook, directory: Path | None = None) -> Mapping[str, Purpose]:
    """Load the purposes by code, in the order of the file.

    Raises:
        PolicyFileError: a malformed file, an unknown measure or force, a reward among the measures or the other way round, a code
            given twice, or a purpose that asks for nothing.
    """
    root = parsed_file(directory, "purposes.yaml").fields("must clean_years purposes")
    forces = {version.force for rule in rules.rules for version in rule.versions}
    shared = (frozenset(root["must"].choices(forces, "force")), root["clean_years"].whole())
    found: dict[str, Purpose] = {}
    for entry in root["purposes"].items():
        purpose = _purpose(entry, catalogue, rules, shared)
        if purpose.code in found:
            raise entry.fault(f"purpose {purpose.code!r} occurs twice")
        found[purpose.code] = purpose
    return found


def _purpose(entry: Entry, catalogue: Catalogue, rules: RuleBook, shared: tuple[frozenset[str], int]) -> Purpose:
    fields = entry.fields("code name name_en measures imposes rewards")
    by_kind: dict[str, dict[str, CatalogueMeasure]] = {"reward": {}, "punishment": {}}
    for one in catalogue.measures:
        by_kind[one.kind][one.code] = one
    measures = [by_kind["punishment"][code] for code in fields["measures"].choices(by_kind["punishment"], "measure")]
    imposed = frozenset(fields["imposes"].choices({rule.measure.code for rule in rules.rules}, "measure of a rule"))
    asked = {rule.id for rule in rules.rules if rule.measure.code in imposed}
    asked |= {rule for one in measures for rule in one.proposed_by}
    if not asked:
        raise entry.fault("a purpose must ask for a measure that some rule imposes or proposes")
    rewards = [by_kind["reward"][code] for code in fields["rewards"].choices(by_kind["reward"], "reward")]
    names = (fields["code"].text(), fields["name"].text(), fields["name_en"].text())
    return Purpose(*names, frozenset(asked), tuple(measures), tuple(rewards), *shared)
