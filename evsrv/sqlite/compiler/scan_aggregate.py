"""The aggregate of groups that are index range scans."""

from typing import Self

from attrs import frozen

from evsrv.core.sql import Sql, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.index_range import COUNT
from evsrv.sqlite.compiler.row_columns import RowColumns


@frozen
class ScanAggregate:
    """The one aggregate of a plan; if it has none, a count takes its place."""

    names: list[Sql]
    """The columns of a table of groups, of which the last has the aggregate."""
    aggregate: Sql

    @classmethod
    def from_plan(cls, plan: Plan, groups: GroupColumns, context: CompileContext) -> Self:
        """Render the aggregate of a plan."""
        if not groups.aggregations:
            return cls([*groups.names, Sql(plan.dataset.name)], COUNT)
        (aggregation,) = groups.aggregations
        return cls(groups.names, RowColumns(plan.json_values, context).aggregate(aggregation))

    @property
    def is_count(self) -> bool:
        """Whether it counts rows, so that 0 shows a range without any."""
        return self.aggregate == COUNT

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The condition for groups that have rows, if the aggregate tells it."""
        return (sql("{} > 0", self.names[-1]),) if self.is_count else ()
