"""Runs the paths of `paths/` in Chromium on a server."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

from attrs import frozen
from support import chromium, node
from support.node import Json, LineProcess
from support.server import Server

from page.serving import ORGANIZATION

FOLDER = Path(__file__).parent
PATHS = sorted((FOLDER / "paths").glob("*.mjs"))
_TIMEOUT_MS = 20_000
"""Of each action of a path, and of each state that it waits for."""
_SHORT_TIMEOUT_MS = 2_500
"""The same in the step that a break lets fail, where one of them never comes."""
_PATH_TIMEOUT_S = 300

_PROVOKED = re.compile(
    r"Failed to load resource: (?:the server responded with a status of (\d+)|net::(\w+))"
)
"""The browser's own line about a request that failed, which no page can hide."""


_SERVER = re.compile(r'^export const server = "(\w+)";$', re.M)


def server_of(path: Path) -> str:
    """Return the name of the server that a path declares, the demo's unless it does."""
    match = _SERVER.search(path.read_text())
    return match[1] if match else "demo"


@frozen
class Outcome:
    """The way a run of a path ended, and what the browser did meanwhile."""

    breaks: list[Json]
    """The breaks that the path declares."""
    provokes: list[int | str]
    """The statuses and network errors that the path declares."""
    failure: Json
    """The error of the path with its step and the text of the page, or None."""
    console: list[Json]
    errors: list[str]
    foreign: list[str]
    failed: list[str]

    def assert_passed(self) -> None:
        """Assert that the path passed, in a silent browser that asked only this server."""
        assert not self.failure, self.report()
        assert not self.errors, self.errors
        assert not self.foreign, self.foreign
        provoked = [_provoked(line["text"]) for line in self.console]
        unexpected = [
            line
            for line, cause in zip(self.console, provoked, strict=True)
            if cause not in self.provokes
        ]
        assert not unexpected, unexpected
        missing = set(self.provokes) - set(provoked)
        assert not missing, f"the path provokes {missing}, which did not happen"
        unprovoked = [line for line in self.failed if _network_error(line) not in self.provokes]
        assert not unprovoked, unprovoked

    def report(self) -> str:
        """Return what failed, in which step, and what the page showed."""
        failure = self.failure
        return "\n".join(
            [
                f"step: {failure['step']}",
                f"{failure['kind']}: {failure['message']}",
                *(f"uncaught: {error}" for error in self.errors),
                *(f"console: {line['text']}" for line in self.console),
                f"at {failure['url']}, see {failure['screenshot']}; the page shows:",
                failure["text"],
            ]
        )


@frozen
class PathDriver:
    """Browsers, each of which runs one path at a time: all pages of one share its clipboard."""

    _idle: asyncio.Queue[LineProcess]
    _folder: Path

    async def run(
        self,
        path: Path,
        server: Server,
        planted: int | None = None,
        *,
        name: str | None = None,
    ) -> Outcome:
        """Run a path with the key of the server, on a page with the break of this number.

        In a module of several paths it is the one of this name.
        """
        command = {
            "path": str(path),
            "name": name,
            "origin": str(server.client.make_url("").origin()),
            "key": server.key,
            "apiKey": _api_key(server) if name is None and server_of(path) == "empty" else None,
            "planted": planted,
            "timeout": _TIMEOUT_MS,
            "shortTimeout": _SHORT_TIMEOUT_MS,
            "folder": str(self._folder),
        }
        async with asyncio.timeout(_PATH_TIMEOUT_S):
            process = await self._idle.get()
        await process.send(command)
        # A browser that does not answer takes no other path.
        reply = await process.receive(_PATH_TIMEOUT_S)
        self._idle.put_nowait(process)
        assert "crash" not in reply, reply["crash"]
        return Outcome(**reply)


@contextlib.asynccontextmanager
async def start(folder: Path, browsers: int = 1) -> AsyncIterator[PathDriver]:
    """Run browsers until the block ends; screenshots of failures are in the folder."""
    async with contextlib.AsyncExitStack() as stack:
        idle: asyncio.Queue[LineProcess] = asyncio.Queue()
        for _ in range(browsers):
            started = node.start(FOLDER / "driver.mjs", str(chromium.EXECUTABLE))
            idle.put_nowait(await stack.enter_async_context(started))
        yield PathDriver(idle, folder)


async def count_breaks(path: Path) -> int:
    """Return the number of breaks that a path declares."""
    module = json.dumps(str(path))
    program = f"const {{ breaks = [] }} = await import({module}); console.log(breaks.length);"
    return int(await node.run(program, cwd=FOLDER))


def _api_key(server: Server) -> str:
    return server.make_key(kind="api", organization=ORGANIZATION, project="demo")


def _provoked(line: str) -> int | str | None:
    match = _PROVOKED.match(line)
    if match is None:
        return None
    return int(match[1]) if match[1] else match[2]


def _network_error(line: str) -> str:
    return line.rpartition("net::")[2]
