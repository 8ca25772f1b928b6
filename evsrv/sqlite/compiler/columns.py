"""The columns of a result, written as what a row shows, what makes a group and what sorts."""

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
class Columns:
    """A plan's columns over the `events` themselves, as `e`."""

    json_values: JsonValues
    context: CompileContext

    @classmethod
    def of(cls, plan: Plan, context: CompileContext) -> Self:
        """Make those of a plan."""
        return cls(plan.json_values, context)

    def shown(self, column: Column) -> Sql:
        """Write a column as a row shows it."""
        match column:
            case Aggregation():
                return self.aggregate(column)
            case Bucket():
                return render_iso_8601(render_bucket_start(column.unit, self.key(column)))
        key = self.key(column)
        return render_iso_8601(key) if column.kind is Kind.TIME else key

    def key(self, key: GroupKey) -> Sql:
        """Write what makes a group: what a row shows, or what that is made from."""
        if isinstance(key, Bucket):
            instant = value_of(key.reference, self.context).instant
            return sql("({})", render_bucket_key(key.unit, instant))
        value = value_of(key, self.context)
        if key.kind is Kind.TIME:
            return value.plain
        return value.json if self._is_native(key) else value.text

    def aggregate(self, aggregation: Aggregation) -> Sql:
        """Write an aggregate over a group."""
        if aggregation.reference is not None:
            return aggregation.aggregate.render(value_of(aggregation.reference, self.context))
        if aggregation.aggregate.without_field is None:
            raise AssertionError(f"{aggregation.name} was planned without the field that it needs")
        return aggregation.aggregate.without_field

    def sort_keys(self, ordering: Ordering) -> list[Sql]:
        """Write what rows are sorted by; nulls come last in both directions."""
        column = ordering.by
        keys = [self.aggregate(column) if isinstance(column, Aggregation) else self.key(column)]
        if isinstance(column, Reference) and self._is_native(column):
            # By text, as in the other mode; the types behind one text make groups of their own.
            keys.insert(0, self._text(column))
        if ordering.descending:
            return [sql("{} DESC", key) for key in keys]
        return [sql("{} NULLS LAST", key) if column.nullable else key for key in keys]

    def _text(self, column: Reference) -> Sql:
        return value_of(column, self.context).text

    def _is_native(self, column: Reference) -> bool:
        return column.kind is Kind.PATH and self.json_values == "native"


@frozen
class GroupColumns(Columns):
    """A plan's columns over the table of its groups."""

    plan: Plan

    @classmethod
    def of(cls, plan: Plan, context: CompileContext) -> Self:
        """Make those of a plan."""
        return cls(plan.json_values, context, plan)

    @property
    def aggregations(self) -> list[Aggregation]:
        """What is computed of each group, to be shown or to sort by."""
        columns = (*self.plan.columns, *(ordering.by for ordering in self.plan.order))
        return list(dict.fromkeys(one for one in columns if isinstance(one, Aggregation)))

    @property
    def names(self) -> list[Sql]:
        """The columns of the table: what makes a group, then the aggregates."""
        keys = map(self.key, self.plan.groups or ())
        return [*keys, *map(self.aggregate, self.aggregations)]

    def key(self, key: GroupKey) -> Sql:
        """Name what makes a group."""
        return Sql(f"key_{(self.plan.groups or ()).index(key) + 1}")

    def aggregate(self, aggregation: Aggregation) -> Sql:
        """Name an aggregate."""
        return Sql(f"aggregate_{self.aggregations.index(aggregation) + 1}")

    def _text(self, column: Reference) -> Sql:
        json = self.key(column)
        return sql("CASE json_type({}) WHEN 'text' THEN {} ->> '$' ELSE {} END", *[json] * 3)
