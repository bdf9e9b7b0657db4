"""Screen many subjects at one state of the ledger: the same answers as one by one, joined as columns.

Only rows about which something is said, or to which a reward is open, are put together one at a time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_service.errors import InputError, StoreConflictError
from graph_service.store.act_ports import Spoken
from graph_service.store.screening_ports import NewAnswer, Receipt, Screened
from graph_service.workflow.freshness import Freshness
from graph_service.workflow.rewards import rewards_for
from graph_service.workflow.screened import Asked, Question, identify, problem_of
from graph_service.workflow.screening import (
    HIT,
    NONE,
    REVIEW,
    UNVERIFIABLE,
    Occasion,
    Screener,
    Versions,
    content_of,
    counts_as,
    item_of,
)

if TYPE_CHECKING:
    import polars as pl

#: Most questions in one batch.
MOST = 100_000
_HOLES = ("<problem>", "<subject>", "<verdict>")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch did; ``counts``: answers by verdict."""

    receipt: Receipt
    counts: Mapping[str, int]


def screen_batch(screener: Screener, questions: Iterable[Sequence[Question]], occasion: Occasion) -> Batch:
    """Answer questions, given in pieces, and keep one receipt over all of them.

    Raises:
        InputError: none, or more than ``MOST``.
        StoreConflictError: the graph changed meanwhile; trying again helps.
    """
    services = screener.services
    version = services.graph.graph_version()
    position, spoken = services.ledger.spoken_on(occasion.on, occasion.purpose.rules)
    versions = Versions(position, version, screener.freshness(position, version, occasion.on))
    said = Said(spoken, occasion)
    answers: list[NewAnswer] = []
    for piece in questions:
        if len(answers) + len(piece) > MOST:
            raise InputError("rows", f"more than {MOST} rows", hint="Split the file.")
        answers += _answers(screener, piece, said, (occasion, versions))
    if not answers:
        raise InputError("rows", "there is nothing to screen")
    receipt = screener.keep("batch", occasion, versions, answers)
    return Batch(receipt, Counter(one.verdict for one in answers))


class Said:
    """What the ledger says that counts for an occasion: by key, for looking at, and as a frame, for joining."""

    def __init__(self, spoken: Iterable[Spoken], occasion: Occasion) -> None:
        """Sort what is said."""
        self.by_key: dict[str, list[Spoken]] = defaultdict(list)
        for one in spoken:
            if item_of(one, occasion):
                self.by_key[one.outcome.subject].append(one)
        counts = {key: {counts_as(one, occasion.on) for one in said} for key, said in self.by_key.items()}
        self.frame = said_frame(counts)


def said_frame(counts: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """Return one row a key: whether what is said of it holds a hit, a review, something that nobody has judged."""
    import polars as pl

    marks = {"hit": HIT, "review": REVIEW, "unjudged": "unjudged"}
    found = [(key, set(said)) for key, said in counts.items()]
    columns = {name: pl.Series([mark in said for _, said in found], dtype=pl.Boolean) for name, mark in marks.items()}
    return pl.DataFrame({"key": pl.Series([key for key, _ in found], dtype=pl.String)} | columns)


def verdicts(questions: pl.DataFrame, said: pl.DataFrame, freshness: Freshness) -> pl.DataFrame:
    """Return the questions (``row``, ``key``, ``problem``) in their order with ``verdict``, and ``named``: something is said of the key.

    The same verdicts as ``screening.verdict_of``, as columns.
    """
    import polars as pl

    behind, overdue = pl.lit(freshness.behind), pl.lit(bool(freshness.overdue))
    verdict = (
        pl.when(pl.col("problem") != "")
        .then(pl.lit(REVIEW))
        .when(behind | pl.col("unjudged").fill_null(value=False))
        .then(pl.lit(UNVERIFIABLE))
        .when(pl.col("hit"))
        .then(pl.lit(HIT))
        .when(pl.col("review"))
        .then(pl.lit(REVIEW))
        .when(overdue)
        .then(pl.lit(UNVERIFIABLE))
        .otherwise(pl.lit(NONE))
    )
    joined = questions.join(said, on="key", how="left", maintain_order="left")
    return joined.select("row", "key", "problem", verdict.alias("verdict"), pl.col("hit").is_not_null().alias("named"))


def _answers(screener: Screener, piece: Sequence[Question], said: Said, of: tuple[Occasion, Versions]) -> list[NewAnswer]:
    import polars as pl

    occasion, versions = of
    asked = identify(screener.services, piece)
    version, known = screener.services.graph.screened(sorted({one.key for one in asked if one.key}))
    if version != versions.graph_version:
        raise StoreConflictError("The graph changed while it was screened.", hint="Try again when no load is running.")
    frame = pl.DataFrame(
        {
            "row": [one.question.row for one in asked],
            "key": [one.key for one in asked],
            "problem": [problem_of(one, who.names if (who := known.get(one.key or "")) else ()) for one in asked],
        },
        schema={"row": pl.Int64, "key": pl.String, "problem": pl.String},
    )
    found = verdicts(frame, said.frame, versions.freshness)
    plain = _contents(found, versions.freshness)
    made = zip(asked, found["verdict"], found["named"], plain, strict=True)
    return [
        _whole(screener, one, known.get(one.key or ""), said, of)
        if named or _needs_more(known.get(one.key or ""), verdict, occasion)
        else NewAnswer(one.question.row, one.question.text, verdict, content)
        for one, verdict, named, content in made
    ]


def _needs_more(who: Screened | None, verdict: str, occasion: Occasion) -> bool:
    """Say whether more is to be looked at than the key: other keys of a merged person, or what a clean answer opens."""
    if who is None:
        return False
    return len(who.keys) > 1 or (verdict == NONE and bool(rewards_for(who, occasion.purpose, occasion.on)))


def _whole(screener: Screener, asked: Asked, who: Screened | None, said: Said, of: tuple[Occasion, Versions]) -> NewAnswer:
    keys = who.keys if who else (asked.key or "",)
    spoken = [one for key in keys for one in said.by_key.get(key, ())]
    return screener.answer(asked, who, spoken, of[0], of[1].freshness)


def _contents(found: pl.DataFrame, freshness: Freshness) -> list[str]:
    """Write the answers about which nothing is said, all at once; the keys of subjects need no escaping in JSON."""
    import polars as pl

    form = content_of({"verdict": _HOLES[2], "problem": _HOLES[0], "subject": _HOLES[1]}, [], [], freshness)
    # Keys are sorted: problem, then subject, then verdict.
    first, rest = form.split(f'"{_HOLES[0]}"')
    second, rest = rest.split(f'"{_HOLES[1]}"')
    third, last = rest.split(f'"{_HOLES[2]}"')
    subject = pl.when(pl.col("key").is_null()).then(pl.lit("null")).otherwise(pl.format('"{}"', "key"))
    texts = [pl.lit(f'{first}"'), "problem", pl.lit(f'"{second}'), subject, pl.lit(f'{third}"'), "verdict", pl.lit(f'"{last}')]
    return found.select(pl.concat_str(texts).alias("content"))["content"].to_list()
