"""The client addresses by which the requests of web keys are limited."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from multidict import CIMultiDict
from support.events import message

from evsrv.engine.api_key import KeyKind
from evsrv.web.client_address import TrustedProxies
from evsrv.web.rate_limits import RateLimited, RateLimits, TooManyRequests
from web.conftest import StartApp
from web.test_rate_limits import Clock

FORWARDED = "X-Forwarded-For"
PROXY = "10.0.0.1"


def network(peer: object, *forwarded: str, trusted: tuple[str, ...] = ("10.0.0.0/8",)) -> str:
    transport = SimpleNamespace(get_extra_info=lambda _name: peer)
    headers = CIMultiDict((FORWARDED, value) for value in forwarded)
    request = cast("web.Request", SimpleNamespace(transport=transport, headers=headers))
    return TrustedProxies.parse(trusted).client_network(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        pytest.param("203.0.113.7", (), "203.0.113.7", id="direct"),
        pytest.param("203.0.113.7", ("198.51.100.1",), "203.0.113.7", id="direct-forged"),
        pytest.param(PROXY, (), PROXY, id="proxy-itself"),
        pytest.param(PROXY, ("198.51.100.1",), "198.51.100.1", id="behind-proxy"),
        pytest.param(PROXY, ("8.8.8.8, 198.51.100.1",), "198.51.100.1", id="forged-left"),
        pytest.param(PROXY, ("8.8.8.8", "198.51.100.1"), "198.51.100.1", id="two-headers"),
        pytest.param(PROXY, ("8.8.8.8, 198.51.100.1, 10.9.9.9",), "198.51.100.1", id="two-proxies"),
        pytest.param(PROXY, ("10.1.1.1,10.2.2.2",), "10.1.1.1", id="proxies-only"),
        pytest.param(PROXY, ("198.51.100.1:4711",), "198.51.100.1", id="with-port"),
        pytest.param(PROXY, ("8.8.8.8, unknown",), PROXY, id="not-an-address"),
        pytest.param(PROXY, ("8.8.8.8, unknown, 10.2.2.2",), "10.2.2.2", id="unknown-in-between"),
        pytest.param("::ffff:10.0.0.1", ("198.51.100.1",), "198.51.100.1", id="mapped-proxy"),
        pytest.param("2001:db8:1:2:3::4", (), "2001:db8:1:2::/64", id="ipv6"),
        pytest.param("fe80::1%eth0", (), "fe80::/64", id="ipv6-with-zone"),
        pytest.param(PROXY, ("[2001:db8:1:2::9]:80",), "2001:db8:1:2::/64", id="ipv6-with-port"),
        pytest.param(PROXY, ("2001:db8:1:2::9",), "2001:db8:1:2::/64", id="ipv6-behind-proxy"),
    ],
)
def test_client_is_rightmost_address_that_is_not_trusted(
    peer: str, forwarded: tuple[str, ...], client: str
) -> None:
    assert network((peer, 4711), *forwarded) == client


def test_forwarded_address_is_ignored_without_trusted_proxies() -> None:
    assert network((PROXY, 1), "198.51.100.1", trusted=()) == PROXY


@pytest.mark.parametrize("peer", ["", None])
def test_unix_socket_is_trusted_only_if_listed(peer: Any) -> None:
    assert network(peer, "198.51.100.1", trusted=("unix",)) == "198.51.100.1"
    assert network(peer, "198.51.100.1") == "unix"
    assert network(peer, trusted=("unix",)) == "unix"


def test_table_of_clients_is_bounded() -> None:
    limits = RateLimits(1, None, Clock(), max_clients=3)
    for number in range(10):
        limits.take(RateLimited("k", str(number)))
    for known in ("9", "8"):
        with pytest.raises(TooManyRequests):
            limits.take(RateLimited("k", known))
    limits.take(RateLimited("k", "0"))


def test_clients_never_evict_a_key() -> None:
    limits = RateLimits(1, None, Clock(), max_clients=1)
    limits.take(RateLimited("k"))
    for number in range(3):
        limits.take(RateLimited("web", str(number)))
    with pytest.raises(TooManyRequests):
        limits.take(RateLimited("k"))


async def test_web_key_is_limited_by_client_address(start_app: StartApp) -> None:
    server = await start_app(rate_limit=1, trusted_proxies=("127.0.0.0/8",))
    web = server.make_key(kind="web", organization="acme", project="site")

    async def status(client: str, key: str = web) -> int:
        headers = {FORWARDED: client}
        return (await server.send("POST", "/events", message("a"), key=key, headers=headers)).status

    one = [await status(client) for client in ("198.51.100.1", "198.51.100.2", "198.51.100.1")]
    assert one == [200, 200, 429]
    assert [await status(client) for client in ("2001:db8::1", "2001:db8::2")] == [200, 429]
    second = server.make_key(kind="web", organization="acme", project="site")
    assert await status("198.51.100.1", second) == 200


@pytest.mark.parametrize("kind", ["api", "read"])
async def test_api_and_read_keys_are_limited_as_a_whole(start_app: StartApp, kind: KeyKind) -> None:
    server = await start_app(rate_limit=2, trusted_proxies=("127.0.0.0/8",))
    key = server.make_key(kind=kind, organization="acme", project="site")
    statuses = [
        (await server.send("GET", "/me", key=key, headers={FORWARDED: f"198.51.100.{n}"})).status
        for n in range(3)
    ]
    assert statuses == [200, 200, 429]


async def test_refused_requests_of_a_web_key_count_on_every_route(start_app: StartApp) -> None:
    for method, path, body, status in (
        ("POST", "/events", {}, 422),
        ("POST", "/events/batch", {"batch": 1}, 422),
        ("POST", "/query/events", {}, 403),
        ("GET", "/me", None, 403),
        ("GET", "/query/top-search-queries", None, 403),
    ):
        server = await start_app(rate_limit=1)
        key = server.make_key(
            kind="web", organization="acme", project="site", origins=("https://a.example",)
        )
        assert (await server.send(method, path, body, key=key)).status == status
        assert (await server.send(method, path, body, key=key)).status == 429
        await server.client.close()
    server = await start_app(rate_limit=1)
    key = server.make_key(
        kind="web", organization="acme", project="site", origins=("https://a.example",)
    )
    headers = {"Origin": "https://b.example"}
    for status in (403, 429):
        reply = await server.send("POST", "/events", message("a"), key=key, headers=headers)
        assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (status, "*")
