"""A plugin's failure: in the log always, in the problem only for its author."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pytest_aiohttp.plugin import AiohttpClient
from support.events import aggregation, at, condition, message, time
from support.server import Server

from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.language import load_vocabulary
from evsrv.web import debug

PLUGIN = """
from evsrv.plugin import Aggregate, DerivedField, Function, Kind, Operator, Sql, TimeUnit
from evsrv.plugin import hookimpl, sql


@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("fail", 1, fail, deterministic=True)
    connection.create_aggregate("failing", 1, Failing)


def fail(value):
    raise LookupError("the function")


class Failing:
    def step(self, value):
        pass

    def finalize(self):
        raise LookupError("the aggregate")


def broken_render(value, operand):
    return operand["missing"]


def overflow(value, operand):
    return sql("abs(-9223372036854775807 - (length({}) > 0))", value.text)


def broken_floor(local):
    raise LookupError("the floor")


def broken_check(operand):
    raise LookupError("the check")


def operator(name, render, check=None):
    operands = {Kind.TEXT | Kind.PATH: {}}
    return Operator(name=name, summary="fails", operands=operands, render=render, check=check)


@hookimpl
def evsrv_filter_operators():
    yield operator("inFunction", lambda value, _: sql("fail({})", value.text))
    yield operator("inRender", broken_render)
    yield operator("inCheck", lambda value, _: Sql("1"), broken_check)
    yield operator("inSql", lambda value, _: sql("no_such_function({})", value.text))
    yield operator("inTable", lambda value, _: Sql("EXISTS (SELECT 1 FROM api_keys)"))
    yield operator("inRows", overflow)


@hookimpl
def evsrv_aggregates():
    def render(value):
        return sql("failing({})", value.text)

    yield Aggregate(name="failing", summary="fails", render=render)


@hookimpl
def evsrv_time_units():
    functions = {"floor": broken_floor, "next": broken_floor}
    yield TimeUnit(name="lost", summary="fails", made_of_days=False, **functions)


def broken_function(value):
    return value.missing


@hookimpl
def evsrv_functions():
    for name, render in (
        ("appliedRender", broken_function),
        ("appliedSql", lambda value: sql("no_such_function({})", value.text)),
        ("appliedFunction", lambda value: sql("fail({})", value.text)),
    ):
        yield Function(name=name, summary="fails", takes=Kind.TEXT, gives=Kind.TEXT, render=render)


@hookimpl
def evsrv_fields():
    def render(row):
        return sql("no_such_field({})", row.value("type").text)

    yield DerivedField(name="broken", summary="fails", kind=Kind.TEXT, render=render)
"""


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(PLUGIN.splitlines(), 1) if text in line)


def where(operator: str) -> dict[str, Any]:
    return {"where": condition("type", operator, {})}


def grouped(field: str, function: str | None = None) -> dict[str, Any]:
    applied = {} if function is None else {"apply": function}
    return {"select": [aggregation("count")], "groupBy": [{"field": field, **applied}]}


FAILURES = {
    "appliedRender": (
        grouped("type", "appliedRender"),
        "function 'appliedRender': AttributeError: ",
        "value.missing",
    ),
    "appliedSql": (
        grouped("type", "appliedSql"),
        "SQL of function 'appliedSql': OperationalError: no such function: no_such_function",
        '"appliedSql"',
    ),
    "appliedFunction": (
        grouped("type", "appliedFunction"),
        "SQL function 'fail': LookupError: the function",
        'LookupError("the function")',
    ),
    "field": (
        grouped("broken"),
        "SQL of field 'broken': OperationalError: no such function: no_such_field",
        "def render(row)",
    ),
    "countedField": (
        {"select": [aggregation("count", "broken")]},
        "SQL of field 'broken': OperationalError: no such function: no_such_field",
        "def render(row)",
    ),
    "filteredField": (
        {"where": condition("broken", "eq", "x")},
        "SQL of field 'broken': OperationalError: no such function: no_such_field",
        "def render(row)",
    ),
    "inFunction": (
        where("inFunction"),
        "SQL function 'fail': LookupError: the function",
        'LookupError("the function")',
    ),
    "inRender": (where("inRender"), "operator 'inRender': KeyError: 'missing'", '["missing"]'),
    "inCheck": (where("inCheck"), "operator 'inCheck': LookupError: the check", '"the check"'),
    "inSql": (
        where("inSql"),
        "SQL of operator 'inSql': OperationalError: no such function: no_such_function",
        '"inSql"',
    ),
    "inTable": (where("inTable"), "SQL of operator 'inTable': DatabaseError: ", '"inTable"'),
    "inRows": (
        where("inRows"),
        "SQL of operator 'inRows': OperationalError: integer overflow",
        "def overflow",
    ),
    "failing": (
        {"select": [aggregation("failing", "type")]},
        "SQL function 'failing': LookupError: the aggregate",
        '"the aggregate"',
    ),
    "lost": (
        {"select": [time("lost")]},
        "time unit 'lost': LookupError: the floor",
        '"the floor"',
    ),
}

Debugged = Callable[..., Awaitable[Server]]


@pytest.fixture
def debugged(aiohttp_client: AiohttpClient, tmp_path: Path) -> Debugged:
    (tmp_path / "broken.py").write_text(PLUGIN)

    async def start(*, debug: bool = True) -> Server:
        settings = Settings(db=tmp_path / "events.db", plugins_dir=tmp_path)
        running = TestServer(create_app(settings, load_vocabulary(settings), debug=debug))
        await running.start_server(lingering_time=0.0)
        unkeyed = Server(await aiohttp_client(running), settings.file)
        server = unkeyed.with_key(unkeyed.make_key(organization="acme", project="site"))
        assert (await server.post_event(message("m")))[0] == 200
        return server

    return start


@pytest.mark.parametrize("path", ["/query/events", "/query/events/export"])
@pytest.mark.parametrize("name", FAILURES)
async def test_log_and_problem_name_plugin_term_error_and_line(
    debugged: Debugged, caplog: pytest.LogCaptureFixture, tmp_path: Path, name: str, path: str
) -> None:
    server = await debugged()
    query, expected, line = FAILURES[name]
    with caplog.at_level(logging.ERROR):
        reply = await server.send("POST", path, query)
    assert reply.status == 500
    detail = reply.json["detail"]
    assert detail.startswith(f"plugin broken, {expected}"), detail
    assert detail.endswith(f"({tmp_path / 'broken.py'}:{line_of(line)})")
    assert f"PluginFailure: {detail}" in caplog.text
    assert (await server.send("POST", path, {})).status == 200


async def test_values_of_a_request_are_not_logged(
    debugged: Debugged, caplog: pytest.LogCaptureFixture
) -> None:
    server = await debugged()
    query = {"where": {"and": [at("properties", ["a"], "eq", "c4n4ry"), where("inSql")["where"]]}}
    with caplog.at_level(logging.DEBUG):
        assert (await server.send("POST", "/query/events", query)).status == 500
    assert "no_such_function" in caplog.text
    assert "c4n4ry" not in caplog.text


@pytest.mark.parametrize("name", FAILURES)
async def test_without_debug_the_problem_says_nothing(debugged: Debugged, name: str) -> None:
    reply = await (await debugged(debug=False)).send("POST", "/query/events", FAILURES[name][0])
    assert (reply.status, reply.json["detail"]) == (500, "something went wrong on our side")


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "Via", "x-forwarded-for", "FORWARDED"]
)
@pytest.mark.parametrize("value", ["for=127.0.0.1", ""])
async def test_problem_through_a_proxy_says_nothing(
    debugged: Debugged, header: str, value: str
) -> None:
    reply = await (await debugged()).send(
        "POST", "/query/events", where("inSql"), headers={header: value}
    )
    assert (reply.status, reply.json["detail"]) == (500, "something went wrong on our side")


async def test_problem_for_another_machine_says_nothing(
    debugged: Debugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await debugged()
    monkeypatch.setattr(debug, "is_loopback", lambda _: False)
    reply = await server.send("POST", "/query/events", where("inSql"))
    assert (reply.status, reply.json["detail"]) == (500, "something went wrong on our side")


async def test_web_key_and_missing_key_reach_no_plugin(debugged: Debugged) -> None:
    server = await debugged()
    for key, status in ((server.make_key(kind="web"), 403), ("evsrv_unknown", 401)):
        reply = await server.send("POST", "/query/events", where("inSql"), key=key)
        assert reply.status == status
        assert "plugin" not in reply.text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_loopback_addresses(host: str, loopback: bool) -> None:
    assert debug.is_loopback(host) is loopback
