"""The case files of the rules: which rules have cases, and by which clauses those cases expect somebody to be stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from graph_service.errors import InputError
from graph_service.policy.findings import Finding
from graph_service.policy.schema import RuleBook
from graph_service.policy.yaml_tree import Entry, parse
from graph_service.propagation.clauses import CLAUSES
from graph_service.propagation.stopping import stopping_clauses

_CLAUSES = frozenset(clause.name for clause in CLAUSES)


def read_clauses(directory: Path) -> dict[str, frozenset[str]]:
    """Return, for each rule that has at least one case, the clauses that its cases name.

    What holds under an earlier version may lie in a file of its own, ``<rule>@<version>.yaml``.

    Raises:
        InputError: there is no such directory.
        PolicyFileError: a file is not YAML, has no ``cases``, or a case names a clause that does not exist.
    """
    if not directory.is_dir():
        raise InputError("--cases", f"there is no directory {directory}", hint="Give the directory of the case files.")
    found: dict[str, frozenset[str]] = {}
    for path in sorted(directory.glob("*.yaml")):
        cases = parse(str(path), path.read_bytes()).mapping()
        rule = path.stem.partition("@")[0]
        if "cases" in cases and (items := cases["cases"].items()):
            found[rule] = found.get(rule, frozenset()).union(*(_named(case) for case in items))
    return found


def _named(case: Entry) -> Iterator[str]:
    clause = case.mapping().get("clause")
    if clause is not None:
        yield from clause.choices(_CLAUSES, "clause") if isinstance(clause.value, list) else [clause.choice(_CLAUSES, "clause")]


def check_cases(book: RuleBook, clauses: Mapping[str, frozenset[str]], directory: str) -> Iterator[Finding]:
    """Find rules without cases, cases without a rule, and clauses that can stop somebody and that no case names."""
    known = {rule.id for rule in book.rules}
    for rule in sorted(clauses.keys() - known):
        yield Finding(
            "error",
            "cases-without-rule",
            f"{directory}/{rule}.yaml",
            rule,
            ("没有这条规则", "there is no such rule"),
            ("改正文件名，或删去", "correct the file's name, or remove it"),
        )
    for one in book.rules:
        file = f"{directory}/{one.id}.yaml"
        if one.id not in clauses:
            yield Finding(
                "error" if one.enabled else "warning",
                "no-cases",
                file,
                one.id,
                ("规则没有用例", "the rule has no cases"),
                (
                    "先写用例：一例及于，每项条件一例不及于",
                    "write cases first: one that reaches, one negative for every clause",
                ),
            )
            continue
        for clause in stopping_clauses(book, one):
            if clause not in clauses[one.id]:
                yield Finding(
                    "warning",
                    "missing-negative-case",
                    file,
                    one.id,
                    (f"没有因 {clause} 不成立而不及于的用例", f"no case is stopped by the clause {clause}"),
                    (f"加一个 clause: {clause} 的用例", f"add a case with `clause: {clause}`"),
                )
