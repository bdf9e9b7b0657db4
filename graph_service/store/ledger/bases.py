"""What makes a person the same one: the text whose keyed hash recognises them.

A wrong merge punishes an innocent person, so a doubtful number never joins two. Numbers are brought to one form first (full
width, a small x, the 15-digit form). A number that only its issuer keeps unique (a foreign passport, a document of unknown
kind) counts only together with the name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from graph_service.errors import InputError
from graph_service.model.identifiers import Checked, check_person_document, normalized
from graph_service.store.ports import PersonIdentity

_SEPARATOR = "\x1f"
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u00b7\u2022\u2027\u30fb.\x1f]+")
_SHARED_BY_ISSUERS = frozenset({"unknown_form", "unknown_document_kind"})

ID_NUMBER = "id_number"
ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Basis:
    """``kind``: ``id_number`` or ``anchor``. ``text`` is hashed and stored encrypted; ``name`` is the name's text for look-up.

    ``mask`` is a masked number seen beside the name; empty: none, or it shows nothing.
    """

    kind: str
    text: str = ""
    name: str = ""
    mask: str = ""


def name_text(name: str) -> str:
    """Return the text that a name is found by: full and half width, case, spaces and middle dots make no difference."""
    folded = _DROPPED.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _SEPARATOR.join(("name", folded))


def basis_of(identity: PersonIdentity, place: int) -> Basis:
    """Return what makes this person the same one.

    Raises:
        InputError: the id number cannot be used as a key (masked, wrong check digit), or there is neither number nor anchor.
            The message names the place in the batch, never the number or the name.
    """
    where = f"identities[{place}]"
    name = name_text(identity.name)
    if identity.id_number and identity.id_number.strip():
        return Basis(ID_NUMBER, _number_text(identity, name, where), name)
    if not identity.anchor:
        raise InputError(where, "a person needs an id number or the organisation it is named in")
    mask = normalized(identity.masked_id or "")
    return Basis(
        ANCHOR, _SEPARATOR.join((ANCHOR, identity.anchor.strip(), name)), name, mask if any(map(str.isalnum, mask)) else ""
    )


def document_in(text: str) -> tuple[str, str]:
    """Return kind and number of the document inside the text of an ``id_number`` basis."""
    _, kind, number, *_ = text.split(_SEPARATOR)
    return kind, number


def _number_text(identity: PersonIdentity, name: str, where: str) -> str:
    given_kind = identity.id_type or "resident_id"
    checked = check_person_document(given_kind, identity.id_number or "")
    if checked.value is None:
        hint = "Leave the number out and give the organisation as anchor: the person then stays unconfirmed."
        raise InputError(where, f"the id number cannot identify anybody ({', '.join(checked.reasons)}).", hint=hint)
    words = [ID_NUMBER, _kind_of(checked, given_kind), checked.value]
    return _SEPARATOR.join([*words, name] if _SHARED_BY_ISSUERS & set(checked.reasons) else words)


def _kind_of(checked: Checked, given: str) -> str:
    # The 15-digit form and the 18-digit one are the same number, and both foreigners' forms are one kind of document.
    return re.sub(r"_(15|2017|2023)$", "", checked.kind) or normalized(given)
