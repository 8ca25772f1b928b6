"""The clause WHERE."""

from collections.abc import Sequence

from evsrv.core.sql import Sql, join, sql


def where_clause(conditions: Sequence[Sql], before: str = "\n") -> Sql:
    """Render the clause for conditions that are joined by AND; nothing if there are none."""
    if not conditions:
        return Sql("")
    return sql(f"{before}WHERE {{}}", join(" AND ", conditions))
