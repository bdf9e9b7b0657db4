"""What the event's documents say of each person, summed up: found, found not, conflicting; decided against; named."""

from __future__ import annotations

import narwhals as nw

from graph_service.model.facts import LIABILITIES
from graph_service.propagation.facts import Facts, Frame

_DIRECT = ["direct", "direct_supervisor", "other_direct"]
_DEBT = ["debt_responsible", "direct"]
_FAULT = ["personal_finding"]

#: prefix of the columns → liabilities of ``model.facts.LIABILITIES`` that answer the question
_FAMILIES = {"direct": _DIRECT, "debt": _DEBT, "fault": _FAULT}


def stated_of_persons(facts: Facts) -> tuple[Frame, Frame, Frame]:
    """Return findings, decisions and namings, each with one row for each (event, subject) at most.

    Columns: ``<family>_found``, ``<family>_denied``, ``<family>_conflict`` (one liability found and denied, and no other found
    without contradiction), ``conflict_<liability>``; ``sanctioned``, ``sanction_date``, ``sanction_years``,
    ``sanction_lifetime``; ``named``, ``court_found``. Several decisions against one person: the latest day, the longest term.
    """
    return _findings(facts["findings"]), _sanctions(facts["sanctions"]), _namings(facts["namings"])


def _findings(findings: Frame) -> Frame:
    each = findings.group_by("event", "person", "liability").agg(found=nw.col("found").any(), denied=(~nw.col("found")).any())
    both = nw.col("found") & nw.col("denied")
    columns = {}
    for family, liabilities in _FAMILIES.items():
        mine = nw.col("liability").is_in(liabilities)
        columns[f"{family}_found"] = (mine & nw.col("found")).any()
        columns[f"{family}_denied"] = (mine & nw.col("denied")).any()
        columns[f"{family}_conflict"] = (mine & both).any() & ~(mine & nw.col("found") & ~nw.col("denied")).any()
    for liability in sorted(LIABILITIES):
        columns[f"conflict_{liability}"] = ((nw.col("liability") == liability) & both).any()
    return each.group_by("event", "person").agg(**columns).rename({"person": "subject"})


def _sanctions(sanctions: Frame) -> Frame:
    decided = sanctions.with_columns(sure=nw.lit(value=True), forever=nw.col("lifetime").fill_null(value=False))
    return (
        decided.group_by("event", "person")
        .agg(
            sanctioned=nw.col("sure").any(),
            sanction_date=nw.col("decision_date").max(),
            sanction_years=nw.col("years").max(),
            sanction_lifetime=nw.col("forever").any(),
        )
        .rename({"person": "subject"})
    )


def _namings(namings: Frame) -> Frame:
    said = namings.group_by("event", "person").agg(
        named=(nw.col("how") == "named").any(), court_found=(nw.col("how") == "court_found").any()
    )
    return said.rename({"person": "subject"})


def court_found(facts: Facts) -> Frame:
    """Return for each event how many persons a court found actually responsible: ``court_found_persons``."""
    found = facts["namings"].filter(nw.col("how") == "court_found")
    return found.group_by("event").agg(court_found_persons=nw.col("person").n_unique())
