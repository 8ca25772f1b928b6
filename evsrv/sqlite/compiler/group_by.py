"""Groups by GROUP BY: SQLite sorts the rows into them."""

from typing import TypeGuard

from attrs import frozen

from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import GroupKey
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.columns import GroupColumns, RowColumns
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.values import value_of
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
        rows = RowColumns(self.plan.json_values, self.context)
        keys = [rows.key(key) for key in self.groups.keys]
        aggregates = [rows.aggregate(aggregation) for aggregation in self.groups.aggregations]
        # By number: a repeated expression with parameters would be another expression.
        numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
        where = render_where(self.plan, self.context)
        source = sql("{} AS e\nWHERE {}", Sql(self.plan.dataset.name), where)
        tables = []
        if paths := [key for key in self.groups.keys if self._needs_reals(key)]:
            # The filter is rendered once, as it may have thousands of parameters.
            tables = [
                sql("matching AS NOT MATERIALIZED (\nSELECT * FROM {}\n)", source),
                *(self._table_of_reals(path) for path in paths),
            ]
            source = Sql("matching AS e")
        grouped = sql(
            "grouped ({}) AS (\nSELECT {}\nFROM {}{}\n)",
            join(", ", self.groups.names),
            join(", ", [*keys, *aggregates]),
            source,
            Sql(f"\nGROUP BY {numbers}" if keys else ""),
        )
        return sql("WITH {}\n", join(", ", [*tables, grouped]))

    def _needs_reals(self, key: GroupKey) -> TypeGuard[Reference]:
        """Return whether `GroupColumns.number` of a key reads its table of doubles."""
        return (
            isinstance(key, Reference) and key.kind is Kind.PATH and not self.groups.is_native(key)
        )

    def _table_of_reals(self, path: Reference) -> Sql:
        value = value_of(path, self.context)
        return sql(
            "{} (text) AS (\nSELECT {} FROM matching AS e WHERE {} = 'real'\n)",
            self.groups.reals(path),
            value.text,
            value.json_type,
        )
