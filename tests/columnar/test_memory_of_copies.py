"""A copy gets many columns of many rows within its memory."""

import json
from pathlib import Path

from columnar.copying import Json, make_events, open_copying

ROWS = 60_000
PATHS = [f"path{number}" for number in range(60)]
MEMORY = 18_000_000
"""Less than the values take before they are compressed: eight bytes for each row and path."""


async def test_columns_asked_for_at_once_are_added_within_the_memory(db: Path) -> None:
    async with open_copying(db, memory=f"{MEMORY}B") as copying:
        properties = json.dumps({PATHS[-1]: 1})
        for first in range(0, ROWS, 4_000):
            await copying.engine.append(make_events(first, 4_000, properties=properties))
        await copying.ask_copy()
        assert ROWS * len(PATHS) * 8 > MEMORY
        for path in PATHS:
            answer = await copying.ask(sum_of(path))
            assert answer.reason == "its copy lacks columns, which are being filled"
        await copying.copies.settle()
        assert copying.kept.failure is None
        assert {(await copying.ask(sum_of(path))).engine for path in PATHS} == {"duckdb"}


async def test_first_columns_are_filled_with_the_rows(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 10, properties='{"path0": 1}'))
        await copying.ask(sum_of("path0"))
        await copying.copies.settle()
        assert (await copying.ask(sum_of("path0"))).engine == "duckdb"


def sum_of(path: str) -> Json:
    return {
        "select": [
            {"type": "aggregation", "aggregation": "sum", "field": "properties", "path": [path]}
        ],
        "groupBy": [{"field": "type"}],
    }
