"""The SQL of a plan's columns: in the projection, as group keys, and in ORDER BY."""

from abc import ABC, abstractmethod
from typing import Self

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation, Bucket, Column, GroupKey
from evsrv.query.plan import JsonValues, Ordering, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601
from evsrv.sqlite.compiler.time_buckets import render_bucket_key, render_bucket_start
from evsrv.sqlite.compiler.values import value_of

_PLAIN = Kind.TIME | Kind.NUMBER
"""The kinds whose values are grouped and sorted by as they are in the row."""

_AFTER_NUMBERS = Sql("':'")
"""A text that is greater than any that begins as a number. Most other texts are greater still, and
so are read as no number without a call of a function."""


@frozen
class ColumnSql(ABC):
    """The SQL of columns over some table."""

    json_values: JsonValues

    @abstractmethod
    def key(self, key: GroupKey) -> Sql:
        """Render a group key: the projection, or the value that it is made from."""

    @abstractmethod
    def aggregate(self, aggregation: Aggregation) -> Sql:
        """Render an aggregate of a group."""

    @abstractmethod
    def text(self, column: Reference) -> Sql:
        """Render the text of a value in results."""

    @abstractmethod
    def number(self, column: Reference) -> Sql:
        """Render the number of a value at a path, as aggregations read it."""

    @abstractmethod
    def is_null(self, column: Reference) -> Sql:
        """Render the condition that a value is null."""

    def projection(self, column: Column) -> Sql:
        """Render a column of the rows."""
        match column:
            case Aggregation():
                return self.aggregate(column)
            case Bucket():
                return render_iso_8601(render_bucket_start(column.unit, self.key(column)))
        key = self.key(column)
        return render_iso_8601(key) if column.kind is Kind.TIME else key

    def sort_keys(self, ordering: Ordering) -> list[Sql]:
        """Render the terms of ORDER BY; nulls come last in both directions."""
        column = ordering.by
        if isinstance(column, Reference) and column.kind is Kind.PATH:
            return self._sort_keys_of_path(column, descending=ordering.descending)
        key = self.aggregate(column) if isinstance(column, Aggregation) else self.key(column)
        if ordering.descending:
            return [sql("{} DESC", key)]
        return [sql("{} NULLS LAST", key) if column.nullable else key]

    def _sort_keys_of_path(self, column: Reference, *, descending: bool) -> list[Sql]:
        """Render the terms for numbers by value, then other values by text, or the reverse."""
        number = self.number(column)
        keys = [number, self.text(column)]
        if self.is_native(column):
            # Values of several types with one text are several groups.
            keys.append(self.key(column))
        if not descending:
            return [sql("{} NULLS LAST", key) for key in keys]
        reverse = [sql("{} DESC", key) for key in keys[1:]]
        return [self.is_null(column), sql("{} DESC NULLS FIRST", number), *reverse]

    def is_native(self, column: Reference) -> bool:
        """Return whether rows have a column's values as JSON, not as text."""
        return column.kind is Kind.PATH and self.json_values == "native"


@frozen
class RowColumns(ColumnSql):
    """The SQL of columns over the table of a dataset, as `e`."""

    context: CompileContext

    def key(self, key: GroupKey) -> Sql:
        """Render the value of a column."""
        if isinstance(key, Bucket):
            instant = value_of(key.reference, self.context).instant
            return sql("({})", render_bucket_key(key.unit, instant))
        value = value_of(key, self.context)
        if key.kind in _PLAIN:
            return value.plain
        return value.json if self.is_native(key) else value.text

    def aggregate(self, aggregation: Aggregation) -> Sql:
        """Render a call of the aggregate's functions."""
        if aggregation.reference is not None:
            return aggregation.aggregate.render(value_of(aggregation.reference, self.context))
        if aggregation.aggregate.without_field is None:
            raise AssertionError(f"{aggregation.name} was planned without the field that it needs")
        return aggregation.aggregate.without_field

    def text(self, column: Reference) -> Sql:
        """Render the text part of the value."""
        return value_of(column, self.context).text

    def number(self, column: Reference) -> Sql:
        """Render the number part of the value."""
        value = value_of(column, self.context)
        return sql("CASE WHEN {} < {} THEN {} END", value.plain, _AFTER_NUMBERS, value.number)

    def is_null(self, column: Reference) -> Sql:
        """Render the test of the value."""
        return value_of(column, self.context).is_null


@frozen
class GroupColumns(ColumnSql):
    """The SQL of columns over the table `grouped`, which has a row for each group."""

    keys: tuple[GroupKey, ...]
    aggregations: tuple[Aggregation, ...]
    """The aggregates in the projection and in ORDER BY."""

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Collect the group keys and aggregations of a plan."""
        columns = (*plan.columns, *(ordering.by for ordering in plan.order))
        aggregations = dict.fromkeys(one for one in columns if isinstance(one, Aggregation))
        return cls(plan.json_values, plan.groups or (), tuple(aggregations))

    @property
    def names(self) -> list[Sql]:
        """The columns of `grouped`: the group keys, then the aggregates."""
        return [*map(self.key, self.keys), *map(self.aggregate, self.aggregations)]

    def key(self, key: GroupKey) -> Sql:
        """Return the name of a group key."""
        return Sql(f"key_{self.keys.index(key) + 1}")

    def aggregate(self, aggregation: Aggregation) -> Sql:
        """Return the name of an aggregate."""
        return Sql(f"aggregate_{self.aggregations.index(aggregation) + 1}")

    def text(self, column: Reference) -> Sql:
        """Render the text of a group key."""
        key = self.key(column)
        if not self.is_native(column):
            return key
        return sql("CASE json_type({}) WHEN 'text' THEN {} ->> '$' ELSE {} END", *[key] * 3)

    def number(self, column: Reference) -> Sql:
        """Render the number of a group key."""
        key = self.key(column)
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
            " WHEN {} GLOB '*[0-9]e[-+0-9]*' AND {} IN (SELECT text FROM {})"
            " THEN json_extract({}, '$') END) END",
            *[key, _AFTER_NUMBERS, key],
            *[key, key, self.reals(column)],
            key,
        )

    def is_null(self, column: Reference) -> Sql:
        """Render the test of a group key."""
        return sql("{} IS NULL", self.key(column))

    def reals(self, column: Reference) -> Sql:
        """Return the name of the table with the texts of the doubles at a path."""
        return Sql(f"reals_{self.keys.index(column) + 1}")
