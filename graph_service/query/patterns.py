"""Patterns in words: which there are, and what they find, as alerts (one a subject) and groups, each with the source rows behind it.

All of it is a lead to look into. Nothing is stored, no outcome changes, and nobody is punished for a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph_service.analysis.patterns.finding import Finding, find
from graph_service.errors import InputError
from graph_service.policy.patterns import Pattern, load_patterns
from graph_service.query.pattern_world import Progress, Read, read_world
from graph_service.query.words import Words
from graph_service.workflow.services import Services

#: Most facts that one request reads; a larger register is asked on the command line.
MOST_FACTS = 500_000
DEFAULT_ALERTS, MOST_ALERTS = 100, 10_000
#: Facts and other subjects named beside one finding; more do not make it clearer.
MOST_NAMED = 20
NOTICE: Words = {
    "zh": "以下均为线索，不是认定，更不是惩戒；须经人员核实。",
    "en": "All of this is a lead to be looked into, no finding and no punishment.",
}
_SILENT = {"zh": "未载明", "en": "not stated"}
_BETWEEN = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class PatternQuestion:
    """What to look for: patterns by id (none: all), on a day; at most ``limit`` alerts and as many groups are told."""

    on: date
    names: Sequence[str] = ()
    limit: int = DEFAULT_ALERTS
    most_facts: int | None = None


def list_patterns() -> dict[str, object]:
    """Return every pattern with its words and its dated thresholds."""
    return {"notice": NOTICE, "patterns": [_shaped(pattern) for pattern in load_patterns().values()]}


def _shaped(pattern: Pattern) -> dict[str, object]:
    limits = {
        name: [{"from": one.first_day, "value": one.value, "source": one.source, "verified": one.verified} for one in versions]
        for name, versions in pattern.limits.items()
    }
    plain: dict[str, object] = {
        "id": pattern.id,
        "kind": pattern.kind,
        "title": pattern.title,
        "finds": pattern.finds,
        "parameters": limits,
    }
    return plain | {"offices": sorted(pattern.offices)}


def run_patterns(services: Services, asked: PatternQuestion, progress: Progress | None = None) -> dict[str, object]:
    """Look for patterns in everything on record.

    Raises:
        InputError: an unknown pattern, or more facts than the question allows.
        StoreConflictError: the graph was changed meanwhile; trying again helps.
    """
    patterns = _chosen(asked.names)
    read = read_world(services, asked.on, most=asked.most_facts, progress=progress)
    found = {pattern.id: find(read.world, pattern) for pattern in patterns}
    evasion = [one for pattern in patterns if pattern.kind == "evasion" for one in found[pattern.id]]
    groups = [one for pattern in patterns if pattern.kind == "group" for one in _largest_first(found[pattern.id])]
    alerts = _alerts(evasion)
    told = _Telling(services, read, {pattern.id: pattern for pattern in patterns})
    return {
        "on": asked.on,
        "graph_version": read.version,
        "notice": NOTICE,
        "patterns": [{"id": one.id, "kind": one.kind, "title": one.title, "found": len(found[one.id])} for one in patterns],
        "alerts": [told.alert(subject, ones) for subject, ones in alerts[: asked.limit]],
        "groups": [told.finding(one) for one in groups[: asked.limit]],
        "counts": {"alerts": len(alerts), "groups": len(groups)},
        "truncated": max(len(alerts), len(groups)) > asked.limit,
    }


def _chosen(names: Sequence[str]) -> list[Pattern]:
    known = load_patterns()
    for name in names:
        if name not in known:
            raise InputError("pattern", f"no pattern is called {name!r}", hint=f"Known: {', '.join(known)}.")
    return [pattern for name, pattern in known.items() if not names or name in names]


def _alerts(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Put the findings of a subject into one alert; who is found by the most patterns comes first."""
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        grouped[one.subject].append(one)
    return sorted(grouped.items(), key=lambda item: (-len({one.pattern for one in item[1]}), -len(item[1]), item[0]))


def _largest_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: (-len(one.others), one.subject))


class _Telling:
    """Puts findings into words, with names and source rows."""

    def __init__(self, services: Services, read: Read, patterns: Mapping[str, Pattern]) -> None:
        self._services, self._names, self._patterns = services, read.names, patterns

    def alert(self, subject: str, findings: Sequence[Finding]) -> dict[str, object]:
        return {"subject": self._named(subject), "findings": [self.finding(one) for one in findings]}

    def finding(self, one: Finding) -> dict[str, object]:
        pattern, facts = self._patterns[one.pattern], one.facts[:MOST_NAMED]
        origins = self._services.graph.provenance(facts)
        rows = [
            {"fact": fact, "file": origin.source_file, "row": origin.source_row, "load": origin.load_id}
            for fact in facts
            if (origin := origins.get(fact))
        ]
        return {
            "pattern": one.pattern,
            "title": pattern.title,
            "words": {lang: self._words(pattern, one, lang) for lang in pattern.says},
            "subject": self._named(one.subject),
            "others": [self._named(other) for other in one.others[:MOST_NAMED]],
            "other_count": len(one.others),
            "fact_count": len(one.facts),
            "rows": rows,
        }

    def _named(self, key: str) -> dict[str, object]:
        return {"id": key, "name": self._names.get(key)}

    def _words(self, pattern: Pattern, one: Finding, lang: str) -> str:
        said = pattern.says[lang].format(**{name: self._text(value, lang) for name, value in one.values.items()})
        note = pattern.notes[one.note][lang] if one.note else ""
        return f"{said} {note}".strip() if lang == "en" else said + note

    def _text(self, value: object, lang: str) -> str:
        if isinstance(value, list):
            shown = [self._text(item, lang) for item in value[:MOST_NAMED]]
            more = [f"…（{len(value)}）"] if len(value) > MOST_NAMED else []
            return _BETWEEN[lang].join([*shown, *more]) or _SILENT[lang]
        return _SILENT[lang] if value is None else self._names.get(str(value), str(value))
