"""Servers whose application a test gets to see before it starts."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient
from support.database_file import copy_of
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.config import Settings

StartApp = Callable[..., Awaitable[Server]]


@pytest.fixture
def start_app(aiohttp_client: AiohttpClient, tmp_path: Path, migrated_file: Path) -> StartApp:
    """Start a server: `change` gets its application first, `clock` is its rate limits'."""
    db = copy_of(migrated_file, tmp_path / "events.db")

    async def start_app(
        change: Callable[[web.Application], object] = lambda _: None,
        clock: Callable[[], float] = lambda: 0.0,
        **settings: Any,
    ) -> Server:
        app = create_app(Settings(db=db, **settings), clock=clock)
        change(app)
        running = AppServer(app)
        await running.start_server(lingering_time=0.0)
        unkeyed = Server(await aiohttp_client(running), db)
        return unkeyed.with_key(unkeyed.make_key(organization="acme", project="site"))

    return start_app
