"""From JSON bodies to plans."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from attrs import Factory, frozen

from evsrv.core import timestamps
from evsrv.core.datasets import Dataset
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import property_discovery
from evsrv.query.plan import Plan
from evsrv.query.planner import Planner
from evsrv.query.point_lookup import planner_of_other_ids, sought_id
from evsrv.query.predicate import AllOf
from evsrv.query.reader import QueryReader
from evsrv.query.schema import Checker, Schemas

Document = Mapping[str, Any]
"""A parsed JSON object."""


_MAX_LOOKUPS = 1_000
"""Scopes whose plan of a lookup is known; then they are forgotten, and planned again."""


@frozen(eq=False)
class QueryFrontend:
    """Checks requests and makes plans of them. It is pure, and needs no database."""

    _reader: QueryReader
    _planner: Planner
    _property_keys: Checker
    _property_values: Checker
    _lookups: dict[tuple[Dataset, Scope], Callable[[str], Plan]] = Factory(dict)
    """Functions that plan the lookup of a row by its id, which is always the same plan but for
    the id; to check and plan it again takes an eighth of the whole request."""

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
    def page(self, dataset: Dataset, query: Document, scope: Scope, now: int | None = None) -> Plan:
        """Plan a page of a query over a dataset that reached the server at `now`.

        Without `now` it does so at the present time.
        """
        id_ = sought_id(query)
        if id_ is None:
            return self._plan(self._planner, dataset, query, scope, now)
        if (plan_lookup := self._lookups.get((dataset, scope))) is not None:
            return plan_lookup(id_)
        plan = self._plan(self._planner, dataset, query, scope, now)
        if len(self._lookups) >= _MAX_LOOKUPS:
            self._lookups.clear()
        if (plan_lookup := planner_of_other_ids(plan)) is not None:
            self._lookups[dataset, scope] = plan_lookup
        return plan

    @stage("compile")
    def all_rows(
        self, dataset: Dataset, query: Document, scope: Scope, now: int | None = None
    ) -> Plan:
        """Plan all rows of a query over a dataset, or those up to its limit."""
        return self._plan(self._planner.for_all_rows(), dataset, query, scope, now)

    @stage("compile")
    def property_keys(self, request: Document, scope: Scope, now: int) -> list[Plan]:
        """Plan the rows whose keys are requested, of each view that has any."""
        _check(request, self._property_keys)
        rows = property_discovery.rows_query(request)
        return property_discovery.plan_views(
            request, lambda dataset: self.page(dataset, rows, scope, now)
        )

    @stage("compile")
    def property_values(self, request: Document, scope: Scope, now: int) -> list[Plan]:
        """Plan the requested values, with how many rows have each, of each view that has any."""
        _check(request, self._property_values)
        query = property_discovery.values_query(request)
        rows_query = property_discovery.rows_query(request)

        def plan(dataset: Dataset) -> Plan:
            rows = self.page(dataset, rows_query, scope, now)
            values = self.page(dataset, query, scope, now)
            prefix = property_discovery.prefix_filter(request, dataset)
            where = AllOf((values.where, rows.where, prefix))
            return attrs.evolve(values, where=where, zone=rows.zone, range=rows.range)

        return property_discovery.plan_views(request, plan)

    def _plan(
        self,
        planner: Planner,
        dataset: Dataset,
        query: Document,
        scope: Scope,
        now: int | None,
    ) -> Plan:
        now = timestamps.now() if now is None else now
        return planner.plan(self._reader.read(query, dataset), scope, dataset, now)


def _check(request: Document, checker: Checker) -> None:
    """Validate a request of discovery without its filter, which depends on the view."""
    rest = {name: value for name, value in request.items() if name != "where"}
    if issues := checker.issues(rest):
        raise Unprocessable.of(issues)
