"""What a load did, as one HTML file: nothing in it loads or runs, both languages stand in it, and what files said is only ever text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_service.loaders.reasons import REASONS, words_of
from graph_service.loaders.report import LoadReport, Refused, Took
from graph_service.model.intervals import CHINA
from graph_service.web.templating import rendered
from graph_service.web.whole_file import write_whole

_HERE = Path(__file__).parent
#: Samples shown of each kind of fault: enough to recognise it; the quarantine has all.
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault or doubt: how often, its share of all of them (0–100), and some of the rows, by file."""

    code: str
    text: str
    text_en: str
    fix: str
    count: int
    share: float
    samples: tuple[tuple[str, Refused], ...] = ()


def write_load_report(report: LoadReport, target: Path, took: Took) -> None:
    """Write a load report; an existing file is replaced as a whole. Values of refused cells are masked."""
    values = {
        "report": report,
        "faults": faults_of(report),
        "doubts": doubts_of(report),
        "ended": took.ended.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        "seconds": f"{took.seconds:,.1f}",
        "rate": f"{report.read / took.seconds:,.0f}" if took.seconds > 0 else "–",
    }
    write_whole(target, rendered("files/load_report.html", values))


def faults_of(report: LoadReport) -> tuple[Kind, ...]:
    """Tell the faults of refused rows by kind, the most frequent first; a row may have several."""
    counts: Counter[str] = Counter()
    for file in report.files:
        counts.update(file.reasons)
    samples: dict[str, list[tuple[str, Refused]]] = {}
    for file in report.files:
        for one in file.refused:
            samples.setdefault(one.code, []).append((file.file, one))
    return _kinds(counts, samples)


def doubts_of(report: LoadReport) -> tuple[Kind, ...]:
    """Tell the doubts about rows that were loaded by kind, the most frequent first."""
    counts: Counter[str] = Counter()
    for file in report.files:
        counts.update(file.warnings)
    return _kinds(counts, {})


def _kinds(counts: Counter[str], samples: Mapping[str, list[tuple[str, Refused]]]) -> tuple[Kind, ...]:
    total = counts.total()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Kind(
            code,
            words_of(code),
            words_of(code, english=True),
            REASONS[code].fix if code in REASONS else "",
            count,
            100 * count / total,
            tuple(samples.get(code, ())[:SAMPLES]),
        )
        for code, count in ordered
    )
