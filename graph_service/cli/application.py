"""What the command line needs of the rest, as ``bootstrap`` hands it over. Everything is fetched when a command asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph_service.backup.manifest import Manifest
    from graph_service.backup.taking import Instance, Progress
    from graph_service.loaders.report import LoadReport, Took
    from graph_service.settings import Settings
    from graph_service.store.staging.handover import FirstLoad
    from graph_service.workflow.delivering import Sender
    from graph_service.workflow.letters import Letter
    from graph_service.workflow.services import GraphStore, Services


@dataclass(frozen=True, slots=True)
class EngineState:
    """The embedded engine of one home. ``address`` is its Bolt address while it runs; ``detail`` is for people."""

    home: Path
    running: bool
    address: str | None = None
    pid: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a look at one store found.

    Attributes:
        found: in a few words.
        faults: what is wrong; empty: all is well.
        newest: time of the newest record; later than now means that the clock went back.
    """

    found: str
    faults: tuple[str, ...] = ()
    newest: datetime | None = None


class Application(Protocol):
    """The product behind the command line."""

    def settings(self) -> Settings:
        """Read and check the settings."""
        ...

    def services(self, settings: Settings) -> AbstractContextManager[Services]:
        """Open the stores (starting the embedded engine when it is used), bring their schemas up to date, and close them."""
        ...

    def services_to_rebuild(self, settings: Settings) -> AbstractContextManager[Services]:
        """Do the same for a graph that may be half built, or empty."""
        ...

    def second_graph(self, home: Path) -> AbstractContextManager[GraphStore]:
        """Open the embedded engine of another home, with its schema, and stop it at the end."""
        ...

    def first_load(self, settings: Settings) -> AbstractContextManager[FirstLoad]:
        """Open what a first load needs; its private files are gone at the end."""
        ...

    def instance(self, settings: Settings) -> AbstractContextManager[Instance]:
        """Open what is backed up, as it is: nothing is made or brought up, but the embedded engine is started."""
        ...

    def restore(self, settings: Settings, source: Path, keys: Path | None, progress: Progress) -> Manifest:
        """Make the home of the settings from a backup (see ``backup.restoring``)."""
        ...

    def digests(self, settings: Settings, manifest: Manifest) -> tuple[str | None, str | None]:
        """Digest graph and ledger after ``restore``; ``None`` for what is not restored but rebuilt, or lies elsewhere."""
        ...

    def serve(self, services: Services, settings: Settings, on_ready: Callable[[str], None]) -> None:
        """Serve API and page until interrupted; ``on_ready`` is given the address once it can be opened."""
        ...

    def sender(self) -> AbstractContextManager[Sender]:
        """Open what posts messages to departments."""
        ...

    def export_pyvis(self, subject_map: Mapping[str, object], path: Path) -> None:
        """Write the map of a subject as one offline HTML file."""
        ...

    def write_load_report(self, report: LoadReport, path: Path, took: Took) -> None:
        """Write what a load did as one offline HTML file."""
        ...

    def write_statement(self, document: Mapping[str, object], path: Path) -> None:
        """Write a statement as one offline HTML file, or as JSON, by the ending of its name."""
        ...

    def write_letter(self, letter: Letter, folder: Path) -> tuple[Path, Path]:
        """Write a letter to a department as a Word document, and the sheet that comes back with it."""
        ...

    def read_statement(self, path: Path) -> Mapping[str, object]:
        """Read a statement back from either."""
        ...

    def engine_state(self, settings: Settings) -> EngineState:
        """Look at the embedded engine of a home without starting it."""
        ...

    def start_engine(self, settings: Settings) -> EngineState:
        """Start the embedded engine, or find it running."""
        ...

    def stop_engine(self, settings: Settings) -> bool:
        """Stop the embedded engine cleanly; say whether one was running."""
        ...

    def probe_graph(self, settings: Settings) -> Probe:
        """Ask a running graph server for its version and for what its schema lacks."""
        ...

    def probe_ledger(self, settings: Settings) -> Probe:
        """Ask the ledger database for its revision; nothing is created or upgraded."""
        ...

    def probe_projection(self, settings: Settings) -> Probe:
        """Compare which runs the graph shows with the newest on the ledger, which is there; nothing is created or written."""
        ...
