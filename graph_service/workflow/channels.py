"""Channels: how messages reach a department. ``channels.yaml`` in the home of an instance; who is not named there reads the inbox or letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from graph_service.errors import SettingsError
from graph_service.policy.yaml_tree import Entry, parse
from graph_service.settings import is_loopback
from graph_service.workflow.dossiers import departments

FILE = "channels.yaml"
_MIN_SECRET = 24


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a department takes messages, and the secret under which they are signed."""

    department: str
    url: str
    secret: bytes = field(repr=False)


def load_channels(home: Path) -> Mapping[str, Webhook]:
    """Load the webhooks by department; none where the file is not there.

    Raises:
        PolicyFileError: a malformed file, an unknown department, one named twice, or an address that is not encrypted.
        SettingsError: the file of a secret cannot be read, is too short, or can be read by others.
    """
    path = home / FILE
    if not path.is_file():
        return {}
    found: dict[str, Webhook] = {}
    for entry in parse(str(path), path.read_bytes()).fields("channels")["channels"].items():
        channel = _channel(entry, path.parent)
        if channel.department in found:
            raise entry.fault(f"department {channel.department!r} occurs twice")
        found[channel.department] = channel
    return found


def _channel(entry: Entry, home: Path) -> Webhook:
    fields = entry.fields("department url secret_file")
    department = fields["department"].choice(departments(), "department")
    url = fields["url"].text()
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise fields["url"].fault("messages concern persons: only https:// leaves this machine")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise fields["url"].fault("the address holds no user, password, query or fragment")
    return Webhook(department, url, _secret(home / fields["secret_file"].text()))


def _secret(path: Path) -> bytes:
    try:
        open_to_others = path.stat().st_mode & 0o077
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"The secret of a channel, {path}, cannot be read: {error.strerror}.") from error
    if open_to_others:
        raise SettingsError(f"The secret of a channel, {path}, can be read by others.", hint=f"Run: chmod 600 {path}")
    if len(secret) < _MIN_SECRET:
        raise SettingsError(f"The secret of a channel, {path}, is shorter than {_MIN_SECRET} characters.")
    return secret
