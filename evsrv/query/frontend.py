"""From JSON bodies to plans."""

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import property_discovery
from evsrv.query.plan import Plan
from evsrv.query.planner import Planner
from evsrv.query.predicate import AllOf
from evsrv.query.reader import QueryReader
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
    def page(self, dataset: Dataset, query: Document, scope: Scope) -> Plan:
        """Plan a page of a query over a dataset."""
        return self._planner.plan(self._reader.read(query, dataset), scope, dataset)

    @stage("compile")
    def all_rows(self, dataset: Dataset, query: Document, scope: Scope) -> Plan:
        """Plan all rows of a query over a dataset, or those up to its limit."""
        planner = self._planner.for_all_rows()
        return planner.plan(self._reader.read(query, dataset), scope, dataset)

    @stage("compile")
    def property_keys(self, request: Document, scope: Scope) -> list[Plan]:
        """Plan the rows whose keys are requested, of each view that has any."""
        _check(request, self._property_keys)
        where = property_discovery.where_query(request)
        return property_discovery.plan_views(
            request, lambda dataset: self.page(dataset, where, scope)
        )

    @stage("compile")
    def property_values(self, request: Document, scope: Scope) -> list[Plan]:
        """Plan the requested values, with how many rows have each, of each view that has any."""
        _check(request, self._property_values)
        query = property_discovery.values_query(request)
        where = property_discovery.where_query(request)

        def plan(dataset: Dataset) -> Plan:
            rows = self.page(dataset, where, scope)
            values = self.page(dataset, query, scope)
            return attrs.evolve(values, where=AllOf((values.where, rows.where)))

        return property_discovery.plan_views(request, plan)


def _check(request: Document, checker: Checker) -> None:
    """Validate a request of discovery without its filter, which depends on the view."""
    rest = {name: value for name, value in request.items() if name != "where"}
    if issues := checker.issues(rest):
        raise Unprocessable.of(issues)
