"""Puts the product together: the only place that chooses adapters. Each is imported when it is chosen, for the commands' quick start."""

from __future__ import annotations

import atexit
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_service.errors import SchemaError, SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from graph_service.cli.application import EngineState, Probe
    from graph_service.loaders.report import LoadReport, Took
    from graph_service.settings import Settings
    from graph_service.store.graph.engine_homes import EngineHomes
    from graph_service.store.graph.engine_process import Program
    from graph_service.store.graph.store import BoltGraphStore
    from graph_service.store.ledger import SqlLedger
    from graph_service.store.staging.handover import FirstLoad
    from graph_service.workflow.services import Services

_TERMINATED = 143


def now() -> datetime:
    """Return the time, aware, in UTC: the clock of everything that needs one."""
    return datetime.now(UTC)


@contextmanager
def open_services(settings: Settings, *, rebuilding: bool = False) -> Iterator[Services]:
    """Open graph and ledger, bring their schemas and the projection of identities up, and close both at the end.

    The embedded engine is started and left running. ``rebuilding``: a graph that is only half built is opened too, and left as it is.

    Raises:
        SettingsError: a setting does not fit, or a secret can be read by others.
        EngineError: the embedded engine did not start.
        SchemaError: a store was written by another version.
        StoreUnavailableError: a store did not answer.
    """
    from graph_service.policy.loader import load_rulebook
    from graph_service.security.keyring import KeyRing
    from graph_service.store.ledger import open_ledger
    from graph_service.store.staging.folder import sweep
    from graph_service.workflow.identities import bring_up
    from graph_service.workflow.services import Services

    settings.create_home()
    sweep(settings.home, lambda: _clear_own_servers(settings))
    with ExitStack() as stack:
        ledger = open_ledger(settings.ledger_address, KeyRing(settings.path("keys")), now)
        stack.callback(ledger.close)
        graph = stack.enter_context(_graph(settings))
        graph.migrate()
        graph.check_schema()
        services = Services(graph, ledger, load_rulebook(), settings.home, now)
        if not rebuilding:
            graph.refuse_half_built()
            bring_up(services)
        yield services


@contextmanager
def second_graph(home: Path) -> Iterator[BoltGraphStore]:
    """Start the embedded engine in another home, with its schema, and stop it at the end: its directory can then be moved."""
    from graph_service.settings import Settings
    from graph_service.store.graph.engine import stop_engine

    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with _graph(Settings.read().model_copy(update={"home": home, "graph_uri": None, "neo4j_dir": None})) as graph:
            graph.migrate()
            yield graph
    finally:
        stop_engine(home)


def _graph(settings: Settings) -> BoltGraphStore:
    from graph_service.store.graph.client import Connection
    from graph_service.store.graph.engine import ensure
    from graph_service.store.graph.store import BoltGraphStore

    if settings.graph_uri:
        database, authority = settings.graph_database, settings.graph_tls_ca
        if authority and not authority.is_file():
            raise SettingsError(f"GRAPH_SERVICE_GRAPH_TLS_CA: there is no file {authority}.")
        return BoltGraphStore(
            Connection(settings.graph_uri, settings.graph_user, settings.password, database, tls_ca=authority)
        )
    homes, program = _own_server(settings)
    engine = ensure(homes.in_use, program)
    return BoltGraphStore(Connection(engine.uri, engine.user, engine.password, engine.database))


def _own_server(settings: Settings) -> tuple[EngineHomes, Program]:
    """Choose the graph server that the service runs itself."""
    from graph_service.store.graph.engine_homes import EngineHomes
    from graph_service.store.graph.engine_process import Arcade
    from graph_service.store.graph.neo4j_process import Neo4j

    if settings.neo4j_dir:
        return EngineHomes(settings.home, "neo4j"), Neo4j(settings.neo4j_dir, settings.engine_heap)
    return EngineHomes(settings.home, "engine"), Arcade(settings.engine_heap)


def _clear_own_servers(settings: Settings) -> None:
    if settings.runs_server:
        homes, program = _own_server(settings)
        homes.clear(program)


@contextmanager
def first_load(settings: Settings) -> Iterator[FirstLoad]:
    """Open what a first load needs; its private files are gone at the end.

    Raises:
        StoreConflictError: another one is under way in this home.
    """
    from graph_service.store.graph.neo4j_process import Neo4j
    from graph_service.store.staging.folder import private_folder
    from graph_service.store.staging.graph import StagedGraph
    from graph_service.store.staging.handover import Copying, FirstLoad, Handover, ImportTool

    with private_folder(settings.home) as folder, StagedGraph(folder) as staged:
        if not settings.runs_server:
            yield FirstLoad(staged, None)
            return
        homes, program = _own_server(settings)
        fill = ImportTool(program, folder) if isinstance(program, Neo4j) else Copying(program)
        yield FirstLoad(staged, Handover(homes, program, fill))


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

    def serve(self, services: Services, settings: Settings, on_ready: Callable[[str], None]) -> None:
        """Serve API and page until interrupted."""
        from graph_service.api.server import serve
        from graph_service.web.pages import install_pages

        serve(services, settings.host, settings.port, install_pages, on_ready)

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

    def read_statement(self, path: Path) -> Mapping[str, object]:
        """Read a statement back."""
        from graph_service.web.statement_file import read_statement

        return read_statement(path)

    def engine_state(self, settings: Settings) -> EngineState:
        """Look at the embedded engine without starting it."""
        from graph_service.cli.application import EngineState
        from graph_service.store.graph.engine import status

        homes, program = _own_server(settings)
        found = status(homes.in_use, program)
        return EngineState(settings.home, found.running, found.uri, found.pid, f"log {found.log}")

    def start_engine(self, settings: Settings) -> EngineState:
        """Start the graph server that the service runs, or find it running."""
        from graph_service.store.graph.engine import ensure

        homes, program = _own_server(settings)
        ensure(homes.in_use, program)
        return self.engine_state(settings)

    def stop_engine(self, settings: Settings) -> bool:
        """Stop the graph server that the service runs; say whether it was running."""
        from graph_service.store.graph.engine import stop

        homes, program = _own_server(settings)
        return stop(homes.in_use, program)

    def probe_graph(self, settings: Settings) -> Probe:
        """Ask the graph server, and compare its schema."""
        from graph_service.cli.application import Probe

        with _graph(settings) as graph:
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

        if not _ledger_is_there(settings):
            return Probe("not there yet; the first command creates it")
        with _ledger_as_it_is(settings) as ledger:
            newest = max((load.recorded_at for load, _ in ledger.loads()), default=None)
            return Probe(f"schema {schema_version(ledger.database.engine)}", newest=newest)

    def probe_projection(self, settings: Settings) -> Probe:
        """Compare which runs the graph shows with the newest on the ledger."""
        from graph_service.cli.application import Probe
        from graph_service.workflow.projection import lagging_events

        if not _ledger_is_there(settings):
            return Probe("nothing to show: the ledger is not there yet")
        with _ledger_as_it_is(settings) as ledger, _graph(settings) as graph:
            return Probe("the graph shows the newest runs of the ledger", tuple(lagging_events(graph, ledger)))


def _ledger_is_there(settings: Settings) -> bool:
    address = settings.ledger_address
    return not address.startswith("sqlite") or Path(address.partition("///")[2]).exists()


@contextmanager
def _ledger_as_it_is(settings: Settings) -> Iterator[SqlLedger]:
    """Open a ledger that is there, without giving it a schema."""
    from graph_service.security.keyring import KeyRing
    from graph_service.store.ledger import Database, SqlLedger, create_ledger_engine

    engine = create_ledger_engine(settings.ledger_address)
    try:
        yield SqlLedger(Database(engine), KeyRing(settings.path("keys")), now)
    finally:
        engine.dispose()


def main() -> None:
    """Run the command ``graph-service``."""
    from graph_service.cli.app import run

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    run(CommandLine())
