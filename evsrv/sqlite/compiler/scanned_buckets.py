"""A table of groups in which each bucket of time is one index range scan."""

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.scan_aggregate import ScanAggregate
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
        one = self._aggregate
        has_rows = sql("\nWHERE EXISTS ({})", self._select(Sql("1")))
        return sql(
            "{} ({}) AS MATERIALIZED (\nSELECT bounds.start, ({})\nFROM {} AS bounds{}\n)",
            self.name,
            join(", ", one.names),
            self._select(one.aggregate),
            self.bounds,
            Sql("") if self.keeps_empty or one.is_count else has_rows,
        )

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The condition for the rows of the table that are groups."""
        return () if self.keeps_empty else self._aggregate.conditions

    @property
    def _aggregate(self) -> ScanAggregate:
        return ScanAggregate.from_plan(self.plan, self.groups, self.context)

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
