"""The tables of aggregations over other rows than those of the group."""

from collections.abc import Iterator, Sequence

from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation, Over, Within
from evsrv.sqlite.compiler.aggregate_table import AggregateTable
from evsrv.sqlite.compiler.merged_groups import MergedGroups
from evsrv.sqlite.compiler.running_windows import DistinctWindows, MergedWindows
from evsrv.sqlite.compiler.subgroups import Subgroups


def window_tables(
    table: Subgroups, aggregations: Sequence[Aggregation], groups: Subgroups
) -> Iterator[AggregateTable]:
    """Yield the tables of the aggregations over one window, as `table` has them all.

    `groups` are the groups of the same range. An aggregation that is merged of parts, or counts
    different values, reads each row once; any other reads the rows of each window.
    """
    merged = [one for one in aggregations if one.aggregate.merge]
    if merged and isinstance(table.window, Within):
        yield MergedGroups(_named(table, "merged"), groups, table.window, tuple(merged))
    elif merged and isinstance(table.window, Over):
        yield MergedWindows(_named(table, "merged"), groups, table.window, tuple(merged))
    others = [one for one in aggregations if not one.aggregate.merge]
    if isinstance(table.window, Over):
        for number, one in enumerate(others, 1):
            if one.aggregate.distinct:
                name = _named(table, f"distinct_{number}")
                yield DistinctWindows(name, groups, table.window, (one,))
        others = [one for one in others if not one.aggregate.distinct]
    if others:
        yield table.with_aggregations(tuple(others))


def _named(table: Subgroups, suffix: str) -> Sql:
    return sql(f"{{}}_{suffix}", table.name)
