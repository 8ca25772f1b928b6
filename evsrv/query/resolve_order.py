"""The order of rows: names resolved and ties broken, so that paging is stable."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from attrs import field, frozen

from evsrv.core.datasets import Dataset
from evsrv.core.fields import Kind
from evsrv.core.limits import MAX_PATH_PARTS
from evsrv.core.scope import Scope
from evsrv.plugin.dataset_fields import AnyField
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.columns import Aggregation, Column
from evsrv.query.hints import group_form, path_refusal, unknown_column
from evsrv.query.issues import Issues
from evsrv.query.plan import Ordering
from evsrv.query.reference import Reference
from evsrv.query.resolve_columns import ResultColumns


def resolve_order(
    orders: Sequence[ast.Order],
    columns: ResultColumns,
    scope: Scope,
    dataset: Dataset,
    vocabulary: Vocabulary,
    issues: Issues,
) -> tuple[Ordering, ...]:
    """Resolve the columns in `orderBy` and add tie breakers that make the order complete."""
    resolver = _OrderResolver(columns, dataset, vocabulary, issues)
    wanted: dict[Column, Ordering] = {}
    for index, order in enumerate(orders):
        if column := resolver.resolve(order, f"/orderBy/{index}"):
            wanted.setdefault(column, Ordering(column, order.direction == "desc"))
    for tie in _ties(columns, scope, dataset):
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
    _columns: ResultColumns
    _dataset: Dataset
    _vocabulary: Vocabulary
    _issues: Issues
    _named: Mapping[str, Column] = field(init=False)
    """The columns to sort by, except aggregations that are not selected."""

    @_named.default
    def _name_columns(self) -> Mapping[str, Column]:
        fields = () if self._is_grouped else tuple(map(Reference, self._fields.values()))
        columns = (*fields, *self._columns.projection, *(self._columns.groups or ()))
        return {column.name: column for column in columns}

    @property
    def _is_grouped(self) -> bool:
        return self._columns.groups is not None

    @property
    def _fields(self) -> Mapping[str, AnyField]:
        return self._vocabulary.fields_of(self._dataset)

    def resolve(self, order: ast.Order, at: str) -> Column | None:
        if order.path:
            return self._resolve_path(order, at)
        column = self._named.get(order.field) or (
            self._aggregation(order.field) if self._is_grouped else self._path(order.field)
        )
        if column is None:
            known = self._aggregation_names() if self._is_grouped else ()
            message = unknown_column(
                order.field,
                tuple(self._named),
                tuple(known),
                self._dataset,
                grouped=self._is_grouped,
            )
            self._issues.add(message, at, "field")
        return column

    def _resolve_path(self, order: ast.Order, at: str) -> Column | None:
        field = self._fields.get(order.field)
        if self._is_grouped and field is None:
            aggregation = self._aggregation(order.field, order.path)
            if aggregation is not None:
                return aggregation
        if field is None or field.kind is not Kind.DOCUMENT:
            self._issues.add(path_refusal(self._dataset, order.field), at, "path")
            return None
        reference = Reference(field, order.path)
        if self._columns.groups is not None and reference not in self._columns.groups:
            group = group_form(order.field, order.path)
            self._issues.add(f"not a column of the result; add {group} to groupBy", at)
            return None
        return reference

    def _path(self, name: str) -> Reference | None:
        """Parse `properties.plan` as a path; only a selected column can have dots in its keys."""
        first, *path = name.split(".")
        field = self._fields.get(first)
        if field is not None and field.kind is Kind.DOCUMENT and len(path) <= MAX_PATH_PARTS:
            return Reference(field, tuple(path))
        return None

    def _aggregation(self, name: str, path: ast.Path = ()) -> Aggregation | None:
        """Parse `count`, `count_id` or `sum_properties.cost`, selected or not."""
        term, _, of = name.partition("_")
        aggregate = self._vocabulary.aggregates.get(term)
        if aggregate is None:
            return None
        if term == name:
            has_rows = aggregate.without_field is not None and not path
            return Aggregation(aggregate, None) if has_rows else None
        field = self._fields.get(of)
        reference = self._path(of) if field is None else Reference(field, path)
        if reference is None or reference.kind not in aggregate.takes:
            return None
        if path and reference.field.kind is not Kind.DOCUMENT:
            return None
        return Aggregation(aggregate, reference)

    def _aggregation_names(self) -> Iterable[str]:
        for name, aggregate in self._vocabulary.aggregates.items():
            if aggregate.without_field is not None:
                yield name
            yield from (f"{name}_{field}" for field in self._fields)
