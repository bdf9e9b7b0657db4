"""The one error tree. An error keeps its facts as attributes and says what to do next.

``retryable`` says whether the same call may succeed later without any change by the caller. The HTTP status and the exit code
of each class are chosen in ``api/problems.py`` and ``cli/``, never where the error is raised.
"""

from __future__ import annotations


class GraphServiceError(Exception):
    """Base of every error that this product raises on purpose.

    Attributes:
        message: what happened, in words for the user.
        hint: what to do next; empty when there is nothing to add.
        retryable: whether trying again without a change may help.
    """

    code = "error"
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message and the advice apart, so that each door can lay them out."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Give message and advice in one line."""
        return f"{self.message} {self.hint}".strip()


class InputError(GraphServiceError):
    """Input that a person must correct: a file, a field, an argument.

    Attributes:
        where: the place, as ``file:line`` or as a path of field names (``events[0].decision_date``).
    """

    code = "bad-input"

    def __init__(self, where: str, message: str, *, hint: str = "") -> None:
        """Put the place in front of the message."""
        super().__init__(f"{where}: {message}" if where else message, hint=hint)
        self.where = where


class PolicyFileError(InputError):
    """A rule, parameter or document file that cannot be accepted."""

    code = "policy-file"


class SourceFileError(InputError):
    """A source file that cannot be read as a whole (bad rows are quarantined, not raised)."""

    code = "source-file"


class NotFoundError(GraphServiceError):
    """The thing asked for is not on record."""

    code = "not-found"


class MovedError(NotFoundError):
    """The subject is known under another key: an officer confirmed that the two are one person.

    Attributes:
        moved_to: the key to ask for.
    """

    code = "moved"

    def __init__(self, moved_to: str) -> None:
        """Say where to look."""
        super().__init__(
            f"The subject is known as {moved_to}: it was confirmed to be the same person.", hint="Ask for that key."
        )
        self.moved_to = moved_to


class ContradictionError(GraphServiceError):
    """An act that contradicts what stands on record; nothing was written."""

    code = "contradiction"


class UnauthenticatedError(GraphServiceError):
    """Nobody knows who asks: a token or a session is needed."""

    code = "unauthenticated"

    def __init__(self, message: str = "A token or a session is needed.") -> None:
        """Say how to get one."""
        super().__init__(message, hint="Send Authorization: Bearer TOKEN; the security administrator issues tokens.")


class ForbiddenError(GraphServiceError):
    """Who asks may not do this.

    Attributes:
        permission: the permission that is missing.
    """

    code = "not-permitted"

    def __init__(self, permission: str) -> None:
        """Name the permission."""
        super().__init__(
            f"This needs the permission {permission!r}, in your own department where the table says so.",
            hint="See graph-service permissions, or ask the security administrator.",
        )
        self.permission = permission


class UnusualVolumeError(GraphServiceError):
    """A load would end or change unusually much; nothing of the file was written."""

    code = "unusual-volume"


class SettingsError(GraphServiceError):
    """A setting that is missing, unsafe or malformed."""

    code = "settings"


class StoreUnavailableError(GraphServiceError):
    """A store did not answer; trying again may help."""

    code = "store-unavailable"
    retryable = True


class ReadTimeoutError(GraphServiceError):
    """A read of the graph took longer than it may; the same again would too."""

    code = "read-timeout"


class StoreConflictError(GraphServiceError):
    """Another writer was faster (changed graph version, lost lock); trying again helps."""

    code = "store-conflict"
    retryable = True


class SchemaError(GraphServiceError):
    """A store lacks a constraint, index or migration that this version needs."""

    code = "schema"


class EngineError(GraphServiceError):
    """The embedded graph engine cannot be started, reached or stopped."""

    code = "engine"
