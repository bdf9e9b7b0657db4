"""Write docs/checks.md: every check of a load and of what is on record, with its code, its words, what follows, and where it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from graph_service.analysis.quality import CHECKS
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.warned import WARNINGS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "checks.md"
_HEAD = """# Checks of the data

<!-- written by scripts/write_checks.py; do not edit -->

Three levels. **Refused**: the row lies in the quarantine with all that is wrong with it, and nothing of it is loaded. **Warned**: the row is loaded and
counted under the code in the load report. **Reported**: `graph-service quality` finds it among everything on record; no row is to blame, and nothing is changed. Codes are
stable; a code may be refused where something is keyed by the cell and warned where nothing is.
"""


def made_in(codes: Iterable[str], texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Name for each code the modules whose text has it."""
    return {code: [name for name, text in texts.items() if _gives(text, code)] for code in codes}


def _gives(text: str, code: str) -> bool:
    """Find a code as a whole, or put together of a kind and what is wrong with it."""
    kind, _, wrong = code.rpartition("-")
    return f'"{code}"' in text or (f'"{kind}"' in text and f'}}-{wrong}"' in text)


def render(texts: Mapping[str, str]) -> str:
    """Render the page; ``texts`` are the loaders' modules by name, without the list of reasons itself."""
    where = made_in({*REASONS, *WARNINGS}, texts)
    rows = [("refused", code, one.text, one.text_en, where[code], one.fix) for code, one in REASONS.items()]
    rows += [("warned", code, zh, en, where[code], "") for code, (zh, en) in WARNINGS.items()]
    rows += [("reported", one.code, one.text, one.text_en, ["graph-service quality"], "") for one in CHECKS]
    lines = [
        "| code | level | 检查 | check | where | 更正办法 |",
        "|---|---|---|---|---|---|",
        *(
            f"| `{code}` | {level} | {zh} | {en} | {', '.join(f'`{place}`' for place in places)} | {fix} |"
            for level, code, zh, en, places, fix in rows
        ),
    ]
    return "\n".join([_HEAD, *lines, ""])


def loaders() -> dict[str, str]:
    """Read the modules that refuse and warn."""
    paths = sorted((ROOT / "loaders").glob("*.py"))
    return {path.stem: path.read_text("utf-8") for path in paths if path.stem != "reasons"}


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(loaders()), "utf-8")
    print(f"written: {PAGE.name}")


if __name__ == "__main__":
    main()
