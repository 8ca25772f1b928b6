"""`/evsrv.js` is small, readable, cached, and loaded by any page."""

import gzip
import re
from pathlib import Path

import pytest
from aiohttp import ClientSession
from support.server import Server

from web.conftest import StartApp

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "evsrv" / "web" / "static"
MAX_GZIP_BYTES = 2_000
FILES = {"/evsrv.js": "text/javascript", "/evsrv.d.ts": "text/plain"}


async def test_script_takes_at_most_2_kb_with_gzip(server: Server) -> None:
    url = server.client.make_url("/evsrv.js")
    async with (
        ClientSession(auto_decompress=False) as client,
        client.get(url, headers={"Accept-Encoding": "gzip"}) as reply,
    ):
        body = await reply.read()
    assert reply.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == (await server.send("GET", "/evsrv.js")).text.encode()
    assert len(body) <= MAX_GZIP_BYTES


async def test_script_is_its_source_without_comments_and_indentation(server: Server) -> None:
    script = (await server.send("GET", "/evsrv.js")).text
    source = (STATIC / "evsrv.js").read_text("utf-8")
    lines = [line.lstrip() for line in source.splitlines()]
    assert script.splitlines() == [line for line in lines if not line.startswith("//")]
    assert "//" in source
    assert "//" not in script


@pytest.mark.parametrize("path", FILES)
async def test_file_is_for_pages_of_every_origin(start_app: StartApp, path: str) -> None:
    server = (await start_app(cors_origins=())).with_key(None)
    for headers in ({}, {"Origin": "https://shop.example"}):
        reply = await server.send("GET", path, headers=headers)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == f"{FILES[path]}; charset=utf-8"
        assert reply.headers.getall("Access-Control-Allow-Origin") == ["*"]
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("path", FILES)
async def test_file_is_cached_by_all_and_validated_by_etag(server: Server, path: str) -> None:
    reply = await server.send("GET", path)
    assert re.fullmatch(r"public, max-age=[1-9]\d+", reply.headers["Cache-Control"])
    assert reply.headers["Vary"] == "Accept-Encoding"
    again = await server.send("GET", path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    for name in ("Access-Control-Allow-Origin", "Cache-Control", "ETag", "Vary"):
        assert again.headers.getall(name) == reply.headers.getall(name)


async def test_types_declare_what_the_script_returns(server: Server) -> None:
    script = (await server.send("GET", "/evsrv.js")).text
    types = (await server.send("GET", "/evsrv.d.ts")).text
    returned = re.search(r"return \{ ([\w, ]+) \};\n\}\)\(\);", script)
    assert returned is not None
    assert re.findall(r"^  (\w+)\(", types, re.M) == returned[1].split(", ")
    used = set(re.findall(r"options\.(\w+)", script))
    assert set(re.findall(r"^    (\w+)\??: ", types, re.M)) == used
