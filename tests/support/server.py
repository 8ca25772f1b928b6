"""A running evsrv with the calls that tests need."""

import io
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from attrs import evolve, frozen
from multidict import CIMultiDict
from yarl import URL

from evsrv.core.datasets import Dataset
from evsrv.core.dsn import Dsn
from evsrv.engine.api_key import KeyKind
from evsrv.web.protocol import Runner
from support.database_access import DatabaseAccess, access

Json = Any


class AppServer(TestServer):
    """A test server whose connections are those of `evsrv serve`."""

    async def _make_runner(self, **options: Any) -> web.AppRunner:
        return Runner(self.app, **options)


@frozen
class Response:
    """An HTTP response; `json` is None if the body is empty."""

    status: int
    headers: CIMultiDict[str]
    text: str

    @property
    def json(self) -> Json:
        return json.loads(self.text) if self.text else None


@frozen
class Server:
    """A server on a real database; its calls send `key` unless they pass another."""

    client: TestClient[Any, Any]
    _database: Path | Dsn
    key: str | None = None

    @property
    def db(self) -> Path:
        """The database, for tests that need a file."""
        assert isinstance(self._database, Path)
        return self._database

    @property
    def access(self) -> DatabaseAccess:
        return access(self._database)

    def make_key(
        self,
        *,
        kind: KeyKind = "api",
        organization: str = "acme",
        project: str | None = None,
        integration: str | None = None,
        **members: Any,
    ) -> str:
        """Create a key in the database, as the command line does, while the server runs."""
        _, secret = self.make_key_with_id(
            kind=kind,
            organization=organization,
            project=project,
            integration=integration,
            **members,
        )
        return secret

    def make_key_with_id(
        self,
        *,
        kind: KeyKind = "api",
        organization: str = "acme",
        project: str | None = None,
        integration: str | None = None,
        **members: Any,
    ) -> tuple[str, str]:
        """Create a key and return its id and its secret."""
        key, secret = self.access.create_key(
            kind=kind,
            organization_id=organization,
            project_id=project,
            integration_id=integration,
            **members,
        )
        return key.id, secret

    def revoke(self, key_id: str) -> None:
        self.access.revoke_key(key_id)

    def insert(self, dataset: Dataset, rows: Iterable[Json]) -> None:
        """Insert conversations or feedback directly, given by their fields."""
        self.access.insert(dataset, rows)

    def insert_events(
        self, count: int, *, properties: str = "{}", organization: str = "acme"
    ) -> None:
        """Insert many events directly, as `rows.insert_rows` does."""
        self.access.insert_events(count, properties, organization)

    def with_key(self, key: str | None) -> "Server":
        return evolve(self, key=key)

    async def space(
        self,
        organization: str,
        events: Iterable[Json] = (),
        *,
        project: str | None = "site",
        integration: str | None = None,
    ) -> "Server":
        """Create a project or a whole organization with its own key and these events."""
        key = self.make_key(organization=organization, project=project, integration=integration)
        space = self.with_key(key)
        for event in events:
            status, echo = await space.post_event(event)
            assert status == 200, echo
        return space

    async def send(
        self,
        method: str,
        path: str | URL,
        body: Json = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """Send one request, with a JSON body unless that is None; pass `options` to aiohttp."""
        sent = {"Authorization": f"Bearer {key or self.key}"} if key or self.key else {}
        if body is not None:
            sent["Content-Type"] = "application/json"
            options["data"] = io.BytesIO(json.dumps(body).encode())
        sent |= headers or {}
        async with self.client.request(method, path, headers=sent, **options) as response:
            return Response(response.status, response.headers.copy(), await response.text())

    async def send_text(self, path: str, body: str | bytes, **options: Any) -> Response:
        """Post a body unchanged, declared as JSON."""
        data = io.BytesIO(body.encode() if isinstance(body, str) else body)
        headers = {"Content-Type": "application/json"}
        return await self.send("POST", path, data=data, headers=headers, **options)

    async def post_event(self, document: Json, *, key: str | None = None) -> tuple[int, Json]:
        reply = await self.send("POST", "/events", document, key=key)
        return reply.status, reply.json

    async def query(
        self,
        body: Json,
        *,
        key: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> tuple[int, Json]:
        reply = await self.send("POST", "/query/events", body, key=key, params=params)
        return reply.status, reply.json

    async def data(self, body: Json, *, params: Mapping[str, str] | None = None) -> Json:
        """Run a valid query and return `result`, `total`, `pageSize` and `count`."""
        status, answer = await self.query(body, params=params)
        assert status == 200, answer
        assert answer["status"] == "ok"
        return answer["data"]

    async def rows(self, body: Json, *, params: Mapping[str, str] | None = None) -> list[Json]:
        result: list[Any] = (await self.data(body, params=params))["result"]
        return result

    async def ids(self, where: Json) -> list[str]:
        """Return the sorted ids of the events that a filter matches."""
        rows = await self.rows({"select": [{"type": "field", "field": "id"}], "where": where})
        return sorted(row["id"] for row in rows)

    async def refused(self, body: Json, *, params: Mapping[str, str] | None = None) -> Json:
        """Send an invalid query and return the problem, whose status is 422."""
        status, problem = await self.query(body, params=params)
        assert (status, problem["code"]) == (422, "unprocessable_entity"), problem
        return problem


def points_at(problem: Json, pointer: str) -> bool:
    """Return whether a problem has this pointer, or one below it."""
    return any(
        issue["pointer"] == pointer or issue["pointer"].startswith(f"{pointer}/")
        for issue in problem["errors"]
    )


def says(problem: Json, text: str) -> bool:
    """Return whether the detail of a problem, or one of its errors, contains this text."""
    return any(
        text in message
        for message in (problem["detail"], *(issue["message"] for issue in problem["errors"]))
    )


Start = Callable[..., Awaitable[Server]]
"""Type of the fixture `start`, which takes settings and returns a running server."""
