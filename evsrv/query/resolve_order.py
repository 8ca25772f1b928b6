"""The order of rows: names resolved and ties broken, so that paging is stable."""

from collections.abc import Mapping, Sequence
from functools import cache

from attrs import field, frozen

from evsrv.core.datasets import Dataset
from evsrv.core.errors import clip
from evsrv.core.fields import Kind
from evsrv.core.scope import Scope
from evsrv.query import ast
from evsrv.query.column_names import COMPARED, parse_path, without_alias
from evsrv.query.columns import Column
from evsrv.query.hints import group_form, needs_compare, path_refusal, unknown_column
from evsrv.query.plan import Ordering
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference
from evsrv.query.resolve_columns import ResultColumns
from evsrv.query.resolve_values import aggregation_names


def resolve_order(
    context: QueryContext, columns: ResultColumns, scope: Scope
) -> tuple[Ordering, ...]:
    """Resolve the columns in `orderBy` and add tie breakers that make the order complete."""
    wanted: dict[Column, Ordering] = {}
    if context.query.order_by:
        resolver = _OrderResolver(context, columns)
        for index, order in enumerate(context.query.order_by):
            if column := resolver.resolve(order, f"/orderBy/{index}"):
                wanted.setdefault(column, Ordering(column, order.direction == "desc"))
    for tie in _ties(columns, scope, context.dataset):
        wanted.setdefault(tie.by, tie)
    return tuple(wanted.values())


@cache
def newest_first(dataset: Dataset) -> tuple[Ordering, ...]:
    """Return the order of raw rows within a project."""
    return (
        Ordering(Reference(dataset.time_field), descending=True),
        Ordering(Reference(dataset.fields["id"]), descending=False),
    )


def _ties(columns: ResultColumns, scope: Scope, dataset: Dataset) -> Sequence[Ordering]:
    if columns.groups is not None:
        return [Ordering(key, descending=False) for key in columns.groups]
    newest = newest_first(dataset)
    if scope.project_id is not None:
        return newest
    # Two projects of an organization may have rows of one id.
    return (*newest, Ordering(Reference(dataset.fields["projectId"]), descending=False))


@frozen
class _OrderResolver:
    _context: QueryContext
    _columns: ResultColumns
    _named: Mapping[str, Column] = field(init=False)
    """The columns to sort by, except aggregations that are not selected."""

    @_named.default
    def _name_columns(self) -> Mapping[str, Column]:
        columns = (*self._columns.projection, *(self._columns.groups or ()))
        named: dict[str, Column] = {column.name: column for column in columns}
        if self._is_grouped:
            return named
        # Rows are sorted by a value, and its name does not matter.
        fields = {name: Reference(source) for name, source in self._context.fields.items()}
        return fields | {
            name: without_alias(column)
            for name, column in named.items()
            if isinstance(column, Reference)
        }

    @property
    def _is_grouped(self) -> bool:
        return self._columns.groups is not None

    def resolve(self, order: ast.Order, at: str) -> Column | None:
        if order.path:
            return self._resolve_path(order, at)
        name = order.field
        column = self._named.get(name) or (
            self._columns.names.find_value(name)
            if self._is_grouped
            else parse_path(name, self._context.dataset)
        )
        if column is None:
            self._context.issues.add(self._refusal(name), at, "field")
        return column

    def _refusal(self, name: str) -> str:
        if absence := self._context.vocabulary.absences.get(("field", name)):
            return absence
        names = self._columns.names
        if own_name := names.own_name(name):
            return f"the name of the column is {own_name!r}, not {clip(name)}"
        if name.startswith(COMPARED) and names.find_value(name.removeprefix(COMPARED)):
            return needs_compare(name)
        return unknown_column(
            name,
            tuple(self._named),
            tuple(aggregation_names(self._context)) if self._is_grouped else (),
            self._context.dataset,
            grouped=self._is_grouped,
        )

    def _resolve_path(self, order: ast.Order, at: str) -> Column | None:
        dataset, issues = self._context.dataset, self._context.issues
        source = dataset.fields.get(order.field)
        if self._is_grouped and source is None:
            value = self._columns.names.find_value(order.field, order.path)
            if value is not None:
                return value
        if source is None or source.kind is not Kind.DOCUMENT:
            issues.add(path_refusal(dataset, order.field), at, "path")
            return None
        reference = Reference(source, order.path)
        if not self._is_grouped:
            return reference
        if key := self._columns.names.find_key(reference):
            return key
        if own_name := self._columns.names.own_name(reference.name):
            issues.add(f"the name of the column is {own_name!r}; sort by that", at)
        else:
            group = group_form(order.field, order.path)
            issues.add(f"not a column of the result; add {group} to groupBy", at)
        return None
