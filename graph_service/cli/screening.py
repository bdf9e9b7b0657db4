"""The command ``screen``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, ToOption
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words
    from graph_service.workflow.services import Services

CodeArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SUBJECT", help="Unified code, registration number or key. 统一社会信用代码等；身份证号不得写在命令行。"
    ),
]
PurposeOption = Annotated[
    str, typer.Option("--purpose", metavar="CODE", help="permit, tender, subsidy, honour or office. 核查用途。")
]
FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="A list of subjects, csv or xlsx. 批量名单，至多 10 万行。")
]
OfficeOption = Annotated[
    bool, typer.Option("--office", help="The credit office's view: all that was considered. 信用主管部门口径，含待核查。")
]
_SHOWN = 20


_DISPUTED: Words = ("异议办理中", "disputed")


def screen(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: CodeArgument = None,
    purpose: PurposeOption = "permit",
    file: FileOption = None,
    office: OfficeOption = False,
    on: DayOption = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """信用核查：一个主体或一份名单，须注明用途，留存核查回执。Screen a subject, or a list, for a purpose; a receipt is kept."""
    if (subject is None) == (file is None):
        raise InputError("screen", "give either a subject or --file", hint="graph-service screen SUBJECT --purpose tender")
    if to and file is None:
        raise InputError("--to", "goes with --file", hint="graph-service screen --file 名单.csv --to answers.xlsx")
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = _screened(services, (subject, file), (purpose, on), "office" if office else "department")
    door.tell(found, to, _show_batch if file else _show_one)


def _screened(
    services: Services, of: tuple[str | None, Path | None], occasion: tuple[str, Any], view: Any
) -> Mapping[str, Any]:
    from graph_service.query.screenings import shape_answers, shape_receipt, shape_screening
    from graph_service.security.acting import acting_user
    from graph_service.workflow.screened import Question
    from graph_service.workflow.screening import Screener

    screener = Screener(services)
    asked = screener.occasion(*occasion, acting_user())
    subject, file = of
    if file is None:
        return shape_screening(services, screener.screen(Question(code=subject or ""), asked), view)
    from graph_service.loaders.questions import questions_in
    from graph_service.workflow.screening_batch import MOST, screen_batch

    batch = screen_batch(screener, questions_in(file), asked)
    head = batch.receipt.head
    answers = shape_answers(services, head, services.ledger.answers(head.id, 0, MOST), view)
    return {"receipt": shape_receipt(batch.receipt), "answers": answers["answers"]}


def _show_one(screen: Screen, found: Mapping[str, Any]) -> None:
    answer = found["answer"]
    problem = f"（{screen.words(answer['problem_words'])}）" if answer["problem_words"] else ""
    verdict = answer.get("verdict_words")  # in the credit office's view alone
    inside = (f"{verdict['zh']}；部门所见：", f"{verdict['en']}; departments see: ") if verdict else ("", "")
    screen.say(
        f"{found['purpose_words']['zh']} · {found['on']}：{inside[0]}{answer['answer_words']['zh']}{problem}",
        f"{found['purpose_words']['en']} · {found['on']}: {inside[1]}{answer['answer_words']['en']}{problem}",
        style="bold",
    )
    columns: tuple[Words, ...] = (
        ("措施", "measure"), ("规则", "rule"), ("期限", "term"), ("部门职责", "duty"), ("计为", "counts as"),
    )  # fmt: skip
    rows = [
        (
            one["measure_name"],
            f"{one['rule_title']} ({one['rule']})",
            f"{one['first_day'] or ''} – {one['last_day'] or ''}",
            screen.words(one["duty_words"]),
            screen.words(one["counts_words"])
            + (f" · {screen.words(_DISPUTED)} {', '.join(one['disputed'])}" if one["disputed"] else ""),
        )
        for one in answer.get("considered", answer["measures"])
    ]
    if rows:
        screen.table("", columns, rows)
    for one in answer["rewards"]:
        screen.say(
            f"可适用激励：{one['name']['zh']}（{one['because_words']['zh']}）",
            f"reward that may be granted: {one['name']['en']} ({one['because_words']['en']})",
        )
    _show_receipt(screen, found["receipt"])


def _show_batch(screen: Screen, found: Mapping[str, Any]) -> None:
    counts: dict[str, int] = {}
    for one in found["answers"]:
        counts[screen.words(one["answer_words"])] = counts.get(screen.words(one["answer_words"]), 0) + 1
    said = "; ".join(f"{words} × {count}" for words, count in counts.items())
    screen.say(f"{len(found['answers'])} 行：{said}", f"{len(found['answers'])} rows: {said}", style="bold")
    told = [one for one in found["answers"] if one["measures"]]
    columns: tuple[Words, ...] = (("行", "row"), ("措施", "measures"))
    names = [(one["row"], "; ".join(each["measure_name"] for each in one["measures"])) for one in told[:_SHOWN]]
    if names:
        screen.table("", columns, names)
    _show_receipt(screen, found["receipt"])


def _show_receipt(screen: Screen, receipt: Mapping[str, Any]) -> None:
    screen.say(
        f"核查回执 {receipt['id']}，核验码 {receipt['code'][:16]}；graph-service receipt verify {receipt['id']}",
        f"receipt {receipt['id']}, code {receipt['code'][:16]}; graph-service receipt verify {receipt['id']}",
    )
