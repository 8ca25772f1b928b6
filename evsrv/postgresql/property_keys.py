"""The table `property_keys`: the keys in the JSON fields of stored events.

It has a row for each key that any event of a project has at the top level of a JSON field, so that
listing them takes no scan of the events. The statement that stores events adds to it.
"""

from evsrv.core.scope import Scope
from evsrv.postgresql.session import Session


async def list_keys_of_field(
    connection: Session, scope: Scope, field: str, limit: int | None = None
) -> list[str]:
    """Return the first keys of a field in code point order; without a limit, all."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT key FROM property_keys
        WHERE organization_id = $1 AND field = $2 AND ($3::text IS NULL OR project_id = $3)
        ORDER BY key LIMIT $4
        """,
        scope.organization_id,
        field,
        scope.project_id,
        limit,
    )
    return [key for (key,) in rows]
