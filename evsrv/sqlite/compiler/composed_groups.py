"""Groups of which some columns are not aggregates of the group's own rows.

Aggregations over the same rows are a table of groups by themselves: `grouped` over the range,
`compared` over the compared range, and one for each window. `composed` joins them to the rows of
the result, and further tables add formulas and ranks.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, Formula, Over, Rank, TopValues, Within
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.aggregate_table import AggregateTable
from evsrv.sqlite.compiler.formulas import computed_tables
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.plan_parts import is_windowed
from evsrv.sqlite.compiler.result_rows import ResultRows
from evsrv.sqlite.compiler.subgroups import Subgroups
from evsrv.sqlite.compiler.top_rows import TopRows
from evsrv.sqlite.compiler.window_tables import window_tables


def is_composed(plan: Plan, groups: GroupColumns) -> bool:
    """Return whether a plan's groups need more than one table."""
    return (
        plan.fill
        or plan.compared_range is not None
        or any(isinstance(key, TopValues) for key in groups.keys)
        or any(isinstance(one, Formula | Rank) or is_windowed(one) for one in groups.computed)
    )


@frozen
class ComposedGroups(Grouping):
    """The groups of any plan."""

    tables: tuple[Sql, ...]
    _table: Sql

    @property
    def description(self) -> str:
        """The way and its reason."""
        return (
            "groups by a table for each set of rows that aggregations go over, because not all go"
            " over the rows of their group"
        )

    @property
    def with_clause(self) -> Sql:
        """The WITH clause with all tables."""
        return sql("WITH {}\n", join(", ", self.tables)) if self.tables else Sql("")

    @property
    def table(self) -> Sql:
        """The last of the tables."""
        return self._table


def compose_groups(plan: Plan, groups: GroupColumns, source: GroupSource) -> ComposedGroups:
    """Return the groups of a plan."""
    return _Composer(plan, groups, source).compose()


@frozen
class _Composer:
    plan: Plan
    groups: GroupColumns
    source: GroupSource

    def compose(self) -> ComposedGroups:
        compared = (False,) if self.plan.compared_range is None else (False, True)
        over = [self._over_range(compared=one) for one in compared]
        top = TopRows.from_plan(self.plan, self.source, over)
        tables = [*self.source.tables, *self.source.reals(self.groups), *top.tables]
        ranges = [
            Subgroups(
                Sql("compared" if is_compared else "grouped"),
                self.plan,
                top.source,
                top.top_tables,
                compared=is_compared,
                aggregations=aggregations,
                by_value=top.by_value[is_compared] if top.by_value else None,
            )
            for is_compared, aggregations in zip(compared, over, strict=True)
        ]
        main = ranges[0]
        for one in ranges:
            tables += one.tables
        windows = list(self._windows(ranges))
        result = ResultRows(self.plan, self.groups, ranges, top.source)
        # Two names of one aggregation are one column of a table of groups.
        shares_columns = len(main.groups.aggregations) < len(self.groups.aggregations)
        source = Sql("grouped")
        if len(ranges) > 1 or windows or self.plan.fill or result.has_hours or shares_columns:
            source = Sql("composed")
            tables += result.tables
            for window in windows:
                tables += window.tables
            tables.append(result.composed([*ranges, *windows]))
        elif conditions := ranges[0].conditions:
            source = Sql("present")
            tables.append(
                sql("present AS (\nSELECT * FROM grouped WHERE {}\n)", join(" AND ", conditions))
            )
        computed, source = computed_tables("computed", source, self.groups)
        return ComposedGroups((*tables, *computed), source)

    def _over_range(self, *, compared: bool) -> tuple[Aggregation, ...]:
        """Return the aggregations over the groups' own rows, and those that windows are made of."""
        own = self._aggregations(None, compared=compared)
        merged = (
            evolve(one, window=None)
            for one in self.groups.aggregations
            if one.compared == compared and isinstance(one.window, Within) and one.aggregate.merge
        )
        return (*own, *merged)

    def _windows(self, ranges: Sequence[Subgroups]) -> Iterator[AggregateTable]:
        """Yield the tables of the aggregations over other rows than the group's."""
        windows = dict.fromkeys(
            (one.window, one.compared) for one in self.groups.aggregations if one.window
        )
        for number, (window, compared) in enumerate(windows, 1):
            name = Sql(f"window_{number}")
            table = evolve(ranges[compared], name=name, window=window, by_value=None)
            aggregations = self._aggregations(window, compared=compared)
            yield from window_tables(table, aggregations, ranges[compared])

    def _aggregations(
        self, window: Over | Within | None, *, compared: bool
    ) -> tuple[Aggregation, ...]:
        return tuple(
            one
            for one in self.groups.aggregations
            if one.window == window and one.compared == compared
        )
