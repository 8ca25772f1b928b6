"""evsrv behind nginx and Caddy: on a host name of its own, and below a path of a site."""

import asyncio
import gzip
import io
import json
import re
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPSConnection
from ssl import _create_unverified_context
from typing import Any
from urllib.parse import urljoin

import pytest
from support.events import message
from yarl import URL

from deploy.conftest import Site, Upstream
from deploy.proxies import Place, Proxy, browse

Json = Any
BROWSER = {"Accept": "text/html,*/*;q=0.8"}
CANARY = "c4n4ry"


async def send(site: Site, path: str, body: Json, kind: Any = "api", **headers: str) -> Json:
    async with site.client.post(
        site.url(path),
        data=io.BytesIO(json.dumps(body).encode()),
        headers={**site.headers(kind), **headers},
    ) as reply:
        assert reply.status == 200, await reply.text()
        return await reply.json()


async def stored(site: Site, name: str) -> Json:
    """Return the event of this id."""
    where = {"condition": {"field": "id", "operator": "eq", "value": name}}
    (row,) = (await send(site, "query/events", {"where": where}))["data"]["result"]
    return row


def name_of(site: Site, suffix: str = "") -> str:
    """Return an id that no test with another proxy or place has."""
    return f"{site.proxy.kind}{site.base.path}{suffix}".strip("/")


async def test_event_and_query_pass(site: Site) -> None:
    name = name_of(site, "event")
    await send(site, "events", message(name))
    assert (await stored(site, name))["messageId"] == f"m-{name}"


async def test_answers_are_compressed_if_the_client_accepts_it(site: Site) -> None:
    answers = {}
    for coding in ("gzip", "identity"):
        headers = {"Accept-Encoding": coding}
        async with site.client.get(site.url("openapi.json"), headers=headers) as reply:
            assert reply.headers["Vary"] == "Accept-Encoding"
            assert reply.headers.get("Content-Encoding", "identity") == coding
            answers[coding] = await reply.read()
    assert gzip.decompress(answers["gzip"]) == answers["identity"]


async def test_visitors_are_told_apart_by_their_address_which_they_cannot_forge(
    site: Site,
) -> None:
    async def visitor(number: int, address: str, **headers: str) -> Json:
        async with browse(address) as client:
            name = name_of(site, f"visitor-{number}")
            visit = Site(site.proxy, site.base, client, site.keys)
            await send(visit, "events", message(name), "web", **headers)
        return (await stored(site, name))["userProperties"]["id"]

    first = await visitor(1, "127.0.0.1")
    assert await visitor(2, "127.0.0.2") != first
    forged = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    assert await visitor(3, "127.0.0.1", **forged) == first


async def test_id_with_encoded_slash_names_its_conversation(site: Site) -> None:
    name = name_of(site, "/a b%2F")
    document = {"id": name, "type": "openai", "messages": [{"role": "user", "content": "How?"}]}
    await send(site, "conversations", document)
    encoded = name.replace("%", "%25").replace("/", "%2F").replace(" ", "%20")
    url = site.url(f"conversations/{encoded}")
    async with site.client.get(url, headers=site.headers()) as reply:
        assert (reply.status, (await reply.json())["id"]) == (200, name)


async def test_body_up_to_the_limit_of_evsrv_passes(site: Site) -> None:
    batch = [
        message(name_of(site, f"large-{number}"), properties={"text": "x" * 190_000})
        for number in range(10)
    ]
    body = {"batch": batch}
    assert 1_900_000 < len(json.dumps(body)) <= 2_000_000
    await send(site, "events/batch", body)


@pytest.mark.parametrize(("size", "by_evsrv"), [(2_050_000, True), (5_000_000, False)])
def test_larger_body_is_refused_by_evsrv_and_a_much_larger_one_by_the_proxy(
    proxy: Proxy, place: Place, upstream: Upstream, size: int, by_evsrv: bool
) -> None:
    url = proxy.url(place)
    # A client of asyncio would be left with a part of the body.
    with closing(
        HTTPSConnection("127.0.0.1", proxy.port, context=_create_unverified_context())
        if url.scheme == "https"
        else HTTPConnection("127.0.0.1", proxy.port)
    ) as connection:
        headers = {
            "Host": f"{url.host}:{url.port}",
            "Authorization": f"Bearer {upstream.keys['api']}",
            "Content-Type": "application/json",
        }
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST", f"{url.path}events", b" " * size, headers)
        reply = connection.getresponse()
        assert reply.status == 413
        if by_evsrv:
            assert reply.headers["Content-Type"] == "application/problem+json"


async def test_page_guide_and_docs_load_all_their_files_below_the_base(site: Site) -> None:
    for path in ("ui/", "docs", "docs/guide/", "docs/guide/query", "docs/errors/"):
        async with site.client.get(site.url(path), headers=BROWSER) as reply:
            assert (reply.status, reply.content_type) == (200, "text/html"), path
            page = await reply.text()
        for link in re.findall(r'(?:src|href)="([^"#?:]+)"', page):
            target = URL(urljoin(str(reply.url), link))
            assert str(target).startswith(str(site.base)), (path, link)
            async with site.client.get(target, headers=BROWSER) as file:
                assert file.status == 200, (path, link)


@pytest.mark.parametrize("path", ["evsrv.js", "openapi.json", "healthz", "readyz", "docs"])
async def test_files_for_programs_are_below_the_base(site: Site, path: str) -> None:
    async with site.client.get(site.url(path)) as reply:
        assert reply.status == 200


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "ui/"),
        ("ui", "ui/"),
        ("docs/guide", "docs/guide/"),
        ("docs/errors", "docs/errors/"),
        ("query/docs/errors/not_found", "docs/errors/not_found"),
    ],
)
async def test_redirects_stay_below_the_base(site: Site, path: str, target: str) -> None:
    async with site.client.get(site.url(path), headers=BROWSER) as reply:
        assert (reply.status, str(reply.url)) == (200, str(site.url(target)))


async def test_path_without_its_slash_is_redirected(proxy: Proxy) -> None:
    base = proxy.url("path")
    async with browse() as client, client.get(str(base).rstrip("/"), headers=BROWSER) as reply:
        assert (reply.status, reply.url) == (200, base.join(URL("ui/")))


@pytest.mark.parametrize("path", ["metrics", "%6Detrics", "ui/../metrics", "/metrics"])
async def test_metrics_are_not_public(site: Site, path: str) -> None:
    async with site.client.get(site.url(path)) as reply:
        assert reply.status == 404
        assert "evsrv_requests_total" not in await reply.text()


async def test_metrics_are_on_a_port_of_this_machine_alone(proxy: Proxy) -> None:
    url = f"http://127.0.0.1:{proxy.metrics_port}"
    async with browse() as client:
        async with client.get(f"{url}/metrics") as reply:
            assert reply.status == 200
            assert "evsrv_requests_total" in await reply.text()
        async with client.get(f"{url}/readyz") as reply:
            assert reply.status == 404


async def test_requests_are_logged_without_query_strings_and_headers(site: Site) -> None:
    name = name_of(site, "logged")
    body = json.dumps(message(name)).encode()
    headers = {"User-Agent": CANARY, "Referer": f"https://shop.example/?{CANARY}"}
    for path in ("events", f"{name}"):
        async with site.client.post(
            site.url(f"{path}?key={site.keys['web']}&q={CANARY}"), data=body, headers=headers
        ) as reply:
            await reply.read()
    while name not in site.proxy.logs():
        await asyncio.sleep(0.02)
    for secret in (CANARY, *site.keys.values()):
        assert secret not in site.proxy.logs()


async def test_request_has_the_id_of_the_proxy(site: Site) -> None:
    async with site.client.get(site.url("healthz"), headers={"X-Request-ID": CANARY}) as reply:
        assert re.fullmatch("[0-9a-f-]{32,36}", reply.headers["X-Request-ID"])


async def test_site_outside_of_the_path_is_not_evsrv(proxy: Proxy) -> None:
    async with browse() as client, client.get(proxy.url("path").with_path("/healthz")) as reply:
        assert "Server-Timing" not in reply.headers
