"""Screenings and receipts as people and programs read them, in two views.

The credit office sees the whole answer. A department sees whether there is something that it must or may carry out (有), nothing (无), that
it cannot be told who is meant (需补充身份信息), or that the data cannot answer (无法核验): what is pending or in review is nobody else's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from graph_service.query import policy_words as p
from graph_service.query import words as w
from graph_service.query.verdicts import Json, iso
from graph_service.store.screening_ports import Answer, NewAnswer, Receipt, ReceiptHead
from graph_service.workflow.objections import open_objections
from graph_service.workflow.screening import HIT, NONE, REVIEW, UNVERIFIABLE, Screening
from graph_service.workflow.services import Services

View = Literal["department", "office"]

VERDICT_WORDS: Mapping[str, tuple[str, str]] = {
    HIT: ("命中", "hit"),
    NONE: ("未命中", "none"),
    REVIEW: ("待核查", "review"),
    UNVERIFIABLE: ("无法核验", "cannot be verified"),
}
ANSWER_WORDS: Mapping[str, tuple[str, str]] = {
    "yes": ("有", "yes"),
    "no": ("无", "no"),
    "identity_needed": ("需补充身份信息", "more is needed to identify the subject"),
    "unverifiable": ("无法核验", "cannot be verified"),
}
PROBLEM_WORDS: Mapping[str, tuple[str, str]] = {
    "name_only": ("仅有名称，名称可能重复", "a name alone, and names are shared"),
    "bad_code": ("代码有误", "the code is wrong"),
    "bad_number": ("证件号码有误", "the document number is wrong"),
    "other_name": ("名称与登记不符", "the name is none of those on record"),
    "unreadable": ("该行无法读取", "the row could not be read"),
}
DUTY_WORDS: Mapping[str, tuple[str, str]] = {
    "must": ("应当依所列条款执行", "must be carried out under the articles named"),
    "may": ("可以依所列条款执行", "may be carried out under the articles named"),
}
ACT_STATE_WORDS: Mapping[str, tuple[str, str]] = {
    "open": ("未确认", "not confirmed"),
    "confirmed": ("已确认", "confirmed"),
    "rejected": ("不予采取", "rejected"),
    "lifted": ("已解除", "lifted"),
}
COUNTS_WORDS: Mapping[str, tuple[str, str]] = {
    HIT: ("命中", "hit"),
    REVIEW: ("待核查", "review"),
    "unjudged": ("该日尚未推算", "the day has not been propagated"),
    "disclosed_with": ("随单位公布，不计", "disclosed with the firm: does not count"),
    "rejected": ("不予采取，不计", "rejected: does not count"),
    "lifted": ("已解除，不计", "lifted: does not count"),
    "ended": ("期满，不计", "over: does not count"),
}
REWARD_GROUND_WORDS: Mapping[str, tuple[str, str]] = {
    "honour": ("诚信典型", "an honour on record"),
    "clean_years": ("连续三年无不良信用记录", "three years without a bad record"),
}
_DEPARTMENT = {HIT: "yes", NONE: "no", UNVERIFIABLE: "unverifiable"}


def shape_screening(services: Services, screening: Screening, view: View) -> Json:
    """Shape an answer for one of the two who may see it."""
    occasion, versions = screening.occasion, screening.versions
    receipt = screening.receipt
    return {
        "purpose": occasion.purpose.code,
        "purpose_words": {"zh": occasion.purpose.name, "en": occasion.purpose.name_en},
        "on": iso(occasion.on),
        "view": view,
        "answer": _shape_answers(services, [screening.answer], view)[0],
        "data": {"entry": versions.position.entry, "graph_version": versions.graph_version},
        "receipt": shape_receipt(receipt) if receipt else None,
    }


def _shape_answers(services: Services, answers: Sequence[Answer | NewAnswer], view: View) -> list[Json]:
    """Shape answers as they were sealed, and mark what is disputed by now."""
    said = [json.loads(answer.content) for answer in answers]
    events = sorted({item["event"] for one in said for item in one["items"]})
    disputed = open_objections(services, events)
    return [_shape_answer(services, answer.row, one, (view, disputed)) for answer, one in zip(answers, said, strict=True)]


def _shape_answer(
    services: Services, row: int, said: Mapping[str, Any], seen: tuple[View, Mapping[str, Sequence[str]]]
) -> Json:
    view, disputed = seen
    items = [_item(services, item) | {"disputed": list(disputed.get(item["event"], ()))} for item in said["items"]]
    told = department_answer(said)
    shaped: Json = {
        "row": row,
        "answer": told,
        "answer_words": w.words(ANSWER_WORDS, told),
        "problem": said["problem"] or None,
        "problem_words": w.words(PROBLEM_WORDS, said["problem"]) if said["problem"] else None,
        "measures": [item for item in items if item["counts"] == HIT] if told == "yes" else [],
        "rewards": [_reward(one) for one in said["rewards"]],
    }
    if view == "office":
        verdict = {"verdict": said["verdict"], "verdict_words": w.words(VERDICT_WORDS, said["verdict"])}
        shaped |= verdict | {"subject": said["subject"], "stale": said["stale"], "considered": items}
    return shaped


def department_answer(said: Mapping[str, Any]) -> str:
    """Say what a department is told: a review is nobody else's, and without fresh data *no* is never an answer."""
    if said["problem"]:
        return "identity_needed"
    if said["verdict"] == REVIEW:
        return "unverifiable" if said["stale"] else "no"
    return _DEPARTMENT[said["verdict"]]


def shape_receipt(receipt: Receipt) -> Json:
    """Shape a receipt: who asked what for, over which data, and the code by which it is verified."""
    head = receipt.head
    return {
        "id": head.id,
        "kind": head.kind,
        "purpose": head.purpose,
        "on": iso(head.on),
        "by": head.user,
        "recorded_at": head.recorded_at.isoformat(),
        "entry": head.entry,
        "graph_version": head.graph_version,
        "rules": head.rules,
        "rows": head.rows,
        "digest": receipt.digest,
        "code": receipt.seal,
    }


def shape_answers(services: Services, head: ReceiptHead, answers: Sequence[Answer], view: View) -> Json:
    """Shape a page of a batch's answers; ``after`` is where to go on, ``None`` at the end."""
    last = answers[-1].row if answers else head.rows
    return {
        "receipt": head.id,
        "view": view,
        "answers": _shape_answers(services, answers, view),
        "after": last if last < head.rows else None,
    }


def shape_relying(found: Sequence[tuple[ReceiptHead, Answer]]) -> list[Json]:
    """Shape receipts that rest on something, each with the first of its rows that does."""
    return [
        {
            "id": head.id,
            "kind": head.kind,
            "purpose": head.purpose,
            "on": iso(head.on),
            "by": head.user,
            "recorded_at": head.recorded_at.isoformat(),
            "row": answer.row,
            "verdict": answer.verdict,
        }
        for head, answer in found
    ]


def _item(services: Services, item: Mapping[str, Any]) -> Json:
    rule = next((one for one in services.rules.rules if one.id == item["rule"]), None)
    return {
        **item,
        "rule_title": rule.title if rule else item["rule"],
        "measure_name": rule.measure.name if rule else item["imposes"],
        "force_words": w.words(w.FORCE_WORDS, item["force"]),
        "duty_words": w.words(DUTY_WORDS, item["duty"]),
        "state_words": w.words(w.STATE_WORDS, item["state"]),
        "act_state_words": w.words(ACT_STATE_WORDS, item["act_state"]),
        "flag_words": w.words(p.FLAG_WORDS, item["flag"]) if item["flag"] else None,
        "counts_words": w.words(COUNTS_WORDS, item["counts"]),
    }


def _reward(said: Mapping[str, Any]) -> Json:
    names = {"zh": said["name"], "en": said["name_en"]}
    return {
        "measure": said["measure"],
        "name": names,
        "duty": said["duty"],
        "because": said["because"],
        "because_words": w.words(REWARD_GROUND_WORDS, said["because"]),
        "title": said["title"],
    }
