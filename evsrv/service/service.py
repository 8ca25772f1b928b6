"""The way of a request, top to bottom: what goes through which stage is all here."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import attrs
from attrs import frozen

from evsrv.core import timestamps
from evsrv.core.errors import Forbidden, RequestError
from evsrv.core.event import Event
from evsrv.core.fields import FIELDS
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.core.timing import row_counter, stage
from evsrv.ingest import Entry, EventReader
from evsrv.query.dependencies import dependencies_of
from evsrv.query.frontend import Document, QueryFrontend
from evsrv.query.parameters import with_parameters
from evsrv.query.plan import Plan, Reference
from evsrv.service import reports
from evsrv.service.answer import Answer, show
from evsrv.service.answer_cache import AnswerCache, CacheKey, EncodedAnswer
from evsrv.service.export import Format, export
from evsrv.sqlite.api_keys import Key, find_key, hash_secret
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.statement import compile_keys, compile_rows
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.insert import AppendResult
from evsrv.sqlite.page import TotalCache, read_page
from evsrv.sqlite.promotions import list_ready_paths
from evsrv.sqlite.property_keys import list_keys_of_field

FEW_EVENTS = 10
"""Fewer than these are found as fast as an answer that is kept."""

Parameters = Iterable[tuple[str, str]]
"""URL parameters."""


@frozen
class Service:
    """What the server does, whatever it is asked through. Raises `RequestError`s."""

    _compiler: QueryFrontend
    _events: EventReader
    _store: SqliteEngine
    _replies: AnswerCache
    _totals: TotalCache
    _query_timeout: float

    async def find_key(self, secret: str) -> Key | None:
        """Find the key of a secret; None where it is unknown or revoked."""
        hash_ = hash_secret(secret)
        return await self._store.look(
            partial(find_key, hash_=hash_), about=hash_, timeout=self._query_timeout
        )

    async def query_events(
        self, body: bytes, scope: Scope, parameters: Parameters = ()
    ) -> EncodedAnswer:
        """Answer `POST /query/events`."""
        question = CacheKey("events", scope, tuple(parameters), body)

        def plan() -> Plan:
            with stage("read"):
                document = read_object(body, max_depth=MAX_QUERY_BODY_DEPTH)
            return self._compiler.page(with_parameters(document, question.parameters), scope)

        return await self._reply(question, plan, Answer.envelope)

    async def answer(self, document: Document, scope: Scope) -> Answer:
        """Answer a query whose body has been read, as rows."""
        return await self._answer(self._compiler.page(document, scope))

    def export_events(
        self, document: Document, scope: Scope, parameters: Parameters, form: Format
    ) -> AsyncGenerator[bytes, None]:
        """Answer `POST /query/events/export`: a file in chunks. Close the generator."""
        plan = self._compiler.all_rows(with_parameters(document, parameters), scope)
        work = export(plan, form, row_counter())
        return self._store.stream(work, scope=scope, timeout=self._query_timeout)

    async def property_keys(self, document: Document, scope: Scope) -> list[str]:
        """Answer `POST /query/property-keys`: names in code point order."""
        plan = self._compiler.property_keys(document, scope)
        if plan is None:
            return []
        if "where" not in document:
            return await self._store.query(
                partial(
                    list_keys_of_field,
                    organization_id=scope.organization_id,
                    project_id=scope.project_id,
                    field=document["field"],
                ),
                scope=scope,
                timeout=self._query_timeout,
            )
        reference = Reference(FIELDS[document["field"]])
        rows = await self._rows(lambda context: compile_keys(plan, reference, context), scope)
        return [key for (key,) in rows]

    async def property_values(self, document: Document, scope: Scope) -> list[str]:
        """Answer `POST /query/property-values`: texts, the most frequent first."""
        plan = self._compiler.property_values(document, scope)
        if plan is None:
            return []
        rows = await self._rows(lambda context: compile_rows(plan, context), scope)
        return [value for value, _ in rows]

    async def top_search_queries(self, scope: Scope, parameters: Parameters) -> EncodedAnswer:
        """Answer `GET /query/top-search-queries`."""
        question = CacheKey("top-search-queries", scope, tuple(parameters))

        def plan() -> Plan:
            query = reports.top_search_queries(reports.read_parameters(question.parameters))
            return self._compiler.page(query, scope)

        return await self._reply(question, plan, reports.show_search_queries)

    async def weekly_search_users(self, scope: Scope, parameters: Parameters) -> EncodedAnswer:
        """Answer `GET /query/weekly-search-users`."""
        question = CacheKey("weekly-search-users", scope, tuple(parameters))

        def plan() -> Plan:
            query = reports.weekly_search_users(reports.read_parameters(question.parameters))
            weeks = self._compiler.page(query, scope)
            return attrs.evolve(weeks, columns=(*weeks.columns, reports.UNIQUE_USERS))

        return await self._reply(question, plan, reports.show_weeks)

    async def log_event(self, document: Document, key: Key) -> Event:
        """Answer `POST /events`: store an event and give it as it is stored."""
        (appended,) = await self._store.append([self._event(document, key)])
        return _seen_by(key, appended).event

    async def log_events(
        self, batch: Sequence[Entry], key: Key
    ) -> list[AppendResult | RequestError]:
        """Answer `POST /events/batch`: what became of each event, in order."""
        read = [self._entry(entry, key) for entry in batch]
        appended = await self._store.append([event for event in read if isinstance(event, Event)])
        rest = iter(appended)
        outcomes: list[AppendResult | RequestError] = []
        for entry, event in zip(batch, read, strict=True):
            try:
                outcomes.append(
                    event if isinstance(event, RequestError) else _seen_by(key, next(rest))
                )
            except RequestError as refusal:
                outcomes.append(entry.placed(refusal))
        return outcomes

    def _entry(self, entry: Entry, key: Key) -> Event | RequestError:
        if isinstance(entry.item, RequestError):
            return entry.item
        try:
            return self._event(entry.item, key)
        except RequestError as refusal:
            return entry.placed(refusal)

    @stage("compile")
    def _event(self, document: Document, key: Key) -> Event:
        return self._events.read(
            document,
            organization_id=key.organization_id,
            project_id=key.project_id,
            integration_id=key.integration_id,
            now=timestamps.now(),
        )

    async def _reply(
        self, question: CacheKey, plan: Callable[[], Plan], show: Callable[[Answer], object]
    ) -> EncodedAnswer:
        """Reply with what is kept, if it is still true; else plan, answer and keep."""
        if kept := await self._replies.find(question):
            return kept
        planned = plan()
        since = await self._replies.begin(dependencies_of(planned))
        answer = await self._answer(planned)
        reply = EncodedAnswer.of(show(answer))
        if planned.groups is None and len(answer.rows) < FEW_EVENTS:
            return reply
        return self._replies.keep(question, since, reply)

    async def _answer(self, plan: Plan) -> Answer:
        rows, total = await self._store.query(
            partial(read_page, plan, self._totals),
            scope=plan.scope,
            timeout=self._query_timeout,
            # Single events; an index may have them in a moment.
            inline=plan.groups is None,
        )
        row_counter()(len(rows))
        with stage("render"):
            return show(plan, rows, total)

    async def _rows(self, write: Callable[[CompileContext], Sql], scope: Scope) -> list[Any]:
        def work(connection: sqlite3.Connection) -> list[Any]:
            query = write(CompileContext(list_ready_paths(connection)))
            return connection.execute(query.text, query.parameters).fetchall()

        return await self._store.query(work, scope=scope, timeout=self._query_timeout)


def _seen_by(key: Key, appended: AppendResult) -> AppendResult:
    """Give what was appended, unless it is another project's: ids are the organization's."""
    if key.project_id not in (None, appended.event.project_id):
        raise Forbidden("this id belongs to an event that the key does not cover")
    return appended
