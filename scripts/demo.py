"""The part of ./scripts/serve that runs in its virtual environment: one process that makes the demo
and its keys, says how to use them, and then is the server.
"""

import argparse
import asyncio
import os
import socket
import sqlite3
import sys
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen
from demo_file import DEMO, SCOPE, fail, make_demo

from evsrv.cli import run
from evsrv.cli.upgrade import upgrade
from evsrv.config import ConfigError, load_settings
from evsrv.core.timestamps import DAY_MS, now
from evsrv.engine.api_key import KeyKind
from evsrv.engine.errors import StoreError
from evsrv.sqlite.api_keys import create_key, delete_keys_named
from evsrv.sqlite.engine import SqliteEngine

EVENTS = 50_000
KEY_DAYS = 7


@frozen
class Demo:
    """The state of the file before the server starts."""

    read_key: str
    web_key: str
    is_recent: bool
    """Whether there is an event of the past 24 hours."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--host")
    parser.add_argument("--port")
    parser.add_argument("--config", type=Path)
    options, others = parser.parse_known_args(arguments)
    if options.config:
        others += ["--config", str(options.config)]
    # The port is tried before anything is changed: a start that fails must not replace the key of a
    # running server.
    host, port = free_address(options.host, options.port, options.config)
    try:
        if options.renew or not DEMO.exists():
            make_demo(options.events)
        upgrade(DEMO)
        demo = asyncio.run(prepare())
    except (StoreError, sqlite3.DatabaseError) as error:
        fail(f"{error}; if the demo is of no use any more: ./scripts/serve --renew")
    print(instructions(demo, f"http://{reachable(host)}:{port}"), flush=True)
    address = ["--host", host, "--port", str(port)]
    sys.argv = ["evsrv", "serve", "--db", str(DEMO), *others, *address]
    run()


def free_address(host: str | None, port: str | None, config: Path | None) -> tuple[str, int]:
    """Return the host and port of the settings; for port 0, one that is free."""
    flags = {"host": host, "port": int(port) if port and port.isdigit() else port}
    try:
        settings = load_settings(flags, os.environ, config)
    except ConfigError as error:
        fail(str(error))
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((settings.host, settings.port), family=family) as server:
            return settings.host, server.getsockname()[1]
    except OSError as error:
        reason = error.strerror or error
        fail(
            f"cannot listen on {settings.host}:{settings.port}: {reason}; --port 0 takes a free"
            " port"
        )


async def prepare() -> Demo:
    """Replace the keys of the start before, of which the file has only hashes."""
    async with await SqliteEngine.open(DEMO, readers=1) as store:
        read_key = await store.write(partial(replace_key, name="scripts/serve", kind="read"))
        web_key = await store.write(partial(replace_key, name="demo sender", kind="web"))
        is_recent = await store.read(has_recent_event, timeout=10)
    return Demo(read_key, web_key, is_recent)


def replace_key(connection: sqlite3.Connection, name: str, kind: KeyKind) -> str:
    delete_keys_named(connection, SCOPE.organization_id, name)
    _, secret = create_key(
        connection,
        kind=kind,
        organization_id=SCOPE.organization_id,
        project_id=SCOPE.project_id,
        integration_id=None,
        name=name,
        origins=(),
        expires_at=now() + KEY_DAYS * DAY_MS,
        now=now(),
    )
    return secret


def has_recent_event(connection: sqlite3.Connection) -> bool:
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM events"
        " WHERE organization_id = ? AND project_id = ? AND created_at >= ?)",
        (SCOPE.organization_id, SCOPE.project_id, now() - DAY_MS),
    )
    return bool(found.fetchone()[0])


def reachable(host: str) -> str:
    """Return the host of an address at which a browser of this machine reaches the server."""
    if host in ("0.0.0.0", "::"):
        return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}[host]
    return f"[{host}]" if ":" in host else host


def instructions(demo: Demo, url: str) -> str:
    """Return the text to print before the log of the server."""
    columnar = find_spec("duckdb") and find_spec("pyarrow")
    parts = [
        ASK.format(url=url, key=demo.read_key),
        SEND.format(url=url, key=demo.web_key, days=KEY_DAYS, demo=DEMO, scope=SCOPE),
        *([] if demo.is_recent else [OLD.format(demo=DEMO)]),
        *([] if columnar else [COLUMNAR]),
        "To stop the server: Ctrl+C",
        f"The page, on the demo:\n\n  {bold(f'{url}/ui/#key={demo.read_key}')}\n",
    ]
    return "\n" + "\n\n".join(parts)


def bold(text: str) -> str:
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return text if is_plain or not sys.stdout.isatty() else f"\x1b[1m{text}\x1b[0m"


ASK = """\
Ask, in another terminal: events by type

curl -sS '{url}/query/events' \\
  -H 'Authorization: Bearer {key}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"select": [{{"type": "field", "field": "type"}},
                  {{"type": "aggregation", "aggregation": "count"}}],
       "groupBy": [{{"field": "type"}}],
       "orderBy": [{{"field": "count", "direction": "desc"}}]}}'"""
SEND = """\
Send an event

curl -sS '{url}/events' \\
  -H 'Authorization: Bearer {key}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"type": "hello", "properties": {{"from": "curl"}}}}'

The first key asks, the second one sends, each for {days} days. A key for both, without an end:

.venv/bin/evsrv keys create --db {demo} --kind api \\
  --organization {scope.organization_id} --project {scope.project_id}"""
OLD = """\
{demo} has no event of the past 24 hours. This deletes it, with all that was sent to it, and
makes one up to now: ./scripts/serve --renew"""
COLUMNAR = """\
With many events this makes grouped questions faster, from the next start on:

.venv/bin/python -m pip install --editable '.[columnar]'"""


if __name__ == "__main__":
    main(sys.argv[1:])
