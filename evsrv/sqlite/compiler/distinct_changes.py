"""The changes of the number of different values in moving windows of buckets.

A value enters at a bucket that has it, and leaves once no bucket of the window has it; the number
of values is the running sum of both.
"""

from collections.abc import Sequence

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.row_groups import RowGroups


def changes_table(
    table: RowGroups, values: Sql, aggregation: Aggregation, buckets: int | None
) -> Sql:
    """Render the table, from one of the different values in each bucket.

    `aggregation` is as `table` has it; its windows have so many buckets, or all up to the group's.
    """
    bucket = time_bucket(table.plan)
    if bucket is None:
        raise AssertionError("the groups have no bucket of the time field")
    time = table.groups.value(bucket)
    rest = [name for name in table.groups.key_names if name != time]
    changes = (
        _first_times(time, rest, values)
        if buckets is None
        else sql(
            "SELECT {}, 1 FROM {}\nUNION ALL\nSELECT {}, -1 FROM {}",
            join(", ", [time, *rest]),
            values,
            join(", ", [_end(time, rest, buckets), *rest]),
            values,
        )
    )
    name = table.groups.value(aggregation)
    columns = join(", ", [time, *rest, name])
    return sql("{} ({}) AS (\n{}\n)", table.name, columns, changes)


def _first_times(time: Sql, rest: Sequence[Sql], values: Sql) -> Sql:
    return sql(
        "SELECT {}, 1 FROM {} GROUP BY {}",
        join(", ", [sql("min({})", time), *rest]),
        values,
        join(", ", [*rest, Sql("value")]),
    )


def _end(time: Sql, rest: Sequence[Sql], buckets: int) -> Sql:
    """Render the position at which a value leaves: after its last window, or as it returns."""
    length = Sql(str(buckets))
    following = sql(
        "lead({}) OVER (PARTITION BY {} ORDER BY {})",
        time,
        join(", ", [*rest, Sql("value")]),
        time,
    )
    return sql("min({} + {}, coalesce({}, {} + {}))", time, length, following, time, length)
