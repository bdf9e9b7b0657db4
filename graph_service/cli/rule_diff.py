"""Command ``rules diff``: two sets of rules, how they differ, and what that means for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today
from graph_service.cli.judging import read_document
from graph_service.cli.screen import Screen, Words
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.model.facts import FactRows
    from graph_service.policy.differences import Policy

#: The name of the rules shipped with the package.
CURRENT = "current"
#: What facts from the graph are called beside scenario files.
GRAPH = "graph"
#: Most rows of one kind on the terminal; the JSON has all.
_SHOWN = 200
_STYLES = {"newly_reached": "red", "newly_in_review": "yellow", "freed": "green", "changed": None}

Json = Mapping[str, Any]
#: Facts, where they are from, and the day on which they are judged.
Case = tuple["FactRows", str, date]

OldArgument = Annotated[str, typer.Argument(metavar="OLD", help=f"Policy directory, or {CURRENT}. 旧规则目录。")]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help=f"Policy directory, or {CURRENT}. 新规则目录。")]
ScenarioOption = Annotated[
    list[str] | None, typer.Option("--scenario", metavar="FILE", help="Facts of a scenario file; repeatable. 场景文件。")
]
GraphOption = Annotated[bool, typer.Option("--facts-from-graph", help="All events on record. 图中全部事项。")]


def diff_rules(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    old: OldArgument,
    new: NewArgument,
    scenario: ScenarioOption = None,
    facts_from_graph: GraphOption = False,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """比较两套规则：谁新被及于，谁不再被及于。Compare two sets of rules: who is newly reached, who is freed."""
    from graph_service.policy.differences import policy_changes
    from graph_service.query.compared import shape_change

    if scenario and facts_from_graph:
        raise InputError("--scenario", "cannot be given together with --facts-from-graph", hint="Choose one of them.")
    door = Door(ctx, as_json=as_json, lang=lang)
    policies = _policy(old), _policy(new)
    changes = [shape_change(change) for change in policy_changes(*policies)]
    with _cases(door, scenario or [], on, from_graph=facts_from_graph) as cases:
        people, conflicts = _compared(cases, policies)
    sides = [{"policy": one.label, "fingerprint": one.book.fingerprint} for one in policies]
    if as_json:
        head = {"old": sides[0], "new": sides[1], "on": on or (today() if facts_from_graph else None)}
        door.screen.json(head | {"changes": changes, "differences": people, "post_conflicts": conflicts})
        return
    _show_changes(door.screen, changes)
    if scenario or facts_from_graph:
        _show_people(door.screen, people)
        _show_conflicts(door.screen, conflicts)
    else:
        door.screen.say(
            "未给出事实：加 --scenario 或 --facts-from-graph 可看谁受影响。",
            "No facts given: --scenario or --facts-from-graph shows whom it concerns.",
        )


def _policy(name: str) -> Policy:
    from graph_service.policy.differences import read_policy

    if name == CURRENT:
        return read_policy(None, name)
    if not Path(name).is_dir():
        raise InputError(name, "there is no such directory", hint=f"Give a policy directory, or `{CURRENT}`.")
    return read_policy(Path(name), name)


@contextmanager
def _cases(door: Door, scenarios: Sequence[str], on: date | None, *, from_graph: bool) -> Iterator[Iterable[Case]]:
    """Give the facts one part after the other, with a bar that moves."""
    with door.screen.progress("比较", "comparing") as moved:
        if not from_graph:
            yield _of_scenarios(scenarios, on, moved)
            return
        from graph_service.workflow.compare_rules import facts_of_graph

        with door.services() as services:
            yield ((rows, GRAPH, on or today()) for rows in facts_of_graph(services, moved))


def _of_scenarios(paths: Sequence[str], on: date | None, moved: Callable[[int, int], None]) -> Iterator[Case]:
    from graph_service.query.scenario_format import read_scenario
    from graph_service.query.scenario_rows import scenario_rows

    for number, path in enumerate(paths, start=1):
        scenario = read_scenario(read_document(path))
        yield scenario_rows(scenario), path, on or scenario.evaluate_on
        moved(number, len(paths))


def _compared(cases: Iterable[Case], policies: tuple[Policy, Policy]) -> tuple[list[Json], list[Json]]:
    """Compare part by part, and keep only what differs: people by kind and rule, and post conflicts."""
    from graph_service.query.compared import KIND_WORDS, shape_comparison, shape_conflicts
    from graph_service.workflow.compare_rules import compare_rules

    old, new = policies
    people: list[Json] = []
    conflicts: list[Json] = []
    for rows, facts, on in cases:
        found = compare_rules(rows, old.book, new.book, on)
        people += shape_comparison(found, rows, facts)
        conflicts += shape_conflicts(found, facts)
    kinds = list(KIND_WORDS)
    people.sort(key=lambda one: (kinds.index(one["kind"]), one["rule"], one["facts"], one["event"], one["subject"]))
    conflicts.sort(key=lambda one: (kinds.index(one["kind"]), one["rule"], one["facts"], one["event"], one["person"]))
    return people, conflicts


def _show_changes(screen: Screen, changes: Sequence[Json]) -> None:
    if not changes:
        screen.say("两套规则没有差别。", "The two sets of rules do not differ.")
        return
    columns: tuple[Words, ...] = (("对象", "about"), ("字段", "field"), ("旧", "old"), ("新", "new"))
    rows = [
        (screen.words(one["about_words"]), one["field"], "\n".join(one["removed"]), "\n".join(one["added"])) for one in changes
    ]
    screen.table(screen.words(("规则的差别", "How the rules differ")), columns, rows)


def _show_people(screen: Screen, people: Sequence[Json]) -> None:
    columns: tuple[Words, ...] = (
        ("规则", "rule"),
        ("主体", "subject"),
        ("事项", "event"),
        ("事实", "facts"),
        ("旧", "old"),
        ("新", "new"),
    )
    for kind, group in groupby(people, key=lambda one: str(one["kind"])):
        found = list(group)
        rows = [
            (
                one["rule"],
                one["name"] or one["subject"],
                one["event"],
                Path(one["facts"]).name,
                _side(screen, one["before"]),
                _side(screen, one["after"]),
            )
            for one in found[:_SHOWN]
        ]
        screen.table(f"{screen.words(found[0]['kind_words'])}: {len(found)}", columns, rows, [_STYLES[kind]] * len(rows))
        _say_more(screen, len(found) - len(rows))
    if not people:
        screen.say("没有人受影响。", "It makes no difference to anybody.")


def _show_conflicts(screen: Screen, conflicts: Sequence[Json]) -> None:
    columns: tuple[Words, ...] = (
        ("规则", "rule"),
        ("人员", "person"),
        ("任职单位", "organisation"),
        ("职务", "office"),
        ("事实", "facts"),
    )
    for _, group in groupby(conflicts, key=lambda one: str(one["kind"])):
        found = list(group)
        rows = [
            (one["rule"], one["person"], one["org"], screen.words(one["post_words"]), Path(one["facts"]).name)
            for one in found[:_SHOWN]
        ]
        screen.table(f"{screen.words(found[0]['kind_words'])}: {len(found)}", columns, rows)
        _say_more(screen, len(found) - len(rows))


def _say_more(screen: Screen, more: int) -> None:
    if more:
        screen.say(f"另有 {more} 项，见 --json。", f"{more} more: see --json.")


def _side(screen: Screen, side: Json) -> str:
    """Say state, deciding clause and days in one cell."""
    words = screen.words(side["state_words"])
    if side["state"] is None:
        return words
    clause = "" if side["clause"] == "reached" else f" · ✗ {screen.words(side['clause_words'])}"
    if not side["first_day"]:
        return words + clause
    end = screen.words(("终身", "for life")) if side["lifetime"] else side["last_day"] or ""
    return f"{words}{clause} · {side['first_day']} – {end}"
