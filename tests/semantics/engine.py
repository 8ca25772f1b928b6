"""The service in this process, on a real file, and what it answers."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import define

from evsrv.app import load_vocabulary, service
from evsrv.config import Settings
from evsrv.errors import Unprocessable
from evsrv.scope import Scope
from evsrv.service import Service
from evsrv.store.keys import Key
from semantics.model import stored

Json = Any


class Space:
    """An organization with its events: as they were sent, and as the model stores them.

    No attrs class: hypothesis would print all of it.
    """

    def __init__(self, engine: "Engine", organization: str, events: list[dict[str, Json]]) -> None:
        self.engine = engine
        self.organization = organization
        self.events = events

    def __repr__(self) -> str:
        return f"Space({self.organization})"

    def ask(self, query: Json) -> Json:
        """Answer a query: the envelope's data, or None where it is refused."""
        return self.engine.ask(query, self.organization)

    def ids(self, where: Json) -> list[str]:
        """The ids of the events that a filter lets through, sorted."""
        data = self.ask({"select": [{"type": "field", "field": "id"}], "where": where})
        assert data is not None, where
        assert data["total"] == len(data["result"]) == data["count"]
        return sorted(row["id"] for row in data["result"])


@define
class Engine:
    """A service with a loop of its own, for tests that hypothesis calls."""

    _runner: asyncio.Runner
    _service: Service
    _spaces: int = 0

    def space(self, bodies: Iterable[Json]) -> Space:
        """Make an organization and send it these events, which get ids in their order."""
        self._spaces += 1
        organization = f"org-{self._spaces}"
        key = Key(organization, "api", organization, None, None, 0, None)
        numbered = [{**body, "id": f"e{number:04}"} for number, body in enumerate(bodies)]

        async def send() -> None:
            await asyncio.gather(*(self._service.log_event(body, key) for body in numbered))

        self._runner.run(send())
        return Space(self, organization, [stored(body, organization) for body in numbered])

    def ask(self, query: Json, organization: str) -> Json:
        """Answer a query, through the same bytes as a response; None where it is refused."""
        try:
            answer = self._runner.run(self._service.answer(query, Scope(organization)))
        except Unprocessable:
            return None
        return json.loads(orjson.dumps(answer.envelope()))["data"]


@contextmanager
def running(db: Path) -> Iterator[Engine]:
    """Run a service on a new file, with the contract's vocabulary and the default page sizes."""
    settings = Settings(db=db, readers=1)
    with asyncio.Runner() as runner:
        context = service(settings, load_vocabulary(settings))
        engine = Engine(runner, runner.run(context.__aenter__()))
        try:
            yield engine
        finally:
            runner.run(context.__aexit__(None, None, None))
