"""Tables of the values that are groups of their own."""

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import TopValues
from evsrv.query.plan import Ordering
from evsrv.sqlite.compiler.group_columns import GroupColumns


def top_table(name: Sql, key: TopValues, sizes: Sql, groups: GroupColumns) -> Sql:
    """Render the table of a key's greatest values.

    `sizes` is a query for each value, named as in `groups`, and its `size`. Ties are in the order
    of values, null first.
    """
    value = groups.value(key.reference)
    order = groups.sort_keys(Ordering(key.reference, descending=False))
    return sql(
        "{} (value) AS MATERIALIZED (\nSELECT {} FROM (\n{}\n)\n"
        "ORDER BY size DESC, {} IS NOT NULL, {}\nLIMIT {}\n)",
        name,
        value,
        sizes,
        value,
        join(", ", order),
        bind(key.limit),
    )
