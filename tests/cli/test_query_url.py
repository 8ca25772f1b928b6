"""`evsrv query --url` gives what a query of the file gives, and explains the server's errors."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import Result

from cli.conftest import Command
from cli.serving import make_key, serving

QUERY = {
    "select": [
        {"type": "time", "timeUnit": "day"},
        {"type": "aggregation", "aggregation": "count"},
        {"type": "aggregation", "aggregation": "sum", "field": "properties", "path": ["none"]},
    ],
    "groupBy": [{"field": "properties", "path": ["plan"]}],
}


@pytest.fixture
def demo(evsrv: Command, tmp_path: Path) -> Path:
    place = ("--organization", "acme", "--project", "site")
    assert evsrv("seed", "--db", "a.db", "--events", "300", *place).exit_code == 0
    return tmp_path


def of_file(evsrv: Command, *arguments: str) -> Result:
    return evsrv("query", "--db", "a.db", "--project", "site", *arguments)


@pytest.mark.parametrize("form", ["table", "chart", "markdown", "csv", "ndjson", "json"])
def test_query_of_url_prints_what_the_file_prints(evsrv: Command, demo: Path, form: str) -> None:
    arguments = [("--format", form), ("--format", form, "--all")][: 1 if form == "json" else 2]
    with serving(demo, "--db", "a.db", "--port", "0") as address:
        key = make_key(demo, "read")
        for options in arguments:
            asked = evsrv("query", "--url", address, *options, json.dumps(QUERY), EVSRV_KEY=key)
            given = of_file(evsrv, *options, json.dumps(QUERY))
            assert (given.exit_code, asked.exit_code) == (0, 0), asked.stderr
            assert (asked.stdout, asked.stderr) == (given.stdout, given.stderr)
            assert len(given.stdout) > 100


def test_query_of_url_prints_the_errors_of_the_server(evsrv: Command, demo: Path) -> None:
    with serving(demo, "--db", "a.db", "--port", "0") as address:
        api, web = make_key(demo), make_key(demo, "web")
        for body, key, path, message in (
            ('{"selct": []}', api, "", "/selct: unknown member 'selct'; did you mean 'select'?"),
            ("{}", "unknown", "", "is EVSRV_KEY an api or read key of this server?"),
            ("{}", web, "", "(403 Forbidden)"),
            ("{}", api, "/none", "there is nothing at /none/query/events"),
        ):
            for option in ((), ("--all",)):
                arguments = ("--url", address + path, *option, body)
                result = evsrv("query", *arguments, EVSRV_KEY=key)
                assert (result.exit_code, result.stdout) == (1, "")
                assert result.stderr.startswith("Error: ")
                assert message in result.stderr


class AnsweringServer(socketserver.TCPServer):
    """Answers as something that is not evsrv."""

    answer: tuple[int, dict[str, str], bytes]
    """Status, headers and body."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, AnsweringServer)
        status, headers, body = self.server.answer
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes) -> Iterator[str]:
    with AnsweringServer(("127.0.0.1", 0), Handler) as server:
        server.answer = (status, headers, body)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (200, HTML, b"<h1>\x1b[2J Hi</h1>", "does not answer as evsrv does (200 OK): <h1>\\x1b[2J"),
        (502, HTML, b"", "does not answer as evsrv does (502 Bad Gateway): an empty body"),
        (301, {"Location": "https://e.example/"}, b"", "is redirected to https://e.example/ (301"),
        (422, PROBLEM, b"{", "does not answer as evsrv does (422"),
        (422, PROBLEM, b'{"detail": "no\\u001b[2J"}', "no\\x1b[2J (422"),
        (500, PROBLEM, b'{"detail": "oh", "requestId": "r7"}', "oh (500 Internal Server Error);"),
        (200, {**JSON, "Content-Length": "99"}, b"{", "ended its answer before the end"),
        (200, JSON, b"{}", "does not answer as evsrv does"),
        (200, JSON, b"[", "does not answer as evsrv does"),
    ],
)
def test_query_explains_the_answer_of_another_server(
    evsrv: Command, status: int, headers: dict[str, str], body: bytes, message: str
) -> None:
    with answering(status, headers, body) as url:
        result = evsrv("query", "--url", url, "{}", EVSRV_KEY="key")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert "\x1b" not in result.stderr


def test_query_explains_a_server_that_cannot_be_reached(evsrv: Command) -> None:
    with answering(200, {}, b"") as url:
        pass
    result = evsrv("query", "--url", f"{url}/", "{}", EVSRV_KEY="key")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {url} cannot be reached: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--db", "a.db"), "--url and --db cannot be combined"),
        (("--organization", "acme"), "--url and --organization cannot be combined"),
        (("--project", "site"), "--url and --project cannot be combined"),
        (("--sql",), "--sql shows the SQL for a file"),
        (("--url", "localhost:8080"), "does not begin with http:// or https://"),
    ],
)
def test_query_refuses_options_that_a_url_excludes(
    evsrv: Command, arguments: tuple[str, ...], message: str
) -> None:
    result = evsrv("query", "--url", "http://127.0.0.1:1", *arguments, "{}", EVSRV_KEY="key")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize("key", ["", " ", "a\nb", "ü"])
def test_query_of_url_needs_a_key_in_the_environment(evsrv: Command, key: str) -> None:
    result = evsrv("query", "--url", "http://127.0.0.1:1", "{}", EVSRV_KEY=key)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "export EVSRV_KEY=evsrv_" in result.stderr
