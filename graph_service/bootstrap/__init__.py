"""Puts the product together: the only place that chooses adapters. Each is imported when it is chosen, for the commands' quick start."""

from __future__ import annotations

import atexit
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_service.bootstrap.stores import (
    first_load,
    instance,
    ledger_as_it_is,
    ledger_is_there,
    ledger_path,
    now,
    open_graph,
    open_services,
    own_server,
    second_graph,
)
from graph_service.errors import SchemaError, SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from graph_service.backup.manifest import Manifest
    from graph_service.backup.taking import Progress
    from graph_service.cli.application import EngineState, Probe
    from graph_service.loaders.report import LoadReport, Took
    from graph_service.settings import Settings
    from graph_service.workflow.delivering import Sender
    from graph_service.workflow.letters import Letter
    from graph_service.workflow.services import Services

__all__ = ["CommandLine", "create_api", "first_load", "main", "now", "open_services"]

_TERMINATED = 143


def create_api() -> FastAPI:
    """Build the HTTP application for a server such as uvicorn (``--factory``); the stores are closed when the process ends."""
    from graph_service.api.app import create_app
    from graph_service.settings import Settings
    from graph_service.web.pages import install_pages

    stack = ExitStack()
    atexit.register(stack.close)
    return create_app(stack.enter_context(open_services(Settings.read())), install_pages)


class CommandLine:
    """The product as the command line sees it (``graph_service.cli.application.Application``)."""

    def settings(self) -> Settings:
        """Read and check the settings."""
        from graph_service.settings import Settings

        return Settings.read()

    def services(self, settings: Settings) -> Any:
        """Open the stores."""
        return open_services(settings)

    def services_to_rebuild(self, settings: Settings) -> Any:
        """Open the stores, a graph that is only half built too."""
        return open_services(settings, rebuilding=True)

    def second_graph(self, home: Path) -> Any:
        """Open the embedded engine of another home."""
        return second_graph(home)

    def first_load(self, settings: Settings) -> Any:
        """Open what a first load needs."""
        return first_load(settings)

    def instance(self, settings: Settings) -> Any:
        """Open what is backed up, as it is."""
        return instance(settings)

    def restore(self, settings: Settings, source: Path, keys: Path | None, progress: Progress) -> Manifest:
        """Make the home of a backup."""
        from graph_service.backup.restoring import restore
        from graph_service.store.graph.engine_backup import place_engine, unpacked_bytes

        if settings.ledger_url and ledger_path(settings):
            raise SettingsError("A restored ledger lies in the home.", hint="Unset GRAPH_SERVICE_LEDGER_URL.")
        placing = (place_engine, unpacked_bytes) if settings.is_embedded else None
        return restore(source, settings.home, keys, placing, progress)

    def digests(self, settings: Settings, manifest: Manifest) -> tuple[str | None, str | None]:
        """Digest the graph and the ledger that were restored."""
        from graph_service.store.ledger.copying import sqlite_digest

        path, graph_digest = ledger_path(settings), None
        if manifest.has_graph and settings.is_embedded:
            with open_graph(settings) as graph:
                graph_digest = graph.exact_digest()
        return graph_digest, sqlite_digest(path) if manifest.has_ledger and path else None

    def serve(self, services: Services, settings: Settings, on_ready: Callable[[str], None]) -> None:
        """Serve API and page until interrupted."""
        from graph_service.api.server import serve
        from graph_service.web.pages import install_pages

        serve(services, settings.host, settings.port, install_pages, on_ready)

    def sender(self) -> AbstractContextManager[Sender]:
        """Open what posts messages to departments."""
        from graph_service.bootstrap.sending import HttpSender

        return HttpSender()

    def export_pyvis(self, subject_map: Mapping[str, object], path: Path) -> None:
        """Write a map as one HTML file."""
        from graph_service.web.pyvis_export import export_pyvis

        export_pyvis(subject_map, path)

    def write_load_report(self, report: LoadReport, path: Path, took: Took) -> None:
        """Write a load report as one HTML file."""
        from graph_service.web.load_report import write_load_report

        write_load_report(report, path, took)

    def write_statement(self, document: Mapping[str, object], path: Path) -> None:
        """Write a statement as one file."""
        from graph_service.web.statement_file import write_statement

        write_statement(document, path)

    def write_letter(self, letter: Letter, folder: Path) -> tuple[Path, Path]:
        """Write a letter and its sheet."""
        from graph_service.web.letter_file import write_letter

        return write_letter(letter, folder)

    def read_statement(self, path: Path) -> Mapping[str, object]:
        """Read a statement back."""
        from graph_service.web.statement_file import read_statement

        return read_statement(path)

    def engine_state(self, settings: Settings) -> EngineState:
        """Look at the embedded engine without starting it."""
        from graph_service.cli.application import EngineState
        from graph_service.store.graph.engine import status

        homes, program = own_server(settings)
        found = status(homes.in_use, program)
        return EngineState(settings.home, found.running, found.uri, found.pid, f"log {found.log}")

    def start_engine(self, settings: Settings) -> EngineState:
        """Start the graph server that the service runs, or find it running."""
        from graph_service.store.graph.engine import ensure

        homes, program = own_server(settings)
        ensure(homes.in_use, program)
        return self.engine_state(settings)

    def stop_engine(self, settings: Settings) -> bool:
        """Stop the graph server that the service runs; say whether it was running."""
        from graph_service.store.graph.engine import stop

        homes, program = own_server(settings)
        return stop(homes.in_use, program)

    def probe_graph(self, settings: Settings) -> Probe:
        """Ask the graph server, and compare its schema."""
        from graph_service.cli.application import Probe

        with open_graph(settings) as graph:
            try:
                graph.check_schema()
            except SchemaError as error:
                return Probe("the graph answers", (error.message,))
            withheld = graph.withheld_entries()
            kept = f"; {withheld} records on authorities and civil servants, shown to nobody" if withheld else ""
            return Probe(f"the graph answers; every constraint, index and migration is there{kept}")

    def probe_ledger(self, settings: Settings) -> Probe:
        """Ask the ledger database; a SQLite file that is not there yet is not made."""
        from graph_service.cli.application import Probe
        from graph_service.store.ledger import schema_version

        if not ledger_is_there(settings):
            return Probe("not there yet; the first command creates it")
        with ledger_as_it_is(settings) as ledger:
            newest = max((load.recorded_at for load, _ in ledger.loads()), default=None)
            return Probe(f"schema {schema_version(ledger.database.engine)}", newest=newest)

    def probe_projection(self, settings: Settings) -> Probe:
        """Compare which runs the graph shows with the newest on the ledger."""
        from graph_service.cli.application import Probe
        from graph_service.workflow.projection import lagging_events

        if not ledger_is_there(settings):
            return Probe("nothing to show: the ledger is not there yet")
        with ledger_as_it_is(settings) as ledger, open_graph(settings) as graph:
            return Probe("the graph shows the newest runs of the ledger", tuple(lagging_events(graph, ledger)))


def main() -> None:
    """Run the command ``graph-service``."""
    from graph_service.cli.app import run

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    run(CommandLine())
