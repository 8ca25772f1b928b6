"""Requests from pages of other origins: the headers that browsers need (Fetch standard)."""

import pytest
from support.conversations import asked, logged, openai
from support.events import message
from support.server import Response, Server
from yarl import URL

from evsrv.engine.api_key import KeyKind
from web.conftest import StartApp

ORIGIN = "https://shop.example"
OTHER = "https://other.example"
ASKING = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
PATHS = ["/events", "/events/batch", "/conversations", "/feedback"]
OPEN = [
    *(("POST", path) for path in PATHS),
    *((method, "/conversations/a%2Fb") for method in ("GET", "DELETE")),
]


def may_read(reply: Response, origin: str) -> bool:
    """Decide as a browser does (CORS check, without credentials)."""
    allowed = reply.headers.getall("Access-Control-Allow-Origin", [])
    return allowed in (["*"], [origin])


def may_send(reply: Response, origin: str, method: str, *headers: str) -> bool:
    """Decide as a browser does after a preflight."""

    def listed(name: str) -> set[str]:
        return {part.strip().lower() for part in reply.headers.get(name, "").split(",")}

    return (
        200 <= reply.status < 300
        and may_read(reply, origin)
        and method.lower() in listed("Access-Control-Allow-Methods")
        and set(headers) <= listed("Access-Control-Allow-Headers")
    )


async def preflight(server: Server, path: str, origin: str, method: str = "POST") -> Response:
    headers = {"Origin": origin, **ASKING, "Access-Control-Request-Method": method}
    return await server.with_key(None).send("OPTIONS", URL(path, encoded=True), headers=headers)


@pytest.mark.parametrize(("method", "path"), OPEN)
async def test_any_origin_by_default(server: Server, method: str, path: str) -> None:
    reply = await preflight(server, path, ORIGIN, method)
    assert may_send(reply, ORIGIN, method, "authorization", "content-type")
    assert not reply.text
    assert int(reply.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/conversations"), ("POST", "/conversations/c"), ("PUT", "/conversations/c")],
)
async def test_other_methods_of_an_open_path_are_not_open(
    server: Server, method: str, path: str
) -> None:
    assert not may_send(await preflight(server, path, ORIGIN, method), ORIGIN, method)


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_page_logs_reads_and_deletes_a_conversation(server: Server, kind: KeyKind) -> None:
    key = server.make_key(kind=kind, organization="acme", project="site")
    headers = {"Origin": ORIGIN}
    for method, path, body in (
        ("POST", "/conversations", openai(id="c")),
        ("GET", "/conversations/c", None),
        ("DELETE", "/conversations/c", None),
    ):
        reply = await server.send(method, path, body, key=key, headers=headers)
        assert reply.status == 200
        assert may_read(reply, ORIGIN)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/conversations/unknown", None, {}, 404),
        ("GET", "/conversations/%2E", None, {}, 422),
        ("GET", "/conversations/c", None, {"Authorization": "Bearer wrong"}, 401),
        ("GET", "/conversations/c?key=x", None, {}, 401),
        ("DELETE", "/conversations/public", None, {}, 403),
        ("DELETE", "/conversations/unknown", None, {}, 404),
        ("PUT", "/conversations/c", None, {}, 405),
        ("POST", "/conversations", {}, {}, 422),
        ("POST", "/conversations", openai(projectId="other"), {}, 403),
        ("POST", "/conversations", openai(), {"Authorization": "Bearer wrong"}, 401),
        ("POST", "/conversations", openai(asked("x" * 5_000)), {}, 413),
        ("POST", "/conversations/", openai(), {}, 405),
    ],
)
async def test_refusals_of_conversations_can_be_read(
    start_app: StartApp,
    method: str,
    path: str,
    body: object,
    headers: dict[str, str],
    status: int,
) -> None:
    server = await start_app(max_body_bytes=4_000)
    server = server.with_key(server.make_key(kind="web", organization="acme", project="site"))
    await logged(server, openai(id="public", visibility="public"))
    sent = {"Origin": ORIGIN, **headers}
    reply = await server.send(method, URL(path, encoded=True), body, headers=sent)
    assert reply.status == status
    assert may_read(reply, ORIGIN)


@pytest.mark.parametrize("path", ["/conversations", "/conversations/external/e"])
async def test_routes_that_pages_do_not_use_are_not_open(server: Server, path: str) -> None:
    await logged(server, openai(id="c", externalId="e"))
    for key in (server.key, "wrong"):
        reply = await server.send("GET", path, key=key, headers={"Origin": ORIGIN})
        assert not may_read(reply, ORIGIN)


@pytest.mark.parametrize("path", PATHS)
async def test_the_configured_origins_alone(start_app: StartApp, path: str) -> None:
    server = await start_app(cors_origins=(ORIGIN, "http://localhost:3000"))
    for origin in (ORIGIN, "http://localhost:3000"):
        assert may_send(await preflight(server, path, origin), origin, "POST", "authorization")
    for origin in (OTHER, "null", f"{ORIGIN}.evil.test", "http://shop.example"):
        assert not may_read(await preflight(server, path, origin), origin)


async def test_no_origin_at_all(start_app: StartApp) -> None:
    server = await start_app(cors_origins=())
    assert not may_read(await preflight(server, "/events", ORIGIN), ORIGIN)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (message("a"), {}, 200),
        ({}, {}, 422),
        (None, {"Content-Type": "text/plain"}, 400),
        (message("a"), {"Authorization": "Bearer wrong"}, 401),
        (message("a", projectId="elsewhere"), {}, 403),
        (message("a", properties={"a": "x" * 1000}), {}, 413),
    ],
)
async def test_answers_of_every_kind_can_be_read(
    start_app: StartApp, body: object, headers: dict[str, str], status: int
) -> None:
    server = await start_app(cors_origins=(ORIGIN,), max_body_bytes=500)
    reply = await server.send("POST", "/events", body, headers={"Origin": ORIGIN, **headers})
    assert reply.status == status
    assert may_read(reply, ORIGIN)
    assert "X-Request-ID" in reply.headers["Access-Control-Expose-Headers"]
    another = await server.send("POST", "/events", body, headers={"Origin": OTHER, **headers})
    assert another.status == status
    assert not may_read(another, OTHER)
    assert "Access-Control-Expose-Headers" not in another.headers


async def test_a_wrong_method_can_be_read_too(server: Server) -> None:
    reply = await server.send("PUT", "/events", headers={"Origin": ORIGIN})
    assert reply.status == 405
    assert may_read(reply, ORIGIN)


@pytest.mark.parametrize("headers", [{}, {"Origin": ORIGIN}, {"Origin": OTHER}])
async def test_answers_that_depend_on_the_origin_say_so(
    start_app: StartApp, headers: dict[str, str]
) -> None:
    server = await start_app(cors_origins=(ORIGIN,))
    reply = await server.send("POST", "/events", message("a"), headers=headers)
    assert reply.headers["Vary"] == "Origin"


async def test_answers_that_are_for_all_need_not(server: Server) -> None:
    reply = await server.send("POST", "/events", message("a"), headers={"Origin": ORIGIN})
    assert "Vary" not in reply.headers


@pytest.mark.parametrize("path", ["/query/events", "/query/events/export", "/metrics"])
async def test_nothing_else_is_open(server: Server, path: str) -> None:
    assert not may_read(await preflight(server, path, ORIGIN), ORIGIN)
    reply = await server.send("POST", path, {}, headers={"Origin": ORIGIN})
    assert not may_read(reply, ORIGIN)


async def test_options_that_are_no_preflight(server: Server) -> None:
    reply = await server.send("OPTIONS", "/events")
    assert (reply.status, reply.json["code"]) == (405, "method_not_allowed")
