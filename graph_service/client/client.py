"""The client: a method for every operation of the API, under the name of what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Unpack

from graph_service.client import acting_answers as done
from graph_service.client import asking as ask
from graph_service.client import reading_answers as told
from graph_service.client.casework import Casework
from graph_service.client.connection import Connection
from graph_service.client.records import Subject
from graph_service.errors import InputError

_KINDS = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class _Reading(Connection):
    """Subjects, and what lies around them. A subject is named by its unified code or key; one that was merged is followed."""

    def subject_by_code(self, uscc: str) -> Subject:
        """Return the organisation with this unified social credit code."""
        return self._get(Subject, ("subjects", "by-code", uscc))

    def subject(self, subject_id: str) -> Subject:
        """Return a subject."""
        return self._get(Subject, ("subjects", subject_id))

    def outcomes(self, subject_id: str, **asked: Unpack[ask.KnownOnDay]) -> told.Outcomes:
        """Return its outcomes with every clause, article and source row."""
        return self._get(told.Outcomes, ("subjects", subject_id, "outcomes"), asked)

    def profile(self, subject_id: str, **asked: Unpack[ask.KnownOnDay]) -> told.Profile:
        """Return everything on record about it, with a timeline."""
        return self._get(told.Profile, ("subjects", subject_id, "profile"), asked)

    def officers(self, subject_id: str, **asked: Unpack[ask.KnownOnDay]) -> told.Officers:
        """Return who held which office in it, and which source row says so."""
        return self._get(told.Officers, ("subjects", subject_id, "officers"), asked)

    def neighbourhood(self, subject_id: str, **asked: Unpack[ask.NeighbourOptions]) -> told.Neighbourhood:
        """Return a page of its neighbours; large groups are folded."""
        return self._get(told.Neighbourhood, ("subjects", subject_id, "neighbourhood"), asked)

    def map(self, subject_id: str, **asked: Unpack[ask.MapOptions]) -> told.Map:
        """Return the map around it."""
        return self._get(told.Map, ("subjects", subject_id, "map"), asked)

    def ownership(self, subject_id: str, **asked: Unpack[ask.OwnershipOptions]) -> told.Ownership:
        """Return who owns and controls it, and what it holds: leads."""
        return self._get(told.Ownership, ("subjects", subject_id, "ownership"), asked)

    def search(self, text: str, **asked: Unpack[ask.SearchOptions]) -> told.Hits:
        """Return a page of subjects and decisions by name, part of one, number or document number."""
        return self._post(told.Hits, ("search",), {"text": text, **asked})

    def paths(self, subjects: Sequence[str], **asked: Unpack[ask.PathOptions]) -> told.Paths:
        """Return how two to ten subjects are linked, each step in words."""
        return self._post(told.Paths, ("paths",), {"subjects": list(subjects), **asked})

    def history(self, event_id: str, **asked: Unpack[ask.KnownOnly]) -> told.History:
        """Return what each run changed in an event, newest first."""
        return self._get(told.History, ("events", event_id, "history"), asked)

    def fact(self, fact_id: str) -> told.Fact:
        """Return what a fact says, and its source row."""
        return self._get(told.Fact, ("facts", fact_id))

    def preview(self, subject: str, category: str, **asked: Unpack[ask.PreviewOptions]) -> told.Preview:
        """Return what would follow from a decision; nothing is stored."""
        return self._post(told.Preview, ("preview",), {"subject": subject, "category": category, **asked})


class _Judging(Connection):
    """Who is the same person, leads, and what is looked for in everything on record."""

    def candidates(self, **asked: Unpack[ask.CandidateOptions]) -> done.Candidates:
        """Return a page of persons who may be one, with what speaks for it."""
        return self._get(done.Candidates, ("identities", "candidates"), asked)

    def judgements(self, **asked: Unpack[ask.AsOf]) -> done.Judgements:
        """Return the newest judgements, and whether they stand."""
        return self._get(done.Judgements, ("identities", "judgements"), asked)

    def identity(self, key: str, **asked: Unpack[ask.AsOf]) -> done.KeysOfPerson:
        """Return the keys of one person, and who judged so."""
        return self._get(done.KeysOfPerson, ("identities", key), asked)

    def confirm(self, one: str, other: str, reason: str, **asked: Unpack[ask.ConfirmOptions]) -> done.Judged:
        """Say that two are one person; the events concerned are propagated again."""
        return self._post(done.Judged, ("identities", "confirm"), {"one": one, "other": other, "reason": reason, **asked})

    def reject(self, one: str, other: str, reason: str, **asked: Unpack[ask.JudgementOptions]) -> done.Judged:
        """Say that two are not one person."""
        return self._post(done.Judged, ("identities", "reject"), {"one": one, "other": other, "reason": reason, **asked})

    def undo(self, judgement: str, reason: str, **asked: Unpack[ask.JudgementOptions]) -> done.Judged:
        """Take a judgement back; the events concerned are propagated again."""
        return self._post(done.Judged, ("identities", "undo"), {"judgement": judgement, "reason": reason, **asked})

    def add_lead(
        self, kind: ask.LeadKind, one: str, other: str, *, source: str, reason: str, **asked: Unpack[ask.LeadOptions]
    ) -> done.LeadEntered:
        """Enter a lead between two subjects (of a nominee: who holds, for whom); ``source`` names a document, never an informant."""
        said = {"kind": kind, "one": one, "other": other, "source": source, "reason": reason}
        return self._post(done.LeadEntered, ("leads",), {**said, **asked})

    def leads(self, subject_id: str, **asked: Unpack[ask.LeadPage]) -> done.Leads:
        """Return a page of the leads of a subject, newest first, withdrawn ones too; no facts."""
        return self._get(done.Leads, ("subjects", subject_id, "leads"), asked)

    def patterns(self) -> done.Patterns:
        """Return the evasion patterns and groups, and their thresholds."""
        return self._get(done.Patterns, ("patterns",))

    def alerts(self, **asked: Unpack[ask.AlertOptions]) -> done.Alerts:
        """Return what the patterns find: leads, no punishment."""
        return self._get(done.Alerts, ("alerts",), asked)

    def coverage(self, **asked: Unpack[ask.Sized]) -> done.Coverage:
        """Return how far decisions reach everybody whom the rules name, and the gaps."""
        return self._get(done.Coverage, ("coverage",), asked)


class _Screening(Connection):
    """Screenings, their receipts, and the change feed."""

    def screen(self, purpose: ask.Purpose, **asked: Unpack[ask.ScreeningOptions]) -> done.Screening:
        """Screen one subject; a name alone only ever gives a review."""
        return self._post(done.Screening, ("screenings",), {"purpose": purpose, **asked})

    def screen_batch(self, purpose: ask.Purpose, rows: Sequence[ask.AskedSubject], **asked: Unpack[ask.OnDay]) -> done.Batch:
        """Screen up to 100,000 subjects together; ``answers`` reads what is said of each."""
        return self._post(done.Batch, ("screenings", "batch"), {"purpose": purpose, "rows": list(rows), **asked})

    def screen_file(self, purpose: ask.Purpose, file: Path, **asked: Unpack[ask.OnDay]) -> done.Batch:
        """Screen the subjects of a csv or xlsx, which is sent piece by piece.

        Raises:
            InputError: the file is of another kind, or cannot be read.
        """
        if (kind := _KINDS.get(file.suffix.lower())) is None:
            raise InputError(str(file), f"must be one of {', '.join(_KINDS)}")
        try:
            with file.open("rb") as content:
                return self._send(done.Batch, ("screenings", "file"), {"purpose": purpose, **asked}, (content, kind))
        except OSError as error:
            raise InputError(str(file), f"cannot be read: {error.strerror}") from error

    def answers(self, receipt_id: str, **asked: Unpack[ask.AnswerOptions]) -> done.Answers:
        """Return a page of the answers of a screening."""
        return self._get(done.Answers, ("screenings", receipt_id, "answers"), asked)

    def receipts(self, relying_on: str, **asked: Unpack[ask.Page]) -> done.Receipts:
        """Return a page of the receipts that relied on an event, a subject, a measure or a fact."""
        return self._get(done.Receipts, ("receipts",), {"relying_on": relying_on, **asked})

    def receipt(self, receipt_id: str) -> done.CheckedReceipt:
        """Return a receipt, and whether it is genuine."""
        return self._get(done.CheckedReceipt, ("receipts", receipt_id))

    def changes(self, **asked: Unpack[ask.Page]) -> done.Changes:
        """Return a page of what was added, ended, corrected, decided and loaded."""
        return self._get(done.Changes, ("changes",), asked)


class Client(_Reading, _Judging, _Screening, Casework):
    """Everything that the API answers.

    Raises of every method:
        ProblemError: the service refused the request or failed at it; its subclasses say how.
        UnreachableError: no answer came.
    """

    def measures(self, **asked: Unpack[ask.MeasureOptions]) -> done.Measures:
        """Return the catalogue of measures."""
        return self._get(done.Measures, ("measures",), asked)

    def rules(self) -> done.Rules:
        """Return the rules, which are live, and their articles."""
        return self._get(done.Rules, ("rules",))

    def rule(self, rule_id: str, on: date | None = None) -> done.Rule:
        """Return one rule in words; with ``on`` only the version in force on that day."""
        return self._get(done.Rule, ("rules", rule_id), {"on": on})

    def evaluate(self, scenario: Mapping[str, object]) -> done.Evaluation:
        """Judge a scenario without touching a store."""
        return self._post(done.Evaluation, ("evaluate",), scenario)

    def health(self) -> done.Health:
        """Say that the process answers."""
        return self._get(done.Health, ("health",))

    def ready(self) -> done.Ready:
        """Say that graph, schema and ledger can be used.

        Raises:
            UnavailableError: they cannot; ``reasons`` says why.
        """
        return self._get(done.Ready, ("ready",))
