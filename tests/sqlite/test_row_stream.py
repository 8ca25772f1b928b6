from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout
from evsrv.language import load_vocabulary, make_frontend
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite import row_stream
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.row_stream import SqliteRowStream

SELECT_ID = {"select": [{"type": "field", "field": "id"}]}


@pytest.fixture
def plan_all_rows() -> Callable[[Any], Plan]:
    frontend = make_frontend(Settings(), load_vocabulary(Settings()))
    return lambda query: frontend.all_rows(EVENTS, query, Scope("o", "p"))


@pytest.fixture
async def engine(path: Path, make_event: Callable[..., Event]) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(path, readers=2, query_timeout=30) as engine:
        await engine.append([make_event(id=f"e{number}") for number in range(5)])
        yield engine


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1, 1, 1, 1, 1, 0]), (4, [2, 2, 1]), (1_000_000, [5])]
)
async def test_batch_ends_at_its_limit_of_characters(
    engine: SqliteEngine,
    plan_all_rows: Callable[[Any], Plan],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    sizes: list[int],
) -> None:
    monkeypatch.setattr(row_stream, "MAX_BATCH_CHARACTERS", limit)
    async with engine.stream(plan_all_rows(SELECT_ID)) as stream:
        batches = [batch async for batch in stream.batches(list)]
    assert [len(batch) for batch in batches] == sizes
    assert [id_ for batch in batches for (id_, *_) in batch] == [f"e{n}" for n in range(5)]


async def test_scan_for_keys_stops_at_the_time_limit(
    engine: SqliteEngine, plan_all_rows: Callable[[Any], Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = {"where": {"condition": {"field": "type", "operator": "isNotNull"}}}
    plan = plan_all_rows(where)
    properties = next(
        column
        for column in plan.columns
        if isinstance(column, Reference) and column.name == "properties"
    )
    async with engine.stream(plan) as stream:
        assert isinstance(stream, SqliteRowStream)
        assert await stream.property_keys([properties]) == {"properties": ["plan"]}
        session = stream._session
        seen = []

        class Parser:
            @staticmethod
            def loads(document: Any) -> Any:
                seen.append(document)
                session._deadline.cancelled = True
                session._deadline._expired = True
                return orjson.loads(document)

        monkeypatch.setattr(row_stream, "orjson", Parser)
        with pytest.raises(QueryTimeout):
            await stream.property_keys([properties])
        assert len(seen) == 1
