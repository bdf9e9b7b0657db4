"""Write the table of codes in ``docs/api.md`` from what the API answers."""

from __future__ import annotations

import re
from pathlib import Path

from graph_service.api.described import CODES

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
_TABLE = re.compile(r"(<!-- codes: written by scripts/write_api_codes\.py -->\n)(.*?)(<!-- end of codes -->)", re.DOTALL)


def render(page: str) -> str:
    """Return the page with the table as the code has it."""
    rows = "".join(f"| {int(one.status)} | `{one.code}` | {one.when} | {'yes' if one.retryable else 'no'} |\n" for one in CODES)
    head = "\n| status | code | when | trying again |\n|---|---|---|---|\n"
    return _TABLE.sub(lambda found: f"{found[1]}{head}{rows}\n{found[3]}", page)


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(PAGE.read_text("utf-8")), "utf-8")
    print(f"written: {PAGE.name}")


if __name__ == "__main__":
    main()
