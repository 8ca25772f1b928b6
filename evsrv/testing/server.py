"""A running server with the calls that tests need."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any, Protocol

from attrs import frozen

from evsrv.engine.api_key import KeyKind
from evsrv.testing.database import Database
from evsrv.testing.refused import Refused
from evsrv.testing.serving import HOST

_TIMEOUT_SECONDS = 60


class Ask(Protocol):
    """The type of the fixture `ask`."""

    def __call__(
        self, query: Mapping[str, Any], *, dataset: str = "events"
    ) -> list[dict[str, Any]]:
        """Return the rows of a query."""


@frozen
class Response:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Parse the body as JSON."""
        return json.loads(self.body)


@frozen
class Server:
    """A server on the database of a test.

    `key` of a request is the kind of its API key, or None for a request without a key.
    """

    port: int
    database: Database

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def ask(self, query: Mapping[str, Any], *, dataset: str = "events") -> list[dict[str, Any]]:
        """Return the rows of a query; raises `Refused` for one that the server refuses.

        Raises `AssertionError` with the line of the plugin if the query fails.
        """
        __tracebackhide__ = True
        response = self.post(f"/query/{dataset}", query)
        answer = response.json()
        if response.status >= 500:
            raise AssertionError(answer["detail"])
        if response.status != 200:
            raise Refused(answer)
        rows: list[dict[str, Any]] = answer["data"]["result"]
        return rows

    def get(self, path: str, **options: Any) -> Response:
        """Send a GET request; the options are those of `request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, document: object, **options: Any) -> Response:
        """Send a document as JSON; the options are those of `request`."""
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return self.request("POST", path, json.dumps(document), headers=headers, **options)

    def request(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        *,
        key: KeyKind | None = "api",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request with this body and these headers."""
        sent = {} if key is None else {"Authorization": f"Bearer {self.database.keys[key]}"}
        connection = HTTPConnection(HOST, self.port, timeout=_TIMEOUT_SECONDS)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, sent | dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, names, response.read())
        finally:
            connection.close()
