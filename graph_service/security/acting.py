"""Who acts, and from where. Until there are accounts it is the user of the operating system that runs the command or the service."""

from __future__ import annotations

import getpass
from contextvars import ContextVar

#: From where an act comes: ``command``, or the address of a client; set by whoever opens a door to the use cases.
ORIGIN: ContextVar[str] = ContextVar("origin", default="command")


def acting_user() -> str:
    """Return the name under which acts and looks are recorded."""
    return getpass.getuser()
