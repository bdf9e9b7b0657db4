"""A typed client of the API. Nothing of the service is imported: answers are plain data, whose types say what they hold.

``Client`` has a method for every operation; ``pages`` goes on where a list of many pages ends.
"""

from graph_service.client.client import Client
from graph_service.client.paging import pages
from graph_service.client.problems import (
    ConflictError,
    NotOnRecordError,
    ProblemError,
    RefusedInputError,
    UnavailableError,
    UnreachableError,
)

__all__ = [
    "Client",
    "ConflictError",
    "NotOnRecordError",
    "ProblemError",
    "RefusedInputError",
    "UnavailableError",
    "UnreachableError",
    "pages",
]
