"""Opens graph and ledger as the settings say: which adapters, which server, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.errors import InputError, SettingsError

if TYPE_CHECKING:
    from graph_service.backup.taking import Instance
    from graph_service.settings import Settings
    from graph_service.store.graph.engine_homes import EngineHomes
    from graph_service.store.graph.engine_process import Program
    from graph_service.store.graph.store import BoltGraphStore
    from graph_service.store.ledger import SqlLedger
    from graph_service.store.names.index import NameIndex
    from graph_service.store.staging.handover import FirstLoad
    from graph_service.workflow.services import Services


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
        graph = stack.enter_context(open_graph(settings))
        graph.migrate()
        graph.check_schema()
        services = Services(graph, ledger, load_rulebook(), settings.home, now, settings.signing)
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
        with open_graph(Settings.read().model_copy(update={"home": home, "graph_uri": None, "neo4j_dir": None})) as graph:
            graph.migrate()
            yield graph
    finally:
        stop_engine(home)


def open_graph(settings: Settings) -> BoltGraphStore:
    """Open the graph of the settings; the server is started where the service runs it."""
    from graph_service.store.graph.client import Connection
    from graph_service.store.graph.engine import ensure
    from graph_service.store.graph.store import BoltGraphStore

    if settings.graph_uri:
        database, authority = settings.graph_database, settings.graph_tls_ca
        if authority and not authority.is_file():
            raise SettingsError(f"GRAPH_SERVICE_GRAPH_TLS_CA: there is no file {authority}.")
        return BoltGraphStore(
            Connection(
                settings.graph_uri,
                settings.graph_user,
                settings.password,
                database,
                read_seconds=settings.read_seconds,
                tls_ca=authority,
            ),
            _names(settings),
        )
    homes, program = own_server(settings)
    engine = ensure(homes.in_use, program)
    reached = Connection(engine.uri, engine.user, engine.password, engine.database, read_seconds=settings.read_seconds)
    return BoltGraphStore(reached, _names(settings))


def _names(settings: Settings) -> NameIndex:
    """Name the index of parts of names of this home; nothing is made before something is looked for."""
    from graph_service.security.keyring import KeyRing
    from graph_service.store.names.index import NameIndex

    return NameIndex(settings.path("names") / "index.sqlite3", lambda: KeyRing(settings.path("keys")).current().hashing)


def own_server(settings: Settings) -> tuple[EngineHomes, Program]:
    """Choose the graph server that the service runs itself."""
    from graph_service.store.graph.engine_homes import EngineHomes
    from graph_service.store.graph.engine_process import Arcade
    from graph_service.store.graph.neo4j_process import Neo4j

    if settings.neo4j_dir:
        return EngineHomes(settings.home, "neo4j"), Neo4j(settings.neo4j_dir, settings.engine_heap)
    return EngineHomes(settings.home, "engine"), Arcade(settings.engine_heap)


def _clear_own_servers(settings: Settings) -> None:
    if settings.runs_server:
        homes, program = own_server(settings)
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
        homes, program = own_server(settings)
        fill = ImportTool(program, folder) if isinstance(program, Neo4j) else Copying(program)
        yield FirstLoad(staged, Handover(homes, program, fill))


def ledger_path(settings: Settings) -> Path | None:
    """Where the ledger lies; ``None``: in another database than SQLite."""
    address = settings.ledger_address
    return Path(address.partition("///")[2]) if address.startswith("sqlite") else None


def ledger_is_there(settings: Settings) -> bool:
    """Say whether there is a ledger; one in another database than SQLite is taken to be there."""
    path = ledger_path(settings)
    return path is None or path.exists()


@contextmanager
def instance(settings: Settings) -> Iterator[Instance]:
    """Open what is backed up. The graph only together with the ledger that it belongs to: a copy of one moment of both."""
    from graph_service.backup.taking import Instance
    from graph_service.store.graph.engine_backup import copy_engine, engine_bytes
    from graph_service.store.ledger.copying import SqliteCopy, sqlite_digest

    if not ledger_is_there(settings):
        raise InputError(str(settings.home), "holds no ledger, and so nothing to back up", hint="Look at GRAPH_SERVICE_HOME.")
    path = ledger_path(settings)
    if path is None:
        yield Instance(settings.home)
        return
    with SqliteCopy(path) as ledger, open_graph(settings) as graph:
        graph.refuse_half_built()
        if settings.is_embedded:
            home = settings.home
            yield Instance(home, ledger, sqlite_digest, graph, partial(copy_engine, home), engine_bytes(home))
        else:
            yield Instance(settings.home, ledger, sqlite_digest, graph)


@contextmanager
def ledger_as_it_is(settings: Settings) -> Iterator[SqlLedger]:
    """Open a ledger that is there, without giving it a schema."""
    from graph_service.security.keyring import KeyRing
    from graph_service.store.ledger import Database, SqlLedger, create_ledger_engine

    engine = create_ledger_engine(settings.ledger_address)
    try:
        yield SqlLedger(Database(engine), KeyRing(settings.path("keys")), now)
    finally:
        engine.dispose()
