"""A database that is away, takes no writes or has another schema: a clear answer, nothing lost."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from durability.process import Process
from embedded_server import EmbeddedServer
from support.citus import not_on_citus
from support.events import aggregation, message

from evsrv.core.dsn import Dsn
from evsrv.postgresql import migrations
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.schema_versions import MIGRATIONS
from postgresql.activity import connected
from postgresql.processes import killing, make_headers, serve
from postgresql.test_append import event, fetch

ROOT = Path(__file__).parents[2]
SECRET = "hunter2"
COUNT = {"select": [aggregation("count")]}


@asynccontextmanager
async def client_of(process: Process, dsn: Dsn) -> AsyncIterator[aiohttp.ClientSession]:
    """Return a client of a server with a new key."""
    headers = await make_headers(dsn)
    with killing(process):
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            yield client


async def send(
    client: aiohttp.ClientSession, path: str, body: Any = None
) -> tuple[int, Any, str | None]:
    """Return status, document and Retry-After of an answer."""
    method = "GET" if body is None else "POST"
    async with client.request(method, path, json=body) as response:
        document = await response.json(content_type=None)
        return response.status, document, response.headers.get("Retry-After")


async def post_event(client: aiohttp.ClientSession, name: str) -> tuple[int, Any, str | None]:
    return await send(client, "/events", message(name, projectId="site"))


async def count(client: aiohttp.ClientSession) -> int:
    status, answer, _ = await send(client, "/query/events", COUNT)
    assert status == 200, answer
    return int(answer["data"]["result"][0]["count"])


def run_serve(dsn: str) -> subprocess.CompletedProcess[str]:
    """Run `evsrv serve` on a database that it cannot use."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EVSRV_")}
    return subprocess.run(
        [sys.executable, "-m", "evsrv", "serve", "--db", dsn, "--port", "0"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ | {"PYTHONPATH": str(ROOT)},
    )


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a command printed beside its log."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert line.startswith("Error: ")
    return line


def with_secret(dsn: str) -> str:
    return dsn.replace("postgres@", f"postgres:{SECRET}@")


async def test_readyz_is_503_while_database_is_away_and_healthz_stays_200(
    own_postgres: EmbeddedServer, tmp_path: Path
) -> None:
    dsn = Dsn(own_postgres.dsn)
    process = await serve(dsn, tmp_path)
    async with client_of(process, dsn) as client:
        for _ in range(2):
            assert (await send(client, "/readyz"))[0] == 200
            own_postgres.stop("immediate")
            for _ in range(2):
                status, problem, retry_after = await send(client, "/readyz")
                assert (status, retry_after) == (503, "1")
                assert "database" in problem["detail"]
                assert (await send(client, "/healthz"))[0] == 200
            own_postgres.start()
        assert (await send(client, "/readyz"))[0] == 200
        assert (await post_event(client, "e"))[0] == 200
        assert await count(client) == 1
        lines = [json.loads(line) for line in process.log.read_text().splitlines()]
    outages = [line for line in lines if line["logger"] == "evsrv.postgresql.outage"]
    assert [line["level"] for line in outages] == ["error", "info"] * 2
    assert all(line["message"].startswith(dsn.place) for line in outages)


async def test_no_output_shows_secrets_of_the_connection_string(
    own_postgres: EmbeddedServer, tmp_path: Path
) -> None:
    dsn = Dsn(with_secret(own_postgres.dsn))
    process = await serve(dsn, tmp_path, "--debug", log_level="debug")
    async with client_of(process, dsn) as client:
        async with connected(dsn) as connection:
            for kind, schema in (("TABLE", "evsrv"), ("VIEW", "evsrv_organization")):
                await connection.execute(f"ALTER {kind} {schema}.events RENAME TO gone")
            failed = [await send(client, "/query/events", COUNT), await post_event(client, "e")]
        own_postgres.stop("immediate")
        away = [
            await send(client, "/query/events", COUNT),
            await send(client, "/readyz"),
            await post_event(client, "e"),
        ]
        shown = [process.log.read_text(), str([*failed, *away])]
    assert [status for status, _, _ in away] == [503] * 3
    assert [status for status, _, _ in failed] == [500] * 2
    assert not [text for text in shown if SECRET in text or own_postgres.dsn in text]


def test_server_away_at_start_is_one_line_without_secrets() -> None:
    for dsn in (
        f"postgresql://u:{SECRET}@127.0.0.1:9/events",
        f"postgresql://u:{SECRET}@/events?host=/nowhere-at-all",
    ):
        done = run_serve(dsn)
        line = error_line(done)
        assert "cannot be opened" in line
        assert SECRET not in done.stderr


async def test_newer_schema_is_refused_with_one_line(postgres: Dsn) -> None:
    async with await PostgresEngine.open(postgres), connected(postgres) as connection:
        await connection.execute(f"INSERT INTO evsrv.versions VALUES ({len(MIGRATIONS) + 1})")
    done = run_serve(with_secret(postgres.secret))
    line = error_line(done)
    assert "newer evsrv" in line
    assert SECRET not in done.stderr


async def test_older_schema_is_upgraded_and_keeps_events(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await PostgresEngine.open(postgres) as engine:
        await engine.append([event("1")])
    version = len(MIGRATIONS)
    later = (*MIGRATIONS, ("ALTER TABLE events ADD COLUMN later text",))
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", later)
        async with await PostgresEngine.open(postgres) as engine:
            results = await engine.append([event("1"), event("2")])
            assert [result.duplicate for result in results] == [True, False]
    versions = await fetch(postgres, "SELECT version FROM versions ORDER BY version")
    assert versions[-2:] == [(version,), (version + 1,)]
    assert await fetch(postgres, "SELECT id, later FROM events ORDER BY id") == [
        ("1", None),
        ("2", None),
    ]
    assert "newer evsrv" in run_serve(postgres.secret).stderr


async def test_replica_is_served_and_takes_events_once_it_is_promoted(
    own_postgres: EmbeddedServer, replica: EmbeddedServer, tmp_path: Path
) -> None:
    primary, dsn = Dsn(own_postgres.dsn), Dsn(replica.dsn)
    async with await PostgresEngine.open(primary) as store:
        await store.append([event("before", organization_id="acme")])
    headers = await make_headers(primary)
    while await fetch(dsn, "SELECT count(*) FROM api_keys") != [(1,)]:
        await asyncio.sleep(0.05)
    process = await serve(dsn, tmp_path)
    with killing(process):
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            assert await count(client) == 1
            assert (await send(client, "/readyz"))[0] == 200
            status, problem, retry_after = await post_event(client, "refused")
            assert (status, retry_after) == (503, "1")
            assert "read-only" in problem["detail"]
            async with await PostgresEngine.open(primary) as store:
                await store.append([event("streamed", organization_id="acme")])
            while await count(client) < 2:
                await asyncio.sleep(0.05)
            own_postgres.stop("immediate")
            assert await count(client) == 2
            replica.promote()
            assert (await post_event(client, "after"))[0] == 200
            assert await count(client) == 3
        assert process.popen.poll() is None


@not_on_citus("a read-only default of the cluster cannot be taken back by its coordinator")
async def test_read_only_database_answers_queries_and_refuses_events_with_reason(
    postgres: Dsn, tmp_path: Path
) -> None:
    async with await PostgresEngine.open(postgres):
        pass
    headers = await make_headers(postgres)
    name = postgres.place.rpartition("/")[2]
    async with connected(postgres) as connection:
        await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    process = await serve(postgres, tmp_path)
    with killing(process):
        async with aiohttp.ClientSession(process.url, headers=headers) as client:
            assert await count(client) == 0
            # Queries are answered, so the server is ready.
            assert (await send(client, "/readyz"))[0] == 200
            status, problem, retry_after = await post_event(client, "e")
            assert (status, retry_after) == (503, "1")
            assert "read-only" in problem["detail"]
            batch = {"batch": [message("e", projectId="site")]}
            assert (await send(client, "/events/batch", batch))[0] == 503
