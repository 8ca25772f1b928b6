"""Fixtures of pages in headless Chromium whose origin is not the server's: with a chat, and with
`/evsrv.js`.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from attrs import frozen
from support import chromium
from support.chromium import Browser, Call, Page
from support.database_file import copy_of
from support.server import AppServer, Json, Server

from browser.tracked_site import Gate, Pages, TrackedSite
from evsrv.app import create_app
from evsrv.config import Settings

PAGE = Path(__file__).parent / "page"


@frozen
class Site:
    """A site with a chat in its page: the page, and the server that the chat calls."""

    page: Page
    url: str
    server: Server
    """With the site's api key."""
    web_key: str

    async def visit(self, url: str = "", **settings: Json) -> None:
        """Open the page, or a link to it, and start the chat in it."""
        await self.page.open(url or self.url)
        server = str(self.server.client.make_url("")).rstrip("/")
        await self.page.wait_for("window.start")
        await self.page.invoke(
            "start", {"server": server, "key": self.web_key, "user": "u-1", **settings}
        )

    async def chat(self, method: str, *arguments: Json) -> Json:
        """Call a method of the chat in the page."""
        return await self.page.invoke(f"chat.{method}", *arguments)

    def calls(self, *, preflights: bool = False) -> list[Call]:
        """Return the calls to the server, either the preflights or the others."""
        port = self.server.client.port
        return [
            call
            for call in self.page.calls
            if call.is_preflight == preflights and f":{port}/" in call.url
        ]

    def routes(self) -> list[str]:
        """Return method and path of each call, preflights left out."""
        return [f"{call.method} /{call.url.split('/', 3)[3]}" for call in self.calls()]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    chromium.require()
    async with chromium.browse(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site_url() -> AsyncIterator[str]:
    """Serve the page from an origin of its own."""

    async def show(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    app = web.Application()
    app.router.add_get("/", show)
    app.router.add_static("/", PAGE)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest_asyncio.fixture(loop_scope="session")
async def site(
    browser: Browser, site_url: str, shared_server: Server, request: pytest.FixtureRequest
) -> AsyncIterator[Site]:
    """Open the page in an organization of the test's own; a test with a fault in the page fails."""
    organization = f"browser-{request.node.name}"
    server = await shared_server.space(organization, integration="widget")
    web_key = server.make_key(
        kind="web", organization=organization, project="site", integration="widget"
    )
    async with browser.page() as page:
        site = Site(page, site_url, server, web_key)
        await site.visit()
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def tracked(
    browser: Browser, tmp_path: Path, migrated_file: Path
) -> AsyncIterator[TrackedSite]:
    """Open a tab on a site with an empty server; a test with a fault in the page fails."""
    gate, pages = Gate(), Pages()
    db = copy_of(migrated_file, tmp_path / "events.db")
    app = create_app(Settings(db=db, anonymous_visitors=True))
    gate.install(app)
    async with (
        TestClient(AppServer(app)) as client,
        TestServer(pages.create_app()) as shop,
        browser.page() as page,
    ):
        unkeyed = Server(client, db)
        server = unkeyed.with_key(unkeyed.make_key(project="site"))
        pages.server = str(client.make_url("")).rstrip("/")
        yield TrackedSite(page, str(shop.make_url("/")), pages, server, gate)
