"""The SQL of a plan's columns: in the projection, as group keys, and in ORDER BY."""

from abc import ABC, abstractmethod
from typing import Self

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.plan import (
    Aggregation,
    Bucket,
    Column,
    GroupKey,
    JsonValues,
    Ordering,
    Plan,
    Reference,
)
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601
from evsrv.sqlite.compiler.time_buckets import render_bucket_key, render_bucket_start
from evsrv.sqlite.compiler.values import value_of


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
        keys = [self.aggregate(column) if isinstance(column, Aggregation) else self.key(column)]
        if isinstance(column, Reference) and self.is_native(column):
            # By text, as in the other mode; values of several types with one text are several
            # groups.
            keys.insert(0, self.text(column))
        if ordering.descending:
            return [sql("{} DESC", key) for key in keys]
        return [sql("{} NULLS LAST", key) if column.nullable else key for key in keys]

    def is_native(self, column: Reference) -> bool:
        """Return whether rows have a column's values as JSON, not as text."""
        return column.kind is Kind.PATH and self.json_values == "native"


@frozen
class EventColumns(ColumnSql):
    """The SQL of columns over the table `events`, as `e`."""

    context: CompileContext

    def key(self, key: GroupKey) -> Sql:
        """Render the value of a column."""
        if isinstance(key, Bucket):
            instant = value_of(key.reference, self.context).instant
            return sql("({})", render_bucket_key(key.unit, instant))
        value = value_of(key, self.context)
        if key.kind is Kind.TIME:
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
        """Render the text of a group key that is JSON."""
        json = self.key(column)
        return sql("CASE json_type({}) WHEN 'text' THEN {} ->> '$' ELSE {} END", *[json] * 3)
