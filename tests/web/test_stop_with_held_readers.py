"""SIGTERM ends the process although a plugin's function holds every reader."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from support.events import condition, message

from web.process import Process, listening, make_key, run_serve

READERS = 4
PLUGIN = """
import time

from evsrv.plugin import Kind, Operator, hookimpl, sql


@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("sleep", 1, lambda _: time.sleep(3600))


@hookimpl
def evsrv_filter_operators():
    operands = {Kind.TEXT: None}
    yield Operator(
        name="sleeps", summary="sleeps", operands=operands,
        render=lambda value, _: sql("sleep({})", value.text),
    )
"""

StartSleeper = Callable[[], Awaitable[Process]]


@pytest.fixture
async def start_sleeper(tmp_path: Path) -> AsyncIterator[StartSleeper]:
    started: list[asyncio.subprocess.Process] = []

    async def start() -> Process:
        plugins = tmp_path / "plugins"
        plugins.mkdir()
        (plugins / "sleeper.py").write_text(PLUGIN)
        db = tmp_path / "events.db"
        key = await make_key(db)
        process = await run_serve(
            db, plugins_dir=plugins, readers=READERS, query_timeout=3600, shutdown_timeout=0.5
        )
        started.append(process)
        return Process(process, db, key, await listening(process))

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("clients_left", [True, False])
async def test_stop_does_not_wait_for_held_readers_and_keeps_every_event(
    start_sleeper: StartSleeper, clients_left: bool
) -> None:
    running = await start_sleeper()
    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        async with session.post("/events", json=message("before")) as response:
            assert response.status == 200

        async def ask(path: str) -> None:
            query = {"where": condition("type", "sleeps")}
            async with session.post(path, json=query) as response:
                await response.read()

        # Exports leave one reader to queries.
        paths = ["/query/events", *["/query/events/export"] * (READERS - 1)]
        asking = [asyncio.create_task(ask(path)) for path in paths]
        while True:
            async with session.get("/readyz") as response:
                if response.status == 503:
                    break
        if clients_left:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        async with session.post("/events", json=message("after")) as response:
            assert response.status == 200
        running.stop(signal.SIGTERM)
        code, _ = await running.end()
        await asyncio.gather(*asking, return_exceptions=True)
    assert code == 0
    assert running.stored() == {"before", "after"}
