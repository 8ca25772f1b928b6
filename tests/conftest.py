"""Servers on real databases, of the engine that `database_engine` names.

`server` and `start` belong to one test. `shared_server` serves all tests that need only their own
organization (`await shared_server.space("name", events)`); these run in the event loop of the
session.
"""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient
from click.testing import CliRunner
from pytest_aiohttp.plugin import AiohttpClient
from support.database_file import migrated_file
from support.engines import (
    SQLITE_ALONE,
    MakeDatabase,
    database_engine,
    keep_tests_of_cluster,
    new_databases,
    register_markers,
    skip_tests_of_other_engines,
)
from support.postgres import migrated_databases, postgres_server
from support.server import AppServer, Server, Start

from evsrv.app import create_app
from evsrv.cli import main
from evsrv.config import Settings
from evsrv.core.dsn import Dsn

__all__ = [
    "database_engine",
    "migrated_databases",
    "migrated_file",
    "postgres_server",
]


def pytest_configure(config: pytest.Config) -> None:
    register_markers(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    keep_tests_of_cluster(config, items)
    skip_tests_of_other_engines(items)


def pytest_collection_finish() -> None:
    """Keep the collected tests, half a million objects, out of every later garbage collection."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite the golden files")
    parser.addoption(SQLITE_ALONE, action="store_true", help="make no tests on PostgreSQL")


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Return whether the golden files are to be rewritten; review what git then shows."""
    return bool(pytestconfig.getoption("--update-goldens"))


@pytest.fixture
def make_database(
    database_engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeDatabase]:
    """Return a function that makes a database of the test."""
    with ExitStack() as databases:
        yield new_databases(database_engine, request, tmp_path, databases)


@pytest.fixture
def start(aiohttp_client: AiohttpClient, make_database: MakeDatabase) -> Start:
    """Return a function that starts servers, all on the database of the test."""
    made: list[Path | Dsn] = []

    async def start(**settings: Any) -> Server:
        if not made:
            made.append(make_database("events"))
        (db,) = made
        client: TestClient[Any, Any] = await aiohttp_client(
            AppServer(create_app(Settings(db=db, **settings)))
        )
        unkeyed = Server(client, db)
        return unkeyed.with_key(unkeyed.make_key(organization="acme", project="site"))

    return start


@pytest.fixture
async def server(start: Start) -> Server:
    """Start a server on an empty database, with an api key for project `site` of `acme`."""
    return await start()


@pytest.fixture(scope="session")
def make_shared_database(
    database_engine: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MakeDatabase]:
    """Return a function that makes a database for all tests with an engine."""
    folder = tmp_path_factory.mktemp("shared")
    with ExitStack() as databases:
        yield new_databases(database_engine, request, folder, databases)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_server(make_shared_database: MakeDatabase) -> AsyncIterator[Server]:
    """Start one server without a key for each engine; its events can be of any time."""
    db = make_shared_database("events")
    async with TestClient(AppServer(create_app(Settings(db=db, max_future=0)))) as client:
        yield Server(client, db)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo file, which no test may change."""
    db = tmp_path_factory.mktemp("seeded") / "demo.db"
    assert CliRunner().invoke(main, ["seed", "--db", str(db)]).exit_code == 0
    return db
