"""The same rows in a PostgreSQL database and in a SQLite file, and all that is left in each."""

import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from evsrv.core.event import Event
from evsrv.postgresql.engine import PostgresEngine
from evsrv.sqlite.engine import SqliteEngine
from postgresql.test_append import event
from postgresql.test_conversations import Requests, outcome

Rows = Mapping[str, list[Any]]

MIDDLE = 1_772_446_500_000
"""A time before which half of the events, and some conversations and feedback, are."""

_QUERIES = {
    "events": "SELECT organization_id, project_id, id FROM events",
    "conversations": "SELECT organization_id, project_id, id FROM conversations",
    "messages": "SELECT organization_id, id FROM messages",
    "feedback": "SELECT organization_id, project_id, id, conversation_id FROM feedback",
    "property_keys": "SELECT organization_id, project_id, field, key FROM property_keys",
}


def random_events(seed: int, number: int = 200) -> list[Event]:
    draw = random.Random(seed)

    def document() -> str | None:
        keys = draw.sample(["plan", "os", "n", f"rare{draw.randrange(30)}"], draw.randrange(3))
        return orjson.dumps({key: draw.randrange(4) for key in sorted(keys)}).decode()

    def user() -> str | None:
        name = draw.choice(["userId", "id"])
        return draw.choice([None, orjson.dumps({name: draw.choice(["u1", "u2", 7])}).decode()])

    return [
        event(
            f"e{index}",
            organization_id=draw.choice("ooon"),
            project_id=draw.choice(["p", "q", None]),
            type=draw.choice(["view", "click"]),
            created_at=MIDDLE + draw.randrange(-50, 50),
            properties=document(),
            user_properties=user(),
        )
        for index in range(number)
    ]


async def fill(seed: int, *stores: SqliteEngine | PostgresEngine) -> None:
    """Store the same events, conversations and feedback in each of the stores."""
    for store in stores:
        requests = Requests(seed)
        await store.append(random_events(seed))
        for _ in range(80):
            await outcome(requests.step(), store)


def rows_of_file(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: _sorted(connection.execute(query).fetchall())
            for table, query in _QUERIES.items()
        }


async def rows_of_database(store: PostgresEngine) -> Rows:
    async with store._connections.trusted() as session:
        return {
            table: _sorted([tuple(row) for row in await session.fetch(query)])
            for table, query in _QUERIES.items()
        }


def _sorted(rows: Sequence[Any]) -> list[Any]:
    return sorted(rows, key=str)
