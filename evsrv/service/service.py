"""The use cases of the server: every stage of a request, top to bottom."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from evsrv.core import timestamps
from evsrv.core.datasets import EVENTS, Dataset
from evsrv.core.errors import RequestError
from evsrv.core.limits import MAX_PROPERTY_KEYS
from evsrv.core.scope import Scope
from evsrv.core.timing import row_counter, stage
from evsrv.engine.api_key import ApiKey, hash_secret
from evsrv.engine.discovered import KeySample
from evsrv.engine.port import Engine
from evsrv.ingest import Entry
from evsrv.ingest.stats import IngestStats
from evsrv.query.dependencies import dependencies_of
from evsrv.query.frontend import Document, QueryFrontend
from evsrv.query.parameters import Parameters, with_parameters
from evsrv.query.plan import Plan
from evsrv.query.point_lookup import finds_one_row
from evsrv.query.property_discovery import KEYS_WORDS, VALUES_WORDS, with_discovery_parameters
from evsrv.service import reports
from evsrv.service.answer import Answer, to_answer
from evsrv.service.answer_cache import AnswerCache, EncodedAnswer, cache_key
from evsrv.service.body_export import export_bodies, require_whole_rows
from evsrv.service.conversations import Conversations
from evsrv.service.discovery import Discovery
from evsrv.service.export import Export, export_rows, refuse_meta
from evsrv.service.feedback import Feedback
from evsrv.service.file_formats import BODIES, CSV, FileFormat, whole_file
from evsrv.service.format_choice import EXPORT_OPTIONS, PAGE_OPTIONS, FormatChoice
from evsrv.service.ingestion import Ingestion, LoggedEvent


@frozen
class Service:
    """The use cases, independent of the protocol that they are called through.

    Requests come as documents: JSON that has been read. Raises `RequestError`.
    """

    _frontend: QueryFrontend
    _ingestion: Ingestion
    _engine: Engine
    _answers: AnswerCache
    conversations: Conversations
    feedback: Feedback
    vocabulary: EncodedAnswer
    """The answer to `GET /query/vocabulary`."""
    formats: FormatChoice
    _clock: Callable[[], int] = timestamps.now
    """Returns the present time in epoch milliseconds."""

    async def find_key(self, secret: str) -> ApiKey | None:
        """Return the key of a secret; None if it is unknown or revoked."""
        return await self._engine.find_key(hash_secret(secret))

    async def query(
        self, dataset: Dataset, document: Document, scope: Scope, parameters: Parameters = ()
    ) -> EncodedAnswer:
        """Answer `POST /query/DATASET`."""
        query, _ = with_parameters(document, parameters, PAGE_OPTIONS)

        def plan(now: int) -> Plan:
            return self._frontend.page(dataset, query, scope, now)

        return await self._cached_page(dataset.name, query, scope, plan, Answer.envelope)

    async def page_file(
        self,
        dataset: Dataset,
        document: Document,
        scope: Scope,
        parameters: Parameters,
        form: FileFormat,
    ) -> bytes:
        """Answer `POST /query/DATASET` in a format of a plugin, without the cache."""
        query, _ = with_parameters(document, parameters, PAGE_OPTIONS)
        plan = self._frontend.page(dataset, query, scope, self._clock())
        refuse_meta(plan)
        answer = await self._answer(plan)
        with stage("render"):
            header = [column.name for column in plan.columns]
            return await asyncio.to_thread(whole_file, form, header, answer.rows)

    async def answer(self, dataset: Dataset, document: Document, scope: Scope) -> Answer:
        """Answer a query as rows, without the cache."""
        return await self._answer(self._frontend.page(dataset, document, scope, self._clock()))

    def export(
        self,
        dataset: Dataset,
        document: Document,
        scope: Scope,
        parameters: Parameters,
        preferred: FileFormat = CSV,
    ) -> Export:
        """Answer `POST /query/DATASET/export`. Close the generator of its chunks.

        `preferred` is the format that the client accepts; the URL parameters overrule it.
        """
        query, options = with_parameters(document, parameters, EXPORT_OPTIONS)
        form = self.formats.of_export(options, preferred)
        plan = self._frontend.all_rows(dataset, query, scope, self._clock())
        refuse_meta(plan)
        if form is BODIES:
            require_whole_rows(plan, query)
            return Export(form, export_bodies(self._engine, plan, row_counter()))
        return Export(form, export_rows(self._engine, plan, form, row_counter()))

    async def property_keys(
        self, document: Document, scope: Scope, parameters: Parameters = ()
    ) -> Discovery:
        """Answer `POST /query/property-keys`: names in code point order."""
        document = with_discovery_parameters(document, parameters, KEYS_WORDS)
        plans = self._frontend.property_keys(document, scope, self._clock())
        # One more than the limit shows whether it cuts.
        field, limit = document["field"], MAX_PROPERTY_KEYS + 1
        if document.get("details"):
            sample = (
                await self._engine.property_details(plans, field, limit) if plans else KeySample()
            )
            return Discovery.of_details(sample, MAX_PROPERTY_KEYS)
        keys = await self._engine.property_keys(plans, field, limit) if plans else ()
        return Discovery.of_keys(keys, MAX_PROPERTY_KEYS)

    async def property_values(
        self, document: Document, scope: Scope, parameters: Parameters = ()
    ) -> EncodedAnswer:
        """Answer `POST /query/property-values`: texts, the most frequent first."""
        request = with_discovery_parameters(document, parameters, VALUES_WORDS)

        def plan(now: int) -> Sequence[Plan]:
            return self._frontend.property_values(request, scope, now)

        async def answer(plans: Sequence[Plan]) -> object:
            if not plans:
                return Discovery().envelope()
            limit = plans[0].limit
            found = await self._engine.property_values(plans, limit + 1)
            return Discovery.of_values(found, limit, request.get("counts", False)).envelope()

        return await self._cached_answer("property-values", request, scope, plan, answer)

    async def top_search_queries(self, scope: Scope, parameters: Parameters) -> EncodedAnswer:
        """Answer `GET /query/top-search-queries`."""
        wanted = reports.read_parameters(parameters)

        def plan(now: int) -> Plan:
            return self._frontend.page(EVENTS, reports.top_search_queries(wanted), scope, now)

        return await self._cached_page(
            "top-search-queries", wanted, scope, plan, reports.encode_search_queries
        )

    async def weekly_search_users(self, scope: Scope, parameters: Parameters) -> EncodedAnswer:
        """Answer `GET /query/weekly-search-users`."""
        wanted = reports.read_parameters(parameters)

        def plan(now: int) -> Plan:
            return self._frontend.page(EVENTS, reports.weekly_search_users(wanted), scope, now)

        return await self._cached_page(
            "weekly-search-users", wanted, scope, plan, reports.encode_weeks
        )

    async def log_event(
        self, document: Document, key: ApiKey, visitor: str | None = None
    ) -> LoggedEvent:
        """Answer `POST /events`: store an event and return it as the key may see it.

        `visitor` is the user of an event that has none.
        """
        return await self._ingestion.log_event(document, key, visitor)

    async def log_events(
        self, batch: Sequence[Entry], key: ApiKey, visitor: str | None = None
    ) -> list[LoggedEvent | RequestError]:
        """Answer `POST /events/batch`: the outcome of each event, in order."""
        return await self._ingestion.log_events(batch, key, visitor)

    @property
    def ingest_stats(self) -> IngestStats:
        """Return the counters of ingestion."""
        return self._ingestion.stats

    async def _cached_page(
        self,
        endpoint: str,
        request: Mapping[str, Any],
        scope: Scope,
        plan: Callable[[int], Plan],
        encode: Callable[[Answer], object],
    ) -> EncodedAnswer:
        """Return the answer of one plan, cached if it can be; `plan` takes the present time."""

        async def answer(plans: Sequence[Plan]) -> object:
            return encode(await self._answer(plans[0]))

        return await self._cached_answer(endpoint, request, scope, lambda now: (plan(now),), answer)

    async def _cached_answer(
        self,
        endpoint: str,
        request: Mapping[str, Any],
        scope: Scope,
        plan: Callable[[int], Sequence[Plan]],
        answer: Callable[[Sequence[Plan]], Awaitable[object]],
    ) -> EncodedAnswer:
        """Return the cached answer if it is still valid; else plan, answer and cache.

        `plan` takes the present time, and makes a plan for each dataset.
        """
        now = self._clock()
        key = cache_key(endpoint, request, scope, now)
        if cached := await self._answers.get(key):
            return cached
        plans = plan(now)
        # A point lookup takes no longer than the check whether its cached answer is still valid,
        # and a range up to now has another key a millisecond later.
        is_cached = not any(map(finds_one_row, plans)) and now not in key.times[1:2]
        dependencies = [dependencies_of(one) for one in plans] if is_cached else []
        snapshot = await self._answers.snapshot(dependencies)
        encoded = EncodedAnswer.encode(await answer(plans))
        self._answers.put(key, encoded, snapshot)
        return encoded

    async def _answer(self, plan: Plan) -> Answer:
        page = await self._engine.page(plan)
        row_counter()(len(page.rows))
        with stage("render"):
            return to_answer(plan, page)
