import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient
from support.database_access import PostgresAccess, events_of
from support.engines import MakeDatabase, on_every_engine
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.config import Settings


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_every_engine(metafunc)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(seeded: Path, make_shared_database: MakeDatabase) -> AsyncIterator[Server]:
    """Start a server on a copy of the demo file, with a key for its project."""
    db = make_shared_database("demo")
    if isinstance(db, Path):
        shutil.copy(seeded, db)
    else:
        PostgresAccess(db).append(events_of(seeded))
    async with TestClient(AppServer(create_app(Settings(db=db)))) as client:
        unkeyed = Server(client, db)
        yield unkeyed.with_key(unkeyed.make_key(organization="demo", project="demo"))
