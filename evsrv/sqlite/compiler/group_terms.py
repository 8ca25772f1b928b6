"""The order of groups in another engine."""

from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation, Bucket, Column
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement


def name_of_result(
    aggregation: Aggregation, query: GroupQuery, statement: GroupStatement
) -> Sql | None:
    """Return the part that is the result of an aggregation, if there is one."""
    place = query.aggregations.index(aggregation)
    if not statement.aggregates[place].is_result:
        return None
    return Sql(f"part_{sum(len(one.parts) for one in statement.aggregates[:place])}")


def name_of_key(column: Column, query: GroupQuery, statement: GroupStatement) -> Sql | None:
    """Return the expression that is a key and orders its values, if there is one."""
    if not isinstance(column, Reference | Bucket) or column not in query.keys:
        return None
    place = query.keys.index(column)
    if len(statement.keys[place].expressions) != 1:
        return None
    return Sql(f"key_{sum(len(one.expressions) for one in statement.keys[:place])}")


def nulls_last(expression: Sql, *, descending: bool) -> Sql:
    """Render a term of ORDER BY."""
    return sql("{} {} NULLS LAST", expression, Sql("DESC" if descending else "ASC"))
