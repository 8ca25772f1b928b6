"""Section 2: orderBy with a path."""

from typing import Any

import pytest
from support.events import group, message
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_order_by_path_takes_keys_with_dots(shared_server: Server) -> None:
    events = [
        message("0", properties={"a.b": "x", "a": {"b": "3"}}),
        message("1", properties={"a.b": "z", "a": {"b": "2"}}),
        message("2", properties={"a.b": "y", "a": {"b": "1"}}),
    ]
    space = await shared_server.space("dotted order", events)

    async def order(*path: str, **members: Any) -> list[str]:
        by = {"field": "properties", "path": list(path), "direction": "asc"}
        return [row["id"] for row in await space.rows({**members, "orderBy": [by]})]

    assert await order("a.b") == ["0", "2", "1"]
    assert await order("a", "b") == ["2", "1", "0"]
    groups = [group("id"), group("properties", "a.b", includeInSelect=False)]
    assert await order("a.b", groupBy=groups) == ["0", "2", "1"]
