"""The interactive page comes whole from this server, and shows what the document says."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import chromium
from support.server import Server

from openapi.fuzzing import serving
from openapi.reading import operations

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "evsrv" / "web" / "static"
ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "start.js")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/docs", "text/html"),
        ("/docs/start.js", "text/javascript"),
        ("/docs/swagger-ui-bundle.js", "text/javascript"),
        ("/docs/swagger-ui.css", "text/css"),
    ],
)
async def test_it_is_served_without_a_key(server: Server, path: str, content_type: str) -> None:
    reply = await server.with_key(None).send("GET", path)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == f"{content_type}; charset=utf-8"
    assert reply.headers["X-Request-ID"]
    policy = reply.headers["Content-Security-Policy"]
    sources = {source for part in policy.split("; ") for source in part.split()[1:]}
    assert policy.startswith("default-src 'self';")
    assert sources == {"'self'", "'none'", "data:"}
    again = await server.send("GET", path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    "path", ["/docs/", "/docs/README.md", "/docs/../keys.py", "/docs/%2e%2e/x"]
)
async def test_nothing_else_is_served(server: Server, path: str) -> None:
    assert (await server.send("GET", path)).status == 404


async def test_the_page_asks_for_what_is_there(server: Server) -> None:
    page = (await server.send("GET", "/docs")).text
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {f"docs/{name}" for name in ASSETS} < set(links)
    for link in links:
        if not link.startswith("data:"):
            assert (await server.send("GET", f"/{link}")).status == 200, link


def test_the_styles_fetch_nothing() -> None:
    styles = (STATIC / "swagger-ui.css").read_text("utf-8")
    assert "@import" not in styles
    assert all(target.startswith("data:") for target in re.findall(r"url\([\"']?([^)]*)", styles))


def test_it_is_small_and_has_its_licence() -> None:
    assert sum(path.stat().st_size for path in STATIC.iterdir()) < 2_100_000
    assert "Apache License" in (STATIC / "swagger-ui.LICENSE.txt").read_text("utf-8")
    assert "SmartBear" in (STATIC / "swagger-ui.NOTICE.txt").read_text("utf-8")


def test_a_browser_shows_every_operation(tmp_path: Path, document: dict[str, Any]) -> None:
    chromium.require()
    with serving(tmp_path, events=1) as (url, _):
        seen = subprocess.run(
            [
                *(str(chromium.EXECUTABLE), *chromium.FLAGS, "--enable-logging=stderr"),
                f"--user-data-dir={tmp_path / 'profile'}",
                *("--virtual-time-budget=10000", "--dump-dom", f"{url}/docs#/Queries/queryEvents"),
            ],
            capture_output=True,
            text=True,
            timeout=60,
        )
    for operation in operations(document):
        assert operation.description["summary"] in seen.stdout
    # The one that the address opens, and what sends it.
    assert "Try it out" in seen.stdout
    assert "Authorize" in seen.stdout
    # Scripts report what the policy refuses, and errors of their own, on the console.
    assert "CONSOLE" not in seen.stderr, seen.stderr
