"""Legal entity identifiers (ISO 17442): 18 characters and two check digits, and which organisation one belongs to."""

from __future__ import annotations

import re

from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.firms import FoundFirms
from graph_service.model.identifiers import normalized

_FORM = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def lei(text: str) -> str:
    """Read an LEI.

    Raises:
        UncleanError: another form, or wrong check digits (ISO 7064 MOD 97-10).
    """
    code = normalized(text)
    if not _FORM.fullmatch(code) or int("".join(str(int(char, 36)) for char in code)) % 97 != 1:
        raise UncleanError("lei-invalid")
    return code


def organization_of_lei(found: FoundFirms, code: str) -> str:
    """Return the key of the organisation that has the LEI on record, else one made of the LEI."""
    return found.by_lei(code) or f"lei:{code}"
