"""The bound on the rows that a copy gives for the composition of a plan."""

import json
from pathlib import Path
from typing import Any

import pytest

from columnar.copying import make_events, open_copying

BY_NUMBER: Any = {
    "select": [
        {"type": "aggregation", "aggregation": "count"},
        {"type": "rank", "by": "count", "as": "rank"},
    ],
    "groupBy": [{"field": "properties", "path": ["n"]}],
    "orderBy": [{"field": "properties.n", "direction": "asc"}],
}


@pytest.mark.parametrize(("most", "engine"), [(5, "sqlite"), (6, "duckdb")])
async def test_doubles_with_an_exponent_count_among_given_rows(
    db: Path, monkeypatch: pytest.MonkeyPatch, most: int, engine: str
) -> None:
    monkeypatch.setattr("evsrv.columnar.composition.MAX_GIVEN_ROWS", most)
    async with open_copying(db) as copying:
        for number, value in enumerate((2e301, 1e302, 3e300)):
            properties = json.dumps({"n": value})
            await copying.engine.append(make_events(number, 1, properties=properties))
        for _ in range(3):
            answer = await copying.ask(BY_NUMBER)
            assert [row[0] for row in answer.rows] == ["3e+300", "2e+301", "1e+302"]
            await copying.copies.settle()
        reason = "it needs more than 5 groups of its copy" if engine == "sqlite" else None
        assert (answer.engine, answer.reason) == (engine, reason)
