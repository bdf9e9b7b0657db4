"""Policy files → rule book. The one door to the rules: typed, checked, frozen, and named by the files' fingerprint."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from graph_service.policy.files import PolicyFiles, read_policy_files
from graph_service.policy.parameters import Parameter, read_parameter
from graph_service.policy.rule_files import read_rule
from graph_service.policy.schema import RuleBook
from graph_service.policy.vocabulary import (
    Vocabulary,
    read_categories,
    read_definitions,
    read_forbids,
    read_industries,
    read_roles,
    read_subject_types,
)


def load_rulebook(directory: Path | None = None) -> RuleBook:
    """Load the rules shipped with the package, or those of a directory of the same layout.

    Rules come in the order of their ids. Nothing is cached: hold on to the value.

    Raises:
        PolicyFileError: the first fault found, as ``file:line`` with what is allowed there.
    """
    files = read_policy_files(directory)
    words = read_vocabulary(files)
    rule_paths = files.in_folder("rules")
    return RuleBook(
        rules=tuple(read_rule(files.parsed(path), _stem(path), words) for path in rule_paths),
        role_mappings=words.role_mappings,
        finding_mappings=words.finding_mappings,
        forbids=words.forbids,
        industries=words.industries,
        orders=words.orders,
        controlling_share=words.controlling_share,
        in_charge=words.in_charge,
        fingerprint=files.fingerprint(),
    )


def read_vocabulary(files: PolicyFiles) -> Vocabulary:
    """Read what the rule files may name.

    Raises:
        PolicyFileError: a fault in a reference file or a parameter.
    """
    types, subject_classes = read_subject_types(files.parsed("subject_types.yaml"))
    categories, groups, orders = read_categories(files.parsed("categories.yaml"))
    industries = read_industries(files.parsed("industries.yaml"))
    roles, findings = read_roles(files.parsed("roles.yaml"), types)
    rule_ids = frozenset(_stem(path) for path in files.in_folder("rules"))
    controlling_share, in_charge = read_definitions(files.parsed("definitions.yaml"), types)
    return Vocabulary(
        subject_classes=subject_classes,
        categories=categories,
        groups=groups,
        orders=orders,
        industries=industries,
        role_mappings=roles,
        finding_mappings=findings,
        forbids=read_forbids(files.parsed("forbids.yaml"), types, industries, rule_ids),
        parameters=_parameters(files),
        rule_ids=rule_ids,
        controlling_share=controlling_share,
        in_charge=in_charge,
    )


def _parameters(files: PolicyFiles) -> dict[str, Parameter]:
    paths = files.in_folder("parameters")
    return {_stem(path): read_parameter(files.parsed(path), _stem(path)) for path in paths}


def _stem(path: str) -> str:
    return PurePosixPath(path).stem
