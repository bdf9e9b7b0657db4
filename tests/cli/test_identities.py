"""``identities candidates|confirm|reject|undo|show|check`` as a user runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command
from tests.e2e.test_retraction import SAMPLE

DAY = "2026-11-24"
REASON = ("--reason", "公安机关函复", "--on", DAY)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """A home with register, penalties and findings of the sample, propagated."""
    command = Command(tmp_path_factory.mktemp("identities") / "home")
    names = ("登记信息.xlsx", "行政处罚_2019版_1.csv", "行政处罚_2019版_2.csv", "责任认定.xlsx")
    done = command.run("load", *(str(SAMPLE / name) for name in names), "--propagate", "--on", DAY)
    assert done.returncode == 0, done.stderr
    yield command
    command.run("engine", "stop")


@pytest.mark.slow
def test_a_lead_is_confirmed_shown_followed_and_undone(town: Command) -> None:
    lead = town.json("identities", "candidates", "--limit", "1000")["candidates"][0]
    named, numbered = lead["one"]["id"], lead["other"]["id"]

    listed = town.run("identities", "candidates", numbered)
    done = town.run("identities", "confirm", named, numbered, *REASON, "--evidence", "函号2026-12")
    explained = town.run("explain", named, "--on", DAY)
    as_data = town.json("explain", named, "--on", DAY)
    shown = town.run("identities", "show", named)
    undone = town.json("identities", "undo", "j-1", *REASON)
    history = town.json("identities", "show")["judgements"]

    assert all(words in listed.stdout for words in ("线索，须经核对", lead["one"]["name"], "姓名相同"))
    assert done.returncode == 0, done.stderr
    assert all(words in done.stdout for words in ("j-1 认定为同一人", f"{named} 现归入 {numbered}", "重新推算事项"))
    assert f"{named} 经认定与 {numbered} 为同一人" in explained.stdout
    assert (as_data["subject"]["id"], as_data["subject"]["merged"]) == (numbered, [named])
    assert all(words in shown.stdout for words in (f"{named} 归入 {numbered}", "公安机关函复", "函号2026-12"))
    assert (undone["judgement"]["verdict"], undone["judgement"]["undoes"]) == ("undo", "j-1")
    assert [(one["id"], one["stands"]) for one in history] == [("j-2", False), ("j-1", False)]
    assert town.json("identities", "show", named, "--as-of", "2020-01-01")["judgements"] == []


@pytest.mark.slow
def test_a_rejection_stands_in_the_way_of_a_confirmation_until_it_is_undone(town: Command) -> None:
    leads = town.json("identities", "candidates", "--limit", "1000")["candidates"]
    one, other = leads[-1]["one"]["id"], leads[-1]["other"]["id"]

    said = town.json("identities", "reject", one, other, *REASON)
    refused = town.run("identities", "confirm", one, other, *REASON)
    left = town.json("identities", "candidates", "--limit", "1000")["candidates"]
    checked = town.run("identities", "check")

    assert (said["judgement"]["verdict"], said["events"], len(left)) == ("different", 0, len(leads) - 1)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"contradiction]: It contradicts what stands: {said['judgement']['id']} (different" in refused.stderr
    assert (checked.returncode, "一致" in checked.stdout) == (0, True)


def test_a_judgement_needs_a_reason_and_help_shows_examples(cli: Command) -> None:
    without = cli.run("identities", "confirm", "p-a", "p-b")
    helped = cli.run("identities", "confirm", "--help")

    assert (without.returncode, "--reason" in without.stderr) == (2, True)
    assert "graph-service identities confirm p-… p-… --reason" in helped.stdout


def test_a_moment_that_is_none_is_refused(cli: Command) -> None:
    refused = cli.run("identities", "show", "--as-of", "gestern")

    assert (refused.returncode, "no moment" in refused.stderr) == (2, True)
