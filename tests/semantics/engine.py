"""The service in this process, on a real file, and what it answers."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import define

from evsrv.app import load_vocabulary, service
from evsrv.config import Settings
from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.service.service import Service
from evsrv.sqlite.api_keys import Key
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import promote
from semantics.model import stored

Json = Any


PROMOTED = [
    *(("properties", (name,)) for name in ("v", "a", "b", "0", "a b")),
    *(("userProperties", (name,)) for name in ("v", "a")),
    ("properties", ("v", "a")),
]
"""Names that the corpus has; as many as can be promoted."""


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

    def ask_promoted(self, query: Json) -> Json:
        """Answer it from the file where paths are promoted."""
        return self.engine.ask(query, self.organization, promoted=True)

    def ids(self, where: Json) -> list[str]:
        """The ids of the events that a filter lets through, sorted."""
        query = {"select": [{"type": "field", "field": "id"}], "where": where}
        data = self.ask(query)
        assert data is not None, where
        assert data["total"] == len(data["result"]) == data["count"]
        assert data == self.ask_promoted(query), where
        return sorted(row["id"] for row in data["result"])


@define
class Engine:
    """A service with a loop of its own, for tests that hypothesis calls."""

    _runner: asyncio.Runner
    _service: Service
    _promoted: Service
    """Has the same events, in a file where `PROMOTED` are promoted."""
    _spaces: int = 0

    def space(self, bodies: Iterable[Json]) -> Space:
        """Make an organization and send it these events, which get ids in their order."""
        self._spaces += 1
        organization = f"org-{self._spaces}"
        key = Key(organization, "api", organization, None, None, 0, None)
        numbered = [{**body, "id": f"e{number:04}"} for number, body in enumerate(bodies)]

        async def send() -> None:
            for to in (self._service, self._promoted):
                await asyncio.gather(*(to.log_event(body, key) for body in numbered))

        self._runner.run(send())
        return Space(self, organization, [stored(body, organization) for body in numbered])

    def ask(self, query: Json, organization: str, *, promoted: bool = False) -> Json:
        """Answer a query, through the same bytes as a response; None where it is refused."""
        service = self._promoted if promoted else self._service
        try:
            document = read_object(json.dumps(query).encode(), max_depth=MAX_QUERY_BODY_DEPTH)
            answer = self._runner.run(service.answer(document, Scope(organization)))
        except Unprocessable:
            return None
        return json.loads(orjson.dumps(answer.envelope()))["data"]


@contextmanager
def running(db: Path) -> Iterator[Engine]:
    """Run services on new files, with the contract's vocabulary and the default page sizes."""
    promoted = db.with_name(f"promoted-{db.name}")
    with asyncio.Runner() as runner, ExitStack() as closed:
        runner.run(_promote(promoted))
        services = []
        for path in (db, promoted):
            settings = Settings(db=path, readers=1)
            context = service(settings, load_vocabulary(settings))
            services.append(runner.run(context.__aenter__()))
            closed.callback(lambda context=context: runner.run(context.__aexit__(None, None, None)))
        yield Engine(runner, *services)


async def _promote(db: Path) -> None:
    async with await SqliteEngine.open(db, readers=0) as store:
        await promote(store, PROMOTED)
