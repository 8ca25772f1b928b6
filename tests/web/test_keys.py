"""Kinds of keys, their expiry, origins and last use, and `GET /me`."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from support.events import Json, message
from support.server import Server

from evsrv.core import timestamps
from evsrv.engine.api_key import KeyKind
from evsrv.sqlite.api_keys import list_keys
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.writer import Writer
from evsrv.web.app_keys import ENGINE

SHOP = "https://shop.example"
OTHER = "https://other.example"

Advance = Callable[[int], None]


@pytest.fixture
def advance(monkeypatch: pytest.MonkeyPatch) -> Advance:
    """Return a function that moves the wall clock by milliseconds."""
    now = timestamps.now()

    def advance(milliseconds: int) -> None:
        nonlocal now
        now += milliseconds

    monkeypatch.setattr(timestamps, "now", lambda: now)
    return advance


def last_uses(server: Server) -> dict[str, int | None]:
    """Return the stored time of last use by key id."""
    with closing(sqlite3.connect(server.db)) as connection:
        return {key.id: key.last_used_at for key in list_keys(connection)}


async def recorded(server: Server) -> dict[str, int | None]:
    """Return the last uses once those that were noted are stored."""
    assert server.client.app is not None
    engine = server.client.app[ENGINE]
    assert isinstance(engine, SqliteEngine)
    await engine._key_usage.wait()
    return last_uses(server)


async def test_read_key_reads_and_cannot_send_events(server: Server) -> None:
    await server.post_event(message("a"))
    read = server.with_key(server.make_key(kind="read", organization="acme", project="site"))
    assert [row["id"] for row in await read.rows({})] == ["a"]
    for path, body in (("/events", message("b")), ("/events/batch", {"batch": [message("b")]})):
        reply = await read.send("POST", path, body)
        assert (reply.status, reply.json["code"]) == (403, "forbidden")
        assert reply.json["detail"] == ("a read key only reads; writing needs an api or web key")
    assert (await server.data({}))["total"] == 1


@pytest.mark.parametrize("kind", ["api", "read", "web"])
async def test_expired_key_is_unauthorized(server: Server, kind: KeyKind, advance: Advance) -> None:
    """Found keys are memoized, so its expiry must be judged at each request."""
    key = server.make_key(
        kind=kind, organization="acme", project="site", expires_at=timestamps.now() + 1000
    )
    path, body = ("/events", message("a")) if kind == "web" else ("/query/events", {})
    assert (await server.send("POST", path, body, key=key)).status == 200
    advance(999)
    assert (await server.send("POST", path, body, key=key)).status == 200
    advance(1)
    reply = await server.send("POST", path, body, key=key)
    assert (reply.status, reply.json["code"]) == (401, "unauthorized")
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert reply.json["detail"] == (
        f"this API key expired at {timestamps.format_timestamp(timestamps.now())};"
        " it needs a new one"
    )


@pytest.mark.parametrize("path", ["/events", "/events/batch"])
async def test_web_key_with_origins_is_for_their_pages_only(server: Server, path: str) -> None:
    key = server.make_key(
        kind="web", organization="acme", project="site", origins=(SHOP, "https://b.example:8443")
    )
    body = message("a") if path == "/events" else {"batch": [message("a")]}
    for origin, status in (
        (SHOP, 200),
        ("https://b.example:8443", 200),
        (OTHER, 403),
        ("null", 403),
        (f"{SHOP}.evil.example", 403),
        ("http://shop.example", 403),
    ):
        reply = await server.send("POST", path, body, key=key, headers={"Origin": origin})
        assert reply.status == status, origin
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        if status == 403:
            assert reply.json["code"] == "forbidden"
            assert "shop.example" not in reply.json["detail"].replace(origin, "")
    # A program sends no origin, or any one.
    assert (await server.send("POST", path, body, key=key)).status == 200


async def test_web_key_without_origins_is_for_all_pages(server: Server) -> None:
    key = server.make_key(kind="web", organization="acme", project="site")
    reply = await server.send("POST", "/events", message("a"), key=key, headers={"Origin": OTHER})
    assert reply.status == 200


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (
            {"kind": "read", "project": "site", "name": "wall", "expires_at": 32_503_680_000_000},
            {
                "kind": "read",
                "name": "wall",
                "projectId": "site",
                "integrationId": None,
                "expiresAt": "3000-01-01T00:00:00.000Z",
            },
        ),
        (
            {"kind": "api", "integration": "docs"},
            {
                "kind": "api",
                "name": None,
                "projectId": None,
                "integrationId": "docs",
                "expiresAt": None,
            },
        ),
    ],
)
async def test_me_shows_kind_name_scope_and_expiry(server: Server, key: Json, shown: Json) -> None:
    key_id, secret = server.make_key_with_id(organization="acme", **key)
    reply = await server.send("GET", "/me", key=secret)
    assert reply.status == 200
    assert reply.json == {"id": key_id, "organizationId": "acme", **shown}


async def test_me_is_forbidden_for_web_keys_and_needs_a_key(server: Server) -> None:
    web = server.make_key(kind="web", organization="acme", project="site", name="secret")
    reply = await server.send("GET", "/me", key=web)
    assert (reply.status, reply.json["code"]) == (403, "forbidden")
    assert (await server.with_key(None).send("GET", "/me")).status == 401


async def test_day_of_last_use_is_stored_once_a_day(server: Server, advance: Advance) -> None:
    key_id, secret = server.make_key_with_id(organization="acme", project="site")
    assert last_uses(server)[key_id] is None
    advance(timestamps.DAY_MS - timestamps.now() % timestamps.DAY_MS)
    day = timestamps.now()
    for _ in range(3):
        await server.query({}, key=secret)
        assert (await recorded(server))[key_id] == day
        advance(timestamps.DAY_MS // 3)
    await server.query({}, key=secret)
    assert (await recorded(server))[key_id] == day + timestamps.DAY_MS


async def test_uses_of_one_day_are_one_write(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = 0
    write = Writer.write

    async def counted(writer: Writer, work: Callable[[sqlite3.Connection], object]) -> object:
        nonlocal writes
        writes += 1
        return await write(writer, work)

    monkeypatch.setattr(Writer, "write", counted)
    for _ in range(5):
        await server.query({})
        await recorded(server)
    assert writes == 1


async def test_failed_record_of_use_fails_no_request(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    advance: Advance,
) -> None:
    async def fail(_writer: Writer, _work: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    write = Writer.write
    monkeypatch.setattr(Writer, "write", fail)
    assert (await server.query({}))[0] == 200
    assert set((await recorded(server)).values()) == {None}
    assert "was not recorded: OperationalError" in caplog.text
    monkeypatch.setattr(Writer, "write", write)
    advance(60_000)
    assert (await server.query({}))[0] == 200
    assert None not in (await recorded(server)).values()
