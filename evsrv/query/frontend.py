"""From JSON bodies to plans."""

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import discovery
from evsrv.query.plan import AllOf, Plan
from evsrv.query.planner import Planner
from evsrv.query.reader import QueryReader, check_body
from evsrv.query.schema import Checker, Schemas

Document = Mapping[str, Any]
"""A JSON object that has been read."""


@frozen
class QueryFrontend:
    """Checks and plans what is asked; pure, so that it serves with a database and without one."""

    _reader: QueryReader
    _planner: Planner
    _property_keys: Checker
    _property_values: Checker

    @classmethod
    def of(cls, vocabulary: Vocabulary, *, page_size: int, max_page_size: int) -> "QueryFrontend":
        """Make a compiler for one vocabulary and one server's page sizes."""
        schemas = Schemas.load(vocabulary)
        return cls(
            QueryReader.of(schemas),
            Planner.of(vocabulary, schemas, page_size=page_size, max_page_size=max_page_size),
            schemas.checker("property-keys"),
            schemas.checker("property-values"),
        )

    @stage("compile")
    def page(self, query: Document, scope: Scope) -> Plan:
        """Plan a page of a query."""
        return self._planner.plan(self._reader.read(query), scope)

    @stage("compile")
    def all_rows(self, query: Document, scope: Scope) -> Plan:
        """Plan all rows of a query, or as many as it asks for."""
        return self._planner.for_all_rows().plan(self._reader.read(query), scope)

    @stage("compile")
    def property_keys(self, request: Document, scope: Scope) -> Plan | None:
        """Plan the events whose keys are asked for; None where there is nothing to look at."""
        check_body(request, self._property_keys)
        events = self.page(discovery.where_query(request), scope)
        return events if discovery.has_data(request) else None

    @stage("compile")
    def property_values(self, request: Document, scope: Scope) -> Plan | None:
        """Plan the values that are asked for; None where there is nothing to look at."""
        check_body(request, self._property_values)
        events = self.page(discovery.where_query(request), scope)
        values = self.page(discovery.values_query(request), scope)
        if not discovery.has_data(request):
            return None
        return attrs.evolve(values, where=AllOf((values.where, events.where)))
