"""The changes of the number of different values in moving windows, as a query of a copy.

See `evsrv/sqlite/compiler/distinct_changes.py`.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from evsrv.columnar.aggregates import distinct_values
from evsrv.columnar.group_query import GroupQuery
from evsrv.columnar.group_statement import GroupStatement, render_groups
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Bucket
from evsrv.query.predicate import AllOf
from evsrv.sqlite.compiler.given_tables import GivenChanges


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
    key_names = [f"key_{number}" for number in range(len(statement.key_expressions))]
    value_names = [f"value_{number}" for number in range(len(values))]
    named = (
        sql("{} AS {}", one, Sql(name))
        for one, name in zip(
            [*statement.key_expressions, *values], [*key_names, *value_names], strict=True
        )
    )
    different = sql(
        "SELECT DISTINCT {} {}",
        join(", ", named),
        statement.source,
    )
    some = Sql(" OR ".join(f"{name} IS NOT NULL" for name in value_names))
    time = _time_name(query, statement)
    rest = [name for name in key_names if name != time]
    of_value = ", ".join([*rest, *value_names])
    keys = ", ".join(key_names)
    if buckets is None:
        times = ", ".join(f"min({time}) AS {time}" if one == time else one for one in key_names)
        changed = Sql(f"SELECT {times}, 1 AS change FROM different GROUP BY {of_value}")
    else:
        past = f"{time} + {buckets:d}"
        following = f"lead({time}) OVER (PARTITION BY {of_value} ORDER BY {time})"
        end = f"least({past}, coalesce({following}, {past}))"
        ends = ", ".join(f"{end} AS {time}" if one == time else one for one in key_names)
        changed = Sql(
            f"SELECT {keys}, 1 AS change FROM different UNION ALL"
            f" SELECT {ends}, -1 AS change FROM different"
        )
    numbers = ", ".join(str(number) for number in range(1, len(key_names) + 1))
    return ChangesStatement(
        sql(
            "WITH different AS (SELECT * FROM ({}) WHERE {})"
            " SELECT {}, sum(change) FROM ({}) GROUP BY {}",
            different,
            some,
            Sql(keys),
            changed,
            Sql(numbers),
        ),
        statement,
    )


def _time_name(query: GroupQuery, statement: GroupStatement) -> str:
    """Return the name of the bucket of the time field."""
    place = 0
    for key, rendered in zip(query.keys, statement.keys, strict=True):
        if isinstance(key, Bucket) and key.reference.field == query.dataset.time_field:
            return f"key_{place}"
        place += len(rendered.expressions)
    raise AssertionError("the groups have no bucket of the time field")
