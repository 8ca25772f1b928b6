"""`evsrv serve` as a process of its own."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import define

from evsrv.sqlite.api_keys import create_key
from evsrv.sqlite.engine import SqliteEngine

ROOT = Path(__file__).parents[2]
WAIT = 60
"""Seconds after which a process that should have stopped fails its test."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@define
class Process:
    """A server on a file, which listens."""

    process: asyncio.subprocess.Process
    db: Path
    key: str
    url: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    async def end(self) -> tuple[int, list[Any]]:
        """Wait for the end: the exit code, and what was said on stderr since the start."""
        _, said = await asyncio.wait_for(self.process.communicate(), WAIT)
        assert self.process.returncode is not None
        return self.process.returncode, [json.loads(line) for line in said.splitlines()]

    def stored(self) -> set[str]:
        with closing(sqlite3.connect(self.db)) as connection:
            return {row[0] for row in connection.execute("SELECT id FROM events")}

    async def connect(self) -> Streams:
        host, port = self.url.removeprefix("http://").split(":")
        return await asyncio.open_connection(host, int(port))

    async def begin(self, path: str, body: bytes, sent: int | None = None) -> Streams:
        """Begin a request: its head and so much of its body, or all of it."""
        reader, writer = await self.connect()
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        head = [f"POST {path} HTTP/1.1", "Host: a", *lines, f"Content-Length: {len(body)}", "\r\n"]
        writer.write("\r\n".join(head).encode() + body[:sent])
        await writer.drain()
        return reader, writer


async def run_serve(db: Path, port: str = "0", **settings: object) -> asyncio.subprocess.Process:
    """Run the command with these settings, on a free port."""
    variables = {f"EVSRV_{name.upper()}": str(value) for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVSRV_")}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "evsrv", "serve", "--db", db, "--port", port),
        env={**kept, "PYTHONPATH": str(ROOT), **variables},
        cwd=db.parent,
        stderr=asyncio.subprocess.PIPE,
    )


async def make_key(db: Path) -> str:
    """Make a key for a file, and the file where it is missing."""
    async with await SqliteEngine.open(db, readers=0) as store:
        _, key = await store.write(
            lambda connection: create_key(
                connection, kind="api", organization_id="acme", project_id="site", now=0
            )
        )
    return key


async def listening(process: asyncio.subprocess.Process) -> str:
    """Read what a process says until it says where it listens."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        message: str = json.loads(line)["message"]
        _, said, url = message.partition("listening on ")
        if said:
            return url
    raise AssertionError("it ended before it listened")
