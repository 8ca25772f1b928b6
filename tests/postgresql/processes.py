"""Servers in their own processes on PostgreSQL databases."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from durability.process import Process, serve_database

from evsrv.core.dsn import Dsn
from evsrv.engine.api_key import ApiKey
from evsrv.postgresql.api_keys import store_key
from evsrv.postgresql.connections import open_connections


async def serve(dsn: Dsn, folder: Path, *flags: str, **settings: object) -> Process:
    """Start `evsrv serve` on a database and wait until it answers."""
    return await serve_database(dsn.secret, folder, "server", *flags, **settings)


@contextmanager
def killing(*processes: Process) -> Iterator[None]:
    """Kill processes when the context ends, if they still run."""
    try:
        yield
    finally:
        for process in processes:
            process.kill()


async def make_headers(dsn: Dsn, organization: str = "acme") -> dict[str, str]:
    """Return the headers of requests with a new key for an organization."""
    connections = await open_connections(dsn, size=1, timeout=60)
    try:
        async with connections.trusted() as session:
            now = time.time_ns() // 1_000_000
            key = ApiKey(id="", kind="api", organization_id=organization, created_at=now)
            _, secret = await store_key(session, key)
    finally:
        await connections.close()
    return {"Authorization": f"Bearer {secret}"}
