"""The columns of a result, written as what a row shows, what makes a group and what sorts."""

from attrs import frozen

from evsrv.fields import Kind
from evsrv.plan.model import Aggregation, Bucket, Column, GroupKey, Ordering, Plan, Reference
from evsrv.promotion import Promotions
from evsrv.sql.counting import Counts
from evsrv.sql.values import iso_8601, value_of
from evsrv.sqltext import Sql, sql
from evsrv.vocabulary import Every


@frozen
class Columns:
    """A plan's columns over the `events` themselves, as `e`."""

    plan: Plan
    promotions: Promotions

    def shown(self, column: Column) -> Sql:
        """Write a column as a row shows it."""
        match column:
            case Aggregation():
                return self.aggregation(column)
            case Bucket():
                return iso_8601(self._start(column))
        value = value_of(column, self.promotions)
        return value.json if self._is_native(column) else value.text

    def key(self, key: GroupKey) -> Sql:
        """Write what makes a group: what a row shows, or what that is made from."""
        if isinstance(key, Bucket):
            instant = value_of(key.of, self.promotions).instant
            unit = key.unit.start
            return sql("({})", unit.number(instant) if isinstance(unit, Every) else unit(instant))
        if key.kind is Kind.TIME:
            return value_of(key, self.promotions).sql
        return self.shown(key)

    def aggregation(self, column: Aggregation) -> Sql:
        """Write an aggregate over a group."""
        if column.of is not None:
            return column.aggregate.render(value_of(column.of, self.promotions))
        if column.aggregate.rows is None:
            raise AssertionError(f"{column.name} was planned without the field that it needs")
        return column.aggregate.rows

    def sort_keys(self, ordering: Ordering) -> list[Sql]:
        """Write what rows are sorted by; nulls come last in both directions."""
        column = ordering.by
        keys = [self.aggregation(column) if isinstance(column, Aggregation) else self.key(column)]
        if isinstance(column, Reference) and self._is_native(column):
            # By text, as in the other mode; the types behind one text make groups of their own.
            keys.insert(0, value_of(column, self.promotions).text)
        if ordering.descending:
            return [sql("{} DESC", key) for key in keys]
        return [sql("{} NULLS LAST", key) if column.nullable else key for key in keys]

    def _start(self, bucket: Bucket) -> Sql:
        unit = bucket.unit.start
        key = self.key(bucket)
        return sql("({})", unit.start_of(key)) if isinstance(unit, Every) else key

    def _is_native(self, column: Reference) -> bool:
        return column.kind is Kind.PATH and self.plan.json_values == "native"


@frozen
class CountedColumns(Columns):
    """A plan's columns over groups that are counted already."""

    counts: Counts

    def shown(self, column: Column) -> Sql:
        """Write a column as a row shows it."""
        return self.counts.key if isinstance(column, Reference) else super().shown(column)

    def key(self, _: GroupKey) -> Sql:
        """Write what makes a group."""
        return self.counts.key

    def aggregation(self, _: Aggregation) -> Sql:
        """Write the one aggregate that there is."""
        return self.counts.events

    def _start(self, _: Bucket) -> Sql:
        return self.counts.key
