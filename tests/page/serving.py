"""Servers of the page on files with demo data."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from click.testing import CliRunner
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.cli import main
from evsrv.config import Settings
from evsrv.core.dsn import Dsn

ORGANIZATION = "demo"
"""Of all keys and data."""


def seed(db: Path, *options: str) -> None:
    """Fill a file with demo data, in the project `demo` unless the options name another."""
    seeded = CliRunner().invoke(main, ["seed", "--db", str(db), *options])
    assert seeded.exit_code == 0, seeded.output


@asynccontextmanager
async def serving(
    db: Path | Dsn, port: int | None = None, **settings: Any
) -> AsyncIterator[Server]:
    """Serve a database until the block ends, with a read key of the organization."""
    app = create_app(Settings(db=db, **settings))
    async with TestClient(AppServer(app, port=port)) as client:
        server = Server(client, db)
        yield server.with_key(server.make_key(kind="read", organization=ORGANIZATION))
