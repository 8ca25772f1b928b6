"""The columns of a query's result, and its group keys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import attrs
from attrs import Factory, define, frozen

from evsrv.query import ast
from evsrv.query.column_name_rules import check_aliases, reject_shared_names
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import (
    Aggregation,
    Bucket,
    Column,
    ComparedStart,
    Formula,
    GroupKey,
    NumericBucket,
    Rank,
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
    if not query.select and not query.group_by:
        return ResultColumns(whole_fields(context.dataset), None, ColumnNames(context))
    if query.group_by or not all(isinstance(one, ast.FieldSelection) for one in query.select):
        return _Grouping(context, ColumnNames(context)).resolve()
    columns = [
        _resolve_field(context, selection, f"/select/{index}")
        for index, selection in enumerate(query.select)
        if isinstance(selection, ast.FieldSelection)
    ]
    _check_names(context, columns, ())
    return ResultColumns(tuple(dict.fromkeys(columns)), None, ColumnNames(context))


@define
class _Grouping:
    """Resolves the columns of a query whose rows are groups."""

    _context: QueryContext
    _names: ColumnNames
    _columns: list[Column | None] = Factory(list)
    """By their index in `select`; None as long as a column is not resolved."""
    _fields: dict[int, Reference] = Factory(dict)
    _computed: dict[int, Callable[[], Formula | Rank]] = Factory(dict)
    """Formulas and ranks: they are resolved over the columns that are named by then."""
    _has_windows: bool = False

    def resolve(self) -> ResultColumns:
        for index, selection in enumerate(self._context.query.select):
            self._columns.append(self._resolve(index, selection))
        groups = resolve_groups(self._context, self._names, self._fields.values())
        keys = self._resolve_keys(groups)
        if self._fields:
            self._check_fields(groups)
        if self._has_windows:
            for index, windowed in resolve_windows(self._context, self._names).items():
                self._columns[index] = windowed
                self._names.add(windowed)
        for index, resolve_computed in self._computed.items():
            value = resolve_computed()
            # If equal columns were two objects, to compare formulas of formulas of them would take
            # time exponential in their number.
            if value != (earlier := self._names.values.get(value.name)):
                self._names.add(value)
            else:
                value = earlier
            self._columns[index] = value
        columns = [column for column in self._columns if column is not None]
        _check_names(self._context, columns, groups)
        return ResultColumns(self._project(columns, groups), keys, self._names)

    def _resolve(self, index: int, selection: ast.Selection) -> Column | None:
        """Resolve what is selected, unless it is computed from other columns."""
        context, at = self._context, f"/select/{index}"
        match selection:
            case ast.AggregationSelection():
                aggregation = resolve_aggregation(context, selection, at)
                self._names.add(aggregation)
                self._has_windows |= aggregation.window is not None
                return aggregation
            case ast.TimeSelection():
                return resolve_time_bucket(context, selection, at)
            case ast.FieldSelection():
                reference = _resolve_field(context, selection, at)
                self._fields[index] = reference
                return reference
            case ast.BucketSelection():
                return resolve_numeric_bucket(context, selection, at)
            case ast.FormulaSelection():
                self._computed[index] = partial(
                    resolve_formula, context, self._names, selection, at
                )
            case ast.RankSelection():
                self._computed[index] = partial(resolve_rank, context, self._names, selection, at)
        return None

    def _resolve_keys(self, groups: Sequence[ResolvedGroup]) -> tuple[GroupKey, ...]:
        """Return the group keys: buckets as they are selected, then those of `groupBy`."""
        buckets = (one for one in self._columns if isinstance(one, Bucket | NumericBucket))
        keys: dict[GroupKey, None] = dict.fromkeys(buckets)
        for group in groups:
            keys.update(dict.fromkeys(group.keys))
        self._names.add(*keys)
        return tuple(keys)

    def _check_fields(self, groups: Sequence[ResolvedGroup]) -> None:
        """Put each selected field's group key in its place; add an issue if it has none."""
        keys = {
            key.reference if isinstance(key, TopValues) else key: key
            for group in groups
            for key in group.keys
        }
        for index, field in self._fields.items():
            if (key := keys.get(field)) is None:
                self._context.issues.add(
                    f"{field.name!r} must be in groupBy, as the query groups"
                    f" {self._context.dataset.name}",
                    f"/select/{index}",
                )
            elif isinstance(key, TopValues):
                self._columns[index] = key

    def _project(
        self, selected: Sequence[Column], groups: Sequence[ResolvedGroup]
    ) -> tuple[Column, ...]:
        """Return the columns of a row: group keys that are not selected precede all values."""
        columns = list(dict.fromkeys(selected))
        unselected = dict.fromkeys(
            key for group in groups if group.is_shown for key in group.keys if key not in columns
        )
        if unselected:
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
