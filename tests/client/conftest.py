"""Fixture of the published client of the hosted API, from npm, connected to a running server."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import evolve, frozen
from support import node
from support.engines import on_every_engine
from support.node import Json, LineProcess
from support.server import Server

FOLDER = Path(__file__).parent

QUERIES = {
    "events": "query.queryEvents",
    "conversations": "query.conversations",
    "feedback": "query.queryFeedback",
}
"""The methods that query a dataset: dataset → method."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_every_engine(metafunc)


@frozen
class Client:
    """The JavaScript client, with the API key of its calls."""

    words: dict[str, list[str]]
    """Enumerations of the client: name → values."""
    server: Server
    _driver: LineProcess
    key: str = ""

    def with_key(self, key: str | None) -> "Client":
        return evolve(self, key=key or "")

    async def space(
        self, organization: str, events: Iterable[Json] = (), **where: Json
    ) -> "Client":
        """Create a project with its own key and these events, stored without the client."""
        space = await self.server.space(organization, events, **where)
        return evolve(self, server=space, key=space.key or "")

    async def store(self, path: str, *documents: Json) -> None:
        """Post conversations or feedback without the client, with the key of the space."""
        for document in documents:
            reply = await self.server.send("POST", path, document)
            assert reply.status == 200, reply.text

    async def call(self, method: str, *arguments: Json) -> Json:
        """Call a method such as `query.queryEvents` and return its result."""
        outcome = await self._call(method, *arguments)
        assert "error" not in outcome, outcome["error"]
        return outcome["value"]

    async def error(self, method: str, *arguments: Json) -> Json:
        """Call a method that throws and return the error with its class and fields."""
        outcome = await self._call(method, *arguments)
        assert "value" not in outcome, outcome["value"]
        return outcome["error"]

    async def query(self, body: Json, *options: Json, dataset: str = "events") -> Json:
        """Query a dataset and return its rows, including columns without a client name."""
        answer = await self.call(QUERIES[dataset], body, *options)
        assert answer["status"] == "ok"
        data = answer["data"]
        assert data["count"] == len(data["result"]) <= min(data["total"], data["pageSize"])
        return [row.pop("additionalProperties", {}) | row for row in data["result"]]

    async def _call(self, method: str, *arguments: Json) -> Json:
        await self._driver.send({"key": self.key, "method": method, "args": arguments})
        return await self._driver.receive()


@pytest.fixture(scope="session")
def installed() -> None:
    """Install the client."""
    node.install(FOLDER, required_by="REQUIRE_CLIENT_TEST")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client(installed: None, shared_server: Server) -> AsyncIterator[Client]:
    """Start the client without a key."""
    url = str(shared_server.client.make_url(""))
    async with node.start(FOLDER / "driver.mjs", url) as driver:
        yield Client(await driver.receive(), shared_server, driver)
