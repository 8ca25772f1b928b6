"""The changes of the number of different values in moving windows, as a query of a copy.

See `evsrv/sqlite/compiler/distinct_changes.py`.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from evsrv.columnar.aggregates import distinct_values
from evsrv.columnar.group_statement import GroupStatement, render_groups
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Bucket
from evsrv.query.predicate import AllOf
from evsrv.sqlite.compiler.given_tables import GivenChanges
from evsrv.sqlite.compiler.group_query import GroupQuery


@frozen
class ChangesStatement:
    """The SQL of changes, and the way from its rows to those of a table of changes."""

    query: Sql
    _keys: GroupStatement

    def finish(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return the columns of each key, then the change."""
        return (*self._keys.finish(row), row[-1])


def render_changes(
    query: GroupQuery, changes: GivenChanges, columns: UsedColumns
) -> ChangesStatement:
    """Render the changes; all that happen at one bucket are one row. Raises `Unsupported`."""
    aggregation, buckets = changes.aggregation, changes.buckets
    reference = aggregation.reference
    if aggregation.aggregate not in columns.native or reference is None:
        raise Unsupported(f"only SQLite has the aggregation {aggregation.aggregate.name!r}")
    if aggregation.where is not None:
        query = evolve(query, where=AllOf((query.where, aggregation.where)))
    values = distinct_values(reference, columns)
    statement = render_groups(query, columns)
    keys = [Sql(f"key_{number}") for number in range(len(statement.key_expressions))]
    names = [Sql(f"value_{number}") for number in range(len(values))]
    expressions = zip([*statement.key_expressions, *values], [*keys, *names], strict=True)
    different = sql(
        "SELECT * FROM (SELECT DISTINCT {} {}) WHERE {}",
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
    return ChangesStatement(
        sql(
            "WITH different AS ({}) SELECT {}, sum(change) FROM ({}) GROUP BY {}",
            *(different, join(", ", keys), changed, Sql(numbers)),
        ),
        statement,
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
