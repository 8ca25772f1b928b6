"""The page below a path prefix, behind a proxy that removes it and serves nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from support import chromium
from support.server import Server
from yarl import URL

PREFIX = "/stats"
HOP_BY_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}


def end_to_end(headers: Any) -> list[Any]:
    return [(name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP]


@pytest.fixture
async def proxied(server: Server) -> AsyncIterator[URL]:
    """Return the address of the server's root at the proxy."""

    async def forward(request: web.Request) -> web.Response:
        path = str(request.rel_url).removeprefix(PREFIX)
        async with session.request(
            request.method,
            server.client.make_url(path),
            headers=end_to_end(request.headers),
            data=await request.read(),
            allow_redirects=False,
        ) as reply:
            headers = end_to_end(reply.headers)
            return web.Response(status=reply.status, headers=headers, body=await reply.read())

    proxy = web.Application()
    proxy.router.add_route("*", f"{PREFIX}/{{path:.*}}", forward)
    async with ClientSession(auto_decompress=False) as session, TestServer(proxy) as running:
        yield running.make_url(f"{PREFIX}/")


@pytest.mark.parametrize("path", ["", "ui"])
async def test_browser_gets_to_the_page_below_the_prefix(proxied: URL, path: str) -> None:
    async with (
        ClientSession(headers={"Accept": "text/html"}) as browser,
        browser.get(proxied.join(URL(path))) as reply,
    ):
        assert (reply.status, reply.url) == (200, proxied.join(URL("ui/")))
        assert "<title>evsrv</title>" in await reply.text()


async def test_page_asks_for_its_files_and_answers_below_the_prefix(
    server: Server, proxied: URL, tmp_path: Path
) -> None:
    chromium.require()
    key = server.make_key(kind="read")
    async with chromium.browse(tmp_path / "profile") as browser, browser.page() as page:
        await page.open(f"{proxied}#key={key}")
        await page.wait_for("document.querySelector('nav a[aria-current=page]')")
        paths = [URL(call.url).path for call in page.calls]
        address = URL(await page.run("location.href"))
        assert page.problems == []
    assert address.with_fragment(None) == proxied.join(URL("ui/"))
    assert key not in str(address)
    assert {f"{PREFIX}/{name}" for name in ("ui/bundle/app.js", "me", "query/vocabulary")} <= set(
        paths
    )
    assert [path for path in paths if not path.startswith(f"{PREFIX}/")] == []


async def test_api_page_sends_its_requests_below_the_prefix(proxied: URL, tmp_path: Path) -> None:
    chromium.require()
    async with chromium.browse(tmp_path / "profile") as browser, browser.page() as page:
        await page.open(f"{proxied}docs#/Operation/healthz")
        for button in (".try-out__btn", ".execute"):
            await page.wait_for(f"document.querySelector('{button}')")
            await page.run(f"document.querySelector('{button}').click()")
        await page.wait_for("document.querySelector('.live-responses-table')")
        paths = {URL(call.url).path for call in page.calls}
    assert f"{PREFIX}/healthz" in paths
    assert "/healthz" not in paths
