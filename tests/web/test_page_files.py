"""`/ui/` serves the files of the page: closed to other sites, compressed, validated by ETag."""

import gzip
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import pytest
from support.server import Server
from yarl import URL

from evsrv.web.page_routes import page_routes
from web.conftest import StartApp

FONT = bytes(range(128)) * 20
FILES = {
    "index.html": b"<!doctype html><title>evsrv</title>",
    "main.js": b"export const answer = 42;\n" * 100,
    "look/style.css": b"main { color: light-dark(#171c24, #e8ebf0) }\n" * 100,
    "look/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'><!-- ö --></svg>".encode(),
    "look/inter.woff2": FONT,
    "vendor/LICENSE.txt": b"MIT",
    "README.md": b"# Not served",
    "package.json": b"{}",
}
TYPES = {
    "": "text/html; charset=utf-8",
    "main.js": "text/javascript; charset=utf-8",
    "look/style.css": "text/css; charset=utf-8",
    "look/icon.svg": "image/svg+xml; charset=utf-8",
    "look/inter.woff2": "font/woff2",
    "vendor/LICENSE.txt": "text/plain; charset=utf-8",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script';"
    " trusted-types 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
PREFIX = "https://example.org/analytics/"


@pytest.fixture
async def site(start_app: StartApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return a server that serves `FILES` as the page, and sends no key."""
    folder = tmp_path / "page"
    for name, content in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    monkeypatch.setattr("evsrv.app.page_routes", partial(page_routes, folder))
    server = await start_app()
    # The files are listed once, so one that comes later is not served.
    (folder / "late.js").write_text("")
    return server.with_key(None)


async def content(server: Server, path: str, **headers: str) -> tuple[Mapping[str, str], bytes]:
    """Return the headers of a file and its body as it was sent."""
    server.client.session._auto_decompress = False
    async with server.client.get(f"/ui/{path}", headers=headers) as reply:
        assert reply.status == 200
        return reply.headers, await reply.read()


@pytest.mark.parametrize("path", TYPES)
async def test_file_is_served_with_its_type_to_this_origin_alone(site: Server, path: str) -> None:
    headers, body = await content(site, path, **PLAIN)
    assert body == FILES[path or "index.html"]
    assert headers["Content-Type"] == TYPES[path]
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in headers
    head = await site.send("HEAD", f"/ui/{path}", headers=PLAIN)
    assert (head.status, head.text) == (200, "")
    assert head.headers["Content-Length"] == str(len(body))
    assert head.headers["ETag"] == headers["ETag"]


@pytest.mark.parametrize("path", TYPES)
async def test_unchanged_file_is_not_sent_again(site: Server, path: str) -> None:
    headers, _ = await content(site, path, **GZIP)
    again = await site.send("GET", f"/ui/{path}", headers={"If-None-Match": headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    for name in ("ETag", "Vary", *HEADERS):
        assert again.headers.get(name) == headers.get(name)
    other = await site.send("GET", f"/ui/{path}", headers={**PLAIN, "If-None-Match": '"0"'})
    assert other.status == 200


@pytest.mark.parametrize("path", ["main.js", "look/style.css"])
async def test_long_text_is_sent_compressed_as_far_as_gzip_goes(site: Server, path: str) -> None:
    headers, body = await content(site, path, **GZIP)
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert body == gzip.compress(FILES[path], 9, mtime=0)
    assert (await content(site, path, **PLAIN))[0]["Vary"] == "Accept-Encoding"


async def test_font_is_not_compressed_a_second_time(site: Server) -> None:
    headers, body = await content(site, "look/inter.woff2", **GZIP)
    assert "Content-Encoding" not in headers
    assert "Vary" not in headers
    assert body == FONT


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "package.json",
        "late.js",
        "look/",
        "look",
        "../keys.py",
        "%2e%2e/root.py",
        "..%2froot.py",
        "look//style.css",
    ],
)
async def test_nothing_else_is_served(site: Server, path: str) -> None:
    reply = await site.send("GET", URL(f"/ui/{path}", encoded=True))
    assert (reply.status, reply.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_address_without_slash_leads_to_the_page_below_any_prefix(
    site: Server, method: str
) -> None:
    reply = await site.send(method, "/ui", allow_redirects=False)
    assert (reply.status, reply.text) == (302, "")
    assert urljoin(f"{PREFIX}ui", reply.headers["Location"]) == f"{PREFIX}ui/"
    page = await site.send("GET", "/ui")
    assert page.text.encode() == FILES["index.html"]
