"""责任认定: who is directly liable for what a decision punished, and by which document. Published penalties have no such column.

A finding belongs to a decision by authority, folded document number and party. Where that decision is neither on record nor in
the same load, the row waits in quarantine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count, takewhile

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import event_key, is_credit_code, nameless_key, numbered_event
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


def _liability(text: str) -> str:
    try:
        return _LIABILITIES[name_key(text)]
    except KeyError:
        raise UncleanError("liability-unknown") from None


LAYOUT = Layout(
    "责任认定",
    (
        Column("行政处罚决定书文号", cleaning.document_number, needed=True, filled=True),
        Column("处罚机关", cleaning.organization_name, needed=True, filled=True),
        Column("当事人名称", cleaning.organization_name, needed=True, filled=True),
        Column("当事人统一社会信用代码", codes.credit_code_or_registration, needed=True, is_id=True),
        Column("姓名", cleaning.person_name, needed=True, filled=True),
        Column("证件类型", codes.document_kind, needed=True),
        Column("证件号码", cleaning.display, needed=True, is_id=True),
        Column("责任类型", _liability, needed=True, filled=True),
        Column("是否认定", cleaning.yes_no, needed=True, filled=True),
        Column("认定文书文号", cleaning.display, needed=True, filled=True),
        Column("认定日期", cleaning.day, needed=True, filled=True),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Find the decision and the person of each row."""
    columns = ("行政处罚决定书文号", "处罚机关", "当事人名称", "当事人统一社会信用代码")
    sieve.derive("candidates", partial(_candidates, _found_firms(sieve, known)), columns)
    on_record = _on_record(known, {key for keys in sieve.frame["candidates"].dropna() for _, key in keys})
    sieve.derive("decision", partial(_decision, on_record), ("行政处罚决定书文号", "candidates"))
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "decision"))
    sieve.derive(KEYS, _keys, ("decision", "identity", "责任类型"))
    sieve.refuse_after("认定日期", known.received, "date-future")


def across(whole: Whole, _known: Surroundings) -> None:
    """Give each person one name; let each finding stand once."""
    whole.one_name_an_identity("identity", "证件号码")
    whole.single_out()


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    numbers = sieve.frame["当事人统一社会信用代码"]
    return known.firms.find(
        sieve.frame["当事人名称"][numbers.isna()], (code for code in numbers.dropna() if not is_credit_code(code))
    )


def _candidates(found: FoundFirms, row: CleanRow) -> tuple[tuple[str, str], ...] | None:
    """Name the parties under which the decision may stand, each with the key that it then has."""
    document, authority, party = row["行政处罚决定书文号"], row["处罚机关"], row["当事人名称"]
    if document is None or authority is None or party is None:
        return None
    subjects = _parties(found, row["当事人统一社会信用代码"], party, authority)
    return tuple((subject, event_key(authority, document, subject)) for subject in subjects)


def _parties(found: FoundFirms, code: str | None, party: str, authority: str) -> list[str]:
    """Name the keys under which the decision may stand: by number; without one by name, as firm or as natural person."""
    if code:
        return [found.resolve(code, party)]
    named = found.by_name(party)
    return [*([named] if named else []), nameless_key(party, authority), f"person:{name_key(party)}"]


def _on_record(known: Surroundings, decisions: set[str]) -> frozenset[str]:
    """Return the events of these decisions: one for each kind of penalty that sets off rules of its own."""
    found: set[str] = set()
    for at in count():
        here = known.events(numbered_event(key, at) for key in decisions)
        found |= here
        decisions = {key for key in decisions if numbered_event(key, at) in here}
        if not decisions:
            break
    return frozenset(found)


def _decision(on_record: frozenset[str], row: CleanRow) -> tuple[str, tuple[str, ...]] | None:
    """Return the party's key and the events of the decision against it.

    Raises:
        UncleanError: no party under which the decision may be on record has it.
    """
    if row["candidates"] is None:
        return None
    for subject, key in row["candidates"]:
        if key in on_record:
            return subject, tuple(takewhile(on_record.__contains__, (numbered_event(key, at) for at in count())))
    raise UncleanError("event-not-on-record")


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["姓名"] is None or row["decision"] is None:
        return None
    document = read_document(row["证件类型"], row["证件号码"], masked_is_nothing=False)
    anchor = row["decision"][0]
    return identified(row["姓名"], document, anchor)


def _keys(row: CleanRow) -> tuple[tuple[object, ...], ...]:
    if row["decision"] is None or row["identity"] is None:
        return ()
    return tuple((event, row["identity"], row["责任类型"]) for event in row["decision"][1])


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons found liable, or expressly not."""
    return persons_of(rows, ("identity",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the finding of each row on every event of its decision."""
    shaped = Shaped()
    for row in rows:
        number, identity = row[ROW], row["identity"]
        shaped.mention("persons", number, person_row(identity, keys[identity]))
        for event, _, liability in row[KEYS]:
            finding = {
                "event": event,
                "person": keys[identity],
                "liability": liability,
                "found": row["是否认定"],
                "document": row["认定文书文号"],
            }
            shaped.state("findings", number, finding)
    return shaped


SOURCE = Source(
    kind="findings",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing: a finding is taken back by a row that says 否.",
)
