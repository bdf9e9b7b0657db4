"""Who acts. Until there are accounts it is the user of the operating system that runs the command or the service."""

from __future__ import annotations

import getpass


def acting_user() -> str:
    """Return the name under which acts and looks are recorded."""
    return getpass.getuser()
