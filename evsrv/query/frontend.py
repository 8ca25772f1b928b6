"""From JSON bodies to plans."""

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import property_discovery
from evsrv.query.plan import AllOf, Plan
from evsrv.query.planner import Planner
from evsrv.query.reader import QueryReader, check_body
from evsrv.query.schema import Checker, Schemas

Document = Mapping[str, Any]
"""A parsed JSON object."""


@frozen
class QueryFrontend:
    """Checks requests and makes plans of them. It is pure, and needs no database."""

    _reader: QueryReader
    _planner: Planner
    _property_keys: Checker
    _property_values: Checker

    @classmethod
    def from_vocabulary(
        cls, vocabulary: Vocabulary, *, page_size: int, max_page_size: int
    ) -> "QueryFrontend":
        """Return a frontend for one vocabulary and one server's page sizes."""
        schemas = Schemas.load(vocabulary)
        return cls(
            QueryReader.from_schemas(schemas),
            Planner.from_vocabulary(
                vocabulary, schemas, page_size=page_size, max_page_size=max_page_size
            ),
            schemas.checker("property-keys"),
            schemas.checker("property-values"),
        )

    @stage("compile")
    def page(self, query: Document, scope: Scope) -> Plan:
        """Plan a page of a query."""
        return self._planner.plan(self._reader.read(query), scope)

    @stage("compile")
    def all_rows(self, query: Document, scope: Scope) -> Plan:
        """Plan all rows of a query, or those up to its limit."""
        return self._planner.for_all_rows().plan(self._reader.read(query), scope)

    @stage("compile")
    def property_keys(self, request: Document, scope: Scope) -> Plan | None:
        """Plan the events whose keys are requested; None if no requested view has events."""
        check_body(request, self._property_keys)
        events = self.page(property_discovery.where_query(request), scope)
        return events if property_discovery.has_data(request) else None

    @stage("compile")
    def property_values(self, request: Document, scope: Scope) -> Plan | None:
        """Plan the requested values; None if no requested view has events."""
        check_body(request, self._property_values)
        events = self.page(property_discovery.where_query(request), scope)
        values = self.page(property_discovery.values_query(request), scope)
        if not property_discovery.has_data(request):
            return None
        return attrs.evolve(values, where=AllOf((values.where, events.where)))
