"""Who is asked about: a question becomes the one key that it names without doubt, or the reason why it names nobody. Pure but for one look-up.

A name alone never names anybody. A person is named by a document number, an organisation by its unified code or registration number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.model.identifiers import check_credit_code, check_person_document, check_registration_number, normalized
from graph_service.model.names import name_key
from graph_service.store.ports import PersonIdentity
from graph_service.workflow.services import Services

#: Why a question names nobody without doubt.
NAME_ONLY, BAD_CODE, BAD_NUMBER, OTHER_NAME, UNREADABLE = "name_only", "bad_code", "bad_number", "other_name", "unreadable"
_PERSON_KEY = re.compile(r"p-[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Question:
    """One subject to screen.

    Attributes:
        row: its number, from 1.
        code: unified code, 15-digit registration number, or a person's key.
        id_type / id_number: of a person's document; ``id_type`` empty: a resident id.
        unreadable: the record could not be read.
    """

    row: int = 1
    code: str = ""
    name: str = ""
    id_type: str = ""
    id_number: str = ""
    unreadable: bool = False

    @property
    def text(self) -> str:
        """What was asked, in one form; it is only ever kept as a keyed digest."""
        number = f"{self.id_type.strip()}\x1f{normalized(self.id_number)}"
        return "\x1f".join((normalized(self.code), number, name_key(self.name)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a question names: ``key`` (``None``: nobody on record), or ``problem``, why it names nobody without doubt."""

    question: Question
    key: str | None = None
    problem: str = ""


def identify(services: Services, questions: Sequence[Question]) -> list[Asked]:
    """Find out whom each question names; persons are looked up by the keyed hash of their number, all at once, and never created."""
    checked = [_checked(one) for one in questions]
    persons = [one for one in checked if isinstance(one, PersonIdentity)]
    keys = iter(services.ledger.known_person_keys(persons) if persons else ())
    return [
        Asked(question, next(keys)) if isinstance(found, PersonIdentity) else found
        for question, found in zip(questions, checked, strict=True)
    ]


def _checked(question: Question) -> Asked | PersonIdentity:
    if question.unreadable:
        return Asked(question, problem=UNREADABLE)
    if question.id_number.strip():
        kind = question.id_type.strip() or "居民身份证"
        if not check_person_document(kind, question.id_number).usable:
            return Asked(question, problem=BAD_NUMBER)
        return PersonIdentity(question.name, kind, question.id_number)
    return _by_code(question) if question.code.strip() else Asked(question, problem=NAME_ONLY)


def _by_code(question: Question) -> Asked:
    plain = question.code.strip()
    if _PERSON_KEY.fullmatch(plain):
        return Asked(question, plain)
    if code := check_credit_code(plain).value:
        return Asked(question, code)
    number = check_registration_number(plain).value
    return Asked(question, f"reg:{number}") if number else Asked(question, problem=BAD_CODE)


def problem_of(asked: Asked, names: Sequence[str]) -> str:
    """Say why a question names nobody without doubt (empty: it does); ``names``: those on record under the key that it names.

    A name that is none of them counts too: a mistyped number must not give away, or burden, another.
    """
    given = name_key(asked.question.name)
    differs = given and names and given not in {name_key(name) for name in names}
    return asked.problem or (OTHER_NAME if differs else "")
