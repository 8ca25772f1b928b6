"""The table `property_keys`: the keys in the JSON fields of stored events.

It has a row for each key that any event of a project has at the top level of a JSON field, so that
listing them takes no scan of the events. The statement that stores events adds to it.
"""

from collections.abc import Mapping

from evsrv.core.datasets import EVENTS
from evsrv.core.kinds import Kind
from evsrv.postgresql.session import Session

KeyRow = tuple[str, str | None, str, str]
"""Organization, project, field and key: a row of the table."""

DOCUMENT_COLUMNS: Mapping[str, str] = {
    name: EVENTS.fields[name].column for name in EVENTS.names_of(Kind.DOCUMENT)
}
"""The JSON fields of an event, whose keys are listed, and their columns."""


async def list_keys_of_field(session: Session, field: str, limit: int | None = None) -> list[str]:
    """Return the first keys of a field in code point order; without a limit, all.

    The session is behind the wall of the scope that has the keys.
    """
    rows = await session.fetch(
        "SELECT DISTINCT key FROM property_keys WHERE field = $1 ORDER BY key LIMIT $2",
        field,
        limit,
    )
    return [key for (key,) in rows]
