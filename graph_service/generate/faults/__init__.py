"""Every kind of fault, each with the answer that a loader owes."""

from __future__ import annotations

from graph_service.generate.faults.base import Fault
from graph_service.generate.faults.naming import NAMING_FAULTS
from graph_service.generate.faults.numbers import NUMBER_FAULTS
from graph_service.generate.faults.records import RECORD_FAULTS
from graph_service.generate.faults.relations import RELATION_FAULTS
from graph_service.generate.faults.repetition import REPETITION_FAULTS
from graph_service.generate.faults.values import VALUE_FAULTS

FAULTS: tuple[Fault, ...] = (
    *RECORD_FAULTS,
    *NUMBER_FAULTS,
    *VALUE_FAULTS,
    *RELATION_FAULTS,
    *NAMING_FAULTS,
    *REPETITION_FAULTS,
)

__all__ = ["FAULTS"]
