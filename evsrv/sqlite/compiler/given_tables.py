"""Tables of groups that another engine makes of the rows."""

from collections.abc import Sequence
from typing import Self

from attrs import Factory, evolve, frozen

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.sql import Sql, sql
from evsrv.core.time_range import TimeRange
from evsrv.query.columns import Aggregation, TopValues
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.aggregate_table import over_own_rows
from evsrv.sqlite.compiler.columns import reference_of
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource, GroupTable
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.row_groups import RowGroups
from evsrv.sqlite.compiler.top_values import TopTables


@frozen
class GivenChanges:
    """The windows whose changes a table has, as in `GroupSource.changes`."""

    aggregation: Aggregation
    buckets: int | None


@frozen
class GivenTable:
    """A table of groups of rows, with aggregations over the rows of each group.

    A bucket of time is its start, and a key with top values has two columns, as `render_top_key`
    has them.
    """

    name: Sql
    columns: tuple[Sql, ...]
    """Those of the keys, then those of the aggregations."""
    plan: Plan
    """The keys, the filter and the range; nothing else of it counts."""
    aggregations: tuple[Aggregation, ...]
    buckets: tuple[TimeBucket, ...] | None = None
    """The buckets of the time field, if they are listed. A row may lie in several of them."""
    top_keys: tuple[TopValues, ...] = ()
    """The keys whose top values have to be known. Of one without a name for all others, only rows
    with a top value count, even if it is no key of the table."""
    limit: int | None = None
    """If set, only so many groups with the greatest values of the first aggregation are needed, and
    all that equal the last of them."""
    changes: GivenChanges | None = None
    """If set, the table has these changes instead of aggregations."""


@frozen
class GivenReals:
    """A table of the texts of doubles with an exponent at a path.

    It may be empty if no column of texts at the path has one.
    """

    name: Sql
    reference: Reference
    time_ranges: tuple[TimeRange, ...]
    """Each row lies in one of them."""

    def column_of(self, table: GivenTable) -> Sql | None:
        """Return the column of texts at the path in a given table, if there is one."""
        groups = GroupColumns("text", table.plan.groups or (), ())
        for key in filter(groups.needs_reals, groups.keys):
            if reference_of(key) == self.reference:
                return table.columns[groups.key_names.index(groups.value(key))]
        return None


@frozen
class GivenTables(GroupSource):
    """The tables that are to be given, collected while a plan is compiled."""

    plan: Plan
    """The whole plan."""
    context: CompileContext
    found: list[GivenTable] = Factory(list)
    found_reals: list[GivenReals] = Factory(list)
    top_queries: dict[TopValues, Sql] = Factory(dict)
    """The query for the top values of each key, over the given tables without top values."""
    merges_top_values = False
    """As groups of all values may be many more than those of top values."""

    @property
    def tables(self) -> tuple[Sql, ...]:
        """The definitions of the tables of rows, which are none."""
        return ()

    def groups(self, table: RowGroups) -> GroupTable:
        """Return a given table."""
        self._add(table, table.groups.aggregations)
        return GroupTable()

    def changes(
        self, table: RowGroups, aggregation: Aggregation, buckets: int | None, _values: Sql
    ) -> Sequence[Sql]:
        """Return a given table of changes."""
        self._add(table, (), GivenChanges(aggregation, buckets))
        return ()

    def reals(self, groups: GroupColumns) -> Sequence[Sql]:
        """Return the given tables of texts of doubles."""
        ranges = [one for one in (self.plan.range, self.plan.compared_range) if one is not None]
        own = self.plan.own_times.time_range
        times = tuple(own & one.interval.time_range for one in ranges) or (own,)
        for key in filter(groups.needs_reals, groups.keys):
            self.found_reals.append(GivenReals(groups.reals(key), reference_of(key), times))
        return ()

    def sizes(self, key: TopValues, groups: GroupColumns) -> Sql:
        """Render a query for a given table."""
        name = sql("sizes_of_{}", groups.value(key.reference))
        columns = (groups.value(key.reference), Sql("size"))
        plan = evolve(self.plan, groups=(key.reference,))
        self.found.append(
            GivenTable(name, columns, plan, (over_own_rows(key.by),), limit=key.limit)
        )
        return sql("SELECT {}, size FROM {}", columns[0], name)

    def with_top_values(self, tops: TopTables, tables: Sequence[Sql]) -> tuple[Sequence[Sql], Self]:
        """Return no tables: the given ones have the top values."""
        for (key, name), table in zip(tops, tables, strict=True):
            self.top_queries[key] = sql("WITH {} SELECT value FROM {}", table, name)
        return (), self

    def empty(self, aggregation: Aggregation) -> Sql:
        """Render an aggregation over no rows, of a table of the dataset that is empty."""
        columns = RowColumns(self.plan.json_values, self.context)
        return sql(
            "(SELECT {} FROM {} AS e WHERE 0)",
            columns.aggregate(aggregation),
            Sql(self.plan.dataset.name),
        )

    def _add(
        self,
        table: RowGroups,
        aggregations: tuple[Aggregation, ...],
        changes: GivenChanges | None = None,
    ) -> None:
        names = tuple(table.groups.names or [Sql("one")])
        given = (table.plan, aggregations, table.buckets, table.top_keys)
        self.found.append(GivenTable(table.name, names, *given, changes=changes))
