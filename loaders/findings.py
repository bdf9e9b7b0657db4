"""责任认定: who is directly liable for what a decision punished, and by which document; 回函: what an authority answers when asked for it.

Published penalties have no such column. A finding belongs to a decision on record (``decisions``). Where that decision is neither on
record nor in the same load, the row waits in quarantine.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.decisions import DECISION, settle_decisions
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity

_LIABILITIES = {
    "直接负责的主管人员": "direct_supervisor",
    "其他直接责任人员": "other_direct",
    "直接责任": "direct",
    "个人责任": "personal_finding",
    "实际控制人": "actual_controller",
}
#: What an answer concludes beside one of these: no liability, or nothing yet.
_DENIED = frozenset({"不负直接责任", "不承担直接责任", "无直接责任", "未负直接责任"})
_OPEN = frozenset({"无法认定", "尚未认定", "未作认定"})
#: Liability and whether it was found; without a liability the question stays open.
_Conclusion = tuple[str, bool]


def _liability(text: str) -> str:
    try:
        return _LIABILITIES[name_key(text)]
    except KeyError:
        raise UncleanError("liability-unknown") from None


def _answered(text: str) -> _Conclusion | Doubtful:
    said = name_key(text)
    if said in _OPEN:
        return Doubtful(("", False), "liability-left-open")
    if said in _DENIED:
        return "direct", False
    if said in _LIABILITIES:
        return _LIABILITIES[said], True
    raise UncleanError("conclusion-unknown")


_PERSON = (
    Column("姓名", cleaning.person_name, needed=True, filled=True),
    Column("证件类型", codes.document_kind, needed=True),
    Column("证件号码", cleaning.display, needed=True, is_id=True),
)
LAYOUT = Layout(
    "责任认定",
    (
        *DECISION,
        *_PERSON,
        Column("责任类型", _liability, needed=True, filled=True),
        Column("是否认定", cleaning.yes_no, needed=True, filled=True),
        Column("认定文书文号", cleaning.display, needed=True, filled=True),
        Column("认定日期", cleaning.day, needed=True, filled=True),
    ),
)
ANSWERS = Layout(
    "责任认定征询函回函",
    (
        *DECISION,
        *_PERSON,
        Column("认定结论", _answered, needed=True, filled=True, aliases=("责任认定结论",)),
        Column("回函单位", cleaning.organization_name, needed=True, filled=True),
        Column("认定文书文号", cleaning.display, needed=True, filled=True, aliases=("回函文号",)),
        Column("认定日期", cleaning.day, needed=True, filled=True, aliases=("回函日期",)),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Find the decision and the person of each row."""
    sieve.derive("conclusion", _conclusion, ("责任类型", "是否认定"))
    _settle(sieve, known)


def check_answers(sieve: Sieve, known: Surroundings) -> None:
    """Find the decision and the person of each answer."""
    sieve.derive("conclusion", lambda row: row["认定结论"], ("认定结论",))
    _settle(sieve, known)


def _conclusion(row: CleanRow) -> _Conclusion | None:
    return None if row["责任类型"] is None or row["是否认定"] is None else (row["责任类型"], row["是否认定"])


def _settle(sieve: Sieve, known: Surroundings) -> None:
    settle_decisions(sieve, known)
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "decision"))
    sieve.derive(KEYS, _keys, ("decision", "identity", "conclusion"))
    sieve.refuse_after("认定日期", known.received, "date-future")


def across(whole: Whole, _known: Surroundings) -> None:
    """Give each person one name; let each finding stand once."""
    whole.one_name_an_identity("identity", "证件号码")
    whole.single_out()


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["姓名"] is None or row["decision"] is None:
        return None
    document = read_document(row["证件类型"], row["证件号码"], masked_is_nothing=False)
    return identified(row["姓名"], document, row["decision"].party)


def _keys(row: CleanRow) -> tuple[tuple[object, ...], ...]:
    if row["decision"] is None or row["identity"] is None or row["conclusion"] is None:
        return ()
    return tuple((event, row["identity"], row["conclusion"][0]) for event in row["decision"].events)


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons found liable, or expressly not."""
    return persons_of(rows, ("identity",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the finding of each row on every event of its decision; an answer that leaves the question open finds nothing."""
    shaped = Shaped()
    for row in rows:
        number, identity = row[ROW], row["identity"]
        liability, found = row["conclusion"]
        shaped.mention("persons", number, person_row(identity, keys[identity]))
        for event in row["decision"].events if liability else ():
            finding = {
                "event": event,
                "person": keys[identity],
                "liability": liability,
                "found": found,
                "document": row["认定文书文号"],
            }
            shaped.state("findings", number, finding)
    return shaped


_RETIRES = "Nothing: a finding is taken back by a row that denies it."
SOURCE = Source(
    kind="findings",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires=_RETIRES,
)
ANSWER_SOURCE = Source(
    kind="findings.answers",
    layout=ANSWERS,
    check=check_answers,
    keeps=Keeps(persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires=_RETIRES,
)
