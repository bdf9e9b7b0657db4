"""Begin a rule: a rule file that loads, is switched off and says what to fill in, and an empty case file beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from graph_service.errors import InputError
from graph_service.policy.files import read_policy_files
from graph_service.policy.loader import read_vocabulary
from graph_service.policy.rule_files import FORCES, GRADES, STATUSES, read_rule
from graph_service.policy.schema import Effect, Liability, Selector, TermKind
from graph_service.policy.term_files import ENDS, STARTS
from graph_service.policy.vocabulary import Vocabulary
from graph_service.policy.yaml_tree import parse

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
#: Stands where only the article can say what belongs there.
_FILL = "待填"


@dataclass(frozen=True, slots=True)
class NewRule:
    """The files that were written; no case file where no directory was given."""

    rule: Path
    cases: Path | None


def write_rule(rule_id: str, title: str, policy: Path, cases: Path | None, on: date) -> NewRule:
    """Write the files of a new rule.

    Args:
        rule_id: capital letters, digits and hyphens; becomes the file's name.
        title: for people.
        policy: the policy directory.
        cases: the directory of the case files.
        on: the day on which the cases are judged at first.

    Raises:
        InputError: the id is malformed, a file is there already or cannot be written.
        PolicyFileError: the directory has a fault of its own; nothing is written.
    """
    if not _ID.fullmatch(rule_id):
        raise InputError("ID", f"{rule_id!r} is no id of a rule", hint="Use capitals, digits and hyphens: CN-FOOD-135-1.")
    if not title.strip() or not title.isprintable():
        raise InputError("--title", "must be one line of text", hint="Say in a few words what the rule imposes on whom.")
    words = read_vocabulary(read_policy_files(policy))
    texts = {policy / "rules" / f"{rule_id}.yaml": _rule(rule_id, title, words)}
    if cases is not None:
        if not cases.is_dir():
            raise InputError("--cases", f"there is no directory {cases}", hint="Give the directory of the case files.")
        texts[cases / f"{rule_id}.yaml"] = _cases(rule_id, title, words, on)
    for path in texts:
        if path.exists():
            raise InputError(str(path), "is there already", hint="Choose another id, or edit that file.")
    rule, *others = texts
    read_rule(parse(str(rule), texts[rule].encode()), rule_id, words)
    for path, text in texts.items():
        _write(path, text)
    return NewRule(rule, others[0] if others else None)


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            str(path), error.strerror or "cannot be written", hint="Give a directory that you may write to."
        ) from None


def _rule(rule_id: str, title: str, words: Vocabulary) -> str:
    """Fill the placeholders with words that are allowed; `policy_route` and `enabled: false` reach nobody by mistake."""
    subject, category = _one_of("enterprise", words.subject_classes), _one_of("penalty.other", words.categories)
    return f"""\
# 新规则：逐项按条文改写，写好用例并核对原文之前保持 enabled: false。
# A new rule: rewrite each line from the article; keep `enabled: false` until its cases pass and its text was checked.
id: {rule_id}
title: {json.dumps(title, ensure_ascii=False)}
enabled: false
confidence: {{text: low, reading: low}}   # {_or(GRADES)}: of the wording, of our reading of it
# predecessor: RULE-ID   # 仅在承接另一规则时 only where this rule continues another one
measure: {{code: to_be_named, name: {_FILL}, list_category: null}}   # code: as in forbids.yaml where offices are forbidden
# subject: a class of subject_types.yaml; categories: trigger words of categories.yaml
trigger: {{subject: {subject}, categories: [{category}]}}
versions:
  - from: null   # 施行日 first day of this text, YYYY-MM-DD; a later text is a further entry
    status: draft_unverified   # {_or(STATUSES)}
    legal_basis:
      # verified: L read in the law itself, S in the governing document, W on a public page, M from memory; quote verbatim, or null
      - {{instrument: {_FILL}, article: {_FILL}, verified: M, quote: null}}
    targets:   # 只写条文所列角色 the roles that the article lists, and no other; words of roles.yaml
      - {{role: {_one_of("enterprise", words.target_roles)}, liability: none}}   # liability: {_or(get_args(Liability))}
    # selector: {_or(get_args(Selector))}
    # also_review: [violation_period] and newcomer: review send people to an officer
    as_of: {{selector: decision_date}}
    # kind: {_or(get_args(TermKind))}; fixed needs years: {{parameter: NAME}}
    # start: {_or(STARTS)}
    # ends_on: {_or(ENDS)}
    term: {{kind: from_underlying_basis, start: decision_date}}
    effect: policy_route   # {_or(get_args(Effect))}
    force: recommended   # {_or(FORCES)}
    ambiguity: {_FILL}   # what the text leaves open, and how it is read
    ambiguity_zh: {_FILL}   # 条文未说清之处，以及如何理解
    not_modelled: [{_FILL}]   # what the text says and the rule does not
    not_modelled_zh: [{_FILL}]   # 条文有而规则未写的
"""


def _cases(rule_id: str, title: str, words: Vocabulary, on: date) -> str:
    category = _one_of("penalty.other", words.categories)
    return f"""\
# {title}
# 先写用例：一例及于；每项条件一例不及于（clause:）；每个边界日及其相邻日。rules check 会列出仍缺的。
# Cases first: one that reaches, one negative for every clause (`clause:`), each boundary day and the day beside it.
rule: {rule_id}
measure: to_be_named
force: recommended
articles: [{_FILL} {_FILL}]
reached: pending_decision 2024-03-15..   # what `reached` stands for below: the state, the first and the last day
on: {on.isoformat()}
firms: {{甲公司: {{type: company}}}}
event: {{kind: penalty, category: {category}, decision_date: 2024-03-15, underlying_basis: {_FILL}}}
cases: []
#  - name: 当事企业
#    expect: {{甲公司: reached}}
#  - name: 决定被撤销
#    clause: stands
#    event: {{annulled_date: 2024-04-01}}
#    expect: {{甲公司: not_affected}}
"""


def _one_of(wanted: str, known: Iterable[str]) -> str:
    names = sorted(known)
    return wanted if wanted in names else names[0]


def _or(words: Iterable[str]) -> str:
    return " | ".join(words)
