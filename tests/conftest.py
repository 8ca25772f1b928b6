"""Servers on real files.

`server` and `start` are a test's own; `shared_server` is one for all tests that only need their own
organization in it (`await shared_server.space("name", events)`), and run in the session's loop.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from support.server import Server, Start

from evsrv.app import create_app
from evsrv.config import Settings


@pytest.fixture
def start(aiohttp_client: Any, tmp_path: Path) -> Start:
    """Start a server with these settings on the test's own file; again: another on that file."""

    async def start(**settings: Any) -> Server:
        db = tmp_path / "events.db"
        client = await aiohttp_client(create_app(Settings(db=db, **settings)))
        unkeyed = Server(client, db)
        return unkeyed.with_key(unkeyed.make_key(organization="acme", project="site"))

    return start


@pytest.fixture
async def server(start: Start) -> Server:
    """A server on an empty file; its key is an api key for project `site` of `acme`."""
    return await start()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """One server for the whole session, with no key."""
    db = tmp_path_factory.mktemp("shared") / "events.db"
    async with TestClient(TestServer(create_app(Settings(db=db)))) as client:
        yield Server(client, db)
