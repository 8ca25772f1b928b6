"""The columns of a query's result, and its group keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
from attrs import Factory, frozen

from evsrv.query import ast
from evsrv.query.column_name_rules import check_aliases, reject_shared_names
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import (
    Aggregation,
    Bucket,
    Column,
    ComparedStart,
    GroupKey,
    NumericBucket,
    ResultValue,
    TopValues,
)
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference, whole_fields
from evsrv.query.resolve_aggregations import resolve_aggregation, resolve_windows
from evsrv.query.resolve_buckets import resolve_numeric_bucket, resolve_time_bucket
from evsrv.query.resolve_formulas import resolve_formula
from evsrv.query.resolve_groups import ResolvedGroup, resolve_groups
from evsrv.query.resolve_ranks import resolve_rank
from evsrv.query.resolve_references import resolve_reference


@frozen
class ResultColumns:
    """The columns of a result, and its group keys (None for a raw query)."""

    projection: tuple[Column, ...]
    groups: tuple[GroupKey, ...] | None
    names: ColumnNames
    """Of the columns of a grouped query; empty for a raw one."""


def resolve_columns(context: QueryContext) -> ResultColumns:
    """Resolve the names in `select` and `groupBy` to the columns of a row."""
    query = context.query
    if query.group_by or not all(isinstance(one, ast.FieldSelection) for one in query.select):
        return _Grouping(context, ColumnNames(context)).resolve()
    columns = [
        _resolve_field(context, selection, f"/select/{index}")
        for index, selection in enumerate(query.select)
        if isinstance(selection, ast.FieldSelection)
    ]
    _check_names(context, columns, ())
    projection = tuple(dict.fromkeys(columns)) or whole_fields(context.dataset)
    return ResultColumns(projection, None, ColumnNames(context))


@frozen
class _Grouping:
    """Resolves the columns of a query whose rows are groups."""

    _context: QueryContext
    _names: ColumnNames
    _columns: dict[int, Column] = Factory(dict)
    """By their index in `select`."""

    def resolve(self) -> ResultColumns:
        self._resolve_selected()
        fields = {i: one for i, one in self._columns.items() if isinstance(one, Reference)}
        groups = resolve_groups(self._context, self._names, tuple(fields.values()))
        keys = self._resolve_keys(groups)
        self._check_fields(fields, groups)
        for index, windowed in resolve_windows(self._context, self._names).items():
            self._columns[index] = windowed
            self._names.add_value(windowed)
        self._resolve_computed()
        columns = [self._columns[index] for index in range(len(self._context.query.select))]
        _check_names(self._context, columns, groups)
        return ResultColumns(self._project(columns, groups), keys, self._names)

    def _resolve_selected(self) -> None:
        """Resolve what is selected, except what is computed from other columns."""
        context = self._context
        for index, selection in enumerate(context.query.select):
            at = f"/select/{index}"
            match selection:
                case ast.FieldSelection():
                    self._columns[index] = _resolve_field(context, selection, at)
                case ast.TimeSelection():
                    self._columns[index] = resolve_time_bucket(context, selection, at)
                case ast.BucketSelection():
                    self._columns[index] = resolve_numeric_bucket(context, selection, at)
                case ast.AggregationSelection():
                    aggregation = resolve_aggregation(context, selection, at)
                    self._columns[index] = aggregation
                    self._names.add_value(aggregation)

    def _resolve_keys(self, groups: Sequence[ResolvedGroup]) -> tuple[GroupKey, ...]:
        """Return the group keys: buckets as they are selected, then those of `groupBy`."""
        columns = self._columns.values()
        keys: dict[GroupKey, None] = dict.fromkeys(
            column for column in columns if isinstance(column, Bucket | NumericBucket)
        )
        keys.update(dict.fromkeys(key for group in groups for key in group.keys))
        for key in keys:
            self._names.add_key(key)
        return tuple(keys)

    def _check_fields(
        self, fields: Mapping[int, Reference], groups: Sequence[ResolvedGroup]
    ) -> None:
        """Put each selected field's group key in its place; add an issue if it has none."""
        keys = {
            key.reference if isinstance(key, TopValues) else key: key
            for group in groups
            for key in group.keys
        }
        for index, field in fields.items():
            if (key := keys.get(field)) is None:
                self._context.issues.add(
                    f"{field.name!r} must be in groupBy, as the query groups"
                    f" {self._context.dataset.name}",
                    f"/select/{index}",
                )
            elif isinstance(key, TopValues):
                self._columns[index] = key

    def _resolve_computed(self) -> None:
        """Resolve formulas and ranks, each over the columns before it."""
        for index, selection in enumerate(self._context.query.select):
            at = f"/select/{index}"
            match selection:
                case ast.FormulaSelection():
                    value: ResultValue = resolve_formula(self._context, self._names, selection, at)
                case ast.RankSelection():
                    value = resolve_rank(self._context, self._names, selection, at)
                case _:
                    continue
            self._columns[index] = value
            self._names.add_value(value)

    def _project(
        self, selected: Sequence[Column], groups: Sequence[ResolvedGroup]
    ) -> tuple[Column, ...]:
        """Return the columns of a row: group keys that are not selected precede all values."""
        columns = list(dict.fromkeys(selected))
        unselected = dict.fromkeys(
            key for group in groups if group.is_shown for key in group.keys if key not in columns
        )
        values = (i for i, column in enumerate(columns) if isinstance(column, ResultValue))
        first_value = next(values, len(columns))
        columns[first_value:first_value] = unselected
        return tuple(self._with_compared(columns) if self._context.is_compared else columns)

    def _with_compared(self, columns: Iterable[Column]) -> Iterator[Column]:
        """Yield columns, each followed by the one of the compared range."""
        time_field = Reference(self._context.dataset.time_field)
        for column in columns:
            yield column
            if isinstance(column, Aggregation):
                yield attrs.evolve(column, compared=True)
            elif isinstance(column, Bucket) and column.reference == time_field:
                yield ComparedStart(column)


def _resolve_field(context: QueryContext, selection: ast.FieldSelection, at: str) -> Reference:
    reference = resolve_reference(
        context, selection.field, selection.path, at, apply=selection.apply, alias=selection.alias
    )
    return reference if selection.mode == "unpack" else attrs.evolve(reference, mode="json")


def _check_names(
    context: QueryContext, selected: Sequence[Column], groups: Iterable[ResolvedGroup]
) -> None:
    placed = [(column, f"/select/{index}") for index, column in enumerate(selected)]
    reject_shared_names(
        [*placed, *((key, group.at) for group in groups for key in group.keys)], context.issues
    )
    check_aliases(context, placed)
