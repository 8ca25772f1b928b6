"""The way of a request, top to bottom: what goes through which stage is all here."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from attrs import frozen

from evsrv import instants
from evsrv.errors import Forbidden
from evsrv.ingest import EventReader, echo
from evsrv.plan import Plan, Planner, Scope
from evsrv.query import QueryReader, with_parameters
from evsrv.response import Answer, show
from evsrv.schema import Schemas
from evsrv.sql import Statement, compile_plan
from evsrv.store import Store
from evsrv.store.keys import Key, find_key
from evsrv.vocabulary import Vocabulary

Document = Mapping[str, Any]
"""A JSON object that has been read."""


@frozen
class Compiler:
    """Queries from JSON to SQL; pure, so that it serves with a database and without one."""

    _reader: QueryReader
    _planner: Planner

    @classmethod
    def of(cls, vocabulary: Vocabulary, *, page_size: int, max_page_size: int) -> "Compiler":
        """Make a compiler for one vocabulary and one server's page sizes."""
        schemas = Schemas.load(vocabulary)
        planner = Planner.of(vocabulary, schemas, page_size=page_size, max_page_size=max_page_size)
        return cls(QueryReader.of(schemas), planner)

    def compile(self, document: Document, scope: Scope) -> tuple[Plan, Statement]:
        """Check a query, plan it and write it as SQL."""
        query = self._reader.read(document)
        plan = self._planner.plan(query, scope)
        return plan, compile_plan(plan)


@frozen
class Service:
    """What the server does, whatever it is asked through. Raises `Refusal`s."""

    _compiler: Compiler
    _events: EventReader
    _store: Store
    _query_timeout: float

    async def find_key(self, secret: str) -> Key | None:
        """Find the key of a secret; None where it is unknown or revoked."""
        return await self._store.read(
            lambda connection: find_key(connection, secret), timeout=self._query_timeout
        )

    async def query_events(
        self, document: Document, scope: Scope, parameters: Iterable[tuple[str, str]] = ()
    ) -> Answer:
        """Answer `POST /query/events`; `parameters` are those of the URL."""
        plan, statement = self._compiler.compile(with_parameters(document, parameters), scope)
        rows, total = await self._store.read(
            partial(read_page, plan, statement), timeout=self._query_timeout
        )
        return show(plan, rows, total)

    async def log_event(self, document: Document, key: Key) -> dict[str, Any]:
        """Answer `POST /events`: store an event and show it as it is stored."""
        event = self._events.read(
            document,
            organization_id=key.organization_id,
            project_id=key.project_id,
            integration_id=key.integration_id,
            now=instants.now(),
        )
        (stored,) = await self._store.append([event])
        if key.project_id not in (None, stored.event.project_id):
            # Ids are unique in the organization; what has this one is not this key's to see.
            raise Forbidden("this id belongs to an event that the key does not cover")
        return echo(stored.event)


def read_page(
    plan: Plan, statement: Statement, connection: sqlite3.Connection
) -> tuple[list[Any], int]:
    """Read the rows of a page, and how many there are on all pages."""
    rows = connection.execute(statement.page.text, statement.page.parameters).fetchall()
    if len(rows) < plan.limit and (rows or plan.offset == 0):
        return rows, plan.offset + len(rows)
    (total,) = connection.execute(statement.total.text, statement.total.parameters).fetchone()
    return rows, total
