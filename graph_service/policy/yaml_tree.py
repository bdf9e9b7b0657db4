"""YAML as a tree whose every value knows its file and line, so that a fault can be shown where it stands.

Scalars stay text until a reader asks for a day, a number or a flag: nothing is guessed (``010`` is not 8, ``no`` is not false).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from graph_service.errors import PolicyFileError

_FRAME = (StreamStartEvent, StreamEndEvent, DocumentStartEvent, DocumentEndEvent)
_NULLS = frozenset({"", "~", "null"})
_WHOLE = re.compile(r"0|[1-9][0-9]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a policy file. ``value`` is text, a list, a mapping, or ``None`` for null; quoted text is never null."""

    file: str
    line: int
    value: str | list[Entry] | dict[str, Entry] | None

    def fault(self, message: str) -> PolicyFileError:
        """Build the error that names this place."""
        return PolicyFileError(f"{self.file}:{self.line}", message)

    @property
    def is_null(self) -> bool:
        """Whether nothing was given."""
        return self.value is None

    def fields(self, required: str, optional: str = "") -> dict[str, Entry]:
        """Return the mapping once its keys are checked against these words.

        Raises:
            PolicyFileError: not a mapping, an unknown key, or a required key that is missing.
        """
        found = self.mapping()
        allowed = required.split() + optional.split()
        for key, entry in found.items():
            if key not in allowed:
                raise entry.fault(f"unknown key {key!r}; allowed: {_listed(allowed)}")
        for key in required.split():
            if key not in found:
                raise self.fault(f"key {key!r} is missing; required: {_listed(required.split())}")
        return found

    def mapping(self) -> dict[str, Entry]:
        """Return the mapping, whatever its keys."""
        if not isinstance(self.value, dict):
            raise self.fault(f"expected keys and values, found {self._shown()}")
        return self.value

    def items(self) -> list[Entry]:
        """Return the list."""
        if not isinstance(self.value, list):
            raise self.fault(f"expected a list, found {self._shown()}")
        return self.value

    def text(self) -> str:
        """Return text that is not blank."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fault(f"expected text, found {self._shown()}")
        return self.value

    def choice(self, allowed: Collection[str], what: str) -> str:
        """Return one of the allowed words; ``what`` names the kind of word in the message."""
        word = self.text()
        if word not in allowed:
            raise self.fault(f"unknown {what} {word!r}; allowed: {_listed(sorted(allowed))}")
        return word

    def choices(self, allowed: Collection[str], what: str) -> tuple[str, ...]:
        """Return a list of allowed words, each at most once."""
        words: list[str] = []
        for item in self.items():
            word = item.choice(allowed, what)
            if word in words:
                raise item.fault(f"{what} {word!r} is listed twice")
            words.append(word)
        return tuple(words)

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(item.text() for item in self.items())

    def flag(self) -> bool:
        """Return ``true`` or ``false``; no other spelling counts."""
        return self.choice(("true", "false"), "flag") == "true"

    def whole(self) -> int:
        """Return a whole number ≥ 0 without leading zeros."""
        word = self.text()
        if not _WHOLE.fullmatch(word):
            raise self.fault(f"expected a whole number, found {word!r}")
        return int(word)

    def day(self) -> date:
        """Return a day written as YYYY-MM-DD."""
        word = self.text()
        try:
            day = date.fromisoformat(word) if _DAY.fullmatch(word) else None
        except ValueError:
            day = None
        if day is None:
            raise self.fault(f"{word!r} is not a day of the calendar; write YYYY-MM-DD")
        return day

    def _shown(self) -> str:
        if isinstance(self.value, dict):
            return "a mapping"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else repr(self.value)


def parse(file: str, content: bytes) -> Entry:
    """Read one document. Anchors, tags and a second document are refused: what a file says stands where it is read.

    Args:
        file: how the file is named in messages.
        content: UTF-8.

    Raises:
        PolicyFileError: not UTF-8, not YAML, empty, or a key that occurs twice in one mapping.
    """
    try:
        events = YAML(typ="safe", pure=True).parse(content.decode("utf-8"))
        return _document(file, (event for event in events if not isinstance(event, _FRAME)))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PolicyFileError(f"{file}:{line}", "the file is not UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyFileError(f"{file}:{mark.line + 1 if mark else 1}", f"not YAML: {error.problem}") from error
    except YAMLError as error:
        raise PolicyFileError(f"{file}:1", f"not YAML: {error}") from error


def _document(file: str, events: Iterator[Event]) -> Entry:
    first = next(events, None)
    if first is None:
        raise PolicyFileError(f"{file}:1", "the file is empty")
    root = _entry(file, first, events)
    if (second := next(events, None)) is not None:
        raise PolicyFileError(f"{file}:{_line(second)}", "a second document; keep one a file")
    return root


def _entry(file: str, event: Event, events: Iterator[Event]) -> Entry:
    line = _line(event)
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise PolicyFileError(f"{file}:{line}", "anchors, aliases and tags are not used here; write the value out")
    if isinstance(event, ScalarEvent):
        is_null = event.style is None and event.value in _NULLS
        return Entry(file, line, None if is_null else str(event.value))
    if isinstance(event, SequenceStartEvent):
        return Entry(file, line, [_entry(file, item, events) for item in _until(SequenceEndEvent, events)])
    return Entry(file, line, _mapping(file, events))


def _mapping(file: str, events: Iterator[Event]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for key in _until(MappingEndEvent, events):
        if not isinstance(key, ScalarEvent):
            raise PolicyFileError(f"{file}:{_line(key)}", "a key must be a plain word")
        if key.value in found:
            raise PolicyFileError(f"{file}:{_line(key)}", f"key {key.value!r} occurs twice; keep one")
        found[key.value] = _entry(file, next(events), events)
    return found


def _until(end: type[Event], events: Iterator[Event]) -> Iterator[Event]:
    """Give the events up to the end of the list or mapping; what each begins must be read before the next is asked for."""
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _listed(words: Collection[str]) -> str:
    return ", ".join(words)
