"""One `evsrv serve --uds` for all tests, and the proxies in front of it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import ClientSession
from attrs import frozen
from yarl import URL

from deploy.proxies import Place, Proxy, browse, proxying
from deploy.tools import ROOT
from evsrv.engine.api_key import KeyKind
from evsrv.sqlite.api_keys import create_key


@frozen
class Upstream:
    """A server on a unix socket, as `deploy/evsrv.service` runs it."""

    socket: Path
    log: Path
    """A file to which the server's stderr is appended."""
    keys: dict[KeyKind, str]


@frozen
class Site:
    """A client of evsrv at a proxy."""

    proxy: Proxy
    base: URL
    client: ClientSession
    keys: dict[KeyKind, str]

    def url(self, path: str) -> URL:
        """Return the URL of a path of evsrv, which is sent as it is."""
        return URL(f"{self.base}{path}", encoded=True)

    def headers(self, kind: KeyKind = "api") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[kind]}", "Content-Type": "application/json"}


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """Make a folder whose path is short enough for sockets in it."""
    folder = Path(tempfile.mkdtemp(prefix="evsrv-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def upstream(short_folder: Path) -> Iterator[Upstream]:
    db, path, log = (short_folder / name for name in ("a.db", "evsrv.sock", "evsrv.log"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVSRV_")}
    settings = {
        "EVSRV_TRUSTED_PROXIES": "unix",
        "EVSRV_ANONYMOUS_VISITORS": "true",
        "EVSRV_LOG_FORMAT": "json",
    }
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "evsrv", "serve", "--db", db, "--uds", path],
            env={**kept, **settings, "PYTHONPATH": str(ROOT)},
            cwd=short_folder,
            stdin=subprocess.DEVNULL,
            stderr=output,
        )
    try:
        while "listening on" not in log.read_text():
            assert process.poll() is None, log.read_text()
        with closing(sqlite3.connect(db)) as connection, connection:
            kinds: tuple[KeyKind, ...] = ("api", "read", "web")
            keys = {
                kind: create_key(
                    connection, kind=kind, organization_id="acme", project_id="site", now=0
                )[1]
                for kind in kinds
            }
        yield Upstream(path, log, keys)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session", params=["nginx", "caddy"])
def proxy(
    upstream: Upstream, short_folder: Path, request: pytest.FixtureRequest
) -> Iterator[Proxy]:
    folder = short_folder / request.param
    folder.mkdir()
    with proxying(request.param, folder, upstream.socket) as proxy:
        yield proxy


@pytest.fixture(params=["host", "path"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.param
    return found


@pytest.fixture
async def site(proxy: Proxy, upstream: Upstream, place: Place) -> AsyncIterator[Site]:
    """Visit evsrv through a proxy, on a host name of its own and below a path."""
    async with browse() as client:
        yield Site(proxy, proxy.url(place), client, upstream.keys)
