"""Find the one subject that a person means: by unified code, registration number or key. A name only lists candidates."""

from __future__ import annotations

import re
import unicodedata

from graph_service.errors import GraphServiceError, InputError, NotFoundError
from graph_service.model.identifiers import check_credit_code
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services

_KEY = re.compile(r"p-\w+|org:\S+|reg:\d+")
_UNIFIED_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
#: Shaped like a resident id number, the check character right or wrong: a mistyped one is personal too.
_RESIDENT_ID = re.compile(r"[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[0-9X]")
_REGISTRATION = re.compile(r"\d{15}")
MOST_CANDIDATES = 20


def resolve_subject(services: Services, text: str) -> SubjectRecord:
    """Return the subject that ``text`` names without any doubt.

    Codes are accepted as registers print them: full-width, spaced, in small letters.

    Raises:
        InputError: ``text`` is a resident id number (which must not be typed into commands), or a name, even if only one subject
            bears it: the candidates are listed in the hint, for a person to choose from.
        NotFoundError: no such subject is on record.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    code = re.sub(r"[\s-]", "", plain).upper()
    if not plain:
        raise InputError("SUBJECT", "is empty", hint="Give a unified social credit code or a subject key.")
    refuse_personal_number(text)
    key = _key(plain, code)
    found = services.graph.subject(key) if key else None
    if found:
        return found
    if key:
        raise NotFoundError(f"No subject {key} is on record.", hint="Check it, or load the registry extract that lists it.")
    raise _no_match_by_name(services, plain)


def _key(plain: str, code: str) -> str | None:
    if _KEY.fullmatch(plain):
        return plain
    if _UNIFIED_CODE.fullmatch(code):
        return code
    return f"reg:{code}" if _REGISTRATION.fullmatch(code) else None


def refuse_personal_number(text: str) -> None:
    """Refuse what looks like a resident id number where it would stay in a history or a log.

    Raises:
        InputError: it does.
    """
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if _RESIDENT_ID.fullmatch(code) and not check_credit_code(code).usable:
        raise InputError(
            "SUBJECT",
            "this looks like a resident id number, which must not stand in a command or an address",
            hint="Give the person's key (p-…); `graph-service explain` of the person's organisation shows it.",
        )


def _no_match_by_name(services: Services, name: str) -> GraphServiceError:
    """Refuse a name: the same name is never the same person, so somebody has to choose."""
    candidates = services.graph.subjects_named(name, limit=MOST_CANDIDATES + 1)
    if not candidates:
        return NotFoundError(
            f"No subject {name!r} is on record.",
            hint="Give a unified social credit code, a registration number or a key (p-…).",
        )
    listed = "; ".join(f"{one.id} ({_kind(one)})" for one in candidates[:MOST_CANDIDATES])
    more = "; …" if len(candidates) > MOST_CANDIDATES else ""
    return InputError("SUBJECT", f"{name!r} is a name, and names are shared", hint=f"Choose by key: {listed}{more}.")


def _kind(one: SubjectRecord) -> str:
    former = one.former_name
    if former is None:
        return one.kind
    return f"{one.kind}, once so named, until {former.end}" if former.end else f"{one.kind}, once so named"
