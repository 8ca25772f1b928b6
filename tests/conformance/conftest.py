import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.config import Settings


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """Start a server on a copy of the demo file, with a key for its project."""
    db = tmp_path_factory.mktemp("demo") / "events.db"
    shutil.copy(seeded, db)
    async with TestClient(AppServer(create_app(Settings(db=db)))) as client:
        unkeyed = Server(client, db)
        yield unkeyed.with_key(unkeyed.make_key(organization="demo", project="demo"))
