"""The programs and the page in docs/ingestion.md that send events to a running server."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from attrs import frozen
from support import chromium
from support.server import AppServer

from docs.test_examples import BLOCK, ROOT
from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.engine.api_key import KeyKind
from evsrv.sqlite.api_keys import create_key

TEXT = (ROOT / "docs" / "ingestion.md").read_text("utf-8")
SENDERS = {
    match[0].split(" ")[0].removeprefix("```"): match["text"]
    for match in BLOCK.finditer(TEXT)
    if match["mark"] == "sender"
}
PAGE = next(match["text"] for match in BLOCK.finditer(TEXT) if match["mark"] == "page")
PROGRAMS = {
    "sh": ("curl", ["sh", "-c"]),
    "python": ("sh", [sys.executable, "-c"]),
    "javascript": ("node", ["node", "--input-type=module", "--eval"]),
}
"""By the language of a block: the program that it needs, and the command that runs it."""


@frozen
class Receiver:
    """A running server on an empty file."""

    url: str
    db: Path

    def key(self, kind: KeyKind) -> str:
        with closing(sqlite3.connect(self.db)) as connection, connection:
            _, secret = create_key(
                connection, kind=kind, organization_id="acme", project_id="site", now=0
            )
        return secret

    def types(self) -> list[str]:
        with closing(sqlite3.connect(self.db)) as connection:
            return [row[0] for row in connection.execute("SELECT type FROM events ORDER BY rowid")]


@pytest_asyncio.fixture
async def receiver(tmp_path: Path) -> AsyncIterator[Receiver]:
    db = tmp_path / "events.db"
    async with TestClient(AppServer(create_app(Settings(db=db)))) as client:
        yield Receiver(str(client.make_url("")).rstrip("/"), db)


def test_senders_are_those_of_the_tested_languages() -> None:
    assert SENDERS.keys() == PROGRAMS.keys()


@pytest.mark.parametrize("language", PROGRAMS)
async def test_program_stores_its_event(language: str, receiver: Receiver) -> None:
    needed, command = PROGRAMS[language]
    if shutil.which(needed) is None:
        pytest.skip(f"there is no {needed}")
    process = await asyncio.create_subprocess_exec(
        *command,
        SENDERS[language],
        env={**os.environ, "SERVER_URL": receiver.url, "EVSRV_KEY": receiver.key("api")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert receiver.types() == ["signed_up"]


async def test_page_stores_its_view_and_a_click(receiver: Receiver, tmp_path: Path) -> None:
    chromium.require()
    content = PAGE.replace("SERVER_URL", receiver.url).replace("EVSRV_KEY", receiver.key("web"))

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=content, content_type="text/html")

    site = web.Application()
    site.router.add_get("/{path:.*}", show)
    async with (
        TestServer(site) as server,
        chromium.browse(tmp_path / "chromium") as browser,
        browser.page() as page,
    ):
        await page.open(str(server.make_url("/")))
        await page.run("document.getElementById('buy').click()")
        async with asyncio.timeout(60):
            while len(receiver.types()) < 2:
                await asyncio.sleep(0.05)
    assert sorted(receiver.types()) == ["buy_clicked", "page_viewed"]
    assert page.problems == []
