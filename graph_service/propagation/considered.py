"""Who is considered for an event, and by which link: the persons and organisations that the trace must answer for."""

from __future__ import annotations

import narwhals as nw

from graph_service.propagation import compiled as links
from graph_service.propagation.facts import Facts, Frame

_NO_DAY = nw.lit(None, dtype=nw.Date())


def considered(facts: Facts) -> Frame:
    """Return one row for each (event, link, subject): the subject itself, offices, holdings, findings, parent, client, candidates.

    Columns: event, link, subject, by_office (whether the link must be held on a day), start, end (exclusive), registered_on, source.
    """
    events = facts["events"].select(nw.col("id").alias("event"), "subject", "client")
    offices = facts["roles"].select("organization", "role", "person", "start", "end", "registered_on", "source")
    subject_known = events.filter(~nw.col("subject").is_null())
    parts = [
        _by_fact(subject_known, nw.lit(links.SELF)),
        _by_office(subject_known.join(offices, left_on="subject", right_on="organization"), nw.col("role")),
        _by_office(_holdings(subject_known, facts), nw.col("holder_link")),
        *_by_statement(facts),
        *_by_parent(subject_known, facts, offices),
        _by_fact(events.filter(~nw.col("client").is_null()).with_columns(subject=nw.col("client")), nw.lit(links.CLIENT)),
        _by_office(events.join(offices, left_on="client", right_on="organization"), nw.lit(links.CLIENT_OFFICE)),
    ]
    return nw.concat(parts, how="vertical")


def _holdings(events: Frame, facts: Facts) -> Frame:
    """Join the holders; one that is an organisation is no shareholder in the sense of 人员."""
    holdings = facts["holdings"].select("organization", nw.col("holder").alias("person"), "start", "end", "source")
    organizations = facts["organizations"].select(person="id", holder_link=nw.lit(links.CORPORATE_SHAREHOLDER))
    held = events.join(holdings, left_on="subject", right_on="organization").join(organizations, on="person", how="left")
    return held.with_columns(holder_link=nw.col("holder_link").fill_null(links.SHAREHOLDER), registered_on=_NO_DAY)


def _by_statement(facts: Facts) -> list[Frame]:
    """Link whoever the event's own documents speak of: findings, decisions against a person, names, masked candidates."""
    found = (
        nw.when(nw.col("found")).then(nw.concat_str(nw.lit(links.FINDING), nw.col("liability"))).otherwise(nw.lit(links.DENIED))
    )
    masked = nw.when(nw.col("compatible")).then(nw.lit(links.CANDIDATE)).otherwise(nw.lit(links.EXCLUDED))
    stated = {
        "findings": found,
        "sanctions": nw.lit(links.FINDING + "sanctioned"),
        "namings": nw.concat_str(nw.lit(links.FINDING), nw.col("how")),
        "candidates": masked,
    }
    return [_by_fact(facts[t].with_columns(subject=nw.col("person")), link, nw.col("source")) for t, link in stated.items()]


def _by_parent(events: Frame, facts: Facts, offices: Frame) -> list[Frame]:
    """Link a branch's company and its legal representatives: whether they are reached is for a person to decide."""
    parents = facts["organizations"].filter(~nw.col("parent").is_null()).select("id", "parent")
    with_parent = events.join(parents, left_on="subject", right_on="id")
    representatives = offices.filter(nw.col("role") == "legal_representative")
    return [
        _by_fact(with_parent.with_columns(subject=nw.col("parent")), nw.lit(links.PARENT)),
        _by_office(
            with_parent.join(representatives, left_on="parent", right_on="organization"), nw.lit(links.PARENT_REPRESENTATIVE)
        ),
    ]


def _by_fact(rows: Frame, link: nw.Expr, source: nw.Expr | None = None) -> Frame:
    nothing = nw.lit(None, dtype=nw.String())
    return rows.select(
        "event",
        link=link,
        subject=nw.col("subject"),
        by_office=nw.lit(value=False),
        start=_NO_DAY,
        end=_NO_DAY,
        registered_on=_NO_DAY,
        source=nothing if source is None else source,
    )


def _by_office(rows: Frame, link: nw.Expr) -> Frame:
    rows = rows.with_columns(link=link, subject=nw.col("person"), by_office=nw.lit(value=True))
    return rows.select("event", "link", "subject", "by_office", "start", "end", "registered_on", "source")
