"""The table of keys says what a look at all events would."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.property_keys import list_keys_of_field
from sqlite.old_files import create_file

FIELDS = ("properties", "userProperties")


def scan(
    connection: sqlite3.Connection, organization: str, project: str | None, field: str
) -> list[Any]:
    column = {"properties": "properties", "userProperties": "user_properties"}[field]
    rows = connection.execute(
        f"""
        SELECT DISTINCT member.key FROM events, json_each({column}) AS member
        WHERE organization_id = :organization AND (:project IS NULL OR project_id = :project)
        ORDER BY 1
        """,
        {"organization": organization, "project": project},
    )
    return [key for (key,) in rows]


async def keys(
    store: SqliteEngine,
    organization: str = "o",
    project: str | None = "p",
    field: str = "properties",
) -> Any:
    return await store.read(
        lambda connection: list_keys_of_field(connection, organization, project, field), timeout=5
    )


async def assert_true_everywhere(store: SqliteEngine) -> None:
    def compare(connection: sqlite3.Connection) -> None:
        places = connection.execute(
            "SELECT DISTINCT organization_id, project_id FROM events"
        ).fetchall()
        for organization, project in [*places, *((o, None) for o, _ in places)]:
            for field in FIELDS:
                assert list_keys_of_field(connection, organization, project, field) == scan(
                    connection, organization, project, field
                )

    await store.read(compare, timeout=5)


async def test_property_keys_are_listed_by_field_project_and_organization(
    path: Path, make_event: Callable[..., Event]
) -> None:
    odd = {"a.b": 1, 'q"t': 2, "$": 3, "": 4, "0": 5, "ключ": None, "\\": {"x": 1}}
    async with await SqliteEngine.open(path) as store:
        await store.append(
            [
                make_event(id="1", properties=json.dumps(odd, ensure_ascii=False)),
                make_event(id="2", properties='{"z":1}', user_properties='{"userId":1}'),
                make_event(id="3", project_id=None, properties='{"nowhere":1}'),
                make_event(id="4", project_id="", properties='{"empty":1}'),
                make_event(id="5", project_id="blog", properties='{"blog":1}'),
                make_event(id="6", organization_id="other", properties='{"secret":1}'),
                make_event(id="7", properties=None),
            ]
        )
        assert await keys(store) == sorted([*odd, "z"])
        assert await keys(store, field="userProperties") == ["userId"]
        assert await keys(store, project="blog") == ["blog"]
        assert "secret" not in await keys(store, project=None)
        await assert_true_everywhere(store)


async def test_duplicate_event_adds_no_property_keys(
    path: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(path) as store:
        await store.append([make_event(id="1", properties='{"first":1}')])
        await store.append([make_event(id="1", properties='{"second":1}')])
        assert await keys(store) == ["first"]


async def test_rolled_back_append_leaves_no_known_keys(
    path: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(path) as store:
        bad = make_event(id="bad", properties="[]")
        with pytest.raises(sqlite3.IntegrityError):
            await store.append([make_event(id="1", properties='{"plan":1}'), bad])
        assert await keys(store) == []
        await store.append([make_event(id="2", properties='{"plan":1}')])
        assert await keys(store) == ["plan"]


async def test_property_keys_deleted_by_another_process_are_stored_again(
    path: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(path) as store:
        await store.append([make_event(id="1", properties='{"plan":1}')])
        with sqlite3.connect(path) as other:
            other.execute("DELETE FROM events")
            other.execute("DELETE FROM property_keys")
        other.close()
        await store.append([make_event(id="2", properties='{"plan":1}')])
        assert await keys(store) == ["plan"]


async def test_file_without_key_table_gets_its_keys(path: Path) -> None:
    create_file(
        path,
        1,
        """
        INSERT INTO events (id, organization_id, project_id, event_type, type, created_at,
            properties, user_properties)
        VALUES ('1', 'o', 'p', 'message', 't', 1, '{"plan":1,"a.b":1}', '{"u":1}'),
            ('2', 'o', NULL, 'message', 't', 1, '{"plan":1}', NULL)
        """,
    )
    async with await SqliteEngine.open(path) as store:
        assert await keys(store) == ["a.b", "plan"]
        await assert_true_everywhere(store)


async def test_events_without_keys_take_no_memory_in_the_writer(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    """A key that may name the project can name as many as there are events."""
    await store.append([make_event(project_id=f"p{n}", properties="{}") for n in range(50)])
    assert store._writer._known_keys._known == {}
