"""Output formats of plugins: pages and exports of queries, by name and by media type."""

import logging
from pathlib import Path

import pytest
from aiohttp import ClientPayloadError
from support.events import aggregation, message
from support.server import Server, Start

PLUGIN = '''
import json

from evsrv.plugin import Format, hookimpl


def tabs(header):
    yet = [header]

    def write(rows):
        lines = [*yet, *rows]
        yet.clear()
        return "".join("\\t".join(map(json.dumps, line)) + "\\n" for line in lines).encode()

    return write


def framed(header):
    return lambda rows: b"x" * len(rows), lambda: b"end"


def late(header):
    """Raise in the second call, which is that of the second batch."""
    calls = []

    def write(rows):
        calls.append(rows)
        if len(calls) > 1:
            raise LookupError("the second batch")
        return b"y" * 100_000

    return write


def broken_writer(header):
    raise LookupError("the writer")


def fail():
    raise LookupError("the end")


@hookimpl
def evsrv_formats():
    for name, type_, writer in (
        ("tabs", "text/tab-separated-values", tabs),
        ("framed", "application/x-framed", framed),
        ("html", "text/html", framed),
        ("batches", "application/x-batches", lambda header: lambda rows: b"%d " % len(rows)),
        ("late", "application/x-late", late),
        ("brokenWriter", "application/x-broken-writer", broken_writer),
        ("brokenEnd", "application/x-broken-end", lambda header: (lambda rows: b"", fail)),
        ("text", "application/x-text", lambda header: lambda rows: "text"),
        ("nothing", "application/x-nothing", lambda header: None),
    ):
        yield Format(
            name=name, content_type=type_, extension="dat", summary="for tests", writer=writer
        )
'''
PAGE, EXPORT = "/query/events", "/query/events/export"
COLUMNS = {"select": [{"type": "field", "field": name} for name in ("id", "searchQuery")]}
TABS = '"id"\t"searchQuery"\n"a"\tnull\n'


@pytest.fixture
async def formatted(start: Start, tmp_path: Path) -> Server:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "mine.py").write_text(PLUGIN)
    server = await start(plugins_dir=folder)
    assert (await server.post_event(message("a", properties={"n": {"m": [1]}})))[0] == 200
    return server


@pytest.mark.parametrize("path", [PAGE, EXPORT])
async def test_format_is_chosen_by_name_and_by_media_type(formatted: Server, path: str) -> None:
    by_name = await formatted.send("POST", f"{path}?format=tabs", COLUMNS)
    by_type = await formatted.send(
        "POST", path, COLUMNS, headers={"Accept": "text/tab-separated-values"}
    )
    for reply in (by_name, by_type):
        assert (reply.status, reply.text) == (200, TABS)
        assert reply.headers["Content-Type"] == "text/tab-separated-values; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        (PAGE, "*/*", "application/json"),
        (PAGE, "application/pdf", "application/json"),
        (PAGE, "application/json, text/tab-separated-values", "application/json"),
        (PAGE, "application/json;q=0.1, text/html", "text/html; charset=utf-8"),
        (EXPORT, "*/*", "text/csv; charset=utf-8"),
        (EXPORT, "application/pdf", "text/csv; charset=utf-8"),
        (EXPORT, "text/*", "text/csv; charset=utf-8"),
        (EXPORT, "application/x-ndjson, text/html;q=0.5", "application/x-ndjson; charset=utf-8"),
    ],
)
async def test_format_of_every_server_comes_first_among_equals(
    formatted: Server, path: str, accept: str, content_type: str
) -> None:
    reply = await formatted.send("POST", path, COLUMNS, headers={"Accept": accept})
    assert (reply.status, reply.headers["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize(
    ("path", "name", "content_type"),
    [
        (PAGE, "json", "application/json"),
        (EXPORT, "csv", "text/csv; charset=utf-8"),
        (EXPORT, "ndjson", "application/x-ndjson; charset=utf-8"),
    ],
)
async def test_parameter_overrules_accept(
    formatted: Server, path: str, name: str, content_type: str
) -> None:
    reply = await formatted.send(
        "POST", f"{path}?format={name}", COLUMNS, headers={"Accept": "text/html"}
    )
    assert (reply.status, reply.headers["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("path", [PAGE, EXPORT])
async def test_end_of_a_file_follows_its_rows(formatted: Server, path: str) -> None:
    assert (await formatted.send("POST", f"{path}?format=framed", {})).text == "xend"
    nothing = {"where": {"condition": {"field": "id", "operator": "eq", "value": "none"}}}
    assert (await formatted.send("POST", f"{path}?format=framed", nothing)).text == "end"


async def test_page_has_its_limit_and_whole_json_fields_and_an_export_has_members(
    formatted: Server,
) -> None:
    assert (await formatted.post_event(message("b")))[0] == 200
    one = {"select": [{"type": "field", "field": "properties"}], "limit": 1, "offset": 1}
    native = f"{PAGE}?format=tabs&jsonValues=native"
    page = {**one, "orderBy": [{"field": "id", "direction": "desc"}]}
    assert (await formatted.send("POST", native, page)).text == '"properties"\n{"n": {"m": [1]}}\n'
    all_rows = await formatted.send("POST", f"{EXPORT}?format=framed", COLUMNS)
    assert all_rows.text == "xxend"
    members = f"{EXPORT}?format=tabs&jsonValues=native"
    text = (await formatted.send("POST", members, {"select": one["select"]})).text
    assert text.startswith('"properties.n"\n')
    assert '{"m": [1]}' in text


async def test_export_gives_the_writer_some_rows_at_a_time(formatted: Server) -> None:
    events = [message(f"e{number}") for number in range(1_200)]
    assert (await formatted.send("POST", "/events/batch", events)).status == 200
    assert (await formatted.send("POST", f"{EXPORT}?format=batches", {})).text == "500 500 201 "


async def test_groups_are_rows_of_a_format(formatted: Server) -> None:
    query = {"select": [aggregation("count")], "groupBy": [{"field": "type"}]}
    reply = await formatted.send("POST", f"{PAGE}?format=tabs", query)
    assert reply.text.splitlines()[0] == '"type"\t"count"'


@pytest.mark.parametrize("path", [PAGE, EXPORT])
async def test_browser_saves_a_file_and_does_not_run_it(formatted: Server, path: str) -> None:
    reply = await formatted.send("POST", f"{path}?format=html", {})
    assert reply.headers["Content-Disposition"] == 'attachment; filename="events.dat"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("path", "parameters", "expected"),
    [
        (PAGE, "format=tab", "unknown format 'tab'; did you mean 'tabs'?"),
        (PAGE, "format=pdf", "unknown format 'pdf'; expected one of batches, brokenEnd,"),
        (PAGE, "format=csv", "; exports have it"),
        (EXPORT, "format=xhtml", "unknown format 'xhtml'; did you mean 'html'?"),
        (EXPORT, "format=json", "unknown format 'json'; "),
        (EXPORT, "format=", "unknown format ''; "),
        (EXPORT, "format=html&as=events", "as and format are two formats; leave one away"),
        (EXPORT, "format=csv&spreadsheet=true", "spreadsheet and format are two formats"),
        (PAGE, "format=html&format=tabs", "'format' is given twice"),
        (PAGE, "format=html&meta=true", "a file has only rows; leave meta away"),
    ],
)
async def test_format_that_cannot_be_is_refused(
    formatted: Server, path: str, parameters: str, expected: str
) -> None:
    reply = await formatted.send("POST", f"{path}?{parameters}", {})
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert expected in reply.json["detail"]


async def test_server_without_plugins_has_its_own_formats_by_name(server: Server) -> None:
    assert (await server.send("POST", f"{PAGE}?format=json", {})).json["status"] == "ok"
    assert (await server.send("POST", f"{EXPORT}?format=ndjson", {})).status == 200
    refused = await server.send("POST", f"{PAGE}?format=html", {})
    assert refused.json["detail"] == "unknown format 'html'; expected one of json"


@pytest.mark.parametrize("path", [PAGE, EXPORT])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("brokenWriter", "format 'brokenWriter': LookupError: the writer"),
        ("brokenEnd", "end of format 'brokenEnd': LookupError: the end"),
        ("text", "write of format 'text': ValueError: returned str, not bytes"),
        ("nothing", "format 'nothing': ValueError: writer returned None; expected a function"),
    ],
)
async def test_failure_is_500_and_its_log_names_plugin_and_line(
    formatted: Server, caplog: pytest.LogCaptureFixture, path: str, name: str, expected: str
) -> None:
    with caplog.at_level(logging.ERROR):
        reply = await formatted.send("POST", f"{path}?format={name}", {})
    assert (reply.status, reply.json["detail"]) == (500, "something went wrong on our side")
    assert f"plugin mine, {expected}" in caplog.text
    assert "mine.py:" in caplog.text


async def test_failure_in_the_middle_aborts_the_stream(
    formatted: Server, caplog: pytest.LogCaptureFixture
) -> None:
    events = [message(f"e{number}") for number in range(600)]
    assert (await formatted.send("POST", "/events/batch", events)).status == 200
    with caplog.at_level(logging.ERROR), pytest.raises(ClientPayloadError):
        await formatted.send("POST", f"{EXPORT}?format=late", {})
    assert "plugin mine, write of format 'late': LookupError: the second batch" in caplog.text


async def test_format_shows_the_rows_of_the_key_alone(formatted: Server) -> None:
    other = await formatted.space("globex", [message("secret")])
    assert (await formatted.send("POST", f"{PAGE}?format=tabs", COLUMNS)).text == TABS
    assert '"secret"' in (await other.send("POST", f"{EXPORT}?format=tabs", COLUMNS)).text
    web = formatted.make_key(kind="web")
    assert (await formatted.send("POST", f"{PAGE}?format=tabs", {}, key=web)).status == 403


async def test_vocabulary_and_openapi_list_the_format(formatted: Server) -> None:
    listed = (await formatted.send("GET", "/query/vocabulary")).json["formats"]
    assert listed[0] == {
        "name": "tabs",
        "contentType": "text/tab-separated-values",
        "extension": "dat",
        "plugin": "mine",
        "summary": "for tests",
    }
    paths = (await formatted.send("GET", "/openapi.json")).json["paths"]
    for path in (PAGE, EXPORT):
        operation = paths[path]["post"]
        (parameter,) = [one for one in operation["parameters"] if one.get("name") == "format"]
        assert "tabs" in parameter["schema"]["enum"]
        assert "text/tab-separated-values" in operation["responses"]["200"]["content"]
