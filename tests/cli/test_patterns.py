"""``patterns list`` and ``patterns run`` as a user calls them."""

from __future__ import annotations

from tests.cli.conftest import Command


def test_patterns_are_listed_without_any_database(cli: Command) -> None:
    shown = cli.run("patterns", "list").stdout

    assert "representative-swapped" in shown
    assert "lookback_days = 365" in shown


def test_patterns_run_over_everything_on_record(live: Command) -> None:
    found = live.json("patterns", "run", "representative-swapped", "--on", "2026-11-24")
    shown = live.run("patterns", "run", "--lang", "en")

    assert [one["id"] for one in found["patterns"]] == ["representative-swapped"]
    assert "a lead to be looked into" in shown.stdout


def test_coverage_is_counted_over_everything_on_record(live: Command) -> None:
    found = live.json("coverage", "--on", "2026-11-24")

    assert set(found["by"]) == {"role", "department", "area", "period"}
    assert "Coverage on 2026-11-24" in live.run("coverage", "--on", "2026-11-24", "--lang", "en").stdout


def test_an_unknown_pattern_is_refused(live: Command) -> None:
    done = live.run("patterns", "run", "swaps", "--lang", "en")

    assert (done.returncode, done.stdout) == (2, "")
    assert "representative-swapped" in done.stderr


def test_a_lead_between_subjects_that_are_not_on_record_is_refused_and_none_is_listed(live: Command) -> None:
    done = live.run("lead", "add", "family", "p-none", "p-nobody", "--source", "x", "--reason", "y")

    assert (done.returncode, done.stdout) == (2, "")
    assert live.json("lead", "list") == {"leads": []}
    assert live.run("lead", "submit", "l-1", "--reason", "y").returncode == 2
