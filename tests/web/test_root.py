"""`GET /`: links for programs, and a redirect for browsers."""

from urllib.parse import urljoin

import pytest
from support.server import Server

from evsrv import __version__

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PREFIX = "https://example.org/analytics/"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_browser_is_redirected_to_the_page_below_any_prefix(
    server: Server, method: str
) -> None:
    unkeyed = server.with_key(None)
    reply = await unkeyed.send(method, "/", headers={"Accept": BROWSER}, allow_redirects=False)
    assert (reply.status, reply.text) == (302, "")
    assert reply.headers["Vary"] == "Accept"
    assert urljoin(PREFIX, reply.headers["Location"]) == f"{PREFIX}ui/"
    page = await unkeyed.send("GET", urljoin("/", reply.headers["Location"]))
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html;q=0.5, application/json", "text/html;q=0", "?"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_program_gets_links_without_a_key(server: Server, method: str, accept: str) -> None:
    reply = await server.with_key(None).send(method, "/", headers={"Accept": accept})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.headers["Vary"] == "Accept"
    links = {
        "ui": "ui/",
        "docs": "docs",
        "guide": "docs/guide/",
        "openapi": "openapi.json",
        "health": "healthz",
        "vocabulary": "query/vocabulary",
    }
    shown = {"name": "evsrv", "version": __version__, "links": links}
    assert reply.json == (shown if method == "GET" else None)


async def test_every_link_leads_to_an_endpoint(server: Server) -> None:
    links = (await server.send("GET", "/")).json["links"]
    for link in links.values():
        assert (await server.send("GET", urljoin("/", link))).status == 200, link


async def test_links_are_sent_again_only_if_they_changed(server: Server) -> None:
    etag = (await server.send("GET", "/")).headers["ETag"]
    again = await server.send("GET", "/", headers={"If-None-Match": etag})
    assert (again.status, again.text, again.headers["Vary"]) == (304, "", "Accept")


async def test_other_unknown_paths_are_not_found(server: Server) -> None:
    for path in ("/index.html", "/ui/x", "/docs/", "/x/"):
        reply = await server.send("GET", path, headers={"Accept": BROWSER})
        assert (reply.status, reply.json["code"]) == (404, "not_found"), path
        assert "did you mean /?" not in reply.json["detail"]


async def test_root_takes_no_other_method(server: Server) -> None:
    reply = await server.send("POST", "/", {})
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
