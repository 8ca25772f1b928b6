"""The changes of the number of different values in moving windows, in another engine.

See `evsrv/sqlite/compiler/distinct_changes.py`.
"""

from collections.abc import Sequence

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Bucket
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement


def render_changed_groups(
    query: GroupQuery, statement: GroupStatement, values: Sequence[Sql], buckets: int | None
) -> Sql:
    """Render the keys of the groups, then the change; all changes at one bucket are one row.

    `values` are one value that is told apart: at most one of them is not null.
    """
    keys = [Sql(f"key_{number}") for number in range(len(statement.key_expressions))]
    names = [Sql(f"value_{number}") for number in range(len(values))]
    expressions = zip([*statement.key_expressions, *values], [*keys, *names], strict=True)
    different = sql(
        "SELECT * FROM (SELECT DISTINCT {} {}) AS every WHERE {}",
        join(", ", (sql("{} AS {}", one, name) for one, name in expressions)),
        statement.source,
        join(" OR ", (sql("{} IS NOT NULL", name) for name in names)),
    )
    time = _time_name(query, statement)
    rest = [*(name for name in keys if name != time), *names]
    changed = (
        _first_times(keys, time, rest) if buckets is None else _ends(keys, time, rest, buckets)
    )
    numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
    return sql(
        "WITH different AS ({}) SELECT {}, sum(change) FROM ({}) AS changed GROUP BY {}",
        *(different, join(", ", keys), changed, Sql(numbers)),
    )


def _first_times(keys: Sequence[Sql], time: Sql, rest: Sequence[Sql]) -> Sql:
    return sql(
        "SELECT {}, 1 AS change FROM different GROUP BY {}",
        _at(sql("min({})", time), keys, time),
        join(", ", rest),
    )


def _ends(keys: Sequence[Sql], time: Sql, rest: Sequence[Sql], buckets: int) -> Sql:
    past = sql("{} + {}", time, Sql(str(buckets)))
    following = sql("lead({}) OVER (PARTITION BY {} ORDER BY {})", time, join(", ", rest), time)
    end = sql("least({}, coalesce({}, {}))", past, following, past)
    return sql(
        "SELECT {}, 1 AS change FROM different UNION ALL SELECT {}, -1 AS change FROM different",
        join(", ", keys),
        _at(end, keys, time),
    )


def _at(moment: Sql, keys: Sequence[Sql], time: Sql) -> Sql:
    """Render the keys, with another time."""
    return join(", ", (sql("{} AS {}", moment, time) if one == time else one for one in keys))


def _time_name(query: GroupQuery, statement: GroupStatement) -> Sql:
    """Return the name of the bucket of the time field."""
    place = 0
    for key, rendered in zip(query.keys, statement.keys, strict=True):
        if isinstance(key, Bucket) and key.reference.field == query.dataset.time_field:
            return Sql(f"key_{place}")
        place += len(rendered.expressions)
    raise AssertionError("the groups have no bucket of the time field")
