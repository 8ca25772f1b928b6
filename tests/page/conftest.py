"""Fixtures of the page in Chromium, on a server with demo data up to now."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from support import chromium, node
from support.server import Server

from page import path_driver
from page.path_driver import FOLDER, PathDriver
from page.serving import seed, serving

BROWSERS = 3
"""A path on a broken page mostly waits for a state that never comes, at no cost to the others."""
Serve = Callable[[str], AbstractAsyncContextManager[Server]]


@pytest.fixture(scope="session")
def installed() -> None:
    """Install the tools."""
    node.install(FOLDER, required_by="REQUIRE_BROWSER_TEST")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def driver(
    installed: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PathDriver]:
    chromium.require()
    async with path_driver.start(tmp_path_factory.mktemp("screenshots"), BROWSERS) as driver:
        yield driver


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seed two projects; the newest event is of now."""
    db = tmp_path_factory.mktemp("page") / "demo.db"
    size = ("--days", "30", "--until", "now")
    seed(db, "--events", "2000", *size)
    seed(db, "--project", "docs", "--profile", "widget", "--events", "500", *size)
    return db


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(demo_file: Path) -> AsyncIterator[Server]:
    """Start a server on the demo data, with a read key of the organization.

    No test may change the data.
    """
    async with serving(demo_file) as server:
        yield server


@pytest.fixture(scope="session")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seed a file whose newest event is of the last day of March 2026."""
    db = tmp_path_factory.mktemp("page") / "old.db"
    seed(db, "--events", "500", "--days", "40")
    return db


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def old(old_file: Path) -> AsyncIterator[Server]:
    """Start a server on the old data. No test may change them."""
    async with serving(old_file) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plugin(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """Start a server with the plugins of `plugins.d`. No test may change its data."""
    db = tmp_path_factory.mktemp("page") / "plugin.db"
    await asyncio.to_thread(seed, db, "--events", "500", "--days", "10", "--until", "now")
    async with serving(db, plugins_dir=FOLDER / "plugins.d") as server:
        yield server


@pytest.fixture
def serve(demo: Server, old: Server, plugin: Server, tmp_path: Path) -> Serve:
    """Start the server of a name: a shared one, or an `empty` one of the caller's own."""

    @asynccontextmanager
    async def start(name: str) -> AsyncIterator[Server]:
        if name == "empty":
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            folder.mkdir()
            async with serving(folder / "empty.db") as server:
                yield server
        else:
            yield {"demo": demo, "old": old, "plugin": plugin}[name]

    return start
