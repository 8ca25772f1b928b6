"""The published client of the hosted API, from npm, and a running server for it to talk to."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from attrs import evolve, frozen
from support.server import Server

from client import node
from client.node import Json, LineProcess


@frozen
class Client:
    """The client as JavaScript has it, with the key that its calls carry."""

    words: dict[str, list[str]]
    """What its enumerations hold."""
    server: Server
    _driver: LineProcess
    key: str = ""

    def with_key(self, key: str | None) -> "Client":
        return evolve(self, key=key or "")

    async def space(self, organization: str, events: list[Json] = (), **where: Json) -> "Client":
        """Give a project its own key and these events, sent without the client."""
        space = await self.server.space(organization, events, **where)
        return self.with_key(space.key)

    async def call(self, method: str, *arguments: Json) -> Json:
        """Call a method, as `query.queryEvents`; what it gives."""
        outcome = await self._call(method, *arguments)
        assert "error" not in outcome, outcome["error"]
        return outcome["value"]

    async def error(self, method: str, *arguments: Json) -> Json:
        """Call a method that throws; the error with its class and its fields."""
        outcome = await self._call(method, *arguments)
        assert "value" not in outcome, outcome["value"]
        return outcome["error"]

    async def query(self, body: Json, *options: Json) -> Json:
        """Ask `queryEvents`; its rows, with the columns that the client has no names for."""
        answer = await self.call("query.queryEvents", body, *options)
        assert answer["status"] == "ok"
        data = answer["data"]
        assert data["count"] == len(data["result"]) <= min(data["total"], data["pageSize"])
        return [row.pop("additionalProperties", {}) | row for row in data["result"]]

    async def _call(self, method: str, *arguments: Json) -> Json:
        await self._driver.send({"key": self.key, "method": method, "args": arguments})
        return await self._driver.receive()


@pytest.fixture(scope="session")
def installed() -> None:
    """The client is installed."""
    node.install()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client(installed: None, shared_server: Server) -> AsyncIterator[Client]:
    """The client, without a key."""
    url = str(shared_server.client.make_url(""))
    async with node.start(node.FOLDER / "driver.mjs", url) as driver:
        yield Client(await driver.receive(), shared_server, driver)
