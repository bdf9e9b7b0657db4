"""Check a whole policy directory, and its case files with it: everything that ``rules check`` finds, the gravest first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph_service.policy import list_words, penalties, sanction_words
from graph_service.policy.checks import check_rules
from graph_service.policy.dead_words import check_words, named_parameters
from graph_service.policy.files import read_policy_files
from graph_service.policy.findings import SEVERITIES, Finding
from graph_service.policy.loader import load_rulebook, read_vocabulary
from graph_service.query.rule_cases import check_cases, read_clauses


def check_policy(policy: Path | None, cases: Path | None) -> list[Finding]:
    """Return the findings, by severity, file, what they are about, and code.

    Args:
        policy: a policy directory; ``None``: the one shipped with the package.
        cases: the directory of the case files; ``None``: cases are not checked.

    Raises:
        PolicyFileError: a file that cannot be accepted at all; nothing else can be checked then.
        InputError: the directory of the cases is not there.
    """
    files = read_policy_files(policy)
    book = load_rulebook(policy)
    sources = penalties.classified(policy) | list_words.classified(policy) | sanction_words.classified(policy)
    words = check_words(book, read_vocabulary(files), named_parameters(files), sources)
    found = [replace(one, file=files.label + one.file) for one in (*check_rules(book), *words)]
    if cases is not None:
        found += check_cases(book, read_clauses(cases), cases.as_posix())
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.file, one.about, one.code, one.text))
