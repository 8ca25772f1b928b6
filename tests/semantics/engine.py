"""Services in the test process, on real databases."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import define
from columnar.filled_copies import FilledCopies
from support.database_access import access

from evsrv.app import make_service, service
from evsrv.config import Settings
from evsrv.core import datasets
from evsrv.core.dsn import Dsn
from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.engine.api_key import ApiKey
from evsrv.language import load_vocabulary
from evsrv.plugin.engine_terms import absent_terms
from evsrv.plugin.renderings import POSTGRESQL
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
        ways = (self.ask, self.ask_promoted, self.ask_copied)
        for ask in ways if self.engine.has_files else ways[:1]:
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
        if self.engine.has_files:
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
    """Service with the same events, in a file with the paths `PROMOTED` promoted, or the same."""
    _copied: Sequence[Service]
    """Services on both files that answer from copies if they can, or the same twice."""
    copies: Sequence[FilledCopies]
    """Those of both files."""
    _databases: Sequence[Path | Dsn]
    """Those of the services that store events."""
    absent_terms: Set[str] = frozenset()
    """The names of the terms that the engine does not have."""
    _spaces: int = 0

    @property
    def has_files(self) -> bool:
        """Return whether there are several ways to an answer."""
        return self._promoted is not self._service

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
            for to in (self._service, self._promoted) if self.has_files else (self._service,):
                await asyncio.gather(*(to.log_event(body, key) for body in numbered))

        self._runner.run(send())
        events = [stored(body, organization) for body in numbered]
        return Space(self, organization, self._kept(events))

    def space_of(self, dataset: Dataset, rows: Iterable[Json]) -> Space:
        """Create an organization with these conversations, or this feedback, in their order."""
        self._spaces += 1
        organization = f"org-{self._spaces}"
        named = {"projectId": None, "organizationId": organization}
        numbered = [{**row, **named, "id": f"e{number:04}"} for number, row in enumerate(rows)]
        for db in self._databases:
            access(db).insert(_DATASETS[dataset], numbered)
        stored = [stored_row(row, organization, dataset) for row in numbered]
        return Space(self, organization, self._kept(stored), dataset)

    def _kept(self, rows: list[dict[str, Json]]) -> list[dict[str, Json]]:
        """Return rows as the engine keeps them."""
        return rows if self.has_files else [_without_negative_zero(row) for row in rows]

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


def _without_negative_zero(value: Json) -> Json:
    """Return JSON as PostgreSQL keeps it, whose numbers are decimals."""
    match value:
        case float():
            return value + 0.0
        case dict():
            return {name: _without_negative_zero(one) for name, one in value.items()}
        case list():
            return [_without_negative_zero(one) for one in value]
    return value


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
        yield Engine(runner, plain, with_promoted, copied, copies, databases=(db, promoted))


@contextmanager
def running_on_postgresql(dsn: Dsn) -> Iterator[Engine]:
    """Run a service on a new database, with the same vocabulary."""
    settings = Settings(db=dsn, readers=1, max_future=0)
    vocabulary = load_vocabulary(settings)
    with asyncio.Runner() as runner:
        context = service(settings, vocabulary)
        only = runner.run(context.__aenter__())
        try:
            absent = {term.name for term in absent_terms(vocabulary, POSTGRESQL)}
            yield Engine(runner, only, only, (only, only), (), (dsn,), absent)
        finally:
            runner.run(context.__aexit__(None, None, None))


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
