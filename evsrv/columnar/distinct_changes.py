"""The changes of the number of different values in moving windows, as a query of a copy.

See `evsrv/sqlite/compiler/distinct_changes.py`.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from evsrv.columnar.aggregates import distinct_values
from evsrv.columnar.group_statement import render_groups
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql
from evsrv.query.predicate import AllOf
from evsrv.sqlite.compiler.given_changes import render_changed_groups
from evsrv.sqlite.compiler.given_tables import GivenChanges
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement


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
    rendered = render_changed_groups(query, statement, values, buckets)
    return ChangesStatement(rendered, statement)
