"""Groups by one index range scan per group, without a sort.

SQLite skips from one key to the next and aggregates the range of each; for types this is called a
loose index scan. It is faster than a sort of all rows, several times if the index alone has the
aggregate.
"""

from typing import Self

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_ranges import IndexRange
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.row_tables import RowTables
from evsrv.sqlite.compiler.scan_aggregate import ScanAggregate
from evsrv.sqlite.compiler.where_clause import where_clause


@frozen
class IndexRangeGroups(Grouping):
    """The groups of a plan that is eligible for index range scans."""

    plan: Plan
    context: CompileContext
    index_range: IndexRange
    _aggregate: ScanAggregate

    @classmethod
    def from_plan(
        cls, plan: Plan, groups: GroupColumns, context: CompileContext, index_range: IndexRange
    ) -> Self:
        """Return the groups of a plan by these ranges."""
        return cls(plan, context, index_range, ScanAggregate.from_plan(plan, groups, context))

    @property
    def description(self) -> str:
        """The way and its reason."""
        return (
            "groups by one index range scan per group, because each group is a range of the index"
            f" on {self.index_range.index}"
        )

    @property
    def with_clause(self) -> Sql:
        """The WITH clause that finds the keys one by one, and aggregates the range of each."""
        ranges = self.index_range
        rows = RowTables.from_plan(self.plan, self.context)
        # A count of 0 shows that a range has no matching event. Any other aggregate may be null or
        # zero of some, so that only ranges with matching events may have a key.
        keyed = Sql("scoped") if self._aggregate.is_count else rows.name
        return sql(
            "WITH RECURSIVE {}, group_keys (key) AS (\n"
            "{}\n"
            "UNION ALL\n"
            "SELECT ({})\n"
            "FROM group_keys WHERE group_keys.key IS NOT NULL\n"
            "), grouped ({}) AS MATERIALIZED (\n"
            "SELECT group_keys.key, ({})\n"
            "FROM group_keys WHERE group_keys.key IS NOT NULL\n"
            ")\n",
            join(", ", rows.tables),
            _select(ranges.key, keyed, ranges.first),
            _select(ranges.key, keyed, ranges.next_group),
            join(", ", self._aggregate.names),
            _select(self._aggregate.aggregate, rows.name, ranges.in_group),
        )

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The condition that a range has matching events."""
        return self._aggregate.conditions


def _select(aggregate: Sql, source: Sql, conditions: tuple[Sql, ...]) -> Sql:
    where = where_clause(conditions, before=" ")
    return sql("SELECT {} FROM {} AS e{}", aggregate, source, where)
