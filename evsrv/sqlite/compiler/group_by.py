"""Groups by GROUP BY: SQLite sorts the events into them."""

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.columns import EventColumns, GroupColumns
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.where import render_where


@frozen
class SortedGroups(Grouping):
    """The groups of any plan."""

    plan: Plan
    groups: GroupColumns
    context: CompileContext
    reason: str
    """The reason against a better way, as a clause after "because"."""

    @property
    def description(self) -> str:
        """The way and its reason."""
        return f"groups by GROUP BY, because {self.reason}"

    @property
    def with_clause(self) -> Sql:
        """The WITH clause with GROUP BY."""
        events = EventColumns(self.plan.json_values, self.context)
        keys = [events.key(key) for key in self.groups.keys]
        aggregates = [events.aggregate(aggregation) for aggregation in self.groups.aggregations]
        # By number: a repeated expression with parameters would be another expression.
        numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return sql(
            "WITH grouped ({}) AS (\nSELECT {}\nFROM events AS e\nWHERE {}{}\n)\n",
            join(", ", self.groups.names),
            join(", ", [*keys, *aggregates]),
            render_where(self.plan, self.context),
            Sql(f"\nGROUP BY {numbers}" if keys else ""),
        )
