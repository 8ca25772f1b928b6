"""A site whose page has `/evsrv.js` in it, and a server that can be made to fail."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from attrs import Factory, define, frozen
from support.chromium import Call, Page
from support.server import Json, Server

from evsrv.core.errors import ServiceUnavailable
from evsrv.web.rate_limits import RateLimited, TooManyRequests

FOLDER = Path(__file__).parent / "tracked"
BATCHES = "/events/batch"
_TIMEOUT_S = 60
_CLOSING_S = 1.0
"""Seconds in which a closing tab cancels the requests that do not outlive it."""

Mode = Literal["open", "closed", "limited", "answer lost", "failing"]


@define
class Gate:
    """A middleware that refuses batches, before or after their events are stored.

    Or it holds them; a batch whose connection is closed meanwhile is lost.
    """

    mode: Mode = "open"
    released: asyncio.Event = Factory(asyncio.Event)
    headers: list[Mapping[str, str]] = Factory(list)
    """Of all batches."""

    def __attrs_post_init__(self) -> None:
        self.released.set()

    def install(self, app: web.Application) -> None:
        app.middlewares.append(self._middleware())

    def _middleware(self) -> Middleware:
        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path != BATCHES:
                return await handler(request)
            self.headers.append(request.headers)
            await self.released.wait()
            if self.mode == "closed":
                raise ServiceUnavailable("the test closed the gate")
            if self.mode == "limited":
                raise TooManyRequests(RateLimited("key"), per_minute=60, retry_after=1)
            response = await handler(request)
            if self.mode == "answer lost":
                raise ServiceUnavailable("the test took the answer")
            if self.mode == "failing":
                return _with_failed_first_event(response)
            return response

        return middleware


def _with_failed_first_event(response: web.StreamResponse) -> web.Response:
    """Return the answer of a batch as it is if a plugin fails on its first event."""
    assert isinstance(response, web.Response)
    assert isinstance(response.body, bytes)
    _, *results = json.loads(response.body)["results"]
    failure = {"status": "refused", "problem": {"status": 500, "detail": "the test failed it"}}
    return web.json_response({"results": [failure, *results]})


@define
class Pages:
    """Pages that load the script of a server with some attributes, under a strict policy."""

    server: str = ""
    attributes: Mapping[str, str] = {}
    line: str | None = None
    """The whole element of the script, instead of one with the attributes."""

    def create_app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/page.js", self._script)
        app.router.add_get("/{path:.*}", self._page)
        return app

    async def _script(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(FOLDER / "page.js")

    async def _page(self, _request: web.Request) -> web.Response:
        source = f"{self.server}/evsrv.js"
        attributes = "".join(f' {name}="{escape(it)}"' for name, it in self.attributes.items())
        script = f'<script defer crossorigin src="{source}"{attributes}></script>'
        policy = (
            "default-src 'none'; img-src data:; require-trusted-types-for 'script';"
            f" script-src 'self' {source}; connect-src {self.server}"
        )
        return web.Response(
            text=f"""<!doctype html>
<meta charset="utf-8"><title>Shöp</title><link rel="icon" href="data:,">
{self.line or script}
<script defer src="/page.js"></script>
<button>Buy</button>""",
            content_type="text/html",
            # Not even a page that is isolated from other origins is refused the script.
            headers={
                "Content-Security-Policy": policy,
                "Cross-Origin-Embedder-Policy": "require-corp",
            },
        )


@frozen
class TrackedSite:
    """A tab on a site, and the server that its events arrive at."""

    page: Page
    url: str
    pages: Pages
    server: Server
    """With the site's api key."""
    gate: Gate

    async def visit(self, path: str = "", **attributes: str) -> None:
        """Open a page; `attributes` are those of the script beside the key."""
        named = {f"data-{name.replace('_', '-')}": value for name, value in attributes.items()}
        self.pages.attributes = {
            "data-key": self.server.make_key(kind="web", project="site"),
            # The browser of the tests is driven by a program.
            "data-webdriver": "true",
            **named,
        }
        await self.page.open(f"{self.url}{path}")

    async def click(self) -> None:
        await self.page.run("document.querySelector('button').click()")

    async def close_while_sending(self) -> None:
        """Close the tab, and hold what it sends until it is gone."""
        self.gate.released.clear()
        before = len(self.gate.headers)
        await self.page.command("Page.close")
        async with asyncio.timeout(_TIMEOUT_S):
            while len(self.gate.headers) == before:
                await asyncio.sleep(0.05)
        await asyncio.sleep(_CLOSING_S)
        self.gate.released.set()

    async def arrived(self, **counts: int) -> list[Json]:
        """Wait until so many events of each type are stored, and return them, oldest first."""
        async with asyncio.timeout(_TIMEOUT_S):
            while True:
                rows = await self.stored()
                if not Counter(counts) - Counter(row["type"] for row in rows):
                    break
                await asyncio.sleep(0.05)
        assert Counter(row["type"] for row in rows) == counts
        return rows

    async def stored(self) -> list[Json]:
        order = [{"field": "createdAt", "direction": "asc"}]
        return await self.server.rows({"orderBy": order, "jsonValues": "native"})

    async def settled(self) -> None:
        """Wait until nothing is queued: the page's own event is stored after all others."""
        types = Counter(row["type"] for row in await self.stored())
        await self.page.run("evsrv.track('settled')")
        await self.arrived(**types, settled=1)

    def batches(self) -> list[Call]:
        """Return the batches that the page sent."""
        return [call for call in self.page.calls if BATCHES in call.url]

    async def wait_for_batches(self, count: int, status: int | None = None) -> None:
        """Wait until so many batches have ended with this status, or with a failure."""
        async with asyncio.timeout(_TIMEOUT_S):
            while sum(has_ended(call, status) for call in self.batches()) < count:
                await asyncio.sleep(0.05)


def has_ended(call: Call, status: int | None) -> bool:
    return call.failure is not None if status is None else call.status == status


def ids(call: Call) -> list[str]:
    """Return the ids of the events in a batch."""
    assert call.body is not None
    return [event["id"] for event in json.loads(call.body)]
