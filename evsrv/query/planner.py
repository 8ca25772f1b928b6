"""From the AST to the Plan. Every error in the meaning of a query is found here."""

from collections.abc import Mapping

import attrs
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.scope import Scope
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.issues import Issues
from evsrv.query.plan import ALL_ROWS, Plan
from evsrv.query.predicate import AllOf
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_columns import resolve_columns
from evsrv.query.resolve_filters import FilterResolver
from evsrv.query.resolve_having import resolve_having
from evsrv.query.resolve_order import resolve_order
from evsrv.query.resolve_ranges import resolve_ranges
from evsrv.query.schema import Schemas
from evsrv.query.time_frame import resolve_time


@frozen
class Planner:
    """Plans queries over one vocabulary, with one server's page sizes."""

    _vocabulary: Vocabulary
    _filters: Mapping[Dataset, FilterResolver]
    _page_size: int
    _max_page_size: int

    @classmethod
    def from_vocabulary(
        cls, vocabulary: Vocabulary, schemas: Schemas, *, page_size: int, max_page_size: int
    ) -> "Planner":
        """Return a planner; `page_size` is the limit of a query without one."""
        filters = FilterResolver.by_dataset(vocabulary, schemas)
        return cls(vocabulary, filters, page_size, max_page_size)

    def for_all_rows(self) -> "Planner":
        """Return a planner of the same vocabulary without limits on the page size."""
        return attrs.evolve(self, page_size=ALL_ROWS, max_page_size=ALL_ROWS)

    def plan(self, query: ast.Query, scope: Scope, dataset: Dataset, now: int) -> Plan:
        """Resolve a query of a dataset that reached the server at `now`.

        Raises `Unprocessable` with all issues of it.
        """
        issues = Issues()
        context = QueryContext(
            query,
            dataset,
            self._vocabulary,
            self._filters[dataset],
            resolve_time(query, now, issues),
            issues,
        )
        columns = resolve_columns(context)
        ranges = resolve_ranges(context, columns)
        having = None
        if query.having is not None and columns.groups is not None:
            having = resolve_having(context, columns.names, query.having)
        order = resolve_order(context, columns, scope)
        where = AllOf() if query.where is None else context.resolve_filter(query.where, "/where")
        limit = self._page_size if query.limit is None else query.limit
        if limit > self._max_page_size:
            issues.add(f"must be {self._max_page_size} or less, not {limit}", "/limit")
        issues.raise_if_any()
        return Plan(
            dataset=dataset,
            scope=scope,
            columns=columns.projection,
            groups=columns.groups,
            where=where,
            zone=context.time_frame.calendar.zone,
            range=ranges.range,
            compared_range=ranges.compared,
            fill=ranges.fill,
            having=having,
            order=order,
            limit=limit,
            offset=query.offset,
            json_values=query.json_values,
            has_meta=query.meta,
        )
