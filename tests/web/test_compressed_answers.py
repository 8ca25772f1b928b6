"""Responses that are compressed if the client accepts it."""

import gzip
import json
import zlib
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from support.events import group, message
from support.rows import insert_rows
from support.server import Server

from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.json_io import tagged_response
from web.conftest import StartApp

GZIP = {"Accept-Encoding": "gzip"}


async def fetch(
    server: Server, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any, bytes]:
    """Send a request and return status, headers and the body as it came."""
    sent = {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json", **headers}
    data = None if body is None else json.dumps(body)
    async with server.client.request(method, path, data=data, headers=sent) as response:
        return response.status, response.headers.copy(), await response.read()


@pytest.fixture
async def full(start_app: StartApp) -> Server:
    """Return a server with 1,200 events, whose client does not unpack what it gets."""
    server = await start_app()
    server.client.session._auto_decompress = False
    insert_rows(server.db, 1200, properties='{"plan": "pro", "text": "öäü"}')
    return server


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/query/events", {}),
        ("POST", "/query/events/export", {}),
        ("POST", "/query/property-values", dict.fromkeys(map(str, range(50)))),
        ("GET", "/openapi.json", None),
        ("GET", "/docs/swagger-ui-bundle.js", None),
        ("GET", "/metrics", None),
    ],
)
async def test_long_response_is_compressed_if_client_accepts_gzip(
    full: Server, method: str, path: str, body: Any
) -> None:
    plainly = {"Accept-Encoding": "identity"}
    status, plain_headers, plain = await fetch(full, method, path, body, **plainly)
    assert "Content-Encoding" not in plain_headers
    packed_status, headers, packed = await fetch(full, method, path, body, **GZIP)
    assert packed_status == status
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert "Accept-Encoding" in plain_headers["Vary"]
    assert headers.get("ETag") == plain_headers.get("ETag")
    assert len(packed) < len(plain)
    unpacked = gzip.decompress(packed)
    if path == "/metrics" or status != 200:
        assert unpacked[:100] == plain[:100]
    else:
        assert unpacked == plain


@pytest.mark.parametrize("path", ["/healthz", "/docs"])
async def test_short_response_is_not_compressed(full: Server, path: str) -> None:
    _, headers, _ = await fetch(full, "GET", path, **GZIP)
    assert "Content-Encoding" not in headers
    assert "Vary" not in headers


async def test_short_export_is_not_compressed(full: Server) -> None:
    _, headers, body = await fetch(full, "POST", "/query/events/export", {"limit": 1}, **GZIP)
    assert "Content-Encoding" not in headers
    assert body.count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZip", True),
        ("x-gzip", True),
        ("deflate, gzip;q=0.5, br", True),
        ("*", True),
        ("br;q=1, *;q=0.1", True),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*, gzip;q=0", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=x", False),
        ("gzipped", False),
    ],
)
async def test_accept_encoding_is_read_with_its_q_values(
    full: Server, accepted: str, compressed: bool
) -> None:
    _, headers, _ = await fetch(full, "POST", "/query/events", {}, **{"Accept-Encoding": accepted})
    assert (headers.get("Content-Encoding") == "gzip") is compressed


async def test_head_has_the_length_of_the_compressed_body(full: Server) -> None:
    _, got, body = await fetch(full, "GET", "/openapi.json", **GZIP)
    _, asked, nothing = await fetch(full, "HEAD", "/openapi.json", **GZIP)
    assert nothing == b""
    assert asked["Content-Length"] == got["Content-Length"] == str(len(body))


async def test_etag_is_weak_and_compares_weakly(full: Server) -> None:
    query = {"groupBy": [{"field": "id"}]}
    _, headers, _ = await fetch(full, "POST", "/query/events", query, **GZIP)
    tag = headers["ETag"]
    assert tag.startswith('W/"')
    for given in (tag, tag.removeprefix("W/"), f"W/{tag}", f'"x", {tag}', "*"):
        status, again, body = await fetch(
            full, "POST", "/query/events", query, **{"If-None-Match": given}
        )
        assert (status, body, again["ETag"]) == (304, b"", tag), given
        assert "Accept-Encoding" in again["Vary"]
    for given in ('"x"', tag.strip('W/"'), f'"{tag[3:-2]}"'):
        status, *_ = await fetch(full, "POST", "/query/events", query, **{"If-None-Match": given})
        assert status == 200, given


async def test_chunks_of_compressed_export_can_be_read_as_they_come(full: Server) -> None:
    headers = {"Authorization": f"Bearer {full.key}", **GZIP}
    async with full.client.post("/query/events/export", json={}, headers=headers) as response:
        unpacker = zlib.decompressobj(31)
        lines = []
        async for chunk, ended in response.content.iter_chunks():
            if ended:
                lines.append(unpacker.decompress(chunk).count(b"\r\n"))
            else:
                unpacker.decompress(chunk)
    assert unpacker.eof
    assert len(lines) > 1


async def test_cached_answer_is_compressed_once(
    full: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    compress = gzip.compress

    def count(data: bytes, *options: Any, **named: Any) -> bytes:
        calls.append(len(data))
        return compress(data, *options, **named)

    monkeypatch.setattr("evsrv.service.answer_cache.gzip.compress", count)
    query = {"groupBy": [group("id")], "limit": 100}
    bodies = {(await fetch(full, "POST", "/query/events", query, **GZIP))[2] for _ in range(3)}
    assert (len(bodies), len(calls)) == (1, 1)


def test_compressed_form_of_an_answer_depends_on_nothing_else() -> None:
    one, other = (EncodedAnswer.of_bytes(b"x" * 5000) for _ in range(2))
    assert one.gzipped() == other.gzipped()
    assert one.is_gzipped


async def test_vary_names_origin_and_coding_where_both_count(start_app: StartApp) -> None:
    server = await start_app(cors_origins=("https://a.example",))
    reply = await server.send("POST", "/events", message("a", properties={"a": "x" * 2000}))
    assert reply.headers.getall("Vary") == ["Accept-Encoding", "Origin"]


async def test_answer_that_is_kept_compressed_has_its_own_vary_header_too() -> None:
    answer = EncodedAnswer.of_bytes(b"a" * 2000)
    answer.gzipped()
    request = make_mocked_request("GET", "/", headers={"Accept-Encoding": "gzip"})
    response = tagged_response(request, answer, {"Vary": "Accept"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers.getall("Vary") == ["Accept", "Accept-Encoding"]
