"""Headless Chromium, driven over the DevTools protocol."""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from attrs import Factory, define

Json = Any

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "chrome")
"""Of programs, the one without windows first: it opens a page in a third of the CPU time."""
EXECUTABLE = next(filter(None, map(shutil.which, _NAMES)), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    # A page of a test asks no server outside of this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

_TIMEOUT_S = 60
"""Seconds after which a browser without an answer fails its test."""


def require() -> None:
    """Skip the test if Chromium is missing.

    If REQUIRE_BROWSER_TEST is set in the environment, fail the test instead.
    """
    if EXECUTABLE is None:
        reason = "the browser test did NOT run: there is no Chromium"
        if os.environ.get("REQUIRE_BROWSER_TEST"):
            pytest.fail(reason)
        pytest.skip(reason)


@define
class Call:
    """A request that a page sent; `status` is None if no response came that it may read."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None
    status: int | None = None
    failure: str | None = None

    @property
    def is_preflight(self) -> bool:
        return self.method == "OPTIONS"


@define(eq=False)
class Page:
    """A tab with storage and a preflight cache of its own."""

    _browser: "Browser"
    _session: str
    calls: list[Call] = Factory(list)
    """The requests of the page, in the order in which they were sent."""
    problems: list[str] = Factory(list)
    """Uncaught errors, and what the console shows as an error."""
    _call_of_request: dict[str, Call] = Factory(dict)

    async def open(self, url: str) -> None:
        """Open a URL and wait until the page is loaded."""
        loaded = self._browser.expect(self._session, "Page.loadEventFired")
        answer = await self.command("Page.navigate", url=url)
        assert "errorText" not in answer, answer
        await loaded

    async def run(self, expression: str) -> Json:
        """Evaluate a JavaScript expression, await its promise, and return its JSON value."""
        answer = await self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(_explain(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def invoke(self, function: str, *arguments: Json) -> Json:
        """Call a JavaScript function with JSON values and return what its promise gives."""
        return await self.run(f"{function}({', '.join(map(json.dumps, arguments))})")

    async def wait_for(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        async with asyncio.timeout(_TIMEOUT_S):
            while not await self.run(f"Boolean({expression})"):
                await asyncio.sleep(0.02)

    async def command(self, method: str, **parameters: Json) -> Json:
        return await self._browser.command(method, self._session, **parameters)

    def receive(self, method: str, parameters: Json) -> None:
        """Store an event of the protocol."""
        if method == "Network.requestWillBeSent":
            request = parameters["request"]
            call = Call(
                request["method"],
                request["url"],
                {name.lower(): value for name, value in request["headers"].items()},
                request.get("postData"),
            )
            self._call_of_request[parameters["requestId"]] = call
            self.calls.append(call)
        elif method == "Network.responseReceived":
            self._call_of_request[parameters["requestId"]].status = parameters["response"]["status"]
        elif method == "Network.loadingFailed":
            cors = parameters.get("corsErrorStatus", {}).get("corsError", "")
            failure = f"{parameters['errorText']} {cors}".rstrip()
            self._call_of_request[parameters["requestId"]].failure = failure
        elif method == "Runtime.exceptionThrown":
            self.problems.append(_explain(parameters["exceptionDetails"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.problems.append(parameters["entry"]["text"])


@define(eq=False)
class Browser:
    """A running browser."""

    _socket: aiohttp.ClientWebSocketResponse
    _numbers: "itertools.count[int]" = Factory(lambda: itertools.count(1))
    _answers: dict[int, asyncio.Future[Any]] = Factory(dict)
    _expected: dict[tuple[str, str], asyncio.Future[Any]] = Factory(dict)
    _pages: dict[str, Page] = Factory(dict)

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[Page]:
        """Open an empty tab until the block ends."""
        context = (await self.command("Target.createBrowserContext"))["browserContextId"]
        target = await self.command(
            "Target.createTarget", url="about:blank", browserContextId=context
        )
        attached = await self.command(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        session = attached["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Network", "Runtime", "Log"):
            await page.command(f"{domain}.enable")
        try:
            yield page
        finally:
            await self.command("Target.disposeBrowserContext", browserContextId=context)

    async def command(self, method: str, session: str | None = None, **parameters: Json) -> Json:
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": parameters}
        await self._socket.send_json({**message, **({"sessionId": session} if session else {})})
        async with asyncio.timeout(_TIMEOUT_S):
            reply = await answer
        assert "error" not in reply, (method, reply["error"])
        return reply["result"]

    def expect(self, session: str, method: str) -> asyncio.Future[Any]:
        """Return a future of the next event of this name."""
        event = asyncio.get_running_loop().create_future()
        self._expected[session, method] = event
        return event

    async def listen(self) -> None:
        """Hand on answers and events until the browser ends."""
        async for message in self._socket:
            content = json.loads(message.data)
            if "id" in content:
                self._answers.pop(content["id"]).set_result(content)
            elif page := self._pages.get(content.get("sessionId", "")):
                page.receive(content["method"], content["params"])
                expected = self._expected.pop((content["sessionId"], content["method"]), None)
                if expected is not None:
                    expected.set_result(content["params"])


@contextlib.asynccontextmanager
async def browse(folder: Path) -> AsyncIterator[Browser]:
    """Run a browser with its profile in an empty folder until the block ends."""
    process = await asyncio.create_subprocess_exec(
        str(EXECUTABLE),
        *FLAGS,
        f"--user-data-dir={folder}",
        "--remote-debugging-port=0",
        "about:blank",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = await _debugger(folder / "DevToolsActivePort", process)
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, max_msg_size=0) as socket,
        ):
            browser = Browser(socket)
            listener = asyncio.create_task(browser.listen())
            try:
                yield browser
                await browser.command("Browser.close")
            finally:
                listener.cancel()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _debugger(file: Path, process: asyncio.subprocess.Process) -> str:
    """Return the URL of the debugger as soon as the browser has written it."""
    async with asyncio.timeout(_TIMEOUT_S):
        while process.returncode is None:
            with contextlib.suppress(FileNotFoundError, ValueError):
                port, path = file.read_text().split()
                return f"ws://127.0.0.1:{port}{path}"
            await asyncio.sleep(0.02)
    raise AssertionError(f"Chromium ended with {process.returncode}")


def _explain(details: Json) -> str:
    """Return the message and the place of an error in a page."""
    return str(details.get("exception", {}).get("description", details["text"]))
