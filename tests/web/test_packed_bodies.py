"""Bodies with a Content-Encoding: unpacked by name, to their end, within the limit."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from support.events import message
from support.server import Response, Server
from support.wire import exchange, head

from evsrv.core.errors import BadRequest, PayloadTooLarge
from evsrv.web.unpacking import MAX_GZIP_MEMBERS, unpack

EVENT = json.dumps(message("a")).encode()
BODIES = {"/events": EVENT, "/events/batch": b'{"batch":[]}', "/query/events": b"{}"}
ZLIB = zlib.compress(EVENT)
RAW = ZLIB[2:-4]


async def post(server: Server, path: str, body: bytes, coding: str) -> Response:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    return await server.send("POST", path, data=body, headers=headers)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "deflate", ""])
async def test_packed_body_is_read_on_every_route(server: Server, path: str, coding: str) -> None:
    body = BODIES[path]
    pack: dict[str, Callable[[bytes], bytes]] = {"deflate": zlib.compress, "": bytes}
    packed = pack.get(coding, gzip.compress)(body)
    assert (await post(server, path, packed, coding)).status == 200


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "foo", "gzip, gzip", "identity"])
async def test_unknown_coding_is_refused_by_name(server: Server, path: str, coding: str) -> None:
    reply = await post(server, path, BODIES[path], coding)
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")
    assert f"unknown Content-Encoding '{coding}'" in reply.json["detail"]
    assert reply.headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("packed", [ZLIB, RAW], ids=["zlib", "raw"])
def test_deflate_is_read_with_and_without_zlib_header(packed: bytes) -> None:
    assert unpack(packed, "deflate", max_bytes=1000) == EVENT


def test_gzip_members_in_a_row_are_one_body() -> None:
    packed = gzip.compress(EVENT[:5]) + gzip.compress(b"") + gzip.compress(EVENT[5:])
    assert unpack(packed, "gzip", max_bytes=1000) == EVENT


BROKEN = {
    "gzip cut": (gzip.compress(EVENT)[:-1], "gzip", "ends before"),
    "gzip of nothing": (b"", "gzip", "ends before"),
    "gzip and more": (gzip.compress(EVENT) + b"garbage", "gzip", "goes on"),
    "gzip with a wrong checksum": (gzip.compress(EVENT)[:-8] + bytes(8), "gzip", "not gzip"),
    "plain as gzip": (EVENT, "gzip", "not gzip"),
    "plain as deflate": (EVENT, "deflate", "not deflate"),
    "zlib cut": (ZLIB[:-1], "deflate", "ends before"),
    "zlib and more": (ZLIB + b"x", "deflate", "goes on"),
    "zlib twice": (ZLIB + ZLIB, "deflate", "goes on"),
    "raw cut": (RAW[:-2], "deflate", "ends before"),
    "raw and more": (RAW + b"x", "deflate", "goes on"),
    "too many members": (gzip.compress(b"") * (MAX_GZIP_MEMBERS + 1), "gzip", "at most"),
}


@pytest.mark.parametrize(("body", "coding", "reason"), BROKEN.values(), ids=BROKEN)
async def test_body_that_is_not_packed_as_it_says_is_bad_request(
    server: Server, body: bytes, coding: str, reason: str
) -> None:
    reply = await post(server, "/events", body, coding)
    assert (reply.status, reply.json["code"]) == (400, "bad_request")
    assert reason in reply.json["detail"]
    with pytest.raises(BadRequest, match=reason):
        unpack(body, coding, max_bytes=1000)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_limit_counts_unpacked_bytes(server: Server, coding: str) -> None:
    pack = gzip.compress if coding == "gzip" else zlib.compress
    assert (await post(server, "/query/events", pack(b"{}".ljust(2_000_000)), coding)).status == 200
    reply = await post(server, "/query/events", pack(b"{}".ljust(2_000_001)), coding)
    assert (reply.status, reply.json["code"]) == (413, "payload_too_large")


def test_memory_stays_at_limit_if_body_would_unpack_to_gigabytes() -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    megabyte = bytes(1_000_000)
    bomb = b"".join([*(compressor.compress(megabyte) for _ in range(1000)), compressor.flush()])
    assert len(bomb) < 2_000_000
    tracemalloc.start()
    try:
        with pytest.raises(PayloadTooLarge):
            unpack(bomb, "gzip", max_bytes=2_000_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


async def test_compressed_transfer_encoding_is_refused_by_name(server: Server) -> None:
    headers = ("Transfer-Encoding: gzip, chunked", "Connection: close")
    reply = await exchange(server, head(server, "/events", *headers), b"0\r\n\r\n")
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")
    assert "gzip, chunked" in reply.json["detail"]
