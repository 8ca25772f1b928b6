"""Removing the property keys that no event has any more, while servers store events."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from evsrv.postgresql.connections import Connections
from evsrv.postgresql.lock_order import lock_order
from evsrv.postgresql.maintenance.steps import STATEMENT_SECONDS, throttled_step
from evsrv.postgresql.property_keys import DOCUMENT_COLUMNS, KeyRow
from evsrv.postgresql.session import Session

_SAMPLE_EVENTS = 10_000
"""Events of an organization that are read first: they have most of the keys that any has."""

# A limit of NULL is none.
_FIND_USED = """
    SELECT DISTINCT e.project_id, key
    FROM (
        SELECT project_id, {column} AS document FROM events WHERE organization_id = $1 LIMIT $3
    ) AS e, jsonb_object_keys(e.document) AS key
    WHERE jsonb_exists_any(e.document, $2) AND key = ANY ($2)
"""
_ROWS = "unnest($1::text[], $2::text[], $3::text[], $4::text[])"
_NAMES = "organization_id, project_id, field, key"
_DELETE = f"""
    DELETE FROM property_keys AS listed USING {_ROWS} AS unused ({_NAMES})
    WHERE listed.organization_id = unused.organization_id
        AND listed.project_id IS NOT DISTINCT FROM unused.project_id
        AND listed.field = unused.field AND listed.key = unused.key
"""  # noqa: S608 - constant names
_INSERT = f"""
    INSERT INTO property_keys ({_NAMES}) SELECT * FROM {_ROWS} ON CONFLICT DO NOTHING
"""  # noqa: S608 - constant names


async def list_key_rows(connections: Connections) -> set[KeyRow]:
    """Return the rows of the whole table."""
    async with connections.write(STATEMENT_SECONDS) as session:
        rows = await session.fetch(f"SELECT {_NAMES} FROM property_keys")  # noqa: S608
    return {tuple(row) for row in rows}


async def remove_unused_keys(connections: Connections, candidates: Collection[KeyRow]) -> None:
    """Remove the candidates that no event has from the table `property_keys`.

    Keys that events got during the scan are put back after it. If the process dies before that, the
    next event with such a key lists it again.
    """
    unused = set(candidates)
    for limit in (_SAMPLE_EVENTS, None):
        unused -= await _find_used(connections, unused, limit)
    if not unused:
        return

    async def delete(session: Session) -> None:
        # Waits for the statements that store events and have seen the keys in the table; later ones
        # insert them again.
        await session.execute("LOCK TABLE property_keys IN SHARE ROW EXCLUSIVE MODE")
        await session.execute(_DELETE, *_columns(unused))

    await throttled_step(connections, delete)
    if used := await _find_used(connections, unused, None):
        await throttled_step(connections, lambda session: session.execute(_INSERT, *_columns(used)))


async def _find_used(
    connections: Connections, candidates: Iterable[KeyRow], limit: int | None
) -> set[KeyRow]:
    """Return the candidates that some event has; a limit is that of events of an organization."""
    keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for organization, _, field, key in candidates:
        keys[organization, field].add(key)
    used: set[KeyRow] = set()
    for (organization, field), names in keys.items():
        query = _FIND_USED.format(column=DOCUMENT_COLUMNS[field])
        # Not a snapshot, which would take a reader from the queries of a server.
        async with connections.write(STATEMENT_SECONDS) as session:
            found = await session.fetch(query, organization, sorted(names), limit)
        used |= {(organization, project, field, key) for project, key in found}
    return used


def _columns(rows: Iterable[KeyRow]) -> list[list[str | None]]:
    return [list(column) for column in zip(*sorted(rows, key=lock_order), strict=True)]
