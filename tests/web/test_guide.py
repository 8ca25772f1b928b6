"""`/docs/guide/` shows docs/, and `/docs/errors/` the error codes; no link there is dead."""

import gzip
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from support.html import Html
from support.server import Server

from evsrv.core import resources
from evsrv.core.error_codes import ErrorCode
from evsrv.web.static_files import SITE_HEADERS
from web.conftest import StartApp

DOCS = Path(__file__).parents[2] / "docs"
FILES = {
    file.parent.name if file.stem == "README" else file.stem: file for file in DOCS.rglob("*.md")
}
NAMES = sorted(FILES)
CODES = [code.value for code in ErrorCode]
PAGES = [
    "/docs/guide/",
    "/docs/guide/all",
    *(f"/docs/guide/{name}" for name in NAMES if name != "index"),
    "/docs/errors/",
    *(f"/docs/errors/{code}" for code in CODES),
]
PREFIX = "https://example.org/analytics"
of_session = pytest.mark.asyncio(loop_scope="session")
IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10


async def page(server: Server, path: str) -> Html:
    reply = await server.with_key(None).send("GET", path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), path
    return Html(reply.text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "chart.png").write_bytes(IMAGE)
    (folder / "index.md").write_text(
        "# Start\n\nSee [b](b.md).\n\n## Parts\n\n- [A](a.md): the a\n"
    )
    (folder / "b.md").write_text(
        "# B\n\nText. See [c](inside/c.md#part) and [list](inside/README.md).\n"
    )
    (folder / "inside").mkdir()
    (folder / "inside" / "README.md").write_text("# List\n\n[c](c.md) [none](b.md)\n")
    (folder / "inside" / "c.md").write_text(
        "# C\n\n## Part\n\n[b](../b.md) [list](README.md) ![A chart](../images/chart.png)\n"
    )
    (folder / "errors.md").write_text("# Errors\n\n[one](#forbidden)\n\n## forbidden\n\nNo.\n")
    (folder / "a.md").write_text(
        "# A & `b`\n\n<script>alert(1)</script>\n\n"
        "A <b onclick='x()'>bold</b> <!-- note -->claim.\n\n"
        "<!-- table -->\n| | left | right |\n| - | - | -: |\n| 0 | 1 | 2 |\n<!-- /table -->\n\n"
        "## Same\n\n## Same\n\n## Größe, _x_!\n\n"
        "[own](#same-1) [b](b.md#b) [start](index.md) [errors](errors.md#forbidden)\n"
        "[file](../plugins/x.py) [readme](../README.md#a) [none](none.md) [web](https://e.example/a.md)\n"
        "[bad](javascript:alert(1))\n\n"
        "![A chart](images/chart.png) ![Not there](images/none.png)\n\n"
        '```json query\n{"a": "<b>"}\n```\n'
    )
    return folder


@pytest.fixture
async def site(start_app: StartApp, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return a server whose guide is that of `folder`."""
    monkeypatch.setattr(resources, "DOCS", folder)
    return await start_app()


@of_session
async def test_every_link_of_every_page_leads_to_a_page_and_its_anchor(
    shared_server: Server,
) -> None:
    origin = str(shared_server.client.make_url("")).rstrip("/")
    shown = {f"{origin}{path}": await page(shared_server, path) for path in PAGES}
    statuses: dict[str, int] = {}
    dead = []
    for url, html in shown.items():
        assert len(html.ids) == len(set(html.ids)), url
        for link in html.links(url):
            if not link.startswith(f"{origin}/"):
                assert link.startswith("https://"), (url, link)
                continue
            target, anchor = urldefrag(link)
            if target not in statuses:
                path = target.removeprefix(origin)
                statuses[target] = (await shared_server.with_key(None).send("HEAD", path)).status
            if statuses[target] != 200 or (anchor and anchor not in shown[target].ids):
                dead.append((url, link))
    assert dead == []
    # Each page can be reached from the start.
    reached: set[str] = set()
    found = {f"{origin}/docs/guide/"}
    while new := found - reached:
        reached |= new
        found |= {urldefrag(link)[0] for url in new for link in shown[url].links(url)} & {*shown}
    assert reached == {*shown}


@of_session
async def test_links_between_markdown_files_become_links_between_pages(
    shared_server: Server,
) -> None:
    query = (await page(shared_server, "/docs/guide/query")).addresses
    assert {"analysis", "analysis#ranges", "#filters"} <= {*query}
    assert "./" in (await page(shared_server, "/docs/guide/api")).addresses
    whole = (await page(shared_server, "/docs/guide/all")).addresses
    assert {"#analysis", "#analysis/ranges", "#query/filters"} <= {*whole}
    error = (await page(shared_server, "/docs/errors/forbidden")).addresses
    assert {"./", "not_found", "../guide/configuration#keys"} <= {*error}


@of_session
@pytest.mark.parametrize("path", PAGES)
async def test_page_is_closed_to_other_sites_and_holds_below_any_prefix(
    shared_server: Server, path: str
) -> None:
    reply = await shared_server.with_key(None).send("GET", path)
    assert {name: reply.headers[name] for name in SITE_HEADERS} == SITE_HEADERS
    html = Html(reply.text)
    assert html.tags & {"script", "style", "iframe", "form"} == set()
    assert [name for name in html.attributes if name == "style" or name.startswith("on")] == []
    links = html.links(f"{PREFIX}{path}")
    assert {f"{PREFIX}/docs", f"{PREFIX}/ui/", f"{PREFIX}/docs/guide/all"} <= links
    own = {link for link in links if link.startswith(urljoin(PREFIX, "/"))}
    assert [link for link in own if not link.startswith(f"{PREFIX}/")] == []


@of_session
async def test_whole_guide_has_the_text_of_every_page(shared_server: Server) -> None:
    whole = await page(shared_server, "/docs/guide/all")
    for name in NAMES:
        assert name in whole.ids
        text = FILES[name].read_text("utf-8")
        assert text.partition("\n")[0].removeprefix("# ") in whole.text
    assert "arrayContains" in whole.text


def test_no_two_files_have_one_address() -> None:
    assert len(FILES) == len([*DOCS.rglob("*.md")])


def test_index_lists_every_file_once_with_a_line() -> None:
    lines = [
        line
        for line in (DOCS / "index.md").read_text("utf-8").split("\n")
        if line.startswith("- [")
    ]
    listed = [line.partition("](")[2].partition(".md): ")[0] for line in lines]
    files = {file.relative_to(DOCS).as_posix().removesuffix(".md") for file in FILES.values()}
    # The decisions are listed by a file of their own.
    decisions = {file for file in files if file.startswith("internals/decisions/0")}
    assert sorted(listed) == sorted(files - decisions - {"index"})


@pytest.mark.parametrize("path", ["/docs/guide/query", "/docs/guide/all", "/docs/errors/forbidden"])
async def test_page_is_compressed_and_sent_again_only_if_it_changed(
    server: Server, path: str
) -> None:
    server.client.session._auto_decompress = False
    async with server.client.get(path, headers={"Accept-Encoding": "gzip"}) as reply:
        packed = await reply.read()
        assert reply.headers["Content-Encoding"] == "gzip"
        assert reply.headers["Vary"] == "Accept-Encoding"
        etag = reply.headers["ETag"]
    async with server.client.get(path, headers={"Accept-Encoding": "identity"}) as reply:
        assert gzip.decompress(packed) == await reply.read()
    again = await server.send("GET", path, headers={"If-None-Match": etag})
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", etag)
    head = await server.send("HEAD", path)
    assert (head.status, head.text, head.headers["ETag"]) == (200, "", etag)


async def test_page_is_rendered_once(folder: Path, site: Server) -> None:
    first = (await site.send("GET", "/docs/guide/b")).text
    (folder / "b.md").unlink()
    assert (await site.send("GET", "/docs/guide/b")).text == first


@of_session
@pytest.mark.parametrize("name", ["guide", "errors"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_address_without_slash_leads_to_the_start_below_any_prefix(
    shared_server: Server, name: str, method: str
) -> None:
    reply = await shared_server.send(method, f"/docs/{name}", allow_redirects=False)
    assert (reply.status, reply.text) == (302, "")
    location = urljoin(f"{PREFIX}/docs/{name}", reply.headers["Location"])
    assert location == f"{PREFIX}/docs/{name}/"


@of_session
@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/docs/guide/querry", "/docs/guide/query"),
        ("/docs/guide/query/", "/docs/guide/query"),
        ("/docs/guide/query.md", "/docs/guide/query"),
        ("/docs/errors/not-found", "/docs/errors/not_found"),
        ("/query/docs/errors/forbiden", "/docs/errors/forbidden"),
    ],
)
async def test_unknown_page_is_not_found_with_the_nearest_one(
    shared_server: Server, path: str, near: str
) -> None:
    reply = await shared_server.send("GET", path)
    assert (reply.status, reply.json["code"]) == (404, "not_found")
    assert reply.json["detail"] == f"there is nothing at {path}; did you mean {near}?"


@of_session
async def test_template_that_begins_with_anything_is_near_to_nothing(shared_server: Server) -> None:
    reply = await shared_server.send("GET", "/above/docs/errors/code")
    assert reply.status == 404
    assert "{" not in reply.json["detail"]


@of_session
@pytest.mark.parametrize(
    "path", ["/docs/guide/../../README.md", "/docs/guide/%2e%2e/x", "/docs/guide/images/"]
)
async def test_nothing_else_is_served(shared_server: Server, path: str) -> None:
    assert (await shared_server.send("GET", path)).status == 404


async def test_html_in_markdown_is_shown_as_text_and_comments_are_not(site: Server) -> None:
    reply = await site.send("GET", "/docs/guide/a")
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in reply.text
    html = Html(reply.text)
    assert html.tags & {"script", "b"} == set()
    assert "A <b onclick='x()'>bold</b> claim." in html.text
    assert "note" not in html.text
    assert "table -->" not in html.text
    assert '{"a": "<b>"}' in html.text


async def test_headings_have_the_anchors_of_github(site: Server) -> None:
    html = await page(site, "/docs/guide/a")
    assert [id_ for id_ in html.ids if id_ != "contents"] == [
        *("a--b", "same", "same-1", "größe-x")
    ]


async def test_targets_that_are_not_served_are_text(site: Server) -> None:
    html = await page(site, "/docs/guide/a")
    frame = (await page(site, "/docs/guide/b")).addresses
    assert {*html.addresses} - {*frame} == {
        *("#a--b", "#same", "#same-1", "#größe-x"),
        *("b#b", "./", "errors#forbidden", "https://e.example/a.md", "images/chart.png"),
    }
    assert "file readme none web\n[bad](javascript:alert(1))" in html.text
    assert "Not there" in html.text


async def test_file_in_a_folder_has_an_address_without_the_folder(site: Server) -> None:
    b, c, listed = [
        {*(await page(site, f"/docs/guide/{name}")).addresses} for name in ("b", "c", "inside")
    ]
    assert {"c#part", "inside"} <= b
    assert {"b", "inside", "images/chart.png"} <= c
    assert "c" in listed
    assert "b" not in listed
    whole = await page(site, "/docs/guide/all")
    assert {"#c", "#c/part", "#inside", "#b"} <= {*whole.addresses}
    assert {"c", "inside"} <= {*whole.ids}


async def test_cells_are_aligned_by_class_and_empty_ones_are_no_headers(site: Server) -> None:
    reply = await site.send("GET", "/docs/guide/a")
    assert '<td class="text-align-right">2</td>' in reply.text
    assert "style" not in Html(reply.text).attributes
    assert "<td></td>\n<th>" in reply.text


async def test_image_is_served_as_it_is(site: Server) -> None:
    site.client.session._auto_decompress = False
    headers = {"Accept-Encoding": "gzip"}
    async with site.client.get("/docs/guide/images/chart.png", headers=headers) as reply:
        assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
        assert "Content-Encoding" not in reply.headers
        assert await reply.read() == IMAGE


@of_session
@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.value)
async def test_error_code_has_a_page_with_its_meaning_causes_and_an_example(
    shared_server: Server, code: ErrorCode
) -> None:
    html = await page(shared_server, f"/docs/errors/{code.value}")
    for part in (f"{code.status.value} {code.title}", "Usual causes", "To mend it"):
        assert part in html.text
    assert f'"type": "docs/errors/{code.value}"' in html.text
    assert " ".join(html.text.split()).count(code.meaning.replace("`", "")) == 1


@of_session
async def test_list_of_errors_has_every_code_with_its_meaning(shared_server: Server) -> None:
    html = await page(shared_server, "/docs/errors/")
    for code in ErrorCode:
        assert code.value in html.addresses
        assert code.meaning.replace("`", "") in html.text


@of_session
@pytest.mark.parametrize(
    "path",
    ["/nothing", "/query/nothing", "/conversations/x/y/z", "/docs/errors/no", "/a//b", "/a%2Fb/c"],
)
async def test_type_of_a_problem_leads_to_its_page_from_any_depth_below_any_prefix(
    shared_server: Server, path: str
) -> None:
    problem = (await shared_server.send("GET", path)).json
    assert problem["type"] == "docs/errors/not_found"
    # As RFC 9457 has it, a relative type is relative to the address of the request.
    address = urljoin(f"{PREFIX}{path}", problem["type"])
    path = address.removeprefix(PREFIX)
    if path != "/docs/errors/not_found":
        reply = await shared_server.send("GET", path, allow_redirects=False)
        assert reply.status == 302
        address = urljoin(address, reply.headers["Location"])
    assert address == f"{PREFIX}/docs/errors/not_found"


@of_session
async def test_api_page_links_the_guide_and_the_page(shared_server: Server) -> None:
    html = await page(shared_server, "/docs")
    links = html.links(f"{PREFIX}/docs")
    assert {f"{PREFIX}/docs/guide/", f"{PREFIX}/ui/"} <= links
