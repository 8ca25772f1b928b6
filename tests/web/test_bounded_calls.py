"""One call of an SQL function costs little, or stops at the query's time limit."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from support.events import aggregation, at, condition, message
from support.server import Server

from web.conftest import StartApp

LENGTH = 1_900_000
LIMIT = 0.5
"""Seconds that a query may take, far less than the functions would without an interrupt."""

UNLIMITED = {"max_body_bytes": 3_000_000, "max_event_bytes": 3_000_000}
MANY_STATES = "a[ab]{990}c"
MANY_STATES_TEXT = "".join(random.Random(1).choices("ab", k=400_000))

Stored = Callable[..., Awaitable[Server]]


@pytest.fixture
def stored(start_app: StartApp) -> Stored:
    async def stored(properties: dict[str, Any], **settings: Any) -> Server:
        server = await start_app(readers=1, **UNLIMITED, **settings)
        status, answer = await server.post_event(message("planted", properties=properties))
        assert status == 200, answer
        return server

    return stored


async def found(server: Server, operator: str, operand: Any) -> list[str]:
    return await server.ids(at("properties", ["v"], operator, operand))


@pytest.mark.parametrize("pattern", ["(" * 490 + "x*?" + ")" * 490 + "$", "(x*?)" * 199 + "$"])
async def test_groups_of_a_pattern_cost_nothing_on_a_long_text(
    stored: Stored, pattern: str
) -> None:
    server = await stored({"v": "x" * LENGTH})
    assert await found(server, "matches", pattern) == ["planted"]


async def test_pattern_with_many_states_is_stopped_at_the_time_limit(stored: Stored) -> None:
    server = await stored({"v": MANY_STATES_TEXT}, query_timeout=LIMIT)
    problem = await server.refused({"where": at("properties", ["v"], "matches", MANY_STATES)})
    assert "limit of 0.5 s" in problem["detail"]
    assert await found(server, "matches", "^[ab]") == ["planted"]


async def test_contained_objects_are_stopped_at_the_time_limit(stored: Stored) -> None:
    wanted = [{"b": number} for number in range(80)]
    server = await stored({"v": [{"a": 1}] * 230_000 + wanted}, query_timeout=LIMIT)
    where = at("properties", ["v"], "jsonContains", wanted)
    problem = await server.refused({"where": where})
    assert "limit of 0.5 s" in problem["detail"]
    assert await server.ids(condition("id", "eq", "planted")) == ["planted"]


@pytest.mark.parametrize("operator", ["contains", "containsIgnoreCase"])
async def test_long_operand_of_contains_costs_little_on_a_long_text(
    stored: Stored, operator: str
) -> None:
    server = await stored({"v": "a" * LENGTH + "b"})
    assert await found(server, operator, "a" * 900_000 + "b") == ["planted"]
    assert await found(server, operator, "a" * 900_000 + "c") == []


async def test_text_of_zeros_that_is_no_number_costs_little(stored: Stored) -> None:
    server = await stored({"v": "0" * LENGTH + "x"})
    select = [aggregation(name, "properties", "v") for name in ("sum", "median", "count")]
    assert await server.rows({"select": select}) == [{"count_properties.v": 1}]
