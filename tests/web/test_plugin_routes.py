"""Routes of plugins: behind the walls of the server, and within the scope of their caller."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from support.events import aggregation, message
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.engine.api_key import KeyKind

PLUGIN = '''
"""Routes for tests."""

import asyncio

from evsrv.plugin import (
    Interrupted, Issue, Kind, NotFound, Operator, Response, Route, Scope, Unprocessable,
    checkpoint, hookimpl, sql,
)

COUNT = {"select": [{"type": "aggregation", "aggregation": "count"}]}
EVENTS = []


async def count(request):
    answer = await request.ask(COUNT)
    return {"events": answer["data"]["result"][0]["count"]}


async def ask(request):
    return await request.ask(request.json(), request.parameters.get("dataset", "events"))


async def thief(request):
    object.__setattr__(request.key, "scope", Scope("globex"))
    object.__setattr__(request.key.scope, "organization_id", "globex")
    return await request.ask(request.json())


async def echo(request):
    return {
        "method": request.method,
        "path": dict(request.path_parameters),
        "parameters": {name: request.parameters.getall(name) for name in request.parameters},
        "agent": request.headers.get("x-agent"),
        "authorization": request.headers.get("Authorization"),
        "body": request.body.decode(),
        "key": request.key and [
            request.key.kind, request.key.name,
            request.key.scope.organization_id, request.key.scope.project_id,
        ],
    }


async def page(request):
    return Response(
        "<!doctype html><title>Öl</title>", status=201, headers={"cache-control": "max-age=60"}
    )


async def csv(request):
    return Response(b"a,b\\n", "text/csv", headers={"Content-Disposition": "attachment"})


async def empty(request):
    return Response(status=204)


async def refuse(request):
    raise Unprocessable.of([Issue("/days", "must be positive")])


async def missing(request):
    raise NotFound("no such page")


async def fail(request):
    return {}["nothing"]


async def lose(request):
    raise ConnectionResetError("of another server")


async def text(request):
    return "text"


async def unencodable(request):
    return {"set": {1}}


async def split(request):
    return Response(headers={"X-A": "a\\r\\nSet-Cookie: b"})


def linger(value):
    EVENTS.append("asked")
    try:
        while True:
            checkpoint()
    except Interrupted:
        EVENTS.append("interrupted")
        raise


@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("linger", 1, linger, deterministic=True)


@hookimpl
def evsrv_filter_operators():
    yield Operator(
        name="lingers",
        summary="takes for ever",
        operands={Kind.TEXT: None},
        render=lambda value, _: sql("linger({})", value.text),
    )


async def ask_slowly(request):
    return await request.ask({"where": {"condition": {"field": "type", "operator": "lingers"}}})


async def wait(request):
    EVENTS.append("begun")
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        EVENTS.append("cancelled")
        raise
    return {}


async def events(request):
    return EVENTS


@hookimpl
def evsrv_routes():
    yield Route("GET", "/count", count, "counts the events")
    yield Route("POST", "/ask", ask, "asks")
    yield Route("POST", "/thief", thief, "asks for another")
    yield Route("GET", "/echo/{first}/of/{second}", echo, "echoes")
    yield Route("PUT", "/echo/{first}/of/{second}", echo, "echoes a body")
    yield Route("POST", "/open/{first}", echo, "echoes", open=True)
    yield Route("GET", "/", page, "shows a page", open=True)
    yield Route("GET", "/ask-slowly", ask_slowly, "asks what takes for ever")
    yield Route("GET", "/open-count", count, "cannot ask", open=True)
    for handler in (csv, empty, refuse, missing, wait, events):
        yield Route("GET", f"/{handler.__name__}", handler, "answers")
    for handler in (fail, lose, text, unencodable, split):
        yield Route("GET", f"/{handler.__name__}", handler, "answers")
'''

Started = Callable[..., Awaitable[Server]]
COUNT = {"select": [aggregation("count")]}


@pytest.fixture
def started(aiohttp_client: Any, tmp_path: Path) -> Started:
    (tmp_path / "mine.py").write_text(PLUGIN)

    async def start(*, debug: bool = False, **settings: Any) -> Server:
        given = Settings(db=tmp_path / "events.db", plugins_dir=tmp_path, **settings)
        running = AppServer(create_app(given, debug=debug))
        await running.start_server(lingering_time=0.0)
        unkeyed = Server(await aiohttp_client(running), given.file)
        server = unkeyed.with_key(unkeyed.make_key(project="site", name="shop"))
        await server.post_event(message("own"))
        return server

    return start


@pytest.fixture
async def server(started: Started) -> Server:
    return await started()


async def get(server: Server, path: str, **options: Any) -> Any:
    reply = await server.send("GET", f"/plugins/mine{path}", **options)
    assert reply.status == 200, reply.text
    return reply.json


@pytest.mark.parametrize("kind", ["api", "read"])
async def test_answer_holds_the_rows_of_the_key(server: Server, kind: KeyKind) -> None:
    await server.space("globex", [message("theirs"), message("theirs too")])
    key = server.make_key(kind=kind, project="site")
    assert await get(server, "/count", key=key) == {"events": 1}
    assert await get(server, "/count", key=server.make_key(organization="globex")) == {"events": 2}
    assert await get(server, "/count", key=server.make_key(project="blog")) == {"events": 0}


@pytest.mark.parametrize("path", ["/ask", "/thief"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"where": {"or": [{"and": []}, {"not": {"and": []}}]}},
        {"groupBy": [{"field": "id"}]},
        {"select": [{"type": "field", "field": "id"}], "limit": 100},
    ],
)
async def test_hostile_handler_reads_no_other_tenant(server: Server, path: str, query: Any) -> None:
    await server.space("globex", [message("theirs")])
    await server.space("acme", [message("sister")], project="blog")
    reply = await server.send("POST", f"/plugins/mine{path}", query)
    assert reply.status == 200, reply.text
    assert [row["id"] for row in reply.json["data"]["result"]] == ["own"]


async def test_ask_answers_as_the_query_endpoint(server: Server) -> None:
    for dataset in ("events", "conversations", "feedback"):
        asked = await server.send("POST", f"/plugins/mine/ask?dataset={dataset}", COUNT)
        queried = await server.send("POST", f"/query/{dataset}", COUNT)
        assert (asked.status, asked.json) == (queried.status, queried.json)


async def test_refused_query_is_the_problem_of_the_query_endpoint(server: Server) -> None:
    query = {"groupBy": [{"field": "tpye"}]}
    asked = (await server.send("POST", "/plugins/mine/ask", query)).json
    queried = (await server.send("POST", "/query/events", query)).json
    assert asked["instance"] == "/plugins/mine/ask"
    same = ("status", "code", "detail", "errors")
    assert [asked[name] for name in same] == [queried[name] for name in same]
    assert queried["errors"][0]["pointer"] == "/groupBy/0/field"


async def test_unknown_dataset_is_refused_with_the_nearest_name(server: Server) -> None:
    reply = await server.send("POST", "/plugins/mine/ask?dataset=event", {})
    assert (reply.status, reply.json["detail"]) == (
        422,
        "unknown dataset 'event'; did you mean 'events'?",
    )


async def test_query_timeout_stops_a_question(started: Started) -> None:
    server = await started(query_timeout=1e-9)
    assert (await server.send("GET", "/plugins/mine/count")).status in (422, 503)


@pytest.mark.parametrize(("kind", "status"), [("web", 403), (None, 401)], ids=["web key", "no key"])
async def test_route_refuses_other_keys_before_its_handler(
    server: Server, kind: KeyKind | None, status: int
) -> None:
    asking = server.with_key(None if kind is None else server.make_key(kind=kind))
    reply = await asking.send("GET", "/plugins/mine/fail")
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"


async def test_key_in_the_url_is_refused(server: Server) -> None:
    reply = await server.with_key(None).send("POST", "/plugins/mine/open/a?key=x")
    assert reply.status == 401


async def test_handler_gets_the_request(server: Server) -> None:
    assert await get(server, "/echo/a%2Fb%20c/of/%C3%B6?q=1&q=2", headers={"X-Agent": "me"}) == {
        "method": "GET",
        "path": {"first": "a/b c", "second": "ö"},
        "parameters": {"q": ["1", "2"]},
        "agent": "me",
        "authorization": None,
        "body": "",
        "key": ["api", "shop", "acme", "site"],
    }
    reply = await server.send("PUT", "/plugins/mine/echo/a/of/b", {"n": 1})
    assert (reply.json["method"], reply.json["body"]) == ("PUT", '{"n": 1}')


async def test_path_parameter_that_is_not_utf8_is_refused(server: Server) -> None:
    from yarl import URL

    url = URL("/plugins/mine/echo/%FF/of/b", encoded=True)
    reply = await server.send("GET", url)
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")


async def test_open_route_needs_no_key_and_knows_none(server: Server) -> None:
    for asking in (server, server.with_key(None), server.with_key("evsrv_wrong")):
        reply = await asking.send("POST", "/plugins/mine/open/x", {})
        assert (reply.status, reply.json["key"]) == (200, None)


async def test_open_route_cannot_ask(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = await server.send("GET", "/plugins/mine/open-count")
    assert (reply.status, reply.json["detail"]) == (500, "something went wrong on our side")
    expected = "plugin mine, route GET /open-count: LookupError: an open route has no key"
    assert expected in caplog.text


async def test_page_has_the_headers_of_pages(server: Server) -> None:
    page = await server.with_key(None).send("GET", "/plugins/mine/")
    own = await server.with_key(None).send("GET", "/ui/")
    assert (page.status, page.text) == (201, "<!doctype html><title>Öl</title>")
    assert page.headers["Cache-Control"] == "max-age=60"
    for name in (
        *("Content-Type", "Content-Security-Policy", "Referrer-Policy"),
        "X-Content-Type-Options",
    ):
        assert page.headers[name] == own.headers[name]


async def test_response_has_its_type_status_and_headers(server: Server) -> None:
    file = await server.send("GET", "/plugins/mine/csv")
    assert (file.text, file.headers["Content-Type"]) == ("a,b\n", "text/csv")
    assert file.headers["Content-Disposition"] == "attachment"
    assert file.headers["Cache-Control"] == "private, no-cache"
    assert (await server.send("GET", "/plugins/mine/empty")).status == 204


@pytest.mark.parametrize(
    ("path", "status", "detail", "pointers"),
    [
        ("/refuse", 422, "/days: must be positive", ["/days"]),
        ("/missing", 404, "no such page", []),
    ],
)
async def test_request_error_of_a_handler_is_a_problem(
    server: Server, path: str, status: int, detail: str, pointers: list[str]
) -> None:
    reply = await server.send("GET", f"/plugins/mine{path}")
    assert (reply.status, reply.json["detail"]) == (status, detail)
    assert [error["pointer"] for error in reply.json.get("errors", [])] == pointers


FAILURES = {
    "fail": ("KeyError: 'nothing'", '["nothing"]'),
    "lose": ("ConnectionResetError: of another server", '"of another server"'),
    "text": ("TypeError: the handler returned str; expected a dict,", "def text"),
    "unencodable": ("TypeError: Type is not JSON serializable: set", "def unencodable"),
    "split": ("ValueError: the header 'X-A' must be a name and a value", "X-A"),
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", FAILURES)
async def test_failure_is_logged_with_plugin_route_and_line(
    started: Started, caplog: pytest.LogCaptureFixture, tmp_path: Path, name: str, debug: bool
) -> None:
    server = await started(debug=debug)
    with caplog.at_level(logging.ERROR):
        reply = await server.send("GET", f"/plugins/mine/{name}")
    error, code = FAILURES[name]
    line = next(number for number, text in enumerate(PLUGIN.splitlines(), 1) if code in text)
    assert f"plugin mine, route GET /{name}: {error}" in caplog.text
    assert f"({tmp_path / 'mine.py'}:{line})" in caplog.text
    detail = reply.json["detail"]
    assert reply.status == 500
    if debug:
        assert detail.startswith(f"plugin mine, route GET /{name}: {error}")
    else:
        assert detail == "something went wrong on our side"


async def test_body_has_the_limits_of_all_bodies(started: Started) -> None:
    server = await started(max_body_bytes=1000)
    reply = await server.send_text("/plugins/mine/open/a", b"x" * 2000)
    assert reply.status == 413
    reply = await server.send_text("/plugins/mine/ask", "{")
    assert (reply.status, reply.json["code"]) == (400, "bad_request")
    reply = await server.send(
        "POST", "/plugins/mine/ask", data=b"{}", headers={"Content-Type": "text/plain"}
    )
    assert reply.json["detail"] == "the content type must be application/json, not 'text/plain'"


async def test_deep_query_is_refused(server: Server) -> None:
    reply = await server.send_text("/plugins/mine/ask", '{"where":' * 500 + "1" + "}" * 500)
    assert reply.status == 422


async def test_head_other_methods_and_near_paths_are_answered_as_elsewhere(server: Server) -> None:
    head = await server.send("HEAD", "/plugins/mine/count")
    assert (head.status, head.text) == (200, "")
    wrong = await server.send("POST", "/plugins/mine/echo/a/of/b")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "GET, HEAD, PUT")
    assert (await server.send("OPTIONS", "/plugins/mine/count")).status == 405
    near = await server.send("GET", "/plugins/mine/cuont")
    assert "did you mean /plugins/mine/count?" in near.json["detail"]
    assert (await server.send("GET", "/plugins/other/count")).status == 404


async def test_pages_of_other_origins_may_not_read_the_response(server: Server) -> None:
    reply = await server.send(
        "POST", "/plugins/mine/open/x", {}, headers={"Origin": "https://a.example"}
    )
    assert "Access-Control-Allow-Origin" not in reply.headers


async def test_metrics_and_log_have_the_template_of_the_path(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for name in ("c4n4ry", "another"):
            await get(server, f"/echo/{name}/of/b?q=c4n4ry")
    metrics = await server.send("GET", "/metrics")
    assert 'route="/plugins/mine/echo/{first}/of/{second}"' in metrics.text
    assert "c4n4ry" not in metrics.text
    assert "c4n4ry" not in caplog.text


async def test_handler_of_a_client_that_left_is_cancelled(server: Server) -> None:
    asking = asyncio.create_task(server.send("GET", "/plugins/mine/wait"))
    async with asyncio.timeout(30):
        while await get(server, "/events") != ["begun"]:
            await asyncio.sleep(0.01)
        asking.cancel()
        while await get(server, "/events") != ["begun", "cancelled"]:
            await asyncio.sleep(0.01)


async def test_question_of_a_client_that_left_is_interrupted(server: Server) -> None:
    asking = asyncio.create_task(server.send("GET", "/plugins/mine/ask-slowly"))
    async with asyncio.timeout(30):
        while await get(server, "/events") != ["asked"]:
            await asyncio.sleep(0.01)
        asking.cancel()
        while await get(server, "/events") != ["asked", "interrupted"]:
            await asyncio.sleep(0.01)


async def test_handler_is_stopped_at_the_limit_of_queries(started: Started) -> None:
    server = await started(query_timeout=0.1)
    reply = await server.send("GET", "/plugins/mine/wait")
    assert (reply.status, reply.json["detail"]) == (
        422,
        "the plugin did not answer within the limit of 0.1 s and was stopped",
    )


async def test_openapi_document_lists_the_routes(server: Server) -> None:
    document = (await server.send("GET", "/openapi.json")).json
    assert "Plugins" in [tag["name"] for tag in document["tags"]]
    path = document["paths"]["/plugins/mine/echo/{first}/of/{second}"]
    assert set(path) == {"get", "put"}
    assert path["get"]["summary"] == "echoes"
    assert [one["name"] for one in path["get"]["parameters"]] == ["first", "second"]
    assert "security" not in path["get"]
    assert document["paths"]["/plugins/mine/"]["get"]["security"] == []
