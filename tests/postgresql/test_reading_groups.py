"""Limits and interruptions of grouped plans."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from golden import harness

from evsrv.core.errors import Unprocessable
from evsrv.core.sql import Sql
from evsrv.engine.errors import QueryTimeout
from evsrv.postgresql.groups import composed_read
from evsrv.postgresql.groups.composed_read import read_composed
from evsrv.postgresql.groups.grouped_plan import read_grouped
from evsrv.postgresql.groups.prepared_plan import prepare
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql.server import Database

MEMORY = MemoryDatabases(harness.vocabulary().prepare_connection)
COUNT = {"type": "aggregation", "aggregation": "count"}
BY_ID = {"select": [COUNT], "groupBy": [{"field": "id"}]}


def plan_of(query: Any) -> Plan:
    plan, _ = harness.compile_query(query)
    return plan


class Asked:
    """A database that counts its statements."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.statements = 0

    async def __call__(self, statement: Sql, /) -> Sequence[Sequence[Any]]:
        self.statements += 1
        return await self._database.ask(statement)


def test_plain_plan_is_one_statement(golden: Database) -> None:
    ask = Asked(golden)
    assert golden.run(read_grouped(plan_of(BY_ID), ask, MEMORY, timeout=60)).rows
    assert ask.statements == 1


def test_page_after_the_last_group_has_the_total(golden: Database) -> None:
    plan = plan_of({**BY_ID, "offset": 9_000})
    page = golden.run(read_grouped(plan, golden.ask, MEMORY, timeout=60))
    everything = golden.run(read_grouped(plan_of(BY_ID), golden.ask, MEMORY, timeout=60))
    assert (page.rows, page.total) == ([], everything.total)


def test_too_many_groups_are_refused(golden: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of({**BY_ID, "select": [COUNT, {"type": "rank", "by": "count", "as": "rank"}]})
    monkeypatch.setattr(composed_read, "MAX_GROUPS", 3)
    with pytest.raises(Unprocessable, match="more than 3 groups"):
        golden.run(read_grouped(plan, golden.ask, MEMORY, timeout=60))


def test_composition_stops_at_its_time_limit(golden: Database) -> None:
    async def read() -> None:
        prepared = await prepare(plan_of(BY_ID), golden.ask)
        await read_composed(prepared, golden.ask, MEMORY, timeout=0)

    with pytest.raises(QueryTimeout):
        golden.run(read())


def test_cancelled_read_leaves_no_thread(golden: Database) -> None:
    async def hang(_: Sql, /) -> Sequence[Sequence[Any]]:
        await asyncio.sleep(60)
        return []

    async def cancel() -> None:
        prepared = await prepare(plan_of(BY_ID), golden.ask)
        reading = asyncio.create_task(read_composed(prepared, hang, MEMORY, timeout=60))
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    golden.run(cancel())
    assert golden.run(read_grouped(plan_of(BY_ID), golden.ask, MEMORY, timeout=60)).rows
