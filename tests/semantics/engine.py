"""Services in the test process, on real files."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import define
from columnar.filled_copies import FilledCopies
from support.dataset_rows import insert_into

from evsrv.app import load_vocabulary, make_service, service
from evsrv.config import Settings
from evsrv.core import datasets
from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.engine.api_key import ApiKey
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.service import Service
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import promote
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK, Dataset, stored, stored_row

Json = Any

_DATASETS: Mapping[Dataset, datasets.Dataset] = {
    EVENTS: datasets.EVENTS,
    CONVERSATIONS: datasets.CONVERSATIONS,
    FEEDBACK: datasets.FEEDBACK,
}

PROMOTED = [
    *(("properties", (name,)) for name in ("v", "a", "b", "0", "a b")),
    *(("userProperties", (name,)) for name in ("v", "a")),
    ("properties", ("v", "a")),
]
"""Promoted paths that occur in the corpus; their number is the maximum."""


class Space:
    """An organization with its events as the model stores them.

    This is not an attrs class, because hypothesis would print all events.
    """

    def __init__(
        self,
        engine: "Engine",
        organization: str,
        events: list[dict[str, Json]],
        dataset: Dataset = EVENTS,
    ) -> None:
        self.engine = engine
        self.organization = organization
        self.events = events
        self.dataset = dataset

    def __repr__(self) -> str:
        return f"Space({self.organization})"

    def ask(self, query: Json) -> Json:
        """Run a query and return the data of its answer, or None if it is refused."""
        return self.engine.ask(query, self.organization, self.dataset)

    def ask_promoted(self, query: Json) -> Json:
        """Run a query on the file with promoted paths."""
        return self.engine.ask(query, self.organization, self.dataset, promoted=True)

    def ask_copied(self, query: Json) -> Json:
        """Run a query on a copy, if it is grouped and the copy can answer it."""
        return self.engine.ask(query, self.organization, self.dataset, copied=True)

    def answers(self, query: Json) -> Iterator[Json]:
        """Yield the different answers of all ways to a query."""
        seen = []
        for ask in (self.ask, self.ask_promoted, self.ask_copied):
            data = ask(query)
            if (shown := json.dumps(data)) not in seen:
                seen.append(shown)
                yield data

    def ids(self, where: Json) -> list[str]:
        """Return the sorted ids of the events that a filter matches."""
        query = {"select": [{"type": "field", "field": "id"}], "where": where}
        data = self.ask(query)
        assert data is not None, where
        assert data["total"] == len(data["result"]) == data["count"]
        assert data == self.ask_promoted(query), where
        grouped = {**query, "groupBy": [{"field": "id"}]}
        ids = sorted(row["id"] for row in data["result"])
        assert ids == [row["id"] for row in self.ask_copied(grouped)["result"]], where
        return ids


@define
class Engine:
    """A service with its own event loop, for synchronous hypothesis tests."""

    _runner: asyncio.Runner
    _service: Service
    _promoted: Service
    """Service with the same events, in a file with the paths `PROMOTED` promoted."""
    _copied: Sequence[Service]
    """Services on both files that answer from copies if they can."""
    copies: Sequence[FilledCopies]
    """Those of both files."""
    _files: Sequence[Path]
    """The files of both services."""
    _spaces: int = 0

    @property
    def answers_of_copies(self) -> tuple[int, Counter[str]]:
        """The number of answers that copies gave, and of those that they did not, by reason."""
        refusals = sum((one.refusals for one in self.copies), Counter[str]())
        return sum(one.answers for one in self.copies), refusals

    def space(self, bodies: Iterable[Json]) -> Space:
        """Create an organization and store these events with ids in their order."""
        self._spaces += 1
        organization = f"org-{self._spaces}"
        key = ApiKey(id=organization, kind="api", organization_id=organization, created_at=0)
        numbered = [{**body, "id": f"e{number:04}"} for number, body in enumerate(bodies)]

        async def send() -> None:
            for to in (self._service, self._promoted):
                await asyncio.gather(*(to.log_event(body, key) for body in numbered))

        self._runner.run(send())
        return Space(self, organization, [stored(body, organization) for body in numbered])

    def space_of(self, dataset: Dataset, rows: Iterable[Json]) -> Space:
        """Create an organization with these conversations, or this feedback, in their order."""
        self._spaces += 1
        organization = f"org-{self._spaces}"
        named = {"projectId": None, "organizationId": organization}
        numbered = [{**row, **named, "id": f"e{number:04}"} for number, row in enumerate(rows)]
        for db in self._files:
            insert_into(db, _DATASETS[dataset], numbered)
        stored = [stored_row(row, organization, dataset) for row in numbered]
        return Space(self, organization, stored, dataset)

    def ask(
        self,
        query: Json,
        organization: str,
        dataset: Dataset = EVENTS,
        *,
        promoted: bool = False,
        copied: bool = False,
    ) -> Json:
        """Run a query with JSON encoding in both directions; return None if it is refused."""
        service = self._promoted if promoted else self._service
        if copied:
            # The file with promoted paths for every other organization.
            service = self._copied[int(organization.removeprefix("org-")) % 2]
        try:
            document = read_object(json.dumps(query).encode(), max_depth=MAX_QUERY_BODY_DEPTH)
            answer = self._runner.run(
                service.answer(_DATASETS[dataset], document, Scope(organization))
            )
        except Unprocessable:
            return None
        finally:
            for copies in self.copies:
                if copies.failure is not None:
                    raise copies.failure
        return json.loads(orjson.dumps(answer.envelope()))["data"]


@contextmanager
def running(db: Path) -> Iterator[Engine]:
    """Run services on new files, with the contract's vocabulary and the default page sizes."""
    promoted = db.with_name(f"promoted-{db.name}")
    with asyncio.Runner() as runner, ExitStack() as closed:
        runner.run(_promote(promoted))
        services: list[Service] = []
        copied: list[Service] = []
        copies: list[FilledCopies] = []
        for path in (db, promoted):
            settings = Settings(db=path, readers=1, max_future=0, columnar="off")
            vocabulary = load_vocabulary(settings)
            copies.append(FilledCopies(vocabulary))
            contexts = [
                service(settings, vocabulary),
                _copied_service(settings, vocabulary, copies[-1]),
            ]
            for context, found in zip(contexts, (services, copied), strict=True):
                found.append(runner.run(context.__aenter__()))
                closed.callback(
                    lambda open_: runner.run(open_.__aexit__(None, None, None)), context
                )
        plain, with_promoted = services
        yield Engine(runner, plain, with_promoted, copied, copies, files=(db, promoted))


@asynccontextmanager
async def _copied_service(
    settings: Settings, vocabulary: Vocabulary, copies: FilledCopies
) -> AsyncIterator[Service]:
    async with await SqliteEngine.open(
        settings.file,
        readers=1,
        prepare=vocabulary.prepare_connection,
        plugin_terms=vocabulary.plugin_terms,
        secondary=copies,
    ) as engine:
        yield make_service(settings, vocabulary, engine)


async def _promote(db: Path) -> None:
    async with await SqliteEngine.open(db, readers=0) as store:
        await promote(store, PROMOTED)
