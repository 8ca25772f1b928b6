"""Groups by the bounds of time buckets that the server lists."""

from attrs import frozen

from evsrv.calendar.time_buckets import Timeline
from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.bounds import bounds_table
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_by import grouped_table, tables_of_reals
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.row_tables import RowTables
from evsrv.sqlite.compiler.scanned_buckets import ScannedBuckets, render_in_bounds

_BOUNDS = Sql("bounds")
_GROUPED = Sql("grouped")


@frozen
class BoundedGroups(Grouping):
    """The groups of a plan that has one bucket of the time field, and its timeline."""

    plan: Plan
    groups: GroupColumns
    context: CompileContext
    timeline: Timeline
    reason: str | None
    """The reason against one index range scan per group, as a clause after "because"; None if each
    bucket is one."""

    @property
    def description(self) -> str:
        """The way and its reason."""
        field = self.plan.dataset.time_field.name
        if self.reason is None:
            return (
                "groups by one index range scan per group, because each group is a range of the"
                f" index on {field}"
            )
        return (
            f"groups by GROUP BY over one range of the index on {field} per bucket, because"
            f" {self.reason}"
        )

    @property
    def with_clause(self) -> Sql:
        """The WITH clause with the bounds, and the groups made from them."""
        rows = RowTables.from_plan(self.plan, self.context)
        time_range = self.plan.times.time_range
        tables = [
            *rows.tables,
            *tables_of_reals(self.groups, self.context, sql("{} AS e WHERE", rows.name)),
            bounds_table(_BOUNDS, self.timeline.buckets, time_range),
        ]
        if self.reason is None:
            tables.append(self._scanned(rows.name).table)
        else:
            columns = RowColumns(self.plan.json_values, self.context, _BOUNDS)
            source = bounded_rows(self.plan, rows.name, _BOUNDS)
            tables.append(grouped_table(_GROUPED, self.groups, columns, source))
        return sql("WITH {}\n", join(", ", tables))

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The condition that a bucket has rows."""
        return () if self.reason else self._scanned(Sql("scoped")).conditions

    def _scanned(self, rows: Sql) -> ScannedBuckets:
        return ScannedBuckets(_GROUPED, self.groups, self.plan, self.context, rows, _BOUNDS)


def bounded_rows(plan: Plan, rows: Sql, bounds: Sql, *, by_index: bool = False) -> Sql:
    """Render the clauses from FROM up to WHERE that join rows to the bounds that they lie in.

    `by_index` says that rows are found by another index than that of the time field.
    """
    # CROSS JOIN keeps SQLite to the order of the tables.
    tables = (sql("{} AS e", rows), bounds)
    return sql(
        "{} CROSS JOIN {}\nWHERE {}",
        *(tables if by_index else reversed(tables)),
        render_in_bounds(plan, bounds),
    )
