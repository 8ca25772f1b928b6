"""A server in its own process, on a file or a PostgreSQL database."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import aiohttp
from attrs import frozen

from evsrv.sqlite.api_keys import create_key


@frozen
class Process:
    """A running `evsrv serve`."""

    popen: subprocess.Popen[bytes]
    url: str
    log: Path

    def kill(self) -> None:
        """Send SIGKILL and wait for the end of the process."""
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(30)

    def stop(self) -> int:
        """Stop the server by SIGTERM and return its exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


async def serve(db: Path, **settings: object) -> Process:
    """Start a server on a file with these settings and wait until it answers."""
    return await serve_database(str(db), db.parent, db.name, **settings)


async def serve_database(
    database: str, folder: Path, name: str, *flags: str, **settings: object
) -> Process:
    """Start a server in a folder on a file or a connection string; its log begins with `name`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {f"EVSRV_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / f"{name}.{port}.log"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EVSRV_")}
    with log.open("wb") as stderr:
        popen = subprocess.Popen(
            [
                *(sys.executable, "-m", "evsrv", "serve", "--db", database, "--port", str(port)),
                *flags,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            cwd=folder,
            env=environ | variables | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    process = Process(popen, f"http://127.0.0.1:{port}", log)
    deadline = time.monotonic() + 60
    async with aiohttp.ClientSession() as client:
        while True:
            try:
                async with client.get(process.url):
                    return process
            except aiohttp.ClientConnectionError:
                if popen.poll() is not None or time.monotonic() > deadline:
                    popen.kill()
                    raise AssertionError(log.read_text()) from None
            await asyncio.sleep(0.02)


def make_key(db: Path) -> str:
    """Create a key for organization `acme` in a file that a server has opened."""
    with closing(sqlite3.connect(db)) as connection, connection:
        return create_key(connection, kind="api", organization_id="acme", now=0)[1]
