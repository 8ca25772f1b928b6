"""Servers on real files.

`server` and `start` belong to one test. `shared_server` serves all tests that need only their own
organization (`await shared_server.space("name", events)`); these run in the event loop of the
session.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient
from click.testing import CliRunner
from pytest_aiohttp.plugin import AiohttpClient
from support.server import AppServer, Server, Start

from evsrv.app import create_app
from evsrv.cli import main
from evsrv.config import Settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite the golden files")


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Return whether the golden files are to be rewritten; review what git then shows."""
    return bool(pytestconfig.getoption("--update-goldens"))


@pytest.fixture
def start(aiohttp_client: AiohttpClient, tmp_path: Path) -> Start:
    """Return a function that starts a server on the file of the test; repeated calls share it."""

    async def start(**settings: Any) -> Server:
        db = tmp_path / "events.db"
        client: TestClient[Any, Any] = await aiohttp_client(
            AppServer(create_app(Settings(db=db, **settings)))
        )
        unkeyed = Server(client, db)
        return unkeyed.with_key(unkeyed.make_key(organization="acme", project="site"))

    return start


@pytest.fixture
async def server(start: Start) -> Server:
    """Start a server on an empty file, with an api key for project `site` of `acme`."""
    return await start()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """Start one server without a key for the whole session; its events can be of any time."""
    db = tmp_path_factory.mktemp("shared") / "events.db"
    async with TestClient(AppServer(create_app(Settings(db=db, max_future=0)))) as client:
        yield Server(client, db)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo file, which no test may change."""
    db = tmp_path_factory.mktemp("seeded") / "demo.db"
    assert CliRunner().invoke(main, ["seed", "--db", str(db)]).exit_code == 0
    return db
