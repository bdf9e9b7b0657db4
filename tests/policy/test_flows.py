"""Flows: what a file may say, that no dossier can get stuck, and every cell of state × step × number of officers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError, PolicyFileError
from graph_service.policy.documents import load_documents
from graph_service.policy.files import parsed_file
from graph_service.policy.flows import LEVELS, load_flows

FLOWS = load_flows()
SHIPPED = Path(str(files("graph_service.policy") / "data" / "flows"))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    """Change the words of the flow of a push, and return the directory."""

    def change(old: str, new: str) -> Path:
        shutil.copytree(SHIPPED, tmp_path / "flows")
        file = tmp_path / "flows" / "push.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path

    return change


@pytest.mark.parametrize("kind", FLOWS)
@pytest.mark.parametrize("levels", LEVELS)
def test_every_step_is_taken_from_its_states_and_refused_from_every_other(kind: str, levels: int) -> None:
    flow = FLOWS[kind]
    for code in {step.code for step in flow.steps}:
        allowed = {state for step in flow.steps if step.code == code and levels in step.levels for state in step.sources}
        for state in flow.states:
            if state in allowed:
                assert flow.step(code, state, levels).code == code
            else:
                with pytest.raises(ContradictionError):
                    flow.step(code, state, levels)


@pytest.mark.parametrize("kind", FLOWS)
@pytest.mark.parametrize("levels", LEVELS)
def test_from_every_state_that_is_reached_a_final_one_can_be_reached(kind: str, levels: int) -> None:
    flow = FLOWS[kind]
    here = [step for step in flow.steps if levels in step.levels]
    reached = {step.target for step in here if not step.sources}
    while more := {step.target for step in here if step.sources & reached and step.target} - reached:
        reached |= more
    ends = {state for state in reached if state and flow.states[state].final}
    while more := {state for step in here if step.target in ends for state in step.sources & reached} - ends:
        ends |= more
    assert ends == reached


@pytest.mark.parametrize("kind", FLOWS)
def test_the_ground_of_a_flow_is_verbatim(kind: str) -> None:
    basis = parsed_file(None, f"flows/{kind}.yaml").mapping()["basis"].fields("instrument article verified quote")
    wordings = "".join(one.wording for document in load_documents() for one in document.paragraphs)
    seed = (Path(__file__).parents[2] / "graph_service" / "policy" / "data").rglob("*.txt")
    known = wordings + "".join(path.read_text("utf-8") for path in seed)
    assert basis["quote"].text() in known


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to: lifted,", "to: gone,", "unknown state 'gone'"),
        ("final: true", "final: true, awaits: owner", "either"),
        ("from: [lifting], to: lifted", "from: [lifted], to: lifted", "is final: nothing follows"),
        ("kind: push", "kind: case", "must lie in flows/case.yaml"),
        ("code: received, name: 已签收", "code: sent, name: 已签收", "occurs twice"),
        ("{code: confirm_lifting, name: 确认解除, name_en: confirm the lifting, from: [lifting], to: lifted,", "{code: confirm_lifting, name: 确认解除, name_en: x, from: [lifting], to: same,", "nothing leads out of 'lifting'"),
        ("code: not_apply, name", "code: apply, name", "occurs twice from one state"),
        ("from: [], to: sent", "from: [], to: same", "opens a dossier"),
        ("permission: push.send, sends: measure", "permission: push.send, sends: measure, not_by: [nobody]", "are no steps"),
        ("permission: push.send", "permision: push.send", "unknown key"),
    ],
)  # fmt: skip
def test_a_flow_that_makes_no_sense_is_refused(changed: Callable[[str, str], Path], old: str, new: str, words: str) -> None:
    with pytest.raises(PolicyFileError, match=words):
        load_flows(changed(old, new))
