"""The proxies in front of a server that a test makes: streams, times, and a server that is down."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from deploy.proxies import (
    WRITERS,
    Kind,
    Place,
    browse,
    caddy_environ,
    proxying,
)
from deploy.tools import DEPLOY, run
from evsrv.config import Settings

CANARY = "c4n4ry"
KINDS: tuple[Kind, ...] = ("nginx", "caddy")
PLACES: tuple[Place, ...] = ("host", "path")


@asynccontextmanager
async def listening(app: web.Application, path: Path) -> AsyncIterator[None]:
    """Serve an application on a unix socket."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, path).start()
    yield
    await runner.cleanup()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
async def test_first_bytes_of_an_export_arrive_before_its_end(
    tmp_path: Path, short_folder: Path, kind: Kind, place: Place
) -> None:
    arrived = asyncio.Event()

    async def export(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"first\n")
        await arrived.wait()
        await response.write(b"last\n")
        return response

    app = web.Application()
    app.router.add_post("/query/events/export", export)
    socket = short_folder / "stream.sock"
    async with listening(app, socket):
        with proxying(kind, tmp_path, socket) as proxy:
            url = proxy.url(place) / "query/events/export"
            async with browse() as client, client.post(url) as reply:
                assert await reply.content.readline() == b"first\n"
                arrived.set()
                assert await reply.read() == b"last\n"


@pytest.mark.parametrize("kind", KINDS)
async def test_failed_requests_are_logged_without_query_strings(
    tmp_path: Path, short_folder: Path, kind: Kind
) -> None:
    with proxying(kind, tmp_path, short_folder / "none.sock") as proxy:
        for place in PLACES:
            url = proxy.url(place) / f"events-{place}" % {"key": CANARY}
            async with browse() as client, client.post(url) as reply:
                assert reply.status == 502
        while not all(f"events-{place}" in proxy.logs() for place in PLACES):
            await asyncio.sleep(0.02)
        assert CANARY not in proxy.logs()


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    WRITERS["nginx"](tmp_path, tmp_path / "a.sock")
    done = run("nginx", "-t", "-e", tmp_path / "start.log", "-c", tmp_path / "nginx.conf")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "evsrv.conf").open("a") as config:
        config.write("proxy_bufering off;\n")
    done = run("nginx", "-t", "-e", tmp_path / "start.log", "-c", tmp_path / "nginx.conf")
    assert done.returncode == 1


def test_caddy_accepts_its_configuration(tmp_path: Path) -> None:
    WRITERS["caddy"](tmp_path, tmp_path / "a.sock")
    arguments = ("validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile")
    done = run("caddy", *arguments, environ=caddy_environ(tmp_path))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "Caddyfile").open("a") as config:
        config.write("http://a.example {\n\treverse_proxi a\n}\n")
    assert run("caddy", *arguments, environ=caddy_environ(tmp_path)).returncode == 1


def test_caddyfile_is_formatted() -> None:
    done = run("caddy", "fmt", DEPLOY / "Caddyfile")
    assert done.stdout == (DEPLOY / "Caddyfile").read_text()


def test_nginx_waits_longer_than_queries_take() -> None:
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", (DEPLOY / "nginx.conf").read_text())
    assert int(seconds) > 2 * Settings().query_timeout


def test_caddy_waits_longer_than_queries_take() -> None:
    done = run("caddy", "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    text = json.dumps(json.loads(done.stdout))
    times = [int(nanoseconds) for nanoseconds in re.findall(r'"\w*timeout": (\d+)', text)]
    assert times
    assert min(times) > 2 * Settings().query_timeout * 10**9
