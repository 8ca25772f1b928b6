"""The SQL of columns over a table of groups."""

from typing import Self, TypeGuard

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.columns import (
    Aggregation,
    Bucket,
    Column,
    ComparedStart,
    Formula,
    GroupKey,
    Rank,
    TopValues,
)
from evsrv.query.plan import Ordering, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.columns import AFTER_NUMBERS, ColumnSql, PathColumn, reference_of
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601, render_local_time
from evsrv.sqlite.compiler.plan_parts import computed_columns, time_bucket
from evsrv.sqlite.compiler.time_buckets import (
    is_arithmetic,
    render_bucket_start,
)

_EXPONENT = Sql("'*[0-9]e[-+0-9]*'")
"""A pattern of all numbers with an exponent, and of some other texts."""


@frozen
class GroupColumns(ColumnSql):
    """The SQL of columns over a table that has a row for each group."""

    keys: tuple[GroupKey, ...]
    computed: tuple[Aggregation | Formula | Rank, ...]
    """The aggregations, formulas and ranks in the projection and in the other clauses."""
    buckets_with_start: tuple[Bucket, ...] = ()
    """The keys that are the start of a bucket in every calendar."""

    @classmethod
    def from_plan(cls, plan: Plan, *, has_bounds: bool = False) -> Self:
        """Collect the group keys and computed columns of a plan.

        `has_bounds` says that the bucket of the time field is read from a table of bounds.
        """
        bucket = time_bucket(plan) if has_bounds else None
        buckets = () if bucket is None else (bucket,)
        return cls(plan.json_values, plan.groups or (), computed_columns(plan), buckets)

    @property
    def aggregations(self) -> tuple[Aggregation, ...]:
        """The aggregations among the computed columns."""
        return tuple(one for one in self.computed if isinstance(one, Aggregation))

    @property
    def key_names(self) -> list[Sql]:
        """The columns that identify a group."""
        return [name for key in self.keys for name in self.names_of_key(key)]

    @property
    def names(self) -> list[Sql]:
        """The columns of a table of groups: the group keys, then the aggregates."""
        return [*self.key_names, *map(self.value, self.aggregations)]

    def names_of_key(self, key: GroupKey) -> list[Sql]:
        """Return the columns of one group key."""
        value = self.value(key)
        return [value, self._is_other(key)] if isinstance(key, TopValues) else [value]

    def value(self, column: Column) -> Sql:
        """Return the name of a column."""
        match column:
            case Aggregation():
                return Sql(f"aggregate_{self.aggregations.index(column) + 1}")
            case Formula() | Rank():
                return Sql(f"computed_{self.computed.index(column) + 1}")
            case ComparedStart():
                return Sql("compared_start")
        return Sql(f"key_{self.keys.index(column) + 1}")

    def start(self, bucket: Bucket) -> Sql:
        """Render the start of the bucket that a group key is."""
        key = self.value(bucket)
        if bucket in self.buckets_with_start or not is_arithmetic(bucket):
            return key
        return render_bucket_start(bucket.unit, key)

    def projection(self, column: Column) -> Sql:
        """Render a column of the rows."""
        match column:
            case Bucket():
                return render_local_time(self.start(column), column.calendar.zone)
            case ComparedStart():
                return render_local_time(self.value(column), column.bucket.calendar.zone)
            case TopValues() if column.reference.kind is Kind.TIME:
                value = self.value(column)
                return sql(
                    "CASE WHEN {} THEN {} ELSE {} END",
                    self._is_other(column),
                    value,
                    render_iso_8601(value),
                )
        return super().projection(column)

    def sort_keys(self, ordering: Ordering) -> list[Sql]:
        """Render the terms of ORDER BY; all other values come after the top values."""
        keys = super().sort_keys(ordering)
        column = ordering.by
        if isinstance(column, TopValues) and column.other is not None:
            return [self._is_other(column), *keys]
        return keys

    def text(self, column: PathColumn) -> Sql:
        """Render the text of a group key."""
        key = self.value(column)
        if not self.is_native(column):
            return key
        return sql("CASE json_type({}) WHEN 'text' THEN {} ->> '$' ELSE {} END", *[key] * 3)

    def number(self, column: PathColumn) -> Sql:
        """Render the number of a group key."""
        key = self.value(column)
        if self.is_native(column):
            return sql(
                "CASE json_type({}) WHEN 'integer' THEN {} ->> '$' WHEN 'real' THEN {} ->> '$'"
                " WHEN 'text' THEN evsrv_number({} ->> '$') END",
                *[key] * 4,
            )
        # Of the numbers only doubles with an exponent are no plain decimals. Such a text may also
        # come from strings, which only the rows tell; the subquery runs at most once.
        return sql(
            "CASE WHEN {} < {} THEN coalesce(evsrv_number({}), CASE"
            " WHEN {} GLOB {} AND {} IN (SELECT text FROM {})"
            " THEN json_extract({}, '$') END) END",
            *[key, AFTER_NUMBERS, key],
            *[key, _EXPONENT, key, self.reals(column)],
            key,
        )

    def is_null(self, column: PathColumn) -> Sql:
        """Render the test of a group key."""
        return sql("{} IS NULL", self.value(column))

    def reals(self, column: PathColumn) -> Sql:
        """Return the name of the table with the texts of the doubles at a path."""
        return Sql(f"reals_{self.keys.index(column) + 1}")

    def needs_reals(self, key: GroupKey) -> TypeGuard[PathColumn]:
        """Return whether `number` of a key reads its table of doubles."""
        return (
            isinstance(key, Reference | TopValues)
            and reference_of(key).kind is Kind.PATH
            and not self.is_native(key)
        )

    def _is_other(self, key: TopValues) -> Sql:
        return Sql(f"other_{self.keys.index(key) + 1}")


def select_text_with_exponent(column: Sql, table: Sql) -> Sql:
    """Render a query for any text in a column that `GroupColumns.number` looks up."""
    return sql(
        "SELECT 1 FROM {} WHERE {} < {} AND {} GLOB {} LIMIT 1",
        *(table, column, AFTER_NUMBERS),
        *(column, _EXPONENT),
    )
