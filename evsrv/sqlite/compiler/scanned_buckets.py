"""A table of groups in which each bucket of time is one index range scan."""

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.index_range import COUNT
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.where import time_column


@frozen
class ScannedBuckets:
    """The groups of a plan with one key, a bucket of the time field, and at most one aggregate."""

    name: Sql
    groups: GroupColumns
    plan: Plan
    context: CompileContext
    rows: Sql
    """The table of the rows."""
    bounds: Sql
    keeps_empty: bool = False
    """Whether buckets without rows are groups too."""

    @property
    def table(self) -> Sql:
        """The definition of the table."""
        aggregate = self._aggregate
        has_rows = sql("\nWHERE EXISTS ({})", self._select(Sql("1")))
        return sql(
            "{} ({}) AS MATERIALIZED (\nSELECT bounds.start, ({})\nFROM {} AS bounds{}\n)",
            self.name,
            join(", ", self._names),
            self._select(aggregate),
            self.bounds,
            Sql("") if self.keeps_empty or aggregate == COUNT else has_rows,
        )

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The condition for the rows of the table that are groups."""
        # A count of 0 shows that a bucket is empty; any other aggregate may be null of some rows.
        is_group = sql("{} > 0", self._names[-1])
        return () if self.keeps_empty or self._aggregate != COUNT else (is_group,)

    @property
    def _names(self) -> list[Sql]:
        counted = [] if self.groups.aggregations else [Sql(self.plan.dataset.name)]
        return [*self.groups.names, *counted]

    @property
    def _aggregate(self) -> Sql:
        if not self.groups.aggregations:
            return COUNT
        (aggregation,) = self.groups.aggregations
        return RowColumns(self.plan.json_values, self.context).aggregate(aggregation)

    def _select(self, result: Sql) -> Sql:
        return sql(
            "SELECT {} FROM {} AS e WHERE {}",
            result,
            self.rows,
            render_in_bounds(self.plan, Sql("bounds")),
        )


def render_in_bounds(plan: Plan, bounds: Sql) -> Sql:
    """Render the condition that a row lies in the bounds of a bucket."""
    time = time_column(plan)
    return sql("{} >= {}.first AND {} < {}.past", time, bounds, time, bounds)
