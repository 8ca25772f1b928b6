"""The SQL of columns over the rows of a dataset."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import Value
from evsrv.query.columns import (
    Aggregation,
    Bucket,
    Column,
    GroupKey,
    NumericBucket,
    TopValues,
)
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.aggregate_inputs import AggregateInputs
from evsrv.sqlite.compiler.columns import AFTER_NUMBERS, ColumnSql, PathColumn, reference_of
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.filtered_values import FilteredValue, each_row
from evsrv.sqlite.compiler.numeric_buckets import render_numeric_bucket
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.time_buckets import (
    render_bucket_key,
)
from evsrv.sqlite.compiler.top_values import TopTables, render_top_key
from evsrv.sqlite.compiler.values import value_of

_PLAIN = Kind.TIME | Kind.NUMBER
"""The kinds whose values are grouped and sorted by as they are in the row."""


@frozen
class RowColumns(ColumnSql):
    """The SQL of columns over the table of a dataset, as `e`."""

    context: CompileContext
    bounds: Sql | None = None
    """The table joined to the rows with the bounds of buckets of the time field, if there is one;
    then the key of such a bucket is its start."""
    top_tables: TopTables = ()
    """The tables of the top values of group keys."""

    def value(self, column: Column) -> Sql:
        """Render the value of a column that a row has by itself, or of an aggregate of rows."""
        match column:
            case Reference():
                return self._reference(column)
            case Aggregation():
                return self.aggregate(column)
            case Bucket() | NumericBucket():
                return self.key(column)[0]
        raise AssertionError(f"{column.name} is no column of rows")

    def key(self, key: GroupKey) -> list[Sql]:
        """Render the columns of a group key."""
        match key:
            case Bucket():
                if self.bounds is not None and key.reference.source_kind is Kind.TIME:
                    return [sql("{}.start", self.bounds)]
                instant = value_of(key.reference, self.context).instant
                return [sql("({})", render_bucket_key(key, instant))]
            case NumericBucket():
                number = value_of(key.reference, self.context).number
                return [sql("({})", render_numeric_bucket(key, number))]
            case TopValues():
                table = dict(self.top_tables)[key]
                value = self._reference(key.reference)
                return render_top_key(key, table, value, self.json_values)
        return [self._reference(key)]

    def aggregate(self, aggregation: Aggregation, inputs: AggregateInputs | None = None) -> Sql:
        """Render a call of the aggregate's functions, over a table of inputs if there is one."""
        aggregate = aggregation.aggregate
        if aggregation.reference is None and aggregation.where is None:
            if aggregate.without_field is None:
                raise AssertionError(f"{aggregate.name} was planned without its field")
            return aggregate.without_field
        value = self._input(aggregation)
        return aggregate.render(value if inputs is None else inputs.value(value))

    def distinct(self, aggregation: Aggregation) -> Sql:
        """Render the part of a value whose different values an aggregation counts."""
        if aggregation.aggregate.distinct is None:
            raise AssertionError(f"{aggregation.name} does not count different values")
        return aggregation.aggregate.distinct(self._input(aggregation))

    def _input(self, aggregation: Aggregation) -> Value:
        """Return the value that an aggregation goes over, null in the rows that do not count."""
        reference, where = aggregation.reference, aggregation.where
        value = each_row() if reference is None else value_of(reference, self.context)
        if where is None:
            return value
        return FilteredValue(value, sql("({})", render_predicate(where, self.context)))

    def text(self, column: PathColumn) -> Sql:
        """Render the text part of the value."""
        return value_of(reference_of(column), self.context).text

    def number(self, column: PathColumn) -> Sql:
        """Render the number part of the value."""
        value = value_of(reference_of(column), self.context)
        return sql("CASE WHEN {} < {} THEN {} END", value.plain, AFTER_NUMBERS, value.number)

    def is_null(self, column: PathColumn) -> Sql:
        """Render the test of the value."""
        return value_of(reference_of(column), self.context).is_null

    def _reference(self, reference: Reference) -> Sql:
        value = value_of(reference, self.context)
        if reference.kind in _PLAIN:
            return value.plain
        return value.json if self.is_native(reference) else value.text
