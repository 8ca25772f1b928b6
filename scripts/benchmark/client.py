"""An HTTP client with one persistent connection."""

import http.client
import re
from collections.abc import Mapping
from typing import Self

from attrs import frozen

from benchmark.processes import HOST, Failed

_ENGINE = re.compile(r'\bengine;desc="([^"]*)"')


@frozen
class Response:
    """A response of status 200."""

    body: bytes
    engine: str | None
    """The engine that answered, if `Server-Timing` names one."""


class Client:
    """One connection to a server; as a context manager it closes the connection."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection(HOST, port)
        self._headers = dict(headers or {})

    def get(self, path: str) -> bytes:
        """Send a GET and return the body. Raises `Failed` unless the status is 200."""
        return self._ask("GET", path, None).body

    def post(self, path: str, body: bytes) -> bytes:
        """Send a POST and return the body. Raises `Failed` unless the status is 200."""
        return self._ask("POST", path, body).body

    def post_for_response(self, path: str, body: bytes) -> Response:
        """Send a POST and return the response. Raises `Failed` unless the status is 200."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: bytes | None) -> Response:
        try:
            status, answer = self._send(method, path, body)
        except ConnectionError:
            # A server may close a connection that was idle for some seconds.
            self._connection.close()
            status, answer = self._send(method, path, body)
        if status != 200:
            found = answer.body[:1000]
            raise Failed(f"{method} {path}: expected status 200, got {status}: {found!r}")
        return answer

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, Response]:
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        engine = _ENGINE.search(response.getheader("Server-Timing", ""))
        return response.status, Response(response.read(), engine[1] if engine else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()
