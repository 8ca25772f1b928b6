"""Databases to copy, `evsrv copy` on them, and all that a file has."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
from attrs import astuple, fields
from click.testing import CliRunner, Result

from evsrv.cli import main
from evsrv.cli.bulk_store import bulk_append
from evsrv.cli.seed import store_documents
from evsrv.core.dsn import Dsn
from evsrv.core.event import Event
from evsrv.core.json_text import canonical
from evsrv.core.scope import Scope
from evsrv.seeding import DEFAULT_UNTIL, PROFILES, generate
from evsrv.sqlite.api_keys import create_key, record_key_use, revoke_key

AWKWARD = canonical(
    {
        "": [1.0, 1, 2**53 + 1, 2.0**53, 1e16, 1e22, -1e300, 5e-324, -1e-7, 2**63 - 1],
        "text": "e+ \u2028 -0.0 \U0001f600 \x7f ' ? $1",
        "null": None,
        "members": {"b": {}, "a": [[]]},
    }
)

_DUMPS: Mapping[str, str] = {
    "api keys": "SELECT * FROM api_keys ORDER BY id",
    "events": """
        SELECT id, organization_id, project_id, integration_id, event_type, type, message_id,
            conversation_id, search_query, created_at, properties, user_properties
        FROM events ORDER BY organization_id, id, project_id
    """,
    "conversations": "SELECT * FROM conversations ORDER BY organization_id, row",
    "messages": """
        SELECT logged.id AS logged_id, logged.project_id, messages.* FROM messages
            JOIN conversations AS logged ON logged.row = messages.conversation
        ORDER BY logged.organization_id, logged.row, position
    """,
    "feedback": """
        SELECT logged.id AS logged_id, feedback.* FROM feedback
            LEFT JOIN conversations AS logged ON logged.row = feedback.conversation
        ORDER BY feedback.organization_id, feedback.row
    """,
    "property keys": """
        SELECT organization_id, project_id, field, key FROM property_keys ORDER BY 1, 2, 3, 4
    """,
}
_BOOKKEEPING = {"row", "conversation"}


def dump(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of all tables but bookkeeping, without the numbers of rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [
                {name: row[name] for name in row.keys() if name not in _BOOKKEEPING}  # noqa: SIM118
                for row in connection.execute(sql)
            ]
            for table, sql in _DUMPS.items()
        }


def add_events(path: Path, *events: Mapping[str, Any]) -> None:
    """Insert events by SQL, past the door."""
    names = [column.name for column in fields(Event)]
    sql = f"INSERT INTO events ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(sql, (astuple(event_of(**event)) for event in events))


def event_of(**columns: Any) -> Event:
    """Return an event of acme; columns that are not given are null, or have some value."""
    some: dict[str, Any] = {column.name: None for column in fields(Event)}
    some |= {"organization_id": "acme", "event_type": "event", "type": "t", "created_at": 1}
    return Event(**some | columns)


def make_file(path: Path, events: int = 300) -> str:
    """Make a file with seeded rows of two organizations, awkward ones and keys; return a secret."""
    profile = next(iter(PROFILES.values()))
    for seed, organization in enumerate(("acme", "other"), 1):
        documents = generate(
            events=events,
            days=20,
            seed=seed,
            until=DEFAULT_UNTIL,
            profile=profile,
        )
        store_documents(path, documents, Scope(organization, "site"), lambda _: None)
    bulk_append(
        path,
        [
            event_of(id="awkward", properties=AWKWARD, user_properties=AWKWARD),
            event_of(id="awkward", project_id="", type=" ", message_id="", created_at=-(2**40)),
            event_of(id="awkward", project_id="site", integration_id="i", conversation_id="c"),
        ],
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        _, secret = create_key(
            connection, kind="api", organization_id="acme", project_id="site", name="n", now=5
        )
        used, _ = create_key(
            connection, kind="web", organization_id="acme", origins=["https://a.example"], now=7
        )
        record_key_use(connection, used.id, 86_400_000)
        gone, _ = create_key(connection, kind="read", organization_id="other", now=8, expires_at=9)
        revoke_key(connection, gone.id, 11)
    return secret


async def copy(source: Path | Dsn, target: Path | Dsn, *options: str) -> Result:
    """Run `evsrv copy` in this process."""
    names = [one.secret if isinstance(one, Dsn) else str(one) for one in (source, target)]
    arguments: Sequence[str] = ["copy", "--from", names[0], "--to", names[1], *options]
    return await asyncio.to_thread(CliRunner().invoke, main, arguments)


async def change(dsn: Dsn, sql: str, *arguments: Any) -> Any:
    """Run a statement on a database; return its first value."""
    connection = await asyncpg.connect(dsn.secret, server_settings={"search_path": "evsrv"})
    try:
        return await connection.fetchval(sql, *arguments)
    finally:
        await connection.close()
