"""Write docs/permissions.md: every role × every permission, and which permission each route and command asks for."""

from __future__ import annotations

from pathlib import Path

from graph_service.api.access import OPEN, ROUTES
from graph_service.cli.access import COMMANDS
from graph_service.policy.permissions import load_permissions

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "permissions.md"
_HEAD = """# Permissions

<!-- written by scripts/write_permissions.py; do not edit -->

The table is data (`graph_service/policy/data/permissions.yaml`); what it does not grant is denied. An instance without accounts serves the user of the machine that runs it. From
the first account on, which must be the security administrator's, every request needs a token or a session, and every command an account of the user's login. The three administrators exclude
each other and every working role. **本部门**: only in matters of his own department, and of his own district where the matter has one. **\N{EYE}**: it shows persons; each look
leaves an audit entry before anything is shown (`X-Purpose` says why).
"""
_MARKS = {"all": "全部", "department": "本部门", None: ""}


def render() -> str:
    """Render the page."""
    table = load_permissions()
    roles = table.roles.values()
    lines = [
        _HEAD,
        "## Roles",
        "",
        "| 权限 | permission | " + " | ".join(f"{role.name}<br>`{role.code}`" for role in roles) + " |",
        "|---|---|" + "---|" * len(table.roles),
    ]
    for one in table.permissions.values():
        cells = [_MARKS[table.reach(role.code, one.code)] for role in roles]
        shown = " \N{EYE}" if one.personal else ""
        lines.append(f"| {one.name}{shown} | `{one.code}` | " + " | ".join(cells) + " |")
    lines += ["", "## Routes", "", "| route | permission |", "|---|---|"]
    lines += [
        f"| `{route}` | `{permission}` |" for route, permission in sorted(ROUTES.items(), key=lambda pair: pair[0].split()[1])
    ]
    lines += [f"| `{path}` | none: open |" for path in sorted(OPEN)]
    lines += ["", "What a step of [casework](casework.md) needs besides stands in its flow.", "", "## Commands", ""]
    lines += ["| command | permission |", "|---|---|", *(f"| `{name}` | `{code}` |" for name, code in COMMANDS.items()), ""]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), "utf-8")


if __name__ == "__main__":
    main()
