"""The plugin `webhook.py` of docs/plugins.md sends what the guide says."""

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from support.events import message
from support.server import Start

from docs.test_examples import BLOCK, ROOT
from evsrv.core.plugin_tables import PluginTables

DOCUMENT = ROOT / "docs" / "plugins.md"


async def test_webhook_gets_the_stored_events_of_its_type(start: Start, tmp_path: Path) -> None:
    (block,) = (
        block
        for block in BLOCK.finditer(DOCUMENT.read_text("utf-8"))
        if block["name"] == "webhook.py"
    )
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "webhook.py").write_text(block["text"], "utf-8")
    received: asyncio.Queue[Any] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        received.put_nowait(json.loads(await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/paid", receive)
    async with TestServer(app) as receiver:
        tables = PluginTables(None, {"webhook": {"url": str(receiver.make_url("/paid"))}})
        server = await start(plugins_dir=folder, plugins=tables)
        paid, other = message("a", type="order_paid"), message("b", type="page_viewed")
        assert (await server.send("POST", "/events/batch", [paid, other, paid])).status == 200
        async with asyncio.timeout(30):
            (event,) = await received.get()
        assert (event["id"], event["organizationId"]) == ("a", "acme")
