"""A reader is free as soon as its client has left, although an SQL function still runs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.events import condition, message

from evsrv.web.app_keys import ENGINE
from web.conftest import StartApp

PLUGIN = """
import time
from pathlib import Path

from evsrv.plugin import Kind, Operator, call_interruptibly, hookimpl, sql

FOLDER = Path(__file__).parent


def wait(text):
    (FOLDER / "entered").touch()
    while (FOLDER / "wait").exists():
        time.sleep(0.01)


@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("wait", 1, lambda text: call_interruptibly(wait, text))


@hookimpl
def evsrv_filter_operators():
    yield Operator(
        name="waits", summary="waits", operands={Kind.TEXT: None},
        render=lambda value, _: sql("wait({})", value.text),
    )
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "waiting.py").write_text(PLUGIN)
    (folder / "wait").touch()
    yield folder
    (folder / "wait").unlink()


async def test_query_of_a_client_that_has_left_frees_its_reader(
    start_app: StartApp, folder: Path
) -> None:
    server = await start_app(readers=1, query_timeout=3600, plugins_dir=folder)
    status, answer = await server.post_event(message("planted"))
    assert status == 200, answer
    asking = asyncio.create_task(server.query({"where": condition("type", "waits")}))
    while not (folder / "entered").exists():
        assert not asking.done(), asking.result()
        await asyncio.sleep(0.01)
    assert server.client.app[ENGINE].stats().readers_busy == 1
    asking.cancel()
    async with asyncio.timeout(60):
        assert await server.ids(condition("type", "eq", "sent")) == ["planted"]
