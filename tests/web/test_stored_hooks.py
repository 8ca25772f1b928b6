"""`evsrv_stored`: plugins see events after their commit, and no sender waits for them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from support.events import message
from support.server import Json, Server, Start

PLUGIN = """
import json
import time
from pathlib import Path

from evsrv.plugin import hookimpl

FOLDER = Path(__file__).parent


@hookimpl
def evsrv_stored(events):
    while (FOLDER / "wait").exists():
        time.sleep(0.01)
    with (FOLDER / "seen").open("a") as file:
        for event in events:
            file.write(json.dumps(event) + "\\n")
    if (FOLDER / "fail").exists():
        raise LookupError("the hook")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "mine.py").write_text(PLUGIN)
    return folder


@pytest.fixture
async def watched(start: Start, folder: Path) -> Server:
    return await start(plugins_dir=folder)


def seen(folder: Path) -> list[Json]:
    file = folder / "seen"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await condition():
            await asyncio.sleep(0.01)


async def wait_for_events(folder: Path, number: int) -> None:
    async def have_come() -> bool:
        return len(seen(folder)) >= number

    await until(have_come)


async def metric(server: Server, name: str) -> float:
    text = (await server.send("GET", "/metrics")).text
    return float(next(line for line in text.splitlines() if line.startswith(name)).split()[-1])


async def test_hook_gets_stored_events_and_no_duplicate_or_refused_one(
    watched: Server, folder: Path
) -> None:
    web = watched.make_key(kind="web", project="site")
    first = message("a", properties={"n": [1, None]})
    for key in (None, web):
        assert (await watched.post_event(first, key=key))[0] == 200
    assert (await watched.post_event({"wrong": 1}))[0] == 422
    batch = [first, message("b"), {"wrong": 1}, message("b"), message("c")]
    assert (await watched.send("POST", "/events/batch", batch)).status == 200
    await wait_for_events(folder, 3)
    assert [event["id"] for event in seen(folder)] == ["a", "b", "c"]
    echo = (await watched.post_event(first))[1]
    assert seen(folder)[0] == echo


async def test_sender_does_not_wait_for_the_hook(watched: Server, folder: Path) -> None:
    (folder / "wait").touch()
    for id_ in "abc":
        assert (await watched.post_event(message(id_)))[0] == 200
    assert len(await watched.rows({})) == 3
    assert seen(folder) == []
    (folder / "wait").unlink()
    await wait_for_events(folder, 3)


async def test_metrics_count_what_hooks_get(
    watched: Server, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    delivered = 'evsrv_stored_hook_events_total{plugin="mine",result="delivered"}'
    failed = 'evsrv_stored_hook_events_total{plugin="mine",result="failed"}'

    async def has_counted(name: str) -> bool:
        return await metric(watched, name) == 1

    assert (await watched.post_event(message("a")))[0] == 200
    await until(lambda: has_counted(delivered))
    (folder / "fail").touch()
    assert (await watched.post_event(message("b")))[0] == 200
    await until(lambda: has_counted(failed))
    assert "plugin mine, hook 'evsrv_stored': LookupError: the hook (" in caplog.text
    assert await metric(watched, "evsrv_stored_hook_dropped_total") == 0
    assert await metric(watched, "evsrv_stored_hook_waiting") == 0


async def test_server_without_the_hook_has_no_metric_of_it(server: Server) -> None:
    assert "stored_hook" not in (await server.send("GET", "/metrics")).text


async def test_stop_hands_over_what_waits(watched: Server, folder: Path) -> None:
    (folder / "wait").touch()
    for id_ in "ab":
        assert (await watched.post_event(message(id_)))[0] == 200
    stopping: asyncio.Task[Any] = asyncio.create_task(watched.client.close())
    await asyncio.sleep(0)
    (folder / "wait").unlink()
    await stopping
    assert [event["id"] for event in seen(folder)] == ["a", "b"]
